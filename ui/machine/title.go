package machine

import (
	"strings"

	"expresso/model"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// title names the machine and the tabs, the one that is shown reversed.
func (d *definition) title(width int) string {
	name := d.T.Named(d.machine.Name, width)
	d.named = screen.Width(name) + 2
	parts := []string{name + theme.Reset + " "}
	for _, f := range d.titled() {
		if f == d.tab {
			parts = append(parts, d.T.Select.Render(" "+d.word(f)+" "))
		} else {
			parts = append(parts, d.T.Dim.Render(d.word(f)))
		}
	}
	return strings.Join(parts, " ")
}

// titled are the tabs in the title: the state that is open out of the graph is one more.
func (d *definition) titled() []Tab {
	if tabs := d.tabs(); d.tab != state {
		return tabs
	}
	return append(d.tabs(), state)
}

// word is what a tab is called.
func (d *definition) word(f Tab) string {
	switch f {
	case Definition:
		return "Definition"
	case StandIns:
		return "Stand-ins"
	case Problems:
		if d.drawn && d.said.ProblemAt == nil {
			return "Warnings"
		}
		return "Problems"
	case state:
		return screen.Visible(d.opened.State)
	}
	return "Graph"
}

// clickTitle turns to the tab whose word stands at cell x of the title.
func (d *definition) clickTitle(x int) {
	x -= d.named
	for _, f := range d.titled() {
		width := screen.Width(d.word(f))
		if f == d.tab {
			width += 2
		}
		if x >= 0 && x < width {
			d.tab = f
			return
		}
		x -= width + 1
	}
}

// headLines stand above what is shown: why there is nothing, or whose run it is.
func (d *definition) headLines(width int) []string {
	t := d.T
	var lines []string
	say := func(text string, paint func(...string) string) {
		for _, line := range screen.Wrap(text, width-2) {
			lines = append(lines, " "+paint(line))
		}
	}
	switch {
	case d.loading:
		say("reading the definition "+t.Ellipsis, t.Dim.Render)
	case d.problem != "":
		say("cannot read the definition: "+d.problem, t.Fail.Render)
		if d.hint != "" {
			say(d.hint, t.Dim.Render)
		}
	case d.tab == StandIns:
		say("used for values known only after deployment; set one with P (in .expresso/project.yaml) or for one start with --define NAME=VALUE", t.Dim.Render)
		lines = append(lines, "")
	case d.tab == Problems:
		d.introduce(say)
		if len(lines) > 0 {
			lines = append(lines, "")
		}
	case d.tab == Graph && d.tree == nil && d.noTrace != "":
		say("without the run of "+d.when()+": "+d.noTrace, t.Dim.Render)
	case d.tab == Graph && d.tree != nil:
		if d.noTrace != "" {
			say(d.noTrace, t.Dim.Render)
		} else if lacks := screen.Lacks(d.tree.Lacks); lacks != "" {
			say(lacks, t.Dim.Render)
		}
		took := screen.Duration(d.run.Duration())
		if d.run.Status == model.Running {
			took = screen.Duration(d.tree.End.Sub(d.tree.Start)) + " of " + screen.Duration(model.MaxRun) + ", " + d.cost + " estimated"
		}
		lines = append(lines, " "+status.Word(t, d.run.Status)+t.Dim.Render("  run of "+d.when()+", "+took))
	}
	return lines
}

func (d *definition) when() string { return d.run.Asked.Local().Format("2006-01-02 15:04:05") }
