package source

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"expresso/model/jsonvalue"
)

// maxNesting is how deep YAML may be nested. The library's parser takes time that grows
// with the square of the depth.
const maxNesting = 100

// Guard returns the *Misplaced with which do panics, the way in which readers of texts
// give up. Other panics count too: the text is anybody's, and the library is not proof
// against all.
func Guard(do func()) (problem *Misplaced) {
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case *Misplaced:
			problem = fault
		default:
			problem = &Misplaced{1, 1, fmt.Sprint("the text is not YAML: ", fault)}
		}
	}()
	do()
	return nil
}

// parseYAML returns the one document's root. It panics with a *Misplaced.
func parseYAML(text string, options ...parser.Option) ast.Node {
	tokens := tokenize(text)
	refuseNesting(tokens)
	file, err := parser.Parse(tokens, 0, options...)
	if err != nil {
		var placed yaml.Error
		if errors.As(err, &placed) && placed.GetToken() != nil {
			panic(at(placed.GetToken(), "%s", placed.GetMessage()))
		}
		panic(&Misplaced{1, 1, err.Error()})
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.DirectiveType {
			continue
		}
		if body != nil {
			panic(at(start(doc.Body), "a file must contain one YAML document, but a second one begins here"))
		}
		body = doc.Body
	}
	if body == nil {
		panic(&Misplaced{1, 1, "the file is empty"})
	}
	return body
}

// inText takes the place of colons in words, as in Fn::Sub and arn:aws, for as long as the
// text is taken apart: between brackets the library ends a key at the first of them. It is
// one character, too, so that places stay.
const inText = "\uf8ff"

// tokenize takes a text apart.
func tokenize(text string) token.Tokens {
	if strings.Contains(text, inText) {
		return lexer.Tokenize(text)
	}
	tokens := lexer.Tokenize(hideColons(text))
	for _, t := range tokens {
		t.Value, t.Origin = strings.ReplaceAll(t.Value, inText, ":"), strings.ReplaceAll(t.Origin, inText, ":")
	}
	return tokens
}

// hideColons replaces those that are in a row, or between a word and a letter.
func hideColons(text string) string {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
	var b strings.Builder
	from := 0
	for i := 1; i+1 < len(text); i++ {
		before, after := text[i-1], text[i+1]
		switch {
		case text[i] != ':' || strings.IndexByte(" \t\r\n", after) >= 0:
		case before == ':', after == ':', letter(after) && (letter(before) || before >= '0' && before <= '9' || before == '_' || before == '-'):
			b.WriteString(text[from:i] + inText)
			from = i + 1
		}
	}
	return b.String() + text[from:]
}

// refuseNesting panics with a *Misplaced at nesting that would keep the parser busy for
// minutes: brackets inside brackets, and marks in a row on one line, such as "- - - -".
func refuseNesting(tokens token.Tokens) {
	open, row := 0, 0
	for _, t := range tokens {
		if t.Prev != nil && t.Prev.Position.Line != t.Position.Line {
			row = 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			open++
		case token.SequenceEndType, token.MappingEndType:
			open--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			row++
		case token.StringType, token.IntegerType: // the name of an anchor
		default:
			row = 0
		}
		if open > maxNesting || row > maxNesting {
			panic(at(t, "nested more than %d deep", maxNesting))
		}
	}
}

// converter makes JSON values of YAML nodes. It panics with a *Misplaced.
type converter struct {
	as       Dialect
	depth    int
	anchors  map[string]jsonvalue.Value // those that are complete: none refers to itself
	merges   int                        // members that were looked at because of <<
	warnings []*Misplaced
}

func (c *converter) value(node ast.Node) jsonvalue.Value {
	if c.depth++; c.depth > maxNesting {
		panic(at(start(node), "nested more than %d deep", maxNesting))
	}
	defer func() { c.depth-- }()
	switch n := node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return c.mapping(n)
	case *ast.SequenceNode:
		elems := make([]jsonvalue.Value, len(n.Values))
		size := 0
		for i, v := range n.Values {
			elems[i] = c.value(v)
			size += elems[i].Size()
			bound(size, v)
		}
		return jsonvalue.NewArray(elems)
	case *ast.AnchorNode:
		v := c.value(n.Value)
		c.anchors[n.Name.GetToken().Value] = v
		return v
	case *ast.AliasNode:
		name := n.Value.GetToken()
		v, ok := c.anchors[name.Value]
		if !ok {
			panic(at(n.Start, "*%s refers to an unknown anchor", name.Value))
		}
		return v
	case *ast.TagNode:
		return c.tagged(n)
	case *ast.NullNode:
		return jsonvalue.Null()
	case *ast.BoolNode:
		return jsonvalue.NewBool(n.Value)
	case *ast.LiteralNode:
		return jsonvalue.NewString(n.Value.Value)
	case *ast.StringNode:
		if n.Token.Type == token.StringType && jsonNumber().MatchString(n.Value) {
			return jsonvalue.NewNumber(n.Value) // 1e3, and integers beyond 64 bits
		}
		return jsonvalue.NewString(n.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		t := n.GetToken()
		if !jsonNumber().MatchString(t.Value) {
			if c.as != YAML { // an account's number, say, or a mode in octal
				return jsonvalue.NewString(t.Value)
			}
			panic(at(t, "%s is not a number in JSON: write it in decimal, or quote it if it is text", t.Value))
		}
		return jsonvalue.NewNumber(t.Value)
	default:
		panic(at(start(node), "a %s is not allowed here", strings.ToLower(node.Type().String())))
	}
}

var jsonNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`) })

// bound refuses what grows over a definition's limit, as aliases of aliases do.
func bound(size int, node ast.Node) {
	if size > MaxFile {
		panic(at(start(node), "with its aliases expanded, this has more than %d bytes", MaxFile))
	}
}

// Pairs are a mapping's pairs; a mapping of one may come as the pair alone.
func Pairs(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func (c *converter) mapping(node ast.Node) jsonvalue.Value {
	pairs := Pairs(node)
	members := make([]jsonvalue.Member, 0, len(pairs))
	has := make(map[string]bool, len(pairs))
	last := make(map[string]*ast.MappingValueNode, len(pairs)) // of those with the same key
	for _, pair := range pairs {
		if isMerge(pair) {
			continue
		}
		name := key(pair)
		if has[name] {
			c.warnings = append(c.warnings, at(start(pair.Key), "the key %q is here twice; the last one is used", name))
		}
		has[name], last[name] = true, pair
	}
	size := 0
	add := func(name string, v jsonvalue.Value) {
		members = append(members, jsonvalue.Member{Key: name, Value: v})
		size += len(name) + v.Size()
		bound(size, node)
	}
	for _, pair := range pairs {
		if !isMerge(pair) {
			name := key(pair)
			if last[name] != pair {
				continue
			}
			v := c.value(pair.Value)
			if number := v.Kind() == jsonvalue.KindNumber; number && c.depth == 1 && name == "Version" {
				v = jsonvalue.NewString(v.NumberText())
			}
			add(name, v)
			continue
		}
		for _, from := range c.merged(pair) {
			c.merges += from.Len()
			bound(c.merges, node)
			for i := range from.Len() {
				if m := from.Member(i); !has[m.Key] {
					has[m.Key] = true
					add(m.Key, m.Value)
				}
			}
		}
	}
	return jsonvalue.NewObject(members)
}

// merged returns the mappings behind "<<": what they hold is added where it stands, unless
// the mapping itself or one before has the key.
func (c *converter) merged(pair *ast.MappingValueNode) []jsonvalue.Value {
	v := c.value(pair.Value)
	from := []jsonvalue.Value{v}
	if v.Kind() == jsonvalue.KindArray {
		from = from[:0]
		for i := range v.Len() {
			from = append(from, v.At(i))
		}
	}
	for _, f := range from {
		if f.Kind() != jsonvalue.KindObject {
			panic(at(start(pair.Value), "<< takes a mapping, or a list of mappings"))
		}
	}
	return from
}

func isMerge(pair *ast.MappingValueNode) bool { return pair.Key.Type() == ast.MergeKeyType }

// key is a pair's key as text: JSON has no others.
func key(pair *ast.MappingValueNode) string {
	switch k := pair.Key.(type) {
	case *ast.StringNode:
		return k.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return k.GetToken().Value
	default:
		panic(at(start(pair.Key), "a key must be plain text"))
	}
}

// tagged takes the tags of JSON's own types and, in a template, CloudFormation's, which
// are short for its functions; others mean something that only their program knows.
func (c *converter) tagged(n *ast.TagNode) jsonvalue.Value {
	switch n.Start.Value {
	case "!!str":
		switch text := n.Value.(type) {
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
			return jsonvalue.NewString(text.GetToken().Value)
		case *ast.StringNode:
			return jsonvalue.NewString(text.Value)
		case *ast.NullNode, nil:
			return jsonvalue.NewString("")
		}
		return c.value(n.Value)
	case "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq":
		if n.Value == nil {
			return jsonvalue.Null()
		}
		return c.value(n.Value)
	}
	if name, ok := strings.CutPrefix(n.Start.Value, "!"); ok && c.as == Template && n.Value != nil {
		if name != "Ref" && name != "Condition" {
			name = "Fn::" + name
		}
		return jsonvalue.NewObject([]jsonvalue.Member{{Key: name, Value: c.value(n.Value)}})
	}
	panic(at(n.Start, "the tag %s has no meaning in JSON", n.Start.Value))
}
