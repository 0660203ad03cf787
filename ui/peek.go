package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/jsonvalue"
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
	title  string
	sheets []sheet
	at     int   // index of the sheet that has the keys
	starts []int // cells from the left where the sheets begin; nil if only one is shown
}

// newState makes the overlay for a row of the trace.
func newState(t *theme.Theme, msg trace.OpenMsg) *state {
	s := &state{title: msg.Title}
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

func (s *state) key(a *App, msg tea.KeyMsg) tea.Cmd {
	v := s.sheets[s.at].doc
	if !v.Capturing() {
		switch pressed := msg.String(); {
		case pressed == "ctrl+c", pressed == "q", pressed == "esc" && !v.Searching():
			a.over = nil
			return nil
		case pressed == "tab", pressed == "]":
			s.focus(1)
			return nil
		case pressed == "shift+tab", pressed == "[":
			s.focus(-1)
			return nil
		}
	}
	return v.Update(msg)
}

// mouse takes the mouse at a cell of the content. A click gives a sheet the keys.
func (s *state) mouse(_ *App, x, y int, msg tea.MouseMsg) tea.Cmd {
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

func (s *state) keys() []key.Binding {
	v := s.sheets[s.at].doc
	if v.Capturing() {
		return v.Bindings()
	}
	return []key.Binding{
		footKey("tab", "the other document"), footKey("/", "search"), footKey("enter", "fold"),
		footKey("y", "copy value"), footKey("Y", "copy all"), footKey("esc", "back to the trace"),
	}
}

// view takes the whole screen but for the footer, as documents need.
func (s *state) view(a *App, _, height int) string {
	width := a.screen.width
	height += 2
	s.starts = nil
	if width < sideBySide && len(s.sheets) > 1 {
		titles := make([]string, len(s.sheets))
		for i, one := range s.sheets {
			titles[i] = a.t.Dim.Render(one.title)
			if i == s.at {
				titles[i] = a.t.Select.Render(" " + one.title + " ")
			}
		}
		title := sgrReset + strings.Join(titles, " ") + " " + a.t.Bold.Render(s.title)
		return s.box(a, s.at, title, width, height)
	}
	var columns [][]string
	for i, left := 0, width; i < len(s.sheets); i++ {
		w := left / (len(s.sheets) - i)
		s.starts = append(s.starts, width-left)
		left -= w
		title := s.sheets[i].title
		if i == 0 {
			title = s.title + " " + a.t.Sep + " " + title
		}
		columns = append(columns, strings.Split(s.box(a, i, title, w, height), "\n"))
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
func (s *state) box(a *App, i int, title string, width, height int) string {
	v := s.sheets[i].doc
	v.SetSize(width-2, height-2)
	right := screen.Bytes(len(v.Text()))
	if i == s.at && v.Status() != "" {
		right = v.Status()
	}
	return a.t.Box(title, right, v.View(), width, height, i == s.at)
}
