package ui

// pane is a place that can have the focus.
type pane int

// The panes in the order in which tab goes through them.
const (
	machinesPane pane = iota
	savedPane
	inputPane
	historyPane
	detailsPane
)

var panes = [...]pane{machinesPane, savedPane, inputPane, historyPane, detailsPane}

// String is the pane's name in the help.
func (p pane) String() string {
	return [...]string{"machines", "saved inputs", "input", "history", "details"}[p]
}

// The smallest terminal that a pane makes sense in, and where layouts change.
const (
	minWidth    = 40
	minHeight   = 10
	pairWidth   = 60 // below either of these, the pane in focus is alone
	pairHeight  = 18
	sideBySide  = 100 // columns from which the picker has a column of its own
	threeColumn = 160
	tallEnough  = 34 // lines from which the panes have room without the focus's help
	pickerWidth = 31
)

// rect is a part of the screen, frame included. One without height is not shown.
type rect struct{ x, y, width, height int }

func (r rect) has(x, y int) bool {
	return x >= r.x && x < r.x+r.width && y >= r.y && y < r.y+r.height
}

// layout says where everything is.
type layout struct {
	width, height int
	folded        bool // the picker is one line, above the panes
	single        bool // the pane in focus is alone, and that line stands in the place of the header
	panes         [5]rect
}

func (l layout) tooSmall() bool { return l.width < minWidth || l.height < minHeight }

func (a *App) resize(width, height int) {
	a.screen.width, a.screen.height = width, height
	a.arrange()
}

// arrange computes the layout and tells the panes their sizes.
func (a *App) arrange() {
	a.screen = place(a.screen.width, a.screen.height, a.focus, a.zoomed, a.sizes)
	inner := func(p pane) (int, int) {
		r := a.screen.panes[p]
		return max(r.width-2, 0), max(r.height-2, 0)
	}
	if flights := a.flightPane(); a.flight.Len() > 0 {
		a.history.List.SetSize(minusLine(flights == historyPane)(inner(historyPane)))
		a.history.Details.SetSize(minusLine(flights == detailsPane)(inner(detailsPane)))
	} else {
		a.history.List.SetSize(inner(historyPane))
		a.history.Details.SetSize(inner(detailsPane))
	}
	a.picker.SetSize(inner(machinesPane))
	a.input.Saved.SetSize(inner(savedPane))
	a.input.Editor.SetSize(inner(inputPane))
}

// minusLine takes a line away for what stands above a pane's content.
func minusLine(take bool) func(int, int) (int, int) {
	return func(width, height int) (int, int) {
		if take {
			height = max(height-1, 0)
		}
		return width, height
	}
}

// flightPane is the pane whose first line shows the run in flight: the history where it
// can be seen, or else whatever can.
func (a *App) flightPane() pane {
	for _, p := range []pane{historyPane, detailsPane} {
		if a.screen.panes[p].height > 0 {
			return p
		}
	}
	return historyPane
}

// place lays the panes out: header and footer take a line each, the picker another one
// where it is folded. In a corner of a screen there is room for the pane in focus alone.
func place(width, height int, focus pane, zoomed bool, s sizes) layout {
	l := layout{width: width, height: height, single: width < pairWidth || height < pairHeight}
	l.folded = width < sideBySide && !l.single
	if l.tooSmall() {
		return l
	}
	body := rect{0, 1, width, height - 2}
	if l.folded {
		body.y, body.height = body.y+1, body.height-1
	}
	switch {
	case zoomed || l.single:
		l.panes[focus] = body
	case l.folded && focus <= savedPane:
		l.left(body, s)
	case l.folded:
		l.stack(body, focus)
	case width >= threeColumn:
		side := rect{0, body.y, within(pickerWidth+3+s.Side, leastWidth, width-2*leastWidth), body.height}
		l.left(side, s)
		half := within((width-side.width)*45/100+s.Half, leastWidth, width-side.width)
		l.panes[inputPane] = rect{side.width, body.y, half, body.height}
		rest := rect{side.width + half, body.y, width - side.width - half, body.height}
		list := max(rest.height*2/5, 8) + s.List
		l.panes[historyPane], l.panes[detailsPane] = split(rest, within(list, leastHeight, rest.height))
	default:
		side := rect{0, body.y, within(pickerWidth+s.Side, leastWidth, width-pairWidth+leastWidth), body.height}
		l.left(side, s)
		rest := rect{side.width, body.y, width - side.width, body.height}
		if height < tallEnough {
			l.stack(rest, focus)
			break
		}
		var below rect
		l.panes[inputPane], below = split(rest, within(rest.height*2/5+s.Input, leastHeight, rest.height-leastHeight))
		l.panes[historyPane], l.panes[detailsPane] = split(below, within(max(below.height*2/5, 7)+s.List, leastHeight, below.height))
	}
	return l
}

// left stacks the machines above the saved inputs.
func (l *layout) left(r rect, s sizes) {
	saved := min(max(r.height/3, 5), 12) + s.Saved
	l.panes[machinesPane], l.panes[savedPane] = split(r, r.height-within(saved, leastHeight, r.height))
}

// stack shares a column among input, history and details: the pane in focus gets about
// two thirds, and the list is not shown while the input is written.
func (l *layout) stack(r rect, focus pane) {
	third := r.height / 3
	switch focus {
	case historyPane:
		var below rect
		l.panes[inputPane], below = split(r, max(third-2, 4))
		l.panes[historyPane], l.panes[detailsPane] = split(below, below.height/2+1)
	case detailsPane:
		l.panes[historyPane], l.panes[detailsPane] = split(r, third)
	default:
		l.panes[inputPane], l.panes[detailsPane] = split(r, r.height-third)
	}
}

// split cuts a rect in two, the upper one of so many lines.
func split(r rect, height int) (upper, lower rect) {
	upper, lower = r, r
	upper.height = height
	lower.y, lower.height = r.y+height, r.height-height
	return upper, lower
}

// setFocus moves the focus.
func (a *App) setFocus(p pane) {
	a.picker.Blur()
	a.input.Saved.Blur()
	a.input.Editor.Blur()
	a.history.List.Blur()
	a.history.Details.Blur()
	a.focus = p
	switch p {
	case machinesPane:
		a.picker.Focus()
	case savedPane:
		a.input.Saved.Focus()
	case inputPane:
		a.input.Editor.Focus()
	case historyPane:
		a.history.List.Focus()
	case detailsPane:
		a.history.Details.Focus()
	}
	a.arrange()
}

// turnFocus goes to the next pane, or the one before. Without saved inputs their pane is
// left out.
func (a *App) turnFocus(by int) {
	p := a.focus
	for {
		p = (p + pane(by) + pane(len(panes))) % pane(len(panes))
		if p != savedPane || a.input.Saved.Len() > 0 {
			break
		}
	}
	a.setFocus(p)
}
