// Package trace shows an execution as a waterfall. There is a row per visit of a state on an
// axis of time, with Map iterations, Parallel branches and retries under the state that they
// belong to. It asks nobody for events and shows no documents: opening a row is a message to
// the App.
package trace

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// OpenMsg is sent when the user wants to see what went into a state and came out. The
// texts are JSON as the events hold them, "" where they do not.
type OpenMsg struct {
	Title  string // safe for the terminal
	Input  string
	Output string
	// InputCut and OutputCut are set where the log cut them off.
	InputCut, OutputCut bool
	// Running is set while the state is at work.
	Running bool
	Error   string // of what failed, and its cause, as AWS gave them
	Cause   string
	Tree    *trace.Tree
	Visit   *trace.Visit // nil for an iteration or a branch
}

// View is the waterfall of one execution.
type View struct {
	table *action.Table

	theme   *theme.Theme
	ink     inks
	focused bool
	width   int
	height  int

	tree    *trace.Tree
	live    bool // it grows
	follow  bool // the cursor goes with what happens last
	frame   int  // of what moves while it grows
	machine *asl.Machine
	folds   map[any]bool
	rows    []row
	wide    columns

	standIns []model.StandIn
	made     map[any]string // the names of those in a row, by node, as far as they were looked for

	cursor int
	top    int
	zoom   any // node whose time the axis shows, nil for the whole execution's
	search field.Search
	clicks mouse.Clicks
}

// New returns a view of no execution.
func New(t *theme.Theme) *View {
	v := &View{width: 80, height: 24}
	v.bind()
	v.SetTheme(t)
	v.SetEvents(nil)
	return v
}

// SetTheme changes the colours.
func (v *View) SetTheme(t *theme.Theme) { v.theme, v.ink = t, newInks(t) }

// SetSize says how many cells View fills.
func (v *View) SetSize(width, height int) {
	v.width, v.height = max(width, 0), max(height, 0)
	v.reveal()
}

// Focus makes the current row stand out.
func (v *View) Focus() { v.focused = true }

// Blur makes the current row stand back.
func (v *View) Blur() { v.focused = false }

// SetEvents shows another execution, given its events, oldest first. If it failed, the
// state in which it did is the current row.
func (v *View) SetEvents(events []model.Event) {
	v.setTree(trace.Build(events), false)
	if v.tree.Outcome.Bad() {
		v.SelectFailure()
	}
}

func (v *View) setTree(t *trace.Tree, live bool) {
	v.tree, v.live, v.follow = t, live, live
	v.folds = map[any]bool{}
	v.cursor, v.top, v.zoom = 0, 0, nil
	v.made = map[any]string{}
	v.search.Reset()
	v.list()
}

// SetLive shows an execution that continues, as far as it has come. Of the same tree, which has
// grown since, everything stays as it was; the cursor goes with what happens last until a key
// moves it.
func (v *View) SetLive(t *trace.Tree) {
	if v.live && v.tree == t {
		v.list()
	} else {
		v.setTree(t, true)
	}
	if v.follow {
		v.moveTo(len(v.rows) - 1)
	}
}

// SetFrame says which frame it is of what moves while an execution continues.
func (v *View) SetFrame(frame int) { v.frame = frame }

// SetMachine says which machine the execution is of, for how often its states may be tried;
// nil if that is not known.
func (v *View) SetMachine(m *asl.Machine) {
	v.machine = m
	v.list()
}

// Lines is how many lines all rows take.
func (v *View) Lines() int { return len(v.rows) + 1 }

// Tree is what is shown.
func (v *View) Tree() *trace.Tree { return v.tree }

// SelectFailure makes the state that the execution failed in the current row. It reports
// false if there is none.
func (v *View) SelectFailure() bool {
	f := v.tree.Failure()
	if f == nil {
		return false
	}
	v.selectVisit(f)
	return true
}

// Select makes the first visit of a state the current row. It reports false if the state
// was not visited.
func (v *View) Select(state string) bool {
	var found *trace.Visit
	v.tree.Walk(func(visit *trace.Visit) {
		if found == nil && visit.Name == state {
			found = visit
		}
	})
	if found == nil {
		return false
	}
	v.selectVisit(found)
	return true
}

func (v *View) selectVisit(visit *trace.Visit) {
	unfold(visit, v.folds)
	v.list()
	for i := range v.rows {
		if v.rows[i].visit == visit && v.rows[i].try == nil {
			v.moveTo(i)
			return
		}
	}
}

// list makes the rows again after something was folded or unfolded, and stays at the row
// that was current.
func (v *View) list() {
	var at any
	if v.cursor < len(v.rows) {
		at = v.rows[v.cursor].node()
	}
	v.rows = rows(v.tree, v.folds, v.machine)
	v.wide = measure(v.rows)
	for i := range v.rows {
		if v.rows[i].node() == at {
			v.cursor = i
			break
		}
	}
	v.moveTo(v.cursor)
}

