package asl

import (
	"slices"
	"strings"
	"unicode/utf16"

	"expresso/model/jsonvalue"
)

// template compiles a payload template of the JSONPath language: a value in which keys
// that end in ".$" have their values computed.
func (l *loader) template(v jsonvalue.Value, at string) Expr {
	switch v.Kind() {
	case jsonvalue.KindArray:
		elems := make([]Expr, v.Len())
		dynamic := false
		for i := range elems {
			elems[i] = l.template(v.At(i), element(at, i))
			dynamic = dynamic || !isConstant(elems[i])
		}
		if dynamic {
			return &arrayExpr{elems}
		}
	case jsonvalue.KindObject:
		if o := l.templateObject(v, at); o != nil {
			return o
		}
	}
	return constant{v}
}

// templateObject compiles an object, or returns nil if nothing in it is computed. Static
// members come first, in their order, then the computed ones in the order of a Java
// HashMap (recorded on AWS).
func (l *loader) templateObject(v jsonvalue.Value, at string) *objectExpr {
	o := &objectExpr{}
	var computed []string
	dynamic := false
	for i := range v.Len() {
		m := v.Member(i)
		if strings.HasSuffix(m.Key, ".$") {
			computed = append(computed, strings.TrimSuffix(m.Key, ".$"))
			continue
		}
		e := l.template(m.Value, pointer(at, m.Key))
		dynamic = dynamic || !isConstant(e)
		o.keys = append(o.keys, m.Key)
		o.values = append(o.values, e)
		if text := m.Value.Str(); strings.HasPrefix(text, "$.") || strings.HasPrefix(text, "$$.") {
			l.warn(codeNoDollar, pointer(at, m.Key), "The value of the field looks like a path, but the field name does not end with '.$'")
		}
	}
	if len(computed) == 0 && !dynamic {
		return nil
	}
	for _, key := range javaOrder(computed) {
		field := key + ".$"
		m, _ := v.Get(field)
		if m.Kind() != jsonvalue.KindString {
			l.fail(codeSchema, pointer(at, field), "The value for the field '%s' must be a STRING that contains a JSONPath but was %s", field, javaKind(m))
			continue
		}
		e := l.path(m.Str(), pointer(at, field), pathField{name: field, intrinsics: true, quotesInput: true})
		o.keys = append(o.keys, key)
		o.values = append(o.values, e)
	}
	return o
}

func isConstant(e Expr) bool {
	_, ok := e.(constant)
	return ok
}

// javaKind is the name that Jackson has for the kind of a value.
func javaKind(v jsonvalue.Value) string {
	return strings.ToUpper(v.Kind().String())
}

// javaOrder sorts keys as a Java HashMap would iterate over them if they had been put into
// it in the given order: by bucket, and in order of arrival within one. The table begins
// with 16 buckets and doubles whenever it is more than three quarters full.
func javaOrder(keys []string) []string {
	buckets := uint32(16)
	for uint32(len(keys)) > buckets/4*3 {
		buckets *= 2
	}
	sorted := slices.Clone(keys)
	slices.SortStableFunc(sorted, func(a, b string) int {
		return int(javaBucket(a, buckets)) - int(javaBucket(b, buckets))
	})
	return sorted
}

func javaBucket(key string, buckets uint32) uint32 {
	var h uint32
	for _, unit := range utf16.Encode([]rune(key)) {
		h = 31*h + uint32(unit)
	}
	return (h ^ h>>16) & (buckets - 1)
}
