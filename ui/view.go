package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"expresso/ui/layout"
	"expresso/ui/mark"
	"expresso/ui/screen"
	"expresso/ui/theme"
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
	out.WriteString(a.header())
	a.body(&out)
	if a.dialogs.Front() != nil {
		lines := a.dialogs.Draw(strings.Split(out.String(), "\n"), a.screen.Width)
		out.Reset()
		out.WriteString(strings.Join(lines, "\n"))
	}
	footer, above := a.footer()
	if len(above) > 0 {
		lines := strings.Split(out.String(), "\n")
		copy(lines[max(len(lines)-len(above), 0):], above)
		out.Reset()
		out.WriteString(strings.Join(lines, "\n"))
	}
	out.WriteByte('\n')
	out.WriteString(footer)
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

// header says where runs go and what the session cost so far: what happens now before the whole
// of the workspace's name, then the session, then region and account.
func (a *App) header() string {
	t, info, width := a.t, a.cfg.Bench.Target.Info(), a.screen.Width
	sep := t.Dim.Render(" " + t.Sep + " ")
	left, more := " "+t.Accent.Render("expresso")+"   "+t.Bold.Render(screen.Visible(info.Name)), ""
	if a.screen.Single {
		left = " " + t.Bold.Render(screen.Visible(info.Name))
	}
	if info.Profile != "" {
		more += sep + "profile " + screen.Visible(info.Profile)
	}
	if a.prefs.Zoomed && !a.screen.Single {
		more += sep + t.Accent.Render("zoomed")
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
	if a.screen.Folded || a.screen.Single {
		more += "   " + a.pickedLine()
	}
	place := screen.Visible(info.Region)
	if info.Account != "" {
		place += sep + screen.Visible(info.Account)
	}
	runs, spent := " runs", a.spent()
	if spent.Runs == 1 {
		runs = " run"
	}
	bill := a.cfg.Prices.OfTotals(spent)
	money := bill.FormatColumn() // as precise as in the history
	if len(bill) != 1 {
		money = bill.Format() // nothing, or several currencies
	}
	cost := screen.Count(spent.Runs) + runs + sep + money + " "
	session := t.Dim.Render("session ") + cost
	folder := screen.Visible(info.Workspace)
	for _, tail := range []string{place + "   " + session, session, cost, ""} {
		room := width - screen.Width(left) - screen.Width(more) - screen.Width(tail) - screen.Width(sep)
		if tail != "" && room < min(screen.Width(folder), minFolder)+2 {
			continue
		}
		if cells := min(screen.Width(folder), maxFolder, room-2); cells >= minFolder || cells == screen.Width(folder) && cells > 0 {
			left += sep + screen.FitLeft(folder, cells, t.Ellipsis)
		}
		left += more
		return t.Fit(left+screen.Blanks(width-screen.Width(left)-screen.Width(tail))+tail, width)
	}
	return ""
}

// pickedLine is the picked machine in few cells, where the machines have no pane.
func (a *App) pickedLine() string {
	t, m := a.t, a.picker.Machine()
	if m.ARN == "" {
		return t.Dim.Render("no machine picked")
	}
	name := screen.Visible(a.picker.Name())
	line := t.Accent.Render(t.Mark) + t.Bold.Render(screen.FitMiddle(name, min(screen.Width(name), a.screen.Width/3), t.Ellipsis))
	if last, ok := a.picker.List.LastOf(m.Name); ok {
		line += " " + mark.Sign(t, last.Status) + " " + t.Dim.Render(screen.Ago(last.Asked, a.now()))
	}
	return line
}

// body draws the panes line by line.
func (a *App) body(out *strings.Builder) {
	l := a.screen
	var drawn [len(layout.Panes)][]string
	for _, p := range layout.Panes {
		if l.Panes[p].Height > 0 {
			drawn[p] = a.box(p)
		}
	}
	for y := 1; y < l.Height-1; y++ {
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
const aroundTitle = 12 // with the number of the pane

// content asks a pane what it shows.
func (a *App) content(p pane) content {
	r, focused := a.screen.Panes[p], p == a.focus && a.dialogs.Front() == nil
	title, right, body, foot := "", "", "", ""
	switch p {
	case machinesPane:
		title, right, body = "Machines", a.picker.List.Place(), a.picker.List.View()
	case savedPane:
		title, right, body = "Saved inputs", a.input.Saved.Place(), a.input.Saved.View()
	case inputPane:
		title, body, foot = a.inputTitle(), a.input.Editor.View(), a.input.Editor.Place()
		right = a.input.Editor.Status(r.Width - screen.Width(title) - aroundTitle)
	case historyPane:
		title, right, body = a.history.List.Title(), a.history.List.Status(), a.history.List.View()
	case detailsPane:
		title, right, body, foot = a.history.Details.Title(), a.history.Details.Tabs(), a.history.Details.View(), a.history.Details.Place()
	}
	title = strconv.Itoa(p.Number()) + " " + title
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

// foot is the line of keys as it was drawn last, of what, and memory for the next.
type foot struct {
	of         []key.Help
	width      int
	theme      string
	line       string
	hints      []hint // where they stand in it
	room       []key.Help
	everywhere []key.Help
}

// hint is a key that the footer shows, and from where to where.
type hint struct {
	key      string
	from, to int
}

// footer is the last line: which keys do what here, and right of them what happened. Where there
// is no room beside the keys, that stands above them.
func (a *App) footer() (line string, above []string) {
	key := a.keycap()
	text := a.toast.View(a.t, a.screen.Width-2)
	if p := a.dialogs.FrontPage(); p != nil && a.toast.On() != p {
		text = "" // it was said before the page was opened
	}
	if text != "" {
		both := text + " "
		if key != "" {
			both += key
		}
		if line, fits := a.hintsBeside(both); fits {
			return line, nil
		}
		above = a.toast.Lines(a.t, a.screen.Width)
	}
	line, _ = a.hintsBeside(key)
	return line, above
}

// hintsBeside is the last line with something at its right, and whether there is room for that.
func (a *App) hintsBeside(right string) (line string, fits bool) {
	width := a.screen.Width
	if right == "" {
		line, _ = a.hints(width)
		return a.t.Fit(line, width), true
	}
	room := max(width-screen.Width(right)-footerGap-1, 0)
	line, fits = a.hints(room)
	return a.t.Fit(line, room) + screen.Blanks(footerGap+1) + right, fits
}

// hints are the keys of what has the focus, as many as there is room for in so many cells, and
// whether the first is among them beside those that are always there.
func (a *App) hints(room int) (line string, whole bool) {
	t, last := a.t, &a.foot
	here, always := a.footerKeys()
	keys := append(here, always...)
	all := len(keys)
	if last.line == "" || last.width != room || last.theme != t.Name || !slices.Equal(keys, last.of) {
		last.width, last.theme = room, t.Name
		a.footerLine(keys, len(always), room)
		last.of, keys = keys, last.of
	}
	last.room, last.everywhere = keys, always
	return last.line, len(last.hints) > len(always) || len(last.hints) == all
}

// footerGap is what stays free between keys, and between them and what happened.
const footerGap = 3

// hintWidth is how many cells a hint takes.
func hintWidth(t *theme.Theme, h key.Help) int {
	return screen.Width(t.Spell(h.Key)) + 1 + screen.Width(h.Desc)
}

// footerLine draws the keys that there is room for. Those that are always there go last: of the
// others the last first, and then of them the first, so that help stays.
func (a *App) footerLine(keys []key.Help, always, room int) {
	t, last := a.t, &a.foot
	shown := slices.Clone(keys)
	used := -footerGap
	for _, h := range shown {
		used += hintWidth(t, h) + footerGap
	}
	for len(shown) > 0 && used+1 > room {
		drop := max(len(shown)-always-1, 0)
		used -= hintWidth(t, shown[drop]) + footerGap
		shown = slices.Delete(shown, drop, drop+1)
		always = min(always, len(shown))
	}
	var line strings.Builder
	last.hints = last.hints[:0]
	x := 0
	for i, h := range shown {
		gap := footerGap
		if i == 0 {
			gap = 1
		}
		line.WriteString(screen.Blanks(gap) + t.Accent.Render(t.Spell(h.Key)) + " " + h.Desc)
		x += gap
		last.hints = append(last.hints, hint{h.Key, x, x + hintWidth(t, h)})
		x += hintWidth(t, h)
	}
	last.line = line.String()
}

// hintAt is the key that the footer shows at a cell, "" for none.
func (a *App) hintAt(x int) string {
	for _, h := range a.foot.hints {
		if x >= h.from && x < h.to {
			return h.key
		}
	}
	return ""
}
