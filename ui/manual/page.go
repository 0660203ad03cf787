package manual

import (
	"iter"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/field"
	"expresso/ui/list"
	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Page shows a topic.
type Page struct {
	dialog.Base
	topics  []Topic
	at      int    // index of the topic
	section string // to go to when it is drawn next

	table  *action.Table
	search field.Search
	window list.Window // its cursor is a search hit, or the first line in sight
	lines  []Line      // of the topic
	width  int         // that they are drawn for, 0 for not yet
}

// newPage returns a page that shows the topic that msg names, or the first one.
func newPage(topics []Topic, msg OpenMsg) *Page {
	p := &Page{topics: topics, section: msg.Section, search: field.Search{Thing: "line"}}
	p.at = max(slices.IndexFunc(topics, func(t Topic) bool { return t.Name == msg.Topic }), 0)
	turn := func(by int) func() tea.Cmd { return action.Plain(func() { p.turn(by) }) }
	words := list.Words{Up: "up", Down: "down", First: "top", Last: "bottom", Vim: true}
	p.table = action.New(append([]action.Action{
		dialog.Leave(p.Close),
		{ID: "next-topic", Title: "next topic", Keys: []string{"]", "tab"}, Do: turn(1)},
		{ID: "previous-topic", Title: "previous topic", Keys: []string{"[", "shift+tab"}, Do: turn(-1)},
	}, list.Keys(words, p.scroll, p.window.Page)...)...)
	return p
}

// PageActions are what such a page answers keys with at any time, with those that a user bound.
func PageActions(keys action.Keys) []action.Action {
	p := newPage([]Topic{{}}, OpenMsg{})
	p.Bind(keys)
	return slices.Concat(p.search.All(), p.table.All())
}

// Name is what the help calls it.
func (*Page) Name() string { return "manual" }

// Actions are what can be done now.
func (p *Page) Actions() []action.Action {
	if p.search.Capturing() {
		return p.search.Actions()
	}
	return slices.Concat(p.search.Actions(), p.table.All())
}

// Capturing reports whether a search is typed.
func (p *Page) Capturing() bool { return p.search.Capturing() }

// Bind gives the actions other keys.
func (p *Page) Bind(keys action.Keys) {
	p.table.Bind(keys)
	p.search.Bind(keys)
}

// SetTheme gives the colours.
func (p *Page) SetTheme(t *theme.Theme) {
	p.Base.SetTheme(t)
	p.width = 0
}

func (p *Page) turn(by int) {
	p.at = (p.at + by + len(p.topics)) % len(p.topics)
	p.window, p.width = list.Window{}, 0
	p.search.Reset()
}

// scroll moves what is in sight.
func (p *Page) scroll(by int) {
	p.window.Scroll(max(min(by, len(p.lines)), -len(p.lines)))
	p.window.At = p.window.Top
}

// Update takes a key.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if step, used := p.search.Update(k); used {
		if hit, ok := field.Find(&p.search, step, p.window.At, p.all()); ok && step != field.None {
			p.window.Go(hit)
		}
		return nil
	}
	cmd, _ := p.table.Press(k)
	return cmd
}

// all are the lines by their number.
func (p *Page) all() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, line := range p.lines {
			if !yield(i, ansi.Strip(line.Text)) {
				return
			}
		}
	}
}

// Mouse scrolls, and turns to a topic that is clicked.
func (p *Page) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	if rows := mouse.Wheel(msg); rows != 0 {
		p.scroll(rows)
	} else if mouse.Clicked(msg) && x < p.beside() && y >= 0 && y < len(p.topics) {
		p.turn(y - p.at)
	}
	return nil
}

// Foot is what the keys do now.
func (p *Page) Foot() []key.Help {
	if p.search.Capturing() {
		return action.Helps(p.search.Actions())
	}
	return []key.Help{
		p.table.Hint("next-topic", "next topic"), p.table.Hint("previous-topic", "previous topic"), p.search.Hint("search"),
		p.table.Hint("list-page-down", "page down"), p.table.Hint("close-page", "back"),
	}
}

// wide is how many cells it takes to list the topics beside one.
const wide = 100

// beside is how many cells the topics take that are listed at the left, 0 for none.
func (p *Page) beside() int {
	if p.width < wide {
		return 0
	}
	longest := 0
	for _, t := range p.topics {
		longest = max(longest, len(t.Name))
	}
	return longest + 4
}

// View draws the topic.
func (p *Page) View(width, height int) string {
	inner := width - 2
	p.lay(inner, height-2)
	room := height - 2
	lines := make([]string, 0, room)
	text := inner - p.beside()
	foot := ""
	if p.search.Active() {
		foot = p.search.View(p.T, text)
		room--
	}
	p.window.Set(len(p.lines), room)
	for y := range room {
		line := ""
		if i, ok := p.window.Row(y); ok {
			line = p.lines[i].Text
			if i == p.window.At && p.search.Hit() {
				line = p.T.Select.Render(p.T.Fit(ansi.Strip(line), text-2))
			}
		}
		lines = append(lines, p.topic(y)+p.T.Fit(" "+line, text))
	}
	if foot != "" {
		lines = append(lines, p.topic(room)+foot)
	}
	right := ""
	if len(p.lines) > room {
		right = screen.Count(int64(100*p.window.End()/len(p.lines))) + " %"
	}
	title := "Manual " + p.T.Sep + " " + p.topics[p.at].Name
	return p.T.Box(title, right, strings.Join(lines, "\n"), width, height, true)
}

// topic draws line y of the list of topics.
func (p *Page) topic(y int) string {
	width := p.beside()
	if width == 0 {
		return ""
	}
	name, style, mark := "", p.T.Dim, " "
	if y < len(p.topics) {
		name = p.topics[y].Name
	}
	if y == p.at {
		style, mark = p.T.Bold, p.T.Accent.Render(p.T.Mark)
	}
	return mark + " " + style.Render(p.T.Fit(name, width-2))
}

// lay draws the lines of the topic, where they are not yet for this width.
func (p *Page) lay(width, height int) {
	if p.width != width {
		share := float64(p.window.Top) / float64(max(len(p.lines), 1)) // of the topic that is above
		p.width = width
		p.lines = render(Parse(p.topics[p.at].Text), renderer{t: p.T, width: width - p.beside() - 3, cuts: true})
		p.window = list.Window{}
		p.window.Set(len(p.lines), height)
		p.scroll(int(share * float64(len(p.lines))))
	}
	if p.section == "" {
		return
	}
	for i, line := range p.lines {
		if line.Level > 0 && ansi.Strip(line.Text) == p.section {
			p.window.Set(len(p.lines), height)
			p.scroll(i - p.window.Top)
		}
	}
	p.section = ""
}
