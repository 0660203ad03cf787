package dialog

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/list"
	"expresso/ui/screen"
)

// Option is something to choose.
type Option struct{ Name, Note string }

// Choose asks for one of some options, or for what is typed. It stays open while the
// choice is tried: who tries it calls Wait, and Close or Refuse.
type Choose struct {
	Base
	Title   string
	Verb    string // on the key: "compare"
	Typed   string // stands before what was typed where that is chosen: "compare with"
	Hint    string // what can be typed
	Then    func(name string) tea.Msg
	Stopped tea.Msg // what is told when the user does not wait any more
	// Settings change what is set beside the choice, and Set tells it: names and values.
	Settings []action.Action
	Set      func() [][2]string

	table         *action.Table
	field         field.Field
	options       []Option
	reading       bool // the options are still to come
	found         []found
	window        list.Window
	waiting       string // for this choice, "" if none is tried
	problem, hint string // why the choice is not available
}

// typed is the index of what was typed among what is found.
const typed = -1

// NewChoose returns a choice whose options are still to come.
func NewChoose(c Choose) *Choose {
	n := &c
	n.reading = true
	move := func(by int) func() tea.Cmd { return action.Plain(func() { n.window.Move(by) }) }
	n.table = action.New(append([]action.Action{
		{ID: "choose-option", Title: n.Verb, Keys: []string{"enter"}, Do: action.Plain(n.choose)},
		{ID: "choose-up", Title: "choose", Label: "↑ ↓", Keys: []string{"up"}, Do: move(-1)},
		{ID: "choose-down", Title: "choose down", Keys: []string{"down"}, Do: move(1)},
		{ID: "cancel", Title: "close", Keys: []string{"esc", "ctrl+c"}, Do: action.Plain(n.leave)},
	}, n.Settings...)...)
	return n
}

// SetOptions gives the options.
func (c *Choose) SetOptions(options []Option) {
	c.options, c.reading = options, false
	c.search()
}

// Wait shows that a choice is tried.
func (c *Choose) Wait(name string) { c.waiting, c.problem, c.hint = name, "", "" }

// Waiting reports whether a choice is tried.
func (c *Choose) Waiting() bool { return c.waiting != "" }

// Refuse shows why the choice is not available, and what to do.
func (c *Choose) Refuse(problem, hint string) { c.waiting, c.problem, c.hint = "", problem, hint }

// search finds the options that match what was typed; what was typed itself comes last.
func (c *Choose) search() {
	text := strings.TrimSpace(c.field.Value())
	commands := make([]Command, len(c.options))
	exact := text == ""
	for i, o := range c.options {
		commands[i] = Command{Title: o.Name, Words: strings.ToLower(o.Note)}
		exact = exact || o.Name == text
	}
	c.found = rank(text, commands, false)
	if !exact {
		c.found = append(c.found, found{command: typed})
	}
	c.window.At = 0
	c.window.Set(len(c.found), c.window.Room())
}

func (c *Choose) choose() {
	if c.waiting != "" || c.window.At >= len(c.found) {
		return
	}
	name := strings.TrimSpace(c.field.Value())
	if i := c.found[c.window.At].command; i != typed {
		name = c.options[i].Name
	}
	if name != "" {
		c.Tell(c.Then(name))
	}
}

func (c *Choose) leave() {
	if c.waiting == "" {
		c.Close()
		return
	}
	c.waiting = ""
	c.Tell(c.Stopped)
}

// Bind gives the actions other keys.
func (c *Choose) Bind(keys action.Keys) { c.table.Bind(keys) }

// Actions are to choose, and to leave it.
func (c *Choose) Actions() []action.Action { return c.table.All() }

