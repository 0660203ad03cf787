package graph

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/mouse"
)

// Mouse answers a mouse event at column x and line y of the view, counted from 0. A click
// makes a state current, a double click opens it, dragging and the wheel scroll.
func (v *View) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	v.follow = v.follow && msg.Action == tea.MouseActionMotion
	if right, down := mouse.Notches(msg); right != 0 || down != 0 {
		v.scroll(right*scrollX, down*scrollY)
		return nil
	}
	switch {
	case msg.Action == tea.MouseActionRelease:
		v.drag.on = false
	case msg.Action == tea.MouseActionMotion && v.drag.on:
		v.scroll(v.drag.x-x, v.drag.y-y)
		v.drag.x, v.drag.y = x, y
	case mouse.Clicked(msg):
		return v.press(x, y)
	}
	return nil
}

func (v *View) press(x, y int) tea.Cmd {
	v.drag.on, v.drag.x, v.drag.y = true, x, y
	if x < 0 || y < 0 || x >= v.width || y >= v.height {
		return nil
	}
	left, top := v.origin()
	i := v.boxAt(left+x, top+y)
	if i < 0 {
		return nil
	}
	v.cursor = i
	if v.clicks.Double(i) {
		return v.open()
	}
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
