package suite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
)

var bill = model.Billing{Duration: 200 * time.Millisecond, MemoryMB: 64}

func succeeded(output string) model.Run {
	return model.Run{Status: model.Succeeded, Output: output, Billing: bill}
}

func failed(name, cause string) model.Run {
	return model.Run{Status: model.Failed, Error: name, Cause: cause, Billing: bill}
}

func parse(t *testing.T, text string) *Expectation {
	t.Helper()
	e, err := Parse(text, "x.expect.json")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestJudge(t *testing.T) {
	lost := model.Run{Status: model.NoResponse, Problem: "connection reset"}
	for _, test := range []struct {
		expected string // "" for none
		run      model.Run
		want     Verdict
		told     []string
	}{
		{``, succeeded(`1`), Unchecked, nil},
		{``, failed("E", "c"), Failed, []string{"status: expected SUCCEEDED, got FAILED (E)"}},
		{``, lost, Failed, []string{"status: expected SUCCEEDED, got NO RESPONSE (connection reset)"}},
		{`{}`, succeeded(`1`), Passed, nil},
		{`{"error":"E"}`, lost, Failed, []string{"status: expected FAILED, got NO RESPONSE (connection reset)"}},
		{`{"status":"TIMED_OUT"}`, failed("E", ""), Failed, []string{"status: expected TIMED_OUT, got FAILED (E)"}},
		{`{"output":{"a":1,"b":[1,2]}}`, succeeded(`{"b":[1.0,2],"a":1}`), Passed, nil},
		{`{"output":{"a":1,"b":2,"c":3}}`, succeeded(`{"b":5,"c":3,"d":4}`), Changed, []string{
			"output $.a: expected 1, got nothing", "output $.b: expected 2, got 5", "output $.d: expected nothing, got 4",
		}},
		{`{"output":null}`, succeeded(`null`), Passed, nil},
		{`{"output":null}`, succeeded(`0`), Changed, []string{"output $: expected null, got 0"}},
		{`{"output":{"id":1,"at":2,"x":[{"at":3,"v":1}]},"ignore":["$.id","$..at"]}`, succeeded(`{"id":9,"x":[{"at":8,"v":1}]}`), Passed, nil},
		{`{"output":[1,2,3],"ignore":["$[1]"]}`, succeeded(`[1,7,3]`), Passed, nil},
		{`{"output":[1,2,3],"ignore":["$[*]"]}`, succeeded(`[1,2]`), Changed, []string{"output $[2]: expected null, got nothing"}},
		{`{"output":5,"ignore":["$"]}`, succeeded(`6`), Passed, nil},
		{`{"outputAt":{"$.a[1].b":2,"$['c d']":"x"}}`, succeeded(`{"a":[0,{"b":2}],"c d":"x","more":1}`), Passed, nil},
		{`{"outputAt":{"$.a":{"b":1},"$.z":0}}`, succeeded(`{"a":{"b":2}}`), Changed, []string{
			"output $.a.b: expected 1, got 2", "output $.z: expected 0, got nothing",
		}},
		{`{"error":"E"}`, failed("E", "whatever"), Passed, nil},
		{`{"error":"E","cause":"c"}`, failed("F", "d"), Changed, []string{"error: expected E, got F", `cause $: expected "c", got "d"`}},
		{`{"error":""}`, failed("", ""), Passed, nil},
		{`{"cause":{"code":1,"at":5},"ignore":["$.at"]}`, failed("E", ` {"at":6, "code":1}`), Passed, nil},
		{`{"cause":{"code":1}}`, failed("E", `{"code":2}`), Changed, []string{"cause $.code: expected 1, got 2"}},
		{`{"cause":"{\"code\": 1}"}`, failed("E", `{"code":1}`), Passed, nil},
		{`{"cause":"c"}`, failed("E", ""), Changed, []string{`cause: expected "c", got nothing`}},
		{`{"budget":{"billedDurationInMilliseconds":200,"billedMemoryUsedInMB":64,"cost":"1"}}`, succeeded(`1`), Passed, nil},
		{`{"budget":{"billedDurationInMilliseconds":100,"billedMemoryUsedInMB":63}}`, succeeded(`1`), OverBudget, []string{
			"billed duration: expected at most 100 ms, got 200 ms", "billed memory: expected at most 63 MB, got 64 MB",
		}},
		{`{"budget":{"cost":"0.000001"}}`, succeeded(`1`), OverBudget, []string{
			"cost: expected at most $0.000001, got $0.00000121 (estimate · us-east-1 · first tier · prices of 2026-11)",
		}},
		{`{"output":1,"budget":{"billedDurationInMilliseconds":100}}`, succeeded(`2`), Changed, []string{
			"output $: expected 1, got 2", "billed duration: expected at most 100 ms, got 200 ms",
		}},
	} {
		var e *Expectation
		if test.expected != "" {
			e = parse(t, test.expected)
		}
		got := Judge(e, test.run, pricing.USEast())
		var told []string
		for _, d := range got.Differences {
			told = append(told, d.String())
		}
		if diff := cmp.Diff(test.told, told); diff != "" || got.Verdict != test.want {
			t.Errorf("%s on %+v: %s, want %s (-want +got)\n%s", test.expected, test.run, got.Verdict, test.want, diff)
		}
	}
}

func TestDifferencesAreBounded(t *testing.T) {
	want := "[" + strings.Repeat(`{"a":"`+strings.Repeat("é", 500)+`"},`, 200) + "0]"
	got := strings.ReplaceAll(want, "é", "è")
	j := Judge(parse(t, `{"output":`+want+`}`), succeeded(got), pricing.USEast())
	if len(j.Differences) != maxDifferences || j.More != 200-maxDifferences {
		t.Errorf("%d differences and %d more", len(j.Differences), j.More)
	}
	if n := len(j.Differences[0].String()); n > 3*maxExcerpt {
		t.Errorf("a difference of %d bytes", n)
	}
}

func TestBadExpectations(t *testing.T) {
	for text, want := range map[string]string{
		"{\n  \"status\": }":                         "x.expect.json:2:13: ",
		"[]":                                         "x.expect.json:1:1: an expectation must be an object with the members status, output",
		"{\n  \"stauts\": 1}":                        `x.expect.json:2:13: unknown member "stauts"`,
		`{"status": "DONE"}`:                         `x.expect.json:1:12: status must be SUCCEEDED, FAILED or TIMED_OUT, got "DONE"`,
		`{"status": 1}`:                              "x.expect.json:1:12: status must be a string, not a number",
		`{"error": null}`:                            "error must be a string, not null",
		`{"outputAt": []}`:                           "outputAt must be an object of values by path, not an array",
		`{"outputAt": {"$..a": 1}}`:                  "x.expect.json:1:23: a path in outputAt must name one value",
		`{"outputAt": {"a": 1}}`:                     "a path must begin with $",
		`{"ignore": "$.a"}`:                          "ignore must be an array of paths, not a string",
		"{\"ignore\": [\"$.a\",\n \"$.b[\"]}":        "x.expect.json:2:2: missing ] after [",
		`{"ignore": ["$."]}`:                         "expected a name after the dot",
		`{"ignore": ["$[-1]"]}`:                      "unknown element [-1]",
		`{"ignore": ["$['a"]}`:                       "a quote is not closed",
		`{"ignore": ["$.a b"]}`:                      "write the name \"a b\" as",
		`{"ignore": [1]}`:                            "ignore must be a string, not a number",
		`{"budget": 5}`:                              "budget must be an object, not a number",
		`{"budget": {"duration": 5}}`:                `unknown member "duration"; a budget has billedDurationInMilliseconds`,
		`{"budget": {"billedMemoryUsedInMB": 0}}`:    "a whole number above zero, not 0",
		`{"budget": {"billedMemoryUsedInMB": 1e99}}`: "a whole number above zero, not 1e99",
		`{"budget": {"cost": 0.1}}`:                  "cost must be decimal text above zero",
		`{"output": 1, "error": "E"}`:                "only a run that SUCCEEDED has an output",
		`{"status": "SUCCEEDED", "error": "E"}`:      "a run that SUCCEEDED has neither error nor cause",
		`{"output": 1, "outputAt": {"$": 1}}`:        "output and outputAt are mutually exclusive",
		`{"testCase": "a#b"}`:                        "not a valid test case name",
		`{"ignore": ["` + "$" + strings.Repeat(".a", 101) + `"]}`: "the path has more than 100 steps",
		"": "x.expect.json:1:1: ",
	} {
		e, err := Parse(text, "x.expect.json")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "x.expect.json:") || model.HintOf(err) == "" {
			t.Errorf("%s: %v, %v, want %s", text, e, err, want)
		}
	}
}

