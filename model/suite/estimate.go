package suite

import (
	"context"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/guard"
	"expresso/model/pricing"
)

// Estimate is what a replay may cost, before it is sent.
type Estimate struct {
	Runs, Machines int64
	Cost           pricing.Money
	Latest         bool // by the bill of each machine's latest run, not the least that is billed

	like map[model.ARN]model.Billing
}

// EstimateOf says what cases may cost.
func EstimateOf(ctx context.Context, journal model.Journal, prices pricing.Table, cases []Case) (Estimate, error) {
	counts := map[model.ARN]int64{}
	for _, c := range cases {
		counts[c.Machine.ARN]++
	}
	e := Estimate{Runs: int64(len(cases)), Machines: int64(len(counts)), Latest: true, like: map[model.ARN]model.Billing{}}
	for machine, count := range counts {
		one, err := burst.EstimateOf(ctx, journal, prices, machine, count)
		if err != nil {
			return Estimate{}, err
		}
		e.Cost = e.Cost.Plus(one.Cost.Total)
		e.Latest = e.Latest && one.Latest
		if one.Latest {
			e.like[machine] = one.Like
		}
	}
	return e, nil
}

// Expect tells a budget the expected cost of each machine's runs.
func (e Estimate) Expect(b *guard.Budget) {
	for machine, like := range e.like {
		b.Expect(machine, like)
	}
}

// Starts are the runs of a plan on a target, for its guard.
func (p Plan) Starts(on model.Info) []guard.Start {
	sent := make([]guard.Start, len(p.Cases))
	for i, c := range p.Cases {
		sent[i] = guard.Start{On: on, Machine: c.ARN, Runs: 1, Budget: p.Budget}
	}
	return sent
}
