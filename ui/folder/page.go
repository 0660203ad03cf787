package folder

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/diff"
	"expresso/ui/screen"
	"expresso/ui/sheet"
	"expresso/ui/theme"
)

// said is a sentence above the files.
type said struct {
	text string
	good bool // nothing needs to be done about it
}

// change is a file, before and after.
type change struct {
	path          string
	left, right   string // what the sides are called
	before, after string
}

func changes(files []model.FileChange) (all []change) {
	for _, f := range files {
		all = append(all, change{f.Path, "current", "new", f.Before, f.After})
	}
	return all
}

// page shows what would be written, or the differences: one file at a time.
type page struct {
	sheet.Beside
	title, machine, name string
	says                 []said
	files                []change
	verb                 string
	write                func() tea.Cmd // nil if nothing is to be written

	at   int // the file that is shown
	head int // lines above it, when it was drawn last
}

// show opens a page.
func (r *Room) show(p *page) tea.Cmd {
	p.NewDiff(r.Theme)
	p.bind()
	r.Dialogs.Push(p)
	return p.turn(0)
}

// PageActions are what such a page answers keys with, with those that a user bound.
func PageActions(t *theme.Theme, keys action.Keys) []action.Action {
	p := &page{Beside: sheet.Beside{Diff: diff.New(t)}, files: make([]change, 2), write: func() tea.Cmd { return nil }}
	p.bind()
	p.Bind(keys)
	return p.Actions()
}

func (p *page) bind() {
	p.Table = action.New(
		action.Action{ID: "write-files", Title: "write the files", Keys: []string{"enter"}, Disabled: p.nothing, Do: func() tea.Cmd {
			p.Close()
			return p.write()
		}},
		action.Action{ID: "next-file", Title: "next file", Keys: []string{"]", "tab"}, Disabled: p.alone, Do: func() tea.Cmd { return p.turn(1) }},
		action.Action{ID: "previous-file", Title: "previous file", Keys: []string{"[", "shift+tab"}, Disabled: p.alone, Do: func() tea.Cmd { return p.turn(-1) }},
		dialog.Leave(p.Close),
	)
}

func (p *page) nothing() string {
	if p.write == nil {
		return "nothing to write"
	}
	return ""
}

func (p *page) alone() string {
	if len(p.files) < 2 {
		return "only one file"
	}
	return ""
}

// turn shows another file.
func (p *page) turn(by int) tea.Cmd {
	p.at = (p.at + by + len(p.files)) % len(p.files)
	f := p.files[p.at]
	return p.Diff.Set(diff.Side{Name: f.left, Text: f.before}, diff.Side{Name: f.right, Text: f.after})
}

// Name is what the help calls it.
func (*page) Name() string { return "files" }

// Update takes a key, or the comparison of large texts.
func (p *page) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		if cmd, used := p.Table.Press(k); used {
			return cmd
		}
	}
	return p.Diff.Update(msg)
}

// Mouse takes the mouse at a cell of the content.
func (p *page) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd { return p.Diff.Mouse(x, y-p.head, msg) }

// Foot is what the keys do now.
func (p *page) Foot() []key.Help {
	own, of := p.Table.Hint, p.Diff.Hint
	var all []key.Help
	if p.write != nil {
		all = append(all, own("write-files", p.verb))
	}
	if len(p.files) > 1 {
		all = append(all, own("next-file", "next file"))
	}
	leave := "cancel"
	if p.write == nil {
		leave = "close"
	}
	return append(all, of("next-difference", "next"), own("close-page", leave))
}

// View draws the sentences, the names of the files, and the one that is shown.
func (p *page) View(width, height int) string {
	t := p.T
	var lines []string
	for _, s := range p.says {
		paint := t.Text
		if !s.good {
			paint = t.Warn
		}
		for _, line := range screen.Wrap(screen.Visible(s.text), width-4) {
			lines = append(lines, " "+paint.Render(line))
		}
	}
	most := max(height-8, 1) // the file needs some lines too
	if len(lines) > most {
		lines = append(lines[:most-1], " "+t.Dim.Render(t.Ellipsis))
	}
	lines = append(lines, "", p.tabs(width-4))
	p.head = len(lines)
	p.Diff.SetSize(width-2, max(height-2-p.head, 0))
	lines = append(lines, p.Diff.View())
	title := p.title + " " + t.Sep + " " + screen.Visible(p.machine)
	if p.name != "" {
		title += " " + t.Sep + " " + screen.Visible(p.name)
	}
	return t.Box(title, p.Diff.Status(), strings.Join(lines, "\n"), width, height, p.Front)
}

// tabs are the names of the files, or that of the one that is shown where there is no room.
func (p *page) tabs(width int) string {
	t := p.T
	names, room := make([]string, len(p.files)), width
	for i, f := range p.files {
		names[i] = screen.Visible(f.path)
		if p.write != nil {
			names[i] += ", " + model.FileChange{Before: f.before, After: f.after}.Verb()
		}
		room -= screen.Width(names[i]) + 2
	}
	if room < 0 {
		number := fmt.Sprintf(" %d/%d", p.at+1, len(p.files))
		return " " + t.Select.Render(" "+strings.TrimRight(screen.FitMiddle(names[p.at], max(width-2-len(number), 1), t.Ellipsis), " ")+" ") + t.Dim.Render(number)
	}
	for i, name := range names {
		paint := t.Dim
		if i == p.at {
			paint = t.Select
		}
		names[i] = paint.Render(" " + name + " ")
	}
	return " " + strings.Join(names, "")
}
