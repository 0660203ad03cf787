package history

import (
	"expresso/model"
	"expresso/ui/jsonview"
)

// Tab is one way to look at a run.
type Tab int

// The tabs in the order in which they are shown.
const (
	Output Tab = iota
	Input
	Error
	Trace
	Graph
	Billing
	Diff
	Raw
	tabs
)

// String is the tab's title.
func (t Tab) String() string {
	return [tabs]string{"Output", "Input", "Error", "Trace", "Graph", "Billing", "Diff", "Raw"}[t]
}

// TabOf is the tab of a number that was kept, the first one if there is none.
func TabOf(n int) Tab {
	if n < 0 || n >= int(tabs) {
		return Output
	}
	return Tab(n)
}

// Tabs lists the tabs in the order in which they are shown.
func Tabs() []Tab { return []Tab{Output, Input, Error, Trace, Graph, Billing, Diff, Raw} }

// suit opens the tab that tells how the run ended, unless the user is looking at something
// that both good and bad runs have.
func (d *Details) suit() {
	bad := d.run.Status != model.Succeeded && d.run.Status != model.Running
	switch {
	case d.tab == Output && bad:
		d.Open(Error)
	case d.tab == Error && !bad:
		d.Open(Output)
	}
}

// Tab is the tab that is open.
func (d *Details) Tab() Tab { return d.tab }

// Open turns to a tab. To open the trace of a run is to ask for it.
func (d *Details) Open(tab Tab) {
	if tab == Trace {
		d.asksLog = d.run.ID
	}
	d.turnTo(tab)
}

func (d *Details) turnTo(tab Tab) {
	d.tab = min(max(tab, 0), tabs-1)
	d.refocus()
	d.catchUp()
	d.arrange()
}

// Turn goes so many tabs to the right, round the ends.
func (d *Details) Turn(by int) { d.turnTo((d.tab + Tab(by)%tabs + tabs) % tabs) }

// view is the JSON view of the open tab, nil if it has none.
func (d *Details) view() *jsonview.View {
	switch d.tab {
	case Output:
		return d.output
	case Input:
		return d.input
	case Error:
		return d.cause
	case Raw:
		return d.raw
	}
	return nil
}
