package picker

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sahilm/fuzzy"

	"expresso/model"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// roomyHead is the lines above the list where there is room: the filter and a blank.
const roomyHead = 2

// headHeight is the lines above the list: the filter and what there is to be said, or a blank, or
// only the filter where room is short.
func (l *List) headHeight() int {
	if l.height < 8 {
		return 1 + min(len(l.notice()), max(l.height-2, 0), 1)
	}
	return max(roomyHead, 1+len(l.notice()))
}

func (l *List) listHeight() int { return max(l.height-l.headHeight(), 0) }

// View draws exactly the height and width that SetSize gave.
func (l *List) View() string {
	lines := make([]string, 0, l.height)
	lines = append(lines, l.filterLine())
	lines = append(lines, l.notice()...)
	for head := l.headHeight(); len(lines) != head; {
		if len(lines) > head {
			lines = lines[:head]
			break
		}
		lines = append(lines, "")
	}
	if words := l.words(); words != nil {
		lines = append(lines, words...)
	} else {
		for i := l.window.Top; i < len(l.rows) && i < l.window.Top+l.listHeight(); i++ {
			lines = append(lines, list.Row(l.t, l.line(i), l.width, i == l.window.At && l.focused))
		}
	}
	return strings.Join(l.t.Fill(lines, l.width, l.height), "\n")
}

func (l *List) filterLine() string {
	slash := l.t.Accent.Render("/")
	if l.filtering {
		return " " + slash + " " + l.filter.View(l.t, l.width-4, true)
	}
	if l.filter.Value() == "" {
		return " " + slash + " " + l.t.Dim.Render("filter machines")
	}
	return " " + slash + " " + l.filter.View(l.t, l.width-4, false)
}

// words are in the place of the list when there is none, nil when there is one.
func (l *List) words() []string {
	var out []string
	say := func(text, style string) {
		paint := l.t.Text
		switch style {
		case "dim":
			paint = l.t.Dim
		case "fail":
			paint = l.t.Fail
		}
		out = append(out, theme.Wrapped(text, l.width, paint)...)
	}
	switch {
	case l.naming():
		if len(l.rows) == 0 {
			out = []string{}
		}
	case l.listed.err != nil && len(l.machines) == 0:
		say(l.denied("cannot list the state machines", l.listed.err), "fail")
		if hint := model.HintOf(l.listed.err); hint != "" {
			say("", "")
			say(hint, "dim")
		}
		say("", "")
		say("press ctrl+l to try again, or / and paste the ARN of a machine", "dim")
	case l.listed.loading && len(l.machines) == 0:
		if l.awaits != "" {
			say("waiting for "+l.awaits+" "+l.t.Ellipsis, "")
			say("", "")
			say("esc stops waiting", "dim")
			break
		}
		say("listing state machines "+l.t.Ellipsis, "dim")
	case len(l.machines) == 0:
		say("no state machines here", "")
		say("", "")
		say("add an .asl.json file to the folder, or switch the target, then press ctrl+l", "dim")
	case len(l.rows) == 0 && l.tags.query != "":
		if l.untagged() == 0 {
			say("no machine matches "+strconv.Quote(screen.Visible(l.filter.Value()))+": press esc to clear the filter", "dim")
		} else {
			out = []string{}
		}
	case len(l.rows) == 0:
		say("no machine matches "+strconv.Quote(screen.Visible(l.filter.Value()))+": press esc to clear the filter", "dim")
	}
	return out
}

func (l *List) line(i int) string {
	r := l.rows[i]
	if r.rule() {
		return " " + l.t.Dim.Render(l.ruleText(i))
	}
	if c, last, ok := l.child(r); ok {
		return l.childLine(c, last)
	}
	m := l.machines[r.machine]
	picked, tail := " ", l.tail(m)
	if f := l.families[m.ARN]; m.ARN == l.picked.Unqualified() && (m.ARN == l.picked || f == nil || !f.open) {
		picked = l.t.Accent.Render(l.t.Mark)
		// What was picked under a machine that is folded now follows its name.
		if behind := screen.Visible(strings.TrimPrefix(string(l.picked), string(m.ARN))); behind != "" {
			tail = " " + l.t.Accent.Render(l.t.Fit(behind, min(screen.Width(behind), l.width/3))) + tail
		}
	}
	room := l.width - 3 - screen.Width(tail)
	matched := l.matches(m.Name)
	name := l.name(m, matched, room)
	used := screen.Width(screen.Visible(m.Name)) + 2
	if behind := behind(m, room-used); behind != "" {
		name = l.name(m, matched, used) + l.t.Dim.Render(l.t.Fit(screen.Visible(behind), room-used))
	}
	star := " "
	if slices.Contains(l.starred, m.ARN) {
		star = l.t.Warn.Render(l.t.Star)
	}
	return picked + star + name + tail + " "
}

// behind is what is shown of a machine after its name, in so many cells: why it cannot be
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
func (l *List) tail(m model.Machine) string {
	last, ok := l.last[m.ARN]
	if !ok {
		return "      "
	}
	age := screen.Ago(last.Asked, l.now())
	return " " + last.sign(l.t) + l.t.Dim.Render(screen.Blanks(4-screen.Width(age))+age)
}

// name is the machine's name in exactly width cells with the matched characters marked.
func (l *List) name(m model.Machine, matched []int, width int) string {
	style := l.t.Text
	switch {
	case m.SyncProblem() != "":
		style = l.t.Dim
	case m.ARN == l.picked.Unqualified():
		style = l.t.Bold
	}
	if name := screen.Visible(m.Name); len(matched) == 0 && screen.Width(name) > width {
		return style.Render(screen.FitMiddle(name, max(width, 0), l.t.Ellipsis))
	}
	return list.Matched(l.t, style, m.Name, matched, width)
}

// matches are the bytes of a name that the filter found.
func (l *List) matches(name string) []int {
	text, _ := l.terms()
	if text == "" || l.naming() {
		return nil
	}
	for _, m := range fuzzy.Find(text, []string{name}) {
		return m.MatchedIndexes
	}
	return nil
}

// ruleText says what the machines below the rule have in common.
func (l *List) ruleText(at int) string {
	switch l.rows[at].machine {
	case near:
		if len(l.starred) == 0 {
			return "recent"
		}
		return "starred, recent"
	case others:
		return "others"
	case elsewhere:
		return l.Whose(l.machines[l.rows[at+1].machine])
	}
	for _, r := range l.rows[at+1:] {
		if l.machines[r.machine].Problem != "" {
			return "not for sync runs"
		}
	}
	if l.express {
		return "STANDARD: enter to run"
	}
	return "STANDARD: not for sync runs"
}

// Line is the picked machine in one line, its name in at most so many cells.
func (r *Room) Line(width int) string {
	t, m := r.Theme, r.machine
	if m.ARN == "" {
		return t.Dim.Render("no machine picked")
	}
	name := screen.Visible(r.Name())
	line := t.Accent.Render(t.Mark) + t.Bold.Render(screen.FitMiddle(name, min(screen.Width(name), width), t.Ellipsis))
	if last, ok := r.List.LastOf(m.ARN); ok {
		line += " " + last.sign(t) + " " + t.Dim.Render(screen.Ago(last.Asked, r.Now()))
	}
	return line
}
