package terraform

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// scope is where an expression is evaluated. The library's own evaluator takes all values
// that an expression may use at once; this one asks for those that are needed, so that
// what is not known stays small: a stand-in in its place, and all round it as it is.
type scope struct {
	m     *module // nil in a template's file, which sees its variables only
	own   map[string]cty.Value
	outer *scope
	item  *hclsyntax.AnonSymbolExpr // of a splat, whose value is own[""]
	trail *trail                    // of the template that is being put together, nil if nobody asks
}

// with is a scope inside of s.
func (s *scope) with(p map[string]cty.Value) *scope { return &scope{m: s.m, own: p, outer: s} }

// value is that of a name that the scope itself has.
func (s *scope) value(name string) (cty.Value, bool) {
	for at := s; at != nil; at = at.outer {
		if v, ok := at.own[name]; ok {
			return v, true
		}
	}
	return cty.NilVal, false
}

// eval works an expression out. What fails is a stand-in; a *source.Problem that ends the
// whole definition is thrown.
func (p *project) eval(s *scope, expr hclsyntax.Expression) cty.Value {
	p.step(expr.Range())
	p.depth++
	defer func() { p.depth-- }()
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return p.charge(e.Val, e.SrcRange)
	case *hclsyntax.ParenthesesExpr:
		return p.eval(s, e.Expression)
	case *hclsyntax.TemplateExpr:
		return p.template(s, e)
	case *hclsyntax.TemplateWrapExpr:
		return p.eval(s, e.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		return p.joined(e, p.eval(&scope{m: s.m, outer: s}, e.Tuple))
	case *hclsyntax.ObjectConsExpr:
		return p.object(s, e)
	case *hclsyntax.TupleConsExpr:
		values := make([]cty.Value, len(e.Exprs))
		for i, elem := range e.Exprs {
			values[i] = p.eval(s, elem)
		}
		return cty.TupleVal(values)
	case *hclsyntax.FunctionCallExpr:
		return p.charge(p.call(s, e), e.Range())
	case *hclsyntax.ConditionalExpr:
		yes, marks := p.truth(p.eval(s, e.Condition))
		if yes {
			return p.eval(s, e.TrueResult).WithMarks(marks)
		}
		return p.eval(s, e.FalseResult).WithMarks(marks)
	case *hclsyntax.ScopeTraversalExpr:
		return p.charge(p.traverse(s, e), e.SrcRange)
	case *hclsyntax.RelativeTraversalExpr:
		return p.charge(p.steps(p.eval(s, e.Source), e.Traversal, e), e.SrcRange)
	case *hclsyntax.IndexExpr:
		return p.charge(p.index(p.eval(s, e.Collection), p.eval(s, e.Key), e), e.SrcRange)
	case *hclsyntax.SplatExpr:
		return p.splat(s, e)
	case *hclsyntax.ForExpr:
		return p.loop(s, e)
	case *hclsyntax.BinaryOpExpr:
		return p.binary(s, e)
	case *hclsyntax.UnaryOpExpr:
		operand := p.eval(s, e.Val)
		return p.worked(&hclsyntax.UnaryOpExpr{Op: e.Op, Val: literal(operand, e.Val), SrcRange: e.SrcRange}, e)
	case *hclsyntax.AnonSymbolExpr:
		for at := s; at != nil; at = at.outer {
			if at.item == e {
				return at.own[""]
			}
		}
	}
	return p.failed(expr, errors.New("unsupported kind of expression"))
}

func literal(v cty.Value, of hclsyntax.Expression) hclsyntax.Expression {
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: of.Range()}
}

// worked is what the library makes of an expression whose parts are literals.
func (p *project) worked(expr, written hclsyntax.Expression) cty.Value {
	v, diags := expr.Value(nil)
	if err := firstError(diags); err != nil {
		return p.failed(written, err)
	}
	return p.charge(v, written.Range())
}

// truth is a condition's value. What is not known is taken for true: a machine that may be
// there is shown.
func (p *project) truth(v cty.Value) (yes bool, marks cty.ValueMarks) {
	v, marks = v.Unmark()
	if b, err := convert.Convert(v, cty.Bool); err == nil && b.IsKnown() && !b.IsNull() {
		return b.True(), marks
	}
	return !v.IsNull(), marks
}

