package export

import (
	"io"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/pricing"
)

// burstJSON is a burst for programs.
type burstJSON struct {
	Group           model.GroupID      `json:"group"`
	StateMachineArn model.ARN          `json:"stateMachineArn"`
	Planned         int64              `json:"planned,omitempty"`
	Runs            int64              `json:"runs"`
	Succeeded       int64              `json:"succeeded"`
	Answered        int64              `json:"answered"`
	Throttled       int64              `json:"throttled"`
	ElapsedMS       float64            `json:"elapsedInMilliseconds"`
	RatePerSecond   float64            `json:"runsPerSecond"`
	LatencyMS       map[string]float64 `json:"latencyInMilliseconds"`
	BilledMS        map[string]float64 `json:"billedDurationInMilliseconds"`
	Latencies       []barJSON          `json:"latencyHistogram"`
	Billings        []barJSON          `json:"billedDurationHistogram"`
	Errors          []errorJSON        `json:"errors"`
	Cost            Cost               `json:"estimatedCost"`
	Budget          *budgetJSON        `json:"budget,omitempty"`
}

// budgetJSON is how much a burst was allowed to cost.
type budgetJSON struct {
	Limit   string `json:"limit,omitempty"` // none where only the session's was reached
	Reached bool   `json:"reached"`
}

type barJSON struct {
	AboveMS float64 `json:"aboveInMilliseconds"`
	UpToMS  float64 `json:"upToInMilliseconds"`
	Runs    int64   `json:"runs"`
}

type errorJSON struct {
	Name string `json:"error"`
	Runs int64  `json:"runs"`
}

// BurstJSON writes what became of a burst as JSON.
func BurstJSON(w io.Writer, b *burst.Burst, s burst.Snapshot, machine model.ARN, prices pricing.Table) error {
	k := burstJSON{
		Group: b.Group, StateMachineArn: machine, Planned: s.Planned, Runs: s.Done, Succeeded: s.Totals.Succeeded,
		Answered: s.Answered, Throttled: s.Throttled, ElapsedMS: milliseconds(s.Elapsed), RatePerSecond: s.Rate(),
		LatencyMS: map[string]float64{}, BilledMS: map[string]float64{}, Errors: []errorJSON{},
		Latencies: bars(s.Latency), Billings: bars(s.Billed), Cost: costOf(s.Totals, prices),
	}
	if limit := b.Budget.Limit(); limit > 0 {
		k.Budget = &budgetJSON{limit.String(), s.OverBudget}
	} else if s.OverBudget {
		k.Budget = &budgetJSON{Reached: true}
	}
	for _, q := range burst.Quantiles {
		k.LatencyMS[q.Name], k.BilledMS[q.Name] = milliseconds(s.Latency.Quantile(q.Of)), milliseconds(s.Billed.Quantile(q.Of))
	}
	for _, e := range s.Errors {
		k.Errors = append(k.Errors, errorJSON{e.Name, e.Count})
	}
	return Indented(w, k)
}

func bars(h burst.Histogram) []barJSON {
	out := []barJSON{}
	for _, b := range h.Bars(20) {
		if b.Count == 0 {
			continue
		}
		out = append(out, barJSON{milliseconds(b.From), milliseconds(b.To), b.Count})
	}
	return out
}
