package jsonata

import "expresso/model/jsonvalue"

func arrayFunctions() []definition {
	return []definition{
		{"map", "<af>", 2, onFirst(mapItems)},
		{"filter", "<af>", 2, onFirst(filterItems)},
		{"single", "<af?>", 2, onFirst(single)},
		{"reduce", "<afj?:j>", 3, onFirst(reduce)},
		{"zip", "<a+>", 0, zip},
		{"append", "<xx:a>", 2, appendValues},
		{"reverse", "<a:a>", 1, onFirst(func(ev *evaluator, args []value) (value, error) {
			n := args[0].length()
			out := make([]value, n)
			for i := range out {
				out[i] = args[0].at(n - 1 - i)
			}
			return array(out), ev.grow(n * elemSize)
		})},
		{"sort", "<af?:a>", 2, onFirst(sortItems)},
		{"shuffle", "<a:a>", 1, onFirst(func(ev *evaluator, args []value) (value, error) {
			out := args[0].appendTo(nil)
			ev.rand().Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
			return array(out), ev.grow(len(out) * elemSize)
		})},
		{"distinct", "<x:x>", 1, distinct},
	}
}

func mapItems(ev *evaluator, args []value) (value, error) {
	list, f := args[0], args[1].function()
	out := make([]value, 0, list.length())
	for i := range list.length() {
		v, err := ev.callback(f, list.at(i), integer(i), list)
		if err != nil {
			return v, err
		}
		if !v.undefined() {
			out = append(out, v)
		}
	}
	return sequence(out), ev.grow(len(out) * elemSize)
}

func filterItems(ev *evaluator, args []value) (value, error) {
	list, f := args[0], args[1].function()
	var out []value
	for i := range list.length() {
		v, err := ev.callback(f, list.at(i), integer(i), list)
		if err != nil {
			return v, err
		}
		if v.truth() {
			out = append(out, list.at(i))
		}
	}
	return sequence(out), ev.grow(len(out) * elemSize)
}

func single(ev *evaluator, args []value) (value, error) {
	list, f := args[0], argument(args, 1).function()
	var found value
	count := 0
	for i := range list.length() {
		holds := true
		if f != nil {
			v, err := ev.callback(f, list.at(i), integer(i), list)
			if err != nil {
				return v, err
			}
			holds = v.truth()
		}
		if holds {
			if count++; count > 1 {
				return value{}, fault("D3138", 0, about{token: "single"})
			}
			found = list.at(i)
		}
	}
	if count == 0 {
		return value{}, fault("D3139", 0, about{token: "single"})
	}
	return found, nil
}

func reduce(ev *evaluator, args []value) (value, error) {
	list, f, result := args[0], args[1].function(), argument(args, 2)
	if f.arity < 2 {
		return value{}, fault("D3050", 0, about{token: "reduce"})
	}
	begin := 0
	if result.undefined() && list.length() > 0 {
		result, begin = list.at(0), 1
	}
	for i := begin; i < list.length(); i++ {
		var err error
		if result, err = ev.callback(f, result, list.at(i), integer(i), list); err != nil {
			return result, err
		}
	}
	return result, nil
}

func zip(ev *evaluator, args []value) (value, error) {
	n := 0
	for i, list := range args {
		if i == 0 || list.length() < n {
			n = list.length()
		}
	}
	if err := ev.grow(n * len(args) * elemSize); err != nil { // the arguments may be many times the same
		return value{}, err
	}
	out := make([]value, n)
	for i := range out {
		row := make([]value, len(args))
		for j, list := range args {
			row[j] = list.at(i)
		}
		out[i] = array(row)
	}
	return array(out), nil
}

func appendValues(ev *evaluator, args []value) (value, error) {
	a, b := args[0], argument(args, 1)
	switch {
	case a.undefined():
		return b, nil
	case b.undefined():
		return a, nil
	}
	n := max(1, a.length()) + max(1, b.length())
	if err := ev.list(n); err != nil {
		return value{}, err
	}
	out := append(make([]value, 0, n), a.items()...)
	return array(append(out, b.items()...)), nil
}

func sortItems(ev *evaluator, args []value) (value, error) {
	list, f := args[0], argument(args, 1).function()
	n := list.length()
	if n < 2 {
		return list, nil
	}
	after := func(a, b *value) (bool, error) { return compare(*a, *b) > 0, nil }
	switch {
	case f != nil:
		after = func(a, b *value) (bool, error) {
			v, err := ev.nested(f, []value{*a, *b}, noContext, nil) // both, however many it takes
			return v.truth(), err
		}
	case !consists(list, 's') && !consists(list, 'n'):
		return value{}, fault("D3070", 0, about{token: "sort"})
	default:
		for i := range n {
			if err := finite(list.at(i)); err != nil {
				return value{}, err
			}
		}
	}
	if err := ev.grow(2 * n * elemSize); err != nil {
		return value{}, err
	}
	out := list.appendTo(make([]value, 0, n))
	err := mergeSort(out, after)
	return array(out), err
}

// distinct keeps the first of values that are equal.
func distinct(ev *evaluator, args []value) (value, error) {
	list := args[0]
	if !list.isArray() || list.length() < 2 {
		return list, nil
	}
	var out []value
	simple := map[string]bool{}  // strings and numbers by their text
	others := map[string][]int{} // objects and arrays by their size, where they are in out
	for i := range list.length() {
		v := list.at(i)
		if err := ev.step(1); err != nil {
			return v, err
		}
		switch v.typ() {
		case tObject, tArray, tFunction:
			key := string(letter(v)) + jsonvalue.NewInt(int64(v.length()+v.size())).NumberText()
			if seen, err := ev.among(v, out, others[key]); err != nil || seen {
				if err != nil {
					return v, err
				}
				continue
			}
			others[key] = append(others[key], len(out))
		default:
			key := string(letter(v)) + v.json.Str()
			if v.isNumber() {
				key = "n" + jsonvalue.NewFloat(v.float()).NumberText()
			} else if v.typ() == tBool {
				key = v.json.String()
			}
			if simple[key] {
				continue
			}
			simple[key] = true
		}
		out = append(out, v)
	}
	if list.isSequence() {
		return sequence(out), ev.grow(len(out) * elemSize)
	}
	return array(out), ev.grow(len(out) * elemSize)
}

func (ev *evaluator) among(v value, out []value, places []int) (bool, error) {
	for _, p := range places {
		if err := ev.step(1 + v.size() + v.length()); err != nil {
			return false, err
		}
		if same, err := ev.equal(out[p], v); same || err != nil {
			return same, err
		}
	}
	return false, nil
}
