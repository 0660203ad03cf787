package terraform

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"expresso/model/workspace/standin"
)

// traverse is what a reference stands for.
func (p *project) traverse(s *scope, e *hclsyntax.ScopeTraversalExpr) cty.Value {
	t := e.Traversal
	root := t.RootName()
	if v, ok := s.value(root); ok {
		return p.steps(v, t[1:], e)
	}
	if s.m == nil {
		return p.failed(e, fmt.Errorf("the template has no value for %q", root))
	}
	names := words(t)
	take := func(n int) bool { return len(names) >= n }
	m := s.m
	switch root {
	case "var":
		if take(2) {
			return p.steps(m.variable(names[1], e.SrcRange), t[2:], e)
		}
	case "local":
		if take(2) {
			return p.steps(m.local(names[1], e), t[2:], e)
		}
	case "module":
		if take(2) {
			return p.steps(m.objects(m.config.modules[names[1]], "module."+names[1], e), t[2:], e)
		}
	case "data":
		if take(3) {
			name := strings.Join(names[:3], ".")
			return p.steps(m.objects(m.config.resources[name], name, e), t[3:], e)
		}
	case "path":
		if take(2) {
			return m.path(names[1], e)
		}
	case "terraform":
		if take(2) && names[1] == "workspace" {
			return p.defined(workspace, func() cty.Value {
				return p.shaped(unknown{Value: standin.Value{Name: workspace, Text: "default", From: "workspace"}})
			})
		}
	case "each", "count", "self":
		address := m.address + strings.Join(names, ".")
		return p.open(unknown{Value: standin.Value{Name: address, From: place(e.SrcRange).String()}, hint: names[len(names)-1]})
	default:
		if take(2) {
			name := strings.Join(names[:2], ".")
			return p.steps(m.objects(m.config.resources[name], name, e), t[2:], e)
		}
	}
	return p.failed(e, fmt.Errorf("%q is not a reference", strings.Join(names, ".")))
}

// words are the names at the beginning of a reference.
func words(t hcl.Traversal) []string {
	names := []string{t.RootName()}
	for _, step := range t[1:] {
		attr, ok := step.(hcl.TraverseAttr)
		if !ok {
			break
		}
		names = append(names, attr.Name)
	}
	return names
}

// path is one of the folders that Terraform tells; they are relative to that of the root.
func (m *module) path(name string, e hclsyntax.Expression) cty.Value {
	switch name {
	case "module":
		return cty.StringVal(relative(m.root, m.config.dir))
	case "root", "cwd":
		return cty.StringVal(".")
	}
	return m.p.failed(e, fmt.Errorf("unknown reference path.%s", name))
}

// relative is the way from a folder to another, both of the project.
func relative(from, to string) string {
	up := ""
	for from != "." && to != from && !strings.HasPrefix(to, from+"/") {
		from, up = path.Dir(from), up+"../"
	}
	if from != "." {
		to = strings.TrimPrefix(strings.TrimPrefix(to, from), "/")
	}
	if rel := path.Join(up, to); rel != "" {
		return rel
	}
	return "."
}

func (m *module) local(name string, e hclsyntax.Expression) cty.Value {
	expr, ok := m.config.locals[name]
	if !ok {
		return m.p.failed(e, fmt.Errorf("unknown local value local.%s", name))
	}
	return m.once("local."+name, e.Range(), func() cty.Value { return m.p.eval(m.top(), expr) })
}

// top is the scope of what belongs to the module as a whole.
func (m *module) top() *scope { return &scope{m: m} }

// argument is the expression that gives a variable its value, with its scope; nil if there
// is none.
func (m *module) argument(name string) (*scope, hclsyntax.Expression) {
	if m.call != nil {
		if expr, ok := m.call.attrs[name]; ok {
			return m.scope, expr
		}
	} else if expr, ok := m.given[name]; ok {
		return &scope{}, expr
	}
	if b := m.config.variables[name]; b != nil {
		if expr, ok := b.attrs["default"]; ok {
			return m.top(), expr
		}
	}
	return nil, nil
}

func (m *module) variable(name string, at hcl.Range) cty.Value {
	return m.once("var."+name, at, func() cty.Value {
		p := m.p
		address := m.address + "var." + name
		given, has := p.define[address]
		if !has && m.call == nil {
			given, has = p.define[name]
		}
		kind, defaults := m.constraint(name)
		if has {
			return converted(cty.StringVal(given), kind, nil)
		}
		if s, expr := m.argument(name); expr != nil {
			return converted(p.eval(s, expr), kind, defaults)
		}
		from := "variable without default, " + place(at).String()
		if b := m.config.variables[name]; b != nil {
			from = "variable without default, " + place(b.at).String()
		}
		return p.ofType(kind, unknown{Value: standin.Value{Name: address, From: from}, hint: name})
	})
}

