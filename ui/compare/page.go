package compare

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/compare"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// comparing lies over the panes and shows a comparison, under way or done.
type comparing struct {
	dialog.Base
	table   *action.Table
	pane    *View
	of      *compare.Comparison
	what    string // the input that is run
	answers [2]compare.Answer
	waiting int                      // for so many answers
	reading bool                     // traces, out of logs
	titles  []struct{ from, to int } // where the tabs stand on the line of the title
}

// PageActions are what turns the page of a comparison and leaves it, with the keys that a user
// bound.
func PageActions(keys action.Keys) []action.Action {
	c := newComparing(nil, nil)
	c.table.Bind(keys)
	return c.table.All()
}

func newComparing(pane *View, of *compare.Comparison) *comparing {
	c := &comparing{pane: pane, of: of}
	turn := func(by int) func() tea.Cmd { return action.Plain(func() { c.pane.Turn(by) }) }
	c.table = action.New(
		action.Action{ID: "close-whole-page", Title: "close this page", Keys: []string{"ctrl+c"}, Do: action.Plain(c.Close)},
		dialog.Leave(func() {
			if !c.pane.Back() {
				c.Close()
			}
		}),
		action.Action{ID: "comparison-next-tab", Title: "next tab", Keys: []string{"tab"}, Do: turn(1)},
		action.Action{ID: "comparison-previous-tab", Title: "previous tab", Keys: []string{"shift+tab"}, Do: turn(-1)},
		action.Action{
			ID: "abandon-comparison", Title: "stop waiting for both runs", Keys: []string{"x"},
			Hidden: func() bool { return c.waiting == 0 }, Do: action.Plain(func() { c.Tell(askStopWaitingMsg{c.of.Group}) }),
		},
		action.Action{
			ID: "read-traces-of-comparison", Title: "read the traces from CloudWatch Logs", Short: "read traces", Keys: []string{"ctrl+l"},
			Hidden: func() bool { return !c.lacksTraces() }, Do: action.Plain(func() { c.Tell(readTracesMsg{c}) }),
		},
	)
	return c
}

// lacksTraces reports whether reading may bring more of the traces.
func (c *comparing) lacksTraces() bool {
	if c.waiting > 0 || c.reading || c.pane == nil || c.pane.result == nil {
		return false
	}
	for _, a := range c.answers {
		if a.NoTrace != "" && a.Run.Execution != "" {
			return true
		}
	}
	return false
}

// Name is what the help calls it.
func (*comparing) Name() string { return "comparison" }

// Actions are those of what is open.
func (c *comparing) Actions() []action.Action { return c.pane.Actions() }

// Capturing is false: nothing is typed here.
func (*comparing) Capturing() bool { return false }

// Bind gives the actions other keys.
func (c *comparing) Bind(keys action.Keys) {
	c.table.Bind(keys)
	c.pane.Bind(keys)
}

// SetTheme gives the colours.
func (c *comparing) SetTheme(t *theme.Theme) {
	c.Base.SetTheme(t)
	c.pane.SetTheme(t)
}

// SetFrame gives a frame of what moves while runs are in flight.
func (c *comparing) SetFrame(frame int) { c.pane.Frame = frame }

// Update takes a key. What else the comparison waits for it gets open or not.
func (c *comparing) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if cmd, used := c.table.Press(k); used {
		return cmd
	}
	return c.pane.Update(k)
}

// Foot is what makes sense now.
func (c *comparing) Foot() []key.Help {
	own := c.table.Hint
	if c.waiting > 0 {
		return []key.Help{own("abandon-comparison", "stop waiting"), own("close-page", "hide (keeps running)")}
	}
	if c.pane.Opened() {
		return append(c.pane.Foot(), own("close-page", "back to the states"))
	}
	foot := []key.Help{c.pane.tabs.Hint("comparison-tab-right", "tab")}
	if c.lacksTraces() && c.pane.Tab() == States {
		foot = append(foot, own("read-traces-of-comparison", "read traces"))
	}
	return append(append(foot, c.pane.Foot()...), own("close-page", "close"))
}

// View draws the tab that is open.
func (c *comparing) View(width, height int) string {
	c.pane.SetSize(width-2, height-2)
	title, place := c.title(c.T, width), c.pane.Status()
	// What is compared is worth more than the whole of a place in it.
	room := max(width-screen.Width(title)-aroundTitle, minPlace)
	return c.T.Box(title, c.T.Fit(place, min(screen.Width(place), room)), c.pane.View(), width, height, c.Front)
}

// aroundTitle is what a frame takes of its first line beside the words, in cells; minPlace is
// what is left to a place at least.
const (
	aroundTitle = 12
	minPlace    = 14
)

// title is the row of tabs and what is compared. The tabs begin at the third cell of the
// content, behind the corner, a blank and the mark of the focus.
func (c *comparing) title(t *theme.Theme, width int) string {
	c.titles = c.titles[:0]
	x := 3
	var text strings.Builder
	text.WriteString(theme.Reset)
	for _, tab := range Tabs() {
		title := tab.String()
		if tab == c.pane.Tab() {
			title = t.Select.Render(" " + title + " ")
		} else {
			title = t.Dim.Render(title)
		}
		c.titles = append(c.titles, struct{ from, to int }{x, x + screen.Width(title)})
		x += screen.Width(title) + 1
		text.WriteString(title + " ")
	}
	return text.String() + t.Bold.Render(t.Named(c.of.Sides[0].Machine.Machine(), width)) +
		t.Dim.Render(" "+t.Sep+" "+screen.Visible(c.what))
}

// Mouse takes the mouse at a cell of the content; the tabs are in the frame above it.
func (c *comparing) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	if y == -1 && msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft {
		for i, s := range c.titles {
			if x >= s.from && x < s.to {
				c.pane.Open(Tabs()[i])
			}
		}
		return nil
	}
	return c.pane.Mouse(x, y, msg)
}
