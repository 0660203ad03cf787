package history

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// minHeaded is the height from which on a line is worth the names of the columns.
const minHeaded = 4

// headed reports whether the columns have their names above them.
func (l *List) headed() bool { return l.height >= minHeaded }

// filtering reports whether a line is left to the text that is looked for.
func (l *List) filtering() bool { return l.typing || l.filter.text != "" }

// listHeight leaves a line to what is looked for while there is something, and to the names of
// the columns.
func (l *List) listHeight() int {
	height := l.height
	if l.filtering() {
		height--
	}
	if l.headed() {
		height--
	}
	return max(height, 0)
}

// Title says whose runs are listed, and which of them only.
func (l *List) Title() string {
	facts := []string{"History", "all machines"}
	switch {
	case l.group != "":
		facts[1] = l.groupTitle()
	case l.whose() != "":
		facts[1] = screen.Visible(l.machine.Machine())
	}
	facts = append(facts, l.filter.words()...)
	if l.order != model.Newest {
		facts = append(facts, orderWords[l.order])
	}
	if since, until, ok := day(l.filter.text, l.now()); ok && until.After(since.AddDate(0, 0, 1)) {
		facts = append(facts, since.Format("January 2006"))
	} else if ok {
		facts = append(facts, since.Format("2 January 2006"))
	} else if l.filter.text != "" {
		facts = append(facts, `"`+screen.Visible(unquoted(l.filter.text))+`"`)
	}
	return strings.Join(facts, " "+l.t.Sep+" ")
}

// Status says which of the runs are in sight, and how many there are.
func (l *List) Status() string {
	n := l.Len()
	if !l.exact && (n == 0 || l.stale) && l.problem == "" {
		return "reading " + l.t.Ellipsis
	}
	of, last := screen.Count(int64(n)), l.window.Top+max(l.listHeight(), 1)
	switch {
	case !l.exact:
		of += " and more"
	case n <= last && l.window.Top == 0:
		one, many := " run", " runs"
		if l.filter.on() {
			one, many = " match", " matches"
		} else if l.grouped && l.folded() {
			one, many = " row", " rows"
		}
		if n == 1 {
			return of + one
		}
		return of + many
	}
	return l.t.Spell(screen.Count(int64(l.window.Top+1)) + "–" + screen.Count(int64(min(last, n))) + " of " + of)
}

// View draws exactly the height and width that SetSize gave.
func (l *List) View() string {
	lines := make([]string, 0, max(l.height, 0))
	if l.filtering() {
		lines = append(lines, " "+l.t.Accent.Render("/")+" "+l.field.View(l.t, l.width-4, l.typing))
	}
	c := l.columns()
	if l.headed() {
		lines = append(lines, l.header(c))
	}
	for n := l.window.Top; n < l.Len() && len(lines) < l.height; n++ {
		lines = append(lines, list.Row(l.t, l.line(n, c), l.width, n == l.window.At && l.focused))
	}
	if l.Len() == 0 {
		text, style := l.nothing()
		for _, line := range screen.Wrap(text, max(l.width-2, 1)) {
			lines = append(lines, " "+style.Render(line))
		}
	}
	return strings.Join(l.t.Fill(lines, l.width, l.height), "\n")
}

// nothing says why there is no run to show.
func (l *List) nothing() (text string, style lipgloss.Style) {
	_, _, isDay := day(l.filter.text, l.now())
	switch {
	case l.problem != "":
		return "cannot read the history: " + l.problem, l.t.Fail
	case !l.exact:
		return "", l.t.Dim
	case isDay && l.filter.chosen():
		return "no run at that time matches the filter: press esc to show all", l.t.Dim
	case isDay:
		what := "no runs"
		if l.whose() != "" {
			what += " of " + l.machine.Machine()
		}
		return what + ` at that time: esc shows all, quotes search text: "` + l.filter.text + `"`, l.t.Dim
	case l.filter.on():
		what := "no run matches"
		if l.filter.text != "" {
			what += " " + strconv.Quote(l.filter.text) + " in its input, output, error or note"
		}
		return what + ": press esc to show all", l.t.Dim
	case l.whose() != "":
		return "no runs of " + l.machine.Machine() + " yet: press ctrl+r to run the input", l.t.Dim
	case l.machine == "":
		return "no runs yet: pick a machine, then press ctrl+r to run the input", l.t.Dim
	default:
		return "no runs yet: press ctrl+r to run the input", l.t.Dim
	}
}

// input names what was sent: the saved input, with the version or alias that it went to, and
// the machine where runs of several are listed.
func (l *List) input(r *model.Run) string {
	if r.Group != "" && l.folded() {
		name := r.Group.Kind()
		if t := l.tallies[r.Group]; t != nil && t.totals.Machines > 1 {
			name += " of " + screen.Count(t.totals.Machines) + " machines"
		} else if l.whose() == "" {
			name += " " + r.Machine.Machine() + behind(l.elsewhere(r))
		}
		return l.t.Closed + " " + screen.Visible(name)
	}
	name := r.Saved
	if name == "" {
		name = editedInput
	}
	if !r.Origin.Whole() {
		name = "from " + r.Origin.State // where it began
	}
	short := r.Machine.Short()
	if l.whose() != "" || l.ofPicked(r) {
		if short = strings.TrimPrefix(short, r.Machine.Machine()); short == "" {
			return screen.Visible(name)
		}
	}
	short += behind(l.elsewhere(r))
	switch {
	case name == editedInput:
		return screen.Visible(short)
	case l.group.Kind() == model.ReplayGroup:
		return screen.Visible(name + " " + l.t.Sep + " " + short) // which input it was matters most
	}
	return screen.Visible(strings.TrimSpace(short + " " + l.t.Sep + " " + name))
}

