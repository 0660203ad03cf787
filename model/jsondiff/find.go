package jsondiff

import "expresso/model/jsonvalue"

// EachString calls see for every string in a value with the path to it, as ParsePath reads
// it: elements of an array are all under [*].
func EachString(v jsonvalue.Value, see func(path, text string)) { eachString("$", v, see) }

func eachString(at string, v jsonvalue.Value, see func(path, text string)) {
	switch v.Kind() {
	case jsonvalue.KindString:
		see(at, v.Str())
	case jsonvalue.KindArray:
		for _, elem := range v.Elements() {
			eachString(at+"[*]", elem, see)
		}
	case jsonvalue.KindObject:
		for i := range v.Len() {
			m := v.Member(i)
			eachString(at+key(m.Key), m.Value, see)
		}
	}
}

// key is the step of a path to a member.
func key(name string) string {
	if isName(name) {
		return "." + name
	}
	return "[" + jsonvalue.NewString(name).String() + "]"
}
