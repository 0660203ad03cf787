package history

import (
	"cmp"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/action"
	"expresso/ui/diff"
	"expresso/ui/graph"
	"expresso/ui/inside"
	"expresso/ui/jsonview"
	"expresso/ui/mouse"
	"expresso/ui/theme"
	"expresso/ui/trace"
)

// Details shows one run in tabs.
type Details struct {
	t      *theme.Theme
	prices pricing.Book
	now    func() time.Time

	table *action.Table // besides what the open tab answers

	outer         struct{ width, height int } // of everything
	width, height int                         // of the open tab
	focused       bool

	tab     Tab
	run     model.Run
	shown   bool // run is one
	whole   bool // with its bodies
	asked   bool // for the bodies
	problem string

	flight string // what is in the place of the bill, "" for nothing
	tabs   row    // as it was drawn last
	bill   struct {
		of   billed
		line string
	}

	output, input, cause, raw *jsonview.View
	compared                  model.RunID // whose output was, or is being, compared with its input

	told     account // what the cause tells
	document bool    // show causes as documents, even if they can be shown line by line

	trace   *trace.View
	traced  traced
	graph   *graph.View
	inside  *inside.View
	drawn   drawn
	split   split
	staged  bool        // the graph is shown with the output, for presentations
	machine model.ARN   // that is picked
	far     string      // the target whose log is not to be read unless the user asks, "" for none
	asksLog model.RunID // the run of which that was asked

	stats   Stats
	statsOf model.ARN // the machine that stats are of, or were asked for

	diff      *diff.View
	baseline  model.RunID // the run that others are compared with, "" for the one before
	base      model.Run   // that the open one is compared with
	based     comparison  // that is shown or was asked for
	baseState string      // why there is no comparison, "" if there is one

	unanswered func() bool // the run failed of a task that can be mocked
}

// NewDetails returns details of no run.
func NewDetails(t *theme.Theme, prices pricing.Book, now func() time.Time) *Details {
	d := &Details{
		t: t, prices: prices, now: now,
		output: jsonview.New(t), input: jsonview.New(t), cause: jsonview.New(t), raw: jsonview.New(t),
		trace: trace.New(t), graph: graph.New(t), inside: inside.New(t), diff: diff.New(t),
	}
	d.bind()
	d.cause.Prose = true
	return d
}

func (d *Details) views() []*jsonview.View {
	return []*jsonview.View{d.output, d.input, d.cause, d.raw}
}

// SetSize gives the cells to draw in.
func (d *Details) SetSize(width, height int) {
	d.outer.width, d.outer.height = width, height
	d.arrange()
}

// arrange gives the tabs the room that the note and the graph leave.
func (d *Details) arrange() {
	d.divide()
	room := d.room()
	for _, v := range []*jsonview.View{d.output, d.input, d.raw} {
		v.SetSize(d.width, room)
	}
	d.cause.SetSize(d.width, max(room-d.errorHead(), 0))
	width, height := d.main()
	d.trace.SetSize(width, max(height-len(d.traceNote()), 0))
	if d.split == none {
		d.graph.SetSize(width, max(height-len(d.graphNote()), 0))
	}
	d.diff.SetSize(d.width, max(room-1, 0))
}

// Focus gives the keys to the tab that is open.
func (d *Details) Focus() {
	d.focused = true
	for _, v := range d.views() {
		v.Focus()
	}
	d.trace.Focus()
	d.diff.Focus()
	d.refocus()
}

// Blur is the opposite of Focus.
func (d *Details) Blur() {
	d.focused = false
	for _, v := range d.views() {
		v.Blur()
	}
	d.trace.Blur()
	d.diff.Blur()
	d.refocus()
}

// refocus lets the graph have a cursor where it takes the keys.
func (d *Details) refocus() {
	if d.focused && d.tab == Graph {
		d.graph.Focus()
	} else {
		d.graph.Blur()
	}
}

// Shown reports whether a run is shown.
func (d *Details) Shown() bool { return d.shown }

// Run is the run that is shown, with its bodies if whole.
func (d *Details) Run() (run model.Run, whole bool) { return d.run, d.shown && d.whole }

// Show switches to a run of the list, whose bodies are still to be read. What is already shown of it
// stays.
func (d *Details) Show(run model.Run) {
	if d.shown && run.ID == d.run.ID && run.Status == d.run.Status {
		if d.run.Starred != run.Starred || d.run.Note != run.Note {
			d.run.Starred, d.run.Note = run.Starred, run.Note
			d.arrange()
		}
		return
	}
	d.run, d.shown, d.whole, d.asked, d.problem = run, true, false, false, ""
	d.colour()
	d.arrange()
}

// ShowWhole switches to a run that has its bodies.
func (d *Details) ShowWhole(run model.Run) {
	d.Show(run)
	d.Give(run.ID, run, nil)
}

// Clear shows no run.
func (d *Details) Clear() {
	if d.shown {
		d.run, d.shown, d.whole = model.Run{}, false, false
		d.colour()
		d.arrange()
	}
}