// behind puts where a run was made behind its machine.
func behind(where string) string {
	if where == "" {
		return ""
	}
	return " in " + where
}

// ofPicked reports whether a run is in an open group of the picked machine alone, which is
// named elsewhere.
func (l *List) ofPicked(r *model.Run) bool {
	t := l.tallies[l.group]
	return l.group != "" && r.Machine.Unqualified() == l.machine && (t == nil || t.totals.Machines <= 1)
}

// editedInput is what an input is called that is not saved.
const editedInput = "edited input"

// line draws one run.
func (l *List) line(n int, c columns) string {
	r, ok := l.row(n)
	if !ok {
		return screen.Blanks(leadWidth) + l.t.Dim.Render(l.t.Ellipsis)
	}
	picked, star, base := " ", " ", " "
	if n == l.window.At {
		picked = l.t.Accent.Render(l.t.Mark)
	}
	if r.Starred {
		star = l.t.Warn.Render(l.t.Star)
	}
	if r.ID == l.marked {
		base = l.t.Accent.Render("m")
	}
	input := l.input(&r)
	ink := l.t.Text
	if r.Saved == "" && r.Group == "" && input == editedInput {
		ink = l.t.Dim
	}
	gap := screen.Blanks(c.gap)
	line := picked + star + base + " " + l.t.Dim.Render(l.t.Fit(moment(r.Asked, l.now()), c.when)) + gap
	if r.Group != "" && l.folded() {
		return line + l.groupLine(r.Group, input, c)
	}
	if short := screen.Visible(r.Machine.Short()); l.whose() == "" && l.group == "" && c.input < minOfAll && short != "" {
		input = short // half of two names tells neither
	}
	line += ink.Render(screen.FitMiddle(input, c.input, l.t.Ellipsis)) + gap + l.t.Fit(l.result(&r, c.result), c.result)
	ran, billed, memory, money := "", "", "", ""
	if r.Status != model.Running {
		ran = short(r.Duration())
	}
	if r.Billing != (model.Billing{}) {
		billed, memory, money = short(r.Billing.Duration), strconv.FormatInt(r.Billing.MemoryMB, 10)+" MB", cost(l.prices, r)
	}
	return line + strings.Join(c.figures(ran, billed, memory, money), "")
}

// minNote is how much of a note there is room for at least, minError of an error's name beside a verdict.
const minNote, minError = 10, 8

// expected tells whether a run ended as was expected, where that was said of it.
func expected(t *theme.Theme, r *model.Run) (string, bool) {
	verdict, judged := suite.VerdictOf(r.Verdict)
	return status.VerdictWord(t, verdict), judged && verdict != suite.Unchecked
}

// result tells how a run ended: its status, the name of its error, and the beginning of the
// note on it.
func (l *List) result(r *model.Run, room int) string {
	line := status.Word(l.t, r.Status)
	left := room - screen.Width(line) - 2
	if r.OutputWithheld && left >= len(model.Withheld) {
		line += "  " + l.t.Dim.Render(model.Withheld)
		left -= len(model.Withheld) + 2
	}
	note := ""
	if r.Note != "" {
		note = `"` + screen.Visible(r.Note) + `"`
	}
	if verdict, judged := expected(l.t, r); judged {
		name := min(screen.Width(screen.Visible(r.Error)), minError)
		if left < screen.Width(verdict)+2+name {
			v, _ := suite.VerdictOf(r.Verdict)
			verdict = status.Verdict(l.t, v)
		}
		if word := screen.Width(verdict); left >= word+2+name {
			line += "  " + verdict
			left -= word + 2
		}
	}
	if name := screen.Visible(r.Error); name != "" && left > 0 {
		width := min(screen.Width(name), left)
		if note != "" {
			width = min(width, max(left-2-min(screen.Width(note), minNote), 0))
		}
		if width > 0 {
			line += "  " + l.t.Fit(name, width)
			left -= width + 2
		}
	}
	if note != "" && left > 0 {
		line += "  " + l.t.Dim.Render(l.t.Fit(note, min(screen.Width(note), left)))
	}
	return line
}

// short is a duration of at most durationWidth cells while it is below an hour.
func short(d time.Duration) string {
	if d < time.Minute || d >= time.Hour {
		return screen.Duration(d)
	}
	return fmt.Sprintf("%d:%02d min", d/time.Minute, d%time.Minute/time.Second)
}

// moment is the time of day for runs of today, and the date before it for others.
func moment(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	switch {
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		return t.Format("15:04:05")
	case t.Year() == now.Year():
		return t.Format("02 Jan 15:04")
	}
	return t.Format("2006-01-02 15:04")
}
