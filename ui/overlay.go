package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/screen"
)

// overlay is what lies over the panes and gets all the keys while it does.
type overlay interface {
	// key takes a key. To close, the overlay takes itself away from the App.
	key(a *App, msg tea.KeyMsg) tea.Cmd
	// view draws a framed box of at most width by height cells.
	view(a *App, width, height int) string
	// keys are for the footer.
	keys() []key.Binding
}

// listener is an overlay that waits for messages of its own.
type listener interface {
	listen(msg tea.Msg)
}

func footKey(k, what string) key.Binding {
	return key.NewBinding(key.WithKeys(k), key.WithHelp(k, what))
}

// confirm asks a question whose answer cannot be taken back. Only y does it.
type confirm struct {
	title, text, yes string
	do               func() tea.Cmd
	no               func() tea.Cmd // nil if there is nothing to be done then
	back             overlay        // that it covers, nil if none
	answers          int            // the line that they stand on
}

func (c *confirm) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch msg.String() {
	case "y", "Y":
		a.over = c.back
		return c.do()
	case "n", "N", "esc", "q", "ctrl+c":
		a.over = c.back
		if c.no != nil {
			return c.no()
		}
	}
	return nil
}

// mouse takes a click on one of the answers.
func (c *confirm) mouse(a *App, x, y int, msg tea.MouseMsg) tea.Cmd {
	yes := 1 + len("y ") + screen.Width(c.yes)
	switch {
	case !isClick(msg) || y != c.answers:
	case x >= 1 && x < yes:
		return c.key(a, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'y'}})
	case x >= yes+3 && x < yes+3+len("n no"):
		return c.key(a, tea.KeyMsg{Type: tea.KeyEsc})
	}
	return nil
}

func (c *confirm) keys() []key.Binding {
	return []key.Binding{footKey("y", c.yes), footKey("n", "no")}
}

func (c *confirm) view(a *App, width, height int) string {
	width = min(width, 60)
	lines := screen.Wrap(c.text, width-4)
	for i, line := range lines {
		lines[i] = " " + line
	}
	c.answers = len(lines) + 1
	lines = append(lines, "", " "+a.t.Accent.Render("y")+" "+c.yes+"   "+a.t.Accent.Render("n")+" no")
	return a.t.Box(c.title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}

// prompt asks for one line of text.
type prompt struct {
	title, label string
	field        field.Field
	done         func(string) tea.Cmd
}

func newPrompt(title, label, value string, done func(string) tea.Cmd) *prompt {
	p := &prompt{title: title, label: label, done: done}
	p.field.Set(value)
	return p
}

func (p *prompt) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch msg.Type {
	case tea.KeyEnter:
		a.over = nil
		return p.done(strings.TrimSpace(p.field.Value()))
	case tea.KeyEsc, tea.KeyCtrlC:
		a.over = nil
	default:
		p.field.Update(msg)
	}
	return nil
}

func (p *prompt) keys() []key.Binding {
	return []key.Binding{footKey("enter", "ok"), footKey("esc", "cancel")}
}

func (p *prompt) view(a *App, width, height int) string {
	width = min(width, 60)
	label := " " + a.t.Dim.Render(p.label) + "  "
	body := label + p.field.View(a.t, width-3-screen.Width(label), true)
	return a.t.Box(p.title, "", body, width, min(3, height), true)
}

// help shows all keys: those of the pane in focus, those that work everywhere, the rest; on
// a page, those that work there.
type help struct {
	back             overlay // that it covers, nil if none
	top, lines, room int
}

func (h *help) key(a *App, msg tea.KeyMsg) tea.Cmd {
	page := max(h.room-1, 1)
	switch msg.String() {
	case "up", "k":
		h.top--
	case "down", "j":
		h.top++
	case "pgup":
		h.top -= page
	case "pgdown", " ":
		h.top += page
	case "home", "g":
		h.top = 0
	case "end", "G":
		h.top = h.lines
	case "esc", "q", "?", "f1", "enter", "ctrl+c":
		a.over = h.back
	}
	h.top = max(min(h.top, h.lines-h.room), 0)
	return nil
}

// mouse scrolls.
func (h *help) mouse(a *App, _, _ int, msg tea.MouseMsg) tea.Cmd {
	h.top += wheel(msg)
	return h.key(a, tea.KeyMsg{}) // which keeps it within its bounds
}

func (h *help) keys() []key.Binding {
	return []key.Binding{footKey("↑ ↓", "scroll"), footKey("esc", "close")}
}

func (h *help) view(a *App, width, height int) string {
	width = min(width, 76)
	var order []action.Section
	if p, ok := h.back.(page); ok {
		order = a.pageHelp(p)
	} else {
		all, here := sections(a), 1+int(a.focus)
		order = append([]action.Section{all[here], all[0]}, append(append([]action.Section(nil), all[1:here]...), all[here+1:]...)...)
	}
	var lines []string
	for i, s := range order {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, " "+a.t.Bold.Render(s.Title))
		for _, c := range s.Actions {
			lines = append(lines, "   "+a.t.Accent.Render(a.t.Fit(c.Keycaps(), min(24, width/3)))+" "+c.Title)
		}
	}
	h.lines, h.room = len(lines), max(height-2, 1)
	h.top = max(min(h.top, h.lines-h.room), 0)
	right := ""
	if h.lines > h.room {
		right = screen.Count(int64(100*min(h.top+h.room, h.lines)/h.lines)) + " %"
	}
	return a.t.Box("Keys", right, strings.Join(lines[h.top:], "\n"), width, min(h.lines+2, height), true)
}
