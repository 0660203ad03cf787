package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"expresso/ui/mark"
	"expresso/ui/screen"
)

// View draws the screen: exactly as many lines as the terminal has, so that Bubble Tea
// never cuts the top ones off.
func (a *App) View() string {
	l := a.screen
	switch {
	case a.quitting || l.width <= 0 || l.height <= 0:
		return ""
	case l.tooSmall():
		return a.tooSmall()
	}
	lines := make([]string, 0, l.height)
	lines = append(lines, a.header())
	if l.folded {
		lines = append(lines, a.foldedPicker())
	}
	lines = append(lines, a.body()...)
	if a.over != nil {
		lines = a.overlaid(lines)
	}
	lines = append(lines, a.footer())
	return strings.Join(lines, "\n")
}

func (a *App) tooSmall() string {
	l := a.screen
	lines := make([]string, l.height)
	for i, text := range []string{
		"expresso needs " + screen.Count(minWidth) + "x" + screen.Count(minHeight) + " cells",
		"this terminal has " + screen.Count(int64(l.width)) + "x" + screen.Count(int64(l.height)),
	} {
		if y := l.height/2 - 1 + i; y >= 0 && y < l.height {
			lines[y] = screen.Blanks((l.width-len(text))/2) + text
		}
	}
	for i, line := range lines {
		lines[i] = a.t.Fit(line, l.width)
	}
	return strings.Join(lines, "\n")
}

// header says where runs go and what the session cost so far.
func (a *App) header() string {
	t, info := a.t, a.cfg.Bench.Target.Info()
	sep := t.Dim.Render(" " + t.Sep + " ")
	left := " " + t.Accent.Render("expresso") + "   " + t.Bold.Render(screen.Visible(info.Name))
	if info.Workspace != "" {
		left += sep + screen.FitLeft(screen.Visible(info.Workspace), min(screen.Width(screen.Visible(info.Workspace)), 40), t.Ellipsis)
	}
	if info.Profile != "" {
		left += sep + "profile " + screen.Visible(info.Profile)
	}
	place := screen.Visible(info.Region)
	if info.Account != "" {
		place += sep + screen.Visible(info.Account)
	}
	runs := " runs"
	if a.session.Runs == 1 {
		runs = " run"
	}
	right := t.Dim.Render("session ") + screen.Count(a.session.Runs) + runs + sep +
		a.price.Format(a.price.OfTotals(a.session).Total) + " "
	// The account goes first where there is no room, then the session.
	for _, tail := range []string{place + "   " + right, right, ""} {
		if room := a.screen.width - screen.Width(left) - screen.Width(tail); room >= 2 || tail == "" {
			return t.Fit(left+screen.Blanks(room)+tail, a.screen.width)
		}
	}
	return ""
}

// foldedPicker is the picker in one line.
func (a *App) foldedPicker() string {
	t := a.t
	name := t.Dim.Render("no state machine picked")
	if a.machine.ARN != "" {
		name = t.Accent.Render(t.Pointer) + " " + t.Bold.Render(screen.Visible(a.aimed()))
		if last, ok := a.picker.LastOf(a.machine.Name); ok {
			name += "  " + mark.Sign(t, last.Status) + " " + t.Dim.Render(screen.Ago(last.Asked, a.now()))
		}
	}
	hint := t.Dim.Render(screen.Count(int64(a.picker.Len()))+" machines  ") + t.Accent.Render("shift+tab") + t.Dim.Render(" pick ")
	left := "  " + name
	if room := a.screen.width - screen.Width(left) - screen.Width(hint); room > 0 {
		return left + screen.Blanks(room) + hint
	}
	return t.Fit(left, a.screen.width)
}

// body draws the panes, column by column.
func (a *App) body() []string {
	l := a.screen
	top, height := 1, l.height-2
	if l.folded {
		top, height = 2, l.height-3
	}
	lines := make([]strings.Builder, height)
	// Panes are in order from left to right, and from top to bottom in their column.
	for _, p := range panes {
		r := l.panes[p]
		if r.height <= 0 {
			continue
		}
		y := r.y - top
		for line := range strings.SplitSeq(a.box(p), "\n") {
			lines[y].WriteString(line)
			y++
		}
	}
	out := make([]string, height)
	for i := range lines {
		out[i] = lines[i].String()
	}
	return out
}

// box draws a pane in its frame.
func (a *App) box(p pane) string {
	r, focused := a.screen.panes[p], p == a.focus && a.over == nil
	title, right, body := "", "", ""
	switch p {
	case machinesPane:
		title, body = "Machines", a.picker.View()
		if left, on := a.picker.Filtered(); on {
			right = screen.Count(int64(left)) + " of " + screen.Count(int64(a.picker.Len()))
		} else if a.picker.Len() > 0 {
			right = screen.Count(int64(a.picker.Len()))
		}
	case savedPane:
		title, body = "Saved inputs", a.inputs.View()
	case inputPane:
		title, right, body = a.inputTitle(), a.editor.Status(), a.editor.View()
	case historyPane:
		title, right, body = a.list.Title(), a.list.Status(), a.list.View()
	case detailsPane:
		title, right, body = a.details.Title(), a.details.Status(), a.details.View()
	}
	if len(a.flights) > 0 && p == a.flightPane() {
		body = a.flightLine(r.width-2) + "\n" + body
	}
	return a.t.Box(title, right, body, r.width, r.height, focused)
}

// aimed is what runs go to: the machine's name, and what stands behind it in the ARN.
func (a *App) aimed() string {
	return a.machine.Name + strings.TrimPrefix(string(a.aim), string(a.machine.ARN))
}

func (a *App) inputTitle() string {
	title := "Input"
	if a.machine.ARN != "" {
		title += " " + a.t.Sep + " " + screen.Visible(a.aimed())
	}
	if a.input.name != "" {
		title += " " + a.t.Sep + " " + screen.Visible(a.input.name)
		if a.changedInput() {
			title += " " + a.t.Dot
		}
	}
	return title
}

// footer shows what happened, or which keys do what here.
func (a *App) footer() string {
	t, width := a.t, a.screen.width
	if text := a.toast.render(t, width-2); text != "" {
		return t.Fit(" "+text, width)
	}
	keys := a.footerKeys()
	parts := make([]string, len(keys))
	used := 1
	for i, b := range keys {
		parts[i] = t.Accent.Render(b.Help().Key) + " " + b.Help().Desc + "   "
		used += screen.Width(parts[i])
	}
	// Where room is short the last stays, which is help, and those before it go.
	for len(parts) > 1 && used-3 > width {
		used -= screen.Width(parts[len(parts)-2])
		parts = slices.Delete(parts, len(parts)-2, len(parts)-1)
	}
	return t.Fit(" "+strings.Join(parts, ""), width)
}

// overlaid lays what is open over the lines of the panes.
func (a *App) overlaid(lines []string) []string {
	box := strings.Split(a.over.view(a, a.screen.width-4, len(lines)-2), "\n")
	width := screen.Width(box[0])
	x := (a.screen.width - width) / 2
	y := max((len(lines)-len(box))/3, 0)
	a.overAt = rect{x, y, width, len(box)}
	for i, over := range box {
		if y+i >= len(lines) {
			break
		}
		under := lines[y+i]
		if width >= a.screen.width {
			lines[y+i] = over
			continue
		}
		lines[y+i] = ansi.Truncate(under, x, "") + sgrReset + over + ansi.TruncateLeft(under, x+width, "")
	}
	return lines
}

// sgrReset ends the colours of what was cut off.
const sgrReset = "\x1b[0m"
