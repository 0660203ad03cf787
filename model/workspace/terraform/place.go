package terraform

import (
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"expresso/model/jsonvalue"
)

// trail is where the parts of a text come from that a template puts together.
type trail struct {
	written string // the file's text
	parts   []trailPart
}

type trailPart struct {
	at    int // offset in the text
	from  hcl.Pos
	plain bool // the part is as it is written; else all of it comes from one place
}

// add notes a part; a plain one may have lost blanks at its beginning.
func (t *trail) add(at int, text string, from hcl.Range, plain bool) {
	start, end := from.Start, from.End.Byte
	if plain && start.Byte >= 0 && start.Byte <= end && end <= len(t.written) {
		source := t.written[start.Byte:end]
		if lost := strings.Index(source, text); lost > 0 {
			lines, columns := jsonvalue.LineColumn(source, lost)
			if lines > 1 {
				start.Column = 1
			}
			start.Line, start.Column = start.Line+lines-1, start.Column+columns-1
		}
	}
	t.parts = append(t.parts, trailPart{at, start, plain})
}

// placer returns a function that tells where a line and column of the text come from.
func (t *trail) placer(text string) func(line, column int) (int, int) {
	return func(line, column int) (int, int) {
		offset := offsetOf(text, line, column)
		i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].at > offset }) - 1
		if i < 0 {
			return line, column
		}
		part := t.parts[i]
		if !part.plain {
			return part.from.Line, part.from.Column
		}
		lines, columns := jsonvalue.LineColumn(text[part.at:], offset-part.at)
		if lines == 1 {
			return part.from.Line, part.from.Column + columns - 1
		}
		return part.from.Line + lines - 1, columns
	}
}

// offsetOf is where a line and column are, counted from 1.
func offsetOf(text string, line, column int) int {
	offset := 0
	for range line - 1 {
		end := strings.IndexByte(text[offset:], '\n')
		if end < 0 {
			break
		}
		offset += end + 1
	}
	for i := range text[offset:] {
		if column--; column == 0 {
			return offset + i
		}
	}
	return len(text)
}

// follow goes from a reference to the expression that it stands for, as far as that is
// one alone.
func follow(s *scope, expr hclsyntax.Expression) (*scope, hclsyntax.Expression) {
	for range maxNesting {
		switch e := expr.(type) {
		case *hclsyntax.ParenthesesExpr:
			expr = e.Expression
			continue
		case *hclsyntax.TemplateWrapExpr:
			expr = e.Wrapped
			continue
		case *hclsyntax.ScopeTraversalExpr:
			names := words(e.Traversal)
			if s.m == nil || len(names) != 2 || len(e.Traversal) != 2 {
				return s, expr
			}
			if _, own := s.value(names[0]); own {
				return s, expr
			}
			m := s.m
			switch names[0] {
			case "local":
				if to, ok := m.config.locals[names[1]]; ok {
					s, expr = m.top(), to
					continue
				}
			case "var":
				_, given := m.p.define[m.address+"var."+names[1]]
				if _, short := m.p.define[names[1]]; given || short && m.call == nil {
					return s, expr
				}
				if from, to := m.argument(names[1]); to != nil {
					s, expr = from, to
					continue
				}
			}
		}
		return s, expr
	}
	return s, expr
}

// find tells where the value at a JSON pointer is in an object as it is written, or
// what would hold it.
func find(s *scope, expr hclsyntax.Expression, pointer string) (line, column int) {
	file := expr.Range().Filename
	best := expr.Range().Start
	for _, name := range strings.Split(strings.Trim(pointer, "/"), "/") {
		name = jsonvalue.PointerKey(name)
		at := expr
		if s, expr = follow(s, expr); expr.Range().Filename != file {
			break
		}
		if expr != at {
			best = expr.Range().Start
		}
		next := step(expr, name)
		if next == nil {
			break
		}
		expr, best = next, next.Range().Start
	}
	return best.Line, best.Column
}

// step is what an expression has under a name or an index, nil if it does not tell.
func step(expr hclsyntax.Expression, name string) hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.ObjectConsExpr:
		for _, item := range e.Items {
			key, _ := item.KeyExpr.Value(nil)
			if isString(key) && key.AsString() == name {
				return item.ValueExpr
			}
		}
	case *hclsyntax.TupleConsExpr:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(e.Exprs) {
			return e.Exprs[i]
		}
	}
	return nil
}