func TestText(t *testing.T) {
	text := `{
  "status": "SUCCEEDED",
  "output": {
    "price": 12.50,
    "big": 1e400
  },
  "testCase": "Happy",
  "ignore": [
    "$.at"
  ],
  "budget": {
    "billedDurationInMilliseconds": 200,
    "billedMemoryUsedInMB": 64,
    "cost": "0.0000012"
  }
}
`
	if got := parse(t, text).Text(); got != text {
		t.Errorf("got\n%s", got)
	}
}

func TestAccept(t *testing.T) {
	for _, test := range []struct {
		old  string
		run  model.Run
		want string
	}{
		{``, succeeded(`{"a": 1.50}`), `{"status":"SUCCEEDED","output":{"a":1.50}}`},
		{
			`{"output":1,"ignore":["$.at"],"budget":{"billedMemoryUsedInMB":64},"testCase":"x"}`, succeeded(`{"at":5,"b":1}`),
			`{"status":"SUCCEEDED","output":{"b":1},"testCase":"x","ignore":["$.at"],"budget":{"billedMemoryUsedInMB":64}}`,
		},
		{`{"outputAt":{"$.a":1,"$.gone":2}}`, succeeded(`{"a":3,"b":4}`), `{"status":"SUCCEEDED","outputAt":{"$.a":3}}`},
		{`{"outputAt":{"$.gone":2}}`, succeeded(`{"a":3}`), `{"status":"SUCCEEDED","output":{"a":3}}`},
		{`{"output":1}`, failed("E", `{"code": 7}`), `{"status":"FAILED","error":"E","cause":{"code":7}}`},
		{``, failed("E", "no"), `{"status":"FAILED","error":"E","cause":"no"}`},
		{``, model.Run{Status: model.TimedOut}, `{"status":"TIMED_OUT"}`},
	} {
		var old *Expectation
		if test.old != "" {
			old = parse(t, test.old)
		}
		e, err := Accept(test.run, old)
		if err != nil {
			t.Errorf("%s: %v", test.old, err)
			continue
		}
		if got, _ := jsonvalue.Minify(e.Text()); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
	if _, err := Accept(model.Run{Status: model.NoResponse}, nil); err == nil {
		t.Error("a run without an answer was accepted")
	}
}

// What was accepted passes, whatever it is and what is ignored.
func TestAcceptedRunsPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		output := anyJSON(t, 3)
		e, err := Accept(succeeded(output), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range rapid.SliceOfN(rapid.SampledFrom([]string{"$.a", "$..b", "$[0]", "$.*", `$["c d"]`, "$['c d'][*].a"}), 0, 3).Draw(t, "ignore") {
			if err := e.Ignore(p); err != nil {
				t.Fatal(err)
			}
		}
		again, err := Accept(succeeded(output), e)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []*Expectation{e, again} {
			read, err := Parse(e.Text(), "f")
			if err != nil {
				t.Fatalf("%v in\n%s", err, e.Text())
			}
			if j := Judge(read, succeeded(output), pricing.USEast()); j.Verdict != Passed {
				t.Fatalf("%s: %v", output, j)
			}
		}
	})
}

