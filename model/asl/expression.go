package asl

import (
	"expresso/model/asl/check"
	"expresso/model/jsonvalue"
)

// Sees is what of $states an expression alone is to see, beside input and context.
type Sees struct{ Result, ErrorOutput bool }

// LoadExpression checks and compiles a single expression as it is written in a definition: in
// JSONata what is between {% and %}, in JSONPath a path or a call of an intrinsic function.
// It is put into a state that has a place for it, so that it is refused just where a definition
// with it is. The expression is nil if there is an error among the diagnostics.
func LoadExpression(text string, language QueryLanguage, sees Sees) (Expr, Diagnostics) {
	state := frame(text, language, sees)
	root, compiled, found := check.State(state.String(), LoneState)
	if found.Refused() {
		return nil, found
	}
	s := load(root, compiled, Standard, 0).Start
	switch {
	case language == JSONPath:
		return s.Parameters.(*objectExpr).computed[0].expr, found
	case sees.ErrorOutput:
		return s.Catch[0].Output, found
	}
	return s.Output, found
}

// frame is a state with an expression in it.
func frame(text string, language QueryLanguage, sees Sees) jsonvalue.Value {
	str := jsonvalue.NewString
	object := func(members ...jsonvalue.Member) jsonvalue.Value { return jsonvalue.NewObject(members) }
	end := jsonvalue.Member{Key: "End", Value: jsonvalue.NewBool(true)}
	if language == JSONPath {
		return object(jsonvalue.Member{Key: "Type", Value: str(string(Pass))}, end,
			jsonvalue.Member{Key: "Parameters", Value: object(jsonvalue.Member{Key: "x.$", Value: str(text)})})
	}
	members := []jsonvalue.Member{{Key: "QueryLanguage", Value: str(string(JSONata))}, end}
	output := jsonvalue.Member{Key: "Output", Value: str("{% " + text + " %}")}
	if !sees.Result && !sees.ErrorOutput {
		return object(append(members, jsonvalue.Member{Key: "Type", Value: str(string(Pass))}, output)...)
	}
	members = append(members, jsonvalue.Member{Key: "Type", Value: str(string(Task))},
		jsonvalue.Member{Key: "Resource", Value: str("arn:aws:lambda:us-east-1:000000000000:function:f")})
	if !sees.ErrorOutput {
		return object(append(members, output)...)
	}
	return object(append(members, jsonvalue.Member{Key: "Catch", Value: jsonvalue.NewArray([]jsonvalue.Value{object(
		jsonvalue.Member{Key: "ErrorEquals", Value: jsonvalue.NewArray([]jsonvalue.Value{str(ErrAll)})},
		jsonvalue.Member{Key: "Next", Value: str("Next")}, output,
	)})})...)
}
