// Package compare runs an input on two sides and shows both runs side by side. It asks what to
// compare with, resolves it, and shows what differs in outputs, states and bills. Runs are
// sent by who owns it: see SendMsg.
package compare

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/action"
	"expresso/ui/diff"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Tab is one way to look at the two runs.
type Tab int

// The tabs in the order in which they are shown.
const (
	Output Tab = iota
	States
	Billing
	tabs
)

// String is the tab's title.
func (t Tab) String() string { return [tabs]string{"Output", "States", "Billing"}[t] }

// Tabs lists the tabs in the order in which they are shown.
func Tabs() []Tab { return []Tab{Output, States, Billing} }

// View shows two runs of one input: how they ended and what they cost, what their outputs
// differ in, their states next to each other with the first in which they differ, and
// their bills. It shows a comparison that is still under way, too. It runs nothing and asks
// for nothing: it is given the answers.
type View struct {
	table, tabs *action.Table
	// Frame is that of the spinner while a run is in flight.
	Frame int

	t             *theme.Theme
	now           func() time.Time
	width, height int

	of     *compare.Comparison
	runs   [2]model.Run
	result *compare.Result // nil until both runs are over
	tab    Tab

	output *diff.View
	opened *compare.State // whose documents are shown, nil if none
	state  *diff.View

	apart  int   // how many of the result's states differ
	rows   []int // of the result's states
	only   bool  // rows are those that differ
	window list.Window
	wide   columns
}

// NewView returns a view of a comparison whose runs have just been sent.
func NewView(t *theme.Theme, of *compare.Comparison, now func() time.Time) *View {
	v := &View{t: t, now: now, of: of, runs: of.Runs, output: diff.New(t), state: diff.New(t)}
	v.bind()
	v.output.Whole, v.state.Whole = true, true
	v.output.Focus()
	v.state.Focus()
	return v
}

// SetTheme changes the colours.
func (v *View) SetTheme(t *theme.Theme) {
	v.t = t
	v.output.SetTheme(t)
	v.state.SetTheme(t)
}

// SetSize says how many cells View fills.
func (v *View) SetSize(width, height int) {
	if width == v.width && height == v.height {
		return
	}
	v.width, v.height = max(width, 0), max(height, 0)
	v.output.SetSize(v.width, v.body())
	v.state.SetSize(v.width, max(v.body()-1, 0))
	v.reveal()
}

// Answered gives one of the two runs, which is over.
func (v *View) Answered(side int, run model.Run) { v.runs[side] = run }

// Give shows the result of the comparison. left and right are the runs as compare.Document has them.
// The command that it returns, if any, compares large ones; its message goes to Update.
func (v *View) Give(result *compare.Result, left, right string) tea.Cmd {
	v.result = result
	v.runs = [2]model.Run{result.Answers[0].Run, result.Answers[1].Run}
	v.apart = 0
	for i := range result.States {
		if result.States[i].Differs != compare.Alike {
			v.apart++
		}
	}
	v.list()
	if result.FirstDifference >= 0 {
		v.moveTo(v.rowOf(result.FirstDifference))
	}
	return v.output.Set(v.side(0, left), v.side(1, right))
}

// side is one of two documents that are compared.
func (v *View) side(i int, text string) diff.Side {
	return diff.Side{Name: v.of.Sides[i].Name, Text: text}
}

// Tab is the tab that is open.
func (v *View) Tab() Tab { return v.tab }

// Open turns to a tab.
func (v *View) Open(tab Tab) { v.tab, v.opened = tab, nil }

// Turn goes this many tabs to the right, around the ends.
func (v *View) Turn(by int) { v.Open((v.tab + Tab(by)%tabs + tabs) % tabs) }

// Opened reports whether a state is open.
func (v *View) Opened() bool { return v.opened != nil }

// Back leaves the state that is open. It reports false if none is.
func (v *View) Back() bool {
	was := v.opened != nil
	v.opened = nil
	return was
}

// Update takes a key, or the end of a comparison of large documents.
func (v *View) Update(msg tea.Msg) tea.Cmd {
	k, isKey := msg.(tea.KeyMsg)
	switch {
	case !isKey:
		return tea.Batch(v.output.Update(msg), v.state.Update(msg))
	case v.tabs.Find(k.String()) != nil:
		cmd, _ := v.tabs.Press(k)
		return cmd
	case v.result == nil:
		return nil
	case v.opened != nil:
		return v.state.Update(msg)
	case v.tab == Output:
		return v.output.Update(msg)
	case v.tab == States:
		cmd, _ := v.table.Press(k)
		return cmd
	}
	return nil
}

// Mouse answers a mouse event at column x and line y of the view, counted from 0.
func (v *View) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	y -= v.headHeight()
	switch {
	case v.result == nil:
	case v.opened != nil:
		return v.state.Mouse(x, y-1, msg)
	case v.tab == Output:
		return v.output.Mouse(x, y, msg)
	case v.tab == States:
		return v.mouse(y, msg)
	}
	return nil
}

// Status tells where the reader is.
func (v *View) Status() string {
	switch {
	case v.result == nil:
		return ""
	case v.opened != nil:
		return v.state.Status()
	case v.tab == Output:
		return v.output.Status()
	case v.tab == States:
		if s := v.current(); s != nil {
			return screen.Visible(s.Path)
		}
	}
	return ""
}
