package jsonata

import (
	"slices"
	"unicode/utf8"
)

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

// Reference is something that an expression reads.
type Reference struct {
	Name     string // a name, $ or $$; of a variable the member that is selected
	Variable bool   // whether it is a member of the variable
	At       int    // the character of the text where it begins, from 1
}

// References lists what an expression reads of the context in which the whole is evaluated:
// names and $ that stand for it or a part of it, wherever $$ is written, and the members
// that are selected of a variable. They are in the order of the text.
func (e *Expression) References(variable string) []Reference {
	type found struct {
		Reference
		pos int
	}
	var all []found
	e.root.context(func(x *expr) {
		if x.kind == nameExpr {
			all = append(all, found{Reference{Name: x.name}, x.pos})
		} else if x.name == "" {
			all = append(all, found{Reference{Name: "$"}, x.pos})
		}
	})
	e.root.walkAll(func(x *expr) {
		switch {
		case x.kind == variableExpr && x.name == "$":
			all = append(all, found{Reference{Name: "$$"}, x.pos})
		case x.kind == pathExpr && x.list[0].kind == variableExpr && x.list[0].name == variable &&
			len(x.list) > 1 && x.list[1].kind == nameExpr && len(x.list[0].stages) == 0:
			all = append(all, found{Reference{Name: x.list[1].name, Variable: true}, x.list[1].pos})
		}
	})
	slices.SortStableFunc(all, func(a, b found) int { return a.pos - b.pos })
	references := make([]Reference, len(all))
	for i, f := range all {
		references[i] = f.Reference
		end := utf8.RuneCountInString(e.text[:min(max(f.pos, 0), len(e.text))])
		references[i].At = max(end-utf8.RuneCountInString(f.Name), 0) + 1
	}
	return references
}

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
		add(e.cond)
		add(e.list...)
	default:
		add(e.lhs, e.rhs, e.cond)
		add(e.list...)
		for _, p := range e.pairs {
			add(p.key, p.value)
		}
	}
	return all
}

// context visits the names, and the variables $ and $$, that stand for the context of e.
func (e *expr) context(visit func(*expr)) {
	switch {
	case e.kind == pathExpr:
		e.list[0].context(visit)
		return
	case e.kind == nameExpr, e.kind == variableExpr && (e.name == "" || e.name == "$"):
		visit(e)
	}
	for _, p := range e.parts() {
		p.context(visit)
	}
}

// walk visits an expression and all in it, except for the variable with which a path begins.
func (e *expr) walk(visit func(*expr)) { e.visit(visit, false) }

// walkAll visits an expression and all in it.
func (e *expr) walkAll(visit func(*expr)) { e.visit(visit, true) }

func (e *expr) visit(visit func(*expr), all bool) {
	if e == nil {
		return
	}
	visit(e)
	for _, x := range []*expr{e.lhs, e.rhs, e.cond} {
		x.visit(visit, all)
	}
	for i, x := range e.list {
		if !all && e.kind == pathExpr && i == 0 && x.kind == variableExpr {
			for _, s := range x.stages {
				s.filter.visit(visit, all)
			}
			continue
		}
		x.visit(visit, all)
	}
	pairs := func(of []pair) {
		for _, p := range of {
			if p.key != nil {
				p.key.visit(visit, all)
			}
			p.value.visit(visit, all)
		}
	}
	pairs(e.pairs)
	for _, t := range e.terms {
		t.by.visit(visit, all)
	}
	for _, s := range e.stages {
		s.filter.visit(visit, all)
	}
	if e.group != nil {
		pairs(e.group.pairs)
	}
}

// Functions are the names of the language's functions without their $, in order.
func Functions() []string {
	names := make([]string, 0, len(builtins()))
	for name := range builtins() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
