// Package inside shows input and output of one state, beside where it is selected. It takes no
// keys.
package inside

import (
	"strings"

	"expresso/ui/jsonview"
	"expresso/ui/theme"
	"expresso/ui/trace"
)

// Beside and Below are from how many cells, or lines, on there is room for it beside a trace or a
// graph, or below them. Where there is not, a key opens what is inside of a state.
const (
	Beside = 92
	Below  = 26
)

// View shows a state. See New.
type View struct {
	t      *theme.Theme
	of     any // what is shown, as trace and graph name it
	ok     bool
	msg    trace.OpenMsg
	input  *jsonview.View
	output *jsonview.View
}

// New returns a view of nothing.
func New(t *theme.Theme) *View {
	s := &View{t: t, input: jsonview.New(t), output: jsonview.New(t)}
	return s
}

// SetTheme changes the colours.
func (s *View) SetTheme(t *theme.Theme) {
	s.t = t
	s.input.SetTheme(t)
	s.output.SetTheme(t)
}

// Show turns to a state, unless it is shown already: of is what it is known by, and read what is
// to be shown, or false if the state was not visited.
func (s *View) Show(of any, read func() (trace.OpenMsg, bool)) {
	if of == s.of {
		return
	}
	s.of = of
	if s.msg, s.ok = read(); !s.ok {
		return
	}
	s.input.Placeholder, s.output.Placeholder = s.msg.NoInput(), s.msg.NoOutput()
	s.input.SetText(s.msg.Input)
	s.output.Prose = s.failed()
	text := s.msg.Output
	if s.failed() && text == "" {
		text = strings.Trim(s.msg.Error+"\n\n"+s.msg.Cause, "\n")
	}
	s.output.SetText(text)
	s.output.SetWrap(!s.output.IsJSON())
}

func (s *View) failed() bool { return s.msg.Error != "" || s.msg.Cause != "" }

// Lines draws exactly so many cells in so many lines: input and output side by side where it is
// wide, or else one above the other.
func (s *View) Lines(width, height int) []string {
	if height <= 0 {
		return nil
	}
	if !s.ok {
		return s.t.Fill([]string{" " + s.t.Dim.Render("not visited")}, width, height)
	}
	input, word := s.msg.Titles()
	style := s.t.Bold.Render
	if s.failed() && s.msg.Output == "" {
		word, style = "Error", s.t.Fail.Render
	}
	if width > 3*height {
		left := width / 2
		lines := s.document(input, s.t.Bold.Render, s.input, left, height)
		for i, line := range s.document(word, style, s.output, width-left-1, height) {
			lines[i] += s.t.Down() + line
		}
		return lines
	}
	upper := height / 2
	return append(s.document(input, s.t.Bold.Render, s.input, width, upper), s.document(word, style, s.output, width, height-upper)...)
}

// document draws one of the two with a line above it that says which.
func (s *View) document(word string, style func(...string) string, v *jsonview.View, width, height int) []string {
	lines := []string{" " + style(word) + s.t.Dim.Render("  "+s.msg.Title)}
	if v.SetSize(width, max(height-1, 0)); height > 1 {
		lines = append(lines, strings.Split(v.View(), "\n")...)
	}
	return s.t.Fill(lines, width, height)
}