// constraint is a variable's type.
func (m *module) constraint(name string) (cty.Type, *typeexpr.Defaults) {
	if b := m.config.variables[name]; b != nil {
		expr, ok := b.attrs["type"]
		if template, quoted := expr.(*hclsyntax.TemplateExpr); quoted { // as old configurations write it
			if v, diags := template.Value(nil); !diags.HasErrors() && isString(v) {
				return map[string]cty.Type{"string": cty.String, "list": cty.List(cty.DynamicPseudoType), "map": cty.Map(cty.DynamicPseudoType)}[v.AsString()], nil
			}
		}
		if ok {
			if kind, defaults, diags := typeexpr.TypeConstraintWithDefaults(expr); !diags.HasErrors() {
				return kind, defaults
			}
		}
	}
	return cty.NilType, nil
}

// converted is a value as its variable's type has it, or else as it is.
func converted(v cty.Value, kind cty.Type, defaults *typeexpr.Defaults) cty.Value {
	if kind == cty.NilType || kind == cty.DynamicPseudoType {
		return v
	}
	if defaults != nil && !v.IsNull() && !v.ContainsMarked() {
		v = defaults.Apply(v)
	}
	if as, err := convert.Convert(v, kind); err == nil {
		return as
	}
	return v
}

// ofType is a stand-in of a type.
func (p *project) ofType(kind cty.Type, u unknown) cty.Value {
	switch {
	case kind == cty.Bool:
		u.Text = "true"
		id := p.unknown(u)
		return cty.True.Mark(mark(id))
	case kind == cty.Number:
		u.Text = "1"
		id := p.unknown(u)
		return cty.NumberIntVal(1).Mark(mark(id))
	case kind != cty.NilType && kind.IsObjectType():
		members := map[string]cty.Value{}
		for name, member := range kind.AttributeTypes() {
			members[name] = p.ofType(member, unknown{Value: standin.Value{Name: u.Name + "." + name, From: u.From}, hint: name})
		}
		return cty.ObjectVal(members)
	case kind != cty.NilType && (kind.IsMapType() || kind.IsListType() || kind.IsSetType()):
		u.hint = strings.TrimSuffix(u.hint, "s")
	}
	return p.open(u)
}

// objects is what a block of a resource, a source of data or a module stands for: an
// object, or the objects of its instances.
func (m *module) objects(b *block, name string, e hclsyntax.Expression) cty.Value {
	if b == nil { // declared nowhere, or in a file that cannot be read
		b = &block{kind: strings.Split(name, ".")[0], at: e.Range()}
		if b.kind != "module" {
			b.labels = strings.Split(strings.TrimPrefix(name, "data."), ".")
		}
		return reference(&object{m: m, b: b, address: name, scope: m.top()})
	}
	return m.once(name, e.Range(), func() cty.Value {
		all, keyed := m.instancesOf(b, name)
		switch {
		case keyed && b.attrs["for_each"] != nil:
			members := map[string]cty.Value{}
			for _, o := range all {
				key, _ := o.scope.own["each"].GetAttr("key").Unmark()
				members[key.AsString()] = reference(o)
			}
			return cty.ObjectVal(members)
		case keyed:
			elems := make([]cty.Value, len(all))
			for i, o := range all {
				elems[i] = reference(o)
			}
			return cty.TupleVal(elems)
		}
		return reference(all[0])
	})
}

