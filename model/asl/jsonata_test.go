package asl_test

import (
	"slices"
	"strings"
	"testing"

	"expresso/model/asl"
)

// inJSONata is a machine in JSONata with a state and one that it may lead to.
func inJSONata(state string) string {
	return `{"QueryLanguage":"JSONata",` + two(state)[1:]
}

const call = `"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"QueueUrl":"q","MessageBody":"{% $states.input %}"}`

func TestJSONata(t *testing.T) {
	for _, tt := range []struct {
		name, state, want string // want is "" for what is legal
	}{
		{"all of a task", `{` + call + `,"TimeoutSeconds":"{% 1 + 1 %}","HeartbeatSeconds":1,"Credentials":{"RoleArn":"{% $role %}"},
			"Assign":{"a":"{% $states.result %}"},"Output":{"b":["{% $states.result.c %}",1]},
			"Catch":[{"ErrorEquals":["E"],"Output":"{% $states.errorOutput %}","Assign":{"a":"{% $states.errorOutput.Error %}"},"Next":"B"}],"Next":"B"}`, ""},
		{"arguments as a whole", `{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":"{% $states.input %}","Next":"B"}`, ""},
		{"a choice", `{"Type":"Choice","Choices":[{"Condition":"{% $states.input.a > 1 %}","Output":1,"Assign":{"a":1},"Next":"B"},{"Condition":true,"Next":"B"}],"Output":2,"Default":"B"}`, ""},
		{"a wait", `{"Type":"Wait","Seconds":"{% $states.input.s %}","Next":"B"}`, ""},
		{"a wait until", `{"Type":"Wait","Timestamp":"{% $states.input.t %}","Output":"done","Next":"B"}`, ""},
		{"a Map", `{"Type":"Map","Items":"{% $states.input %}","ItemSelector":{"v":"{% $states.context.Map.Item.Value %}"},"MaxConcurrency":"{% 2 %}",
			"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","Output":"{% $states.input.v %}","End":true}}},"Next":"B"}`, ""},
		{"blanks around an expression are text", `{"Type":"Pass","Output":" {% no expression %} ","Next":"B"}`, ""},
		{"$ where there is a context", `{"Type":"Pass","Output":"{% $states.input.a[$ > 1].(b + $) %}","Next":"B"}`, ""},
		{"a path of JSONPath", `{"Type":"Pass","InputPath":"$.a","Next":"B"}`, "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/A"},
		{"Result", `{"Type":"Pass","Result":1,"Next":"B"}`, "The QueryLanguage is set to 'JSONata', but field 'Result' is only supported for the 'JSONPath' QueryLanguage at /States/A"},
		{"SecondsPath", `{"Type":"Wait","SecondsPath":"$.a","Next":"B"}`, "The QueryLanguage is set to 'JSONata', but field 'SecondsPath' is only supported for the 'JSONPath' QueryLanguage at /States/A"},
		{"a rule of JSONPath", `{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"B"}],"Default":"B"}`, "The QueryLanguage is set to 'JSONata', but field 'IsNull' is only supported for the 'JSONPath' QueryLanguage at /States/A/Choices[0]"},
		{"a condition that is text", `{"Type":"Choice","Choices":[{"Condition":"true","Next":"B"}],"Default":"B"}`, "JSONata string must start with {% and end with %} at /States/A/Choices[0]/Condition"},
		{"syntax", `{"Type":"Pass","Output":{"x":["{% 1 + %}"]},"Next":"B"}`, "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output/x[0]"},
		{"a bare name", `{"Type":"Pass","Output":"{% 1 + order.id %}","Next":"B"}`, "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'order' at the top level is not supported. at /States/A/Output"},
		{"$ at the top", `{"Type":"Pass","Output":"{% $ %}","Next":"B"}`, "Reference to '$' at the top level is not supported. at"},
		{"$$ in a function", `{"Type":"Pass","Output":"{% $map([1], function($i) { $$.a }) %}","Next":"B"}`, "Reference to '$$' is not supported. at"},
		{"a result before there is one", `{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"QueueUrl":"q","MessageBody":"{% $states.result %}"},"Next":"B"}`, "Field '$states.result' does not exist. at /States/A/Arguments/MessageBody"},
		{"an error outside of Catch", `{"Type":"Pass","Output":"{% $states.errorOutput %}","Next":"B"}`, "Field '$states.errorOutput' does not exist. at /States/A/Output"},
		{"no arguments", `{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Next":"B"}`, "Arguments field is required for resource ARN: arn:aws:states:::sqs:sendMessage at /States/A"},
		{"an argument less", `{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"QueueUrl":"q"},"Next":"B"}`, "The field 'MessageBody' is required but was missing at /States/A/Arguments"},
		{"items that are none", `{"Type":"Map","Items":1,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Succeed"}}},"Next":"B"}`, "Expected value of type [ARRAY] at /States/A/Items"},
		{"a variable's name", `{"Type":"Pass","Assign":{"a.$":1},"Next":"B"}`, "INVALID_VARIABLE_NAME: Invalid variable name 'a.$': the variable name contains invalid characters. at /States/A/Assign/a.$"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, found := asl.Load(inJSONata(tt.state), asl.Express)
			if tt.want == "" {
				if m == nil {
					t.Errorf("refused: %v", found)
				}
				return
			}
			if m != nil || !slices.ContainsFunc(found, func(d asl.Diagnostic) bool { return strings.Contains(d.String(), tt.want) }) {
				t.Errorf("found %v\nwant %s", found, tt.want)
			}
		})
	}
}

func TestJSONataReads(t *testing.T) {
	m, found := asl.Load(`{"StartAt":"A","States":{"A":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $sum($prices) + ($own := $tax; $own) %}",
		"Assign":{"b":"{% $states.input.a %}"},"Next":"B"},"B":{"Type":"Choice","QueryLanguage":"JSONata","Choices":[{"Condition":"{% $b and $states.context.State.Name = 'B' %}","Next":"C"}],"Default":"C"},
		"C":{"Type":"Succeed"}}}`, asl.Express)
	if m == nil {
		t.Fatal(found)
	}
	a, b := m.States[0], m.States[1]
	if !slices.Equal(a.Variables, []string{"prices", "tax"}) || !slices.Equal(b.Variables, []string{"b"}) {
		t.Errorf("A reads %v, B reads %v", a.Variables, b.Variables)
	}
	if a.UsesContext || !b.UsesContext {
		t.Errorf("A uses the context: %v, B: %v", a.UsesContext, b.UsesContext)
	}
	if got := b.Transitions()[0].Condition; got != "$b and $states.context.State.Name = 'B'" {
		t.Error(got)
	}
}
