package jsonata

import "math"

func objectFunctions() []definition {
	return []definition{
		{"keys", "<x-:a<s>>", 1, keys},
		{"lookup", "<x-s:x>", 2, func(ev *evaluator, args []value) (value, error) {
			v, err := ev.lookup(args[0], argument(args, 1).json.Str())
			return v.unwrapped(), err
		}},
		{"spread", "<x-:a<o>>", 1, onFirst(spreadValue)},
		{"merge", "<a<o>:o>", 1, onFirst(merge)},
		{"each", "<o-f:a>", 2, onFirst(each)},
		{"sift", "<o-f?:o>", 2, onFirst(sift)},
		{"exists", "<x:b>", 1, func(_ *evaluator, args []value) (value, error) {
			return boolean(!args[0].undefined()), nil
		}},
		{"type", "<x:s>", 1, onFirst(func(_ *evaluator, args []value) (value, error) {
			if v := args[0]; v.box != nil && v.box.kind == infiniteBox && math.IsNaN(v.box.float) {
				return str("object"), nil // what is not a number is not looked at any closer
			}
			return str([...]string{"undefined", "null", "boolean", "number", "string", "array", "object", "function"}[args[0].typ()]), finite(args[0])
		})},
		{"clone", "<(oa)-:o>", 1, onFirst(func(ev *evaluator, args []value) (value, error) { return ev.clone(args[0], 0) })},
		{"error", "<s?:x>", 1, func(_ *evaluator, args []value) (value, error) {
			return value{}, fault("D3137", 0, about{name: "", text: textOr(argument(args, 0), "$error() function evaluated")})
		}},
		{"assert", "<bs?:x>", 2, func(_ *evaluator, args []value) (value, error) {
			if args[0].json.Bool() {
				return value{}, nil
			}
			return value{}, fault("D3141", 0, about{text: textOr(argument(args, 1), "$assert() statement failed")})
		}},
	}
}

func textOr(v value, otherwise string) string {
	if v.undefined() || v.json.Str() == "" {
		return otherwise
	}
	return v.json.Str()
}

// keys are an object's, or those of all objects in an array.
func keys(ev *evaluator, args []value) (value, error) {
	var out []value
	seen := map[string]bool{}
	var gather func(v value) error
	gather = func(v value) error {
		if err := ev.step(1 + v.size()); err != nil {
			return err
		}
		for i := range v.length() {
			if err := gather(v.at(i)); err != nil {
				return err
			}
		}
		if v.typ() != tObject {
			return nil
		}
		for i := range v.size() {
			if key, _ := v.member(i); !seen[key] {
				seen[key] = true
				out = append(out, str(key))
			}
		}
		return nil
	}
	if err := gather(args[0]); err != nil {
		return value{}, err
	}
	return sequence(out), ev.grow(len(out) * elemSize)
}

// spreadValue makes an object of each member of an object.
func spreadValue(ev *evaluator, args []value) (value, error) {
	v := args[0]
	switch v.typ() {
	case tArray:
		var out []value
		any := false // of what filters select there may be missing items
		for i := range v.length() {
			item := v.at(i)
			any = any || !item.undefined()
			x, err := spreadValue(ev, []value{item})
			if err == nil {
				err = ev.grow((1 + x.length()) * elemSize)
			}
			if err != nil {
				return x, err
			}
			out = append(out, x.items()...)
		}
		if !any {
			return sequence(nil), nil // which is nothing, where an array of empty ones is an array
		}
		return array(out), ev.grow(len(out) * elemSize)
	case tObject:
		out := make([]value, v.size())
		for i := range out {
			key, x := v.member(i)
			out[i] = object([]string{key}, []value{x})
		}
		return sequence(out), ev.grow(len(out) * elemSize)
	default:
		return v, nil
	}
}

func merge(ev *evaluator, args []value) (value, error) {
	var names []string
	var values []value
	places := map[string]int{}
	for i := range args[0].length() {
		v := args[0].at(i)
		for j := range v.size() {
			key, x := v.member(j)
			if at, ok := places[key]; ok {
				values[at] = x
				continue
			}
			places[key] = len(names)
			names = append(names, key)
			values = append(values, x)
		}
		if err := ev.grow(v.size() * elemSize); err != nil {
			return v, err
		}
	}
	return object(names, values), nil
}

func each(ev *evaluator, args []value) (value, error) {
	v, f := args[0], args[1].function()
	out := make([]value, 0, v.size())
	for i := range v.size() {
		key, x := v.member(i)
		res, err := ev.callback(f, x, str(key), v)
		if err != nil {
			return res, err
		}
		if !res.undefined() {
			out = append(out, res)
		}
	}
	return sequence(out), ev.grow(len(out) * elemSize)
}

func sift(ev *evaluator, args []value) (value, error) {
	v, f := args[0], argument(args, 1).function()
	if f == nil && v.size() > 0 {
		return value{}, ErrInternal
	}
	var names []string
	var values []value
	for i := range v.size() {
		key, x := v.member(i)
		holds, err := ev.callback(f, x, str(key), v)
		if err != nil {
			return holds, err
		}
		if holds.truth() {
			names = append(names, key)
			values = append(values, x)
		}
	}
	if len(names) == 0 {
		return value{}, nil
	}
	return object(names, values), ev.grow(len(names) * elemSize)
}
