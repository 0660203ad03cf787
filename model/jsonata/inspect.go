package jsonata

import "slices"

// Members lists the members that the expression selects of a variable, in order; "" stands
// for the variable as a whole.
func (e *Expression) Members(variable string) []string {
	var found []string
	e.root.walk(func(x *expr) {
		switch {
		case x.kind == pathExpr && x.list[0].kind == variableExpr && x.list[0].name == variable:
			member := ""
			if len(x.list) > 1 && x.list[1].kind == nameExpr && len(x.list[0].stages) == 0 {
				member = x.list[1].name
			}
			found = append(found, member)
		case x.kind == variableExpr && x.name == variable:
			found = append(found, "")
		}
	})
	slices.Sort(found)
	return slices.Compact(found)
}

// Context returns the first name, $ or $$ in the expression that stands for the context in
// which the whole is evaluated, or for a part of it; "" if there is none.
func (e *Expression) Context() string { return e.root.context() }

// parts are the expressions that are evaluated in the same context as e.
func (e *expr) parts() []*expr {
	var all []*expr
	add := func(parts ...*expr) {
		for _, p := range parts {
			if p != nil {
				all = append(all, p)
			}
		}
	}
	switch e.kind {
	case pathExpr, sortExpr, transformExpr:
	case callExpr, partialExpr:
		add(e.list...)
		if e.cond.kind != pathExpr { // else it is a function without its $
			add(e.cond)
		}
	default:
		add(e.lhs, e.rhs, e.cond)
		add(e.list...)
		for _, p := range e.pairs {
			add(p.key, p.value)
		}
	}
	return all
}

func (e *expr) context() string {
	switch {
	case e.kind == pathExpr:
		return e.list[0].context()
	case e.kind == nameExpr:
		return e.name
	case e.kind == wildcardExpr:
		return "*"
	case e.kind == descendantExpr:
		return "**"
	case e.kind == variableExpr && (e.name == "" || e.name == "$"):
		return "$" + e.name
	}
	for _, p := range e.parts() {
		if c := p.context(); c != "" {
			return c
		}
	}
	return ""
}

// walk visits an expression and all in it, but for the variable with which a path begins.
func (e *expr) walk(visit func(*expr)) {
	if e == nil {
		return
	}
	visit(e)
	for _, x := range []*expr{e.lhs, e.rhs, e.cond} {
		x.walk(visit)
	}
	for i, x := range e.list {
		if e.kind == pathExpr && i == 0 && x.kind == variableExpr {
			for _, s := range x.stages {
				s.filter.walk(visit)
			}
			continue
		}
		x.walk(visit)
	}
	for _, p := range e.pairs {
		p.key.walk(visit)
		p.value.walk(visit)
	}
	for _, t := range e.terms {
		t.by.walk(visit)
	}
	for _, s := range e.stages {
		s.filter.walk(visit)
	}
	if e.group != nil {
		for _, p := range e.group.pairs {
			p.key.walk(visit)
			p.value.walk(visit)
		}
	}
}
