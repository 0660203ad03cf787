package compare_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/google/go-cmp/cmp"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/compare"
	"expresso/model/embedded"
	"expresso/model/jsondiff"
	"expresso/model/pricing"
	"expresso/model/stepfn"
	"expresso/model/trace"
	"expresso/model/trace/tracetest"
	"expresso/store"
)

// memory is a journal of what was begun.
type memory struct {
	model.Journal
	mu    sync.Mutex
	begun []model.Run
}

func (m *memory) Begin(_ context.Context, run model.Run) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.begun = append(m.begun, run)
	return nil
}

func (m *memory) Finish(context.Context, model.Run, []model.Event) error { return nil }

func (m *memory) Judge(_ context.Context, id model.RunID, verdict string) error {
	for i := range m.begun {
		if m.begun[i].ID == id {
			m.begun[i].Verdict = verdict
		}
	}
	return nil
}

func (m *memory) KeepTrace(context.Context, model.RunID, []model.Event) error { return nil }

func (m *memory) Trace(context.Context, model.RunID) ([]model.Event, error) {
	return nil, model.ErrNoTrace
}

// side serves a definition, or one state on its own.
func side(t *testing.T, journal model.Journal, definition string) compare.Side {
	t.Helper()
	service := embedded.New(embedded.Options{Simulated: true})
	if !strings.Contains(definition, "StartAt") {
		definition = `{"StartAt": "A", "States": {"A": ` + definition + `}}`
	}
	arn, err := service.Put("m", definition, asl.Express)
	if err != nil {
		t.Fatal(err)
	}
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service},
	})
	trace := func(_ context.Context, execution model.ARN) ([]model.Event, error) {
		kept, ok := service.Trace(string(execution))
		if !ok {
			return nil, model.ErrNoTrace
		}
		var events []model.Event
		for _, e := range kept {
			events = append(events, model.Event{
				ID: e.ID, Previous: e.Previous, Type: e.Type, Time: e.Time, State: e.StateName(), Details: e.Details().String(),
			})
		}
		return events, nil
	}
	target := stepfn.New(client, model.Info{Name: "embedded", Local: true}, trace)
	return compare.Side{Name: "m", Bench: &model.Workbench{Target: target, Journal: journal}, Machine: model.ARN(arn), Prices: pricing.USEast()}
}

