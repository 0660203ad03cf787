// Package sheet is a page of documents, side by side where there is room. It shows what went
// into a state and what came out of it, or an input as it would be sent.
package sheet

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// sideBySide is how many cells it takes to show documents beside each other.
const sideBySide = 100

// Sheet is a document under its title.
type Sheet struct {
	Title string
	Doc   *jsonview.View
}

// Page lies over the panes and shows documents.
type Page struct {
	dialog.Base
	Back string // what is behind it, for the footer: "back to the trace"

	table  *action.Table
	title  string
	sheets []Sheet
	at     int   // index of the sheet that has the keys
	starts []int // cells from the left where the sheets begin; nil if only one is shown
}

// New returns a page on which the sheet at an index has the keys.
func New(title string, at int, sheets ...Sheet) *Page {
	p := &Page{Back: "close", title: title, sheets: sheets, at: at}
	turn := func(by int) func() tea.Cmd { return action.Plain(func() { p.focus(by) }) }
	p.table = action.New(
		dialog.Leave(p.Close),
		action.Action{ID: "next-document", Title: "next document", Keys: []string{"]", "tab"}, Do: turn(1)},
		action.Action{ID: "previous-document", Title: "previous document", Keys: []string{"[", "shift+tab"}, Do: turn(-1)},
	)
	p.focus(0)
	return p
}

// PageActions are what such a page answers keys with at any time, with those that a user bound.
func PageActions(t *theme.Theme, keys action.Keys) []action.Action {
	p := New("", 0, Sheet{Doc: jsonview.New(t)})
	p.Bind(keys)
	return slices.Concat(p.table.All(), p.sheets[0].Doc.All())
}

// Name is what the help calls it.
func (*Page) Name() string { return "document" }

// Actions are those of the document that has the keys.
func (p *Page) Actions() []action.Action { return p.sheets[p.at].Doc.Actions() }

// Capturing reports whether a search is typed.
func (p *Page) Capturing() bool { return p.sheets[p.at].Doc.Capturing() }

// Bind gives the actions other keys.
func (p *Page) Bind(keys action.Keys) {
	p.table.Bind(keys)
	for _, one := range p.sheets {
		one.Doc.Bind(keys)
	}
}

// SetTheme gives the colours.
func (p *Page) SetTheme(t *theme.Theme) {
	p.Base.SetTheme(t)
	for _, one := range p.sheets {
		one.Doc.SetTheme(t)
	}
}

// focus gives the keys to another sheet.
func (p *Page) focus(by int) {
	p.sheets[p.at].Doc.Blur()
	p.at = (p.at + by + len(p.sheets)) % len(p.sheets)
	p.sheets[p.at].Doc.Focus()
}

// Update takes a key, or what a document waits for.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	v := p.sheets[p.at].Doc
	if k, ok := msg.(tea.KeyMsg); ok && !v.Capturing() && (k.Type != tea.KeyEsc || !v.Searching()) {
		if cmd, used := p.table.Press(k); used {
			return cmd
		}
	}
	return v.Update(msg)
}

// Mouse takes the mouse at a cell of the content. A click gives a sheet the keys.
func (p *Page) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	i, start := p.at, 0
	for n, from := range p.starts {
		if x+1 >= from {
			i, start = n, from
		}
	}
	if msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft {
		p.focus(i - p.at)
	}
	return p.sheets[i].Doc.Mouse(x-start, y, msg)
}

// Foot is what the keys do now.
func (p *Page) Foot() []key.Help {
	v := p.sheets[p.at].Doc
	if v.Capturing() {
		return action.Helps(v.Actions())
	}
	return []key.Help{
		p.table.Hint("next-document", "next document"), v.Hint("search-document", "search"), v.Hint("fold-or-unfold", "fold"),
		v.Hint("copy-menu", "copy"), p.Leaves(),
	}
}

// Leaves is what leads back, for a footer.
func (p *Page) Leaves() key.Help { return p.table.Hint("close-page", p.Back) }

// View draws the documents.
func (p *Page) View(width, height int) string {
	p.starts = nil
	if width < sideBySide && len(p.sheets) > 1 {
		titles := make([]string, len(p.sheets))
		for i, one := range p.sheets {
			titles[i] = p.T.Dim.Render(one.Title)
			if i == p.at {
				titles[i] = p.T.Select.Render(" " + one.Title + " ")
			}
		}
		title := theme.Reset + strings.Join(titles, " ") + " " + p.T.Bold.Render(p.title)
		return p.box(p.at, title, width, height)
	}
	var columns [][]string
	for i, left := 0, width; i < len(p.sheets); i++ {
		w := left / (len(p.sheets) - i)
		p.starts = append(p.starts, width-left)
		left -= w
		title := p.sheets[i].Title
		if i == 0 {
			title = p.title + " " + p.T.Sep + " " + title
		}
		columns = append(columns, strings.Split(p.box(i, title, w, height), "\n"))
	}
	lines := make([]string, len(columns[0]))
	for i := range lines {
		for _, c := range columns {
			lines[i] += c[i]
		}
	}
	return strings.Join(lines, "\n")
}

// box draws one sheet in its frame.
func (p *Page) box(i int, title string, width, height int) string {
	v := p.sheets[i].Doc
	v.SetSize(width-2, height-2)
	right := screen.Bytes(len(v.Text()))
	if i == p.at && v.Status() != "" {
		right = v.Status()
	}
	return p.T.Box(title, right, v.View(), width, height, i == p.at)
}
