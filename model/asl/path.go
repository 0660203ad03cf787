package asl

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"expresso/model/jsonpath"
	"expresso/model/jsonvalue"
)

// pathField is the field that a path stands in, which decides what may stand there and
// how a fault is worded: AWS has several families of texts (recorded).
type pathField struct {
	name        string // as messages call it
	intrinsics  bool   // an intrinsic call may stand in place of a path
	quotesInput bool   // faults name the field and quote the input; else they use Jayway's words
	condition   bool   // the field of a choice rule
}

// path compiles what stands where the JSONPath language has a path: a path into the input
// ($), the context object ($$) or a variable ($name), or an intrinsic call.
func (l *loader) path(text, at string, field pathField) Expr {
	if field.intrinsics && strings.HasPrefix(text, "States.") {
		return l.intrinsic(text, at, field)
	}
	e := &pathExpr{text: text, field: field}
	rest := text
	switch name := variableName(text); {
	case under(text, "$$.Map.Item.Value"):
		e.root = rootItem
		rest = "$" + strings.TrimPrefix(text, "$$.Map.Item.Value")
	case text == "$$.Map.Item.Index":
		e.root, rest = rootIndex, "$"
	case strings.HasPrefix(text, "$$"):
		e.root = rootContext
		rest = text[1:]
		l.usesContext = true
	case name != "":
		e.root, e.variable = rootVariable, name
		rest = "$" + text[1+len(name):]
		l.reads(name)
	}
	var err error
	if e.path, err = jsonpath.Compile(rest); err != nil || !strings.HasPrefix(rest, "$") {
		l.badPath(at, field)
		return constant{}
	}
	if parts := trailingIndex().FindStringSubmatch(rest); parts != nil && field.intrinsics && e.path.Definite() {
		e.array, _ = jsonpath.Compile(parts[1]) // what begins a path is a path, or does not matter
	}
	return e
}

// badPath reports what is neither a path nor anything else that may stand in its place.
func (l *loader) badPath(at string, field pathField) {
	switch {
	case field.intrinsics:
		l.fail(codeSchema, at, "The value for the field '%s' must be a valid JSONPath or a valid intrinsic function call", field.name)
	default:
		l.fail(codeSchema, at, "Value is not a valid JSONPath")
	}
}

// variableName returns the name of the variable with which a path begins, "" if it begins
// with none: $name, $name.field, $name[0].
func variableName(text string) string {
	if len(text) < 2 || text[0] != '$' {
		return ""
	}
	for i, r := range text[1:] {
		if unicode.IsLetter(r) || r == '_' || i > 0 && (unicode.IsDigit(r) || unicode.Is(unicode.M, r)) {
			continue
		}
		return text[1 : 1+i]
	}
	return text[1:]
}

// legalVariable tells whether a variable may have a name.
func legalVariable(name string) bool {
	return name != "" && name != "states" && utf8.RuneCountInString(name) <= 80 && variableName("$"+name) == name
}

// root is what a path is a path into.
type root uint8

const (
	rootInput root = iota
	rootContext
	rootVariable
	rootItem  // parts of the context object that are asked for so often that it is worth
	rootIndex // not to make it for them
)

// under tells whether a path is another one or goes on from it.
func under(path, parent string) bool {
	rest, ok := strings.CutPrefix(path, parent)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// pathExpr is the value at a path.
type pathExpr struct {
	path     *jsonpath.Path
	root     root
	variable string
	text     string
	field    pathField
	array    *jsonpath.Path // without the index at the end; nil if there is none or it does not matter
}

// trailingIndex splits an index off the end of a path.
var trailingIndex = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\$.*)\[\d+\]$`) })

func (e *pathExpr) Eval(s *Scope) (jsonvalue.Value, error) {
	from := s.Input
	switch e.root {
	case rootContext:
		from = s.Context
	case rootItem:
		from = s.Item
	case rootIndex:
		from = s.Index
	case rootVariable:
		var ok bool
		if from, ok = s.Variables.Get(e.variable); !ok {
			return from, e.fault(s.Input, fmt.Sprintf("No results for path: $%s", e.variable))
		}
	}
	if from.IsUndefined() {
		return from, e.fault(s.Context, "No results for path: $"+strings.TrimLeft(e.text, "$"))
	}
	v, err := e.path.Get(from)
	if err != nil {
		if e.array != nil {
			// Only an index past the end of an array leads here: AWS makes null of it in
			// payload templates.
			if array, err := e.array.Get(from); err == nil && array.Kind() == jsonvalue.KindArray {
				return jsonvalue.Null(), nil
			}
		}
		return v, e.fault(from, err.Error())
	}
	return v, nil
}

// fault words a path that leads nowhere as AWS does for its field.
func (e *pathExpr) fault(from jsonvalue.Value, why string) *Fault {
	switch {
	case e.field.condition:
		return &Fault{Name: ErrRuntime, Text: fmt.Sprintf("Invalid path '%s': The choice state's condition path references an invalid value.", e.text)}
	case e.field.quotesInput:
		return &Fault{Name: ErrRuntime, Text: fmt.Sprintf("The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'", e.text, e.field.name, from.Excerpt())}
	default:
		return &Fault{Name: ErrRuntime, Text: fmt.Sprintf("Invalid path '%s' : %s", e.text, why)}
	}
}

// resultPath compiles ResultPath: a reference path into the input, or null.
func (l *loader) resultPath(f *fields) *ResultPath {
	v, ok := f.take("ResultPath")
	if !ok {
		return nil
	}
	at := f.at("ResultPath")
	if v.Kind() == jsonvalue.KindNull {
		return &ResultPath{Discard: true}
	}
	path, err := jsonpath.Compile(v.Str())
	if err != nil || !strings.HasPrefix(v.Str(), "$") || variableName(v.Str()) != "" || !path.Reference() {
		l.fail(codeSchema, at, "Value is not a Reference Path")
		return nil
	}
	if v.Str() == "$" {
		return nil
	}
	return &ResultPath{Text: v.Str(), path: path}
}

// lastStep is the last key or index of a reference path.
func lastStep(path string) string {
	path = strings.TrimRight(path, "]'")
	return path[strings.LastIndexAny(path, ".['")+1:]
}
