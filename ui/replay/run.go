package replay

import (
	"cmp"
	"context"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/suite"
	"expresso/ui/ask"
	"expresso/ui/dialog"
)

// arrivals are results that have not been taken in yet. They are collected, so that many
// at once are one update of the screen.
type arrivals struct {
	mu      sync.Mutex
	results []arrival
	came    chan struct{} // holds a token when there is something
	over    chan struct{} // closed when all have come
}

// arrival is the result of the case at a place.
type arrival struct {
	place  int
	result suite.Result
}

// add adds a result.
func (b *arrivals) add(place int, result suite.Result) {
	b.mu.Lock()
	b.results = append(b.results, arrival{place, result.Slim()})
	b.mu.Unlock()
	select {
	case b.came <- struct{}{}:
	default:
	}
}

// drain returns what has come, and whether that is all.
func (b *arrivals) drain() (results []arrival, over bool) {
	select {
	case <-b.over:
		over = true
	default:
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	results, b.results = b.results, nil
	return results, over
}

// begin runs the cases at places of the table, within a budget.
func (r *Room) begin(places []int, budget *guard.Budget) tea.Cmd {
	cfg := r.cfg
	run := suite.New(cfg.Bench, suite.Plan{
		Cases: r.view.Cases(places), Inputs: cfg.Inputs, Prices: cfg.PriceTable(), Concurrency: suite.Concurrency, TestCases: cfg.Bench.Target.Info().Local,
		Resolve: func(text string) (string, error) { return cfg.Parameters.Fill(text, 1) },
		Budget:  budget,
	})
	if len(places) == 1 {
		run.Group = "" // it stands for itself
	}
	box := &arrivals{came: make(chan struct{}, 1), over: make(chan struct{})}
	ctx, cancel := context.WithCancelCause(cfg.Context)
	r.run, r.cancel, r.box, r.reread, r.unsigned, r.why = run, cancel, box, cfg.Now(), nil, nil
	r.view.Begin(places, suite.Concurrency)
	cfg.Sending.Add(1)
	send := ask.Command(func() tea.Msg {
		defer cfg.Sending.Done()
		defer close(box.over)
		defer cancel(nil)
		run.Run(ctx, func(place int, result suite.Result) { box.add(places[place], result) })
		return nil
	})
	return tea.Batch(send, await(box))
}

// step is the least time from one update of the table to the next.
const step = 50 * time.Millisecond

// arrivedMsg is sent when cases have ended.
type arrivedMsg struct {
	box     *arrivals
	results []arrival
	over    bool // and these were the last
}

// await waits for results, and a little longer for more of them.
func await(box *arrivals) tea.Cmd {
	return ask.Command(func() tea.Msg {
		select {
		case <-box.came:
			more := time.NewTimer(step)
			defer more.Stop()
			select {
			case <-more.C:
			case <-box.over:
			}
		case <-box.over:
		}
		results, over := box.drain()
		return arrivedMsg{box, results, over}
	})
}

// rereadStep is the least time from one reading of the history to the next while a replay
// continues.
const rereadStep = time.Second

func (r *Room) onArrived(msg arrivedMsg) tea.Cmd {
	if msg.box != r.box {
		return nil
	}
	ran := RanMsg{Results: make([]suite.Result, len(msg.results)), Reread: msg.over, Over: msg.over}
	for i, one := range msg.results {
		r.view.Give(one.place, one.result)
		ran.Results[i] = one.result
		r.unsigned = cmp.Or(r.unsigned, one.result.Unsigned)
		if p := one.result.Problem; one.result.NotRun() && p.Error() != suite.ErrNotReplayed.Error() {
			r.why = cmp.Or(r.why, p)
		}
	}
	if now := r.cfg.Now(); now.Sub(r.reread) >= rereadStep {
		r.reread, ran.Reread = now, true
	}
	if msg.over {
		ran.Lasted, ran.Unsigned = r.cfg.Now().Sub(r.view.began), r.unsigned
	}
	r.Tell(ran)
	if !msg.over {
		return await(msg.box)
	}
	r.run = nil
	r.view.End()
	_, seen := r.cfg.Dialogs.Shown().(*replayed)
	switch {
	case r.why != nil:
		r.Tell(dialog.SayMsg{Kind: dialog.Warned, Text: r.why.Error(), Hint: model.HintOf(r.why)})
	case !seen: // it tells it all
		r.Tell(r.outcome())
	}
	return nil
}
