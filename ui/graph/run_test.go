package graph

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/samples"
	"expresso/model/task"
	"expresso/model/trace"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// execute runs a sample in simulated time and returns its states' visits.
func execute(t *testing.T, m *asl.Machine, s samples.Sample, run samples.Run) *trace.Tree {
	t.Helper()
	mocks, err := task.LoadMocks(samples.Mocks())
	if err != nil {
		t.Fatal(err)
	}
	invoker, err := mocks.Case(s.Name, run.Case)
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(samples.Inputs(), s.Name+"/*-"+run.Input+".json")
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	text, err := fs.ReadFile(samples.Inputs(), files[0])
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonvalue.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	r := engine.Execute(context.Background(), m, engine.Execution{
		MachineName: s.Name, Input: doc, Tasks: invoker,
		Clock: engine.SimulatedFrom(time.Date(2026, 11, 1, 14, 3, 22, 0, time.UTC)),
	})
	events := make([]model.Event, len(r.Events))
	for i, e := range r.Events {
		events[i] = model.Event{ID: e.ID, Previous: e.Previous, Type: e.Type, Time: e.Time, State: e.StateName(), Details: e.Details().String()}
	}
	return trace.Build(events)
}

func TestRuns(t *testing.T) {
	ascii := theme.Options{Profile: termenv.Ascii, ASCII: true}
	for _, s := range samples.List() {
		if s.Type != "EXPRESS" {
			continue
		}
		m := load(t, s.Definition)
		var out strings.Builder
		for i, run := range s.Runs {
			o := colour
			if i%2 == 1 {
				o = ascii
			}
			v := newView(t, o, m, 110, 40)
			v.SetRun(execute(t, m, s, run))
			uitest.Exact(t, v.View(), 110, 40)
			out.WriteString("== " + run.Input + " " + run.Case + "\n" + trim(v.View()) + v.Status() + "\n\n")
		}
		uitest.Golden(t, s.Name+"-runs", out.String())
	}
}

func TestOpen(t *testing.T) {
	for _, s := range samples.List() {
		if s.Name != "order-approval" {
			continue
		}
		m := load(t, s.Definition)
		v := newView(t, colour, m, 110, 40)
		v.SetRun(execute(t, m, s, s.Runs[2]))
		want := OpenMsg{State: "OrderTooLarge", Location: "/States/OrderTooLarge", Visited: true}
		if diff := cmp.Diff(want, press(v, "enter")); diff != "" {
			t.Error(diff)
		}
		var walked []string
		for _, k := range []string{"g", "down", "down", "left", "right", "right", "up", "left"} {
			press(v, k)
			walked = append(walked, v.Selected())
		}
		if diff := cmp.Diff([]string{"HasAmount", "CheckLimit", "OrderTooLarge", "AskManager", "OrderTooLarge", "InvalidOrder", "HasAmount", "CheckLimit"}, walked); diff != "" {
			t.Error(diff)
		}
		if got := fmt.Sprint(press(v, "n", "enter")); !strings.Contains(got, "OrderTooLarge") {
			t.Error(got)
		}
	}
}

// A state that failed is red under the cursor too, and a run's way is seen without colours.
func TestFailureStaysRedUnderTheCursor(t *testing.T) {
	m, s := sample(t, "order-approval")
	v := newView(t, colour, m, 110, 40)
	v.SetRun(execute(t, m, s, s.Runs[2]))
	red := theme.NewInk(theme.New(colour).Fail)
	if view := v.View(); v.Selected() != "OrderTooLarge" || !strings.Contains(view, red.Paint("┗━━━━━━━━━━━━━━━━━┛")) {
		t.Errorf("the box of %s is not red:\n%s", v.Selected(), view)
	}
	mono := newView(t, theme.Options{Profile: termenv.Ascii}, m, 110, 40)
	mono.SetRun(execute(t, m, s, s.Runs[2]))
	if view := uitest.Plain(mono.View()); !strings.Contains(view, "━━━┓") || !strings.Contains(view, "▼") {
		t.Errorf("no way is seen:\n%s", view)
	}
}

func sample(t *testing.T, name string) (*asl.Machine, samples.Sample) {
	t.Helper()
	for _, s := range samples.List() {
		if s.Name == name {
			return load(t, s.Definition), s
		}
	}
	t.Fatal("no sample", name)
	return nil, samples.Sample{}
}

// While a run continues the picture stays where it is: only what is in it changes.
func TestLive(t *testing.T) {
	m, _ := sample(t, "flaky-payment")
	v := newView(t, theme.Options{Profile: termenv.Ascii}, m, 110, 40)
	before := v.picture
	at := func(ms int) time.Time {
		return time.Date(2026, 11, 1, 14, 3, 22, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
	}
	g := trace.Grow()
	sees := func(texts ...string) {
		t.Helper()
		view := uitest.Plain(v.View())
		for _, text := range texts {
			if !strings.Contains(view, text) {
				t.Errorf("no %q in\n%s", text, view)
			}
		}
	}
	g.Add([]model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at(0)},
		{ID: 2, Type: "ChoiceStateEntered", State: "HowToPay", Time: at(0)},
		{ID: 3, Previous: 2, Type: "ChoiceStateExited", State: "HowToPay", Time: at(2)},
		{ID: 4, Previous: 3, Type: "TaskStateEntered", State: "Charge", Time: at(2)},
		{ID: 5, Previous: 4, Type: "TaskScheduled", State: "Charge", Time: at(2)},
	}, at(500))
	v.SetLive(g.Tree())
	sees("✓ HowToPay", "⠋ Charge", "498 ms", "╋━━━") // the way there is heavy, and the box pulses
	v.SetFrame(pulse)
	sees("⠸ Charge")
	g.Add([]model.Event{
		{ID: 6, Previous: 5, Type: "TaskFailed", State: "Charge", Time: at(600), Details: `{"error":"Payment.Busy"}`},
		{ID: 7, Previous: 6, Type: "TaskScheduled", State: "Charge", Time: at(1600)},
	}, at(2002))
	v.SetLive(g.Tree())
	sees("↻ 1 of 3", "2.00 s", "⠸ Charge")
	if v.picture != before {
		t.Error("it is laid out anew")
	}
	// Where there is room for one fact, it is how often it was tried.
	v.SetSize(60, 40)
	if sees("↻ 1 of 3"); strings.Contains(uitest.Plain(v.View()), "2.00 s") {
		t.Errorf("got\n%s", v.View())
	}
}
