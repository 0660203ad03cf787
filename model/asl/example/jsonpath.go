package example

import (
	"strings"

	"expresso/model/jsonvalue"
)

// scope is what an expression sees.
type scope struct {
	doc    *node // $, or $states.input
	result *node // $states.result, nil where there is none
	item   *node // of the Map state around it, nil outside of one
}

// read is what a path or a call of an intrinsic function leads to, nil if that is not known.
func (w *walker) read(expr string, s scope) *node {
	switch {
	case strings.HasPrefix(expr, "$$.Execution.Input"):
		return w.follow(w.input, expr[len("$$.Execution.Input"):])
	case strings.HasPrefix(expr, "$$.Map.Item.Value"):
		return w.follow(s.item, expr[len("$$.Map.Item.Value"):])
	case strings.HasPrefix(expr, "$$"):
		return nil
	case expr == "$", strings.HasPrefix(expr, "$."), strings.HasPrefix(expr, "$["):
		return w.follow(s.doc, expr[1:])
	case strings.HasPrefix(expr, "$"):
		end := 1 + name(expr[1:])
		return w.follow(w.variables[expr[1:end]], expr[end:])
	case strings.HasPrefix(expr, "States.") && strings.HasSuffix(expr, ")"):
		return w.call(expr, s)
	}
	return nil
}

func (w *walker) follow(n *node, path string) *node {
	all, whole := steps(path)
	switch n = w.at(n, all); {
	case !whole || n == nil:
		return nil
	case many(all):
		return &node{elems: []*node{n}}
	}
	return n
}

// arguments are what the arguments of intrinsic functions are used as, by their places; the
// last one is that of all others.
var arguments = map[string][]use{
	"MathAdd": {number}, "MathRandom": {number}, "ArrayRange": {number}, "StringSplit": {text}, "Base64Encode": {text}, "Hash": {text},
	"ArrayPartition": {list, number}, "ArrayContains": {list, anything}, "ArrayGetItem": {list, number}, "ArrayLength": {list}, "ArrayUnique": {list},
	"JsonMerge": {object, object, boolean},
}

// call is what an intrinsic function returns.
func (w *walker) call(expr string, s scope) *node {
	function, rest, _ := strings.Cut(strings.TrimPrefix(expr, "States."), "(")
	texts := split(strings.TrimSuffix(rest, ")"))
	args := make([]*node, 0, len(texts))
	for i, arg := range texts {
		n := w.read(arg, s)
		if uses := arguments[function]; len(uses) > 0 {
			n.wanted(uses[min(i, len(uses)-1)])
		}
		args = append(args, n)
	}
	switch first := args[0]; {
	case first == nil:
	case function == "StringToJson" && first.open:
		if first.parsed == nil {
			first.parsed = w.made(&node{open: true})
		}
		return first.parsed
	case function == "Base64Decode":
		first.want(jsonvalue.NewString("dGV4dA=="))
	case function == "ArrayGetItem":
		return w.elementOf(first, 0)
	case function == "ArrayUnique", function == "JsonMerge":
		return first
	}
	if function == "Array" {
		return &node{elems: args}
	}
	return &node{}
}

// byKey is what the members of Parameters hold, by their keys, where that is not text.
var byKey = map[string]use{
	"Payload": object, "Input": object, "Item": object, "Key": anything, "Detail": object, "RequestBody": object, "ExpressionAttributeValues": object,
	"BOOL": boolean, "L": list, "M": object, "SS": list, "Seconds": number, "DelaySeconds": number, "Limit": number, "Days": number, "ExclusiveStartKey": object, "MaxResults": number,
	"Body": anything, "MessageBody": anything, "Message": anything, "Arguments": object,
}

// under notes under which key of Parameters a value is used.
func (n *node) under(key string) {
	if key == "N" && n.untouched() { // DynamoDB's numbers are texts
		n.want(jsonvalue.NewString("1"))
	}
	n.wanted(byKey[key])
}

// filled is what a template of Parameters, ResultSelector or the like makes.
func (w *walker) filled(v jsonvalue.Value, s scope) *node {
	switch v.Kind() {
	case jsonvalue.KindArray:
		made := &node{elems: make([]*node, 0, v.Len())}
		for i := range v.Len() {
			made.elems = append(made.elems, w.filled(v.At(i), s))
		}
		return made
	case jsonvalue.KindObject:
		made := &node{}
		for i := range v.Len() {
			m := v.Member(i)
			key, path := strings.CutSuffix(m.Key, ".$")
			if !path || m.Value.Kind() != jsonvalue.KindString {
				made.put(m.Key, w.filled(m.Value, s))
				continue
			}
			n := w.read(m.Value.Str(), s)
			if n == nil {
				n = &node{}
			}
			n.under(key)
			made.put(key, n)
		}
		return made
	}
	return known(v)
}
