package plain

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/burst"
	burstui "expresso/ui/burst"
)

// atOnce is how many runs of a burst are in flight unless another number is said.
const atOnce = 10

// burst runs the input many times, and reads out what came of it. Where runs are billed it
// asks first.
func (s *session) burst(args string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	plan := burst.Plan{Machine: s.arn, Concurrency: atOnce, Saved: s.unchanged()}
	words := strings.Fields(args)
	err := errors.New("")
	if len(words) == 1 || len(words) == 2 {
		plan.Count, err = strconv.ParseInt(words[0], 10, 64)
	}
	if len(words) == 2 && err == nil {
		plan.Concurrency, err = strconv.Atoi(words[1])
	}
	if err != nil || plan.Count == 0 {
		return model.WithHint(errors.New("burst needs the number of runs, and optionally the concurrency"), "say burst 100, or burst 100 5")
	}
	if err := plan.Check(); err != nil {
		return err
	}
	if plan.Inputs, err = burst.Input(s.Bench, s.input, s.Parameters); err != nil {
		return model.WithHint(fmt.Errorf("not sent: %w", err), model.HintOf(err))
	}
	info, question := s.Bench.Target.Info(), ""
	plan.Budget = s.Guard.Budget("burst", s.Guard.BurstLimit(info), info)
	if info.Bills() {
		prices := s.Prices.In(s.arn.Region())
		e, err := burst.EstimateOf(s.ctx, s.Bench.Journal, prices, s.arn, plan.Count)
		if err != nil {
			return err
		}
		e.Expect(plan.Budget, plan.Machine)
		question = burstui.Question(plan, s.picked(), info.Name, prices, e)
	}
	if !s.maySend(question, plan.Start(info)) {
		return nil
	}
	b := burst.New(s.Bench, plan)
	s.say("running %s %s, %d at once.", s.picked(), counted(plan.Count, "time"), plan.Concurrency)
	err = s.await(work{
		do:   func(ctx context.Context, _ func(func())) error { return b.Run(ctx) },
		stop: b.Stop,
		soFar: func(stopping bool) string {
			p := b.Snapshot()
			text := fmt.Sprintf("%d of %s done, %d in flight", p.Done, counted(p.Planned, "run"), p.InFlight)
			if left, ok := p.Left(); ok && !stopping {
				text += ", " + spoken(left.Round(time.Second)) + " left"
			}
			return text + "."
		},
	})
	s.told(b)
	return err
}

// told reads out what came of a burst.
func (s *session) told(b *burst.Burst) {
	p := b.Snapshot()
	s.runs += p.Done
	s.spent = s.spent.Plus(p.Totals)
	s.say("%s of %d in %s, %.0f a second: %d SUCCEEDED, %d failed, %d throttled.", counted(p.Done, "run"), p.Planned,
		spoken(p.Elapsed), p.Rate(), p.Totals.Succeeded, p.Answered-p.Totals.Succeeded, p.Throttled)
	for _, of := range []struct {
		name string
		h    burst.Histogram
	}{{"answered", p.Latency}, {"billed", p.Billed}} {
		if of.h.Count() > 0 {
			s.say("%s: half within %s, 90 percent within %s, 99 percent within %s, the longest %s.", of.name,
				spoken(of.h.Quantile(0.5)), spoken(of.h.Quantile(0.9)), spoken(of.h.Quantile(0.99)), spoken(of.h.Max()))
		}
	}
	for _, e := range p.Errors {
		s.say("%d with %s.", e.Count, e.Name)
	}
	prices := s.Prices.In(b.Machine.Region())
	s.say("cost %s, an %s.", s.Prices.OfTotals(p.Totals).Format(), unmarked(prices.Label()))
	if state := b.Budget.State(b.Machine.Region()); state != "" {
		s.say("budget: %s.", state)
	}
}
