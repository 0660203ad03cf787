package embedded_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"expresso/model/embedded"
)

const (
	role = "arn:aws:iam::123456789012:role/r"
	echo = `{"StartAt":"Echo","States":{"Echo":{"Type":"Pass","End":true}}}`
	fail = `{"StartAt":"No","States":{"No":{"Type":"Fail","Error":"Oops","Cause":"as told"}}}`
	wait = `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":30,"End":true}}}`
)

// overSocket returns an SDK client of a service on a real port.
func overSocket(t *testing.T, s *embedded.Service) *sfn.Client {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return sfn.New(sfn.Options{
		Region:       "eu-west-1",
		BaseEndpoint: aws.String(server.URL),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		APIOptions: []func(*middleware.Stack) error{func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("noPrefix",
				func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
					return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
				}), middleware.Before)
		}},
	})
}

func create(t *testing.T, client *sfn.Client, name, definition string, kind types.StateMachineType) string {
	t.Helper()
	out, err := client.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
		Name: &name, Definition: &definition, RoleArn: aws.String(role), Type: kind,
	})
	if err != nil {
		t.Fatal(err)
	}
	return *out.StateMachineArn
}

func TestSDKRunsAMachineOverASocket(t *testing.T) {
	client := overSocket(t, embedded.New(embedded.Options{Simulated: true}))
	arn := create(t, client, "echo", echo, types.StateMachineTypeExpress)
	if want := "arn:aws:states:eu-west-1:123456789012:stateMachine:echo"; arn != want {
		t.Errorf("made %s, want %s: region of the signature, account of the role", arn, want)
	}
	const input = `{ "b": 1.50, "a": [1e2, "<é>"] }`
	out, err := client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{
		StateMachineArn: &arn, Input: aws.String(input), Name: aws.String("try"), TraceHeader: aws.String("Root=1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if out.Status != types.SyncExecutionStatusSucceeded || *out.Output != `{"b":1.50,"a":[1e2,"<é>"]}` || *out.Input != input {
		t.Errorf("%s, output %s, input %s", out.Status, *out.Output, *out.Input)
	}
	if !strings.HasPrefix(*out.ExecutionArn, "arn:aws:states:eu-west-1:123456789012:express:echo:try:") || *out.Name != "try" || *out.TraceHeader != "Root=1" {
		t.Errorf("execution %s, name %s, trace %s", *out.ExecutionArn, *out.Name, *out.TraceHeader)
	}
	if out.BillingDetails.BilledDurationInMilliseconds != 100 || out.BillingDetails.BilledMemoryUsedInMB != 64 {
		t.Errorf("billed %+v", out.BillingDetails)
	}
	if time.Since(*out.StartDate).Abs() > time.Hour {
		t.Errorf("started %s", out.StartDate)
	}
}

func TestAFailedWorkflowIsAnAnswer(t *testing.T) {
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := create(t, client, "fail", fail, types.StateMachineTypeExpress)
	out, err := client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	if out.Status != types.SyncExecutionStatusFailed || *out.Error != "Oops" || *out.Cause != "as told" || out.Output != nil {
		t.Errorf("%+v", out)
	}
	if out.OutputDetails == nil || *out.Input != "{}" {
		t.Error("AWS gives outputDetails even without output, and an absent input as {}")
	}
}

func TestSimulatedWaitsAreBilled(t *testing.T) {
	client := overSocket(t, embedded.New(embedded.Options{Simulated: true}))
	arn := create(t, client, "wait", wait, types.StateMachineTypeExpress)
	out, err := client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	if out.StopDate.Sub(*out.StartDate) < 30*time.Second || out.BillingDetails.BilledDurationInMilliseconds < 30_000 {
		t.Errorf("ran %s, billed %d ms", out.StopDate.Sub(*out.StartDate), out.BillingDetails.BilledDurationInMilliseconds)
	}
}

func TestLifeOfAMachine(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := create(t, client, "m", echo, types.StateMachineTypeExpress)
	if again := create(t, client, "m", echo, types.StateMachineTypeExpress); again != arn {
		t.Errorf("creating the same again gave %s", again)
	}
	d, err := client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	if err != nil || *d.Definition != echo || *d.RoleArn != role || d.RevisionId != nil || d.Type != types.StateMachineTypeExpress {
		t.Fatalf("%+v, %v", d, err)
	}
	u, err := client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, Definition: aws.String(fail)})
	if err != nil {
		t.Fatal(err)
	}
	d, err = client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	if err != nil || *d.Definition != fail || *d.RevisionId != *u.RevisionId {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := client.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}); err != nil {
		t.Errorf("deleting what is gone: %v", err)
	}
	_, err = client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	var gone *types.StateMachineDoesNotExist
	if !errors.As(err, &gone) {
		t.Errorf("describing what is gone: %v", err)
	}
}

