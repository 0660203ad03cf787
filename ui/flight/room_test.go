package flight_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/flight"
	"expresso/ui/uitest"
)

const orders model.ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"

// journal keeps nothing.
type journal struct{ model.Journal }

func (journal) Begin(context.Context, model.Run) error                 { return nil }
func (journal) Finish(context.Context, model.Run, []model.Event) error { return nil }

// target answers when it may, and bills.
type target struct {
	model.Target
	may   chan struct{}
	tells func(from int) (model.Told, bool) // nil for nothing
}

func (target) Info() model.Info { return model.Info{Name: "far"} }

func (t target) Start(ctx context.Context, _ model.Request) (model.Run, error) {
	if t.tells != nil {
		model.ProgressOf(ctx).Follow(t.tells)
	}
	select {
	case <-t.may:
		return model.Run{Status: model.Succeeded, Output: "{}"}, nil
	case <-ctx.Done():
		return model.Run{Status: model.NoResponse}, context.Cause(ctx)
	}
}

// stage is a room and its owner, which sends what takes off.
type stage struct {
	*uitest.Owner
	t    *testing.T
	room *flight.Room
	may  chan struct{}
	sent int // of what was told
}

func newStage(t *testing.T) *stage { return newTelling(t, nil) }

func newTelling(t *testing.T, tells func(from int) (model.Told, bool)) *stage {
	s := &stage{t: t, Owner: uitest.Own(t, time.Now), may: make(chan struct{}, 9)}
	now := time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)
	bench := &model.Workbench{Target: target{may: s.may, tells: tells}, Journal: journal{}, Now: func() time.Time { return now }}
	common := s.Common(bench)
	common.Now = func() time.Time { return now.Add(time.Second / 2) }
	s.room = flight.New(common)
	s.Has(s.room)
	return s
}

// depart sends what took off.
func (s *stage) depart() *stage {
	s.Do(nil)
	told := s.Told[s.sent:]
	s.sent = len(s.Told)
	for _, msg := range told {
		if m, ok := msg.(flight.DepartMsg); ok {
			s.Do(m.Do)
		}
	}
	return s
}

func (s *stage) send() *stage {
	if !s.room.Send(model.Request{Machine: orders, Input: "{}"}, "small") {
		s.t.Error("it is not sent")
	}
	return s.depart()
}

// started are the runs that the room has told of.
func started(s *stage) (ids []model.RunID) {
	for _, msg := range s.Told {
		if m, ok := msg.(flight.StartedMsg); ok {
			ids = append(ids, m.Run.ID)
		}
	}
	return ids
}

func TestASecondRunAsks(t *testing.T) {
	s := newStage(t).send()
	if s.room.Len() != 1 || !s.room.Runs("orders") || s.room.None() != "" {
		t.Fatalf("%d runs in flight", s.room.Len())
	}
	first := started(s)[0]
	if line := uitest.Plain(s.room.Line(first, 70)); !strings.Contains(line, "RUNNING   0.5 s of 5 min") || !strings.Contains(line, "esc stop waiting") {
		t.Errorf("%q", line)
	}
	if line, others := s.room.Line("another", 70), s.room.Others(first); line != "" || others != "" {
		t.Errorf("of others: %q, %q", line, others)
	}
	if others := uitest.Plain(s.room.Others("another")); !strings.HasSuffix(others, " orders 0.5 s") {
		t.Errorf("%q", others)
	}
	s.send().Sees("a run of orders is in flight. Start another one? It is").Press("n")
	if s.room.Len() != 1 {
		t.Fatal("sent without a yes")
	}
	s.send().Press("y")
	if s.depart(); s.room.Len() != 2 || !strings.Contains(uitest.Plain(s.room.Others("another")), "orders 0.5 s and 1 more") {
		t.Fatalf("%d runs in flight", s.room.Len())
	}
	s.may <- struct{}{}
	s.may <- struct{}{}
	s.Settle()
	s.room.Sending.Wait()
}

func TestStopWaiting(t *testing.T) {
	s := newStage(t).send()
	s.room.AskStopWaiting("")
	s.Sees("Stop waiting for the run of orders at 14:00:00?", "is billed").Press("y").Settle()
	s.room.Sending.Wait()
	s.room.Landed(model.Run{ID: "another"})
	if s.room.Len() != 1 {
		t.Error("another run's landing takes this one")
	}
}

func TestWhatPanicsEnds(t *testing.T) {
	s := newStage(t)
	ended := ""
	s.room.Fly(model.Run{ID: "1", Group: "g"}, func(context.Context) tea.Msg { panic("a mistake") }, func(what string) tea.Msg { ended = what; return nil })
	s.room.Fly(model.Run{ID: "2", Group: "g"}, func(ctx context.Context) tea.Msg {
		<-ctx.Done()
		if !errors.Is(context.Cause(ctx), model.ErrStoppedWaiting) {
			t.Error(context.Cause(ctx))
		}
		return nil
	}, nil)
	s.depart()
	s.room.StopWaiting("g")
	s.Settle()
	if s.room.Sending.Wait(); !strings.Contains(ended, "a mistake") {
		t.Errorf("ended with %q", ended)
	}
}

// What a run tells is asked for from where it was left, and not told of one that has landed.
func TestWatch(t *testing.T) {
	at := time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)
	all := []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at},
		{ID: 2, Type: "TaskStateEntered", State: "Charge", Time: at},
		{ID: 3, Previous: 2, Type: "TaskStateExited", State: "Charge", Time: at},
	}
	var mu sync.Mutex
	n, froms := 0, []int(nil)
	s := newTelling(t, func(from int) (model.Told, bool) {
		mu.Lock()
		defer mu.Unlock()
		n = min(n+1, len(all))
		froms = append(froms, from)
		return model.Told{Events: all[min(from, n):n], Bill: model.Billing{Duration: 300 * time.Millisecond, MemoryMB: 64}}, true
	})
	if s.room.Watch("") != nil {
		t.Error("there is nothing to watch")
	}
	s.send()
	var last flight.ProgressMsg
	watch := func(visits int) {
		t.Helper()
		s.Until("it has told", func() bool {
			s.Do(s.room.Watch(""))
			for _, msg := range s.Told {
				if m, ok := msg.(flight.ProgressMsg); ok {
					last = m
				}
			}
			return last.Tree != nil && last.Tree.Visits >= visits
		})
	}
	watch(1)
	if line := uitest.Plain(s.room.Line(started(s)[0], 100)); !strings.Contains(line, "$0.00000131 estimated") || !strings.Contains(line, "1 state") {
		t.Errorf("%q", line)
	}
	mu.Lock()
	for i := 1; i < len(froms); i++ {
		if froms[i] < froms[i-1] {
			t.Errorf("asked from %v", froms)
		}
	}
	mu.Unlock()
	var asked tea.Cmd
	s.Until("it can be asked again", func() bool {
		asked = s.room.Watch("")
		return asked != nil
	})
	s.room.Landed(last.Run)
	told := len(s.Told)
	s.Do(asked)
	s.may <- struct{}{}
	s.Settle()
	s.room.Sending.Wait()
	for _, msg := range s.Told[told:] {
		if _, ok := msg.(flight.ProgressMsg); ok {
			t.Error("it is told of a run that has landed")
		}
	}
}