func (p *project) binary(s *scope, e *hclsyntax.BinaryOpExpr) cty.Value {
	left := p.eval(s, e.LHS)
	logical := e.Op == hclsyntax.OpLogicalAnd || e.Op == hclsyntax.OpLogicalOr
	if logical {
		yes, marks := p.truth(left)
		if yes == (e.Op == hclsyntax.OpLogicalOr) {
			return cty.BoolVal(yes).WithMarks(marks)
		}
		other, more := p.truth(p.eval(s, e.RHS))
		return cty.BoolVal(other).WithMarks(marks, more)
	}
	right := p.eval(s, e.RHS)
	return p.worked(&hclsyntax.BinaryOpExpr{LHS: literal(left, e.LHS), Op: e.Op, RHS: literal(right, e.RHS), SrcRange: e.SrcRange}, e)
}

// template puts a text together.
func (p *project) template(s *scope, e *hclsyntax.TemplateExpr) cty.Value {
	var out strings.Builder
	marks := cty.ValueMarks{}
	trail := s.trail
	if trail != nil {
		s = &scope{m: s.m, outer: s}
	}
	for _, part := range e.Parts {
		text, more := p.text(p.eval(s, part), part)
		_, plain := part.(*hclsyntax.LiteralValueExpr)
		if trail != nil {
			trail.add(out.Len(), text, part.Range(), plain)
		}
		out.WriteString(text)
		for mark := range more {
			marks[mark] = struct{}{}
		}
		p.grow(out.Len(), e.SrcRange)
	}
	return p.charge(cty.StringVal(out.String()).WithMarks(marks), e.SrcRange)
}

// text is a value as part of a text.
func (p *project) text(v cty.Value, of hclsyntax.Expression) (string, cty.ValueMarks) {
	plain, marks := v.Unmark()
	if plain.IsNull() {
		plain, marks = p.failed(of, errors.New("a null value cannot be part of a string")).Unmark()
	}
	str, err := convert.Convert(plain, cty.String)
	if err != nil || str.IsNull() || !str.IsKnown() {
		if err == nil {
			err = errors.New("is not text")
		}
		str, marks = p.failed(of, err).Unmark()
	}
	return str.AsString(), marks
}

// joined is the text of a template's loop.
func (p *project) joined(e *hclsyntax.TemplateJoinExpr, tuple cty.Value) cty.Value {
	var out strings.Builder
	marks := cty.ValueMarks{}
	for _, elem := range p.elements(tuple) {
		text, more := p.text(elem.value, e)
		out.WriteString(text)
		for mark := range more {
			marks[mark] = struct{}{}
		}
		p.grow(out.Len(), e.Range())
	}
	return p.charge(cty.StringVal(out.String()).WithMarks(marks), e.Range())
}

func (p *project) object(s *scope, e *hclsyntax.ObjectConsExpr) cty.Value {
	members := make(map[string]cty.Value, len(e.Items))
	marks := cty.ValueMarks{}
	for _, item := range e.Items {
		name, more := p.text(p.key(s, item.KeyExpr), item.KeyExpr)
		members[name] = p.eval(s, item.ValueExpr)
		for mark := range more {
			marks[mark] = struct{}{}
		}
	}
	return cty.ObjectVal(members).WithMarks(marks)
}

// key is the name of an object's member: a bare word stands for itself.
func (p *project) key(s *scope, expr hclsyntax.Expression) cty.Value {
	k, ok := expr.(*hclsyntax.ObjectConsKeyExpr)
	if !ok {
		return p.eval(s, expr)
	}
	if word := hcl.ExprAsKeyword(k.Wrapped); word != "" && !k.ForceNonLiteral {
		return cty.StringVal(word)
	}
	return p.eval(s, k.Wrapped)
}

// element is one of a collection.
type element struct{ key, value cty.Value }

// elements are those of a collection, with its marks; a stand-in is a list of one.
func (p *project) elements(v cty.Value) []element {
	v, marks := v.Unmark()
	switch {
	case v.IsNull() || !v.IsKnown():
		return nil
	case v.CanIterateElements():
		all := make([]element, 0, v.LengthInt())
		for it := v.ElementIterator(); it.Next(); {
			key, value := it.Element()
			if v.Type().IsSetType() {
				key = value
			}
			all = append(all, element{key, value.WithMarks(marks)})
		}
		return all
	}
	key := cty.NumberIntVal(0)
	if _, ok := p.standInOf(v); ok {
		key = v
	}
	return []element{{key, v.WithMarks(marks)}}
}

func (p *project) splat(s *scope, e *hclsyntax.SplatExpr) cty.Value {
	all := p.elements(p.eval(s, e.Source))
	values := make([]cty.Value, len(all))
	for i, elem := range all {
		inner := s.with(map[string]cty.Value{"": elem.value})
		inner.item = e.Item
		values[i] = p.eval(inner, e.Each)
	}
	return cty.TupleVal(values)
}

