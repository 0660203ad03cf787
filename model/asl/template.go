package asl

import (
	"strings"

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
	var keys []string
	var values []Expr
	var computed []jsonvalue.Member
	dynamic := false
	for i := range v.Len() {
		m := v.Member(i)
		if strings.HasSuffix(m.Key, ".$") {
			computed = append(computed, jsonvalue.Member{Key: strings.TrimSuffix(m.Key, ".$"), Value: m.Value})
			continue
		}
		e := l.template(m.Value, pointer(at, m.Key))
		dynamic = dynamic || !isConstant(e)
		keys = append(keys, m.Key)
		values = append(values, e)
		if text := m.Value.Str(); strings.HasPrefix(text, "$.") || strings.HasPrefix(text, "$$.") {
			l.warn(codeNoDollar, pointer(at, m.Key), "The value of the field looks like a path, but the field name does not end with '.$'")
		}
	}
	if len(computed) == 0 && !dynamic {
		return nil
	}
	for _, m := range jsonvalue.JavaMapOrder(computed) {
		field := m.Key + ".$"
		if m.Value.Kind() != jsonvalue.KindString {
			l.fail(codeSchema, pointer(at, field), "The value for the field '%s' must be a STRING that contains a JSONPath but was %s", field, javaKind(m.Value))
			continue
		}
		e := l.path(m.Value.Str(), pointer(at, field), pathField{name: field, intrinsics: true, quotesInput: true})
		keys = append(keys, m.Key)
		values = append(values, e)
	}
	return newObjectExpr(keys, values)
}

func isConstant(e Expr) bool {
	_, ok := e.(constant)
	return ok
}

// javaKind is the name that Jackson has for the kind of a value.
func javaKind(v jsonvalue.Value) string {
	return strings.ToUpper(v.Kind().String())
}
