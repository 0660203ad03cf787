package bench

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/trace"
	"expresso/ui/screen"
)

// View draws what can be edited, a part at a time, and beside or below it the steps.
func (p *stateBench) View(width, height int) string {
	inner, room := width-2, max(height-2, 0)
	title := "Test " + p.T.Sep + " " + screen.Visible(p.State) + " " + p.T.Sep + " " + screen.Visible(p.Machine.Machine())
	title = p.T.Fit(title, min(screen.Width(title), max(width-6, 0)))
	if p.loading || p.problem != "" {
		text := p.T.Wait.Render("reading the definition " + p.T.Ellipsis)
		if p.problem != "" {
			text = p.T.Fail.Render(p.T.Cross + " " + screen.Visible(p.problem))
		}
		return p.T.Box(title, "", p.T.Fit(" "+text, inner), width, height, p.Front)
	}
	var lines []string
	if p.wide = inner >= beside; p.wide {
		left := inner * 2 / 5
		p.split = left + 1
		edited, seen := p.edited(left, room), p.seen(inner-left-1, room)
		for i := range edited {
			lines = append(lines, edited[i]+p.T.Down()+seen[i])
		}
	} else {
		above := room / 2
		if p.editing() == nil {
			above = room / 3
		}
		p.split = above
		lines = append(p.edited(inner, above), p.seen(inner, room-above)...)
	}
	return p.T.Box(title, "", strings.Join(lines, "\n"), width, height, p.Front)
}

// edited draws the part that is edited, or was last, under the names of all.
func (p *stateBench) edited(width, height int) []string {
	names := make([]string, 0, len(p.parts))
	shown := min(p.at, len(p.parts)-1)
	for i, b := range p.parts {
		style := p.T.Dim
		if i == shown {
			style = p.T.Bold
		}
		if i == p.at {
			style = p.T.Select
		}
		names = append(names, style.Render(" "+b.title+" "))
	}
	e := p.parts[shown].text
	e.SetSize(width, max(height-1, 0))
	lines := []string{p.T.Fit(strings.Join(names, ""), width)}
	if height > 1 {
		lines = append(lines, strings.Split(e.View(), "\n")...)
	}
	return lines[:min(len(lines), height)]
}

// seen draws how the state went, and the steps.
func (p *stateBench) seen(width, height int) []string {
	p.steps.SetSize(width, max(height-1, 0))
	lines := []string{p.T.Fit(p.outcome(), width)}
	if height > 1 {
		lines = append(lines, strings.Split(p.steps.View(), "\n")...)
	}
	return lines[:min(len(lines), height)]
}

// outcome tells how the state went, or what is wrong with what is typed.
func (p *stateBench) outcome() string {
	switch {
	case p.wrong != "":
		return " " + p.T.Fail.Render(p.T.Cross+" "+screen.Visible(p.wrong))
	case p.tested.Status == "":
		return " " + p.T.Wait.Render("testing "+p.T.Ellipsis)
	}
	text, style := p.T.Check+" "+p.tested.Status, p.T.OK
	switch p.tested.Status {
	case "FAILED":
		text, style = p.T.Cross+" "+p.tested.Status, p.T.Fail
	case "RETRIABLE", "CAUGHT_ERROR":
		text, style = p.T.Bang+" "+p.tested.Status, p.T.Warn
	}
	line := " " + style.Render(text)
	if p.tested.Next != "" {
		line += " " + p.T.Arrow + " " + screen.Visible(p.tested.Next)
	}
	if p.tested.Error != "" {
		line += "  " + p.T.Dim.Render(screen.Visible(p.tested.Error))
	}
	if p.there.Waiting() {
		line += "  " + p.T.Wait.Render("testing on "+p.place()+" "+p.T.Ellipsis)
	}
	if p.Visit != nil && p.Visit.Outcome != trace.Running {
		line += "  " + p.T.Dim.Render("with the input of the run of "+p.Run.Asked.Local().Format("15:04:05"))
	}
	return line
}

// Mouse takes the mouse at a cell of the content. A click gives what is under it the keys.
func (p *stateBench) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	if p.loading || p.problem != "" {
		return nil
	}
	click := msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft
	if p.wide && x >= p.split || !p.wide && y >= p.split {
		if click {
			p.focus(len(p.parts))
		}
		if p.wide {
			return p.steps.Mouse(x-p.split, y-1, msg)
		}
		return p.steps.Mouse(x, y-p.split-1, msg)
	}
	if y == 0 {
		if click {
			p.clickName(x)
		}
		return nil
	}
	shown := min(p.at, len(p.parts)-1)
	if click {
		p.focus(shown)
	}
	return tea.Batch(p.parts[shown].text.Mouse(x, y-1, msg), p.test())
}

// clickName turns to the part whose name stands at a cell of the first line.
func (p *stateBench) clickName(x int) {
	for i, b := range p.parts {
		width := screen.Width(b.title) + 2
		if x < width {
			p.focus(i)
			return
		}
		x -= width
	}
}