func TestListsInPages(t *testing.T) {
	client := overSocket(t, embedded.New(embedded.Options{}))
	for i := range 7 {
		create(t, client, fmt.Sprintf("m%d", i), echo, types.StateMachineTypeExpress)
	}
	var names []string
	pages := sfn.NewListStateMachinesPaginator(client, &sfn.ListStateMachinesInput{MaxResults: 3})
	count := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		count++
		for _, m := range page.StateMachines {
			names = append(names, *m.Name)
		}
	}
	if got := strings.Join(names, " "); got != "m0 m1 m2 m3 m4 m5 m6" || count != 3 {
		t.Errorf("%d pages: %s", count, got)
	}
}

func TestRefusals(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := create(t, client, "echo", echo, types.StateMachineTypeExpress)
	standard := create(t, client, "std", echo, types.StateMachineTypeStandard)
	start := func(in sfn.StartSyncExecutionInput) func() error {
		return func() error { _, err := client.StartSyncExecution(ctx, &in); return err }
	}
	createWith := func(in sfn.CreateStateMachineInput) func() error {
		return func() error { _, err := client.CreateStateMachine(ctx, &in); return err }
	}
	for name, c := range map[string]struct {
		call          func() error
		code, message string
	}{
		"standard":       {start(sfn.StartSyncExecutionInput{StateMachineArn: &standard}), "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine"},
		"absent":         {start(sfn.StartSyncExecutionInput{StateMachineArn: aws.String(arn + "x")}), "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "x'"},
		"no arn":         {start(sfn.StartSyncExecutionInput{StateMachineArn: aws.String("not_a_valid_arn")}), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: not_a_valid_arn'"},
		"wrong arn":      {start(sfn.StartSyncExecutionInput{StateMachineArn: aws.String("arn:aws:states:us-east-1:1:express:a:b:c")}), "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"},
		"name":           {start(sfn.StartSyncExecutionInput{StateMachineArn: &arn, Name: aws.String("a b")}), "InvalidName", "Invalid Name: 'a b'"},
		"input":          {start(sfn.StartSyncExecutionInput{StateMachineArn: &arn, Input: aws.String("not json")}), "InvalidExecutionInput", "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'"},
		"input's quotes": {start(sfn.StartSyncExecutionInput{StateMachineArn: &arn, Input: aws.String("{'not': 'json'")}), "InvalidExecutionInput", "Invalid State Machine Execution Input: 'Unexpected character (''' (code 39)): was expecting double-quote to start field name'"},
		"empty input":    {start(sfn.StartSyncExecutionInput{StateMachineArn: &arn, Input: aws.String("")}), "InvalidExecutionInput", "Invalid State Machine Execution Input: 'Invalid execution input.'"},
		"big input":      {start(sfn.StartSyncExecutionInput{StateMachineArn: &arn, Input: aws.String(`"` + strings.Repeat("x", 262_143) + `"`)}), "ValidationException", "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144"},
		"big definition": {createWith(sfn.CreateStateMachineInput{Name: aws.String("d"), RoleArn: aws.String(role), Definition: aws.String(strings.Repeat(" ", 1_048_577)), VersionDescription: aws.String(strings.Repeat("é", 257))}), "ValidationException", "2 validation errors detected: Value at 'definition' failed to satisfy constraint: Member must have length less than or equal to 1048576; Value at 'versionDescription' failed to satisfy constraint: Member must have length less than or equal to 256"},
		"two faults":     {start(sfn.StartSyncExecutionInput{StateMachineArn: &arn, Name: aws.String(strings.Repeat("n", 81)), TraceHeader: aws.String("é")}), "ValidationException", "2 validation errors detected: "},
		"definition":     {createWith(sfn.CreateStateMachineInput{Name: aws.String("d"), RoleArn: aws.String(role), Definition: aws.String("{}"), Type: "EXPRESS"}), "InvalidDefinition", "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"},
		"other":          {createWith(sfn.CreateStateMachineInput{Name: aws.String("echo"), RoleArn: aws.String(role), Definition: aws.String(fail), Type: "EXPRESS"}), "StateMachineAlreadyExists", "State Machine Already Exists: '" + arn + "'"},
		"description":    {createWith(sfn.CreateStateMachineInput{Name: aws.String("p"), RoleArn: aws.String(role), Definition: aws.String(echo), VersionDescription: aws.String("d")}), "ValidationException", "Version description can only be set when publish is true"},
		"no change": {func() error {
			_, err := client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn})
			return err
		}, "MissingRequiredParameter", "Either the definition"},
		"token": {func() error {
			_, err := client.ListStateMachines(ctx, &sfn.ListStateMachinesInput{NextToken: aws.String("%%")})
			return err
		}, "InvalidToken", "Invalid Token: 'Invalid token'"},
		"not offered": {func() error {
			_, err := client.ListActivities(ctx, &sfn.ListActivitiesInput{})
			return err
		}, "UnknownOperationException", "ListActivities"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.call()
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != c.code || !strings.Contains(api.ErrorMessage(), c.message) {
				t.Errorf("got %v\nwant %s: %s", err, c.code, c.message)
			}
		})
	}
}

