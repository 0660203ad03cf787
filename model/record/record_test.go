package record_test

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/record"
	"expresso/model/samples"
	"expresso/model/task"
)

var start = time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)

func load(t *testing.T, definition string) *asl.Machine {
	t.Helper()
	m, found := asl.Load(definition, asl.Express)
	if m == nil {
		t.Fatalf("refused: %v", found)
	}
	return m
}

func parse(t *testing.T, text string) jsonvalue.Value {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every sample replays from what was recorded of it, with each input and test case.
func TestRecordedSamplesReplay(t *testing.T) {
	mocks, err := task.LoadMocks(samples.Mocks())
	if err != nil {
		t.Fatal(err)
	}
	inputs := samples.Inputs()
	for _, s := range samples.List() {
		m, _ := asl.Load(s.Definition, asl.Express)
		if m == nil {
			continue // a STANDARD machine
		}
		for _, run := range s.Runs {
			t.Run(s.Name+"/"+run.Input+"#"+run.Case, func(t *testing.T) {
				answers, err := mocks.Case(s.Name, run.Case)
				if err != nil {
					t.Fatal(err)
				}
				first := execute(t, m, parse(t, sampleInput(t, inputs, s.Name, run.Input)), answers)
				if string(first.Status) != run.Status {
					t.Fatal(outcome(first))
				}
				if again := replay(t, m, first); !same(first, again) {
					t.Errorf("first %s\nagain %s", outcome(first), outcome(again))
				}
			})
		}
	}
}

// each is a Map state whose iterations run at once, and try again.
const each = `{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor": {"StartAt": "Ask", "States": {
	"Ask": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:ask", "End": true,
		"Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 3, "IntervalSeconds": 1}]}}}}}}`

// Iterations call in another order each time: what they call with tells whose an answer is.
func TestIterationsThatRunAtOnceReplay(t *testing.T) {
	m := load(t, each)
	tried := map[string]int{}
	first := execute(t, m, parse(t, `{"items": [3, 1, 2, 1]}`), invoker(func(call task.Call) (jsonvalue.Value, error) {
		n := call.Parameters.String()
		if tried[n]++; tried[n] == 1 && n != "3" {
			name := "Busy"
			return jsonvalue.Value{}, &task.Failure{Name: &name}
		}
		return jsonvalue.NewString("answer to " + n), nil
	}))
	if again := replay(t, m, first); first.Status != engine.Succeeded || !same(first, again) {
		t.Errorf("first %s\nagain %s", outcome(first), outcome(again))
	}
	recording, err := record.Of(runOf(first))
	if err != nil {
		t.Fatal(err)
	}
	text, err := task.SetCase("", "m", "R", recording.States)
	if err != nil {
		t.Fatal(err)
	}
	mocks, err := task.LoadMocks(text)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 { // by the real clock: in any order
		answers, err := mocks.Case("m", "R")
		if err != nil {
			t.Fatal(err)
		}
		backwards := parse(t, `[1, 2, 1, 3]`)
		for i := range backwards.Len() {
			call := task.Call{State: "Ask", Parameters: backwards.At(i)}
			got, err := answers.Invoke(context.Background(), call)
			if err != nil { // Busy
				got, err = answers.Invoke(context.Background(), call)
			}
			if want := "answer to " + call.Parameters.String(); err != nil || got.Str() != want {
				t.Fatalf("%s, %v; want %s in\n%s", got, err, want, text)
			}
		}
	}
}

type invoker func(task.Call) (jsonvalue.Value, error)

func (i invoker) Invoke(_ context.Context, call task.Call) (jsonvalue.Value, error) { return i(call) }

// chain passes a secret of the input to a task, and what that answers on.
const chain = `{"StartAt": "Login", "States": {
	"Login": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:login", "Parameters": {"user": "ada", "password.$": "$.password"}, "ResultPath": "$.session", "Next": "Ask"},
	"Ask": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:ask", "Parameters": {"header.$": "States.Format('Bearer {}', $.session.accessToken)"}, "ResultPath": "$.answer", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.problem", "Next": "Out"}], "Next": "Out"},
	"Out": {"Type": "Pass", "End": true}}}`

// secrets are planted in an input, in results, in an error, and so in the output.
var secrets = []string{
	"hunter2-hunter2", "tok-0123456789abcdef", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "MIIEowIBAAKCAQEAsecret", "pg-pass-99", "k-1234567890",
	"ghp_0123456789abcdefghijABCDEFGHIJ012345", "YWxhZGRpbjpvcGVuc2VzYW1l", "Pa55w0rd;x", "signing-key-7",
}

// Nothing of twelve secrets is in what is recorded, and it replays all the same.
func TestNoSecretIsRecorded(t *testing.T) {
	m := load(t, chain)
	input := fmt.Sprintf(`{"password": %q, "aws": {"id": %q, "key": %q}, "jwt": %q, "url": "postgres://app:%s@db/orders", "note": "no secret"}`,
		secrets[0], secrets[2], secrets[3], secrets[4], secrets[6])
	session := fmt.Sprintf(`{"accessToken": %q, "pem": "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----", "headers": {"x-api-key": [%q], "Authorization": "Basic %s"}, "body": "{\"gh\": \"%s\"}"}`,
		secrets[1], secrets[5], secrets[7], secrets[9], secrets[8])
	for _, fails := range []bool{false, true} {
		first := execute(t, m, parse(t, input), invoker(func(call task.Call) (jsonvalue.Value, error) {
			if call.State == "Login" {
				return parse(t, session), nil
			}
			name, cause := "Refused", `{"errorMessage": "db said: password=`+strings.TrimSuffix(secrets[10], ";x")+`; signingKey was `+secrets[11]+`", "signingKey": "`+secrets[11]+`"}`
			if fails {
				return jsonvalue.Value{}, &task.Failure{Name: &name, Cause: &cause}
			}
			return parse(t, cause), nil
		}))
		if first.Status != engine.Succeeded {
			t.Fatal(outcome(first))
		}
		run, events := runOf(first)
		recording, err := record.Of(run, events)
		if err != nil {
			t.Fatal(err)
		}
		text, err := task.SetCase("", "m", "R", recording.States)
		if err != nil {
			t.Fatal(err)
		}
		all := text + recording.Run.Input + recording.Run.Output + recording.Run.Cause
		for _, s := range secrets {
			s = strings.TrimSuffix(s, ";x")
			if !strings.Contains(run.Output, s) {
				t.Errorf("%s was not planted", s)
			}
			if strings.Contains(all, s) {
				t.Errorf("%s is in\n%s", s, all)
			}
		}
		if recording.Secrets < len(secrets) || !strings.Contains(all, "no secret") || !strings.Contains(text, "masked-1") {
			t.Errorf("%d secrets\n%s", recording.Secrets, all)
		}
		if again := replay(t, m, first); !jsonvalue.Equal(again.Output, parse(t, recording.Run.Output)) {
			t.Errorf("replayed %s\nrecorded %s", again.Output, recording.Run.Output)
		}
	}
}

func sampleInput(t *testing.T, inputs fs.FS, machine, name string) string {
	t.Helper()
	files, err := fs.Glob(inputs, machine+"/*"+name+".json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no input %s of %s: %v", name, machine, err)
	}
	text, err := fs.ReadFile(inputs, files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A log may hold anything.
func FuzzOf(f *testing.F) {
	f.Add("TaskStateEntered", "LambdaFunctionScheduled", `{"output": "1"}`, int64(1))
	f.Add("MapStateEntered", "MapIterationStarted", `{"index": -1}`, int64(0))
	f.Fuzz(func(t *testing.T, first, second, details string, previous int64) {
		run := model.Run{Status: model.Succeeded, Request: model.Request{Input: details}}
		events := []model.Event{
			{ID: 1, Type: "ExecutionStarted"},
			{ID: 2, Previous: previous, Type: first, State: "A", Details: details},
			{ID: 3, Previous: 2, Type: second, Details: details},
			{ID: 4, Previous: 3, Type: "TaskSucceeded", Details: details},
			{ID: 5, Previous: 4, Type: "TaskStateExited", State: "A", Details: details},
		}
		recording, err := record.Of(run, events)
		if err != nil {
			return
		}
		if text, err := task.SetCase("", "m", "R", recording.States); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	})
}
