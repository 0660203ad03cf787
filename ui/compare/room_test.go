package compare_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/pricing"
	room "expresso/ui/compare"
	"expresso/ui/uitest"
)

const orders model.ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"

// journal keeps nothing of what is written, and has the runs that it is given.
type journal struct {
	model.Journal
	runs []model.Run
}

func (journal) Begin(context.Context, model.Run) error                 { return nil }
func (journal) Finish(context.Context, model.Run, []model.Event) error { return nil }

func (journal) Judge(context.Context, model.RunID, string) error { return nil }

func (journal) Trace(context.Context, model.RunID) ([]model.Event, error) {
	return nil, model.ErrNoTrace
}

func (journal) KeepTrace(context.Context, model.RunID, []model.Event) error { return nil }

func (j journal) List(_ context.Context, q model.Query) (found []model.Run, err error) {
	for _, r := range j.runs {
		if r.Group == q.Group {
			found = append(found, r)
		}
	}
	return found, nil
}

func (j journal) Get(_ context.Context, id model.RunID) (model.Run, error) {
	for _, r := range j.runs {
		if r.ID == id {
			return r, nil
		}
	}
	return model.Run{}, errors.New("no such run")
}

// target answers with the version that was asked.
type target struct{ model.Target }

func (target) Info() model.Info { return model.Info{Name: "fake"} }

func (target) Start(_ context.Context, request model.Request) (model.Run, error) {
	return model.Run{Status: model.Succeeded, Output: `{"version":"` + request.Machine.Qualifier() + `"}`}, nil
}

func (target) Trace(context.Context, model.Run) ([]model.Event, error) { return nil, model.ErrNoTrace }

func (target) Qualifiers(context.Context, model.ARN) (model.Qualifiers, error) {
	return model.Qualifiers{Versions: []model.Version{{ARN: orders + ":2"}, {ARN: orders + ":1"}}}, nil
}

// stage is a room and what stands for the workbench.
type stage struct {
	*uitest.Owner
	t    *testing.T
	room *room.Room
}

func newStage(t *testing.T, billed string, runs ...model.Run) stage {
	s := stage{uitest.Own(t, time.Now), t, nil}
	bench := &model.Workbench{Target: target{}, Journal: journal{runs: runs}, Now: time.Now}
	s.room = room.New(room.Config{
		Common: s.Common(bench),
		ResolveOther: func(_ context.Context, machine model.ARN, with string) (compare.Pair, error) {
			if with == "none" {
				return compare.Pair{}, model.WithHint(errors.New("there is no none"), "name a version")
			}
			side := func(arn model.ARN) compare.Side {
				return compare.Side{Name: arn.Short(), Bench: bench, Machine: arn, Prices: pricing.USEast()}
			}
			return compare.Pair{Sides: [2]compare.Side{side(machine), side(orders + model.ARN(":"+with))}, Billed: billed}, nil
		},
		Places: func(context.Context, model.ARN) []model.Place {
			return []model.Place{{With: "profile:ops", Note: "on AWS"}}
		},
	})
	s.Has(s.room)
	return s
}

// ask asks for a comparison of an input.
func (s stage) ask() {
	s.Do(s.room.Ask(room.Subject{ARN: orders, Saved: "big", What: "saved input big", Input: func(context.Context) (string, error) { return "{}", nil }}))
}

// sends takes what is to be sent from what was told.
func (s stage) sends() (all []room.SendMsg) {
	for _, msg := range s.Told {
		if send, ok := msg.(room.SendMsg); ok {
			all = append(all, send)
		}
	}
	s.Told = nil
	return all
}

// answer sends runs, and gives their answers.
func (s stage) answer(sends []room.SendMsg) {
	for _, send := range sends {
		s.Do(func() tea.Msg { return send.Send(s.t.Context()) })
	}
	s.Settle()
}

// open reports whether something lies over the panes.
func (s stage) open() bool { return s.Dialogs.Front() != nil }