// Update answers a key; other messages are ignored.
func (v *View) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.key(msg)
	}
	return nil
}

// body is the number of lines for rows.
func (v *View) body() int {
	if v.search.Active() {
		return max(v.height-2, 0)
	}
	return max(v.height-1, 0)
}

// Capturing reports whether a search is being typed, so that every key belongs to it.
func (v *View) Capturing() bool { return v.search.Capturing() }

// Searching reports whether there is a search, which esc ends.
func (v *View) Searching() bool { return v.search.Active() }

// find goes to a visit whose state's name is looked for.
func (v *View) find(step field.Step) {
	if step != field.None {
		var at *trace.Visit
		if r := v.current(); r != nil && r.visit != nil {
			at = r.visit
		} else if r != nil {
			at = r.group.In
		}
		visits := func(yield func(*trace.Visit, string) bool) {
			on := true
			v.tree.Walk(func(visit *trace.Visit) { on = on && yield(visit, visit.Name) })
		}
		if hit, ok := field.Find(&v.search, step, at, visits); ok {
			v.selectVisit(hit)
		}
	}
	v.reveal() // the search takes a line, or gives it back
}

func (v *View) moveTo(i int) {
	v.cursor = max(0, min(i, len(v.rows)-1))
	v.reveal()
}

func (v *View) reveal() {
	n := v.body()
	if v.cursor < v.top {
		v.top = v.cursor
	}
	if v.cursor >= v.top+n {
		v.top = v.cursor - n + 1
	}
	v.clamp()
}

func (v *View) clamp() { v.top = max(0, min(v.top, len(v.rows)-v.body())) }

func (v *View) current() *row {
	if v.cursor >= len(v.rows) {
		return nil
	}
	return &v.rows[v.cursor]
}

// fold opens or closes the current row; closing what is closed goes to the row above it
// that it belongs to.
func (v *View) fold(open bool) {
	r := v.current()
	switch {
	case r == nil:
	case r.kids > 0 && r.open != open:
		v.folds[r.node()] = open
		v.list()
	case !open:
		for i := v.cursor - 1; i >= 0; i-- {
			if v.rows[i].depth < r.depth {
				v.moveTo(i)
				return
			}
		}
	case r.kids > 0:
		v.moveTo(v.cursor + 1)
	}
}

// foldAll opens or closes every row.
func (v *View) foldAll(open bool) {
	v.tree.Walk(func(visit *trace.Visit) {
		v.folds[visit] = open
		for _, try := range visit.Tries {
			v.folds[try] = open
			for _, g := range try.Groups {
				v.folds[g] = open
			}
		}
	})
	v.list()
}

// nextFailure goes to the next visit that failed, caught or not, after the current row, or to
// the one before if way is -1; round at the ends.
func (v *View) nextFailure(way int) {
	var failures []*trace.Visit
	before, on, passed := 0, false, false // failures before the current row, and whether it is one
	r := v.current()
	v.tree.Walk(func(visit *trace.Visit) {
		here := r != nil && (visit == r.visit || r.visit == nil && visit == r.group.In)
		if visit.Outcome.Bad() || visit.Outcome == trace.Caught {
			failures = append(failures, visit)
			if !passed && !here {
				before++
			}
			on = on || here
		}
		passed = passed || here
	})
	n := len(failures)
	if n == 0 {
		return
	}
	at := before - 1
	if way > 0 {
		at = before
		if on {
			at++
		}
	}
	v.selectVisit(failures[(at+n)%n])
}

// scale makes the axis show the time of the current row, or again that of the whole.
func (v *View) scale() {
	if r := v.current(); v.zoom == nil && r != nil {
		v.zoom = r.node()
		return
	}
	v.zoom = nil
}

// Status tells about the current row what its line has no room for.
func (v *View) Status() string {
	r := v.current()
	if r == nil {
		return ""
	}
	start, end := r.span()
	sep := " " + v.theme.Sep + " "
	s := r.title() + sep + screen.Duration(end.Sub(start)) + sep + "from " + screen.Duration(max(start.Sub(v.tree.Start), 0))
	name, cause := r.failure()
	if name != "" || cause != "" {
		s += sep + screen.Visible(join(name, ": ", sentence(cause)))
	}
	return s
}

// maxSentence is how much of a cause a line can show.
const maxSentence = 300

// sentence is a cause, or the message in it if it is a Lambda function's JSON.
func sentence(cause string) string {
	if strings.HasPrefix(cause, "{") {
		if doc, err := jsonvalue.Parse(cause); err == nil {
			if m, ok := doc.Get("errorMessage"); ok && m.Str() != "" {
				cause = m.Str()
			}
		}
	}
	if len(cause) > maxSentence {
		cause = cause[:maxSentence] + "…"
	}
	return strings.ToValidUTF8(cause, "")
}
