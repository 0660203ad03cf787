package input

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/action"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// List is the list of the inputs that were saved for one machine.
type List struct {
	t             *theme.Theme
	width, height int
	focused       bool
	inputs        []model.SavedInput
	problem       string
	loaded        string // the name of the input that is in the editor
	machine       string
	last          map[string]LastRun
	ran           map[savedInput]LastRun // since the start, of all machines
	window        list.Window
	table         *action.Table
}

// NewList returns an empty list.
func NewList(t *theme.Theme) *List {
	l := &List{t: t}
	l.table = action.New(list.Keys(list.Words{Up: "up", Down: "down", First: "first", Last: "last"}, l.move, func() int { return l.height })...)
	return l
}

// SetSize gives the cells to draw in.
func (l *List) SetSize(width, height int) {
	l.width, l.height = width, height
	l.move(0)
}

// Focus lets the cursor be seen.
func (l *List) Focus() { l.focused = true }

// Blur hides the cursor.
func (l *List) Blur() { l.focused = false }

// savedInput names a saved input.
type savedInput struct{ machine, name string }

// Set shows the inputs of a machine, with how they did as far as the history knows, or, if
// problem is not "", why they could not be read.
func (l *List) Set(machine string, inputs []model.SavedInput, last map[string]LastRun, problem string) {
	l.machine, l.last, l.problem = machine, last, problem
	l.inputs = list.Natural(inputs, func(i model.SavedInput) string { return i.Name })
	inputs = l.inputs
	for _, input := range inputs {
		if m, ok := l.ran[savedInput{machine, input.Name}]; ok {
			l.setLast(input.Name, m)
		}
	}
	l.move(0)
}

// LastRun is how an input did when it was run last. A status alone is not shown where a result
// is expected.
type LastRun struct {
	Status  model.Status
	Verdict suite.Verdict
	Judged  bool // Verdict is one, and goes before the status
}

// Ran says how an input of a machine, be it shown or not, did since the start.
func (l *List) Ran(machine, name string, m LastRun) {
	if l.ran == nil {
		l.ran = map[savedInput]LastRun{}
	}
	l.ran[savedInput{machine, name}] = m
	if machine == l.machine {
		l.setLast(name, m)
	}
}

func (l *List) setLast(name string, m LastRun) {
	if l.last == nil {
		l.last = map[string]LastRun{}
	}
	l.last[name] = m
}

// setLoaded marks the input that is in the editor, and moves the cursor to it.
func (l *List) setLoaded(name string) {
	l.loaded = name
	l.Select(name)
}

// Select moves the cursor to the input of this name, if there is one.
func (l *List) Select(name string) {
	for i, input := range l.inputs {
		if input.Name == name {
			l.window.At = i
		}
	}
	l.move(0)
}

// Place says where the cursor is.
func (l *List) Place() string { return l.window.Place() }

// Len counts the inputs.
func (l *List) Len() int { return len(l.inputs) }

// All lists the inputs as they are shown. It must not be changed.
func (l *List) All() []model.SavedInput { return l.inputs }

// kept reports whether an input of this name is in the list and saved, and no example.
func (l *List) kept(name string) bool {
	for _, input := range l.inputs {
		if input.Name == name {
			return input.Example == ""
		}
	}
	return false
}

// Selected is the input under the cursor.
func (l *List) Selected() (model.SavedInput, bool) {
	if l.window.At >= len(l.inputs) {
		return model.SavedInput{}, false
	}
	return l.inputs[l.window.At], true
}

// Bind gives the actions other keys.
func (l *List) Bind(keys action.Keys) { l.table.Bind(keys) }

// Actions lists what the list answers keys with, in the order in which it is shown.
func (l *List) Actions() []action.Action { return l.table.All() }

// Capturing is false: nothing is typed into the list.
func (l *List) Capturing() bool { return false }

// First is false: no key is the list's before all others.
func (l *List) First(tea.KeyMsg) bool { return false }

// Update moves the cursor.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	k, _ := msg.(tea.KeyMsg)
	cmd, _ := l.table.Press(k)
	return cmd
}

// Wheel scrolls by so many rows, downwards if positive.
func (l *List) Wheel(rows int) { l.move(rows) }

// Click puts the cursor on line y of the view. It reports whether it was there already.
func (l *List) Click(y int) (again bool) {
	i := l.window.Top + y
	if y < 0 || i >= len(l.inputs) {
		return false
	}
	before := l.window.At
	l.window.At = i
	return i == before
}

func (l *List) move(by int) {
	l.window.Set(len(l.inputs), l.height)
	l.window.Move(by)
}

// View draws exactly the height and width that SetSize gave.
func (l *List) View() string {
	lines := make([]string, max(l.height, 0))
	words := l.words()
	for y := range lines {
		line := ""
		switch i := l.window.Top + y; {
		case i < len(l.inputs):
			line = l.line(i)
		case y < len(words):
			line = words[y]
		}
		lines[y] = l.t.Fit(line, l.width)
	}
	return strings.Join(lines, "\n")
}

// words are in the place of the list when there is none, nil when there is one.
func (l *List) words() []string {
	text, style := "none yet: press ctrl+s to save the input", l.t.Dim
	switch {
	case len(l.inputs) > 0:
		return nil
	case l.problem != "":
		text, style = screen.Visible(l.problem), l.t.Fail
	}
	return theme.Wrapped(text, l.width, style)
}

// roomy is the width from which two words stand beside a name.
const roomy = 40

func (l *List) line(i int) string {
	input, style, picked := l.inputs[i], l.t.Text, " "
	if input.Example != "" {
		style = l.t.Dim
	}
	if input.Name == l.loaded {
		style, picked = l.t.Bold, l.t.Accent.Render(l.t.Mark)
	}
	tail := ""
	if input.Expected {
		tail = " " + l.t.Dim.Render("=")
	}
	switch m, ok := l.last[input.Name]; {
	case ok && m.Judged:
		tail += " " + status.Verdict(l.t, m.Verdict)
	case ok && !input.Expected: // beside "expected" a status reads as a verdict
		tail += " " + status.Sign(l.t, m.Status)
	case tail != "":
		tail += "  "
	}
	room := l.width - 3 - screen.Width(screen.Visible(input.Name)) - screen.Width(tail)
	if says := "expected"; input.Expected && room >= len(says)-1 {
		tail = strings.Replace(tail, "=", says, 1)
		room -= len(says) - 1
	}
	// The name goes before the word.
	word := " sample"
	if input.Example != "" {
		word = " example"
	}
	if (input.BuiltIn || input.Example != "") && len(word) <= room && (!input.Expected || l.width >= roomy) {
		tail = l.t.Dim.Render(word) + tail
	}
	name := screen.FitMiddle(screen.Visible(input.Name), max(l.width-3-screen.Width(tail), 0), l.t.Ellipsis)
	return list.Row(l.t, picked+" "+style.Render(name)+tail+" ", l.width, i == l.window.At && l.focused)
}
