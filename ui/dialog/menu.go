package dialog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/list"
	"expresso/ui/mouse"
	"expresso/ui/screen"
)

// Item is one thing to choose from a menu.
type Item struct {
	Key    string // the letter that chooses it
	Name   string
	Note   string
	On     bool    // it is what is chosen now
	Reason string  // why it cannot be chosen now, "" if it can
	Then   tea.Msg // what is told when it is chosen
}

// Menu asks for one of a few things: by its letter, or with the cursor.
type Menu struct {
	Base
	Title string
	Verb  string // on enter: "save"
	Items []Item

	window list.Window
	table  *action.Table
}

// NewMenu returns a menu whose cursor is on what is chosen now.
func NewMenu(title, verb string, items []Item) *Menu {
	m := &Menu{Title: title, Verb: verb, Items: items}
	m.window.Set(len(items), len(items))
	for i, item := range items {
		if item.On {
			m.window.Go(i)
		}
	}
	move := func(by int) func() tea.Cmd { return action.Plain(func() { m.window.Move(by) }) }
	letters := make([]action.Action, len(items))
	for i, item := range items {
		letters[i] = action.Action{Title: item.Name, Keys: []string{item.Key}, Do: action.Plain(func() { m.choose(i) })}
	}
	up, down := []string{"up"}, []string{"down"}
	uses := func(letter string) bool {
		return slices.ContainsFunc(items, func(item Item) bool { return item.Key == letter })
	}
	if !uses("j") && !uses("k") {
		up, down = append(up, "k"), append(down, "j")
	}
	m.table = action.New(append([]action.Action{
		{ID: "choose-option", Title: verb, Keys: []string{"enter"}, Do: action.Plain(func() { m.choose(m.window.At) })},
		{ID: "choose-up", Title: "choose", Label: "↑ ↓", Keys: up, Do: move(-1)},
		{ID: "choose-down", Title: "choose down", Keys: down, Do: move(1)},
		{ID: "cancel", Title: "close", Keys: []string{"esc", "ctrl+c"}, Do: action.Plain(m.Close)},
	}, letters...)...)
	return m
}

func (m *Menu) choose(i int) {
	if i >= len(m.Items) {
		return
	}
	m.window.Go(i)
	if m.Items[i].Reason != "" {
		return // which the menu shows
	}
	m.Close()
	m.Tell(m.Items[i].Then)
}

// Bind gives the actions other keys, which win over the letters.
func (m *Menu) Bind(keys action.Keys) { m.table.Bind(keys) }

// Actions are to choose, and to leave it.
func (m *Menu) Actions() []action.Action { return m.table.All() }

// Foot is what the keys do.
func (m *Menu) Foot() []key.Help {
	return []key.Help{m.table.Hint("choose-option", m.Verb), m.table.Hint("choose-up", "choose"), m.table.Hint("cancel", "close")}
}

// Update takes a key.
func (m *Menu) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		cmd, _ := m.table.Press(msg)
		return cmd
	}
	return nil
}

// Mouse chooses what is clicked.
func (m *Menu) Mouse(_, y int, msg tea.MouseMsg) tea.Cmd {
	m.window.Move(mouse.Wheel(msg))
	if row, ok := m.window.Row(y); mouse.Clicked(msg) && ok {
		m.choose(row)
	}
	return nil
}

// note is what is beside the name.
func (i *Item) note() string { return cmp.Or(i.Reason, i.Note) }

// widestMenu is the most cells of a menu, however long its notes are.
const widestMenu = 76

// wants is how wide the menu is where there is room: wide enough for each name with its note.
func (m *Menu) wants() int {
	wants := confirmWidth
	for i := range m.Items {
		item := &m.Items[i]
		wants = max(wants, 8+screen.Width(screen.Visible(item.Name))+screen.Width(screen.Visible(item.note())))
	}
	return min(wants, widestMenu)
}

// View draws the letters and what they choose.
func (m *Menu) View(width, height int) string {
	t := m.T
	width = min(width, m.wants())
	inner := width - 2
	m.window.Set(len(m.Items), max(height-2, 1))
	var lines []string
	for i := m.window.Top; i < m.window.End(); i++ {
		item := &m.Items[i]
		note, style := item.note(), t.Text
		if item.Reason != "" {
			style = t.Dim
		}
		if i == m.window.At {
			style = t.Select
		}
		on := " "
		if item.On {
			on = t.Accent.Render(t.Mark)
		}
		room := max(inner-6-screen.Width(screen.Visible(item.Name)), inner/2)
		note = t.Fit(screen.Visible(note), min(screen.Width(screen.Visible(note)), room))
		name := style.Render(t.Fit(screen.Visible(item.Name), max(inner-6-screen.Width(note), 0)))
		lines = append(lines, on+t.Accent.Render(t.Fit(item.Key, 2))+name+"  "+t.Dim.Render(note))
	}
	return t.Box(m.Title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}
