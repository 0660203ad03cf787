package machine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/trace"
	"expresso/ui/dialog"
	"expresso/ui/machine"
	events "expresso/ui/trace"
	"expresso/ui/uitest"
)

const orders model.ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"

const definition = `{"StartAt": "Price", "States": {"Price": {"Type": "Pass", "Next": "Done"}, "Done": {"Type": "Succeed"}}}`

// target has definitions by ARN.
type target struct {
	model.Target
	definitions map[model.ARN]string
	events      []model.Event
}

func (target) Info() model.Info { return model.Info{Name: "fake", Local: true} }

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

// quiet is a room whose words are kept.
type quiet struct {
	*machine.Room
	said *strings.Builder
}

func (q quiet) Told() []tea.Msg {
	for _, msg := range q.Room.Told() {
		if said, ok := msg.(dialog.SayMsg); ok {
			q.said.WriteString(said.Text + "\n")
		}
	}
	return nil
}

// stage is a room and what stands for the workbench.
type stage struct {
	*uitest.Owner
	room  *machine.Room
	bench *model.Workbench
	said  *strings.Builder
}

func newStage(t *testing.T, at target) stage {
	o := uitest.Own(t, time.Now)
	bench := &model.Workbench{Target: at, Journal: journal{}, Now: time.Now}
	s := stage{o, machine.New(machine.Config{Common: o.Common(bench)}), bench, new(strings.Builder)}
	s.Has(quiet{s.room, s.said})
	return s
}

// seesNot looks when all has happened.
func seesNot(t *testing.T, o *uitest.Owner, text string) {
	t.Helper()
	if screen := o.Settle().Screen(); strings.Contains(screen, text) {
		t.Errorf("%q in\n%s", text, screen)
	}
}

func express(arn model.ARN) model.Machine {
	return model.Machine{ARN: arn, Name: arn.Machine(), Type: model.Express}
}

