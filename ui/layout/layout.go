// Package Layout places the panes on the screen: where each is, by the size of the terminal, the
// pane in focus and what a user has changed of the sizes. It draws nothing.
package layout

// Pane is a place that can have the focus.
type Pane int

// The panes in the order in which tab goes through them.
const (
	Machines Pane = iota
	Saved
	Input
	History
	Details
)

// Panes are all of them.
var Panes = [...]Pane{Machines, Saved, Input, History, Details}

// String is the pane's name in the help.
func (p Pane) String() string {
	return [...]string{"machines", "saved inputs", "input", "history", "details"}[p]
}

// The smallest terminal that a pane makes sense in, and where layouts change.
const (
	MinWidth    = 40
	MinHeight   = 10
	pairWidth   = 60 // below either of these, the pane in focus is alone
	pairHeight  = 18
	sideBySide  = 100 // columns from which the picker has a column of its own
	threeColumn = 160
	tallEnough  = 34 // lines from which the panes have room without the focus's help
	pickerWidth = 31
)

// Rect is a part of the screen, frame included. One without height is not shown.
type Rect struct{ X, Y, Width, Height int }

// Has reports whether a cell is in it.
func (r Rect) Has(x, y int) bool {
	return x >= r.X && x < r.X+r.Width && y >= r.Y && y < r.Y+r.Height
}

// Layout says where everything is.
type Layout struct {
	Width, Height int
	Folded        bool // the picker is one line, above the panes
	Single        bool // the pane in focus is alone, and that line stands in the place of the header
	Panes         [len(Panes)]Rect
}

// TooSmall reports whether there is no room for any pane.
func (l Layout) TooSmall() bool { return l.Width < MinWidth || l.Height < MinHeight }

// Place lays the panes out: header and footer take a line each, the picker another one
// where it is folded. In a corner of a screen there is room for the pane in focus alone.
func Place(width, height int, focus Pane, zoomed bool, s Sizes) Layout {
	l := Layout{Width: width, Height: height, Single: width < pairWidth || height < pairHeight}
	l.Folded = width < sideBySide && !l.Single
	if l.TooSmall() {
		return l
	}
	body := Rect{0, 1, width, height - 2}
	if l.Folded {
		body.Y, body.Height = body.Y+1, body.Height-1
	}
	switch {
	case zoomed || l.Single:
		l.Panes[focus] = body
	case l.Folded && focus <= Saved:
		l.left(body, s)
	case l.Folded:
		l.stack(body, focus)
	case width >= threeColumn:
		side := Rect{0, body.Y, within(pickerWidth+3+s.Side, leastWidth, width-2*leastWidth), body.Height}
		l.left(side, s)
		half := within((width-side.Width)*45/100+s.Half, leastWidth, width-side.Width)
		l.Panes[Input] = Rect{side.Width, body.Y, half, body.Height}
		rest := Rect{side.Width + half, body.Y, width - side.Width - half, body.Height}
		list := max(rest.Height*2/5, 8) + s.List
		l.Panes[History], l.Panes[Details] = split(rest, within(list, leastHeight, rest.Height))
	default:
		side := Rect{0, body.Y, within(pickerWidth+s.Side, leastWidth, width-pairWidth+leastWidth), body.Height}
		l.left(side, s)
		rest := Rect{side.Width, body.Y, width - side.Width, body.Height}
		if height < tallEnough {
			l.stack(rest, focus)
			break
		}
		var below Rect
		l.Panes[Input], below = split(rest, within(rest.Height*2/5+s.Input, leastHeight, rest.Height-leastHeight))
		l.Panes[History], l.Panes[Details] = split(below, within(max(below.Height*2/5, 7)+s.List, leastHeight, below.Height))
	}
	return l
}

// left stacks the machines above the saved inputs.
func (l *Layout) left(r Rect, s Sizes) {
	saved := min(max(r.Height/3, 5), 12) + s.Saved
	l.Panes[Machines], l.Panes[Saved] = split(r, r.Height-within(saved, leastHeight, r.Height))
}

// stack shares a column among input, history and details: the pane in focus gets about
// two thirds, and the list is not shown while the input is written.
func (l *Layout) stack(r Rect, focus Pane) {
	third := r.Height / 3
	switch focus {
	case History:
		var below Rect
		l.Panes[Input], below = split(r, max(third-2, 4))
		l.Panes[History], l.Panes[Details] = split(below, below.Height/2+1)
	case Details:
		l.Panes[History], l.Panes[Details] = split(r, third)
	default:
		l.Panes[Input], l.Panes[Details] = split(r, r.Height-third)
	}
}

// split cuts a Rect in two, the upper one of so many lines.
func split(r Rect, height int) (upper, lower Rect) {
	upper, lower = r, r
	upper.Height = height
	lower.Y, lower.Height = r.Y+height, r.Height-height
	return upper, lower
}

// Sizes are what a user has changed of the layout, in cells against what it would be.
type Sizes struct {
	Side  int `json:"side,omitempty"`  // width of machines and saved inputs
	Saved int `json:"saved,omitempty"` // height of the saved inputs
	Input int `json:"input,omitempty"` // height of the input
	Half  int `json:"half,omitempty"`  // its width, where it has a column of its own
	List  int `json:"list,omitempty"`  // height of the history
}

// The least that a pane shrinks to, frame included.
const (
	leastWidth  = 22
	leastHeight = 4
)

// within keeps a length between what a pane needs and what the others leave it.
func within(length, least, room int) int { return max(min(length, room-least), min(least, room)) }

// maxSize bounds how far a size may be from what it would be.
const maxSize = 500

// Bounded is s without what nobody can have meant.
func (s Sizes) Bounded() Sizes {
	for _, n := range []*int{&s.Side, &s.Saved, &s.Input, &s.Half, &s.List} {
		*n = max(min(*n, maxSize), -maxSize)
	}
	return s
}

// Grow gives a pane more columns or lines, or fewer, on a screen of so many columns.
func (s Sizes) Grow(p Pane, columns, lines, width int) Sizes {
	switch {
	case p <= Saved:
		s.Side += columns
	case width < threeColumn:
		s.Side -= columns
	case p == Input:
		s.Half += columns
	default:
		s.Half -= columns
	}
	switch p {
	case Machines:
		s.Saved -= lines
	case Saved:
		s.Saved += lines
	case Input:
		s.Input += lines
	case History:
		s.List += lines
	case Details:
		s.List -= lines
	}
	return s
}
