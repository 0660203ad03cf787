package source

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"expresso/model/jsonvalue"
)

// yamlFinder returns a function that tells where in a YAML text the value at a JSON pointer
// begins. What came through << is found where the anchor stands.
func yamlFinder(text string) func(pointer string) (line, column int, ok bool) {
	var root ast.Node
	anchors := map[string]ast.Node{}
	if problem := Guard(func() {
		root = parseYAML(text, parser.AllowDuplicateMapKey())
		ast.Walk(anchorVisitor(anchors), root)
	}); problem != nil {
		return func(string) (int, int, bool) { return 0, 0, false }
	}
	return func(pointer string) (line, column int, ok bool) {
		problem := Guard(func() {
			node := root
			for node != nil && pointer != "" {
				var name string
				name, pointer, _ = strings.Cut(pointer[1:], "/")
				if pointer != "" {
					pointer = "/" + pointer
				}
				name = jsonvalue.PointerKey(name)
				node = member(resolve(node, anchors), name, anchors, map[ast.Node]bool{})
			}
			if _, tagged := node.(*ast.TagNode); !tagged { // what has a tag begins there
				node = resolve(node, anchors)
			}
			if node != nil {
				p := start(node).Position
				line, column, ok = p.Line, p.Column, true
			}
		})
		return line, column, ok && problem == nil
	}
}

type anchorVisitor map[string]ast.Node

func (v anchorVisitor) Visit(node ast.Node) ast.Visitor {
	if n, ok := node.(*ast.AnchorNode); ok {
		v[n.Name.GetToken().Value] = n.Value
	}
	return v
}

// resolve follows anchors, tags and aliases to what they stand for.
func resolve(node ast.Node, anchors map[string]ast.Node) ast.Node {
	for range maxNesting {
		switch n := node.(type) {
		case *ast.AnchorNode:
			node = n.Value
		case *ast.TagNode:
			node = n.Value
		case *ast.AliasNode:
			node = anchors[n.Value.GetToken().Value]
		default:
			return node
		}
	}
	return nil
}

// member is the value under name in a mapping or, if name is an index, in a sequence; nil
// if there is none. What was seen before is not looked through again, since each << may
// name the same anchors.
func member(node ast.Node, name string, anchors map[string]ast.Node, seen map[ast.Node]bool) ast.Node {
	if node == nil || seen[node] {
		return nil
	}
	seen[node] = true
	if seq, ok := node.(*ast.SequenceNode); ok {
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(seq.Values) {
			return nil
		}
		return seq.Values[i]
	}
	pairs := Pairs(node)
	for _, p := range slices.Backward(pairs) {
		if !isMerge(p) && key(p) == name {
			return p.Value
		}
	}
	for _, p := range pairs {
		if !isMerge(p) {
			continue
		}
		from := []ast.Node{p.Value}
		if seq, ok := resolve(p.Value, anchors).(*ast.SequenceNode); ok {
			from = seq.Values
		}
		for _, f := range from {
			if found := member(resolve(f, anchors), name, anchors, seen); found != nil {
				return found
			}
		}
	}
	return nil
}

// start is the token at which a node begins: a mapping in block style has the colon of
// its first pair for its own.
func start(node ast.Node) *token.Token {
	if pairs := Pairs(node); len(pairs) > 0 {
		if m, ok := node.(*ast.MappingNode); !ok || !m.IsFlowStyle {
			return pairs[0].Key.GetToken()
		}
	}
	return node.GetToken()
}

func at(t *token.Token, format string, args ...any) *Misplaced {
	return &Misplaced{t.Position.Line, t.Position.Column, fmt.Sprintf(format, args...)}
}
