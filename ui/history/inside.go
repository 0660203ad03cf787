package history

import (
	"strings"
	"time"

	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/theme"
	"expresso/ui/trace"
)

// insideWidth is from how many cells on the state that is selected in trace or graph shows its
// input and output beside it. Below, a key opens them.
const insideWidth = 92

// inside shows what went into a state and what came out of it, one above the other.
type inside struct {
	t      *theme.Theme
	of     any // what is shown, as trace and graph name it
	ok     bool
	msg    trace.OpenMsg
	input  *jsonview.View
	output *jsonview.View
}

func newInside(t *theme.Theme) *inside {
	s := &inside{t: t, input: jsonview.New(t), output: jsonview.New(t)}
	s.input.Placeholder = "the trace does not hold the input"
	return s
}

// SetTheme changes the colours.
func (s *inside) SetTheme(t *theme.Theme) {
	s.t = t
	s.input.SetTheme(t)
	s.output.SetTheme(t)
}

// show turns to a state, unless it is shown already.
func (s *inside) show(of any, read func() (trace.OpenMsg, bool)) {
	if of == s.of {
		return
	}
	s.of = of
	if s.msg, s.ok = read(); !s.ok {
		return
	}
	s.input.SetText(s.msg.Input)
	s.output.Placeholder = "no output: the state was not left"
	s.output.Prose = s.failed()
	text := s.msg.Output
	if s.failed() && text == "" {
		text = strings.Trim(s.msg.Error+"\n\n"+s.msg.Cause, "\n")
	}
	s.output.SetText(text)
	s.output.SetWrap(!s.output.IsJSON())
}

func (s *inside) failed() bool { return s.msg.Error != "" || s.msg.Cause != "" }

// view draws exactly so many lines and cells.
func (s *inside) view(width, height int) []string {
	head := func(word string, style func(...string) string) string {
		return s.t.Fit(" "+style(word)+s.t.Dim.Render("  "+s.msg.Title), width)
	}
	if !s.ok {
		lines := []string{s.t.Fit(" "+s.t.Dim.Render("not visited"), width)}
		for len(lines) < height {
			lines = append(lines, screen.Blanks(width))
		}
		return lines[:max(height, 0)]
	}
	word, style := "Output", s.t.Bold.Render
	if s.failed() && s.msg.Output == "" {
		word, style = "Error", s.t.Fail.Render
	}
	upper := max((height-2)/2, 0)
	s.input.SetSize(width, upper)
	s.output.SetSize(width, max(height-2-upper, 0))
	lines := append([]string{head("Input", s.t.Bold.Render)}, strings.Split(s.input.View(), "\n")...)
	lines = append(append(lines, head(word, style)), strings.Split(s.output.View(), "\n")...)
	return lines[:min(len(lines), height)]
}

// main is the width of the trace or the graph beside which there is something inside.
func (d *Details) main() int {
	if !d.looksInside() {
		return d.width
	}
	return d.width*3/5 - 1
}

func (d *Details) looksInside() bool {
	return (d.tab == Trace || d.tab == Graph && d.drawn.state == "") && d.width >= insideWidth &&
		d.shown && d.traced.run == d.run.ID && d.traced.state == ""
}

// withInside draws what is inside of the state that is selected beside trace or graph.
func (d *Details) withInside(view string) string {
	if !d.looksInside() {
		return view
	}
	of, read := d.trace.Current()
	if d.tab == Graph {
		state, tree := d.graph.Selected(), d.trace.Tree()
		type visited struct {
			state string
			tree  any
			end   time.Time // a tree that grows
		}
		of, read = visited{state, tree, tree.End}, func() (trace.OpenMsg, bool) { return d.trace.Opened(state) }
	}
	d.inside.show(of, read)
	left := strings.Split(view, "\n")
	width := d.main()
	for i, line := range d.inside.view(d.width-width-1, len(left)) {
		left[i] += d.t.Down() + line
	}
	return strings.Join(left, "\n")
}
