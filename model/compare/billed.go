package compare

import (
	"context"
	"fmt"
	"strings"

	"expresso/model/burst"
	"expresso/model/guard"
	"expresso/model/pricing"
)

// Billed says how many runs of a comparison are billed, where, and what they may cost; ""
// if none is.
func Billed(ctx context.Context, sides [2]Side) (string, error) {
	var places, labels []string
	about := "about"           // as much as the latest runs
	var costs []pricing.Amount // one for each currency
	for _, side := range sides {
		info := side.Bench.Target.Info()
		if !info.Bills() {
			continue
		}
		places = append(places, side.Machine.Machine()+" on "+info.Title())
		e, err := burst.EstimateOf(ctx, side.Bench.Journal, side.Prices, side.Machine, 1)
		if err != nil {
			return "", err
		}
		if !e.Latest {
			about = "at least"
		}
		if last := len(costs) - 1; last >= 0 && costs[last].Table.Currency == side.Prices.Currency {
			costs[last].Total = costs[last].Total.Plus(e.Cost.Total)
		} else {
			costs = append(costs, pricing.Amount{Table: side.Prices, Total: e.Cost.Total})
		}
		labels = append(labels, side.Prices.Label())
	}
	switch {
	case len(places) == 0:
		return "", nil
	case len(places) == 2 && places[0] == places[1]:
		places = []string{"2 runs of " + places[0]}
	default:
		for i := range places {
			places[i] = "1 run of " + places[i]
		}
	}
	var amounts []string
	for _, c := range costs {
		amounts = append(amounts, c.Table.Format(c.Total))
	}
	if len(labels) == 2 && labels[0] == labels[1] {
		labels = labels[:1]
	}
	return fmt.Sprintf("%s may cost %s %s (%s)", strings.Join(places, " and "), about, strings.Join(amounts, " and "), strings.Join(labels, "; ")), nil
}

// Starts are both runs, for the guard.
func (c *Comparison) Starts() []guard.Start {
	sent := make([]guard.Start, len(c.Sides))
	for i, side := range c.Sides {
		sent[i] = guard.Start{On: side.Bench.Target.Info(), Machine: c.Runs[i].Machine, Runs: 1, Input: len(c.Runs[i].Input)}
	}
	return sent
}
