package jsonvalue

// Equal reports whether two values mean the same: numbers by value however they are
// spelled, objects without regard to the order of their members.
func Equal(a, b Value) bool {
	if a.kind != b.kind {
		return false
	}
	switch a.kind {
	case KindBool:
		return a.n == b.n
	case KindNumber:
		return equalNumbers(a, b)
	case KindString:
		return a.text() == b.text()
	case KindArray:
		x, y := a.elems(), b.elems()
		if len(x) != len(y) {
			return false
		}
		if a.p == b.p {
			return true
		}
		for i := range x {
			if !Equal(x[i], y[i]) {
				return false
			}
		}
		return true
	case KindObject:
		x, y := a.members(), b.members()
		if len(x) != len(y) {
			return false
		}
		if a.p == b.p {
			return true
		}
		for i := range x {
			j := i
			if y[i].Key != x[i].Key {
				if j = place(y, b.index(), x[i].Key); j < 0 {
					return false
				}
			}
			if !Equal(x[i].Value, y[j].Value) {
				return false
			}
		}
		return true
	default:
		return true
	}
}

func equalNumbers(a, b Value) bool {
	if a.form == b.form && a.form != plain {
		return a.n == b.n
	}
	x, y := a.NumberText(), b.NumberText()
	return x == y || decimalOf(x) == decimalOf(y)
}
