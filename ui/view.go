package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"expresso/ui/layout"
	"expresso/ui/mark"
	"expresso/ui/screen"
)

// View draws the screen: exactly as many lines as the terminal has, so that Bubble Tea
// never cuts the top ones off.
func (a *App) View() string {
	l := a.screen
	switch {
	case a.quitting || l.Width <= 0 || l.Height <= 0:
		return ""
	case l.TooSmall():
		return a.tooSmall()
	}
	var out strings.Builder
	out.Grow(len(a.frame) + len(a.frame)/8)
	if !l.Single {
		out.WriteString(a.header())
	}
	if l.Folded {
		out.WriteByte('\n')
	}
	if l.Folded || l.Single {
		out.WriteString(a.foldedPicker())
	}
	a.body(&out)
	if a.dialogs.Front() != nil {
		lines := a.dialogs.Draw(strings.Split(out.String(), "\n"), a.screen.Width)
		out.Reset()
		out.WriteString(strings.Join(lines, "\n"))
	}
	out.WriteByte('\n')
	out.WriteString(a.withKey(a.footer()))
	a.frame = out.String()
	return a.frame
}

func (a *App) tooSmall() string {
	l := a.screen
	lines := make([]string, l.Height)
	for i, text := range []string{
		"expresso needs " + screen.Count(layout.MinWidth) + "x" + screen.Count(layout.MinHeight) + " cells",
		"this terminal has " + screen.Count(int64(l.Width)) + "x" + screen.Count(int64(l.Height)),
	} {
		if y := l.Height/2 - 1 + i; y >= 0 && y < l.Height {
			lines[y] = screen.Blanks((l.Width-len(text))/2) + text
		}
	}
	for i, line := range lines {
		lines[i] = a.t.Fit(line, l.Width)
	}
	return strings.Join(lines, "\n")
}

// minFolder and maxFolder are how many cells the workspace's name has in the header.
const minFolder, maxFolder = 8, 40

// header says where runs go and what the session cost so far.
func (a *App) header() string {
	t, info := a.t, a.cfg.Bench.Target.Info()
	sep := t.Dim.Render(" " + t.Sep + " ")
	left, more := " "+t.Accent.Render("expresso")+"   "+t.Bold.Render(screen.Visible(info.Name)), ""
	if info.Profile != "" {
		more += sep + "profile " + screen.Visible(info.Profile)
	}
	if a.prefs.Rerun && a.cfg.Changes != nil {
		more += sep + t.Accent.Render("rerun on save")
	}
	if progress := a.replay.Progress(); progress != "" {
		more += sep + progress
	}
	if progress := a.burst.Progress(); progress != "" {
		more += sep + progress
	}
	more += a.stage()
	if folder := screen.Visible(info.Workspace); folder != "" {
		// What happens now is worth more than the whole of its name.
		room := max(a.screen.Width-screen.Width(left)-screen.Width(sep)-screen.Width(more), minFolder)
		left += sep + screen.FitLeft(folder, min(screen.Width(folder), maxFolder, room), t.Ellipsis)
	}
	left += more
	place := screen.Visible(info.Region)
	if info.Account != "" {
		place += sep + screen.Visible(info.Account)
	}
	runs, spent := " runs", a.spent()
	if spent.Runs == 1 {
		runs = " run"
	}
	right := t.Dim.Render("session ") + screen.Count(spent.Runs) + runs + sep +
		a.cfg.Prices.OfTotals(spent).Format() + " "
	// The account goes first where there is no room, then the session.
	for _, tail := range []string{place + "   " + right, right, ""} {
		if room := a.screen.Width - screen.Width(left) - screen.Width(tail); room >= 2 || tail == "" {
			return t.Fit(left+screen.Blanks(room)+tail, a.screen.Width)
		}
	}
	return ""
}

// foldedPicker is the picker in one line.
func (a *App) foldedPicker() string {
	t := a.t
	name := t.Dim.Render("no state machine picked")
	if a.picker.Machine().ARN != "" {
		name = t.Accent.Render(t.Pointer) + " " + t.Bold.Render(screen.Visible(a.picker.Name()))
		if last, ok := a.picker.List.LastOf(a.picker.Machine().Name); ok {
			name += "  " + mark.Sign(t, last.Status) + " " + t.Dim.Render(screen.Ago(last.Asked, a.now()))
		}
	}
	machines := " machines  "
	if a.picker.List.Len() == 1 {
		machines = " machine  "
	}
	hint := t.Dim.Render(screen.Count(int64(a.picker.List.Len()))+machines) + t.Accent.Render("shift+tab") + t.Dim.Render(" pick ")
	left := "  " + name
	if room := a.screen.Width - screen.Width(left) - screen.Width(hint); room > 0 {
		return left + screen.Blanks(room) + hint
	}
	return t.Fit(left, a.screen.Width)
}

