package example

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"expresso/model/jsonvalue"
)

// What a definition reads of its input, and of its tasks.
func TestOf(t *testing.T) {
	for _, test := range []struct {
		name, definition string
		input            string            // "" for none
		responses        map[string]string // with {} before
	}{
		{"nothing", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"a": 1}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.a", "End": true}}}`, ``, nil},
		{"all of it", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"Payload.$": "$"}, "End": true}}}`, ``, nil},
		{
			"paths", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.order", "Parameters": {
			"id.$": "$.id", "n.$": "$.lines[0]['unit-price']", "whole.$": "$$.Execution.Input.trace", "name.$": "$$.Execution.Name", "count.$": "$.itemCount"}, "End": true}}}`,
			`{"order":{"id":"id","lines":[{"unit-price":1}],"itemCount":1},"trace":"trace"}`, nil,
		},
		{
			"what a state wrote is not the input's", `{"StartAt": "A", "States": {
			"A": {"Type": "Pass", "Result": 1, "ResultPath": "$.made.x", "Next": "B"},
			"B": {"Type": "Pass", "Parameters": {"a.$": "$.made.x", "b.$": "$.given"}, "Next": "C"},
			"C": {"Type": "Pass", "Parameters": {"c.$": "$.b.deep", "d.$": "$.nothing"}, "End": true}}}`,
			`{"given":{"deep":"deep"}}`, nil,
		},
		{
			"tasks", `{"StartAt": "A", "States": {
			"A": {"Type": "Task", "Resource": "r", "Parameters": {"Payload.$": "$.in"}, "ResultSelector": {"p.$": "$.Payload"}, "ResultPath": "$.a", "Next": "B",
				"Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "C"}]},
			"B": {"Type": "Wait", "SecondsPath": "$.a.p.delay", "Next": "D"}, "D": {"Type": "Succeed", "OutputPath": "$.a.p.id"},
			"C": {"Type": "Fail", "CausePath": "$.reason", "ErrorPath": "$.error.Error"}}}`,
			`{"in":{},"reason":"reason"}`,
			map[string]string{"A": `{"Payload":{"delay":1,"id":"id"}}`},
		},
		{
			"maps", `{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.orders", "ItemSelector": {"item.$": "$$.Map.Item.Value", "user.$": "$.userId"},
			"ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", "Parameters": {"k.$": "$.item.sku", "u.$": "$.user"}, "End": true}}}, "Next": "B"},
			"B": {"Type": "Pass", "Parameters": {"first.$": "$[0].price"}, "End": true}}}`,
			`{"orders":[{"sku":"sku"}],"userId":"userId"}`,
			map[string]string{"A": `{"price":1}`},
		},
		{
			"a map over the input", `{"StartAt": "M", "States": {"M": {"Type": "Map", "Iterator": {"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.body", "End": true}}}, "End": true}}}`,
			`[{"body":"body"}]`, nil,
		},
		{
			"branches", `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [
			{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.a", "End": true}}}, {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "r", "End": true}}}], "Next": "C"},
			"C": {"Type": "Pass", "Parameters": {"x.$": "$[0].x", "y.$": "$[1].y"}, "End": true}}}`,
			`{"a":{"x":"x"}}`,
			map[string]string{"B": `{"y":"y"}`},
		},
		{
			"intrinsic functions", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {
			"a.$": "States.Format('{}, {}', $.name, States.MathAdd($.n, 1))", "b.$": "States.ArrayLength($.all)", "c.$": "States.StringToJson($.body)", "d.$": "States.Base64Decode($.coded)"}, "Next": "B"},
			"B": {"Type": "Pass", "InputPath": "$.c.id", "End": true}}}`,
			`{"name":"name","n":1,"all":["all"],"body":"{\"id\":\"id\"}","coded":"dGV4dA=="}`, nil,
		},
		{"a list, as queues send it", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.[0].body", "End": true}}}`, `[{"body":"body"}]`, nil},
		{
			"choices lead on", `{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [
			{"Variable": "$.kind", "StringEquals": "bad", "Next": "Fail"},
			{"And": [{"Variable": "$.token", "IsPresent": true}, {"Variable": "$.token", "IsString": true}], "Next": "Fail"},
			{"And": [{"Variable": "$.kind", "StringEquals": "good"}, {"Variable": "$.n", "NumericGreaterThan": 9}, {"Not": {"Variable": "$.paid", "BooleanEquals": false}}], "Next": "Done"}], "Default": "Fail"},
			"Done": {"Type": "Succeed"}, "Fail": {"Type": "Fail"}}}`,
			`{"kind":"good","n":10,"paid":true}`, nil,
		},
		{
			"a loop ends", `{"StartAt": "Get", "States": {"Get": {"Type": "Task", "Resource": "r", "Next": "Ready"},
			"Ready": {"Type": "Choice", "Choices": [{"Variable": "$.Status", "StringEquals": "RUNNING", "Next": "Wait"}, {"Variable": "$.Status", "StringEquals": "DONE", "Next": "End"}], "Default": "Fail"},
			"Wait": {"Type": "Wait", "Seconds": 1, "Next": "Get"}, "End": {"Type": "Succeed"}, "Fail": {"Type": "Fail"}}}`,
			``,
			map[string]string{"Get": `{"Status":"DONE"}`},
		},
		{
			"filters", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a.$": "$.labels[?(@.Name=='cat')]", "b.$": "$.all[*].id"}, "Next": "B"},
			"B": {"Type": "Pass", "InputPath": "$.a[0].score", "End": true}}}`,
			`{"labels":[{"Name":"cat","score":1}],"all":[{"id":"id"}]}`, nil,
		},
		{
			"JSONata", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
			"A": {"Type": "Task", "Resource": "r", "Arguments": {"q": "{% $states.input.query & 'x' %}", "n": "{% $count($states.input.items) + $states.input.more * 2 %}", "d": "{% $states.input.\"detail-type\" %}"},
				"Assign": {"order": "{% $states.result.order %}"}, "Output": {"s": "{% $states.result.s %}", "i": "{% $states.input %}"}, "Next": "B"},
			"B": {"Type": "Choice", "Choices": [{"Condition": "{% $order.paid = true and $states.input.s in ['ok', 'fine'] and $order.total >= 10 %}", "Next": "C"}], "Default": "F"},
			"C": {"Type": "Map", "Items": "{% $states.context.Execution.Input.rows %}", "ItemProcessor": {"StartAt": "D", "States": {"D": {"Type": "Pass", "Output": "{% $states.input.cell %}", "End": true}}}, "Next": "E"},
			"E": {"Type": "Pass", "Output": "{% $parse($states.context.Execution.Input.text) %}", "Next": "G"}, "G": {"Type": "Pass", "Output": "{% $states.input.inside %}", "End": true},
			"F": {"Type": "Fail"}}}`,
			`{"query":"query","items":["item"],"more":1,"detail-type":"detail-type","rows":[{"cell":"cell"}],"text":"{\"inside\":\"inside\"}"}`,
			map[string]string{"A": `{"order":{"paid":true,"total":10},"s":"ok"}`},
		},
		{"no definition", `[1`, ``, nil},
		{"nonsense", `{"StartAt": 1, "States": {"A": {"Type": "Choice", "Choices": {"a": 1}, "Next": "A"}}}`, ``, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := Of(test.definition)
			got := ""
			if input, ok := e.Input(); ok {
				got = input.String()
			}
			if diff := cmp.Diff(test.input, got); diff != "" {
				t.Error(diff)
			}
			for state, want := range test.responses {
				if diff := cmp.Diff(want, e.Response(state, jsonvalue.NewObject(nil)).String()); diff != "" {
					t.Error(state, diff)
				}
			}
		})
	}
}

