// Package graph draws a state machine in the terminal. There is a box per state, lines for the
// transitions, frames for what Parallel and Map states hold, and after a run the result of
// every state and the way that it went. It lays out by layers, as Sugiyama does, in plain Go;
// it neither parses definitions nor knows more of a run than trace's tree tells.
package graph

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// OpenMsg is sent when the user wants to see more of a state.
type OpenMsg struct {
	State    string // its name
	Location string // where it is in the definition, as a JSON pointer
	Visited  bool   // the run that is shown came through it
}

// FromMsg is sent when the machine is to be run from a state on.
type FromMsg struct{ State string }

// TestMsg is sent when a state is to be tested alone.
type TestMsg struct{ State string }

// View shows a state machine.
type View struct {
	table *action.Table

	theme   *theme.Theme
	ink     inks
	focused bool
	width   int
	height  int // of the picture
	room    int // height, and the line of the search

	machine *asl.Machine
	run     *run
	live    bool // the run continues
	follow  bool // the cursor goes with it
	frame   int  // of what moves while it does
	laid    int  // the width that the picture was laid out for
	folds   map[*asl.State]bool
	picture *picture
	// pictures are those that were laid out, by their words; states is how many there are.
	pictures map[words]*picture
	states   int

	cursor int // box
	x, y   int // of the picture, at the view's upper left corner
	canvas canvas
	search field.Search
	clicks mouse.Clicks
	drag   struct {
		on   bool
		x, y int // of the last event
	}
}

type inks struct {
	text, dim, frame, focus, accent, ok, fail, warn, wait, selected theme.Ink
	caught                                                          theme.Ink // warn for lines, which are not underlined
	failed                                                          theme.Ink // fail under the cursor
}

// New returns a view of nothing.
func New(t *theme.Theme) *View {
	v := &View{width: 80, height: 24, room: 24, picture: &picture{}}
	v.bind()
	v.SetTheme(t)
	return v
}

// SetTheme changes the colours.
func (v *View) SetTheme(t *theme.Theme) {
	ink := theme.NewInk
	v.theme = t
	v.ink = inks{
		ink(t.Text), ink(t.Dim), ink(t.Frame), ink(t.Focus), ink(t.Accent), ink(t.OK), ink(t.Fail), ink(t.Warn), ink(t.Wait), ink(t.Select),
		ink(t.Warn.Underline(false)), ink(t.Fail.Reverse(true)),
	}
}

// SetSize says how many cells View fills.
func (v *View) SetSize(width, height int) {
	v.width, v.room = max(width, 0), max(height, 0)
	if v.laid != v.width {
		v.fitWords()
	}
	v.fit()
}

// fit leaves a line to the search while there is one.
func (v *View) fit() {
	v.height = v.room
	if v.search.Active() {
		v.height = max(v.room-1, 0)
	}
	v.reveal()
}

// Capturing reports whether a search is being typed, so that every key belongs to it.
func (v *View) Capturing() bool { return v.search.Capturing() }

// Searching reports whether there is a search, which esc ends.
func (v *View) Searching() bool { return v.search.Active() }

// find goes to a state whose name is looked for.
func (v *View) find(step field.Step) {
	if step != field.None && v.machine != nil {
		states := func(yield func(string, string) bool) {
			on := true
			v.machine.Walk(func(s *asl.State) { on = on && yield(s.Name, s.Name) })
		}
		if hit, ok := field.Find(&v.search, step, v.Selected(), states); ok {
			v.Select(hit)
		}
	}
	v.fit()
}

// Focus makes the current state stand out.
func (v *View) Focus() { v.focused = true }

// Blur makes the current state stand back.
func (v *View) Blur() { v.focused = false }

// SetMachine shows another machine, without a run; nil for none.
func (v *View) SetMachine(m *asl.Machine) {
	v.machine, v.run, v.live, v.follow = m, nil, false, false
	v.folds = map[*asl.State]bool{}
	v.cursor, v.x, v.y = 0, 0, 0
	v.layout()
	for i := range v.picture.boxes {
		if b := &v.picture.boxes[i]; b.start && b.depth == 0 {
			v.cursor = i
		}
	}
	v.center()
}

// SetRun shows what an execution of the machine made of its states; nil for none. If it
// failed, the state in which it did is the current one.
func (v *View) SetRun(t *trace.Tree) {
	v.run, v.live, v.follow = nil, false, false
	if t == nil {
		return
	}
	v.run = newRun(t)
	if f := t.Failure(); f != nil {
		v.Select(f.Name)
	}
}

// SetLive shows what an execution that continues has made of the states so far. The cursor goes
// with it until a key moves it.
func (v *View) SetLive(t *trace.Tree) {
	v.follow = v.follow || !v.live
	v.run, v.live = newRun(t), true
	if v.follow && v.run.at != "" {
		v.Select(v.run.at)
	}
}

// SetFrame says which frame it is of what moves while a run continues.
func (v *View) SetFrame(frame int) { v.frame = frame }

