package ui_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/samples"
	"expresso/store"
)

// answers gives one answer after the other.
func answers(given ...model.Run) func(context.Context, model.Request) (model.Run, error) {
	var n atomic.Int64
	return func(ctx context.Context, request model.Request) (model.Run, error) {
		run, err := succeed("")(ctx, request)
		one := given[min(int(n.Add(1)), len(given))-1]
		run.Status, run.Output, run.Error, run.Cause = one.Status, one.Output, one.Error, one.Cause
		if one.Billing != (model.Billing{}) {
			run.Billing = one.Billing
		}
		return run, err
	}
}

func ok(output string) model.Run { return model.Run{Status: model.Succeeded, Output: output} }

func TestAFailedRunOpensOnItsError(t *testing.T) {
	bad := model.Run{Status: model.Failed, Error: "Lambda.TooBig", Cause: `{"errorMessage":"amount 1250 is over 1000","errorType":"TooBig"}`}
	d := start(t, setup{target: orders(answers(ok(`{"a":1}`), bad, ok(`{"a":2}`)))}).
		Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(details, `"a": 1`).
		// Whatever tab was open.
		Press("ctrl+p").Keys("show the billing").Press("enter").SeesIn(details, "Billed").
		Press("ctrl+r").SeesIn(details, "✗ Lambda.TooBig", " amount 1250 is over 1000", `"errorType": "TooBig"`).
		Press("ctrl+r").SeesIn(details, `"a": 2`)
	// A tab that both kinds of run have stays.
	d.Focus(details).Press("]").SeesIn(details, "{}").Press("ctrl+r").SeesIn(history, "4 runs").Settle()
}

func TestTheErrorLeadsToTheStateInTheTrace(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samples.Inputs())}).
		Pick("order-approval").
		Type(`{"orderId":"A-1","amount":99999,"customer":{"tier":"none","country":"DE"},"items":[]}`).
		Press("ctrl+r").SeesIn(history, "FAILED").
		SeesIn(details, "in state ", " after the start")
	d.Focus(details).SeesIn(details, "enter to show it in Trace").Press("enter").SeesIn(details, "states", "Fail")
	// The row that failed is the current one: what it holds opens.
	d.Pass(6*time.Second).Press("enter").Sees("Input", "esc back to the trace").
		Press("tab", "tab", "/").Keys("order").Press("enter", "esc", "esc").
		SeesNot("back to the trace").SeesIn(details, "states")
}

func TestDiffComparesRuns(t *testing.T) {
	cheap, dear := ok(`{"total":1,"same":[1,2,3]}`), ok(`{"total":2,"same":[1,2,3]}`)
	dear.Billing = model.Billing{Duration: 900 * time.Millisecond, MemoryMB: 64}
	third := ok(`{"total":3,"same":[1,2,3]}`)
	d := start(t, setup{target: orders(answers(cheap, dear, third))}).
		Pick("order-approval").Type(`{"n":1}`).Press("ctrl+r").SeesIn(history, "1 run").SeesIn(details, `"total": 1`).
		Press("ctrl+p").Keys("diff").Press("enter").SeesIn(details, "no earlier run of order-approval").
		Focus(input).Type(`{"n":2}`).Pass(time.Second).Press("ctrl+r").
		SeesIn(details, "the run before", "- ", `"total"`, "billed 200 ms → 900 ms", "cost $0.00000121 → $0.00000194").
		Pass(time.Second).Press("ctrl+r").SeesIn(history, "3 runs").SeesIn(details, "billed 900 ms → 200 ms")
	// The oldest is the baseline: the newest is compared with it.
	d.Focus(history).Press("end", "m").Sees("baseline set: Diff").SeesIn(history, "▌ m").
		SeesIn(details, "this is the baseline").
		Press("home").SeesIn(details, "baseline", "billed 200 ms", `"n"`).
		Press("end", "m").SeesIn(details, "no earlier run").
		Press("home").SeesIn(details, "the run before")
}

func TestStarsAndNotes(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`)), width: 240, height: 60}).
		Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(history, "1 run").
		Pass(time.Second).Press("ctrl+r").SeesIn(history, "2 runs").Settle().
		Focus(history).Press("down", "*").SeesIn(history, "▌★").
		Press("a").Sees("Note on the run of").Keys("the one \u202e to keep").Press("enter").
		SeesIn(history, "▌★", `"the`).SeesIn(details, "note the one").
		Press("f", "*").SeesIn(history, "History · order-approval · starred", "1 match").
		Press("*").SeesIn(history, "no run matches", "0 matches").
		Press("esc").SeesIn(history, "2 runs").
		Press("/").Keys("to keep").SeesIn(history, `"to keep"`, "1 match").Press("enter", "esc").
		SeesIn(history, "2 runs")
	d.Press("end", "a", "ctrl+u", "enter").Sees("note removed")
	d.until("no note is shown", func() bool { return !strings.Contains(d.app.Draw(details), "the one") })
}

