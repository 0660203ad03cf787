package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/store"
)

// withoutAWS leaves two keys of the AWS configuration, and nothing else of it.
func withoutAWS(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
		}
	}
	none := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_CONFIG_FILE", none)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_MAX_ATTEMPTS", "1") // of what reads
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
}

// answered is a response of StartSyncExecution with some members.
func answered(members string) http.HandlerFunc {
	return says(200, amz, `{"executionArn":"arn:aws:states:us-east-1:111111111111:express:orders:a:b","startDate":1,"stopDate":2,`+
		`"billingDetails":{"billedDurationInMilliseconds":100,"billedMemoryUsedInMB":64},`+members+`}`)
}

// refuses is an error of the service.
func refuses(code, message string) http.HandlerFunc {
	return says(400, amz, `{"__type":"com.amazonaws.swf.service.v2.model#`+code+`","message":"`+message+`"}`)
}

// outcomes are what can become of a run: what the service does, how the run then stands, the exit code, and what is said.
var outcomes = map[string]struct {
	does   http.HandlerFunc
	status model.Status
	code   int
	says   []string
}{
	"succeeded":             {answered(`"status":"SUCCEEDED","output":"{}"`), model.Succeeded, exitOK, []string{"SUCCEEDED  orders", "billed 100 ms x 64 MB, $0.0000011"}},
	"output withheld":       {answered(`"status":"SUCCEEDED"`), model.Succeeded, exitOK, []string{"output  withheld"}},
	"failed":                {answered(`"status":"FAILED","error":"Lambda.AWSLambdaException","cause":"{\"errorMessage\":\"no\"}"`), model.Failed, exitFailed, []string{"FAILED  orders", "error   Lambda.AWSLambdaException", `"errorMessage": "no"`}},
	"timed out":             {answered(`"status":"TIMED_OUT","error":"States.Timeout"`), model.TimedOut, exitFailed, []string{"TIMED_OUT  orders", "States.Timeout"}},
	"a status that is none": {answered(`"status":"ABORTED"`), model.NoResponse, exitRefused, []string{`its status is "ABORTED"`, "may have run"}},
	"denied":                {refuses("AccessDeniedException", "User: arn:aws:iam::1:user/u is not authorized to perform: states:StartSyncExecution"), model.NotStarted, exitRefused, []string{"AccessDeniedException: User", "grant states:StartSyncExecution on arn:aws:states:us-east-1:111111111111:stateMachine:orders", "states:StartExecution does not cover it"}},
	"throttled":             {refuses("ThrottlingException", "Rate exceeded"), model.NotStarted, exitRefused, []string{"ThrottlingException: Rate exceeded", "safe to run it again"}},
	"too many":              {refuses("ExecutionLimitExceeded", "too many"), model.NotStarted, exitRefused, []string{"ExecutionLimitExceeded: too many", "did not start"}},
	"expired":               {refuses("ExpiredTokenException", "The security token included in the request is expired"), model.NotStarted, exitRefused, []string{"ExpiredTokenException", "set new keys in the environment", "your input is kept"}},
	"unknown key":           {refuses("UnrecognizedClientException", "The security token included in the request is invalid."), model.NotStarted, exitRefused, []string{"UnrecognizedClientException", "set new keys in the environment"}},
	"clock":                 {refuses("InvalidSignatureException", "Signature expired: 20261201T000000Z is now earlier than 20261201T010000Z"), model.NotStarted, exitRefused, []string{"Signature expired", "correct this computer's clock"}},
	"input":                 {refuses("InvalidExecutionInput", "Invalid State Machine Execution Input"), model.NotStarted, exitRefused, []string{"InvalidExecutionInput", "one JSON value"}},
	"name":                  {refuses("InvalidName", "Invalid Name"), model.NotStarted, exitRefused, []string{"InvalidName", "1 to 80 characters"}},
	"ARN":                   {refuses("InvalidArn", "Invalid Arn"), model.NotStarted, exitRefused, []string{"InvalidArn", "arn:aws:states:REGION:ACCOUNT:stateMachine:NAME"}},
	"type":                  {refuses("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine"), model.NotStarted, exitRefused, []string{"StateMachineTypeNotSupported", "EXPRESS machines only"}},
	"gone":                  {refuses("StateMachineDoesNotExist", "State Machine Does Not Exist"), model.NotStarted, exitRefused, []string{"StateMachineDoesNotExist", "is it in us-east-1, account 111111111111?"}},
	"deleting":              {refuses("StateMachineDeleting", "State Machine is deleting"), model.NotStarted, exitRefused, []string{"StateMachineDeleting", "deploy it again"}},
	"KMS denied":            {refuses("KmsAccessDeniedException", "no"), model.NotStarted, exitRefused, []string{"KmsAccessDeniedException", "kms:Decrypt"}},
	"KMS state":             {refuses("KmsInvalidStateException", "no"), model.NotStarted, exitRefused, []string{"KmsInvalidStateException", "the key must be enabled"}},
	"KMS throttled":         {refuses("KmsThrottlingException", "no"), model.NotStarted, exitRefused, []string{"KmsThrottlingException", "safe to run it again"}},
	"500":                   {faults["500"], model.NoResponse, exitRefused, []string{"InternalFailure", "may have run"}},
	"503":                   {faults["503"], model.NoResponse, exitRefused, []string{"ServiceUnavailable", "may have run"}},
	"503 HTML":              {faults["503 HTML"], model.NoResponse, exitRefused, []string{"HTTP 503 Service Unavailable", "<html>no</html>", "a proxy", "may have run"}},
	"closed":                {faults["closed"], model.NoResponse, exitRefused, []string{"closed the connection before it answered", "may have run"}},
	"reset":                 {faults["reset after reading"], model.NoResponse, exitRefused, []string{"reset the connection before it answered", "may have run"}},
	"HTML":                  {faults["HTML"], model.NoResponse, exitRefused, []string{"sign in", "a captive portal", "may have run"}},
	"truncated JSON":        {faults["truncated JSON"], model.NoResponse, exitRefused, []string{"not JSON", "may have run"}},
	"truncated body":        {faults["truncated body"], model.NoResponse, exitRefused, []string{"the response ended early", "may have run"}},
	"null":                  {faults["null"], model.NoResponse, exitRefused, []string{"not JSON", "may have run"}},
	"redirect":              {faults["redirect"], model.NoResponse, exitRefused, []string{"307 Temporary Redirect", "may have run"}},
}

