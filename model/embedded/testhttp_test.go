package embedded_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model/asl"
	"expresso/model/embedded"
	"expresso/model/task"
)

// At level TRACE an HTTP Task tells what would be sent, and what a mock file answers, in AWS's words: at no other
// level, of no other task, and not where the request brings a mock.
func TestHTTPTaskIsTraced(t *testing.T) {
	const definition = `{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"Method":"POST","ApiEndpoint":"https://api.example.com/v1?a=0",` +
		`"Authentication":{"ConnectionArn":"arn:aws:events:eu-west-1:111111111111:connection/c/1"},"Headers":{"X-A":"1","X-B":["2","3"]},"RequestBody":{"n.$":"$.n"},"QueryParameters":{"q":"a&b","l":["1","2"]}},"End":true}`
	const answer = `{"Headers":{"date":["today"],"vary":["a","b"]},"ResponseBody":{"ok":true},"StatusCode":200,"StatusText":"OK"}`
	mocked := func(text string) *embedded.Service {
		t.Helper()
		mocks, err := task.LoadMocks(`{"StateMachines":{"` + asl.LoneState + `":{"TestCases":{"Default":{"` + asl.LoneState + `":"R"}}}},"MockedResponses":{"R":{"0":` + text + `}}}`)
		if err != nil {
			t.Fatal(err)
		}
		s := embedded.New(embedded.Options{Simulated: true})
		s.SetMocks(mocks)
		return s
	}
	try := func(s *embedded.Service, in sfn.TestStateInput) *sfn.TestStateOutput {
		t.Helper()
		if in.Definition == nil {
			in.Definition = aws.String(definition)
		}
		in.Input, in.RoleArn = aws.String(`{"n":1.50}`), aws.String(role)
		out, err := overSocket(t, s).TestState(t.Context(), &in)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	of := func(texts ...*string) string {
		all := make([]string, len(texts))
		for i, text := range texts {
			all[i] = aws.ToString(text)
		}
		return strings.Join(all, " | ")
	}
	const asked = `https | POST | https://api.example.com/v1?a=0&q=a%26b&l=1&l=2 | ` +
		`[X-A: 1, X-B: 2, X-B: 3, User-Agent: Amazon|StepFunctions|HttpInvoke|eu-west-1, Range: bytes=0-262144] | {"n":1.50}`
	answered := mocked(`{"Return":` + answer + `}`)
	out := try(answered, sfn.TestStateInput{InspectionLevel: types.InspectionLevelTrace})
	if r := out.InspectionData.Request; r == nil || of(r.Protocol, r.Method, r.Url, r.Headers, r.Body) != asked {
		t.Errorf("request %+v\nwant    %s", out.InspectionData.Request, asked)
	}
	if r := out.InspectionData.Response; r == nil || of(r.Protocol, r.StatusCode, r.StatusMessage, r.Headers, r.Body) != `https | 200 | OK | [date: today, vary: a, vary: b] | {"ok":true}` {
		t.Errorf("response %+v", out.InspectionData.Response)
	}
	failed := try(mocked(`{"Throw":{"Error":"States.Http.StatusCode.500","Cause":"no"}}`), sfn.TestStateInput{InspectionLevel: types.InspectionLevelTrace}).InspectionData
	if failed.Request == nil || failed.Response != nil {
		t.Errorf("a request that failed: %+v, %+v", failed.Request, failed.Response)
	}
	for name, in := range map[string]sfn.TestStateInput{
		"DEBUG": {InspectionLevel: types.InspectionLevelDebug},
		"mock":  {InspectionLevel: types.InspectionLevelTrace, Mock: &types.MockInput{Result: aws.String(answer)}},
		"other": {InspectionLevel: types.InspectionLevelTrace, Definition: aws.String(`{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b"},"End":true}`)},
	} {
		if d := try(answered, in).InspectionData; d == nil || d.Request != nil || d.Response != nil {
			t.Errorf("%s: %+v", name, d)
		}
	}
}