// A response keeps what its service returns, but for what a Choice state asks of it.
func TestResponseKeepsItsShape(t *testing.T) {
	e := Of(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", "Next": "B"}, "B": {"Type": "Choice", "Choices": [
		{"And": [{"Variable": "$.Status", "StringEquals": "DONE"}, {"Not": {"Variable": "$.NextToken", "IsPresent": true}}, {"Variable": "$.Items[0].Id", "IsPresent": true}], "Next": "C"}], "Default": "C"},
		"C": {"Type": "Pass", "Parameters": {"p.$": "$.Payload.paid", "l.$": "$.List[0].Name"}, "End": true}}}`)
	shape, err := jsonvalue.Parse(`{"Status": "QUEUED", "NextToken": "t", "Items": [{"Id": 7, "Other": true}], "Payload": {}, "List": {}, "Rest": [1, 2]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Status":"DONE","Items":[{"Id":7,"Other":true}],"Payload":{"paid":"paid"},"List":[{"Name":"Name"}],"Rest":[1,2]}`
	if diff := cmp.Diff(want, e.Response("A", shape).String()); diff != "" {
		t.Error(diff)
	}
	if got := e.Response("other", shape); !jsonvalue.Equal(got, shape) {
		t.Error("the response of another state is", got)
	}
}

// Definitions are anybody's: what is looked at has bounds.
func TestOfIsBounded(t *testing.T) {
	var states strings.Builder
	for i := range 3_000 {
		name := strings.Repeat("x", i%50) + string(rune('a'+i%26)) + strings.Repeat("y", i/50)
		states.WriteString(`"` + name + `": {"Type": "Pass", "InputPath": "$` + strings.Repeat(".a", 100) + `", "Next": "n` + name + `"}, "n` + name + `": {"Type": "Pass", "ResultPath": "$.b.c", "Next": "` + name + `"},`)
	}
	deep := strings.Repeat(`{"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": `, 150) + `{"Type": "Pass", "End": true}` + strings.Repeat(`}}]}`, 150)
	for _, definition := range []string{
		`{"StartAt": "a", "States": {` + states.String() + `"z": {"Type": "Succeed"}}}`,
		`{"StartAt": "A", "States": {"A": ` + deep + `}}`,
		`{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$` + strings.Repeat(".a", 100_000) + `", "End": true}}}`,
	} {
		e := Of(definition)
		if input, _ := e.Input(); len(input.String()) > 2_000_000 {
			t.Error("an input of", len(input.String()))
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add(`{"StartAt": "A", "States": {"A": {"Type": "Map", "ItemsPath": "$.a[?(@.b==c)]", "Iterator": {"StartAt": "B", "States": {"B": {"Type": "Task", "ResultPath": "$.x", "Next": "A"}}}, "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.x", "NumericEquals": 1, "Next": "A"}]}}}`)
	f.Add(`{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Condition": "{% $exists($states.input.a[0].'b') and $x.y = \"z\" %}", "Next": "A"}], "Output": "{% $merge([$states.input, 1]) %}"}}}`)
	f.Fuzz(func(t *testing.T, definition string) {
		e := Of(definition)
		if input, ok := e.Input(); ok {
			if _, err := jsonvalue.Parse(input.String()); err != nil {
				t.Error(err)
			}
		}
		for state := range e.responses {
			e.Response(state, jsonvalue.NewObject(nil))
		}
	})
}
