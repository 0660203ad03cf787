package history

import (
	"strconv"
	"strings"
	"time"

	"expresso/model"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// aroundTabs is what a frame takes of its first line beside title and tabs, in cells: corners,
// lines, blanks and the focus's mark.
const aroundTabs = 8

// Title says which run is shown, as much of it as the tabs leave room for.
func (d *Details) Title() string {
	if !d.shown {
		return "Details"
	}
	at := strings.TrimSpace(moment(d.run.Asked, d.now()))
	name := screen.Visible(d.run.Machine.Short())
	room := d.outer.width - aroundTabs - d.row().width - len(at) - 5 // a number, a separator
	if room < min(screen.Width(name), leastName) {
		return at
	}
	return screen.FitMiddle(name, min(screen.Width(name), room), d.t.Ellipsis) + " " + d.t.Sep + " " + at
}

// leastName is how much of a name tells something, in cells.
const leastName = 10

// SetFlight gives the line that stands for the bill while the run is in flight, "" when it is not.
func (d *Details) SetFlight(line string) { d.flight = line }

// Tabs is the row of tabs with the open one marked.
func (d *Details) Tabs() string { return d.row().text }

// row is the row of tabs as it was drawn last, of what, and how wide it is.
type row struct {
	tab   Tab
	room  int
	theme string
	text  string
	width int
}

func (d *Details) row() row {
	if r := d.tabs; r.text != "" && r.tab == d.tab && r.room == d.outer.width && r.theme == d.t.Name {
		return r
	}
	titles := make([]string, 0, tabs)
	for _, tab := range d.titled() {
		if tab == d.tab {
			titles = append(titles, d.t.Select.Render(" "+tab.String()+" "))
		} else {
			titles = append(titles, d.t.Dim.Render(tab.String()))
		}
	}
	text := theme.Reset + strings.Join(titles, " ")
	d.tabs = row{d.tab, d.outer.width, d.t.Name, text, screen.Width(text)}
	return d.tabs
}

// titled are the tabs that are named: all of them, or where there is no room those from the one
// before the open one on, as far as they go.
func (d *Details) titled() []Tab {
	const title = 9 // a time at least
	room := d.outer.width - title - aroundTabs
	if room >= tabsWidth {
		return Tabs()
	}
	first := max(int(d.tab)-1, 0)
	last := int(d.tab) // is there, whatever the room
	for used := 1 + width(first, last+1); last+1 < int(tabs); last++ {
		if used += 1 + len(Tab(last+1).String()); used > room {
			break
		}
	}
	return Tabs()[first : last+1]
}

// width is that of tabs in a row, with a blank behind each.
func width(from, to int) (cells int) {
	for _, tab := range Tabs()[from:to] {
		cells += len(tab.String()) + 1
	}
	return cells
}

// tabsWidth is the width of all of them, with a blank on both sides of the open one.
var tabsWidth = 1 + width(0, int(tabs))

// tabAt is the tab whose title stands at cell x of the frame.
func (d *Details) tabAt(x int) (Tab, bool) {
	x -= d.outer.width - 1 - d.row().width // a corner and a blank follow them
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
	d.tabs, d.bill.line = row{}, "" // they were drawn with the colours of before
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
	if d.split != none {
		view = d.divided(view)
	}
	if head := d.head(); len(head) > 0 {
		view = strings.Join(head, "\n") + "\n" + view
	}
	return view
}

// billed is what the bill was drawn of.
type billed struct {
	run     model.RunID
	status  model.Status
	verdict string
	billing model.Billing
	ran     time.Duration
	width   int
	theme   string
}

// head is what stands above every tab: the bill, and the user's note.
func (d *Details) head() []string {
	if !d.shown {
		return nil
	}
	of := billed{d.run.ID, d.run.Status, d.run.Verdict, d.run.Billing, d.run.Duration(), d.outer.width, d.t.Name}
	if d.bill.line == "" || d.bill.of != of {
		d.bill.of, d.bill.line = of, d.drawBill()
	}
	lines := []string{d.bill.line}
	if d.flight != "" {
		lines[0] = d.flight
	}
	if d.run.Note != "" {
		lines = append(lines, d.t.Fit(" "+d.t.Accent.Render("note")+" "+screen.Visible(d.run.Note), d.outer.width))
	}
	return lines[:max(min(len(lines), d.outer.height-1), 0)]
}

// body is the height that the head leaves to the rest.
func (d *Details) body() int { return max(d.outer.height-len(d.head()), 0) }

// room is the height of the open tab.
func (d *Details) room() int { return max(d.height, 0) }

// drawBill says how the run ended and what it cost: as many facts as there is room for, whole ones, the
// cost last of all to go.
func (d *Details) drawBill() string {
	label := func(s string) string { return d.t.Dim.Render(s) }
	ran := ""
	if d.run.Status != model.Running {
		ran = label("   ran ") + screen.Duration(d.run.Duration())
	}
	facts := []string{ran, ""}
	if b := d.run.Billing; b != (model.Billing{}) {
		billed, price := screen.Duration(b.Duration), "   "+cost(d.prices, d.run)
		memory := label(" "+d.t.Times+" ") + strconv.FormatInt(b.MemoryMB, 10) + " MB"
		facts = []string{
			ran + label("   billed ") + billed + memory + price,
			label("   billed ") + billed + memory + price,
			label("   billed ") + billed + price,
			"   " + billed + price,
			price, "",
		}
	}
	if verdict, judged := expected(d.t, &d.run); judged {
		facts = append([]string{"  " + verdict + facts[0]}, facts...)
	}
	status := " " + status.Word(d.t, d.run.Status)
	for _, more := range facts {
		if screen.Width(status)+screen.Width(more) <= d.outer.width {
			return d.t.Fit(status+more, d.outer.width)
		}
	}
	return d.t.Fit(status, d.outer.width)
}

// open draws the open tab.
func (d *Details) open() string {
	switch {
	case !d.shown && d.tab == Graph && d.drawn.of != "":
		return d.graphView()
	case !d.shown && d.machine == "":
		return d.say("no run to show: pick a machine, then press ctrl+r to run the input")
	case !d.shown:
		return d.say("no run to show: press ctrl+r to run the input")
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
		return d.diffTab()
	default:
		return d.view().View()
	}
}

// say fills the pane with a sentence.
func (d *Details) say(text string) string { return d.fill(d.wrapped(text)) }

func (d *Details) wrapped(text string) []string { return theme.Wrapped(text, d.width, d.t.Dim) }

func (d *Details) fill(lines []string) string {
	return strings.Join(d.t.Fill(lines, d.width, d.room()), "\n")
}
