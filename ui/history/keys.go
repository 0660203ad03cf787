package history

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Keys are the list's bindings.
var Keys = struct{ Up, Down, PageUp, PageDown, First, Last key.Binding }{
	Up:       key.NewBinding(key.WithKeys("up", "k"), key.WithHelp("↑ k", "newer run")),
	Down:     key.NewBinding(key.WithKeys("down", "j"), key.WithHelp("↓ j", "older run")),
	PageUp:   key.NewBinding(key.WithKeys("pgup"), key.WithHelp("pgup", "page up")),
	PageDown: key.NewBinding(key.WithKeys("pgdown"), key.WithHelp("pgdn", "page down")),
	First:    key.NewBinding(key.WithKeys("home", "g"), key.WithHelp("home g", "newest")),
	Last:     key.NewBinding(key.WithKeys("end", "G"), key.WithHelp("end G", "oldest")),
}

// Bindings lists the keys in the order in which they are shown.
func (l *List) Bindings() []key.Binding {
	return []key.Binding{Keys.Up, Keys.Down, Keys.PageUp, Keys.PageDown, Keys.First, Keys.Last}
}

// Update takes a key: it moves the cursor or edits the filter.
func (l *List) Update(msg tea.KeyMsg) {
	if l.typing {
		l.type1(msg)
		return
	}
	page := max(l.listHeight()-1, 1)
	switch {
	case key.Matches(msg, Keys.Up):
		l.move(-1)
	case key.Matches(msg, Keys.Down):
		l.move(1)
	case key.Matches(msg, Keys.PageUp):
		l.move(-page)
	case key.Matches(msg, Keys.PageDown):
		l.move(page)
	case key.Matches(msg, Keys.First):
		l.move(-l.Len())
	case key.Matches(msg, Keys.Last):
		l.move(l.Len())
	}
}

// type1 takes a key for the filter. The list follows what is typed at once.
func (l *List) type1(msg tea.KeyMsg) {
	switch msg.Type {
	case tea.KeyEnter:
		l.typing = false
	case tea.KeyUp:
		l.move(-1)
	case tea.KeyDown:
		l.move(1)
	default:
		if l.field.Update(msg) && l.field.Value() != l.text {
			l.text = l.field.Value()
			l.follow()
		}
	}
}

// follow begins the query of a filter that is being typed. What was listed stays until the
// answer comes: a blank at every key would flicker.
func (l *List) follow() {
	l.Reload()
	l.exact, l.problem = false, ""
	l.cursor, l.top, l.selected = 0, 0, ""
}

// Wheel scrolls by so many rows, downwards if positive.
func (l *List) Wheel(rows int) { l.move(rows) }

// Click puts the cursor on line y of the view. It reports whether a run is there.
func (l *List) Click(y int) bool {
	n := l.top + y - (l.height - l.listHeight())
	if n < l.top || n >= l.Len() {
		return false
	}
	l.move(n - l.cursor)
	return true
}

// searcher is a view that can be searched.
type searcher interface {
	Capturing() bool
	Searching() bool
}

// searched is the view that a search goes through, nil if the open tab has none.
func (d *Details) searched() searcher {
	switch {
	case d.tab == Trace && d.traced.state == "":
		return d.trace
	case d.view() != nil:
		return d.view()
	}
	return nil
}

// Capturing reports whether printable keys are text, because a search is typed.
func (d *Details) Capturing() bool { v := d.searched(); return v != nil && v.Capturing() }

// Searching reports whether there is a search, which esc ends.
func (d *Details) Searching() bool { v := d.searched(); return v != nil && v.Searching() }