// body draws the panes line by line.
func (a *App) body(out *strings.Builder) {
	l := a.screen
	top := 1
	if l.Folded {
		top = 2
	}
	var drawn [len(layout.Panes)][]string
	for _, p := range layout.Panes {
		if l.Panes[p].Height > 0 {
			drawn[p] = a.box(p)
		}
	}
	for y := top; y < l.Height-1; y++ {
		out.WriteByte('\n')
		// Panes are in order from left to right.
		for _, p := range layout.Panes {
			if i := y - l.Panes[p].Y; i >= 0 && i < len(drawn[p]) {
				out.WriteString(drawn[p][i])
			}
		}
	}
}

// content is what a box is drawn of.
type content struct {
	title, right, body string
	foot               string // where in the body its reader is
	width, height      int
	focused            bool
	theme              string
}

// boxed is a pane as it was drawn last: most keys change one of five.
type boxed struct {
	of    content
	lines []string
}

// box returns the lines of a pane in its frame.
func (a *App) box(p pane) []string {
	last := &a.boxes[p]
	if now := a.content(p); last.lines == nil || now != last.of {
		box := a.t.Box(now.title, now.right, now.body, now.width, now.height, now.focused)
		*last = boxed{now, strings.Split(box, "\n")}
		if now.foot != "" {
			last.lines[len(last.lines)-1] = a.t.Foot(now.foot, now.width, now.focused)
		}
	}
	return last.lines
}

// aroundTitle is what a frame takes of its first line beside the words, in cells.
const aroundTitle = 10

// content asks a pane what it shows.
func (a *App) content(p pane) content {
	r, focused := a.screen.Panes[p], p == a.focus && a.dialogs.Front() == nil
	title, right, body, foot := "", "", "", ""
	switch p {
	case machinesPane:
		title, body = "Machines", a.picker.List.View()
		if left, on := a.picker.List.Filtered(); on {
			right = screen.Count(int64(left)) + " of " + screen.Count(int64(a.picker.List.Len()))
		} else if a.picker.List.Len() > 0 {
			right = screen.Count(int64(a.picker.List.Len()))
		}
	case savedPane:
		title, body = "Saved inputs", a.input.Saved.View()
	case inputPane:
		title, body, foot = a.inputTitle(), a.input.Editor.View(), a.input.Editor.Place()
		right = a.input.Editor.Status(r.Width - screen.Width(title) - aroundTitle)
	case historyPane:
		title, right, body = a.history.List.Title(), a.history.List.Status(), a.history.List.View()
	case detailsPane:
		title, right, body, foot = a.history.Details.Title(), a.history.Details.Status(), a.history.Details.View(), a.history.Details.Place()
	}
	if a.flight.Len() > 0 && p == a.flightPane() {
		body = a.flight.Line(a.looked(), a.spin.frame, r.Width-2) + "\n" + body
	}
	return content{title, right, body, foot, r.Width, r.Height, focused, a.t.Name}
}

// aimed is what runs go to: the machine's name, and what stands behind it in the ARN.
func (a *App) aimed() string {
	return a.picker.Machine().Name + strings.TrimPrefix(string(a.picker.Picked()), string(a.picker.Machine().ARN))
}

func (a *App) inputTitle() string {
	title := "Input"
	if a.picker.Machine().ARN != "" && !a.screen.Single {
		title += " " + a.t.Sep + " " + screen.Visible(a.picker.Name())
	}
	if a.picker.Machine().Problem != "" {
		title += " " + a.t.Sep + " " + a.t.Cross + " cannot be run"
	}
	if a.input.Name() != "" {
		title += " " + a.t.Sep + " " + screen.Visible(a.input.Name())
		if a.input.Changed() {
			title += " " + a.t.Dot
		}
	}
	return title
}

// foot is the footer as it was drawn last, of what, and memory for the next.
type foot struct {
	of         []key.Help
	width      int
	theme      string
	line       string
	room       []key.Help
	everywhere []key.Help
}

// footer shows what happened, or which keys do what here.
func (a *App) footer() string {
	t, width, last := a.t, a.screen.Width, &a.foot
	text := a.toast.View(t, width-2)
	if p := a.dialogs.FrontPage(); p != nil && a.toast.On() != p {
		text = "" // a page's keys are worth more than what was said before it was opened
	}
	if text != "" {
		return t.Fit(" "+text, width)
	}
	keys := a.footerKeys()
	if last.line == "" || last.width != width || last.theme != t.Name || !slices.Equal(keys, last.of) {
		last.line, last.width, last.theme = a.footerLine(keys), width, t.Name
		keys, last.of = last.of, keys
	}
	last.room = keys
	return last.line
}

// footerLine draws the keys that there is room for.
func (a *App) footerLine(keys []key.Help) string {
	t, width := a.t, a.screen.Width
	parts := make([]string, len(keys))
	used := 1
	for i, h := range keys {
		parts[i] = t.Accent.Render(t.Spell(h.Key)) + " " + h.Desc + "   "
		used += screen.Width(parts[i])
	}
	// Where room is short the last stays, which is help, and those before it go.
	for len(parts) > 1 && used-3 > width {
		used -= screen.Width(parts[len(parts)-2])
		parts = slices.Delete(parts, len(parts)-2, len(parts)-1)
	}
	return t.Fit(strings.TrimRight(" "+strings.Join(parts, ""), " "), width)
}