func TestFromQuestionToAnswer(t *testing.T) {
	s := newStage(t, "")
	s.ask()
	s.Sees("Compare orders · saved input big with", "2 ", "1 ", "profile:ops", "on AWS").
		Keys("none").Press("enter").Sees("there is no none", "name a version").Press("esc")
	if s.open() {
		t.Fatal("esc does not close the question")
	}
	s.ask()
	s.Keys("1").Press("enter").Sees("- orders", "+ orders:1", "RUNNING", "waiting for both responses")
	sends := s.sends()
	if len(sends) != 2 || sends[0].Run.Group != sends[1].Run.Group || sends[0].Run.Saved != "big" {
		t.Fatalf("to be sent: %+v", sends)
	}
	s.answer(sends)
	s.Sees("SUCCEEDED", "1 difference", `"version": "1"`)
	if len(s.Told) != 1 || s.Told[0] != (room.JudgedMsg{}) {
		t.Errorf("told %v", s.Told)
	}
}

func TestWhatIsBilledIsAsked(t *testing.T) {
	s := newStage(t, "2 runs may cost something")
	s.ask()
	s.Keys("1").Press("enter").Sees("2 runs may cost something", "y send").Press("n").Settle()
	if n := len(s.sends()); n > 0 || s.open() {
		t.Fatalf("%d runs without a yes", n)
	}
	s.ask()
	s.Keys("1").Press("enter").Sees("y send").Press("y").Settle()
	if n := len(s.sends()); n != 2 {
		t.Fatalf("%d runs", n)
	}
}

func TestGoesOnUnseen(t *testing.T) {
	s := newStage(t, "")
	s.ask()
	s.Keys("1").Press("enter").Sees("RUNNING").Press("x").Sees("stop waiting for both runs?")
	sends := s.sends()
	group := sends[0].Run.Group
	s.Press("y")
	if len(s.Told) != 1 || s.Told[0] != tea.Msg(room.StopWaitingMsg{Group: group}) {
		t.Errorf("told %v", s.Told)
	}
	s.Press("esc")
	s.answer(sends)
	if said := s.Heard(); said != "orders and orders:1: 1 difference" {
		t.Errorf("said %q", said)
	}
	// It is shown again as it is, without asking anything.
	if cmd := s.room.Show(model.Run{Group: group}); cmd != nil {
		t.Error("the latest comparison is read")
	}
	s.Sees("+ orders:1", "1 difference")
}

// A run whose sending breaks has no answer, and the comparison says so.
func TestBrokenRun(t *testing.T) {
	s := newStage(t, "")
	s.ask()
	s.Keys("1").Press("enter").Sees("RUNNING")
	for _, send := range s.sends() {
		s.Do(func() tea.Msg { return send.Broken("internal error") })
	}
	s.Sees("internal error", "nothing to compare: neither run has a response")
}

func TestComparisonOfThePast(t *testing.T) {
	group := model.NewGroup(model.CompareGroup, time.Now())
	run := func(id model.RunID, arn model.ARN, output string) model.Run {
		return model.Run{ID: id, Request: model.Request{Machine: arn}, Status: model.Succeeded, Output: output, Group: group, Target: "fake"}
	}
	left, right := run("1", orders, `{"a":1}`), run("2", orders+":1", `{"a":2}`)
	s := newStage(t, "", right, left)
	s.Do(s.room.Show(left)).Sees("- orders ", "+ orders:1", "1 difference", `"a": 2`).
		Press("tab").Sees("the states cannot be compared")

	s = newStage(t, "", left)
	s.Do(s.room.Show(left)).Settle()
	if said := s.Heard(); said != "the comparison cannot be shown: one of its two runs was deleted" {
		t.Errorf("said %q", said)
	}
	if why := room.Part(model.Run{}); !strings.HasPrefix(why, "this run is not part of a comparison") {
		t.Errorf("%q", why)
	}
	if why := room.New(room.Config{}).Cannot(); why != "this target cannot compare" {
		t.Errorf("%q", why)
	}
}