// loop is a for expression.
func (p *project) loop(s *scope, e *hclsyntax.ForExpr) cty.Value {
	coll, marks := p.eval(s, e.CollExpr).Unmark()
	var tuple []cty.Value
	object := map[string]cty.Value{}
	groups := map[string][]cty.Value{}
	for _, elem := range p.elements(coll) {
		own := map[string]cty.Value{e.ValVar: elem.value}
		if e.KeyVar != "" {
			own[e.KeyVar] = elem.key
		}
		inner := s.with(own)
		if e.CondExpr != nil {
			if yes, _ := p.truth(p.eval(inner, e.CondExpr)); !yes {
				continue
			}
		}
		if e.KeyExpr == nil {
			tuple = append(tuple, p.eval(inner, e.ValExpr))
			continue
		}
		name, more := p.text(p.eval(inner, e.KeyExpr), e.KeyExpr)
		value := p.eval(inner, e.ValExpr).WithMarks(more)
		object[name] = value
		groups[name] = append(groups[name], value)
	}
	switch {
	case e.KeyExpr == nil:
		return cty.TupleVal(tuple).WithMarks(marks)
	case e.Group:
		for name, values := range groups {
			object[name] = cty.TupleVal(values)
		}
	}
	return cty.ObjectVal(object).WithMarks(marks)
}

// steps follows a reference from a value.
func (p *project) steps(v cty.Value, steps hcl.Traversal, of hclsyntax.Expression) cty.Value {
	for _, step := range steps {
		switch step := step.(type) {
		case hcl.TraverseAttr:
			v = p.attribute(v, step.Name, of)
		case hcl.TraverseIndex:
			v = p.index(v, step.Key, of)
		default:
			return p.failed(of, errors.New("unsupported kind of reference"))
		}
	}
	return v
}

// attribute is what a value has under a name.
func (p *project) attribute(v cty.Value, name string, of hclsyntax.Expression) cty.Value {
	plain, marks := v.Unmark()
	if ref := referenceOf(plain); ref != nil {
		return p.resolve(ref, name, of).WithMarks(marks)
	}
	if id, ok := p.standInOf(plain); ok {
		return p.part(id, name)
	}
	kind := plain.Type()
	switch {
	case plain.IsNull():
		return p.failed(of, fmt.Errorf("null has no %q", name))
	case kind.IsObjectType() && kind.HasAttribute(name):
		return plain.GetAttr(name).WithMarks(marks)
	case kind.IsMapType():
		return p.index(v, cty.StringVal(name), of)
	case (kind.IsTupleType() || kind.IsListType()) && plain.LengthInt() > 0:
		if first := plain.Index(cty.Zero); referenceOf(first) != nil { // of a resource with count, as old configurations write it
			return p.attribute(first.WithMarks(marks), name, of)
		}
	}
	return p.failed(of, fmt.Errorf("there is no %q", name))
}

// index is what a value has under a key.
func (p *project) index(v, key cty.Value, of hclsyntax.Expression) cty.Value {
	plain, marks := v.Unmark()
	key, more := key.Unmark()
	if referenceOf(plain) != nil { // of a resource whose count is not known
		return v
	}
	if _, ok := p.standInOf(plain); ok {
		return v
	}
	found, diags := hcl.Index(plain, key, of.Range().Ptr())
	if err := firstError(diags); err != nil {
		if some, ok := p.someOf(plain, key, more); ok {
			return some.WithMarks(marks, more)
		}
		return p.failed(of, err)
	}
	return found.WithMarks(marks, more)
}

// someOf is the value that a map has under some key, where only the deployment knows which: a
// variable without a value, or the workspace, chooses it. Both have the key for a value from
// then on.
func (p *project) someOf(from, key cty.Value, marks cty.ValueMarks) (cty.Value, bool) {
	chooser, open := p.standInOf(key)
	for m := range marks {
		if id, ok := m.(mark); ok && p.known[id].Name == workspace {
			chooser, open = int(id), true
		}
	}
	if !open || from.IsNull() || !from.Type().IsObjectType() && !from.Type().IsMapType() || from.LengthInt() == 0 {
		return cty.NilVal, false
	}
	of, wanted := p.known[chooser], "dev" // what people deploy first
	if of.chooses {
		wanted = of.text
	}
	all := p.elements(from)
	chosen := all[0]
	for _, elem := range all {
		if elem.key.AsString() == wanted {
			chosen = elem
		}
	}
	if !of.chooses {
		of.Text, of.text, of.chooses = chosen.key.AsString(), chosen.key.AsString(), true
	}
	return chosen.value, true
}

// workspace is the reference to the workspace that a deployment is in.
const workspace = "terraform.workspace"

func isString(v cty.Value) bool {
	return v != cty.NilVal && v.Type() == cty.String && v.IsKnown() && !v.IsNull() && !v.IsMarked()
}
