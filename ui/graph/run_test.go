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
		for _, k := range []string{"g", "down", "down", "right", "right", "up", "left"} {
			press(v, k)
			walked = append(walked, v.Selected())
		}
		if diff := cmp.Diff([]string{"HasAmount", "CheckLimit", "AskManager", "OrderTooLarge", "InvalidOrder", "HasAmount", "CheckLimit"}, walked); diff != "" {
			t.Error(diff)
		}
		if got := fmt.Sprint(press(v, "e", "enter")); !strings.Contains(got, "OrderTooLarge") {
			t.Error(got)
		}
	}
}
