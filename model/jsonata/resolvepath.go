package jsonata

// path makes one path of all that dots join.
func (r *resolver) path(t *tree) (*expr, error) {
	path, err := r.begin(t.first, int(t.items)-1)
	for step := t.first.next; step != nil && err == nil; step = step.next {
		err = r.join(path, step)
	}
	return path, err
}

// begin is a path whose first step is resolved, with room for more.
func (r *resolver) begin(t *tree, more int) (*expr, error) {
	if t.names() {
		return r.onlyName(t, more), nil
	}
	path, err := r.resolve(t)
	if err != nil {
		return nil, err
	}
	if path.kind == pathExpr {
		path.list = append(r.list(len(path.list)+more), path.list...)
		for _, step := range path.list {
			path.keepOne = path.keepOne || step.keepArray
		}
		return path, nil
	}
	path = r.pathOf(path, more)
	if of := path.list[0]; of.kind == parentExpr {
		path.bind().seeking = []*slot{of.slot}
	}
	return path, r.named(path, 0)
}

// onlyName is a path that begins with a name, with room for more.
func (r *resolver) onlyName(t *tree, more int) *expr {
	step := r.name(t)
	path := r.compound(pathExpr, step.pos)
	path.list, path.keepOne = append(r.list(1+more), step), t.keepArray
	return path
}

// pathOf is a path whose only step is an expression, with room for more.
func (r *resolver) pathOf(e *expr, more int) *expr {
	e.whole = true
	path := r.compound(pathExpr, e.pos)
	path.list = append(r.list(1+more), e)
	return path
}

// join makes a path longer.
func (r *resolver) join(path *expr, by *tree) error {
	from := len(path.list)
	if by.names() {
		path.list = append(path.list, r.name(by))
	} else {
		rest, err := r.resolve(by)
		if err != nil {
			return err
		}
		if rest.kind == pathExpr {
			path.list = append(path.list, rest.list...)
			if rest.group != nil {
				path.own().group = rest.group
			}
		} else {
			path.list = append(path.list, rest)
		}
	}
	for i := from; i < len(path.list); i++ {
		if err := r.named(path, i); err != nil {
			return err
		}
	}
	if first := path.list[0]; first.kind == arrayExpr {
		first.construct = true
	}
	if last := path.list[len(path.list)-1]; last.kind == arrayExpr {
		last.construct = true
	}
	return path.resolveParents()
}

// named takes in a step: a string is a name there, and a [] behind it is the path's too.
func (r *resolver) named(path *expr, i int) error {
	step := path.list[i]
	if step.kind == literalExpr {
		if !step.value.isString() {
			return fault("S0213", step.pos, about{value: *step.value})
		}
		named := *step
		named.kind, named.name = nameExpr, step.value.json.Str()
		path.list[i] = &named
		r.steps++
	}
	path.keepOne = path.keepOne || step.keepArray
	return nil
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
	r.compose(step)
	own := step.own()
	own.stages = append(own.stages, stage{filter: predicate})
	return e, nil
}

func (r *resolver) pairs(t *tree) ([]pair, error) {
	pairs := make([]pair, 0, t.items/2)
	for key := t.first; key != nil; key = key.next.next {
		var p pair
		var err error
		if key.isKey() {
			p.text = str(key.tok.text).json.Str() // as all text in values
		} else if p.key, err = r.resolve(key); err != nil {
			return nil, err
		}
		if p.value, err = r.resolve(key.next); err != nil {
			return nil, err
		}
		pairs = append(pairs, p)
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
	pairs, err := r.pairs(t)
	e.own().group = &group{pairs: pairs, pos: t.tok.pos}
	return e, err
}

func (r *resolver) orderBy(t *tree) (*expr, error) {
	e, err := r.resolve(t.lhs)
	if err != nil {
		return nil, err
	}
	if e.kind != pathExpr {
		e = r.pathOf(e, 1)
	}
	step := r.compound(sortExpr, t.tok.pos)
	for by := t.first; by != nil; by = by.next {
		x, err := r.resolve(by)
		if err != nil {
			return nil, err
		}
		step.seek(x)
		own := step.own()
		own.terms = append(own.terms, term{by: x, descending: by.descending})
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
		e = r.pathOf(e, 1)
	}
	step.whole = false
	if len(step.stages) == 0 {
		step.bind().index = name
	} else {
		own := step.own()
		own.stages = append(own.stages, stage{index: name})
	}
	return e, nil
}
