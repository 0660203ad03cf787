package bench

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/ui/highlight"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
)

// beside is how many cells it takes to show the document beside the value.
const beside = 90

// head is how many lines stand above the value: the expression, what became of it, how it may
// continue, and a rule.
const head = 4

// View draws the expression over its value and the document.
func (p *expression) View(width, height int) string {
	inner := width - 2
	lines := []string{p.prompt(inner), p.outcome(inner), p.hints(inner), p.rule(inner)}
	room := max(height-2-head, 0)
	p.starts = 0
	switch {
	case inner >= beside && room > 0:
		left := inner / 2
		p.starts = left + 1
		p.result.SetSize(left, room)
		p.document.SetSize(inner-left-1, room)
		values, documents := strings.Split(p.result.View(), "\n"), strings.Split(p.document.View(), "\n")
		for i := range room {
			lines = append(lines, values[i]+p.T.Down()+documents[i])
		}
	case room > 0:
		v := p.seen()
		v.SetSize(inner, room)
		lines = append(lines, v.View())
	}
	title := "Expression " + p.T.Sep + " " + string(p.language) + " " + p.T.Sep + " " + p.Title
	return p.T.Box(p.T.Fit(title, min(screen.Width(title), max(width-6, 0))), p.status(), strings.Join(lines, "\n"), width, height, p.Front)
}

// status is where in the document that has the keys its reader is.
func (p *expression) status() string {
	if p.part == line {
		return ""
	}
	return p.view().Status()
}

// seen is what is shown where there is room for one: the value, or the document while there is
// no expression.
func (p *expression) seen() *jsonview.View {
	if p.part == line && p.field.Value() == "" {
		return p.document
	}
	return p.view()
}

// prompt is the line of the expression, between what is around it in a definition.
func (p *expression) prompt(width int) string {
	open, closing := p.around()
	mark := p.T.Dim
	if p.part == line {
		mark = p.T.Focus
	}
	return " " + mark.Render(open) + p.text(max(width-2-len(open)-len(closing), 0)) + mark.Render(closing) + " "
}

// around is what is around the expression in a definition.
func (p *expression) around() (open, closing string) {
	if p.language == asl.JSONata {
		return "{% ", " %}"
	}
	return `"x.$": `, ""
}

// text is the expression in colours, or without where not all of it is seen.
func (p *expression) text(width int) string {
	text, before := p.field.Value(), p.field.Before()
	if screen.Width(screen.Visible(text)) >= width {
		return p.field.View(p.T, width, p.part == line)
	}
	split := highlight.JSONata
	if p.language == asl.JSONPath {
		split = highlight.JSONPath
	}
	var b strings.Builder
	cursor := len(before) // bytes to it
	for _, s := range split(text) {
		ink := p.T.Code(s.Token)
		if p.part != line || cursor < 0 || cursor >= len(s.Text) {
			b.WriteString(ink.Paint(screen.Visible(s.Text)))
		} else {
			_, size := utf8.DecodeRuneInString(s.Text[cursor:])
			b.WriteString(ink.Paint(screen.Visible(s.Text[:cursor])))
			b.WriteString(p.T.Cursor.Render(screen.Visible(s.Text[cursor : cursor+size])))
			b.WriteString(ink.Paint(screen.Visible(s.Text[cursor+size:])))
		}
		cursor -= len(s.Text)
	}
	if cursor == 0 && p.part == line {
		b.WriteString(p.T.Cursor.Render(" "))
	}
	return p.T.Fit(b.String(), width)
}

// outcome tells what became of the expression.
func (p *expression) outcome(width int) string {
	text := p.T.Dim.Render("evaluated while you type")
	switch {
	case p.loading:
		text = p.T.Wait.Render("loading the state's data " + p.T.Ellipsis)
	case p.field.Value() == "":
	case p.asked.Waiting():
		text = p.T.Wait.Render("evaluating " + p.T.Ellipsis)
	case p.problem != nil:
		return p.wrong(width)
	default:
		text = p.T.OK.Render(p.T.Check+" "+p.about) + p.T.Dim.Render("  "+short(p.took))
	}
	return p.T.Fit(" "+text, width)
}

