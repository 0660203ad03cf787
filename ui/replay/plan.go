package replay

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/guard"
	"expresso/model/pricing"
	"expresso/model/suite"
	"expresso/ui/ask"
	"expresso/ui/dialog"
)

// plannedMsg is sent when it is known which cases there are to replay.
type plannedMsg struct {
	planned  ask.Seq
	whose    string // inputs, for people
	cases    []suite.Case
	estimate suite.Estimate // where runs are billed
	err      error
}

// Replay replays the saved inputs of machines, which whose tells people. It asks first where
// runs are billed.
func (r *Room) Replay(whose string, machines []Subject) tea.Cmd {
	ctx, planned := r.planning.Next(r.cfg.Context)
	msg := plannedMsg{planned: planned, whose: whose}
	cfg := r.cfg
	return ask.Command(func() tea.Msg {
		for _, m := range machines {
			var found []suite.Case
			if found, msg.err = suite.Cases(cfg.Inputs, m.Machine, m.ARN, ""); msg.err != nil {
				return msg
			}
			msg.cases = append(msg.cases, found...)
		}
		if cfg.Bills() {
			msg.estimate, msg.err = suite.EstimateOf(ctx, cfg.Bench.Journal, cfg.PriceTable(), msg.cases)
		}
		return msg
	})
}

// onPlanned begins the replay, or asks first where runs are billed.
func (r *Room) onPlanned(msg plannedMsg) tea.Cmd {
	switch {
	case !r.planning.Done(msg.planned) || r.run != nil:
		return nil
	case msg.err != nil:
		r.Fail("cannot replay", msg.err)
		return nil
	case len(msg.cases) == 0:
		r.Warn("no saved inputs of " + msg.whose + ": press ctrl+s to save the editor's text")
		return nil
	}
	all := make([]int, len(msg.cases))
	for i := range all {
		all[i] = i
	}
	return r.ask(msg.estimate, beginMsg{view: NewView(r.cfg.Theme, r.cfg.PriceTable(), r.cfg.Now, msg.cases), places: all})
}

// beginMsg is told when the cases at places of a table may run.
type beginMsg struct {
	view     *View
	places   []int
	estimate suite.Estimate
	budget   *dialog.Budget // that was asked for, nil for none
}

// ask asks whether to run cases where that is billed, and begins where it is not.
func (r *Room) ask(e suite.Estimate, begin beginMsg) tea.Cmd {
	on := r.cfg.Bench.Target.Info()
	asks := dialog.BilledMsg{Title: "Replay", Yes: "run them", Then: begin, Starts: suite.Plan{Cases: begin.view.Cases(begin.places)}.Starts(on)}
	e.Expect(guard.Of(r.cfg.Bench.Guard).Session(on))
	if on.Bills() {
		begin.estimate, begin.budget = e, r.budget
		r.budget.Check = func(limit pricing.Money) string {
			budget := r.within(limit, e)
			for _, start := range asks.Starts {
				if err := budget.Room(start.Machine); err != nil {
					return err.Error()
				}
			}
			return ""
		}
		asks.Then, asks.Budget = begin, r.budget
		asks.Question = Question(e, on.Name, r.cfg.PriceTable()) + ". Run them?"
	} else if r.cfg.Bench.Guard == nil {
		return r.onBegin(begin)
	}
	r.Tell(asks)
	return nil
}

// within is the budget of a replay with a limit, 0 for none.
func (r *Room) within(limit pricing.Money, e suite.Estimate) *guard.Budget {
	budget := guard.Of(r.cfg.Bench.Guard).Budget("replay", limit, r.cfg.Bench.Target.Info())
	e.Expect(budget)
	return budget
}

func (r *Room) onBegin(msg beginMsg) tea.Cmd {
	if r.run == nil {
		r.view = msg.view
	}
	r.Show()
	return r.again(msg.places, r.within(msg.budget.Limit(), msg.estimate))
}

// again runs cases of the table, unless some run already.
func (r *Room) again(places []int, budget *guard.Budget) tea.Cmd {
	if r.run != nil {
		r.Warn("wait until the replay ends, or stop it with x")
		return nil
	}
	return r.begin(places, budget)
}

// againAll replays the whole table again.
func (r *Room) againAll() tea.Cmd {
	all := make([]int, len(r.view.rows))
	for i := range all {
		all[i] = i
	}
	return r.rerun(all)
}

// againBad reruns all cases that are not as expected.
func (r *Room) againBad() tea.Cmd {
	places := r.view.NotOK()
	if r.run == nil && len(places) == 0 {
		r.Say("all passed")
		return nil
	}
	return r.rerun(places)
}

// RerunFailures shows the replay that was begun last, and reruns what failed in it.
func (r *Room) RerunFailures() tea.Cmd {
	r.Show()
	return r.againBad()
}

// rerun runs cases of the table again, after asking where that is billed.
func (r *Room) rerun(places []int) tea.Cmd {
	if r.run != nil || !r.cfg.Bills() && r.cfg.Bench.Guard == nil {
		return r.again(places, r.within(0, suite.Estimate{}))
	}
	ctx, planned := r.planning.Next(r.cfg.Context)
	cfg, cases := r.cfg, r.view.Cases(places)
	return ask.Command(func() tea.Msg {
		e, err := suite.EstimateOf(ctx, cfg.Bench.Journal, cfg.PriceTable(), cases)
		return againMsg{planned, places, e, err}
	})
}

// againMsg is sent when it is known what it may cost to run cases again.
type againMsg struct {
	planned  ask.Seq
	places   []int
	estimate suite.Estimate
	err      error
}

func (r *Room) onAgain(msg againMsg) tea.Cmd {
	switch {
	case !r.planning.Done(msg.planned) || r.run != nil:
		return nil
	case msg.err != nil:
		r.Fail("cannot replay", msg.err)
		return nil
	}
	return r.ask(msg.estimate, beginMsg{view: r.view, places: msg.places})
}