// both compares two definitions.
func both(t *testing.T, left, right, input string, ignore ...string) *compare.Result {
	t.Helper()
	journal := &memory{}
	c, err := compare.New([2]compare.Side{side(t, journal, left), side(t, journal, right)}, input, "small")
	if err != nil {
		t.Fatal(err)
	}
	var paths []jsondiff.Path
	for _, text := range ignore {
		path, err := jsondiff.ParsePath(text)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	r := compare.Of(c.Both(t.Context()), paths)
	for _, run := range journal.begun {
		if run.Group != c.Group || run.Group.Kind() != model.CompareGroup || run.Saved != "small" {
			t.Errorf("a run of %q, %q", run.Group, run.Saved)
		}
	}
	if len(journal.begun) != 2 {
		t.Errorf("%d runs", len(journal.begun))
	}
	return r
}

func TestDifferences(t *testing.T) {
	const fail = `{"Type": "Fail", "Error": "TooBad", "Cause": "{\"limit\": %s}"}`
	const pass = `{"Type": "Pass", "Result": %s, "End": true}`
	for name, c := range map[string]struct {
		left, right string
		ignore      []string
		want        []compare.Difference
	}{
		"the same":           {left: fmt.Sprintf(pass, `{"a": 1, "b": [1]}`), right: fmt.Sprintf(pass, `{"a": 1, "b": [1]}`)},
		"written in one way": {left: fmt.Sprintf(pass, `{"a": 1.0, "b": 2}`), right: fmt.Sprintf(pass, `{"b": 2, "a": 1}`)},
		"output": {
			left: fmt.Sprintf(pass, `{"a": 1, "b": {"c": "x"}, "gone": null}`), right: fmt.Sprintf(pass, `{"a": 2, "b": {"c": "x", "d": [1]}}`),
			want: []compare.Difference{
				{Place: "output", Path: "$.a", Left: "1", Right: "2"},
				{Place: "output", Path: "$.b.d", Right: "[1]"},
				{Place: "output", Path: "$.gone", Left: "null"},
			},
		},
		"ignored": {
			left: fmt.Sprintf(pass, `{"id": 1, "b": {"at": 1}}`), right: fmt.Sprintf(pass, `{"id": 2, "b": {"at": 2}}`),
			ignore: []string{"$.id", "$..at"},
		},
		"status": {
			left: fmt.Sprintf(pass, `1`), right: fmt.Sprintf(fail, "1"),
			want: []compare.Difference{
				{Place: "status", Left: "SUCCEEDED", Right: "FAILED"},
				{Place: "error", Right: "TooBad"},
				{Place: "cause", Right: `{"limit": 1}`},
			},
		},
		"cause": {
			left: fmt.Sprintf(fail, "1"), right: fmt.Sprintf(fail, "2"),
			want: []compare.Difference{{Place: "cause", Path: "$.limit", Left: "1", Right: "2"}},
		},
		"cause, ignored": {left: fmt.Sprintf(fail, "1"), right: fmt.Sprintf(fail, "2"), ignore: []string{"$.limit"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := both(t, c.left, c.right, "{}", c.ignore...)
			if diff := cmp.Diff(c.want, r.Differences); diff != "" {
				t.Error(diff)
			}
			if r.Same() != (c.want == nil) || !r.Answered() {
				t.Errorf("same: %v, answered: %v", r.Same(), r.Answered())
			}
			if (r.FirstDifference >= 0) != (c.want != nil) {
				t.Errorf("they part in %d of %+v", r.FirstDifference, r.States)
			}
		})
	}
}

// outline is a line for each state: its path, what differs, and ! where they part first.
func outline(r *compare.Result) string {
	var lines []string
	for i := range r.States {
		s := &r.States[i]
		line := strings.Repeat(" ", s.Depth) + strings.TrimSpace(s.Path+" "+s.Type()+" "+s.Differs.String())
		if i == r.FirstDifference {
			line += "!"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestStates(t *testing.T) {
	// Double is what each item goes through: a way round that depends on it, and a result.
	machine := func(limit, result, after string) string {
		return `{"StartAt": "Lines", "States": {
			"Lines": {"Type": "Map", "ItemsPath": "$.items", "Next": "Again", "ItemProcessor": {"StartAt": "Big?", "States": {
				"Big?": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericGreaterThan": ` + limit + `, "Next": "Big"}], "Default": "Small"},
				"Big": {"Type": "Pass", "Result": ` + result + `, "End": true},
				"Small": {"Type": "Pass", "Result": 0, "End": true}}}},
			"Again": {"Type": "Pass", "Result": 1, "ResultPath": "$[0]", "Next": "More?"},
			"More?": {"Type": "Choice", "Choices": [{"Variable": "$[0]", "NumericEquals": 1, "Next": "` + after + `"},
				{"Variable": "$[0]", "NumericEquals": 2, "Next": "Both"}], "Default": "Done"},
			"Done": {"Type": "Pass", "End": true},
			"Both": {"Type": "Parallel", "End": true, "Branches": [
				{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}},
				{"StartAt": "Q", "States": {"Q": {"Type": "Pass", "End": true}}}]}}}`
	}
	for name, c := range map[string]struct{ left, right, want string }{
		"the same": {machine("5", "9", "Done"), machine("5", "9", "Done"), `Lines Map
 Lines[0].Big? Choice
 Lines[0].Small Pass
 Lines[1].Big? Choice
 Lines[1].Big Pass
Again Pass
More? Choice
Done Pass`},
		// What is in the Map state parts before the Map state does.
		"a result": {machine("5", "9", "Done"), machine("5", "8", "Done"), `Lines Map output
 Lines[0].Big? Choice
 Lines[0].Small Pass
 Lines[1].Big? Choice
 Lines[1].Big Pass output!
Again Pass output
More? Choice output
Done Pass output`},
		"a way": {machine("5", "0", "Done"), machine("0", "0", "Done"), `Lines Map
 Lines[0].Big? Choice
 Lines[0].Small Pass left only!
 Lines[0].Big Pass right only
 Lines[1].Big? Choice
 Lines[1].Big Pass
Again Pass
More? Choice
Done Pass`},
		// A state that only one was in parts before what is in it.
		"a tail": {machine("5", "9", "Done"), machine("5", "9", "Both"), `Lines Map
 Lines[0].Big? Choice
 Lines[0].Small Pass
 Lines[1].Big? Choice
 Lines[1].Big Pass
Again Pass
More? Choice
Done Pass left only!
Both Parallel right only
 Both[0].P Pass right only
 Both[1].Q Pass right only`},
	} {
		t.Run(name, func(t *testing.T) {
			r := both(t, c.left, c.right, `{"items": [1, 7]}`)
			if diff := cmp.Diff(c.want, outline(r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVisitsOfALoop(t *testing.T) {
	loop := func(times string) string {
		return `{"StartAt": "Count", "States": {
			"Count": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "More?"},
			"More?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": ` + times + `, "Next": "Count"}], "Default": "Done"},
			"Done": {"Type": "Pass", "End": true}}}`
	}
	r := both(t, loop("2"), loop("3"), `{"n": 0}`)
	want := `Count Pass
More? Choice
Count#2 Pass
More?#2 Choice
Count#3 Pass right only!
More?#3 Choice right only
Done Pass output`
	if diff := cmp.Diff(want, outline(r)); diff != "" {
		t.Error(diff)
	}
	at := slices.IndexFunc(r.States, func(s compare.State) bool { return s.Path == "Done" })
	left, right := r.Documents(&r.States[at])
	if left != `{"outcome":"succeeded","output":{"n":2},"input":{"n":2}}` || right != `{"outcome":"succeeded","output":{"n":3},"input":{"n":3}}` {
		t.Errorf("%s\n%s", left, right)
	}
	if left, right = r.Documents(&r.States[r.FirstDifference]); left != "" || right == "" {
		t.Errorf("%q, %q", left, right)
	}
}

// refusing is a target where nothing starts.
type refusing struct{ model.Target }

func (refusing) Start(context.Context, model.Request) (model.Run, error) {
	return model.Run{}, &model.NotStartedError{Err: errors.New("access denied")}
}

func TestRefused(t *testing.T) {
	journal := &memory{}
	sides := [2]compare.Side{side(t, journal, `{"Type": "Succeed"}`), side(t, journal, `{"Type": "Succeed"}`)}
	sides[1].Bench.Target = refusing{sides[1].Bench.Target}
	c, err := compare.New(sides, "{}", "")
	if err != nil {
		t.Fatal(err)
	}
	r := compare.Of(c.Both(t.Context()), nil)
	if r.Answered() || r.Same() || r.States != nil || r.Answers[1].Err == nil || r.Answers[1].NoTrace != "the run has no response" {
		t.Errorf("%+v", r)
	}
	if _, err := compare.New(sides, strings.Repeat(" ", model.MaxInput)+"1", ""); err == nil {
		t.Error("an input over the limit is prepared")
	}
}

func TestOneGroupInTheHistory(t *testing.T) {
	history, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer history.Close()
	sides := [2]compare.Side{side(t, history, `{"Type": "Succeed"}`), side(t, history, `{"Type": "Fail"}`)}
	c, err := compare.New(sides, "{}", "")
	if err != nil {
		t.Fatal(err)
	}
	c.Both(t.Context())
	runs, err := history.List(t.Context(), model.Query{Group: c.Group})
	if err != nil || len(runs) != 2 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	// Read back, it is the same comparison.
	var answers [2]compare.Answer
	for i, run := range c.Runs {
		if answers[i].Run, err = history.Get(t.Context(), run.ID); err != nil {
			t.Fatal(err)
		}
		answers[i].ReadTrace(t.Context(), &model.Workbench{Journal: history, Target: sides[0].Bench.Target}, true)
	}
	if r := compare.Of(answers, nil); len(r.States) != 1 || r.States[0].Differs != compare.Outcome {
		t.Errorf("%+v", r.States)
	}
}

func BenchmarkOf(b *testing.B) {
	item := `{"sku":"S-1","quantity":3,"note":"` + strings.Repeat("x", 90) + `"},`
	big := "[" + strings.Repeat(item, model.MaxInput/len(item)-1) + "0]"
	for _, c := range []struct {
		name   string
		states int
		output string
	}{{"small", 2, "{}"}, {"256 KiB", 2, big}, {"2000 states", 2000, "{}"}} {
		b.Run(c.name, func(b *testing.B) {
			var answers [2]compare.Answer
			for i := range answers {
				answers[i].Tree = trace.Build(tracetest.Many(c.states))
				answers[i].Run = model.Run{Status: model.Succeeded, Output: strings.Replace(c.output, "S-1", fmt.Sprint("S-", i), 1)}
			}
			b.ReportAllocs()
			for b.Loop() {
				compare.Of(answers, nil)
			}
		})
	}
}
