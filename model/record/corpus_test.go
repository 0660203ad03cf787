package record_test

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/conformance"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/record"
	"expresso/model/task"
)

// What was recorded of an execution answers the same execution so that it ends the same.
func TestRecordedCorpusReplays(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(conformance.Dir(t), "asl", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	cases, replayed := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := jsonvalue.Parse(string(text))
		if err != nil {
			t.Fatal(err)
		}
		mocks := get(c, "mocks")
		if !get(c, "runnable").Bool() || !get(c, "express_ok").Bool() || !get(c, "fixtures").IsUndefined() || mocks.Len() == 0 {
			continue
		}
		cases++
		id := get(c, "id").Str()
		t.Run(id, func(t *testing.T) {
			m, found := asl.Load(get(c, "definition").String(), asl.Express)
			if m == nil {
				t.Fatalf("refused: %v", found)
			}
			first := execute(t, m, get(c, "input"), &answering{mocks: mocks, calls: map[string]int{}})
			again := replay(t, m, first)
			if recording, _ := record.Of(runOf(first)); recording.Secrets > 0 {
				masked := first
				masked.Output = parse(t, recording.Run.Output)
				first = masked
			}
			if !same(first, again) {
				t.Errorf("first %s\nagain %s", outcome(first), outcome(again))
				return
			}
			replayed++
		})
	}
	t.Logf("%d of %d cases with mocks replay", replayed, cases)
	if cases < 80 {
		t.Errorf("only %d cases have mocks", cases)
	}
}

func get(v jsonvalue.Value, keys ...string) jsonvalue.Value {
	for _, key := range keys {
		v, _ = v.Get(key)
	}
	return v
}

// execute runs a machine in simulated time.
func execute(t *testing.T, m *asl.Machine, input jsonvalue.Value, tasks task.Invoker) engine.Result {
	t.Helper()
	return engine.Execute(t.Context(), m, engine.Execution{
		ARN: "arn:aws:states:us-east-1:111111111111:express:m:run:1", Name: "run", MachineName: "m",
		MachineARN: "arn:aws:states:us-east-1:111111111111:stateMachine:m", RoleARN: "arn:aws:iam::111111111111:role/role",
		Input: input, Tasks: tasks, Clock: engine.SimulatedFrom(start),
	})
}

// runOf is an execution as the history has it.
func runOf(r engine.Result) (model.Run, []model.Event) {
	run := model.Run{Status: model.Status(r.Status), Started: r.Started, Stopped: r.Stopped, Output: r.Output.String()}
	run.Machine = "arn:aws:states:us-east-1:111111111111:stateMachine:m"
	if r.Error != nil {
		run.Error = *r.Error
	}
	if r.Cause != nil {
		run.Cause = *r.Cause
	}
	events := make([]model.Event, len(r.Events))
	for i, e := range r.Events {
		events[i] = model.Event{ID: e.ID, Previous: e.Previous, Type: e.Type, Time: e.Time, State: e.StateName(), Details: e.Details().String()}
	}
	return run, events
}

// replay records an execution and runs the machine again, answered by the mock file.
func replay(t *testing.T, m *asl.Machine, first engine.Result) engine.Result {
	t.Helper()
	recording, err := record.Of(runOf(first))
	if err != nil {
		t.Fatal(err)
	}
	text, err := task.SetCase("", "m", "Recorded", recording.States)
	if err != nil {
		t.Fatal(err)
	}
	mocks, err := task.LoadMocks(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	answers, err := mocks.Case("m", "Recorded")
	if err != nil {
		t.Fatal(err)
	}
	input, err := jsonvalue.Parse(recording.Run.Input)
	if err != nil {
		t.Fatal(err)
	}
	return execute(t, m, input, answers)
}

func same(a, b engine.Result) bool { return outcome(a) == outcome(b) }

// outcome is what an execution came to, without what differs each time.
func outcome(r engine.Result) string {
	words := []string{string(r.Status), r.Output.String()}
	for _, s := range []*string{r.Error, r.Cause} {
		if s == nil {
			words = append(words, "none")
		} else {
			words = append(words, strconv.Quote(*s))
		}
	}
	return strings.Join(words, " ")
}

// answering answers what AWS's services answered: one entry for each call, the last again, and
// by what is called with where that is recorded.
type answering struct {
	mocks jsonvalue.Value
	mu    sync.Mutex
	calls map[string]int
}

func (a *answering) Invoke(_ context.Context, call task.Call) (jsonvalue.Value, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	entries := get(a.mocks, call.State)
	if entries.Len() == 0 {
		return jsonvalue.Value{}, &task.Unanswered{Call: call, Why: "nothing was recorded"}
	}
	n := a.calls[call.State]
	a.calls[call.State] = n + 1
	entry := entries.At(min(n, entries.Len()-1))
	if get(entry, "failure").IsUndefined() {
		if text := get(entry, "resultText").Str(); text != "" {
			return jsonvalue.Parse(text)
		}
		return get(entry, "result"), nil
	}
	f := &task.Failure{}
	if name, ok := entry.Get("error"); ok {
		text := name.Str()
		f.Name = &text
	}
	if cause, ok := entry.Get("cause"); ok {
		text := cmp.Or(cause.Str(), cause.String())
		f.Cause = &text
	}
	return jsonvalue.Value{}, f
}

// Nothing of a case is made up where its trace has no data.
func TestGapsAreNamed(t *testing.T) {
	m := load(t, `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:a", "End": true}}}`)
	first := execute(t, m, parse(t, `{"n": 1}`), &answering{mocks: parse(t, `{"A": [{"result": {"n": 2}}]}`), calls: map[string]int{}})
	run, events := runOf(first)
	for i, e := range events {
		if e.Type == "LambdaFunctionSucceeded" {
			events[i].Details = `{"outputDetails": {"truncated": true}}`
		}
	}
	got, err := record.Of(run, events)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Gaps) != 1 || !strings.HasPrefix(got.Gaps[0], "A: missing in the trace: 1 answer") || got.Calls != 0 {
		t.Errorf("gaps %q, %d calls", got.Gaps, got.Calls)
	}
	if text, err := task.SetCase("", "m", "Recorded", got.States); err != nil || strings.Contains(text, "Return") {
		t.Errorf("%v\n%s", err, text)
	}
	for i, e := range events {
		if e.Type == "LambdaFunctionSucceeded" {
			events[i].Details = `{"output": "12", "outputDetails": {"truncated": true}}` // of 1234
		}
	}
	if got, err := record.Of(run, events); err != nil || len(got.Gaps) != 1 || got.Calls != 0 {
		t.Errorf("%v, gaps %q, %d calls", err, got.Gaps, got.Calls)
	}
	if _, err := record.Of(run, nil); err == nil {
		t.Error("a run without a trace was recorded")
	}
	events[0].Details = `{}`
	run.Input = ""
	if _, err := record.Of(run, events); err == nil {
		t.Error("a run without an input was recorded")
	}
}
