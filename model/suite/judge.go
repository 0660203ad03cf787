package suite

import (
	"fmt"
	"strconv"
	"strings"

	"expresso/model"
	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
)

// Verdict is how a run compares with what was expected.
type Verdict int

// The verdicts, worst first.
const (
	Failed     Verdict = iota // it did not end as expected, or has no answer
	Changed                   // it ended so, with another output, error or cause
	OverBudget                // as expected, but billed for more
	Passed
	Unchecked // nothing is expected, and it SUCCEEDED
)

// String is the verdict in words.
func (v Verdict) String() string {
	return [...]string{"failed", "changed", "over budget", "passed", "no expectation"}[v]
}

// Code is the verdict for programs. It stays as it is when the words for people change.
func (v Verdict) Code() string {
	return [...]string{"FAILED", "CHANGED", "OVER_BUDGET", "PASSED", "NO_EXPECTATION"}[v]
}

// VerdictOf is the verdict that has a code. It reports false if none has.
func VerdictOf(code string) (Verdict, bool) {
	for v := Failed; v <= Unchecked; v++ {
		if v.Code() == code {
			return v, true
		}
	}
	return 0, false
}

// OK reports whether nothing has to be done about the verdict.
func (v Verdict) OK() bool { return v >= Passed }

// Difference is one thing that is not as expected.
type Difference struct {
	Place string // status, error, output $.path and so on
	Path  string // the path in the output or cause, "" of others
	Want  string // "" for nothing
	Got   string
}

// notRun is the place of what keeps a case from running.
const notRun = "not run"

// notCompared is the Place of a difference in whose place Got says why what is expected cannot be looked at.
const notCompared = "not compared"

// String is the difference in a line.
func (d Difference) String() string {
	if d.Place == notRun || d.Place == notCompared {
		return d.Place + ": " + d.Got
	}
	or := func(text string) string {
		if text == "" {
			return "nothing"
		}
		return text
	}
	return fmt.Sprintf("%s: expected %s, got %s", d.Place, or(d.Want), or(d.Got))
}

// Judgement is a verdict with its reasons.
type Judgement struct {
	Verdict     Verdict
	Differences []Difference // at most maxDifferences
	More        int          // how many there are beyond those
}

// maxDifferences is how many differences are reported for one run.
const maxDifferences = 50

// Judge compares a run with what is expected; nil if nothing is.
func Judge(e *Expectation, run model.Run, prices pricing.Table) Judgement {
	j := judge{Judgement: Judgement{Verdict: Passed}}
	switch {
	case !run.Status.Answered():
		j.differ(Failed, Difference{Place: "status", Want: wanted(e), Got: run.Status.String() + reason(run.Problem)})
	case e == nil && run.Status == model.Succeeded:
		j.Verdict = Unchecked
	case e == nil || run.Status != e.Status:
		j.differ(Failed, Difference{Place: "status", Want: wanted(e), Got: string(run.Status) + reason(run.Error)})
	case run.OutputWithheld && (!e.Output.IsUndefined() || len(e.OutputAt) > 0):
		j.differ(Failed, Difference{Place: notCompared, Got: "the output is " + run.WhyWithheld()})
		j.budget(e.Budget, run.Billing, prices)
	case run.Status == model.Succeeded:
		j.output(e, run.Output)
		j.budget(e.Budget, run.Billing, prices)
	default:
		j.failure(e, run)
		j.budget(e.Budget, run.Billing, prices)
	}
	return j.Judgement
}

func wanted(e *Expectation) string {
	if e == nil {
		return string(model.Succeeded)
	}
	return string(e.Status)
}

func reason(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

type judge struct{ Judgement }

func (j *judge) differ(v Verdict, d Difference) {
	j.Verdict = min(j.Verdict, v)
	if len(j.Differences) == maxDifferences {
		j.More++
		return
	}
	j.Differences = append(j.Differences, d)
}

func (j *judge) output(e *Expectation, text string) {
	if e.Output.IsUndefined() && len(e.OutputAt) == 0 {
		return
	}
	output, err := jsonvalue.Parse(text)
	if err != nil {
		j.differ(Changed, Difference{Place: "output", Want: "JSON", Got: err.Error()})
		return
	}
	if !e.Output.IsUndefined() {
		j.compare("output", "$", e.Output, output, e.ignored())
	}
	for _, at := range e.OutputAt {
		got, ok := at.path.At(output)
		if !ok {
			j.differ(Changed, Difference{Place: "output " + at.path.String(), Path: at.path.String(), Want: excerpt(at.Value)})
			continue
		}
		j.compare("output", at.path.String(), at.Value, got, nil)
	}
}

// compare tells the differences of two documents; root is the path of both.
func (j *judge) compare(what, root string, want, got jsonvalue.Value, ignore []jsondiff.Path) {
	want, got = jsondiff.Without(want, ignore), jsondiff.Without(got, ignore)
	for part := range jsondiff.Compare(jsondiff.NewDoc(want), jsondiff.NewDoc(got)).All {
		if part.Op == jsondiff.Inside || part.Op == jsondiff.Respelled {
			continue // written differently only
		}
		where := root + strings.TrimPrefix(part.Path(), "$")
		d := Difference{Place: what + " " + where, Path: where}
		if part.L != nil {
			d.Want = excerpt(part.L.Value)
		}
		if part.R != nil {
			d.Got = excerpt(part.R.Value)
		}
		j.differ(Changed, d)
	}
}

// maxExcerpt is how much of a value a difference quotes, in bytes.
const maxExcerpt = 200

func excerpt(v jsonvalue.Value) string {
	text := v.String()
	if len(text) > maxExcerpt {
		return strings.ToValidUTF8(text[:maxExcerpt], "") + "..."
	}
	return text
}

func short(s string) string {
	const most = 40
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}

func (j *judge) failure(e *Expectation, run model.Run) {
	if e.Error != nil && *e.Error != run.Error {
		j.differ(Changed, Difference{Place: "error", Want: short(*e.Error), Got: short(run.Error)})
	}
	if e.Cause.IsUndefined() {
		return
	}
	if run.Cause == "" {
		j.differ(Changed, Difference{Place: "cause", Want: excerpt(e.Cause)})
		return
	}
	j.compare("cause", "$", e.cause(), causeOf(run.Cause), e.ignored())
}

func (j *judge) budget(b Budget, billed model.Billing, prices pricing.Table) {
	if b.Duration > 0 && billed.Duration > b.Duration {
		j.differ(OverBudget, Difference{
			Place: "billed duration", Want: "at most " + strconv.FormatInt(b.Duration.Milliseconds(), 10) + " ms",
			Got: strconv.FormatInt(billed.Duration.Milliseconds(), 10) + " ms",
		})
	}
	if b.MemoryMB > 0 && billed.MemoryMB > b.MemoryMB {
		j.differ(OverBudget, Difference{
			Place: "billed memory", Want: "at most " + strconv.FormatInt(b.MemoryMB, 10) + " MB",
			Got: strconv.FormatInt(billed.MemoryMB, 10) + " MB",
		})
	}
	if b.Cost == 0 {
		return // without a look at prices
	}
	if cost := prices.Of(billed).Total; cost > b.Cost {
		want, got := prices.Format(b.Cost), prices.Format(cost)
		if want == got { // rounded, they are the same
			want, got = b.Cost.String(), cost.String()
		}
		j.differ(OverBudget, Difference{Place: "cost", Want: "at most " + want, Got: got + " (" + prices.Label() + ")"})
	}
}
