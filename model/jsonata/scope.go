package jsonata

// scope holds the variables that a block, a function or a path has bound.
type scope struct {
	parent *scope
	vars   []binding
	room   [2]binding // for vars, so that most scopes are one allocation
}

type binding struct {
	name string
	val  value
}

func within(parent *scope) *scope {
	s := &scope{parent: parent}
	s.vars = s.room[:0]
	return s
}

// maxSpare is how many scopes are kept for use again.
const maxSpare = 16

// within is a new scope, or one that nothing refers to any more.
func (ev *evaluator) within(parent *scope) *scope {
	n := len(ev.spare)
	if n == 0 {
		return within(parent)
	}
	s := ev.spare[n-1]
	ev.spare = ev.spare[:n-1]
	s.parent = parent
	return s
}

// leave gives a scope back that nothing refers to any more.
func (ev *evaluator) leave(s *scope) {
	clear(s.vars)
	s.parent, s.vars = nil, s.vars[:0]
	if len(ev.spare) < maxSpare {
		ev.spare = append(ev.spare, s)
	}
}

func (s *scope) bind(name string, v value) {
	for i := range s.vars {
		if s.vars[i].name == name {
			s.vars[i].val = v
			return
		}
	}
	s.vars = append(s.vars, binding{name, v})
}

func (s *scope) lookup(name string) (value, bool) {
	for ; s != nil; s = s.parent {
		for i := range s.vars {
			if s.vars[i].name == name {
				return s.vars[i].val, true
			}
		}
	}
	return value{}, false
}
