package export

import (
	"io"
	"time"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/model/suite"
)

// Replay is a replay that is over.
type Replay struct {
	Group   model.GroupID
	Results []suite.Result
	Sum     suite.Sum
	Took    time.Duration
	Prices  pricing.Table
}

// replayJSON is a replay for programs.
type replayJSON struct {
	Group   model.GroupID  `json:"group"`
	TookMS  float64        `json:"tookInMilliseconds"`
	Counts  map[string]int `json:"verdicts"`
	Cost    Cost           `json:"estimatedCost"`
	Results []resultJSON   `json:"results"`
}

type resultJSON struct {
	Machine     string           `json:"machine"`
	Arn         model.ARN        `json:"stateMachineArn"`
	Input       string           `json:"input"`
	Verdict     string           `json:"verdict"`
	Differences []differenceJSON `json:"differences,omitempty"`
	More        int              `json:"moreDifferences,omitempty"`
	Problem     string           `json:"problem,omitempty"`
	Run         *Run             `json:"run,omitempty"`
}

type differenceJSON struct {
	Place    string `json:"place"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
}

// ReplayJSON writes a replay as JSON.
func ReplayJSON(w io.Writer, r Replay) error {
	k := replayJSON{Group: r.Group, TookMS: milliseconds(r.Took), Counts: map[string]int{}, Cost: costOf(r.Sum.Totals, r.Prices), Results: []resultJSON{}}
	for v, n := range r.Sum.Verdicts {
		k.Counts[suite.Verdict(v).Code()] = n
	}
	for _, result := range r.Results {
		out := resultJSON{
			Machine: result.Machine.Name, Arn: result.ARN, Input: result.Input,
			Verdict: result.Verdict.Code(), More: result.More,
		}
		if result.Problem != nil {
			out.Problem = result.Problem.Error()
		}
		for _, d := range result.Differences {
			out.Differences = append(out.Differences, differenceJSON{d.Place, d.Want, d.Got})
		}
		if result.Run.ID != "" {
			run := Row(result.Run, r.Prices)
			out.Run = &run
		}
		k.Results = append(k.Results, out)
	}
	return Indented(w, k)
}
