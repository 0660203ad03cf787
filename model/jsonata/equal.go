package jsonata

// equal reports whether two values are the same, in depth. Numbers are compared as the
// doubles that the language calculates with.
func (ev *evaluator) equal(a, b value) (bool, error) {
	t := a.typ()
	if t != b.typ() {
		return false, nil
	}
	switch t {
	case tNumber:
		return a.float() == b.float(), nil
	case tString:
		return a.json.Str() == b.json.Str(), nil
	case tBool:
		return a.json.Bool() == b.json.Bool(), nil
	case tArray:
		n := a.length()
		if n != b.length() {
			return false, nil
		}
		if err := ev.step(n); err != nil {
			return false, err
		}
		for i := range n {
			if same, err := ev.equal(a.at(i), b.at(i)); !same || err != nil {
				return false, err
			}
		}
		return true, nil
	case tObject:
		n := a.size()
		if n != b.size() {
			return false, nil
		}
		if err := ev.step(n); err != nil {
			return false, err
		}
		for i := range n {
			key, x := a.member(i)
			y := b.get(key)
			if y.undefined() {
				return false, nil
			}
			if same, err := ev.equal(x, y); !same || err != nil {
				return false, err
			}
		}
		return true, nil
	case tFunction:
		return a.box.fn == b.box.fn, nil
	default:
		return true, nil
	}
}
