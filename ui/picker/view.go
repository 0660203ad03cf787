package picker

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"expresso/model"
	"expresso/ui/list"
	"expresso/ui/mark"
	"expresso/ui/screen"
)

// headHeight is the lines above the list: the filter and a blank, or only the filter
// where room is short.
func (p *Picker) headHeight() int {
	if p.height < 8 {
		return 1
	}
	return 2
}

func (p *Picker) listHeight() int { return max(p.height-p.headHeight(), 0) }

// View draws exactly the height and width that SetSize gave.
func (p *Picker) View() string {
	lines := make([]string, 0, p.height)
	lines = append(lines, p.filterLine())
	for len(lines) < p.headHeight() {
		lines = append(lines, "")
	}
	if words := p.words(); words != nil {
		lines = append(lines, words...)
	} else {
		for i := p.window.Top; i < len(p.rows) && i < p.window.Top+p.listHeight(); i++ {
			lines = append(lines, p.line(i))
		}
	}
	for len(lines) < p.height {
		lines = append(lines, "")
	}
	lines = lines[:max(p.height, 0)]
	for i, line := range lines {
		lines[i] = p.t.Fit(line, p.width)
	}
	return strings.Join(lines, "\n")
}

func (p *Picker) filterLine() string {
	slash := p.t.Accent.Render("/")
	if p.filtering {
		return " " + slash + " " + p.filter.View(p.t, p.width-4, true)
	}
	if p.filter.Value() == "" {
		return " " + slash + " " + p.t.Dim.Render("filter")
	}
	return " " + slash + " " + p.filter.View(p.t, p.width-4, false)
}

// words stand in the place of the list when there is none, nil when there is one.
func (p *Picker) words() []string {
	var out []string
	say := func(text, style string) {
		paint := p.t.Text
		switch style {
		case "dim":
			paint = p.t.Dim
		case "fail":
			paint = p.t.Fail
		}
		out = append(out, wrapped(text, p.width, paint)...)
	}
	switch {
	case p.problem != "":
		say("cannot list the state machines", "fail")
		say(p.problem, "")
		if p.hint != "" {
			say("", "")
			say(p.hint, "dim")
		}
		say("", "")
		say("r: try again", "dim")
	case p.loading && len(p.machines) == 0:
		say("listing state machines "+p.t.Ellipsis, "dim")
	case len(p.machines) == 0:
		say("no state machines here", "")
		say("", "")
		say("put an .asl.json file in the workspace, or choose another target, then press r", "dim")
	case len(p.rows) == 0:
		say("nothing matches the filter", "dim")
	}
	return out
}

// wrapped breaks a sentence that stands in the place of a list width cells wide.
func wrapped(text string, width int, style lipgloss.Style) []string {
	lines := screen.Wrap(text, width-2)
	for i, line := range lines {
		lines[i] = " " + style.Render(line)
	}
	return lines
}

func (p *Picker) line(i int) string {
	r := p.rows[i]
	if r.machine == rule {
		return " " + p.t.Dim.Render(p.ruleText(i))
	}
	selected := i == p.window.At && p.focused
	if c, last, ok := p.child(r); ok {
		return p.childLine(c, last, selected)
	}
	m := p.machines[r.machine]
	pointer, tail := " ", p.tail(m)
	if f := p.families[m.ARN]; m.ARN == p.picked.Unqualified() && (m.ARN == p.picked || f == nil || !f.open) {
		pointer = p.t.Accent.Render(p.t.Pointer)
		// What was picked under a machine that is closed now stands behind its name.
		if behind := screen.Visible(strings.TrimPrefix(string(p.picked), string(m.ARN))); behind != "" {
			tail = " " + p.t.Accent.Render(p.t.Fit(behind, min(screen.Width(behind), p.width/3))) + tail
		}
	}
	room := p.width - 4 - screen.Width(tail)
	name := p.name(m, r.matched, room, selected)
	used := screen.Width(screen.Visible(m.Name)) + 2
	if behind := behind(m, room-used); behind != "" {
		name = p.name(m, r.matched, used, selected) + p.t.Dim.Render(p.t.Fit(screen.Visible(behind), room-used))
	}
	return " " + pointer + " " + name + tail + " "
}

// behind is what is told of a machine behind its name, in so many cells: why it cannot be
// run, or its note, or the rest of a note that begins with the type; "" if there is no room.
func behind(m model.Machine, room int) string {
	if m.Problem != "" && room >= minReason {
		return m.Problem
	}
	note, _ := strings.CutPrefix(m.Note, string(model.Standard))
	rest := strings.TrimLeft(note, ", ")
	for _, text := range []string{m.Note, rest, strings.TrimPrefix(rest, "run ")} {
		if screen.Width(screen.Visible(text)) <= room {
			return text
		}
	}
	return ""
}

// minReason is how many cells it takes to say more of a reason than the file's name.
const minReason = 30

// tail is the last status and its age, in a column of its own.
func (p *Picker) tail(m model.Machine) string {
	last, ok := p.last[m.Name]
	if !ok {
		return "      "
	}
	age := screen.Ago(last.Asked, p.now())
	return " " + mark.Sign(p.t, last.Status) + p.t.Dim.Render(screen.Blanks(4-screen.Width(age))+age)
}

// name is the machine's name in exactly width cells with the matched characters marked.
func (p *Picker) name(m model.Machine, matched []int, width int, selected bool) string {
	style := p.t.Text
	switch {
	case selected:
		style = p.t.Select
	case m.SyncProblem() != "":
		style = p.t.Dim
	case m.ARN == p.picked.Unqualified():
		style = p.t.Bold
	}
	return list.Matched(p.t, style, m.Name, matched, width)
}

// ruleText says what the machines below the rule have in common.
func (p *Picker) ruleText(at int) string {
	for _, r := range p.rows[at+1:] {
		if p.machines[r.machine].Problem != "" {
			return "not for sync runs"
		}
	}
	return "STANDARD: not for sync runs"
}
