package graph

import "expresso/model/asl"

// maxFitted is how many states a graph may have that is laid out several times to find the
// words that fit.
const maxFitted = 60

// layout draws the picture again, and stays at the state that was current.
func (v *View) layout() {
	v.pictures = map[words]*picture{}
	v.states = 0
	if v.machine != nil {
		v.machine.Walk(func(*asl.State) { v.states++ })
	}
	v.fitWords()
}

// fitWords takes the picture that fits in the width.
func (v *View) fitWords() {
	v.laid = v.width
	if v.machine == nil {
		v.picture = &picture{}
		return
	}
	var at *asl.State
	if b := v.current(); b != nil {
		at = b.state
	}
	v.picture = v.fitted()
	v.cursor = 0
	for i := range v.picture.boxes {
		if v.picture.boxes[i].state == at {
			v.cursor = i
		}
	}
	v.reveal()
}

// Fits reports whether all of the picture can be seen in so many cells across.
func (v *View) Fits(width int) bool {
	switch {
	case v.machine == nil:
		return true
	case v.states > maxFitted:
		return v.with(usual).w <= width
	}
	return v.with(fits[len(fits)-1]).w <= width
}

// fitted is the picture with as many words as let it fit in the width, or, where none does but
// most of it is seen, with the fewest.
func (v *View) fitted() *picture {
	if v.states > maxFitted {
		return v.with(usual)
	}
	if p := v.with(fits[0]); p.w <= v.width {
		return p
	}
	last := len(fits) - 1
	switch narrowest := v.with(fits[last]); {
	case 2*narrowest.w > 3*v.width:
		return v.with(usual)
	case narrowest.w > v.width:
		return narrowest
	}
	for _, w := range fits[1:last] {
		if p := v.with(w); p.w <= v.width {
			return p
		}
	}
	return v.with(fits[last])
}

// with is the picture with so many words. It is laid out once.
func (v *View) with(w words) *picture {
	p := v.pictures[w]
	if p == nil {
		b := builder{theme: v.theme, folds: v.folds, words: w}
		p = b.graph(&v.machine.Graph)
		v.pictures[w] = p
	}
	return p
}
