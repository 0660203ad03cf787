package embedded_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model/conformance"
	"expresso/model/embedded"
	"expresso/model/jsonvalue"
)

// TestStateCorpus sends the requests that were recorded on AWS's TestState, and compares the
// answers. Cases that cannot hold stand in testdata/teststate-exceptions.txt.
func TestStateCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(conformance.Dir(t), "teststate", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	text, err := os.ReadFile(filepath.Join("testdata", "teststate-exceptions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if id, reason, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			reasons[id] = reason
		}
	}
	service := embedded.New(embedded.Options{Simulated: true})
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonvalue.Parse(string(text))
		if err != nil {
			t.Fatal(err)
		}
		c := testCase{v}
		id := c.get("id").Str()
		t.Run(id, func(t *testing.T) {
			wrong := c.check(service)
			reason, excepted := reasons[id]
			delete(reasons, id)
			switch {
			case excepted && wrong == "":
				t.Errorf("passes: take it out of the exceptions (%s)", reason)
			case !excepted && wrong != "":
				t.Error(wrong)
			}
		})
	}
	for id := range reasons {
		t.Errorf("there is no case %s: take it out of the exceptions", id)
	}
}

// testCase is one recorded request with its answer.
type testCase struct{ jsonvalue.Value }

func (c testCase) get(keys ...string) jsonvalue.Value {
	v := c.Value
	for _, key := range keys {
		v, _ = v.Get(key)
	}
	return v
}

// request is the request as it was sent: the recorder parsed some texts of it.
func (c testCase) request() string {
	body := map[string]any{}
	request := c.get("request")
	for i := range request.Len() {
		m := request.Member(i)
		switch m.Key {
		case "definition", "context", "variables":
			body[m.Key] = m.Value.String()
			if m.Value.Kind() == jsonvalue.KindString {
				body[m.Key] = m.Value.Str()
			}
		case "input":
			body[m.Key] = m.Value.String()
		default:
			if !strings.HasSuffix(m.Key, "IsText") {
				body[m.Key] = json.RawMessage(m.Value.String())
			}
		}
	}
	text, _ := json.Marshal(body)
	return string(text)
}

// check sends the request and says how the answer differs, "" if it does not.
func (c testCase) check(service http.Handler) string {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.request()))
	r.Header.Set("X-Amz-Target", "AWSStepFunctions.TestState")
	w := httptest.NewRecorder()
	service.ServeHTTP(w, r)
	got, err := jsonvalue.Parse(w.Body.String())
	if err != nil {
		return err.Error()
	}
	if want := c.get("error", "Error"); !want.IsUndefined() {
		code, _ := got.Get("__type")
		message, _ := got.Get("message")
		_, name, _ := strings.Cut(code.Str(), "#")
		if name != c.get("error", "Error", "Code").Str() || message.Str() != c.get("error", "Error", "Message").Str() {
			return "answered " + w.Body.String() + "\nwant     " + want.String()
		}
		return ""
	}
	if !c.same("response", c.get("response"), got) {
		return "answered " + w.Body.String() + "\nwant     " + c.get("response").String()
	}
	return ""
}

var placeholder = regexp.MustCompile(`<[\w-]+(:\d+)?>`)

// same compares a recording with an answer: the members of the response in any order, within
// documents in AWS's.
func (c testCase) same(path string, want, got jsonvalue.Value) bool {
	volatile := c.get("volatile", "paths").Elements()
	if slices.ContainsFunc(volatile, func(v jsonvalue.Value) bool { return v.Str() == path }) {
		return true
	}
	if got.Kind() == jsonvalue.KindString && (want.Kind() != jsonvalue.KindString || strings.HasPrefix(want.Str(), "[")) {
		parsed, err := jsonvalue.Parse(got.Str()) // the recorder parsed what the service gave as text
		if text, textErr := jsonvalue.Parse(want.Str()); textErr == nil {
			want = text
		}
		return err == nil && c.same(path, want, parsed)
	}
	switch want.Kind() {
	case jsonvalue.KindString:
		pattern := placeholder.ReplaceAllString(regexp.QuoteMeta(want.Str()), ".*")
		return want.Str() == "date" || regexp.MustCompile("(?s)^"+pattern+"$").MatchString(got.Str())
	case jsonvalue.KindObject:
		members, inOrder := 0, !slices.Contains([]string{"response", "response.inspectionData", "response.inspectionData.errorDetails"}, path)
		for i := range want.Len() {
			m := want.Member(i)
			if m.Key == "ResponseMetadata" {
				continue
			}
			v, ok := got.Get(m.Key)
			if !ok || !c.same(path+"."+m.Key, m.Value, v) || inOrder && got.Member(i).Key != m.Key {
				return false
			}
			members++
		}
		return got.Len() == members
	case jsonvalue.KindArray:
		if got.Len() != want.Len() {
			return false
		}
		for i := range want.Len() {
			if !c.same(path+"[]", want.At(i), got.At(i)) {
				return false
			}
		}
		return true
	}
	return jsonvalue.Equal(want, got)
}