func TestCopyAsCommand(t *testing.T) {
	var terminal bytes.Buffer
	d := start(t, setup{target: orders(succeed(`{}`))})
	d.app.SetClipboard(&terminal)
	copied := func() string {
		t.Helper()
		text := strings.TrimSuffix(strings.TrimPrefix(terminal.String(), "\x1b]52;c;"), "\x07")
		terminal.Reset()
		plain, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(plain)
	}
	arn := "arn:aws:states:us-east-1:000000000000:stateMachine:order-approval"
	d.Pick("order-approval").Type(`{"who":"O'Neill"}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle().
		Focus(history).Press("y", "w").Sees("copied the command")
	if got, want := copied(), `aws stepfunctions start-sync-execution --state-machine-arn `+arn+
		` --input '{"who":"O'\''Neill"}' --region us-east-1 --cli-read-timeout 330`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	d.Press("y", "x").Settle()
	if got, want := copied(), `expresso run `+arn+` --input '{"who":"O'\''Neill"}'`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// What a clipboard does not take is read from a file.
	d.Type(`"`+strings.Repeat("x", 200_000)+`"`).Pass(time.Second).Press("ctrl+r").SeesIn(history, "2 runs").Settle().
		Focus(history).Press("home", "y", "w").Sees("save the input as input.json for it")
	if got := copied(); !strings.Contains(got, "--input file://input.json ") {
		t.Errorf("got %.200s", got)
	}
}

func TestSaveToAFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	d := start(t, setup{target: orders(succeed(`{"a":1}`))}).
		Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(details, `"a": 1`).
		Focus(history).Press("W", "enter").Sees("Save the output").Keys(path).Press("enter").Sees("saved the output as")
	read := func() string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := read(); got != `{"a":1}` {
		t.Errorf("saved %q", got)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Press("W", "enter").Keys(path).Press("enter").Sees("already").Press("n").SeesNot("already").Press("esc")
	if got := read(); got != "mine" {
		t.Errorf("a file was replaced unasked by %q", got)
	}
	d.Press("W", "enter").Keys(path).Press("enter").Sees("already").Press("y").Settle()
	if got := read(); got != `{"a":1}` {
		t.Errorf("saved %q", got)
	}
	d.Press("W", "enter").Keys(filepath.Join(dir, "none", "out.json")).Press("enter").Sees("cannot save")
}

func TestSaveARunToAFolder(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: sampleTarget(t), dir: dir}).Pick("order-approval").Type(`{"amount": 120}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	into := filepath.Join(dir, "saved")
	d.Focus(history).Press("W", "f").Sees("Save the run: input, output, response, trace").Keys(into).Press("enter").
		Sees("saved input, output, response, trace in ")
	for name, begins := range map[string]string{"input.json": `{"amount": 120}`, "output.json": `{"amount":120,`, "response.json": `{"executionArn":"`, "trace.json": `[{"id":"1","type":"ExecutionStarted",`} {
		if text, err := os.ReadFile(filepath.Join(into, name)); err != nil || !strings.HasPrefix(string(text), begins) {
			t.Errorf("%s: %.100s, %v", name, text, err)
		}
	}
	if err := os.WriteFile(filepath.Join(into, "input.json"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	// A folder where a file's name is asked for means the same.
	d.Press("W", "enter").Keys(into).Press("enter").Sees("already").Press("n").SeesNot("already").Press("esc")
	if text, err := os.ReadFile(filepath.Join(into, "input.json")); string(text) != "mine" || err != nil {
		t.Errorf("replaced unasked by %s, %v", text, err)
	}
	d.Press("W", "enter").Keys(into).Press("enter").Sees("already").Press("y").Sees("response, trace in ").Settle()
	if text, err := os.ReadFile(filepath.Join(into, "input.json")); string(text) != `{"amount": 120}` || err != nil {
		t.Errorf("saved %s, %v", text, err)
	}
}

// slowSearch is a journal whose text search lasts until nobody waits for it.
type slowSearch struct {
	model.Journal
	begun, ended chan string
}

func (s slowSearch) List(ctx context.Context, q model.Query) ([]model.Run, error) {
	if q.Text == "" || len(q.Text) > 2 {
		return s.Journal.List(ctx, q)
	}
	s.begun <- q.Text
	<-ctx.Done()
	s.ended <- q.Text
	return nil, errors.New("interrupted")
}

func TestASearchEndsWhenAnotherBegins(t *testing.T) {
	s := slowSearch{begun: make(chan string, 3), ended: make(chan string, 3)}
	d := start(t, setup{target: orders(succeed(`{"found":"needle"}`)), journal: func(j model.Journal) model.Journal {
		s.Journal = j
		return s
	}})
	d.Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle().
		Focus(history).Press("/").Keys("n")
	if got := <-s.begun; got != "n" {
		t.Fatalf("searched for %q", got)
	}
	d.Keys("e")
	if got := <-s.ended; got != "n" {
		t.Fatalf("%q ended", got)
	}
	d.Keys("e").SeesIn(history, "1 match", `"nee"`)
}
