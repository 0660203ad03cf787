package project

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// root is the mapping of a text that was parsed before, nil if it has none.
func root(text string) ast.Node {
	file, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		panic(&source.Misplaced{Line: 1, Column: 1, Msg: err.Error()})
	}
	for _, doc := range file.Docs {
		if doc.Body != nil && len(source.Pairs(doc.Body)) > 0 {
			return doc.Body
		}
	}
	return nil
}

// keyPlaces are the places of all keys of a text, by JSON pointer.
func keyPlaces(text string) map[string]source.Misplaced {
	all := map[string]source.Misplaced{}
	var visit func(at string, node ast.Node)
	visit = func(at string, node ast.Node) {
		for _, m := range source.Pairs(node) {
			t := m.Key.GetToken()
			below := at + "/" + jsonvalue.PointerToken(t.Value)
			all[below] = source.Misplaced{Line: t.Position.Line, Column: t.Position.Column}
			visit(below, m.Value)
		}
	}
	visit("", root(text))
	return all
}

// Set gives the key at a path a value, and returns the new text: Set(text, "EXPRESS",
// "machines", "orders", "type"). Mappings that are not there are added. All else stays as
// it is written. An error says what has to be edited by hand.
func Set(text, value string, path ...string) (string, error) {
	if blank(text) {
		text = strings.TrimRight(text, "\n") + "\n"
		text = strings.TrimLeft(text, "\n") + "version: 1\n"
	}
	before, problem := flat(text)
	if problem != nil {
		return "", problem
	}
	var edited string
	problem = source.Guard(func() { edited = set(text, value, path) })
	if problem == nil {
		var after map[string]string
		if after, problem = flat(edited); problem == nil {
			before[strings.Join(path, "\x00")] = value
			if maps.Equal(before, after) {
				if _, wrong := Parse(text); wrong == nil {
					if _, refused := Parse(edited); refused != nil { // the value, and nothing else
						return "", errors.New(refused.Msg)
					}
				}
				_, problem = Parse(edited)
			} else {
				problem = &source.Misplaced{Line: 1, Column: 1, Msg: "the layout of the file is too unusual"}
			}
		}
	}
	if problem != nil {
		return "", fmt.Errorf("%s cannot be set here (%w): edit the file by hand", strings.Join(path, "."), problem)
	}
	return edited, nil
}

// flat is what a text says: texts by paths.
func flat(text string) (map[string]string, *source.Misplaced) {
	doc, problem := parse(text)
	all := map[string]string{}
	if problem != nil || doc == nil {
		return all, problem
	}
	var visit func(at string, v jsonvalue.Value)
	visit = func(at string, v jsonvalue.Value) {
		switch v.Kind() {
		case jsonvalue.KindObject:
			for i := range v.Len() {
				m := v.Member(i)
				below := m.Key
				if at != "" {
					below = at + "\x00" + m.Key
				}
				visit(below, m.Value)
			}
		case jsonvalue.KindString:
			all[at] = v.Str()
		case jsonvalue.KindNull:
		default:
			all[at] = v.String()
		}
	}
	visit("", doc.Root)
	return all, nil
}

func set(text, value string, path []string) string {
	node := root(text)
	var above *ast.MappingValueNode
	for len(path) > 0 {
		next := find(node, path[0])
		if next == nil {
			break
		}
		above, node, path = next, next.Value, path[1:]
	}
	switch {
	case len(path) == 0:
		return replace(text, above, value)
	case above != nil && flow(node):
		return insertFlow(text, node, value, path)
	case above != nil && node.Type() != ast.NullType && len(source.Pairs(node)) == 0:
		panic(&source.Misplaced{Line: above.Key.GetToken().Position.Line, Column: above.Key.GetToken().Position.Column, Msg: above.Key.GetToken().Value + " is not a mapping"})
	}
	indent := 0
	if all := source.Pairs(node); len(all) > 0 {
		indent = all[0].Key.GetToken().Position.Column - 1
	} else if above != nil {
		indent = above.Key.GetToken().Position.Column - 1 + 2
	}
	var added strings.Builder
	for i, key := range path {
		added.WriteString(strings.Repeat(" ", indent+2*i) + scalar(key) + ":")
		if i == len(path)-1 {
			added.WriteString(" " + scalar(value))
		}
		added.WriteString("\n")
	}
	at := len(text)
	if above != nil {
		at = behind(text, above.Key.GetToken())
	}
	if at > 0 && text[at-1] != '\n' {
		return text[:at] + "\n" + added.String() + text[at:]
	}
	return text[:at] + added.String() + text[at:]
}