// wrong tells why there is no value: below the character with the mistake, where there is room.
func (p *expression) wrong(width int) string {
	said := p.said()
	open, closing := p.around()
	text := []rune(p.field.Value())
	if at := p.problem.At; at > 0 && at <= len(text) {
		column := 1 + screen.Width(open) + screen.Width(screen.Visible(string(text[:at-1])))
		whole := screen.Width(screen.Visible(string(text))) < width-2-screen.Width(open+closing) // nothing is scrolled
		if whole && column+2+screen.Width(said) <= width {
			return p.T.Fit(screen.Blanks(column)+p.T.Fail.Render("^ "+said), width)
		}
	}
	lines := p.wrapped(width)
	return " " + p.T.Fail.Render(p.T.Fit(p.T.Cross+" "+lines[0], max(width-2, 0))) + " "
}

// said is the problem, safe for the terminal.
func (p *expression) said() string {
	return screen.Visible(strings.TrimPrefix(p.problem.Message, "the expression threw an error during evaluation. "))
}

// wrapped is the problem with its place in as many lines as it takes.
func (p *expression) wrapped(width int) []string {
	said := p.said()
	if p.problem.At > 0 {
		said = fmt.Sprintf("character %d: %s", p.problem.At, said)
	}
	return screen.Wrap(said, max(width-4, 1))
}

// short is how long an evaluation took, in tenths of milliseconds below a second.
func short(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return screen.Duration(d)
}

// hints are how the expression may continue, the chosen one first in sight, or else the signature
// of the function whose arguments are typed, or what to do about the problem.
func (p *expression) hints(width int) string {
	if p.part != line {
		return p.T.Fit("", width)
	}
	if len(p.suggested) == 0 {
		hint := bench.Signature(p.field.Before())
		if hint == "" && p.problem != nil && !p.asked.Waiting() {
			if hint = p.problem.Hint; hint == "" {
				if lines := p.wrapped(width); len(lines) > 1 {
					return p.T.Fit("   "+p.T.Fail.Render(lines[1]), width)
				}
			}
		}
		return p.T.Fit(" "+p.T.Dim.Render(screen.Visible(hint)), width)
	}
	var b strings.Builder
	used := 1
	b.WriteString(" ")
	for i := p.first(width); i < len(p.suggested); i++ {
		s := p.suggested[i]
		word := screen.Visible(s.Word)
		if i == p.chosen {
			word += " " + screen.Visible(s.About)
		}
		if used+screen.Width(word)+2 > width {
			break
		}
		used += screen.Width(word) + 2
		if i == p.chosen {
			name := screen.Visible(s.Word)
			b.WriteString(p.T.Select.Render(name) + p.T.Dim.Render(strings.TrimPrefix(word, name)))
		} else {
			b.WriteString(p.T.Text.Render(word))
		}
		b.WriteString("  ")
	}
	return p.T.Fit(b.String(), width)
}

// first is the first suggestion in sight, so that the chosen one is.
func (p *expression) first(width int) int {
	first, used := p.chosen, len(p.suggested[p.chosen].About)
	for first >= 0 {
		if used += screen.Width(p.suggested[first].Word) + 2; used > width-2 {
			break
		}
		first--
	}
	return min(first+1, p.chosen)
}

// rule divides the expression from its value, and names what stands below.
func (p *expression) rule(width int) string {
	value := "Value"
	if p.problem != nil {
		value = "Previous value"
	}
	names := value
	if inner := width; inner >= beside {
		left := inner / 2
		return p.T.Fit(p.titled(value, left, p.part == result)+p.T.Across(1)+p.titled("Document: "+p.what(), inner-left-1, p.part == document), width)
	}
	if p.seen() == p.document {
		names = "Document: " + p.what()
	}
	return p.titled(names, width, p.part != line)
}

// what is how the document is reached.
func (p *expression) what() string {
	if p.language == asl.JSONata {
		return "$states.input"
	}
	return "$"
}

func (p *expression) titled(name string, width int, focused bool) string {
	style := p.T.Dim
	if focused {
		style = p.T.Focus
	}
	name = p.T.Fit(name, min(screen.Width(name), max(width-4, 0)))
	return p.T.Across(2) + " " + style.Render(name) + " " + p.T.Across(max(width-4-screen.Width(name), 0))
}

// Mouse takes the mouse at a cell of the content. A click gives what is under it the keys.
func (p *expression) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	at := result
	if p.starts > 0 && x >= p.starts || p.starts == 0 && p.seen() == p.document {
		at = document
	}
	if y < head {
		at = line
	}
	if msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft {
		p.focus(at)
	}
	switch at {
	case result:
		return p.result.Mouse(x, y-head, msg)
	case document:
		return p.document.Mouse(x-p.starts, y-head, msg)
	}
	return nil
}
