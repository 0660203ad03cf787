package history

import (
	"strings"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Title is the row of tabs with the open one marked.
func (d *Details) Title() string {
	titles := make([]string, 0, tabs)
	for _, tab := range d.titled() {
		if tab == d.tab {
			titles = append(titles, d.t.Select.Render(" "+tab.String()+" "))
		} else {
			titles = append(titles, d.t.Dim.Render(tab.String()))
		}
	}
	return theme.Reset + strings.Join(titles, " ")
}

// titled are the tabs that Title has: all of them, or where there is no room those from the
// one before the open one on.
func (d *Details) titled() []Tab {
	const frame = 8 // corners, blanks and the focus's mark
	if d.outer.width < tabsWidth+frame {
		return Tabs()[max(int(d.tab)-1, 0):]
	}
	return Tabs()
}

// tabsWidth is the width of Title with all tabs.
var tabsWidth = func() int {
	width := 1 // the open one has a blank on both sides
	for _, tab := range Tabs() {
		width += len(tab.String()) + 1
	}
	return width
}()

// TabAt is the tab whose title stands at cell x of Title.
func (d *Details) TabAt(x int) (Tab, bool) {
	for _, tab := range d.titled() {
		width := len(tab.String())
		if tab == d.tab {
			width += 2
		}
		if x >= 0 && x < width {
			return tab, true
		}
		x -= width + 1
	}
	return 0, false
}

// SetTheme changes the colours.
func (d *Details) SetTheme(t *theme.Theme) {
	d.t = t
	for _, v := range d.views() {
		v.SetTheme(t)
	}
	d.trace.SetTheme(t)
	d.graph.SetTheme(t)
	d.inside.SetTheme(t)
	d.diff.SetTheme(t)
}

// View draws exactly the height and width that SetSize gave.
func (d *Details) View() string {
	view := d.open()
	if d.room() < d.height {
		view = d.note() + "\n" + view
	}
	if d.split != none {
		return d.divided(view)
	}
	return view
}

// room is the height that the note, if there is one, leaves to the tab.
func (d *Details) room() int {
	if d.shown && d.run.Note != "" && d.height > 1 {
		return d.height - 1
	}
	return max(d.height, 0)
}

// note is the user's note on the run, in one line.
func (d *Details) note() string {
	return d.t.Fit(" "+d.t.Accent.Render("note")+" "+screen.Visible(d.run.Note), d.width)
}

// open draws the open tab.
func (d *Details) open() string {
	switch {
	case !d.shown && d.tab == Graph && d.drawn.of != "":
		return d.graphView()
	case !d.shown:
		return d.say("no run is selected")
	case d.problem != "":
		return d.say("cannot read this run: " + d.problem)
	case !d.whole && d.tab != Billing:
		return d.fill(nil)
	}
	switch d.tab {
	case Error:
		return d.errorView()
	case Trace:
		return d.withInside(d.traceView())
	case Graph:
		return d.withInside(d.graphView())
	case Billing:
		return d.billing()
	case Diff:
		return d.versus()
	default:
		return d.view().View()
	}
}

// say fills the pane with a sentence.
func (d *Details) say(text string) string { return d.fill(d.wrapped(text)) }

func (d *Details) wrapped(text string) []string {
	lines := screen.Wrap(text, d.width-2)
	for i, line := range lines {
		lines[i] = " " + d.t.Dim.Render(line)
	}
	return lines
}

func (d *Details) fill(lines []string) string {
	room := d.room()
	lines = append(lines, make([]string, max(room-len(lines), 0))...)[:room]
	for i, line := range lines {
		lines[i] = d.t.Fit(line, d.width)
	}
	return strings.Join(lines, "\n")
}
