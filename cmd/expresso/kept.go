package main

import (
	"time"

	"expresso/model"
	"expresso/model/pricing"
)

// keptRun is a run as `history -o json` prints it. Members of StartSyncExecution have
// AWS's names and units.
type keptRun struct {
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
	Billing         *keptBill   `json:"billingDetails,omitempty"`
	Cost            *keptCost   `json:"estimatedCost,omitempty"`
	Problem         string      `json:"problem,omitempty"`
	Hint            string      `json:"hint,omitempty"`
	Saved           string      `json:"savedInput,omitempty"`
	Group           string      `json:"group,omitempty"`
	Starred         bool        `json:"starred,omitempty"`
	Note            string      `json:"note,omitempty"`

	Input       *string `json:"input,omitempty"`
	TraceHeader string  `json:"traceHeader,omitempty"`
	Output      *string `json:"output,omitempty"`
	Cause       string  `json:"cause,omitempty"`
}

type keptBill struct {
	DurationMS int64 `json:"billedDurationInMilliseconds"`
	MemoryMB   int64 `json:"billedMemoryUsedInMB"`
}

// ifKnown is nil for a time that is not known: JSON has no word for it.
func ifKnown(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// keep turns a run into what is printed; whole adds the bodies.
func keep(r model.Run, prices pricing.Table, whole bool) keptRun {
	k := keptRun{
		ID: r.ID, Target: r.Target, StateMachineArn: r.Machine, Name: r.Name, Status: statusCode(r.Status),
		Asked: r.Asked, TookMS: float64(r.Took.Microseconds()) / 1000, ExecutionArn: r.Execution,
		Error: r.Error, Problem: r.Problem, Hint: r.Hint,
		Saved: r.Saved, Group: string(r.Group), Starred: r.Starred, Note: r.Note,
	}
	if r.Status.Answered() {
		k.StartDate, k.StopDate = ifKnown(r.Started), ifKnown(r.Stopped)
	}
	if r.Billing != (model.Billing{}) {
		k.Billing = &keptBill{r.Billing.Duration.Milliseconds(), r.Billing.MemoryMB}
		k.Cost = &keptCost{prices.Of(r.Billing).Total.String(), prices.Currency, prices.Region, prices.Date}
	}
	if whole {
		k.Input, k.TraceHeader, k.Cause = &r.Input, r.TraceHeader, r.Cause
		if r.Status == model.Succeeded {
			k.Output = &r.Output
		}
	}
	return k
}
