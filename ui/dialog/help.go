package dialog

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/screen"
)

// Help shows all keys by place.
type Help struct {
	Base
	sections         []action.Section
	table            *action.Table
	top, lines, room int
}

// NewHelp returns the help for what can be done, section by section.
func NewHelp(sections []action.Section) *Help {
	h := &Help{sections: sections}
	by := func(rows func() int) func() tea.Cmd {
		return action.Plain(func() { h.scroll(rows()) })
	}
	rows := func(n int) func() int { return func() int { return n } }
	const all = 1 << 30
	h.table = action.New(
		action.Action{ID: "help-up", Title: "scroll", Short: "scroll", Label: "↑ ↓", Keys: []string{"up", "k"}, Do: by(rows(-1))},
		action.Action{ID: "help-down", Title: "scroll down", Keys: []string{"down", "j"}, Do: by(rows(1))},
		action.Action{ID: "help-page-up", Title: "page up", Keys: []string{"pgup"}, Do: by(func() int { return -max(h.room-1, 1) })},
		action.Action{ID: "help-page-down", Title: "page down", Keys: []string{"pgdown", " "}, Do: by(func() int { return max(h.room-1, 1) })},
		action.Action{ID: "help-top", Title: "top", Keys: []string{"home", "g"}, Do: by(rows(-all))},
		action.Action{ID: "help-bottom", Title: "bottom", Keys: []string{"end", "G"}, Do: by(rows(all))},
		action.Action{ID: "close-help", Title: "close", Short: "close", Keys: []string{"esc", "q", "?", "f1", "enter", "ctrl+c"}, Do: action.Plain(h.Close)},
	)
	return h
}

func (h *Help) scroll(by int) { h.top = max(min(h.top+by, h.lines-h.room), 0) }

// Bind gives the actions other keys.
func (h *Help) Bind(keys action.Keys) { h.table.Bind(keys) }

// Actions are to scroll, and to close it.
func (h *Help) Actions() []action.Action { return h.table.All() }

// Update takes a key.
func (h *Help) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		cmd, _ := h.table.Press(msg)
		return cmd
	}
	return nil
}

// Mouse scrolls.
func (h *Help) Mouse(_, _ int, msg tea.MouseMsg) tea.Cmd {
	h.scroll(wheel(msg))
	return nil
}

// helpWidth is how wide the help is where there is room.
const helpWidth = 76

// View draws as many keys as there is room for.
func (h *Help) View(width, height int) string {
	width = min(width, helpWidth)
	var lines []string
	for i, s := range h.sections {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, " "+h.T.Bold.Render(s.Title))
		for _, c := range s.Actions {
			lines = append(lines, "   "+h.T.Accent.Render(h.T.Fit(c.Keycaps(), min(24, width/3)))+" "+c.Title)
		}
	}
	h.lines, h.room = len(lines), max(height-2, 1)
	h.scroll(0)
	right := ""
	if h.lines > h.room {
		right = screen.Count(int64(100*min(h.top+h.room, h.lines)/h.lines)) + " %"
	}
	return h.T.Box("Keys", right, strings.Join(lines[h.top:], "\n"), width, min(h.lines+2, height), true)
}
