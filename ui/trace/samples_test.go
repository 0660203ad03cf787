package trace_test

import (
	"context"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/samples"
	"expresso/model/task"
	"expresso/ui/theme"
	"expresso/ui/trace"
	"expresso/ui/uitest"
)

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// input finds a sample's input by its name.
func input(t *testing.T, machine, name string) string {
	t.Helper()
	files, err := fs.Glob(samples.Inputs(), machine+"/*-"+name+".json")
	if err != nil || len(files) != 1 {
		t.Fatal(machine, name, files, err)
	}
	text, err := fs.ReadFile(samples.Inputs(), files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// execute runs a sample in simulated time.
func execute(t *testing.T, s samples.Sample, run samples.Run) engine.Result {
	t.Helper()
	machine, found := asl.Load(s.Definition, asl.Express)
	if machine == nil {
		t.Fatal(found)
	}
	mocks, err := task.LoadMocks(samples.Mocks())
	if err != nil {
		t.Fatal(err)
	}
	invoker, err := mocks.Case(s.Name, run.Case)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonvalue.Parse(input(t, s.Name, run.Input))
	if err != nil {
		t.Fatal(err)
	}
	return engine.Execute(context.Background(), machine, engine.Execution{
		Name: run.Input, MachineName: s.Name, Input: doc, Tasks: invoker,
		Clock: engine.SimulatedFrom(time.Date(2026, 11, 1, 14, 3, 22, 0, time.UTC)),
	})
}

func history(events []engine.Event) []model.Event {
	all := make([]model.Event, len(events))
	for i, e := range events {
		all[i] = model.Event{ID: e.ID, Previous: e.Previous, Type: e.Type, Time: e.Time, State: e.StateName(), Details: e.Details().String()}
	}
	return all
}

// TestSamples shows what the engine says of the samples.
func TestSamples(t *testing.T) {
	var out strings.Builder
	for _, s := range samples.List() {
		for _, run := range s.Runs {
			r := execute(t, s, run)
			v := trace.New(theme.New(theme.Options{Profile: termenv.TrueColor}))
			v.SetSize(110, 24)
			v.SetEvents(history(r.Events))
			if got := strings.ToUpper(strings.ReplaceAll(v.Tree().Outcome.String(), " ", "_")); got != run.Status {
				t.Errorf("%s %s %s is %s", s.Name, run.Input, run.Case, got)
			}
			if v.Tree().Error != run.Error {
				t.Errorf("%s %s %s: %q, not %q", s.Name, run.Input, run.Case, v.Tree().Error, run.Error)
			}
			if run.Status == "FAILED" && v.Tree().Failure() == nil {
				t.Errorf("%s %s %s: failed nowhere", s.Name, run.Input, run.Case)
			}
			out.WriteString("== " + s.Name + " · " + run.Input + " " + run.Case + "\n")
			for line := range strings.Lines(colours.ReplaceAllString(v.View(), "")) {
				if strings.TrimSpace(line) != "" {
					out.WriteString(strings.TrimRight(line, " \n") + "\n")
				}
			}
			out.WriteString(v.Status() + "\n\n")
		}
	}
	uitest.Golden(t, "samples", out.String())
}