func anyJSON(t *rapid.T, depth int) string {
	switch n := rapid.IntRange(0, 5).Draw(t, "kind"); {
	case n < 3 || depth == 0:
		return rapid.SampledFrom([]string{"null", "1.50", `"x"`, `"\u001b"`, "[]", "{}"}).Draw(t, "scalar")
	case n < 4:
		return "[" + anyJSON(t, depth-1) + "," + anyJSON(t, depth-1) + "]"
	default:
		return `{"a":` + anyJSON(t, depth-1) + `,"b":` + anyJSON(t, depth-1) + `,"c d":` + anyJSON(t, depth-1) + `}`
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"status":"SUCCEEDED","output":{"a":1},"ignore":["$..b['c'][0][*].*"],"budget":{"cost":"1"}}`)
	f.Add(`{"outputAt":{"$.a[1]['x y'][\"z\"]":[1]},"testCase":"x"}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text, "f")
		if err != nil {
			return
		}
		again, err := Parse(e.Text(), "f")
		if err != nil || again.Text() != e.Text() {
			t.Fatalf("%q became %q: %v", text, e.Text(), err)
		}
		Judge(e, succeeded(`{"a":[1,{"b":2}]}`), pricing.USEast())
		Judge(e, failed("E", `{"a":1}`), pricing.USEast())
	})
}

// memory is a journal that keeps what was finished.
type memory struct {
	model.Journal
	mu       sync.Mutex
	finished []model.Run
}

func (m *memory) Begin(context.Context, model.Run) error { return nil }

func (m *memory) Finish(_ context.Context, r model.Run, _ []model.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.finished = append(m.finished, r)
	return nil
}

