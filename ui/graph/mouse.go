package graph

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// doubleClick is the longest pause between the two presses of a double click.
const doubleClick = 400 * time.Millisecond

// mouse is what has to be remembered from one event to the next.
type mouse struct {
	now      func() time.Time
	pressed  time.Time
	at       int // box
	dragging bool
	x, y     int // of the last event while dragging
}

// Mouse answers a mouse event at column x and line y of the view, counted from 0. A click
// makes a state current, a double click opens it, dragging and the wheel scroll.
func (v *View) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	v.follow = v.follow && msg.Action == tea.MouseActionMotion
	switch {
	case msg.Button == tea.MouseButtonWheelUp && !msg.Shift:
		v.scroll(0, -scrollY)
	case msg.Button == tea.MouseButtonWheelDown && !msg.Shift:
		v.scroll(0, scrollY)
	case msg.Button == tea.MouseButtonWheelLeft, msg.Button == tea.MouseButtonWheelUp:
		v.scroll(-scrollX, 0)
	case msg.Button == tea.MouseButtonWheelRight, msg.Button == tea.MouseButtonWheelDown:
		v.scroll(scrollX, 0)
	case msg.Action == tea.MouseActionRelease:
		v.mouse.dragging = false
	case msg.Action == tea.MouseActionMotion && v.mouse.dragging:
		v.scroll(v.mouse.x-x, v.mouse.y-y)
		v.mouse.x, v.mouse.y = x, y
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		return v.press(x, y)
	}
	return nil
}

func (v *View) press(x, y int) tea.Cmd {
	v.mouse.dragging, v.mouse.x, v.mouse.y = true, x, y
	if x < 0 || y < 0 || x >= v.width || y >= v.height {
		return nil
	}
	left, top := v.origin()
	i := v.boxAt(left+x, top+y)
	if i < 0 {
		return nil
	}
	v.cursor = i
	now := v.mouse.now()
	if v.mouse.at == i && now.Sub(v.mouse.pressed) < doubleClick {
		v.mouse.pressed = time.Time{}
		return v.open()
	}
	v.mouse.at, v.mouse.pressed = i, now
	return nil
}

// boxAt is the innermost box at a cell of the picture, -1 if there is none.
func (v *View) boxAt(x, y int) int {
	found, depth := -1, -1
	for i := range v.picture.boxes {
		b := &v.picture.boxes[i]
		if x >= b.x && x < b.x+b.w && y >= b.y && y < b.y+b.h && b.depth > depth {
			found, depth = i, b.depth
		}
	}
	return found
}
