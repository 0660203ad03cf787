package machine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/machine"
	"expresso/ui/theme"
	"expresso/ui/trace"
)

const orders model.ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"

const definition = `{"StartAt": "Price", "States": {"Price": {"Type": "Pass", "Next": "Done"}, "Done": {"Type": "Succeed"}}}`

// target has definitions by ARN.
type target struct {
	model.Target
	definitions map[model.ARN]string
	events      []model.Event
}

func (target) Info() model.Info { return model.Info{Name: "fake"} }

func (t target) Describe(_ context.Context, arn model.ARN) (model.Description, error) {
	text, ok := t.definitions[arn]
	if !ok {
		return model.Description{}, model.WithHint(errors.New("access denied"), "grant it")
	}
	return model.Description{Definition: text}, nil
}

func (t target) Trace(context.Context, model.Run) ([]model.Event, error) {
	if t.events == nil {
		return nil, model.ErrNoTrace
	}
	return t.events, nil
}

// journal has no traces, and keeps none.
type journal struct{ model.Journal }

func (journal) Trace(context.Context, model.RunID) ([]model.Event, error) {
	return nil, model.ErrNoTrace
}
func (journal) KeepTrace(context.Context, model.RunID, []model.Event) error { return nil }

// stage is a room and what it opens its pages on.
type stage struct {
	t       *testing.T
	room    *machine.Room
	dialogs *dialog.Stack
}

func newStage(t *testing.T, at target) *stage {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	dialogs := dialog.NewStack(th, nil, time.Now)
	bench := &model.Workbench{Target: at, Journal: journal{}, Now: time.Now}
	return &stage{t, machine.New(machine.Config{Theme: th, Dialogs: dialogs, Bench: bench}), dialogs}
}

// do runs a command and all that follows from it.
func (s *stage) do(cmd tea.Cmd) *stage {
	if cmd != nil {
		s.do(s.room.Update(cmd()))
	}
	return s
}

func (s *stage) press(keys ...tea.KeyType) *stage {
	for _, k := range keys {
		cmd, _ := s.dialogs.Update(tea.KeyMsg{Type: k})
		s.do(cmd)
	}
	return s
}

func (s *stage) screen() string {
	if s.dialogs.Front() == nil {
		return ""
	}
	return ansi.Strip(s.dialogs.Front().View(100, 30))
}

func (s *stage) sees(texts ...string) *stage {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(s.screen(), text) {
			s.t.Fatalf("no %q in\n%s", text, s.screen())
		}
	}
	return s
}

func (s *stage) seesNot(text string) *stage {
	s.t.Helper()
	if strings.Contains(s.screen(), text) {
		s.t.Fatalf("%q in\n%s", text, s.screen())
	}
	return s
}

func express(arn model.ARN) model.Machine {
	return model.Machine{ARN: arn, Name: arn.Machine(), Type: model.Express}
}

func TestFaces(t *testing.T) {
	s := newStage(t, target{definitions: map[model.ARN]string{orders: definition}})
	cmd := s.room.Open(t.Context(), express(orders), model.Run{}, machine.Graph)
	s.sees("orders", "reading the definition")
	s.do(cmd).sees(" Graph ", "Price", "Done").seesNot("StartAt")
	s.press(tea.KeyTab).sees(" Definition ", `"StartAt": "Price"`)
	s.press(tea.KeyShiftTab, tea.KeyEnter).sees(" Price ", `"Type": "Pass"`).seesNot("Done\"}}")
	s.press(tea.KeyEsc).sees(" Graph ").press(tea.KeyEsc)
	if s.dialogs.Front() != nil {
		t.Errorf("esc does not close it\n%s", s.screen())
	}
	// What comes after it was closed opens nothing.
	cmd = s.room.Open(t.Context(), express(orders), model.Run{}, machine.Definition)
	s.press(tea.KeyEsc).do(cmd)
	if s.dialogs.Front() != nil {
		t.Errorf("it is open again\n%s", s.screen())
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	s := newStage(t, target{definitions: map[model.ARN]string{orders: `{"StartAt": "Gone", "States": {}}`}})
	s.do(s.room.Open(t.Context(), express(orders+"2"), model.Run{}, machine.Graph)).sees("cannot read the definition: access denied", "grant it")
	s.do(s.room.Open(t.Context(), express(orders), model.Run{}, machine.Graph)).
		sees("no graph: expresso cannot load this definition", " Problems ", "line 1, column")
}

// The version that ran is shown, or the machine as it is where that version is gone.
func TestRunOfAVersion(t *testing.T) {
	old := strings.ReplaceAll(definition, "Price", "Before")
	s := newStage(t, target{definitions: map[model.ARN]string{orders: definition, orders + ":1": old}})
	run := func(arn model.ARN) model.Run {
		return model.Run{ID: "1", Request: model.Request{Machine: arn}, Status: model.Succeeded, Target: "fake"}
	}
	s.do(s.room.Open(t.Context(), express(orders), run(orders+":1"), machine.Graph)).sees("Before", "without the run of", model.ErrNoTrace.Error())
	s.do(s.room.Open(t.Context(), express(orders), run(orders+":2#case"), machine.Graph)).sees("Price").seesNot("Before")
}

func TestOpenGraphFollows(t *testing.T) {
	at := target{definitions: map[model.ARN]string{orders: definition}}
	s := newStage(t, at)
	if cmd := s.room.Changed(t.Context(), model.Change{Reloaded: []string{"orders"}}); cmd != nil {
		t.Error("nothing is open, and something is read")
	}
	s.do(s.room.Open(t.Context(), express(orders), model.Run{}, machine.Graph)).sees("Price")
	at.definitions[orders] = strings.ReplaceAll(definition, "Price", "After")
	s.do(s.room.Changed(t.Context(), model.Change{Reloaded: []string{"other"}})).sees("Price")
	s.do(s.room.Changed(t.Context(), model.Change{Reloaded: []string{"orders"}})).sees("After").seesNot("Price")
	run := model.Run{ID: "1", Request: model.Request{Machine: orders}, Status: model.Succeeded, Target: "fake"}
	s.do(s.room.Ran(t.Context(), run)).sees("without the run of")
	at.definitions[orders] = ""
	s.do(s.room.Changed(t.Context(), model.Change{Broken: []model.Machine{{Name: "orders", Problem: "it is broken now"}}})).
		sees("cannot read the definition: it is broken now")
}

func TestStateOfATrace(t *testing.T) {
	s := newStage(t, target{})
	s.room.Update(trace.OpenMsg{Title: "Price", Input: `{"in":1}`, Error: "Late", Cause: `{"why":"so"}`})
	s.sees("Price", "Input", `"in": 1`, "Error", `"error": "Late"`, `"why": "so"`).seesNot("Output")
	s.room.Update(trace.OpenMsg{Title: "Price"})
	s.sees("the trace does not hold the input", "the state has no output: it was not left")
	if got := ansi.Strip(s.dialogs.Front().View(60, 20)); strings.Contains(got, "the trace does not hold") || !strings.Contains(got, "it was not left") {
		t.Errorf("not one at a time\n%s", got)
	}
	s.press(tea.KeyTab)
	if got := ansi.Strip(s.dialogs.Front().View(60, 20)); !strings.Contains(got, "the trace does not hold") {
		t.Errorf("not the other one\n%s", got)
	}
}
