package compare_test

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
	"expresso/model/compare"
	"expresso/model/pricing"
	room "expresso/ui/compare"
	"expresso/ui/dialog"
	"expresso/ui/theme"
)

const orders model.ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"

// journal keeps nothing of what is written, and has the runs that it is given.
type journal struct {
	model.Journal
	runs []model.Run
}

func (journal) Begin(context.Context, model.Run) error                 { return nil }
func (journal) Finish(context.Context, model.Run, []model.Event) error { return nil }

func (journal) Trace(context.Context, model.RunID) ([]model.Event, error) { return nil, nil }

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

// target answers with the version that was asked, after what it waits for.
type target struct {
	model.Target
	wait chan struct{}
}

func (target) Info() model.Info { return model.Info{Name: "fake"} }

func (t target) Start(ctx context.Context, request model.Request) (model.Run, error) {
	select {
	case <-t.wait:
	case <-ctx.Done():
		return model.Run{}, ctx.Err()
	}
	return model.Run{Status: model.Succeeded, Output: `{"version":"` + request.Machine.Qualifier() + `"}`}, nil
}

func (target) Trace(context.Context, model.Run) ([]model.Event, error) { return nil, model.ErrNoTrace }

func (target) Qualifiers(context.Context, model.ARN) (model.Qualifiers, error) {
	return model.Qualifiers{Versions: []model.Version{{ARN: orders + ":2"}, {ARN: orders + ":1"}}}, nil
}

// stage is a room, what it opens its dialogs on, and what it told its owner.
type stage struct {
	t       *testing.T
	d       *room.Room
	dialogs *dialog.Stack
	told    []tea.Msg
	sends   []room.SendMsg
}

func newStage(t *testing.T, billed string, runs ...model.Run) *stage {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	s := &stage{t: t, dialogs: dialog.NewStack(th, nil, time.Now)}
	open := make(chan struct{})
	close(open)
	bench := &model.Workbench{Target: target{wait: open}, Journal: journal{runs: runs}, Now: time.Now}
	s.d = room.New(room.Config{
		Theme: th, Dialogs: s.dialogs, Bench: bench, Now: time.Now,
		Against: func(_ context.Context, machine model.ARN, with string) (compare.Opposite, error) {
			if with == "none" {
				return compare.Opposite{}, model.WithHint(errors.New("there is no none"), "name a version")
			}
			side := func(arn model.ARN) compare.Side {
				return compare.Side{Name: arn.Aimed(), Bench: bench, Machine: arn, Prices: pricing.USEast()}
			}
			return compare.Opposite{Sides: [2]compare.Side{side(machine), side(orders + model.ARN(":"+with))}, Billed: billed}, nil
		},
		Places: func(context.Context, model.ARN) []model.Place {
			return []model.Place{{With: "profile:ops", Note: "on AWS"}}
		},
	})
	return s
}

// do runs a command and all that follows from it, but for sending.
func (s *stage) do(cmd tea.Cmd) {
	s.t.Helper()
	if cmd != nil {
		s.take(cmd())
	}
	for _, msg := range s.d.Told() {
		switch msg := msg.(type) {
		case room.SendMsg:
			s.sends = append(s.sends, msg)
		case dialog.BilledMsg:
			if msg.Question == "" {
				s.take(msg.Then)
				continue
			}
			s.dialogs.Push(&dialog.Confirm{Title: msg.Title, Question: msg.Question, Yes: msg.Yes, Then: msg.Then})
		default:
			s.told = append(s.told, msg)
		}
	}
}

func (s *stage) take(msg tea.Msg) {
	s.t.Helper()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			s.do(cmd)
		}
		return
	}
	s.do(s.d.Update(msg))
}

func (s *stage) press(keys ...string) {
	s.t.Helper()
	named := map[string]tea.KeyType{"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab}
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		if kind, ok := named[k]; ok {
			msg = tea.KeyMsg{Type: kind}
		}
		cmd, told := s.dialogs.Update(msg)
		s.do(cmd)
		for _, msg := range told {
			if _, ours := msg.(room.AbandonMsg); ours {
				s.told = append(s.told, msg)
				continue
			}
			s.take(msg)
		}
	}
}

func (s *stage) sees(texts ...string) {
	s.t.Helper()
	if s.dialogs.Front() == nil {
		s.t.Fatalf("nothing is open, not %q", texts)
	}
	view := ansi.Strip(s.dialogs.Front().View(100, 30))
	for _, text := range texts {
		if !strings.Contains(view, text) {
			s.t.Fatalf("no %q in\n%s", text, view)
		}
	}
}

