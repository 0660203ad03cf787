package ui

import (
	"strconv"
	"strings"

	"expresso/ui/frame"
	"expresso/ui/layout"
	"expresso/ui/screen"
)

// drawn is the screen as it was drawn last.
type drawn struct {
	boxes [len(layout.Panes)]frame.Box
	keys  frame.Keys
	cap   frame.Cap // the key that was pressed last, for an audience
	all   string
}

// paint makes what holds colours make them again.
func (a *App) paint() {
	a.input.SetTheme(a.prefs.T)
	a.history.Details.SetTheme(a.prefs.T)
	a.dialogs.SetTheme(a.prefs.T)
	a.compare.SetTheme(a.prefs.T)
	a.drawn = drawn{cap: a.drawn.cap}
}

// View draws the screen: exactly as many lines as the terminal has, so that Bubble Tea
// never cuts the top ones off.
func (a *App) View() string {
	l := a.screen
	switch {
	case l.Width <= 0 || l.Height <= 0:
		return ""
	case l.TooSmall():
		return frame.TooSmall(a.prefs.T, l.Width, l.Height, layout.MinWidth, layout.MinHeight)
	}
	var out strings.Builder
	out.Grow(len(a.drawn.all) + len(a.drawn.all)/8)
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
	a.drawn.all = out.String()
	return a.drawn.all
}

// header says where runs go and what the session has cost so far.
func (a *App) header() string {
	t, info := a.prefs.T, a.cfg.Bench.Target.Info()
	sep := t.Dim.Render(" " + t.Sep + " ")
	left := " " + t.Accent.Render("expresso") + "   " + t.Bold.Render(screen.Visible(info.Name))
	if a.screen.Single {
		left = " " + t.Bold.Render(screen.Visible(info.Name))
	}
	left += a.confirm.Badge(a.picker.Picked())
	parts := append([]string{""}, a.credential.Header(t, info.Profile, a.screen.Width)...)
	if a.prefs.Zoomed && !a.screen.Single {
		parts = append(parts, t.Accent.Render("zoomed"))
	}
	if a.prefs.Rerun && a.cfg.Changes != nil {
		parts = append(parts, t.Accent.Render("rerun on save"))
	}
	parts = append(parts, a.flight.Settings()...)
	shown, _ := a.history.Details.Run()
	if a.screen.Panes[detailsPane].Height == 0 {
		shown.ID = ""
	}
	if others := a.flight.Others(shown.ID); others != "" {
		parts = append(parts, others)
	}
	if progress := a.replay.Progress(); progress != "" {
		parts = append(parts, progress)
	}
	if progress := a.burst.Progress(); progress != "" {
		parts = append(parts, progress)
	}
	if a.cfg.Demo {
		parts = append(parts, "demo: nothing is saved")
	}
	more := strings.Join(parts, sep)
	if a.screen.Folded || a.screen.Single {
		more += "   " + a.picker.Line(a.screen.Width/3)
	}
	place := screen.Visible(info.Region)
	if info.Account != "" {
		place += sep + screen.Visible(info.Account)
	}
	session, cost := a.flight.Cost(a.spent(), a.confirm.Budget())
	return frame.Header{Left: left, Folder: screen.Visible(info.Workspace), Now: more, Place: place, Session: session, Cost: cost}.View(t, a.screen.Width)
}

// body draws the panes line by line.
func (a *App) body(out *strings.Builder) {
	l := a.screen
	var drawn [len(layout.Panes)][]string
	for _, p := range layout.Panes {
		if l.Panes[p].Height > 0 {
			drawn[p] = a.drawn.boxes[p].Lines(a.prefs.T, a.content(p))
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

// aroundTitle is what a frame takes of its first line beside the words, in cells.
const aroundTitle = 12 // with the number of the pane

// content asks a pane what it shows.
func (a *App) content(p pane) frame.Content {
	r, focused := a.screen.Panes[p], p == a.focus && a.dialogs.Front() == nil
	title, right, body, foot := "", "", "", ""
	switch p {
	case machinesPane:
		what, _ := a.credential.Awaits()
		a.picker.List.SetAwaits(what)
		title, right, body = "Machines", a.picker.List.Place(), a.picker.List.View()
	case savedPane:
		title, right, body = "Saved inputs", a.input.Saved.Place(), a.input.Saved.View()
	case inputPane:
		title, body, foot = a.inputTitle(), a.input.Editor.View(), a.input.Editor.Place()
		right = a.input.Editor.Status(r.Width - screen.Width(title) - aroundTitle)
	case historyPane:
		title, right, body = a.history.List.Title(), a.history.List.Status(), a.history.List.View()
	case detailsPane:
		shown, _ := a.history.Details.Run()
		a.history.Details.SetFlight(a.flight.Line(shown.ID, r.Width-2))
		title, right, body, foot = a.history.Details.Title(), a.history.Details.Tabs(), a.history.Details.View(), a.history.Details.Place()
	}
	title = strconv.Itoa(p.Number()) + " " + title
	return frame.Content{Title: title, Right: right, Body: body, Foot: foot, Width: r.Width, Height: r.Height, Focused: focused}
}

func (a *App) inputTitle() string {
	t, parts := a.prefs.T, []string{"Input"}
	if a.picker.Machine().ARN != "" && !a.screen.Single {
		parts = append(parts, screen.Visible(a.picker.Name()))
	}
	if a.picker.Machine().Problem != "" {
		parts = append(parts, t.Cross+" cannot be run")
	}
	if mark := a.input.Mark(); mark != "" {
		parts = append(parts, mark)
	}
	return strings.Join(parts, " "+t.Sep+" ")
}

// footer is the last line: which keys do what here, and right of them what happened. Where there
// is no room beside the keys, that stands above them.
func (a *App) footer() (line string, above []string) {
	key, keys := a.drawn.cap.View(a.prefs.T), &a.drawn.keys
	keys.Here, keys.Always = a.footerKeys()
	text := a.dialogs.Toast.View(a.prefs.T, a.screen.Width-2)
	if p := a.dialogs.FrontPage(); p != nil && a.dialogs.Toast.On() != p {
		text = "" // it was said before the page was opened
	}
	if text != "" {
		both := text + " "
		if key != "" {
			both += key
		}
		if line, fits := keys.Beside(a.prefs.T, both, a.screen.Width); fits {
			return line, nil
		}
		above = a.dialogs.Toast.Lines(a.prefs.T, a.screen.Width)
	}
	line, _ = keys.Beside(a.prefs.T, key, a.screen.Width)
	return line, above
}
