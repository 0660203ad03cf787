package burst

import (
	"cmp"
	"context"
	"math"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/pricing"
)

// Estimate is what a burst may cost, before it is sent.
type Estimate struct {
	Cost pricing.Cost
	// Like is the bill of one run that it goes by: that of the machine's latest run, or
	// the least that AWS bills if there is none.
	Like   model.Billing
	Latest bool
}

// EstimateOf says what count runs of a machine may cost: as much as its latest run that was
// billed, each.
func EstimateOf(ctx context.Context, journal model.Journal, prices pricing.Table, machine model.ARN, count int64) (Estimate, error) {
	e := estimate(prices, count, guard.Least)
	latest, err := journal.List(ctx, model.Query{
		Machine: string(machine.Unqualified()), Limit: 1, Whole: true, Status: []model.Status{model.Succeeded, model.Failed, model.TimedOut},
	})
	if err != nil {
		return Estimate{}, err
	}
	if len(latest) > 0 && latest[0].Billing != (model.Billing{}) {
		e = estimate(prices, count, latest[0].Billing)
		e.Latest = true
	}
	return e, nil
}

// Expect tells a budget what a run of the machine cost.
func (e Estimate) Expect(b *guard.Budget, machine model.ARN) {
	if e.Latest {
		b.Expect(machine, e.Like)
	}
}

func estimate(prices pricing.Table, count int64, like model.Billing) Estimate {
	e := Estimate{Like: like}
	e.Cost = prices.OfTotals(model.Totals{Requests: count, MBMillis: count * int64(pricing.UsageOf(e.Like))})
	return e
}

// Start is what the plan sends to a target, for its guard. Nobody knows how many lines a stream has.
func (p Plan) Start(on model.Info) guard.Start {
	return guard.Start{On: on, Machine: p.Machine, Runs: cmp.Or(p.Count, math.MaxInt64), Budget: p.Budget}
}

// LastCost says what the latest run of a machine cost.
func LastCost(ctx context.Context, journal model.Journal, prices pricing.Table, machine model.ARN) string {
	e, err := EstimateOf(ctx, journal, prices, machine, 1)
	switch {
	case err != nil:
		return "cost unknown: " + err.Error()
	case !e.Latest:
		return "not billed yet; at least " + prices.Format(e.Cost.Total)
	}
	return "cost " + prices.Format(e.Cost.Total)
}
