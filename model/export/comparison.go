package export

import (
	"io"
	"time"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/trace"
)

// comparisonJSON is a comparison for programs.
type comparisonJSON struct {
	Group       model.GroupID     `json:"group"`
	Same        bool              `json:"same"`
	Sides       [2]sideJSON       `json:"sides"`
	Differences []distinctionJSON `json:"differences"`
	States      []stateJSON       `json:"states"`
	PartsAt     string            `json:"partsAt,omitempty"`
}

type sideJSON struct {
	Name    string `json:"name"`
	Run     Run    `json:"run"`
	NoTrace string `json:"noTrace,omitempty"`
	Missing int64  `json:"missingEvents,omitempty"` // of a trace that grew too large
}

type distinctionJSON struct {
	Place string `json:"place"`
	Path  string `json:"path,omitempty"`
	Left  string `json:"left,omitempty"`
	Right string `json:"right,omitempty"`
}

type stateJSON struct {
	Path    string     `json:"path"`
	Type    string     `json:"type"`
	Differs string     `json:"differs,omitempty"`
	Left    *visitJSON `json:"left,omitempty"`
	Right   *visitJSON `json:"right,omitempty"`
}

type visitJSON struct {
	Status     string  `json:"status"`
	DurationMS float64 `json:"durationInMilliseconds"`
	Tries      int     `json:"tries,omitempty"`
	Error      string  `json:"error,omitempty"`
}

// ComparisonJSON writes a comparison as JSON.
func ComparisonJSON(w io.Writer, c *compare.Comparison, r *compare.Result) error {
	k := comparisonJSON{Group: c.Group, Same: r.Same(), Differences: []distinctionJSON{}, States: []stateJSON{}}
	for i, a := range r.Answers {
		k.Sides[i] = sideJSON{Name: c.Sides[i].Name, Run: Whole(a.Run, c.Sides[i].Prices), NoTrace: a.NoTrace}
		if a.Tree != nil {
			k.Sides[i].Missing = a.Tree.Missing
		}
	}
	for _, d := range r.Differences {
		k.Differences = append(k.Differences, distinctionJSON(d))
	}
	for i := range r.States {
		s := &r.States[i]
		k.States = append(k.States, stateJSON{s.Path, s.Type(), s.Differs.Code(), visitOf(s.L), visitOf(s.R)})
	}
	if r.FirstDifference >= 0 {
		k.PartsAt = r.States[r.FirstDifference].Path
	}
	return Indented(w, k)
}

func visitOf(v *trace.Visit) *visitJSON {
	if v == nil {
		return nil
	}
	return &visitJSON{v.Outcome.Code(), milliseconds(v.Duration().Round(time.Microsecond)), len(v.Tries), v.Error}
}