// Lines is how many lines the whole picture takes.
func (v *View) Lines() int { return v.picture.h }

// Select makes a state the current one. It reports false if there is no such state.
func (v *View) Select(state string) bool {
	if v.machine == nil {
		return false
	}
	// What it is in has to be unfolded.
	var above []*asl.State
	found := within(&v.machine.Graph, state, &above)
	if !found {
		return false
	}
	again := false
	for _, s := range above {
		again = again || v.folds[s]
		delete(v.folds, s)
	}
	if again {
		v.layout()
	}
	for i := range v.picture.boxes {
		if v.picture.boxes[i].state.Name == state {
			v.cursor = i
		}
	}
	v.reveal()
	return true
}

// within looks for a state in a graph, and collects the states that it is in.
func within(g *asl.Graph, name string, above *[]*asl.State) bool {
	for _, s := range g.States {
		if s.Name == name {
			return true
		}
		for _, inner := range innerGraphs(s) {
			if within(inner, name, above) {
				*above = append(*above, s)
				return true
			}
		}
	}
	return false
}

// Selected is the name of the current state, "" if there is none.
func (v *View) Selected() string {
	if b := v.current(); b != nil {
		return b.state.Name
	}
	return ""
}

func (v *View) current() *box {
	if v.cursor >= len(v.picture.boxes) {
		return nil
	}
	return &v.picture.boxes[v.cursor]
}

// Update answers a key; other messages are ignored.
func (v *View) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.key(msg)
	}
	return nil
}

func (v *View) open() tea.Cmd {
	b := v.current()
	if b == nil {
		return nil
	}
	msg := OpenMsg{State: b.state.Name, Location: b.state.Location, Visited: v.run.of(b.state) != nil}
	return func() tea.Msg { return msg }
}

// cannotRunFrom says why the machine cannot be run from the current state, as far as the
// picture tells.
func (v *View) cannotRunFrom() string {
	b := v.current()
	switch {
	case b == nil:
		return "the cursor is on no state"
	case v.machine == nil || v.machine.State(b.state.Name) != b.state:
		return "a run can only start at a top-level state"
	case v.run.of(b.state) == nil:
		return "the shown run did not enter this state: there is no input to start with"
	}
	return ""
}

func (v *View) test() tea.Cmd {
	b := v.current()
	if b == nil {
		return nil
	}
	return func() tea.Msg { return TestMsg{b.state.Name} }
}

func (v *View) runFrom() tea.Cmd {
	msg := FromMsg{v.current().state.Name}
	return func() tea.Msg { return msg }
}

// toggle folds or unfolds the current Parallel or Map state.
func (v *View) toggle() {
	b := v.current()
	if b == nil || len(innerGraphs(b.state)) == 0 {
		return
	}
	v.folds[b.state] = !v.folds[b.state]
	v.layout()
}

// foldAll folds or unfolds all Parallel and Map states.
func (v *View) foldAll(fold bool) {
	if v.machine == nil {
		return
	}
	top := v.current()
	v.machine.Walk(func(s *asl.State) {
		if len(innerGraphs(s)) > 0 {
			v.folds[s] = fold
		}
	})
	if top != nil && fold {
		// The cursor stays with what its state is folded into.
		var above []*asl.State
		if within(&v.machine.Graph, top.state.Name, &above) && len(above) > 0 {
			outer := above[len(above)-1]
			v.layout()
			v.Select(outer.Name)
			return
		}
	}
	v.layout()
}

// Status tells what the current state is, where it leads, and what became of it.
func (v *View) Status() string {
	b := v.current()
	if b == nil {
		return ""
	}
	s := b.state
	facts := []string{screen.Visible(s.Name), string(s.Type)}
	if sum := v.run.of(s); sum != nil {
		fact := sum.outcome.String()
		if sum.visits > 1 {
			fact += " in " + screen.Count(int64(sum.visits)) + " visits"
		}
		facts = append(facts, fact+" "+screen.Duration(sum.took))
		if sum.failure != "" {
			facts = append(facts, screen.Visible(sum.failure))
		}
	} else if v.run != nil {
		facts = append(facts, "not visited")
	}
	if text := retryText(v.theme, s, v.run.of(s)); text != "" && v.run != nil {
		facts = append(facts, text)
	} else {
		for _, r := range s.Retry {
			facts = append(facts, v.theme.Retry+" "+strconv.FormatInt(r.MaxAttempts, 10)+" for "+screen.Visible(strings.Join(r.Errors, ", ")))
		}
	}
	for _, t := range s.Transitions() {
		reason := why(t)
		if t.Kind == asl.OnCatch {
			reason = "catch " + reason
		}
		facts = append(facts, strings.TrimSpace(screen.Visible(reason)+" "+v.theme.Arrow+" "+screen.Visible(t.To.Name)))
	}
	return strings.Join(facts, " "+v.theme.Sep+" ")
}