// Want is the run whose bodies must be read, if there is one. It is requested once.
func (d *Details) Want() (model.RunID, bool) {
	if !d.shown || d.whole || d.asked {
		return "", false
	}
	d.asked = true
	return d.run.ID, true
}

// Give is the answer to Want. A stale one is dropped.
func (d *Details) Give(id model.RunID, run model.Run, err error) {
	if !d.shown || id != d.run.ID || d.whole && run.Status == d.run.Status {
		return
	}
	if err != nil {
		d.problem = err.Error()
		return
	}
	d.run, d.whole, d.problem = run, true, ""
	d.output.Placeholder, d.raw.Placeholder = noOutput(run), noResponse(run)
	d.output.SetText(run.Output)
	d.output.SetOrigin(run.Status == model.Succeeded && !run.OutputWithheld)
	d.compared = ""
	d.input.SetText(run.Input)
	d.raw.SetText(run.Raw)
	d.told = tell(run.Cause)
	d.showCause()
	d.arrange()
	d.suit()
}

// noOutput says why a run has no output.
func noOutput(run model.Run) string {
	switch run.Status {
	case model.Running:
		return "waiting for the response"
	case model.Succeeded:
		return "the output is " + cmp.Or(run.WhyWithheld(), "empty")
	default:
		return "no output: see Error"
	}
}

// noResponse says why there is no response to show.
func noResponse(run model.Run) string {
	if run.Status == model.Running {
		return "waiting for the response"
	}
	return "no response was received"
}

// bind makes what answers keys beside what the open tab shows.
func (d *Details) bind() {
	d.table = action.New(
		action.Of("read-trace-again", "read the trace", d.askAgain, "ctrl+l").Unless(func() bool { return !d.CanAskAgain() }),
		action.Of("show-error-in-trace", "show the failure in the trace", d.showFailure, "enter").Unless(func() bool { return !d.canShowFailure() }),
		action.Of("stack-trace-or-document", "stack trace or document", d.turnCause, "v").Unless(func() bool { return !d.canTurn() }),
	)
}

// Bind gives the actions other keys.
func (d *Details) Bind(keys action.Keys) {
	d.table.Bind(keys)
	d.trace.Bind(keys)
	d.graph.Bind(keys)
	d.diff.Bind(keys)
	for _, v := range d.views() {
		v.Bind(keys)
	}
}

// Actions lists what can be done in the open tab, in the order in which it is shown.
func (d *Details) Actions() []action.Action {
	own := d.table.Now()
	switch {
	case d.view() != nil:
		return append(own, d.view().Actions()...)
	case d.tab == Trace && d.traced.state == "":
		return append(own, d.trace.Actions()...)
	case d.tab == Graph:
		return append(own, d.graph.Actions()...)
	case d.tab == Diff:
		return d.diff.Actions()
	}
	return own
}

// Update takes a key for the open tab, or the answer to what a tab asked for itself.
func (d *Details) Update(msg tea.Msg) tea.Cmd {
	k, isKey := msg.(tea.KeyMsg)
	if !isKey {
		return d.diff.Update(msg)
	}
	if cmd, used := d.table.Press(k); used {
		return cmd
	}
	if v := d.view(); v != nil {
		return v.Update(msg)
	}
	defer d.arrange() // what was folded takes less room
	switch d.tab {
	case Trace:
		return d.trace.Update(msg)
	case Graph:
		return d.graph.Update(msg)
	case Diff:
		return d.diff.Update(msg)
	}
	return nil
}

// Mouse takes the mouse at cell x, y of the view. The tabs are on line -1.
func (d *Details) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	if tab, ok := d.tabAt(x + 1); y == -1 && ok && mouse.Clicked(msg) {
		d.Open(tab)
		return nil
	}
	if y -= len(d.head()); x >= d.width || y < 0 || y >= d.height {
		return nil // the bill, or the graph beside it
	}
	if width, height := d.main(); x >= width || y >= height {
		return nil // what is inside a state
	}
	defer d.arrange() // as after a key
	switch {
	case d.tab == Graph && d.drawn.state == "":
		return d.graph.Mouse(x, y-len(d.graphNote()), msg)
	case d.tab == Trace && d.traced.state == "":
		return d.trace.Mouse(x, y-len(d.traceNote()), msg)
	case d.tab == Diff && d.baseState == "":
		return d.diff.Mouse(x, y-1, msg)
	case d.tab == Error:
		return d.cause.Mouse(x, y-d.errorHead(), msg)
	}
	if v := d.view(); v != nil {
		return v.Mouse(x, y, msg)
	}
	return nil
}

// Place says where the reader is in the open tab, and the progress of a search; "" without the
// focus, and if there is nothing to say.
func (d *Details) Place() string {
	if !d.shown || !d.focused {
		return ""
	}
	switch {
	case d.tab == Diff && d.baseState == "":
		return d.diff.Status()
	case d.tab == Graph && d.drawn.state == "":
		return d.graph.Status()
	case d.tab == Trace && d.traced.state == "":
		return d.trace.StandIn()
	}
	if v := d.view(); v != nil {
		return v.Status()
	}
	return ""
}