func find(node ast.Node, key string) *ast.MappingValueNode {
	for _, m := range source.Pairs(node) {
		if m.Key.GetToken().Value == key {
			return m
		}
	}
	return nil
}

// flow reports whether a node is a mapping in braces.
func flow(node ast.Node) bool {
	m, ok := node.(*ast.MappingNode)
	return ok && m.IsFlowStyle
}

// insertFlow adds a member behind the opening brace.
func insertFlow(text string, node ast.Node, value string, path []string) string {
	at := offset(text, node.GetToken()) + 1
	keys := make([]string, len(path))
	for i, key := range path {
		keys[i] = scalar(key) + ": "
	}
	added := strings.Join(keys, "{") + scalar(value) + strings.Repeat("}", len(path)-1)
	if len(source.Pairs(node)) > 0 {
		added += ", "
	}
	return text[:at] + added + text[at:]
}

// replace writes another value in the place of a scalar.
func replace(text string, pair *ast.MappingValueNode, value string) string {
	key := pair.Key.GetToken()
	t := pair.Value.GetToken()
	refuse := &source.Misplaced{Line: key.Position.Line, Column: key.Position.Column, Msg: "the value is not on one line"}
	written := t.Value
	switch pair.Value.Type() {
	case ast.NullType:
		at := offset(text, key) // behind the colon
		end := strings.IndexByte(text[at:], ':')
		if end < 0 {
			panic(refuse)
		}
		at += end + 1
		rest, _, _ := strings.Cut(text[at:], "\n")
		if said := strings.TrimLeft(rest, " "); strings.HasPrefix(said, "null") || strings.HasPrefix(said, "~") {
			panic(refuse)
		}
		return text[:at] + " " + scalar(value) + text[at:]
	case ast.StringType, ast.IntegerType, ast.FloatType, ast.BoolType:
	default:
		panic(refuse)
	}
	at := offset(text, t)
	switch t.Type {
	case token.SingleQuoteType, token.DoubleQuoteType:
		m := inQuotes().FindString(text[at:])
		if m == "" {
			panic(refuse)
		}
		written = m
	}
	if written == "" || !strings.HasPrefix(text[at:], written) {
		panic(refuse)
	}
	return text[:at] + scalar(value) + text[at+len(written):]
}

var inQuotes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')`) })

// behind is the offset of the line behind all that belongs to a key in block style.
func behind(text string, key *token.Token) int {
	indent := key.Position.Column - 1
	at := lineStart(text, key.Position.Line+1)
	end := at
	for at < len(text) {
		next := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		line := text[at:next]
		said := strings.TrimSpace(line)
		deep := len(line) - len(strings.TrimLeft(line, " "))
		if said != "" && deep <= indent && said[0] != '#' {
			break
		}
		if said != "" && deep > indent {
			end = next
		}
		at = next
	}
	return end
}

// lineStart is the offset of a line, counted from 1.
func lineStart(text string, line int) int {
	at := 0
	for range line - 1 {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i + 1
	}
	return at
}

// offset is a token's in bytes.
func offset(text string, t *token.Token) int {
	at := lineStart(text, t.Position.Line)
	for range t.Position.Column - 1 {
		if at >= len(text) {
			break
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return min(at, len(text))
}

// bare are texts that YAML reads as such without quotes.
var bare = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z_$./][A-Za-z0-9_./$-]*(?::[A-Za-z0-9_./$*-]+)*$`)
})

// scalar is a text as it is written, in block style and between brackets.
func scalar(text string) string {
	if bare().MatchString(text) {
		switch strings.ToLower(text) {
		case "true", "false", "null", "yes", "no", "on", "off", "y", "n", ".inf", ".nan":
		default:
			return text
		}
	}
	return jsonvalue.NewString(text).String()
}

// Keys is the path of a key that is named in one word, of a machine if one is named:
// "values.Table.Arn" is Table.Arn in values.
func Keys(machine, key string) ([]string, error) {
	group, name, nested := strings.Cut(key, ".")
	keys, known := []string{group}, []string{"mocks", "clock", "mock-validation", "values.NAME"}
	if nested {
		keys = append(keys, name)
	}
	if machine != "" {
		keys = append([]string{"machines", machine}, keys...)
		known = []string{"type", "file", "mocks", "case", "values.NAME", "source.arn", "source.revision", "source.role"}
	}
	for _, k := range known {
		if k == key || k == "values.NAME" && group == "values" && name != "" {
			return keys, nil
		}
	}
	return nil, fmt.Errorf("unknown key %.60q; the keys are %s", key, strings.Join(known, ", "))
}
