package jsonata

// The parent operator names what a value was selected from. Where it is compiled, the step
// is found that selects the value, and told to bind what it is applied to to a name; where
// it is evaluated, that name is looked up.

// wants adds to the parents that the expression is still looking for.
func (e *expr) wants(slots ...*slot) {
	b := e.bind()
	b.seeking = append(b.seeking, slots...)
}

// seek takes over the parents that a part of the expression is still looking for.
func (e *expr) seek(part *expr) {
	if len(part.seeking) > 0 {
		e.wants(part.seeking...)
	}
	if part.kind == parentExpr {
		e.wants(part.slot)
	}
}

// seekParent goes back over the expression, and returns what is still to be found.
func (e *expr) seekParent(s *slot) (*slot, error) {
	switch e.kind {
	case nameExpr, wildcardExpr:
		if s.level--; s.level == 0 {
			if e.ancestor != nil {
				s.label = e.ancestor.label
			}
			e.bind().ancestor = s
			e.tuples = true
		}
	case parentExpr:
		s.level++
	case blockExpr:
		if n := len(e.list); n > 0 {
			e.tuples = true
			return e.list[n-1].seekParent(s)
		}
	case pathExpr:
		e.tuples = true
		for i := len(e.list) - 1; i >= 0; i-- {
			if i < len(e.list)-1 && s.level == 0 {
				break
			}
			var err error
			if s, err = e.list[i].seekParent(s); err != nil {
				return s, err
			}
		}
	default:
		return s, fault("S0217", e.pos, about{})
	}
	return s, nil
}

// resolveParents finds the parents that the last step of a path looks for among the steps
// before it.
func (e *expr) resolveParents() error {
	last := e.list[len(e.list)-1]
	slots := last.seeking
	if last.kind == parentExpr {
		slots = append(slots, last.slot)
	}
	for _, s := range slots {
		i := len(e.list) - 2
		for s.level > 0 {
			if i < 0 {
				e.wants(s)
				break
			}
			step := e.list[i]
			i--
			// Of several steps that bind the same context only the first selects.
			for i >= 0 && step.focus != "" && e.list[i].focus != "" {
				step = e.list[i]
				i--
			}
			var err error
			if s, err = step.seekParent(s); err != nil {
				return err
			}
		}
	}
	return nil
}