// ask asks for a comparison of an input.
func (s *stage) ask() {
	s.t.Helper()
	s.do(s.d.Ask(s.t.Context(), room.Subject{Aim: orders, Saved: "big", Input: func(context.Context) (string, error) { return "{}", nil }}))
}

// answer sends what is to be sent, at the same time, and gives the answers.
func (s *stage) answer() {
	s.t.Helper()
	answers := make(chan tea.Msg, len(s.sends))
	for _, send := range s.sends {
		go func() { answers <- send.Send(s.t.Context()) }()
	}
	for range s.sends {
		s.take(<-answers)
	}
	s.sends = nil
}

func TestFromQuestionToAnswer(t *testing.T) {
	s := newStage(t, "")
	s.ask()
	s.sees("Compare orders · big with", "2 ", "1 ", "profile:ops", "on AWS")
	s.press("none", "enter")
	s.sees("there is no none", "name a version")
	s.press("esc")
	if s.dialogs.Front() != nil {
		t.Fatal("esc does not close the question")
	}
	s.ask()
	s.press("1", "enter")
	s.sees("- orders", "+ orders:1", "RUNNING", "what differs comes with the answers")
	if len(s.sends) != 2 || s.sends[0].Run.Group != s.sends[1].Run.Group || s.sends[0].Run.Saved != "big" {
		t.Fatalf("to be sent: %+v", s.sends)
	}
	s.answer()
	s.sees("SUCCEEDED", "1 difference", `"version": "1"`)
	if len(s.told) > 0 {
		t.Errorf("told %v", s.told)
	}
}

func TestWhatIsBilledIsAsked(t *testing.T) {
	s := newStage(t, "2 runs may cost something")
	s.ask()
	s.press("1", "enter")
	s.sees("2 runs may cost something", "y send")
	s.press("n")
	if len(s.sends) > 0 || s.dialogs.Front() != nil {
		t.Fatalf("%d runs without a yes", len(s.sends))
	}
	s.ask()
	s.press("1", "enter", "y")
	if len(s.sends) != 2 {
		t.Fatalf("%d runs", len(s.sends))
	}
}

func TestGoesOnUnseen(t *testing.T) {
	s := newStage(t, "")
	s.ask()
	s.press("1", "enter", "x")
	s.sees("stop waiting for both runs?")
	group := s.sends[0].Run.Group
	s.press("y")
	if len(s.told) != 1 || s.told[0] != tea.Msg(room.AbandonMsg{Group: group}) {
		t.Errorf("told %v", s.told)
	}
	s.told = nil
	s.press("esc")
	s.answer()
	if len(s.told) != 1 || s.told[0] != tea.Msg(dialog.SayMsg{Kind: dialog.Warned, Text: "orders and orders:1: 1 difference"}) {
		t.Errorf("told %v", s.told)
	}
	// It is shown again as it is, without asking anything.
	if cmd := s.d.Show(t.Context(), model.Run{Group: group}); cmd != nil {
		t.Error("the latest comparison is read")
	}
	s.sees("+ orders:1", "1 difference")
}

// A run whose sending breaks has no answer, and the comparison says so.
func TestBrokenRun(t *testing.T) {
	s := newStage(t, "")
	s.ask()
	s.press("1", "enter")
	for _, send := range s.sends {
		s.take(send.Broken("this is a mistake"))
	}
	s.sees("this is a mistake", "nothing to compare: neither run has an answer")
}

func TestComparisonOfThePast(t *testing.T) {
	group := model.NewGroup(model.CompareGroup, time.Now())
	run := func(id model.RunID, arn model.ARN, output string) model.Run {
		return model.Run{ID: id, Request: model.Request{Machine: arn}, Status: model.Succeeded, Output: output, Group: group, Target: "fake"}
	}
	left, right := run("1", orders, `{"a":1}`), run("2", orders+":1", `{"a":2}`)
	s := newStage(t, "", right, left)
	s.do(s.d.Show(t.Context(), left))
	s.sees("- orders ", "+ orders:1", "1 difference", `"a": 2`)
	s.press("tab")
	s.sees("the states cannot be compared")

	s = newStage(t, "", left)
	s.do(s.d.Show(t.Context(), left))
	want := dialog.SayMsg{Kind: dialog.Warned, Text: "the comparison cannot be shown: only one of its two runs is still kept"}
	if len(s.told) != 1 || s.told[0] != tea.Msg(want) {
		t.Errorf("told %v", s.told)
	}
	if why := room.Part(model.Run{}); !strings.HasPrefix(why, "this run was no part of a comparison") {
		t.Errorf("%q", why)
	}
	if why := room.New(room.Config{}).Cannot(); why != "there is nothing to compare with here" {
		t.Errorf("%q", why)
	}
}
