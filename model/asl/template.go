package asl

import (
	"strings"

	"expresso/model/jsonvalue"
)

// template compiles a payload template of the JSONPath language: a value in which keys
// that end in ".$" have their values computed.
func (l *loader) template(v jsonvalue.Value) Expr {
	switch v.Kind() {
	case jsonvalue.KindArray:
		elems := make([]Expr, v.Len())
		dynamic := false
		for i := range elems {
			elems[i] = l.template(v.At(i))
			dynamic = dynamic || !isConstant(elems[i])
		}
		if dynamic {
			return &arrayExpr{elems}
		}
	case jsonvalue.KindObject:
		if o := l.templateObject(v); o != nil {
			return o
		}
	}
	return constant{v}
}

// templateObject compiles an object, or returns nil if nothing in it is computed. Static
// members come first, in their order, then the computed ones in the order of a Java
// HashMap (recorded on AWS).
func (l *loader) templateObject(v jsonvalue.Value) *objectExpr {
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
		e := l.template(m.Value)
		dynamic = dynamic || !isConstant(e)
		keys = append(keys, m.Key)
		values = append(values, e)
	}
	if len(computed) == 0 && !dynamic {
		return nil
	}
	for _, m := range jsonvalue.JavaMapOrder(computed) {
		field := m.Key + ".$"
		e := l.path(m.Value.Str(), pathField{name: field, intrinsics: true, quotesInput: true})
		keys = append(keys, m.Key)
		values = append(values, e)
	}
	return newObjectExpr(keys, values)
}

func isConstant(e Expr) bool {
	_, ok := e.(constant)
	return ok
}