// tryState calls TestState with the SDK.
func tryState(t *testing.T, in sfn.TestStateInput) (*sfn.TestStateOutput, error) {
	t.Helper()
	return overSocket(t, embedded.New(embedded.Options{Simulated: true})).TestState(t.Context(), &in)
}

// What the recordings do not show: Maps in JSONPath with all their steps, what an ItemReader
// reads, catchers after the last try, percentages.
func TestStateSteps(t *testing.T) {
	processor := `"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}`
	distributed := `"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}`
	failed := &types.MockInput{ErrorOutput: &types.MockErrorOutput{Error: aws.String("E"), Cause: aws.String("why")}}
	result := func(text string) *types.MockInput { return &types.MockInput{Result: &text} }
	for name, tt := range map[string]struct {
		in   sfn.TestStateInput
		want string
	}{
		"map": {
			sfn.TestStateInput{
				Definition: aws.String(`{"Type":"Map","InputPath":"$.in","ItemsPath":"$.of","ItemSelector":{"i.$":"$$.Map.Item.Index","v.$":"$$.Map.Item.Value","k.$":"$.k"},"ResultSelector":{"n.$":"States.ArrayLength($)"},"ResultPath":"$.out","MaxConcurrency":2,"End":true,` + processor + `}`),
				Input:      aws.String(`{"in":{"of":["a","b"],"k":7}}`), Mock: result(`[1,2]`),
			},
			`{"input":"{\"in\":{\"of\":[\"a\",\"b\"],\"k\":7}}","afterInputPath":"{\"of\":[\"a\",\"b\"],\"k\":7}","afterResultSelector":"{\"n\":2}",` +
				`"afterResultPath":"{\"in\":{\"of\":[\"a\",\"b\"],\"k\":7},\"out\":{\"n\":2}}","afterItemsPath":"[\"a\",\"b\"]",` +
				`"afterItemSelector":"[{\"v\":\"a\",\"i\":0,\"k\":7},{\"v\":\"b\",\"i\":1,\"k\":7}]","maxConcurrency":2}`,
		},
		"reader and batches": {
			sfn.TestStateInput{
				Definition: aws.String(`{"Type":"Map","QueryLanguage":"JSONata","ItemReader":{"ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"},"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"b","Key":"k"}},"ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"from":"{% $states.input.from %}"}},"End":true,` + distributed + `}`),
				Input:      aws.String(`{"from":"x"}`), Mock: result(`[]`),
				StateConfiguration: &types.TestStateConfiguration{MapItemReaderData: aws.String("id,n\n1,2\n3,4\n5,6\n")},
			},
			`{"input":"{\"from\":\"x\"}","afterItemBatcher":"[{\"BatchInput\":{\"from\":\"x\"},\"Items\":[{\"id\":\"1\",\"n\":\"2\"},{\"id\":\"3\",\"n\":\"4\"}]},{\"BatchInput\":{\"from\":\"x\"},\"Items\":[{\"id\":\"5\",\"n\":\"6\"}]}]","maxConcurrency":0}`,
		},
		"percentage": {
			sfn.TestStateInput{
				Definition: aws.String(`{"Type":"Map","ToleratedFailurePercentagePath":"$.p","ItemsPath":"$.of","End":true,` + distributed + `}`),
				Input:      aws.String(`{"of":[1,2,3,4],"p":25}`), Mock: result(`[]`),
				StateConfiguration: &types.TestStateConfiguration{MapIterationFailureCount: aws.Int32(2)},
			},
			`{"input":"{\"of\":[1,2,3,4],\"p\":25}","afterInputPath":"{\"of\":[1,2,3,4],\"p\":25}","afterItemsPath":"[1,2,3,4]","toleratedFailurePercentage":25,"maxConcurrency":0}`,
		},
		"caught after the last try": {
			sfn.TestStateInput{
				Definition: aws.String(`{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b"},"Retry":[{"ErrorEquals":["X"]},{"ErrorEquals":["E"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.e","Next":"Sorry"}],"End":true}`),
				Mock:       failed, StateConfiguration: &types.TestStateConfiguration{RetrierRetryCount: aws.Int32(2)},
			},
			`{"input":"{}","afterInputPath":"{}","afterParameters":"{\"QueueUrl\":\"q\",\"MessageBody\":\"b\"}","errorDetails":{"catchIndex":0,"retryIndex":1}}`,
		},
		"assigned": {
			sfn.TestStateInput{
				Definition: aws.String(`{"Type":"Task","QueryLanguage":"JSONata","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","Assign":{"b":"{% $a + $states.result %}"},"End":true}`),
				Variables:  aws.String(`{"a":1}`), Mock: result(`41`),
			},
			`{"input":"{}","afterArguments":"{}","result":"41","variables":"{\"a\":1,\"b\":42}"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			tt.in.InspectionLevel = types.InspectionLevelDebug
			out, err := tryState(t, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(out.InspectionData)
			if err != nil {
				t.Fatal(err)
			}
			if seen := lowered(t, string(got)); seen != lowered(t, tt.want) {
				t.Errorf("inspected %s\nwant      %s", seen, lowered(t, tt.want))
			}
		})
	}
}

// lowered is JSON without absent members, sorted, with keys that begin with a small letter.
func lowered(t *testing.T, text string) string {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	var lower func(of map[string]any) map[string]any
	lower = func(of map[string]any) map[string]any {
		small := map[string]any{}
		for key, v := range of {
			if inner, ok := v.(map[string]any); ok {
				v = lower(inner)
			}
			if v != nil {
				small[strings.ToLower(key[:1])+key[1:]] = v
			}
		}
		return small
	}
	out, err := json.Marshal(lower(all))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Requests that are refused, with what the refusal says.
func TestStateRefusals(t *testing.T) {
	const task = `{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b"},"End":true}`
	const pass = `{"Type":"Pass","End":true}`
	result := &types.MockInput{Result: aws.String("{}")}
	for name, tt := range map[string]struct {
		in   sfn.TestStateInput
		want string
	}{
		"no mock for a Parallel": {
			sfn.TestStateInput{Definition: aws.String(`{"Type":"Parallel","End":true,"Branches":[{"StartAt":"P","States":{"P":` + pass + `}}]}`)},
			"InvalidDefinition: TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
		},
		"no mock for a callback": {
			sfn.TestStateInput{Definition: aws.String(strings.Replace(task, "sendMessage", "sendMessage.waitForTaskToken", 1)), RoleArn: aws.String(role)},
			"'.waitForTaskToken' service integration pattern when a mock is not specified",
		},
		"no such state": {
			sfn.TestStateInput{Definition: aws.String(echo), StateName: aws.String("Nobody")}, "ValidationException: State not found in definition",
		},
		"a machine without the name of a state": {sfn.TestStateInput{Definition: aws.String(echo)}, "The field 'Type' is required at /States/StateName"},
		"not JSON":                              {sfn.TestStateInput{Definition: aws.String(`{`)}, "INVALID_JSON_DESCRIPTION"},
		"input": {
			sfn.TestStateInput{Definition: aws.String(pass), Input: aws.String(`{`)}, "InvalidExecutionInput: Invalid State Machine Execution Input",
		},
		"variables":     {sfn.TestStateInput{Definition: aws.String(pass), Variables: aws.String(`[1]`)}, "Variables must be a valid JSON object"},
		"an empty mock": {sfn.TestStateInput{Definition: aws.String(task), Mock: &types.MockInput{}}, "[result, errorOutput]"},
		"context without mock": {
			sfn.TestStateInput{Definition: aws.String(pass), Context: aws.String(`{}`)}, "TestState does not support Context when a mock is not specified.",
		},
		"context": {sfn.TestStateInput{Definition: aws.String(task), Mock: result, Context: aws.String(`{"pokemon":1}`)}, "Field 'pokemon' is not allowed"},
		"context's Map": {
			sfn.TestStateInput{Definition: aws.String(task), Mock: result, Context: aws.String(`{"Map":{}}`)}, "'Map' field is not supported when mocking a Context object",
		},
		"context's kinds": {
			sfn.TestStateInput{Definition: aws.String(task), Mock: result, Context: aws.String(`{"Execution":{"Id":5}}`)}, "Execution.Id must be a string",
		},
		"who caused it": {
			sfn.TestStateInput{Definition: aws.String(task), Mock: result, StateConfiguration: &types.TestStateConfiguration{ErrorCausedByState: aws.String("X")}}, "'X'",
		},
		"reader data without reader": {
			sfn.TestStateInput{
				Definition: aws.String(`{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"P","States":{"P":` + pass + `}}}`),
				Mock:       &types.MockInput{Result: aws.String("[]")}, StateConfiguration: &types.TestStateConfiguration{MapItemReaderData: aws.String("[]")},
			}, "MapItemReaderData is for Map states with an ItemReader",
		},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := tryState(t, tt.in)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, %v; want %s", out, err, tt.want)
			}
		})
	}
}

// Faults of the state itself name no state, and can be caught.
func TestStateFails(t *testing.T) {
	out, err := tryState(t, sfn.TestStateInput{
		Definition: aws.String(`{"Type":"Pass","InputPath":"$.gone","End":true}`), InspectionLevel: types.InspectionLevelTrace,
	})
	if err != nil || out.Status != "FAILED" || aws.ToString(out.Error) != "States.Runtime" || strings.Contains(aws.ToString(out.Cause), "StateName") {
		t.Errorf("%+v, %v", out, err)
	}
	out, err = tryState(t, sfn.TestStateInput{Definition: aws.String(
		`{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b"},"End":true}`), RoleArn: aws.String(role)})
	if err != nil || out.Status != "FAILED" || !strings.Contains(aws.ToString(out.Cause), "give TestState a mock") {
		t.Errorf("%+v, %v", out, err)
	}
}
