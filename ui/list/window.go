// Package list has what all lists share: cursor, window, keys, filter matches. It holds no
// rows and draws none: their owner knows what they are.
package list

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/screen"
)

// Window is a cursor over the rows of a list, and which of them are in sight. The zero value
// is one over no rows.
type Window struct {
	At  int // the row under the cursor, 0 if there are none
	Top int // the first row in sight

	rows, room int
}

// Set says how many rows there are, and how many lines to show them on. The cursor stays on
// its row as far as there is one.
func (w *Window) Set(rows, room int) {
	w.rows, w.room = rows, room
	w.clamp()
}

// Rows is how many rows there are.
func (w *Window) Rows() int { return w.rows }

// Room is how many lines there are, at least one.
func (w *Window) Room() int { return max(w.room, 1) }

// End is the row behind the last in sight.
func (w *Window) End() int { return min(w.Top+w.Room(), w.rows) }

// Go puts the cursor on a row, or on the nearest one that there is, in sight.
func (w *Window) Go(row int) {
	w.At = row
	w.clamp()
}

// Move moves the cursor by so many rows, downwards if positive.
func (w *Window) Move(by int) { w.Go(w.At + by) }

// Scroll moves what is in sight by so many rows, and the cursor only as far as it has to be
// in sight.
func (w *Window) Scroll(by int) {
	w.Top = max(min(w.Top+by, w.rows-w.Room()), 0)
	w.At = max(min(w.At, w.End()-1), w.Top)
}

// Row is the row on line y, counted from the first in sight. It reports false if there is
// none.
func (w *Window) Row(y int) (row int, ok bool) {
	row = w.Top + y
	return row, y >= 0 && y < w.Room() && row < w.rows
}

// Page is how far a page goes: a line of before stays in sight.
func (w *Window) Page() int { return max(w.Room()-1, 1) }

// Place says where the cursor is: 3/8, "" if there are no rows.
func (w *Window) Place() string { return Place(w.At+1, w.rows) }

// Place says where in a list something is, counted from 1; "" if there is nothing.
func Place(at, of int) string {
	if of == 0 {
		return ""
	}
	return screen.Count(int64(at)) + "/" + screen.Count(int64(of))
}

func (w *Window) clamp() {
	w.At = max(min(w.At, w.rows-1), 0)
	w.Top = min(max(w.Top, w.At-w.Room()+1), w.At)
	w.Top = max(min(w.Top, w.rows-w.Room()), 0)
}

// Words are what the keys of a list are called in help.
type Words struct {
	Up, Down, First, Last string
	Vim                   bool // pages by ctrl+b, ctrl+u, ctrl+f and ctrl+d, too
}

// Keys are the actions that move the cursor of any list: one set of ids, so that who binds
// other keys has them everywhere. move takes the cursor so many rows further, page says how
// many a page has.
func Keys(words Words, move func(by int), page func() int) []action.Action {
	const all = 1 << 30
	by := func(rows func() int) func() tea.Cmd { return action.Plain(func() { move(rows()) }) }
	rows := func(n int) func() int { return func() int { return n } }
	pageUp, pageDown := []string{"pgup"}, []string{"pgdown"}
	if words.Vim {
		pageUp, pageDown = append(pageUp, "ctrl+b", "ctrl+u"), append(pageDown, "ctrl+f", "ctrl+d")
	}
	return []action.Action{
		{ID: "list-up", Title: words.Up, Label: "↑ k", Keys: []string{"up", "k"}, Do: by(rows(-1))},
		{ID: "list-down", Title: words.Down, Label: "↓ j", Keys: []string{"down", "j"}, Do: by(rows(1))},
		{ID: "list-page-up", Title: "page up", Label: "pgup", Keys: pageUp, Do: by(func() int { return -page() })},
		{ID: "list-page-down", Title: "page down", Label: "pgdn", Keys: pageDown, Do: by(page)},
		{ID: "list-first", Title: words.First, Label: "home g", Keys: []string{"home", "g"}, Do: by(rows(-all))},
		{ID: "list-last", Title: words.Last, Label: "end G", Keys: []string{"end", "G"}, Do: by(rows(all))},
	}
}
