package dialog

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/list"
	"expresso/ui/mouse"
	"expresso/ui/screen"
)

// Chapter is what can be done in one place.
type Chapter struct {
	Title    string
	Commands []Command
	Deep     []Command // listed only while something is looked for
}

// Help lists keys by place and what there is to read, finds one of them, and does it or opens it.
type Help struct {
	Base
	chapters []Chapter
	field    field.Field
	rows     []helpRow
	window   list.Window
	table    *action.Table
}

// helpRow is one line of the help: a command, or else the title of a chapter, or a blank.
type helpRow struct {
	of      *Command // nil for a title
	title   string   // "" for a blank line
	matched []int
}

// NewHelp returns the help for what can be done, place by place.
func NewHelp(chapters []Chapter) *Help {
	h := &Help{chapters: chapters}
	h.search()
	by := func(rows func() int) func() tea.Cmd { return action.Plain(func() { h.move(rows()) }) }
	rows := func(n int) func() int { return func() int { return n } }
	const all = 1 << 30
	h.table = action.New(
		action.Action{ID: "do-help", Title: "do it, or read it", Short: "do it", Keys: []string{"enter"}, Do: action.Plain(h.choose)},
		action.Action{ID: "help-up", Title: "choose", Short: "choose", Label: "↑ ↓", Keys: []string{"up"}, Do: by(rows(-1))},
		action.Action{ID: "help-down", Title: "choose down", Keys: []string{"down"}, Do: by(rows(1))},
		action.Action{ID: "help-page-up", Title: "page up", Keys: []string{"pgup"}, Do: by(func() int { return -h.window.Page() })},
		action.Action{ID: "help-page-down", Title: "page down", Keys: []string{"pgdown"}, Do: by(func() int { return h.window.Page() })},
		action.Action{ID: "help-top", Title: "top", Keys: []string{"ctrl+home"}, Do: by(rows(-all))},
		action.Action{ID: "help-bottom", Title: "bottom", Keys: []string{"ctrl+end"}, Do: by(rows(all))},
		action.Action{ID: "close-help", Title: "close", Short: "close", Keys: []string{"esc", "f1", "ctrl+c"}, Do: action.Plain(h.Close)},
	)
	return h
}

// search lists what the text finds, chapter by chapter, and goes to the first of it. What is
// called by the text, a topic say, comes first, and so does its chapter.
func (h *Help) search() {
	type part struct {
		title  string
		rows   []helpRow
		called bool
	}
	var parts []part
	text := strings.TrimSpace(h.field.Value())
	for _, c := range h.chapters {
		commands := c.Commands
		if text != "" {
			commands = slices.Concat(commands, c.Deep)
		}
		var called, others []helpRow
		for _, f := range rank(text, commands, false) {
			row := helpRow{of: &commands[f.command], matched: f.matched}
			if text != "" && f.command < len(c.Commands) && strings.EqualFold(row.of.Keys, text) {
				called = append(called, row)
			} else {
				others = append(others, row)
			}
		}
		if rows := slices.Concat(called, others); len(rows) > 0 {
			parts = append(parts, part{c.Title, rows, len(called) > 0})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		switch {
		case a.called == b.called:
			return 0
		case a.called:
			return -1
		}
		return 1
	})
	h.rows = h.rows[:0]
	for _, p := range parts {
		if len(h.rows) > 0 {
			h.rows = append(h.rows, helpRow{})
		}
		h.rows = append(append(h.rows, helpRow{title: p.title}), p.rows...)
	}
	h.window = list.Window{}
	h.window.Set(len(h.rows), len(h.rows)) // all of them, until it is drawn
	h.move(1)
}

// move goes so many rows further, and on to a command: the last line is one, the first is not.
func (h *Help) move(by int) {
	h.window.Move(by)
	way := 1
	if by < 0 {
		way = -1
	}
	for at := h.window.At; at < len(h.rows); at += way {
		if at < 0 {
			at, way = 0, 1
		}
		if h.rows[at].of != nil {
			h.window.Go(at)
			return
		}
	}
}

func (h *Help) choose() {
	if h.window.At >= len(h.rows) || h.rows[h.window.At].of == nil {
		return
	}
	of := h.rows[h.window.At].of
	if !of.Stays {
		h.Close()
	}
	h.Tell(of.Then)
}

// Bind gives the actions other keys.
func (h *Help) Bind(keys action.Keys) { h.table.Bind(keys) }

// Actions are to choose, and to close it.
func (h *Help) Actions() []action.Action { return h.table.All() }

// Update takes a key. What opens the help closes it, too, as long as nothing is looked for.
func (h *Help) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	before := h.field.Value()
	if !action.Types(k) {
		if cmd, used := h.table.Press(k); used {
			return cmd
		}
	} else if before == "" && k.String() == "?" {
		h.Close()
		return nil
	}
	if h.field.Update(k) && h.field.Value() != before {
		h.search()
	}
	return nil
}

// Mouse chooses, and does what is clicked.
func (h *Help) Mouse(_, y int, msg tea.MouseMsg) tea.Cmd {
	if rows := mouse.Wheel(msg); rows != 0 {
		h.move(rows)
		return nil
	}
	if row, ok := h.window.Row(y - paletteHead); mouse.Clicked(msg) && ok && h.rows[row].of != nil {
		h.window.Go(row)
		h.choose()
	}
	return nil
}

// helpWidth is how wide the help is where there is room, helpKeys how wide its keys are.
const helpWidth, helpKeys = 84, 24

// View draws as many keys as there is room for.
func (h *Help) View(width, height int) string {
	t := h.T
	width = min(width, helpWidth)
	inner := width - 2
	typed := h.field.View(t, inner-4, true)
	if h.field.Value() == "" {
		typed = h.field.View(t, 1, true) + t.Dim.Render(t.Fit("type to find a key or a topic of the manual", inner-5))
	}
	lines := []string{" " + t.Accent.Render(t.Pointer) + " " + typed, ""}
	total := paletteHead
	for i, c := range h.chapters {
		total += len(c.Commands) + min(i, 1) + 1
	}
	height = min(height, total+2)
	h.window.Set(len(h.rows), height-2-paletteHead)
	keys := min(helpKeys, inner/4)
	for i := h.window.Top; i < h.window.End(); i++ {
		switch row := h.rows[i]; {
		case row.of == nil && row.title == "":
			lines = append(lines, "")
		case row.of == nil:
			lines = append(lines, " "+t.Bold.Render(row.title))
		default:
			caps, style := t.Accent, t.Text
			switch {
			case i == h.window.At:
				caps, style = t.Select, t.Select
			case row.of.Reason != "":
				style = t.Dim
			}
			lines = append(lines, "  "+caps.Render(" "+t.Fit(t.Spell(screen.Visible(row.of.Keys)), keys)+" ")+list.Matched(t, style, row.of.Title, row.matched, inner-keys-5))
		}
	}
	if len(h.rows) == 0 {
		lines = append(lines, " "+t.Dim.Render("nothing found: ctrl+p has all commands"))
	}
	right := ""
	if len(h.rows) > h.window.Room() {
		right = screen.Count(int64(100*h.window.End()/len(h.rows))) + " %"
	}
	return t.Box("Help", right, strings.Join(lines, "\n"), width, height, true)
}
