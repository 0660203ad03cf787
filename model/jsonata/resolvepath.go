package jsonata

// step joins two paths.
func (r *resolver) step(t *tree) (*expr, error) {
	left, err := r.resolve(t.lhs)
	if err != nil {
		return nil, err
	}
	path := left
	if left.kind != pathExpr {
		of := left
		path = r.node(pathExpr, left.pos)
		path.list = []*expr{of}
		left.whole = true
		if left.kind == parentExpr {
			path.bind().seeking = []*slot{left.slot}
		}
	}
	rest, err := r.resolve(t.rhs)
	if err != nil {
		return nil, err
	}
	if rest.kind == pathExpr {
		path.list = append(path.list, rest.list...)
		if rest.group != nil {
			path.group = rest.group
		}
	} else {
		path.list = append(path.list, rest)
	}
	for i, step := range path.list {
		if step.kind == literalExpr {
			if !step.value.isString() {
				return nil, fault("S0213", step.pos, about{value: step.value})
			}
			named := *step
			named.kind, named.name = nameExpr, step.value.json.Str()
			path.list[i] = &named
			step = &named
		}
		if step.keepArray {
			path.keepOne = true
		}
	}
	if first := path.list[0]; first.kind == arrayExpr {
		first.construct = true
	}
	if last := path.list[len(path.list)-1]; last.kind == arrayExpr {
		last.construct = true
	}
	return path, path.resolveParents()
}

// lastStep is the step that a predicate or a binding belongs to: the last one of a path,
// or else the expression itself.
func lastStep(e *expr) *expr {
	if e.kind == pathExpr {
		return e.list[len(e.list)-1]
	}
	return e
}

func (r *resolver) filter(t *tree) (*expr, error) {
	e, err := r.resolve(t.lhs)
	if err != nil {
		return nil, err
	}
	step := lastStep(e)
	if step.group != nil {
		return nil, fault("S0209", t.tok.pos, about{})
	}
	predicate, err := r.resolve(t.rhs)
	if err != nil {
		return nil, err
	}
	for _, s := range predicate.seeking {
		if s.level == 1 {
			if _, err := step.seekParent(s); err != nil {
				return nil, err
			}
		} else {
			s.level--
		}
	}
	step.seek(predicate)
	step.stages = append(step.stages, stage{filter: predicate})
	return e, nil
}

func (r *resolver) pairs(ts [][2]*tree) ([]pair, error) {
	pairs := make([]pair, len(ts))
	for i, t := range ts {
		var err error
		if pairs[i].key, err = r.resolve(t[0]); err != nil {
			return nil, err
		}
		if pairs[i].value, err = r.resolve(t[1]); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}

func (r *resolver) groupBy(t *tree) (*expr, error) {
	e, err := r.resolve(t.lhs)
	if err != nil {
		return nil, err
	}
	if e.group != nil {
		return nil, fault("S0210", t.tok.pos, about{})
	}
	pairs, err := r.pairs(t.pairs)
	e.group = &group{pairs: pairs, pos: t.tok.pos}
	return e, err
}

func (r *resolver) orderBy(t *tree) (*expr, error) {
	e, err := r.resolve(t.lhs)
	if err != nil {
		return nil, err
	}
	if e.kind != pathExpr {
		e.whole = true
		of := e
		e = r.node(pathExpr, e.pos)
		e.list = []*expr{of}
	}
	step := r.node(sortExpr, t.tok.pos)
	for i, by := range t.list {
		x, err := r.resolve(by)
		if err != nil {
			return nil, err
		}
		step.seek(x)
		own := step.own()
		own.terms = append(own.terms, term{by: x, descending: t.desc[i]})
	}
	e.list = append(e.list, step)
	return e, e.resolveParents()
}

// bindStep is @ or #: a step that binds a variable to its value or to its index.
func (r *resolver) bindStep(t *tree) (*expr, error) {
	e, err := r.resolve(t.lhs)
	if err != nil {
		return nil, err
	}
	step, name := lastStep(e), t.rhs.tok.text
	r.bind(name)
	step.tuples = true
	if t.form == focusOn {
		switch {
		case len(step.stages) > 0:
			return nil, fault("S0215", t.tok.pos, about{})
		case step.kind == sortExpr:
			return nil, fault("S0216", t.tok.pos, about{})
		}
		step.keepArray = step.keepArray || t.keepArray
		step.bind().focus = name
		return e, nil
	}
	if e.kind != pathExpr {
		of := e
		e = r.node(pathExpr, e.pos)
		e.list = []*expr{of}
	}
	step.whole = false
	if len(step.stages) == 0 {
		step.bind().index = name
	} else {
		step.stages = append(step.stages, stage{index: name})
	}
	return e, nil
}
