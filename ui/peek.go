package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/jsonvalue"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/theme"
	"expresso/ui/trace"
)

// sheet is a document of a state overlay.
type sheet struct {
	title string
	doc   *jsonview.View
}

// state lies over the panes and shows what went into a state and what came out of it: side
// by side where there is room, one at a time elsewhere.
type state struct {
	dialog.Base
	table  *action.Table
	title  string
	sheets []sheet
	at     int   // index of the sheet that has the keys
	starts []int // cells from the left where the sheets begin; nil if only one is shown
}

// newState makes the overlay for a row of the trace.
func newState(t *theme.Theme, msg trace.OpenMsg) *state {
	s := sheets(msg.Title)
	add := func(title, text, placeholder string) {
		v := jsonview.New(t)
		v.Placeholder, v.Prose = placeholder, title == "Error"
		v.SetText(text)
		v.SetWrap(!v.IsJSON())
		s.sheets = append(s.sheets, sheet{title, v})
	}
	add("Input", msg.Input, "the trace does not hold the input")
	if msg.Error != "" || msg.Cause != "" {
		add("Error", fault(msg.Error, msg.Cause), "")
	}
	if msg.Output != "" || len(s.sheets) < 2 {
		add("Output", msg.Output, "the state has no output: it was not left")
	}
	s.at = len(s.sheets) - 1
	if len(s.sheets) > 2 {
		s.at = 1
	}
	s.focus(0)
	return s
}

// sheets is an overlay that has no documents yet.
func sheets(title string) *state {
	s := &state{title: title}
	turn := func(by int) func() tea.Cmd { return action.Plain(func() { s.focus(by) }) }
	s.table = action.New(
		dialog.Leave(s.Close),
		action.Action{ID: "next-document", Title: "the other document", Keys: []string{"tab", "]"}, Do: turn(1)},
		action.Action{ID: "previous-document", Title: "the document before", Keys: []string{"shift+tab", "["}, Do: turn(-1)},
	)
	return s
}

// Name is what the help calls it.
func (*state) Name() string { return "document" }

// Actions are those of the document that has the keys.
func (s *state) Actions() []action.Action { return s.sheets[s.at].doc.Actions() }

// Capturing reports whether a search is typed.
func (s *state) Capturing() bool { return s.sheets[s.at].doc.Capturing() }

// Bind gives the actions other keys.
func (s *state) Bind(keys action.Keys) {
	s.table.Bind(keys)
	for _, one := range s.sheets {
		one.doc.Bind(keys)
	}
}

// SetTheme gives the colours.
func (s *state) SetTheme(t *theme.Theme) {
	s.Base.SetTheme(t)
	for _, one := range s.sheets {
		one.doc.SetTheme(t)
	}
}

// fault is an error and its cause as one document, as JSON if the cause is.
func fault(name, cause string) string {
	if doc, err := jsonvalue.Parse(cause); err == nil && doc.Kind() == jsonvalue.KindObject {
		return jsonvalue.NewObject([]jsonvalue.Member{{Key: "error", Value: jsonvalue.NewString(name)}, {Key: "cause", Value: doc}}).String()
	}
	return strings.Trim(name+"\n\n"+cause, "\n")
}

// focus gives the keys to another sheet.
func (s *state) focus(by int) {
	s.sheets[s.at].doc.Blur()
	s.at = (s.at + by + len(s.sheets)) % len(s.sheets)
	s.sheets[s.at].doc.Focus()
}

// Update takes a key, or what a document waits for.
func (s *state) Update(msg tea.Msg) tea.Cmd {
	v := s.sheets[s.at].doc
	if k, ok := msg.(tea.KeyMsg); ok && !v.Capturing() && (k.Type != tea.KeyEsc || !v.Searching()) {
		if cmd, used := s.table.Press(k); used {
			return cmd
		}
	}
	return v.Update(msg)
}

// Mouse takes the mouse at a cell of the content. A click gives a sheet the keys.
func (s *state) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	i, start := s.at, 0
	for n, from := range s.starts {
		if x+1 >= from {
			i, start = n, from
		}
	}
	if msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft {
		s.focus(i - s.at)
	}
	return s.sheets[i].doc.Mouse(x-start, y, msg)
}

// Foot is what the keys do now.
func (s *state) Foot() []key.Help {
	v := s.sheets[s.at].doc
	if v.Capturing() {
		return helps(v.Actions())
	}
	return []key.Help{
		s.table.Hint("next-document", "the other document"), v.Hint("search-document", "search"), v.Hint("fold-or-unfold", "fold"),
		v.Hint("copy-value", "copy value"), v.Hint("copy-all", "copy all"), s.table.Hint("close-page", "back to the trace"),
	}
}

// View draws the documents.
func (s *state) View(width, height int) string {
	s.starts = nil
	if width < sideBySide && len(s.sheets) > 1 {
		titles := make([]string, len(s.sheets))
		for i, one := range s.sheets {
			titles[i] = s.T.Dim.Render(one.title)
			if i == s.at {
				titles[i] = s.T.Select.Render(" " + one.title + " ")
			}
		}
		title := theme.Reset + strings.Join(titles, " ") + " " + s.T.Bold.Render(s.title)
		return s.box(s.at, title, width, height)
	}
	var columns [][]string
	for i, left := 0, width; i < len(s.sheets); i++ {
		w := left / (len(s.sheets) - i)
		s.starts = append(s.starts, width-left)
		left -= w
		title := s.sheets[i].title
		if i == 0 {
			title = s.title + " " + s.T.Sep + " " + title
		}
		columns = append(columns, strings.Split(s.box(i, title, w, height), "\n"))
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
func (s *state) box(i int, title string, width, height int) string {
	v := s.sheets[i].doc
	v.SetSize(width-2, height-2)
	right := screen.Bytes(len(v.Text()))
	if i == s.at && v.Status() != "" {
		right = v.Status()
	}
	return s.T.Box(title, right, v.View(), width, height, i == s.at)
}