// faultNamed is how a service fails, by its name.
func faultNamed(t *testing.T, name string) http.HandlerFunc {
	t.Helper()
	if name == "" {
		name = "succeeded"
	}
	if o, ok := outcomes[name]; ok {
		return o.does
	}
	fault := faults[name]
	if fault == nil {
		t.Fatalf("there is no fault %q", name)
	}
	return fault
}

// TestOutcomes runs a workflow once for everything that can become of a run, over a real socket: one request is sent, the
// exit code and the text say what happened and what to do, and the history has it.
func TestOutcomes(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	withoutAWS(t)
	for name, o := range outcomes {
		t.Run(name, func(t *testing.T) {
			state := t.TempDir()
			t.Setenv("XDG_STATE_HOME", state)
			url, starts := faulty(t, o.does)
			var out, errs bytes.Buffer
			code := run([]string{"run", faultyARN, "--input", `{"n":1}`, "-o", "text", "--endpoint-url", url}, strings.NewReader(""), &out, &errs)
			text := out.String() + errs.String()
			if code != o.code || starts.Load() != 1 {
				t.Errorf("exit code %d, %d requests", code, starts.Load())
			}
			for _, want := range o.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q:\n%s", want, text)
				}
			}
			history, err := store.Open(filepath.Join(state, "expresso"))
			if err != nil {
				t.Fatal(err)
			}
			defer history.Close()
			runs, err := history.List(t.Context(), model.Query{})
			if err != nil || len(runs) != 1 || runs[0].Status != o.status {
				t.Fatalf("%+v, %v", runs, err)
			}
			kept, err := history.Get(t.Context(), runs[0].ID)
			if err != nil || kept.Input != `{"n":1}` || !o.status.Answered() && (kept.Problem == "" || !strings.Contains(text, kept.Problem) || !strings.Contains(text, kept.Hint)) {
				t.Errorf("kept %+v, %v", kept, err)
			}
		})
	}
}
