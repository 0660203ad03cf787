// Package layout places the panes on the screen. It goes by the size of the terminal, the pane
// in focus and the sizes that a user changed. It draws nothing.
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

// Number is the key that goes there.
func (p Pane) Number() int { return int(p) + 1 }

// The smallest terminal that a pane makes sense in, and where layouts change.
const (
	MinWidth    = 40
	MinHeight   = 10
	pairWidth   = 60 // below either of these, the pane in focus is alone
	pairHeight  = 18
	sideBySide  = 100 // columns from which the machines have a column of their own
	threeColumn = 160
	tallEnough  = 28 // lines from which input, history and details have room at once
	roomy       = 34 // and from which the input need not make way
	sideWidth   = 31
)

// What panes take of the room, in lines with their frames.
const (
	frame       = 2
	atRest      = 4 + frame // of an input that was run, and the least otherwise
	leastRows   = 4 + frame // of a history: its header and three runs
	leastSaved  = 3 + frame
	leastResult = 6 + frame // of details beside an input that is written
)

// Rect is a part of the screen, frame included. One without height is not shown.
type Rect struct{ X, Y, Width, Height int }

// Has reports whether a cell is in it.
func (r Rect) Has(x, y int) bool {
	return x >= r.X && x < r.X+r.Width && y >= r.Y && y < r.Y+r.Height
}

// Screen is what the layout depends on.
type Screen struct {
	Width, Height int
	Focus         Pane
	Zoomed        bool // the pane in focus has all of it
	Sizes         Sizes
	Wants         Wants
}

// Wants is what there is to be shown: a pane is no larger than that while another is cut.
type Wants struct {
	Machines, Saved, Input, History int // lines
	// Run says that there is a run to be shown, and Sent that it came of the input as it is: the
	// input makes way for what came of it.
	Run, Sent bool
}

// Layout says where everything is.
type Layout struct {
	Width, Height int
	Folded        bool // the machines have no pane: the picked one is in the header
	Single        bool // the pane in focus is alone
	Panes         [len(Panes)]Rect
}

// TooSmall reports whether there is no room for any pane.
func (l Layout) TooSmall() bool { return l.Width < MinWidth || l.Height < MinHeight }

// Place lays the panes out, between the header and the line of keys. In a corner of a screen
// there is room for the pane in focus alone.
func Place(s Screen) Layout {
	l := Layout{Width: s.Width, Height: s.Height, Single: s.Width < pairWidth || s.Height < pairHeight}
	l.Folded = s.Width < sideBySide && !l.Single
	if l.TooSmall() {
		return l
	}
	body := Rect{0, 1, s.Width, s.Height - 2}
	switch {
	case s.Zoomed || l.Single:
		l.Panes[s.Focus] = body
	case l.Folded && s.Focus <= Saved:
		l.left(body, s)
	case l.Folded:
		l.stack(body, s)
	case s.Width >= threeColumn:
		side := Rect{0, body.Y, within(sideWidth+1+s.Sizes.Side, leastWidth, s.Width-2*leastWidth), body.Height}
		l.left(side, s)
		half := within((s.Width-side.Width)*2/5+s.Sizes.Half, leastWidth, s.Width-side.Width)
		l.middle(Rect{side.Width, body.Y, half, body.Height}, s)
		l.Panes[Details] = Rect{side.Width + half, body.Y, s.Width - side.Width - half, body.Height}
	default:
		side := Rect{0, body.Y, within(sideWidth+s.Sizes.Side, leastWidth, s.Width-pairWidth+leastWidth), body.Height}
		l.left(side, s)
		l.right(Rect{side.Width, body.Y, s.Width - side.Width, body.Height}, s)
	}
	return l
}

// left stacks the machines above the saved inputs.
func (l *Layout) left(r Rect, s Screen) {
	most := max(r.Height/3, r.Height-s.Wants.Machines-frame)
	saved := min(max(s.Wants.Saved+frame, leastSaved), most) + s.Sizes.Saved
	l.Panes[Machines], l.Panes[Saved] = split(r, r.Height-within(saved, leastHeight, r.Height))
}

// middle stacks the input above the history.
func (l *Layout) middle(r Rect, s Screen) {
	most := max(r.Height*2/5, r.Height-s.Wants.History-frame)
	l.Panes[Input], l.Panes[History] = split(r, within(s.input(most), leastHeight, r.Height))
}

// right stacks input, history and details, where there is room for all of them.
func (l *Layout) right(r Rect, s Screen) {
	if s.Height < tallEnough {
		l.stack(r, s)
		return
	}
	most := r.Height * 2 / 5
	if s.Height < roomy && s.Wants.Run && s.Wants.Sent {
		most = atRest
	}
	var below Rect
	l.Panes[Input], below = split(r, within(s.input(most), leastHeight, r.Height-leastHeight))
	rows := min(max(s.Wants.History+frame, leastRows), max(below.Height/3, leastRows)) + s.Sizes.List
	l.Panes[History], l.Panes[Details] = split(below, within(rows, leastHeight, below.Height))
}

// input is how many lines the input takes: as many as its text, between what makes a pane and
// most.
func (s Screen) input(most int) int {
	return min(max(s.Wants.Input+frame, atRest), most) + s.Sizes.Input
}

// stack shares a column that is too low for all: before a run the input has the room, then the
// details. The history comes with the focus, in the place of the details' lower half.
func (l *Layout) stack(r Rect, s Screen) {
	rest := min(atRest, r.Height*3/10)
	var below Rect
	switch {
	case s.Focus == History && !s.Wants.Run:
		l.Panes[Input], l.Panes[History] = split(r, rest)
	case s.Focus == History:
		l.Panes[Input], below = split(r, rest)
		rows := min(max(s.Wants.History+frame, leastRows), below.Height/2) + s.Sizes.List
		l.Panes[Details], l.Panes[History] = split(below, within(below.Height-rows, leastHeight, below.Height))
	case s.Focus == Details || s.Wants.Run && s.Wants.Sent:
		l.Panes[Input], l.Panes[Details] = split(r, within(rest+s.Sizes.Input, leastHeight, r.Height))
	case s.Wants.Run:
		l.Panes[Input], l.Panes[Details] = split(r, within(s.input(r.Height-leastResult), leastHeight, r.Height))
	default:
		l.Panes[Input] = r
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

// Grow is the sizes with more columns or lines for the pane in focus, or fewer.
func (s Screen) Grow(columns, lines int) Sizes {
	z := s.Sizes
	switch {
	case s.Focus <= Saved:
		z.Side += columns
	case s.Width < threeColumn:
		z.Side -= columns
	case s.Focus == Details:
		z.Half -= columns
	default:
		z.Half += columns
	}
	switch s.Focus {
	case Machines:
		z.Saved -= lines
	case Saved:
		z.Saved += lines
	case Input:
		z.Input += lines
	case History:
		if s.Width >= threeColumn {
			z.Input -= lines
		} else {
			z.List += lines
		}
	case Details:
		z.List -= lines
	}
	return z
}
