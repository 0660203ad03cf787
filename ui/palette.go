package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/picker"
	"expresso/ui/screen"
)

// entry is one line of the palette.
type entry struct {
	title, keys, reason string
	do                  func() tea.Cmd
	pages               bool // it is done where the palette was opened
}

// palette finds an action by its name.
type palette struct {
	back    overlay // that it covers, nil if none
	field   field.Field
	entries []entry
	titles  []string // of the entries
	found   []found  // the best first
	cursor  int
	// What was drawn last: the first command, and how many there was room for.
	top, room int
}

// found is an entry that matches what was typed.
type found struct {
	entry   int
	matched []int // byte offsets in its title
}

// openPalette lists everything that can be done. What belongs to another pane goes there.
func (a *App) openPalette() tea.Cmd {
	p := &palette{back: a.over}
	for _, c := range a.actions {
		e := entry{title: c.Title, keys: strings.Join(c.Keys, " "), pages: c.Anywhere, reason: c.Reason()}
		e.do = func() tea.Cmd {
			if !c.works(a.focus) {
				a.setFocus(c.in[0])
			}
			return a.perform(c.Action)
		}
		p.entries = append(p.entries, e)
	}
	for _, c := range a.editor.Actions() {
		p.entries = append(p.entries, entry{
			title: "input: " + c.Binding.Help().Desc, keys: strings.Join(c.Binding.Keys(), " "), reason: c.Disabled,
			do: func() tea.Cmd {
				a.setFocus(inputPane)
				if c.Disabled != "" {
					return a.warn(c.Disabled)
				}
				return c.Do()
			},
		})
	}
	for _, b := range a.details.Bindings() {
		if msg, ok := action.Key(b.Keys()[0]); ok && !moves(b) {
			p.entries = append(p.entries, entry{
				title: "details: " + b.Help().Desc, keys: strings.Join(b.Keys(), " "),
				do: func() tea.Cmd { a.setFocus(detailsPane); return a.details.Update(msg) },
			})
		}
	}
	for _, input := range a.inputs.All() {
		p.entries = append(p.entries, entry{
			title: "load " + input.Name, keys: "saved input",
			do: func() tea.Cmd { return a.loadInput(input.Name) },
		})
	}
	for _, m := range a.picker.Machines() {
		p.entries = append(p.entries, entry{
			title: "pick " + m.Name, keys: "state machine", reason: m.SyncProblem(),
			do: func() tea.Cmd {
				if reason := m.SyncProblem(); reason != "" {
					return a.warn(reason)
				}
				a.setFocus(inputPane)
				if m.ARN == a.machine.ARN {
					return nil
				}
				return a.pick(m, m.ARN)
			},
		})
	}
	p.titles = make([]string, len(p.entries))
	for i, e := range p.entries {
		p.titles[i] = e.title
	}
	p.search()
	a.over = p
	return nil
}

// moves reports whether a binding only goes somewhere near: who wants that presses a key.
func moves(b key.Binding) bool {
	return slices.ContainsFunc(b.Keys(), func(k string) bool {
		switch k {
		case "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "ctrl+u", "ctrl+d":
			return true
		}
		return strings.HasPrefix(k, "shift+")
	})
}

// search finds the entries that match what was typed; all of them if nothing was.
func (p *palette) search() {
	p.found, p.cursor = p.found[:0], 0
	if p.field.Value() == "" {
		for i := range p.entries {
			p.found = append(p.found, found{entry: i})
		}
		return
	}
	for _, m := range fuzzy.Find(p.field.Value(), p.titles) {
		p.found = append(p.found, found{m.Index, m.MatchedIndexes})
	}
}

func (p *palette) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch msg.Type {
	case tea.KeyEsc, tea.KeyCtrlC, tea.KeyCtrlP:
		a.over = p.back
	case tea.KeyUp:
		p.cursor = max(p.cursor-1, 0)
	case tea.KeyDown:
		p.cursor = max(min(p.cursor+1, len(p.found)-1), 0)
	case tea.KeyPgUp:
		p.cursor = max(p.cursor-10, 0)
	case tea.KeyPgDown:
		p.cursor = max(min(p.cursor+10, len(p.found)-1), 0)
	case tea.KeyEnter:
		a.over = p.back
		if p.cursor < len(p.found) {
			e := p.entries[p.found[p.cursor].entry]
			if !e.pages && e.reason == "" {
				a.over = nil // it is about the panes
			}
			return e.do()
		}
	default:
		before := p.field.Value()
		if p.field.Update(msg) && p.field.Value() != before {
			p.search()
		}
	}
	return nil
}

// paletteHead is how many lines stand above the commands.
const paletteHead = 2

// mouse chooses, and does what is clicked.
func (p *palette) mouse(a *App, _, y int, msg tea.MouseMsg) tea.Cmd {
	p.cursor = max(min(p.cursor+wheel(msg), len(p.found)-1), 0)
	if at := p.top + y - paletteHead; isClick(msg) && y >= paletteHead && at < min(p.top+p.room, len(p.found)) {
		p.cursor = at
		return p.key(a, tea.KeyMsg{Type: tea.KeyEnter})
	}
	return nil
}

func (p *palette) keys() []key.Binding {
	return []key.Binding{footKey("enter", "do it"), footKey("↑ ↓", "choose"), footKey("esc", "close")}
}

func (p *palette) view(a *App, width, height int) string {
	width, height = min(width, 72), min(height, 20)
	inner, room := width-2, max(height-2-paletteHead, 1)
	lines := []string{" " + a.t.Accent.Render(a.t.Pointer) + " " + p.field.View(a.t, inner-4, true), ""}
	p.room = room
	p.top = max(p.cursor-room+1, 0)
	for i := p.top; i < len(p.found) && i < p.top+room; i++ {
		e := p.entries[p.found[i].entry]
		keys := screen.Visible(e.keys)
		if e.reason != "" {
			keys = screen.Visible(e.reason)
		}
		keys = a.t.Fit(keys, min(screen.Width(keys), inner/2))
		style := a.t.Text
		switch {
		case i == p.cursor:
			style = a.t.Select
		case e.reason != "":
			style = a.t.Dim
		}
		title := picker.Matched(a.t, style, e.title, p.found[i].matched, inner-4-screen.Width(keys))
		lines = append(lines, " "+title+"  "+a.t.Dim.Render(keys))
	}
	if len(p.found) == 0 {
		lines = append(lines, " "+a.t.Dim.Render("no command of that name"))
	}
	return a.t.Box("Commands", screen.Count(int64(len(p.found))), strings.Join(lines, "\n"), width, height, true)
}
