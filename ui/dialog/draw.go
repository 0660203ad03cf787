package dialog

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// rect is a part of the screen.
type rect struct{ x, y, width, height int }

func (r rect) has(x, y int) bool {
	return x >= r.x && x < r.x+r.width && y >= r.y && y < r.y+r.height
}

// margin is how many cells, above, below and at the sides, a dialog leaves of what is under
// it.
const margin = 1

// Draw lays the page that is seen and the dialog in front over the lines of what is under
// them, which are width cells wide.
func (s *Stack) Draw(lines []string, width int) []string {
	at := s.page()
	if at >= 0 {
		lines = s.all[at].lay(lines, width)
	}
	if last := len(s.all) - 1; last > at {
		lines = s.all[last].lay(lines, width)
	}
	return lines
}

// lay lays one over lines.
func (e *entry) lay(lines []string, width int) []string {
	w, h := width-4*margin, len(lines)-2*margin
	if _, whole := e.Dialog.(Page); whole {
		w, h = width, len(lines)
	}
	box := strings.Split(e.View(w, h), "\n")
	w = screen.Width(box[0])
	x, y := (width-w)/2, max((len(lines)-len(box))/3, 0)
	e.at = rect{x, y, w, len(box)}
	for i, over := range box {
		if y+i >= len(lines) {
			break
		}
		under := lines[y+i]
		if w >= width {
			lines[y+i] = over
			continue
		}
		lines[y+i] = ansi.Truncate(under, x, "") + theme.Reset + over + ansi.TruncateLeft(under, x+w, "")
	}
	return lines
}

// Mouse gives the mouse to what is in front. A click beside it leaves it, unless something
// would be lost. It returns what was told.
func (s *Stack) Mouse(msg tea.MouseMsg) (tea.Cmd, []tea.Msg) {
	if len(s.all) == 0 {
		return nil, nil
	}
	e := s.all[len(s.all)-1]
	k, ok := e.Dialog.(keeper)
	keeps := ok && k.Keeps()
	if mouse.Clicked(msg) && !keeps && !e.at.has(msg.X, msg.Y) {
		return e.Update(tea.KeyMsg{Type: tea.KeyEsc}), s.told(e.Dialog)
	}
	m, ok := e.Dialog.(mouser)
	if !ok {
		return nil, nil
	}
	return m.Mouse(msg.X-e.at.x-1, msg.Y-e.at.y-1, msg), s.told(e.Dialog)
}
