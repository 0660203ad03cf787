package shape_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model/conformance"
	"expresso/model/jsonvalue"
	"expresso/model/task/shape"
)

func value(t *testing.T, text string) jsonvalue.Value {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestParameters(t *testing.T) {
	for _, tt := range []struct{ resource, parameters, want string }{
		{"arn:aws:states:::lambda:invoke", `{"FunctionName":"f","Payload":1}`, "The value for the field 'Payload' must be a STRING"},
		{"arn:aws:states:::lambda:invoke", `{"FunctionName":"f","Payload":{"a":1}}`, ""},
		{"arn:aws:states:::lambda:invoke.waitForTaskToken", `{"Payload":"text"}`, "The field 'FunctionName' is required but was missing"},
		{"arn:aws:states:::sqs:sendMessage", `{"QueueUrl":5,"MessageBody":{"a":1},"DelaySeconds":"3"}`, "The value for the field 'QueueUrl' must be a STRING"},
		{"arn:aws:states:::sqs:sendMessage", `{}`, "The field 'QueueUrl' is required but was missing, The field 'MessageBody' is required but was missing"},
		{"arn:aws:states:::sns:publish", `{"TopicArn":"t","Message":["a"]}`, ""},
		{"arn:aws:states:::events:putEvents", `{"Entries":{"Source":"s"}}`, "The value for the field 'Entries' must be an ARRAY"},
		{"arn:aws:states:::events:putEvents", `{"Entries":[{"Source":"s","Detail":{"a":1}}]}`, ""},
		{"arn:aws:states:::dynamodb:putItem", `{"TableName":"t","Item":{"id":{"S":"a"},"n":{"N":5}}}`, "The value for the field 'N' must be a STRING"},
		{"arn:aws:states:::dynamodb:getItem", `{"TableName":"t","Key":{"id":{"M":{"x":{"BOOL":true}}}}}`, ""},
		{"arn:aws:states:us-east-1:111111111111:aws-sdk:s3:putObject", `{"Bucket":"b","Key":1,"Body":{"a":1}}`, "The value for the field 'Key' must be a STRING"},
		{"arn:aws:states:::states:startExecution.sync:2", `{"Input":{"a":1}}`, "The field 'StateMachineArn' is required but was missing"},
		{"arn:aws:states:::apigateway:invoke", `{"ApiEndpoint":"e","RequestBody":1}`, "The field 'Method' is required but was missing"},
		{"arn:aws:states:::http:invoke", `{"ApiEndpoint":"e","Method":"GET","Authentication":{}}`, "The field 'ConnectionArn' is required but was missing"},
		{"arn:aws:states:::glue:startJobRun", `{}`, ""},
		{"arn:aws:states:::aws-sdk:lambda:nothing", `{}`, ""},
		{"arn:aws:lambda:us-east-1:111111111111:function:f", `5`, ""},
		{"lambda", `5`, ""},
	} {
		got := strings.Join(shape.OfResource(tt.resource).Parameters(value(t, tt.parameters)), ", ")
		if got != tt.want {
			t.Errorf("%s with %s: %q, want %q", tt.resource, tt.parameters, got, tt.want)
		}
	}
}

func TestResult(t *testing.T) {
	const started = "arn:aws:states:::states:startExecution"
	for _, tt := range []struct {
		resource, result string
		mode             shape.Mode
		want             string
	}{
		{started, `{}`, shape.Strict, "Required field 'ExecutionArn' is missing"},
		{started, `{}`, shape.Present, ""},
		{started, `{"ExecutionArn":1}`, shape.Present, "Field 'ExecutionArn' must be a string"},
		{started, `{"ExecutionArn":1}`, shape.None, ""},
		{started, `[]`, shape.Present, "The result must be an object"},
		{"arn:aws:states:::lambda:invoke", `{"StatusCode":200,"Payload":[1]}`, shape.Strict, ""},
		{"arn:aws:states:::dynamodb:getItem", `{"Item":{"a":{"BOOL":"x"}}}`, shape.Strict, "Field 'BOOL' must be a boolean"},
	} {
		if got := shape.OfResource(tt.resource).Result(value(t, tt.result), tt.mode); got != tt.want {
			t.Errorf("%s gives %s, %s: %q, want %q", tt.resource, tt.result, tt.mode, got, tt.want)
		}
	}
}

// TestRecorded checks the mocked results that AWS's TestState was given.
func TestRecorded(t *testing.T) {
	const wrong = "Mock result schema validation error: "
	files, err := filepath.Glob(filepath.Join(conformance.Dir(t), "teststate", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	checked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := value(t, string(text))
		request := member(c, "request")
		definition := member(request, "definition")
		if definition.Kind() == jsonvalue.KindString {
			definition = value(t, definition.Str())
		}
		mocked, err := jsonvalue.Parse(member(request, "mock", "result").Str())
		operation := shape.OfResource(member(definition, "Resource").Str())
		message := member(c, "error", "Error", "Message").Str()
		if err != nil || operation == nil || message != "" && !strings.HasPrefix(message, wrong) {
			continue
		}
		checked++
		mode := shape.Mode(strings.ToLower(member(request, "mock", "fieldValidationMode").Str()))
		if mode == "" {
			mode = shape.Strict
		}
		if got := operation.Result(mocked, mode); got != strings.TrimPrefix(message, wrong) {
			t.Errorf("%s: %q, want %q", member(c, "id").Str(), got, message)
		}
	}
	if checked < 20 {
		t.Errorf("only %d cases were checked", checked)
	}
}

func member(v jsonvalue.Value, keys ...string) jsonvalue.Value {
	for _, key := range keys {
		v, _ = v.Get(key)
	}
	return v
}

func BenchmarkParameters(b *testing.B) {
	v, err := jsonvalue.Parse(`{"FunctionName":"f","Payload":{"a":1,"b":[1,2,3]}}`)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if wrong := shape.Find("lambda", "invoke").Parameters(v); len(wrong) > 0 {
			b.Fatal(wrong)
		}
	}
}