// instancesOf are the instances of a block. keyed is false if there is one alone, or if
// nobody knows how many there are.
func (m *module) instancesOf(b *block, name string) (all []*object, keyed bool) {
	p := m.p
	one := func(key string, own map[string]cty.Value) *object {
		address := name
		if key != "" {
			address += "." + key
		}
		return &object{m: m, b: b, address: address, scope: m.top().with(own)}
	}
	if expr, ok := b.attrs["count"]; ok {
		v, _ := p.eval(m.top(), expr).Unmark()
		n, err := convert.Convert(v, cty.Number)
		if err != nil || n.IsNull() || !n.IsKnown() {
			return []*object{one("", map[string]cty.Value{"count": cty.ObjectVal(map[string]cty.Value{"index": cty.Zero})})}, false
		}
		count, _ := n.AsBigFloat().Int64()
		if count > maxInstances {
			panic(fault(expr.Range(), "more than %d instances", maxInstances))
		}
		for i := range max(count, 0) {
			index := cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(i)})
			all = append(all, one(strconv.FormatInt(i, 10), map[string]cty.Value{"count": index}))
		}
		return all, true
	}
	expr, ok := b.attrs["for_each"]
	if !ok {
		return []*object{one("", nil)}, false
	}
	v, marks := p.eval(m.top(), expr).Unmark()
	_, open := p.standInOf(v)
	if open || !v.IsNull() && !v.CanIterateElements() {
		v = v.WithMarks(marks)
		each := cty.ObjectVal(map[string]cty.Value{"key": v, "value": v})
		return []*object{one("", map[string]cty.Value{"each": each})}, false
	}
	for _, elem := range p.elements(v.WithMarks(marks)) {
		key, err := convert.Convert(elem.key, cty.String)
		if plain, _ := elem.value.Unmark(); v.Type().IsTupleType() || v.Type().IsListType() { // which Terraform wants as a set
			key, err = convert.Convert(plain, cty.String)
		}
		if key, _ = key.Unmark(); err != nil || !isString(key) {
			continue
		}
		if len(all) == maxInstances {
			panic(fault(expr.Range(), "more than %d instances", maxInstances))
		}
		each := cty.ObjectVal(map[string]cty.Value{"key": key, "value": elem.value})
		all = append(all, one(key.AsString(), map[string]cty.Value{"each": each}))
	}
	return all, true
}

// resolve is an attribute of an object.
func (p *project) resolve(o *object, name string, of hclsyntax.Expression) cty.Value {
	address := o.m.address + o.address + "." + name
	return p.defined(address, func() cty.Value {
		key := o.address + "." + name
		if o.m.under[key] && o.b.kind != "module" { // of a block that names itself: the deployment knows
			return p.attributeOf(o, name, address)
		}
		return o.m.once(key, of.Range(), func() cty.Value {
			if o.b.kind == "module" {
				return p.output(o, name, address)
			}
			if expr, ok := o.b.attrs[name]; ok {
				return p.eval(o.scope, expr)
			}
			var inner []cty.Value
			for i, b := range o.b.blocks {
				if b.kind == name {
					inner = append(inner, reference(&object{m: o.m, b: b, address: fmt.Sprintf("%s.%s.%d", o.address, name, i), scope: o.scope}))
				}
			}
			if inner != nil {
				return cty.TupleVal(inner)
			}
			return p.attributeOf(o, name, address)
		})
	})
}

// child is the module that an instance of a call uses, nil if it cannot be read here.
func (p *project) child(o *object) *module {
	if o.child != nil {
		return o.child
	}
	dir := p.local(o.m.config, sourceOf(o.b))
	if dir == "" {
		return nil
	}
	for m := o.m; m != nil; m = m.parent {
		if m.config.dir == dir {
			panic(fault(o.b.at, "the module %s calls itself", dir))
		}
	}
	if p.instances++; p.instances > maxInstances || o.m.depth >= maxModules {
		panic(fault(o.b.at, "modules call modules more than %d deep, or more than %d times", maxModules, maxInstances))
	}
	o.child = p.module(p.configOf(dir), o.m.address+o.address+".")
	o.child.root, o.child.parent, o.child.call, o.child.scope, o.child.depth = o.m.root, o.m, o.b, o.scope, o.m.depth+1
	return o.child
}

// output is what a module tells.
func (p *project) output(o *object, name, address string) cty.Value {
	if m := p.child(o); m != nil {
		if b := m.config.outputs[name]; b != nil && b.attrs["value"] != nil {
			return m.once("output."+name, b.at, func() cty.Value { return p.eval(m.top(), b.attrs["value"]) })
		}
		return p.failed(b(o), fmt.Errorf("the module has no output %q", name))
	}
	u := unknown{Value: standin.Value{Name: address, From: "module " + sourceOf(o.b)}, hint: strings.TrimPrefix(o.address, "module.") + "-" + name}
	for _, known := range moduleOutputs {
		if slices.Contains(known.outputs, name) {
			label := strings.TrimPrefix(o.address, "module.")
			if expr, ok := o.b.attrs[known.argument]; ok {
				if text, _ := p.text(p.eval(o.scope, expr), expr); text != "" {
					label = text
				}
			}
			u.Text = known.value(label)
			return p.shaped(u)
		}
	}
	return p.open(u)
}

// b is an expression at the place of an object's block, for messages.
func b(o *object) hclsyntax.Expression {
	return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: o.b.at}
}
