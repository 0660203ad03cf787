package replay

import (
	"slices"
	"time"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/model/suite"
	"expresso/ui/action"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// row is a case as far as it is known.
type row struct {
	planned suite.Case
	result  suite.Result // slim, with its first difference only
	done    bool         // result is one
	skipped bool         // it was not run, because the replay was stopped
	turn    int          // when it has its turn among those that run now, -1 if it has none
	diffs   int          // how many differences there are
}

// View is the table.
type View struct {
	t     *theme.Theme
	price pricing.Table
	now   func() time.Time

	width, height int

	rows     []row
	machines int  // how many there are
	bad      bool // only what is not as expected is shown
	shown    []int
	stale    bool // shown is from before a result

	began, ended time.Time
	running      bool
	stopping     bool
	concurrency  int
	sum          suite.Sum    // of what runs now, or ran last
	totals       model.Totals // of all that was run
	verdicts     [suite.Unchecked + 1]int
	skipped      int // cases that were not run

	window list.Window // on shown
	table  *action.Table
	head   int // lines above the rows, as they were drawn last
}

// NewView returns a table of cases of which none has run.
func NewView(t *theme.Theme, price pricing.Table, now func() time.Time, cases []suite.Case) *View {
	v := &View{t: t, price: price, now: now, rows: make([]row, len(cases)), stale: true}
	names := map[string]bool{}
	for i, c := range cases {
		v.rows[i] = row{planned: c, result: suite.Result{Case: c}, turn: -1}
		names[c.Machine.Name] = true
	}
	v.machines = len(names)
	v.bind()
	return v
}

// Begin says that the cases at these places run now, in this order, so many at once.
func (v *View) Begin(places []int, concurrency int) {
	for turn, place := range places {
		r := &v.rows[place]
		if r.done {
			v.verdicts[r.result.Verdict]--
		}
		if r.skipped {
			v.skipped--
		}
		*r = row{planned: r.planned, result: suite.Result{Case: r.planned}, turn: turn}
	}
	v.sum = suite.Sum{Total: len(places)}
	v.running, v.stopping, v.concurrency, v.began = true, false, concurrency, v.now()
	v.stale = true
}

// Give is the result of the case at a place.
func (v *View) Give(place int, result suite.Result) {
	r := &v.rows[place]
	if r.turn < 0 {
		return
	}
	r.turn = -1
	if result.NotRun() {
		r.skipped = true
		v.skipped++
		return
	}
	v.sum.Add(result)
	if result.Run.ID != "" {
		v.totals.Add(result.Run)
	}
	v.put(place, result)
}

// Amend replaces what is known of a case, whose run was judged again.
func (v *View) Amend(place int, result suite.Result) {
	if r := &v.rows[place]; r.done {
		v.verdicts[r.result.Verdict]--
		v.put(place, result)
	}
}

func (v *View) put(place int, result suite.Result) {
	r := &v.rows[place]
	r.diffs = len(result.Differences) + result.More
	r.result, r.done = result.Slim(), true
	r.result.Differences = slices.Clone(result.Differences[:min(len(result.Differences), 1)])
	v.verdicts[result.Verdict]++
	v.stale = true
}

// Stop says that no further case is started.
func (v *View) Stop() { v.stopping = true }

// Stopping reports whether no further case is started.
func (v *View) Stopping() bool { return v.stopping }

// End says that all that ran have their results. A cursor that nobody moved goes to the
// first that is not as expected.
func (v *View) End() {
	v.running, v.ended = false, v.now()
	if v.window.At > 0 {
		return
	}
	v.arrange()
	for at, place := range v.shown {
		if r := &v.rows[place]; !r.done || !r.result.Verdict.OK() {
			v.window.At = at
			v.scroll()
			return
		}
	}
}

// Running reports whether cases run.
func (v *View) Running() bool { return v.running }

// InFlight is how many runs await their answers.
func (v *View) InFlight() int {
	n := 0
	for i := range v.rows {
		if v.inFlight(&v.rows[i]) {
			n++
		}
	}
	return n
}

// inFlight reports whether a case runs now. They begin in their order, as many as may be
// in flight; when the replay stops those that have no result yet are the ones that run.
func (v *View) inFlight(r *row) bool {
	return v.running && r.turn >= 0 && r.turn < v.sum.Done+v.concurrency
}

// Selected is the case under the cursor, as far as it is known: without the bodies of its
// run, and with its first difference only.
func (v *View) Selected() (place int, result suite.Result, done, ok bool) {
	v.arrange()
	if v.window.At >= len(v.shown) {
		return 0, suite.Result{}, false, false
	}
	place = v.shown[v.window.At]
	r := &v.rows[place]
	return place, r.result, r.done, true
}

// At is the case at a place, and whether it has a result.
func (v *View) At(place int) (result suite.Result, done bool) {
	return v.rows[place].result, v.rows[place].done
}

// NotOK are the places of the cases that are not as expected, or were not run.
func (v *View) NotOK() []int {
	var places []int
	for i := range v.rows {
		if r := &v.rows[i]; r.turn < 0 && (!r.done || !r.result.Verdict.OK()) {
			places = append(places, i)
		}
	}
	return places
}

// Cases are those at places.
func (v *View) Cases(places []int) []suite.Case {
	cases := make([]suite.Case, len(places))
	for i, place := range places {
		cases[i] = v.rows[place].planned
	}
	return cases
}

// Verdicts counts the results by verdict.
func (v *View) Verdicts() [suite.Unchecked + 1]int { return v.verdicts }

// Progress is how many of those that run now are done.
func (v *View) Progress() (done, total int) { return v.sum.Done, v.sum.Total }

// ToggleFilter changes between all cases and those that are not as expected. The cursor
// stays at its case where that is shown.
func (v *View) ToggleFilter() {
	place, _, _, _ := v.Selected()
	v.bad, v.stale = !v.bad, true
	v.arrange()
	at, found := slices.BinarySearch(v.shown, place)
	if !found && at > 0 {
		at--
	}
	v.window.At = at
	v.scroll()
}

// arrange lists what is shown. The cursor keeps its case when others come before it.
func (v *View) arrange() {
	if !v.stale {
		return
	}
	at := -1
	if v.bad && v.window.At < len(v.shown) {
		at = v.shown[v.window.At]
	}
	v.stale = false
	v.shown = v.shown[:0]
	for i := range v.rows {
		if r := &v.rows[i]; !v.bad || r.done && !r.result.Verdict.OK() {
			v.shown = append(v.shown, i)
		}
	}
	if at >= 0 {
		v.window.At, _ = slices.BinarySearch(v.shown, at)
	}
	v.scroll()
}

// Question is what is asked before runs are sent that are billed: how many they are, where
// they go and what they may cost.
func Question(e suite.Estimate, target string, prices pricing.Table) string {
	count := func(n int64, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return screen.Count(n) + " " + many
	}
	like := "the minimum charge of a run"
	if e.Latest {
		like = "the costs of the latest runs"
	}
	return count(e.Runs, "run", "runs") + " of " + count(e.Machines, "machine", "machines") + " on " + screen.Visible(target) +
		" may cost " + prices.Format(e.Cost) + ", based on " + like + " (" + prices.Label() + ")"
}
