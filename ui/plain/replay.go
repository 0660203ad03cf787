package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/replay"
	"expresso/ui/screen"
)

// replay runs the machine's saved inputs, or one of them, or those of all machines, and
// reads out which are not as expected. Where runs are billed it asks first.
func (s *session) replay(which string) error {
	cases, err := s.cases(which)
	if err != nil {
		return err
	}
	info := s.Bench.Target.Info()
	plan := suite.Plan{Cases: cases, Budget: s.Guard.Budget("replay", 0, info)}
	prices := s.Prices.In(cases[0].ARN.Region())
	question := ""
	if info.Bills() {
		e, err := suite.EstimateOf(s.ctx, s.Bench.Journal, prices, cases)
		if err != nil {
			return err
		}
		e.Expect(plan.Budget)
		question = replay.Question(e, info.Name, prices)
	}
	if !s.maySend(question, plan.Starts(info)...) {
		return nil
	}
	plan.Inputs, plan.Prices, plan.Concurrency, plan.TestCases = s.Inputs, prices, suite.Concurrency, info.Local
	plan.Resolve = func(text string) (string, error) { return s.Parameters.Fill(text, 1) }
	r := suite.New(s.Bench, plan)
	s.say("replaying %s, %d at once.", counted(int64(len(cases)), "saved input"), min(len(cases), suite.Concurrency))
	s.list = s.list[:0]
	sum := suite.Sum{Total: len(cases)}
	began := time.Now()
	err = s.await(work{
		do: func(ctx context.Context, tell func(func())) error {
			r.Run(ctx, func(_ int, result suite.Result) {
				tell(func() {
					sum.Add(result)
					s.judged(result)
				})
			})
			return nil
		},
		stop: r.Stop,
		soFar: func(bool) string {
			return fmt.Sprintf("%s done.", counted(sum.Totals.Runs, "run"))
		},
	})
	s.runs += sum.Totals.Runs
	s.spent = s.spent.Plus(sum.Totals)
	var counts []string
	for v, n := range sum.Verdicts {
		if n > 0 {
			counts = append(counts, screen.Count(int64(n))+" "+suite.Verdict(v).String())
		}
	}
	s.say("%s in %s, cost %s, an %s.", strings.Join(counts, ", "), spoken(time.Since(began)), s.Prices.OfTotals(sum.Totals).Format(), unmarked(prices.Label()))
	if len(s.list) > 0 {
		s.say("Say show and a number to open one of these runs, and accept to make it the expectation.")
	}
	return err
}

// cases are the saved inputs that are meant: those of the picked machine, the one of that
// name, or all.
func (s *session) cases(which string) ([]suite.Case, error) {
	var cases []suite.Case
	switch {
	case which == "all":
		if err := s.readAll(); err != nil {
			return nil, err
		}
		for _, m := range s.listing.Machines {
			if m.Type == model.Standard {
				continue // cannot be run at all
			}
			of, err := suite.Cases(s.Inputs, m, m.ARN, "")
			if err != nil {
				return nil, err
			}
			cases = append(cases, of...)
		}
	case s.machine.ARN == "":
		return nil, errNoMachine
	default:
		var err error
		if cases, err = suite.Cases(s.Inputs, s.machine, s.arn, which); err != nil {
			return nil, err
		}
	}
	if len(cases) == 0 {
		return nil, model.WithHint(errors.New("no such saved input"), "say inputs to list them, or save and a name")
	}
	return cases, nil
}

// judged reads out a case that is not as expected. Its run gets a number that show takes.
func (s *session) judged(r suite.Result) {
	if r.Verdict.OK() || r.NotRun() {
		return
	}
	text := fmt.Sprintf("%s, %s: %s.", s.words(r.ARN), r.Input, r.Verdict)
	if r.Run.ID != "" {
		s.list = append(s.list, r.Run.ID)
		text = fmt.Sprintf("%d. %s", len(s.list), text)
	}
	s.say("%s", text)
	s.differ(r.Judgement)
	hint := r.Run.Hint
	if r.Problem != nil {
		hint = model.HintOf(r.Problem)
	}
	if hint != "" {
		s.say("%s.", hint)
	}
}

// differ reads out what is not as expected.
func (s *session) differ(j suite.Judgement) {
	for _, d := range j.Differences {
		s.say("%s.", d)
	}
	if j.More > 0 {
		s.say("And %d more.", j.More)
	}
}

// accept records what the shown run brought as what is expected of its saved input.
// It says before what that changes, and asks.
func (s *session) accept(string) error {
	r := s.current
	switch {
	case r.ID == "":
		return errNoRun
	case r.Saved == "":
		return model.WithHint(errors.New("this is not a run of a saved input"), "say save and a name, then run, then accept")
	}
	machine := r.Machine.Machine()
	before, file, err := s.Inputs.Expectation(machine, r.Saved)
	if err != nil {
		return err
	}
	var old *suite.Expectation
	if strings.TrimSpace(before) != "" {
		if old, err = suite.Parse(before, file); err != nil {
			return err
		}
	}
	accepted, err := suite.Accept(r, old)
	if err != nil {
		return err
	}
	after := accepted.Text()
	if old == nil {
		s.say("%s has no expectation. The new one is:", r.Saved)
		s.say("%s", after)
	} else {
		judgement := suite.Judge(old, r, s.Prices.Of(r))
		switch judgement.Verdict {
		case suite.Passed:
			s.say("the run already matches the expectation.")
			return nil
		case suite.OverBudget:
			s.differ(judgement)
			return model.WithHint(errors.New("the run is over its budget, which accept does not change"), "raise the budget in "+file)
		}
		s.differ(judgement)
	}
	if made := accepted.Made(r, s.Bench.StandIns(s.ctx, r)); len(made) > 0 {
		s.say("It contains stand-ins, which differ once deployed: %s. Ignore them, yes or no?", suite.InWords(made))
		if s.agrees() {
			if accepted, err = accepted.Without(r, made); err != nil {
				return err
			}
			after = accepted.Text()
		}
	}
	s.say("Save this expectation, yes or no?")
	if !s.agrees() {
		s.say("nothing was written.")
		return nil
	}
	if err := s.Inputs.Expect(machine, r.Saved, after); err != nil {
		return err
	}
	result := suite.Result{Run: r, Judgement: suite.Judge(accepted, r, s.Prices.Of(r))}
	result.Note(s.ctx, s.Bench.Journal)
	s.say("saved %s.", file)
	return nil
}
