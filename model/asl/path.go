package asl

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"expresso/model/asl/check"
	"expresso/model/jsonpath"
	"expresso/model/jsonvalue"
)

// pathField is the field that a path stands in, which decides what may be there and
// how a fault is worded: AWS has several families of texts (recorded).
type pathField struct {
	name        string // as messages call it
	intrinsics  bool   // an intrinsic call may be in place of a path
	quotesInput bool   // faults name the field and quote the input; else they use Jayway's words
	condition   bool   // the field of a choice rule
}

// path compiles what stands where the JSONPath language has a path: a path into the input
// ($), the context object ($$) or a variable ($name), or an intrinsic call.
func (l *loader) path(text string, field pathField) Expr {
	if field.intrinsics && strings.HasPrefix(text, "States.") {
		return l.intrinsic(text)
	}
	e := &pathExpr{text: text, field: field}
	rest := text
	switch name := check.VariableName(text); {
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
	e.path, _ = l.compiled.Path(rest) // it was checked
	if parts := trailingIndex().FindStringSubmatch(rest); parts != nil && field.intrinsics && e.path.Definite() {
		e.array, _ = l.compiled.Path(parts[1]) // what begins a path is a path, or does not matter
	}
	return e
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

// under reports whether a path is another one or continues from it.
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
	if e.root == rootInput && from.Kind() == jsonvalue.KindNull {
		return from, &Failure{Name: ErrRuntime, Text: "Unable to apply Path transformation to null or empty input."}
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
func (e *pathExpr) fault(from jsonvalue.Value, why string) *Failure {
	switch {
	case e.field.condition:
		return &Failure{Name: ErrRuntime, Text: fmt.Sprintf("Invalid path '%s': The choice state's condition path references an invalid value.", e.text)}
	case e.field.quotesInput:
		return &Failure{Name: ErrRuntime, Text: fmt.Sprintf("The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'", e.text, e.field.name, from.Excerpt())}
	default:
		return &Failure{Name: ErrRuntime, Text: fmt.Sprintf("Invalid path '%s' : %s", e.text, why)}
	}
}

// resultPath compiles ResultPath: a reference path into the input, or null.
func (f *fields) resultPath() *ResultPath {
	switch v := f.get("ResultPath"); {
	case v.Kind() == jsonvalue.KindNull:
		return &ResultPath{Discard: true}
	case v.IsUndefined() || v.Str() == "$":
		return nil
	default:
		path, _ := f.l.compiled.Path(v.Str()) // it was checked
		return &ResultPath{Text: v.Str(), path: path}
	}
}

// lastStep is the last key or index of a reference path.
func lastStep(path string) string {
	path = strings.TrimRight(path, "]'")
	return path[strings.LastIndexAny(path, ".['")+1:]
}