func TestFaces(t *testing.T) {
	s := newStage(t, target{definitions: map[model.ARN]string{orders: definition}})
	cmd := s.room.Open(express(orders), model.Run{}, machine.Graph)
	s.Sees("orders", "reading the definition")
	s.Do(cmd).Sees(" Graph ", "Price", "Done")
	seesNot(t, s.Owner, "StartAt")
	s.Press("tab").Sees(" Definition ", `"StartAt": "Price"`).
		Press("shift+tab", "enter").Sees(" Price ", `"Type": "Pass"`)
	s.Press("esc").Sees(" Graph ").Press("esc")
	if s.Dialogs.Front() != nil {
		t.Errorf("esc does not close it\n%s", s.Screen())
	}
	// What comes after it was closed opens nothing.
	cmd = s.room.Open(express(orders), model.Run{}, machine.Definition)
	s.Press("esc").Do(cmd).Settle()
	if s.Dialogs.Front() != nil {
		t.Errorf("it is open again\n%s", s.Screen())
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	s := newStage(t, target{definitions: map[model.ARN]string{orders: `{"StartAt": "Gone", "States": {}}`}})
	s.Do(s.room.Open(express(orders+"2"), model.Run{}, machine.Graph)).Sees("cannot read the definition: access denied", "grant it")
	s.Do(s.room.Open(express(orders), model.Run{}, machine.Graph)).
		Sees("no graph: the definition is invalid", " Problems ", "line 1, column")
}

// The version that ran is shown, or the machine as it is where that version is gone.
func TestRunOfAVersion(t *testing.T) {
	old := strings.ReplaceAll(definition, "Price", "Before")
	s := newStage(t, target{definitions: map[model.ARN]string{orders: definition, orders + ":1": old}})
	run := func(arn model.ARN) model.Run {
		return model.Run{ID: "1", Request: model.Request{Machine: arn}, Status: model.Succeeded, Target: "fake"}
	}
	s.Do(s.room.Open(express(orders), run(orders+":1"), machine.Graph)).Sees("Before", "without the run of", model.ErrNoTrace.Error())
	s.Do(s.room.Open(express(orders), run(orders+":2#case"), machine.Graph)).Sees("Price")
	seesNot(t, s.Owner, "Before")
}

func TestOpenGraphFollows(t *testing.T) {
	at := target{definitions: map[model.ARN]string{orders: definition}}
	s := newStage(t, at)
	if cmd := s.room.Changed(model.Change{Reloaded: []string{"orders"}}); cmd != nil {
		t.Error("nothing is open, and something is read")
	}
	s.Do(s.room.Open(express(orders), model.Run{}, machine.Graph)).Sees("Price").Settle()
	at.definitions[orders] = strings.ReplaceAll(definition, "Price", "After")
	if cmd := s.room.Changed(model.Change{Reloaded: []string{"other"}}); cmd != nil {
		t.Error("it is read again because of another machine")
	}
	s.Do(s.room.Changed(model.Change{Reloaded: []string{"orders"}})).Sees("After")
	seesNot(t, s.Owner, "Price")
	run := model.Run{ID: "1", Request: model.Request{Machine: orders}, Status: model.Succeeded, Target: "fake"}
	s.Do(s.room.Ran(run)).Sees("without the run of", model.ErrNoTrace.Error()).Settle()
	at.definitions[orders] = ""
	s.Do(s.room.Changed(model.Change{Broken: []model.Machine{{Name: "orders", Problem: "it is broken now"}}})).
		Sees("cannot read the definition: it is broken now")
}

func TestStateOfATrace(t *testing.T) {
	s := newStage(t, target{})
	s.room.Update(events.OpenMsg{Title: "Price", Input: `{"in":1}`, Error: "Late", Cause: `{"why":"so"}`})
	s.Sees("Price", "Input", `"in": 1`, "Error", `"error": "Late"`, `"why": "so"`)
	seesNot(t, s.Owner, "Output")
	s.room.Update(events.OpenMsg{Title: "Price"})
	s.Sees("the trace does not contain the input", "no output: the state did not finish")
	narrow := func() string { return uitest.Plain(s.Dialogs.Front().View(60, 20)) }
	if got := narrow(); strings.Contains(got, "the trace does not contain") || !strings.Contains(got, "the state did not finish") {
		t.Errorf("not one at a time\n%s", got)
	}
	s.Press("tab")
	if got := narrow(); !strings.Contains(got, "the trace does not contain") {
		t.Errorf("not the other one\n%s", got)
	}
}

// The graph of a machine follows a run in flight, and takes the answer without being opened again.
func TestTheGraphFollowsARun(t *testing.T) {
	at := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
	s := newStage(t, target{definitions: map[model.ARN]string{orders: definition}, events: []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at},
		{ID: 2, Type: "PassStateEntered", State: "Price", Time: at},
		{ID: 3, Previous: 2, Type: "PassStateExited", State: "Price", Time: at.Add(1300 * time.Millisecond)},
		{ID: 4, Previous: 3, Type: "ExecutionSucceeded", Time: at.Add(1300 * time.Millisecond)},
	}})
	run := model.Run{ID: "1", Request: model.Request{Machine: orders}, Status: model.Running, Asked: at, Target: "fake"}
	s.Do(s.room.Open(express(orders), model.Run{}, machine.Graph)).Sees("Price")
	g := trace.Grow()
	g.Add([]model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at},
		{ID: 2, Type: "PassStateEntered", State: "Price", Time: at},
	}, at.Add(1200*time.Millisecond))
	bill := model.Billing{Duration: 1200 * time.Millisecond, MemoryMB: 64}
	another := run
	another.Machine = orders + "2"
	s.room.Grow(another, g.Tree(), bill)
	if screen := s.Screen(); strings.Contains(screen, "RUNNING") {
		t.Errorf("it shows a run of another machine:\n%s", screen)
	}
	s.room.Grow(run, g.Tree(), bill)
	s.Sees("RUNNING", "1.20 s of 5 min, $0.00000225 estimated", "⠋ Price")
	s.Press("down") // to what is next
	run.Status, run.Started, run.Stopped = model.Succeeded, at, at.Add(1300*time.Millisecond)
	s.Do(s.room.Ran(run)).Sees("SUCCEEDED", "1.30 s", "✓ Price")
	if !strings.Contains(s.Screen(), "Done · Succeed") {
		t.Errorf("the cursor is elsewhere:\n%s", s.Screen())
	}
}