func (m *memory) Judge(_ context.Context, id model.RunID, verdict string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.finished {
		if m.finished[i].ID == id {
			m.finished[i].Verdict = verdict
		}
	}
	return nil
}

// place is a target that answers as told.
type place struct {
	model.Target
	start func(ctx context.Context, r model.Request) (model.Run, error)
}

func (place) Info() model.Info { return model.Info{Name: "here"} }

func (p place) Start(ctx context.Context, r model.Request) (model.Run, error) { return p.start(ctx, r) }

// saved are inputs and expectations by name.
type saved struct {
	model.SavedInputs
	inputs, expected map[string]string
}

func (s saved) List(string) (list []model.SavedInput, err error) {
	for i := range len(s.inputs) {
		list = append(list, model.SavedInput{Name: fmt.Sprintf("in-%d", i)})
	}
	return list, nil
}

func (s saved) Load(_, name string) (string, error) {
	text, ok := s.inputs[name]
	if !ok {
		return "", fs.ErrNotExist
	}
	return text, nil
}

func (s saved) Expectation(_, name string) (string, string, error) {
	return s.expected[name], name + ".expect.json", nil
}

var orders = model.Machine{ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:orders", Name: "orders", Type: model.Express}

func newReplay(t *testing.T, inputs saved, plan Plan, start func(context.Context, model.Request) (model.Run, error)) (*Replay, *memory) {
	t.Helper()
	journal := &memory{}
	plan.Inputs, plan.Prices = inputs, pricing.USEast()
	var err error
	if plan.Cases, err = Cases(inputs, orders, orders.ARN, ""); err != nil {
		t.Fatal(err)
	}
	return New(&model.Workbench{Target: place{start: start}, Journal: journal}, plan), journal
}

func echo(_ context.Context, r model.Request) (model.Run, error) {
	run := succeeded(r.Input)
	run.Execution = r.Machine // for the test to see what was run
	return run, nil
}

func TestReplay(t *testing.T) {
	r, journal := newReplay(t, saved{
		inputs: map[string]string{"in-0": `{"a":1}`, "in-1": `[1]`, "in-2": `{`, "in-3": `{"x":"{{n}}"}`, "in-4": ` `, "in-5": `5`},
		expected: map[string]string{
			"in-0": `{"output":{"a":1},"testCase":"Happy"}`, "in-1": `{"output":[2]}`, "in-3": `{"output":{"x":"7"}}`, "in-5": `{"otput":1}`,
		},
	}, Plan{
		Concurrency: 3, TestCases: true,
		Resolve: func(text string) (string, error) { return strings.ReplaceAll(text, "{{n}}", "7"), nil },
	}, echo)
	results := make([]Result, len(r.Cases))
	sum := Sum{Total: len(r.Cases)}
	r.Run(t.Context(), func(place int, result Result) {
		results[place] = result
		sum.Add(result)
	})
	want := []Verdict{Passed, Changed, Failed, Passed, Unchecked, Failed}
	for i, result := range results {
		if result.Verdict != want[i] || result.Input != fmt.Sprintf("in-%d", i) {
			t.Errorf("%s: %s, want %s: %v", result.Input, result.Verdict, want[i], result.Differences)
		}
	}
	if results[0].Run.Execution != orders.ARN+"#Happy" || results[0].ARN != orders.ARN+"#Happy" {
		t.Errorf("the test case was not run: %s", results[0].Run.Execution)
	}
	if p := results[2].Problem; p == nil || !strings.Contains(p.Error(), "the input in-2 of orders: line 1, column 2: ") || results[2].Run.ID != "" {
		t.Errorf("an input that is no JSON: %v", p)
	}
	if p := results[5].Problem; p == nil || !strings.HasPrefix(p.Error(), `in-5.expect.json:1:10: unknown member "otput"`) {
		t.Errorf("a malformed expectation: %v", p)
	}
	if sum.Done != 6 || sum.Answered != 4 || sum.OK() || sum.Totals.Succeeded != 4 {
		t.Errorf("%+v", sum)
	}
	for _, run := range journal.finished {
		if run.Group != r.Group || run.Group.Kind() != model.ReplayGroup || !strings.HasPrefix(run.Saved, "in-") {
			t.Errorf("run of group %q, saved input %q", run.Group, run.Saved)
		}
	}
}

func many(n int) saved {
	s := saved{inputs: map[string]string{}}
	for i := range n {
		s.inputs[fmt.Sprintf("in-%d", i)] = "{}"
	}
	return s
}

func TestFailFast(t *testing.T) {
	r, journal := newReplay(t, many(50), Plan{Concurrency: 1, FailFast: true}, func(context.Context, model.Request) (model.Run, error) {
		return failed("E", ""), nil
	})
	skipped := 0
	r.Run(t.Context(), func(_ int, result Result) {
		if errors.Is(result.Problem, ErrNotReplayed) {
			skipped++
		}
	})
	if len(journal.finished) != 1 || skipped != 49 {
		t.Errorf("%d were run, %d not", len(journal.finished), skipped)
	}
}

func TestReplayIsGivenUp(t *testing.T) {
	started := make(chan struct{}, 50)
	r, journal := newReplay(t, many(50), Plan{Concurrency: 2}, func(ctx context.Context, _ model.Request) (model.Run, error) {
		started <- struct{}{}
		<-ctx.Done()
		return model.Run{}, ctx.Err()
	})
	ctx, stopWaiting := context.WithCancelCause(t.Context())
	go func() {
		<-started
		<-started
		stopWaiting(model.ErrStoppedWaiting)
	}()
	done := 0
	r.Run(ctx, func(int, Result) { done++ })
	if done != 50 || len(journal.finished) != 2 || journal.finished[0].Status != model.NoResponse {
		t.Errorf("%d results, %d runs", done, len(journal.finished))
	}
}

func TestRefusedMachinesFail(t *testing.T) {
	r, _ := newReplay(t, many(1), Plan{}, echo)
	r.Cases[0].Machine.Problem = "the definition is broken"
	result := r.One(t.Context(), r.Cases[0])
	if result.Verdict != Failed || result.Problem == nil || result.Problem.Error() != "the definition is broken" {
		t.Errorf("%+v", result)
	}
}

func TestAReplayEndsAtItsBudget(t *testing.T) {
	bill := model.Billing{Duration: 100 * time.Millisecond, MemoryMB: 64}
	answer := func(_ context.Context, r model.Request) (model.Run, error) {
		return model.Run{Status: model.Succeeded, Output: r.Input, Billing: bill}, nil
	}
	budget := guard.NewBudget("replay", pricing.USEast().Of(bill).Total.Times(5), nil)
	r, _ := newReplay(t, many(20), Plan{Concurrency: 4, Budget: budget}, answer)
	sum := Sum{Total: len(r.Cases)}
	notRun := 0
	r.Run(t.Context(), func(_ int, result Result) {
		sum.Add(result)
		if result.NotRun() {
			notRun++
			if !guard.IsBudget(result.Problem) {
				t.Errorf("%v", result.Problem)
			}
		}
	})
	if sum.Answered != 5 || notRun != 15 || sum.OK() {
		t.Errorf("%d ran, %d did not", sum.Answered, notRun)
	}
}

// A refusal that further cases would meet ends the replay, or the part of it that would.
func TestRefusalsEndAReplay(t *testing.T) {
	for name, c := range map[string]struct {
		err        error
		sent, runs int // at first, and of the other machine
	}{
		"expired":   {&model.NotStartedError{Err: &model.CredentialsError{Err: errors.New("refused")}}, 1, 0},
		"denied":    {&model.NotStartedError{Code: "AccessDeniedException", Err: errors.New("refused")}, 1, 5},
		"throttled": {&model.NotStartedError{Code: "ThrottlingException", Err: errors.New("refused")}, 5, 5},
	} {
		t.Run(name, func(t *testing.T) {
			sent := map[model.ARN]int{}
			r, _ := newReplay(t, many(10), Plan{Concurrency: 1}, func(_ context.Context, q model.Request) (model.Run, error) {
				if sent[q.Machine]++; strings.HasSuffix(string(q.Machine), ":bad") {
					return model.Run{}, c.err
				}
				return model.Run{Status: model.Succeeded, Output: "{}"}, nil
			})
			bad := r.Cases[0].ARN + ":bad"
			for i := range 5 {
				r.Cases[i].ARN = bad
			}
			var notRun int
			r.Run(t.Context(), func(_ int, result Result) {
				if result.NotRun() {
					notRun++
					if !strings.HasSuffix(result.Problem.Error(), "refused") {
						t.Errorf("%v", result.Problem)
					}
				}
			})
			if other := r.Cases[9].ARN; sent[bad] != c.sent || sent[other] != c.runs || notRun != 10-c.sent-c.runs {
				t.Errorf("%d sent, %d to the other machine, %d not run", sent[bad], sent[other], notRun)
			}
		})
	}
}