// TestWire looks at the bytes: what SDKs in other languages depend on.
func TestWire(t *testing.T) {
	service := embedded.New(embedded.Options{})
	server := httptest.NewServer(service)
	defer server.Close()
	arn, err := service.Put("echo", echo, "EXPRESS")
	if err != nil {
		t.Fatal(err)
	}
	status, header, body := post(t, server.URL, "AWSStepFunctions.StartSyncExecution", `{"stateMachineArn":"`+arn+`","input":"{\"a\":\"<b>\"}"}`)
	if status != 200 || header.Get("Content-Type") != "application/x-amz-json-1.0" || header.Get("X-Amzn-RequestId") == "" {
		t.Errorf("status %d, header %v", status, header)
	}
	if !regexp.MustCompile(`"startDate":\d+\.\d{3},"stopDate":\d+\.\d{3},"status":"SUCCEEDED"`).MatchString(body) {
		t.Errorf("times are numbers of seconds: %s", body)
	}
	if !strings.Contains(body, `"output":"{\"a\":\"<b>\"}","outputDetails":{"included":true}`) {
		t.Errorf("body: %s", body)
	}
	const unreadable, unknown = "com.amazon.coral.service#SerializationException", "com.amazon.coral.service#UnknownOperationException"
	for _, c := range []struct{ target, body, want, message string }{
		{"AWSStepFunctions.StartSyncExecution", `{`, unreadable, "the request's body is not JSON"},
		{"AWSStepFunctions.StartSyncExecution", `[]`, unreadable, "Start of list found where not expected"},
		{"AWSStepFunctions.StartSyncExecution", `{"stateMachineArn":1}`, unreadable, "NUMBER_VALUE cannot be converted to String"},
		{"AWSStepFunctions.StartSyncExecution", `{"stateMachineArn":{}}`, unreadable, "Start of structure or map found where not expected"},
		{"AWSStepFunctions.ListStateMachines", `{"maxResults":"1"}`, unreadable, "STRING_VALUE cannot be converted to Integer"},
		{"AWSStepFunctions.ListStateMachines", `{"maxResults":1.5}`, unreadable, "NUMBER_VALUE cannot be converted to Integer"},
		{"AWSStepFunctions.TagResource", `{"tags":true}`, unreadable, "Expected list or null"},
		{"AWSStepFunctions.TagResource", `{"tags":["a"]}`, unreadable, "Expected structure or null"},
		{"AWSStepFunctions.StartSyncExecution", `{}`, "com.amazon.coral.validate#ValidationException", "1 validation error detected: Value null at 'stateMachineArn'"},
		{"AWSStepFunctions.ValidateStateMachineDefinition", `{}`, "com.amazon.coral.validate#ValidationException", "1 validation error detected: Value null at 'definition'"},
		{"AWSStepFunctions.DescribeStateMachine", `{"stateMachineArn":"` + arn + `/label"}`, "com.amazonaws.swf.service.v2.model#ValidationException", "This operation does not support labeled state machine ARNs"},
		{"AWSStepFunctions.Nonsense", `{}`, unknown, "AWSStepFunctions.Nonsense"},
		{"StartSyncExecution", `{}`, unknown, "StartSyncExecution"},
		{"", ``, unknown, "does not offer"},
	} {
		status, _, body := post(t, server.URL, c.target, c.body)
		var e struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil || status != 400 || e.Type != c.want || !strings.Contains(e.Message, c.message) {
			t.Errorf("%s %s: status %d, %s", c.target, c.body, status, body)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(`{"stateMachineArn":"`+arn+`","traceHeader":"Root=1"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amzn-Trace-Id", "Root=2")
	if status, _, body := send(t, request, "AWSStepFunctions.StartSyncExecution"); status != 200 || !strings.Contains(body, `"traceHeader":"Root=2"`) {
		t.Errorf("two trace headers: %d %s", status, body)
	}
	status, _, body = post(t, server.URL, "AWSStepFunctions.StartSyncExecution", `{"stateMachineArn":"`+arn+`","includedData":"METADATA_ONLY"}`)
	if status != 200 || strings.Contains(body, `"input"`) || strings.Contains(body, `"output`) {
		t.Errorf("metadata only: %d %s", status, body)
	}
}

func post(t *testing.T, url, target, body string) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return send(t, request, target)
}

func send(t *testing.T, request *http.Request, target string) (int, http.Header, string) {
	t.Helper()
	request.Header.Set("X-Amz-Target", target)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(text)
}

func TestTransportNeedsNoSocket(t *testing.T) {
	service := embedded.New(embedded.Options{Simulated: true})
	client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}})
	arn := create(t, client, "echo", echo, types.StateMachineTypeExpress)
	out, err := client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: &arn, Input: aws.String("[1]")})
	if err != nil || *out.Output != "[1]" {
		t.Fatalf("%+v, %v", out, err)
	}
	events, ok := service.Trace(*out.ExecutionArn)
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Type)
	}
	if got := strings.Join(kinds, " "); !ok || got != "ExecutionStarted PassStateEntered PassStateExited ExecutionSucceeded" {
		t.Errorf("trace: %s", got)
	}
}

func TestTransportLetsGo(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	transport := embedded.Transport{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-release
	})}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://x/", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	response, err := transport.Do(request)
	if !errors.Is(err, context.Canceled) {
		response.Body.Close()
		t.Errorf("got %v", err)
	}
	close(release)
}

func BenchmarkStartSyncExecution(b *testing.B) {
	service := embedded.New(embedded.Options{Simulated: true})
	arn, err := service.Put("echo", echo, "EXPRESS")
	if err != nil {
		b.Fatal(err)
	}
	client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}})
	in := &sfn.StartSyncExecutionInput{StateMachineArn: &arn, Input: aws.String(`{"a":1}`)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.StartSyncExecution(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}
