package export

import (
	"time"

	"expresso/model"
	"expresso/model/pricing"
)

// Run is a run as JSON, for programs. Members of StartSyncExecution have AWS's names and units.
type Run struct {
	ID              model.RunID `json:"id"`
	Target          string      `json:"target"`
	StateMachineArn model.ARN   `json:"stateMachineArn"`
	Name            string      `json:"name,omitempty"`
	Status          string      `json:"status"`
	Asked           time.Time   `json:"asked"`
	TookMS          float64     `json:"tookInMilliseconds"`
	ExecutionArn    model.ARN   `json:"executionArn,omitempty"`
	StartDate       *time.Time  `json:"startDate,omitempty"`
	StopDate        *time.Time  `json:"stopDate,omitempty"`
	Error           string      `json:"error,omitempty"`
	Billing         *Bill       `json:"billingDetails,omitempty"`
	Cost            *Cost       `json:"estimatedCost,omitempty"`
	Problem         string      `json:"problem,omitempty"`
	Hint            string      `json:"hint,omitempty"`
	Saved           string      `json:"savedInput,omitempty"`
	Group           string      `json:"group,omitempty"`
	Verdict         string      `json:"verdict,omitempty"`
	Starred         bool        `json:"starred,omitempty"`
	Note            string      `json:"note,omitempty"`
	Origin          *Origin     `json:"origin,omitempty"`

	Input       *string `json:"input,omitempty"`
	TraceHeader string  `json:"traceHeader,omitempty"`
	// IncludedData is what the answer was asked to hold, and OutputWithheld set where it left the
	// output of a run that succeeded out.
	IncludedData   model.IncludedData `json:"includedData,omitempty"`
	OutputWithheld bool               `json:"outputWithheld,omitempty"`
	Output         *string            `json:"output,omitempty"`
	Cause          string             `json:"cause,omitempty"`
}

// Origin says where a run began that is not of the whole machine.
type Origin struct {
	Run   model.RunID `json:"run"`
	State string      `json:"state"`
}

// Bill is what the service charges a run for.
type Bill struct {
	DurationMS int64 `json:"billedDurationInMilliseconds"`
	MemoryMB   int64 `json:"billedMemoryUsedInMB"`
}

// Cost is an estimate in money with the prices that it goes by.
type Cost struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	Region   string `json:"region"`
	Prices   string `json:"pricesOf"`
}

// costOf is what runs cost together.
func costOf(totals model.Totals, prices pricing.Table) Cost {
	return cost(prices.OfTotals(totals), prices)
}

func cost(c pricing.Cost, prices pricing.Table) Cost {
	return Cost{c.Total.String(), prices.Currency, prices.Region, prices.Date}
}

// milliseconds is a duration in the unit that programs read.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// Row is a run without its bodies, as lists have it.
func Row(r model.Run, prices pricing.Table) Run {
	out := Run{
		ID: r.ID, Target: r.Target, StateMachineArn: r.Machine, Name: r.Name, Status: r.Status.Code(),
		Asked: r.Asked, TookMS: milliseconds(r.Took), ExecutionArn: r.Execution,
		Error: r.Error, Problem: r.Problem, Hint: r.Hint,
		IncludedData: r.Included, OutputWithheld: r.OutputWithheld,
		Saved: r.Saved, Group: string(r.Group), Verdict: r.Verdict, Starred: r.Starred, Note: r.Note,
	}
	if r.Status.Answered() {
		out.StartDate, out.StopDate = ifKnown(r.Started), ifKnown(r.Stopped)
	}
	if !r.Origin.Whole() {
		out.Origin = &Origin{r.Origin.Run, r.Origin.State}
	}
	if r.Billing != (model.Billing{}) {
		estimate := cost(prices.Of(r.Billing), prices)
		out.Billing, out.Cost = &Bill{r.Billing.Duration.Milliseconds(), r.Billing.MemoryMB}, &estimate
	}
	return out
}

// ifKnown is nil for a time that is not known: JSON has no word for it.
func ifKnown(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Whole is a run with its bodies.
func Whole(r model.Run, prices pricing.Table) Run {
	out := Row(r, prices)
	out.Input, out.TraceHeader, out.Cause = &r.Input, r.TraceHeader, r.Cause
	if r.Status == model.Succeeded && !r.OutputWithheld {
		out.Output = &r.Output
	}
	return out
}
