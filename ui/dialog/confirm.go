package dialog

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/guard"
	"expresso/ui/action"
	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Confirm asks a question whose answer cannot be taken back. Only y says yes to it.
type Confirm struct {
	Base
	Title, Question string
	Facts           Facts   // below the question
	Yes             string  // the verb on the key: "send", "delete"
	Then            tea.Msg // what is told when the answer is yes
	Otherwise       tea.Msg // when it is no; nil for nothing
	Budget          *Budget // that is asked for with it, nil for none

	table   *action.Table
	answers int // the line that they stand on
}

// Fact is a line of a question: what, and which.
type Fact struct{ Name, Value string }

// Facts are what a question is about, one below the other.
type Facts []Fact

// above are the lines of a question and its facts above what it is answered with, at most so many:
// the answers have to be seen. Blank lines go first.
func above(t *theme.Theme, question string, facts Facts, width, most int) []string {
	var asked []string
	if question != "" {
		for _, line := range screen.Wrap(question, width-4) {
			asked = append(asked, " "+line)
		}
	}
	about := facts.Lines(t, width)
	lines := slices.Clone(asked)
	if len(asked) > 0 && len(about) > 0 {
		lines = append(lines, "")
	}
	if lines = append(lines, about...); len(lines) > 0 {
		lines = append(lines, "")
	}
	if most = max(most, 1); len(lines) <= most {
		return lines
	}
	if lines = slices.Concat(asked, about); len(lines) > most {
		lines = append(lines[:most-1], " "+t.Dim.Render(t.Ellipsis))
	}
	return lines
}

// Lines draws the facts in a dialog of so many cells.
func (all Facts) Lines(t *theme.Theme, width int) (lines []string) {
	const names = 10
	for _, f := range all {
		name := t.Dim.Render(screen.Fit(f.Name, names))
		for _, line := range screen.Wrap(f.Value, width-4-names) {
			lines = append(lines, " "+name+line)
			name = screen.Blanks(names)
		}
	}
	return lines
}

// confirmWidth is how wide a question is where there is room.
const confirmWidth = 60

// BilledMsg is told, or sent, before runs are sent that may be billed: its owner asks the
// question, and serves what follows. Without a question nothing is billed, and nothing asked
// except for what the guard of Starts needs.
type BilledMsg struct {
	Title, Question, Yes string
	Starts               []guard.Start
	Then, Otherwise      tea.Msg // see Confirm
	Budget               *Budget // likewise
}

func (c *Confirm) keys() *action.Table {
	if c.table == nil {
		answer := func(msg *tea.Msg, may func() bool) func() tea.Cmd {
			return action.Plain(func() {
				if !may() {
					return
				}
				c.Close()
				if *msg != nil {
					c.Tell(*msg)
				}
			})
		}
		always := func() bool { return true }
		c.table = action.New(
			action.Action{ID: "answer-yes", Title: c.Yes, Short: c.Yes, Keys: []string{"y", "Y"}, Do: answer(&c.Then, func() bool { return c.Budget.take() })},
			action.Action{ID: "answer-no", Title: "no", Short: "no", Keys: []string{"n", "N", "esc", "ctrl+c"}, Do: answer(&c.Otherwise, always)},
		)
	}
	return c.table
}

// Bind gives the answers other keys.
func (c *Confirm) Bind(keys action.Keys) { c.keys().Bind(keys) }

// Actions are the answers.
func (c *Confirm) Actions() []action.Action { return c.keys().All() }

// Update takes an answer.
func (c *Confirm) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		cmd, used := c.keys().Press(msg)
		if !used && c.Budget != nil {
			c.Budget.update(msg)
		}
		return cmd
	}
	return nil
}

// Mouse takes a click on one of the answers.
func (c *Confirm) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	yes, no := c.keys().Get("answer-yes"), c.keys().Get("answer-no")
	end := 1 + screen.Width(yes.Help().Key) + 1 + screen.Width(c.Yes)
	switch {
	case !mouse.Clicked(msg) || y != c.answers:
	case x >= 1 && x < end:
		return yes.Do()
	case x >= end+3 && x < end+3+screen.Width(no.Help().Key)+len(" no"):
		return no.Do()
	}
	return nil
}

// View draws the question and its answers.
func (c *Confirm) View(width, height int) string {
	width = min(width, confirmWidth)
	var asked []string
	if c.Budget != nil {
		asked = c.Budget.lines(c.T, width)
	}
	lines := append(above(c.T, c.Question, c.Facts, width, height-3-len(asked)), asked...)
	c.answers = len(lines)
	answers := make([]string, 0, len(c.keys().All()))
	for _, a := range c.keys().All() {
		answers = append(answers, c.T.Accent.Render(a.Help().Key)+" "+a.Title)
	}
	lines = append(lines, " "+strings.Join(answers, "   "))
	return c.T.Box(c.Title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}