// Foot is what the keys do now.
func (c *Choose) Foot() []key.Help {
	if c.waiting != "" {
		return []key.Help{c.table.Hint("cancel", "stop")}
	}
	hints := []key.Help{c.table.Hint("choose-option", c.Verb), c.table.Hint("choose-up", "choose")}
	for _, s := range c.Settings {
		if c.table.Get(s.ID).Reason() == "" {
			hints = append(hints, c.table.Hint(s.ID, s.Short))
		}
	}
	return append(hints, c.table.Hint("cancel", "close"))
}

// Update takes a key.
func (c *Choose) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if !action.Types(k) {
		if cmd, used := c.table.Press(k); used {
			return cmd
		}
	}
	before := c.field.Value()
	if c.waiting == "" && c.field.Update(k) && c.field.Value() != before {
		c.problem, c.hint = "", ""
		c.search()
	}
	return nil
}

// set draws what is set beside the choice, with the keys that change it.
func (c *Choose) set() (lines []string) {
	width := 0
	for _, s := range c.Set() {
		width = max(width, screen.Width(s[0]))
	}
	for _, s := range c.Set() {
		parts := []string{" " + c.T.Dim.Render(c.T.Fit(s[0], width)), c.T.Text.Render(screen.Visible(s[1]))}
		for _, act := range c.Settings {
			if act.Short == s[0] && c.table.Get(act.ID).Reason() == "" {
				parts = append(parts, c.T.Dim.Render(c.table.Get(act.ID).Help().Key+" changes it"))
			}
		}
		lines = append(lines, strings.Join(parts, "  "))
	}
	return append(lines, "")
}

// chooseRows is how many options are shown at once.
const chooseRows = 12

// widestChoice is the most cells of a choice, however long its notes are.
const widestChoice = 108

// wants is how wide the choice is where there is room: wide enough for each name with its note.
func (c *Choose) wants() int {
	wants := paletteWidth
	for _, o := range c.options {
		wants = max(wants, 8+screen.Width(screen.Visible(o.Name))+screen.Width(screen.Visible(o.Note)))
	}
	return min(wants, widestChoice)
}

// View draws the options that match.
func (c *Choose) View(width, height int) string {
	t := c.T
	width = min(width, c.wants())
	inner := width - 2
	var foot []string
	say := func(text string, paint func(...string) string) {
		for _, line := range screen.Wrap(text, inner-2) {
			foot = append(foot, " "+paint(line))
		}
	}
	switch {
	case c.waiting != "":
		say("reaching "+c.waiting+" "+t.Ellipsis, t.Wait.Render)
	case c.problem != "":
		say(c.problem, t.Fail.Render)
		if c.hint != "" {
			say(c.hint, t.Dim.Render)
		}
	default:
		say(c.Hint, t.Dim.Render)
	}
	foot = foot[:min(len(foot), max(height-7, 1))]
	if c.Set != nil && c.waiting == "" {
		foot = append(c.set(), foot...)
	}
	lines := []string{" " + t.Accent.Render(t.Pointer) + " " + c.field.View(t, inner-4, c.waiting == ""), ""}
	c.window.Top = 0 // the cursor stands as low as it can
	c.window.Set(len(c.found), min(chooseRows, height-2-len(lines)-len(foot)-1))
	for i := c.window.Top; i < c.window.End(); i++ {
		name, note := c.Typed+" "+strings.TrimSpace(c.field.Value()), "as typed"
		if at := c.found[i].command; at != typed {
			name, note = c.options[at].Name, c.options[at].Note
		}
		style := t.Text
		if i == c.window.At {
			style = t.Select
		}
		note = screen.Visible(note)
		note = t.Fit(note, min(screen.Width(note), max(inner/2, inner-6-screen.Width(screen.Visible(name)))))
		lines = append(lines, " "+list.Matched(t, style, name, c.found[i].matched, inner-4-screen.Width(note))+"  "+t.Dim.Render(note))
	}
	if c.reading {
		lines = append(lines, " "+t.Dim.Render("loading "+t.Ellipsis))
	}
	lines = append(append(lines, ""), foot...)
	return t.Box(c.Title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}
