package editor

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/mouse"
)

func TestMouse(t *testing.T) {
	e := newEditor("{\n  \"amount\": 12,\n  \"b\": 世界\n}")
	e.SetSize(40, 5)
	now := time.Unix(0, 0)
	e.clicks.Now = func() time.Time { return now }
	left := func(action tea.MouseAction) tea.MouseMsg {
		return tea.MouseMsg{Button: tea.MouseButtonLeft, Action: action}
	}
	g := e.gutterWidth()
	e.Mouse(g+5, 1, left(tea.MouseActionPress))
	e.Mouse(g+5, 1, left(tea.MouseActionRelease))
	if got := marked(e); got != "{\n  \"am|ount\": 12,\n  \"b\": 世界\n}" {
		t.Errorf("click: %q", got)
	}
	now = now.Add(mouse.DoubleClick / 2)
	e.Mouse(g+5, 1, left(tea.MouseActionPress))
	if got := marked(e); got != "{\n  \"^amount|\": 12,\n  \"b\": 世界\n}" {
		t.Errorf("double click: %q", got)
	}
	now = now.Add(2 * mouse.DoubleClick)
	e.Mouse(g, 0, left(tea.MouseActionPress))
	e.Mouse(g+10, 2, left(tea.MouseActionMotion))
	e.Mouse(g+10, 2, left(tea.MouseActionRelease))
	e.Mouse(g, 0, left(tea.MouseActionMotion))
	if got := marked(e); got != "^{\n  \"amount\": 12,\n  \"b\": 世|界\n}" {
		t.Errorf("drag: %q", got)
	}
	e.Mouse(g+100, 100, left(tea.MouseActionPress))
	if got := marked(e); !strings.HasSuffix(got, "}|") {
		t.Errorf("click below the text: %q", got)
	}
	e.Mouse(0, -3, left(tea.MouseActionPress))
	if got := marked(e); !strings.HasPrefix(got, "|{") {
		t.Errorf("click above and in the line numbers: %q", got)
	}
}

func TestWheel(t *testing.T) {
	e := newEditor(document(4096))
	e.SetSize(40, 10)
	wheel := func(b tea.MouseButton) {
		e.Mouse(5, 5, tea.MouseMsg{Button: b, Action: tea.MouseActionPress})
		checkView(t, e)
	}
	wheel(tea.MouseButtonWheelDown)
	if e.top != mouse.WheelRows || e.sel.cursor != 0 {
		t.Errorf("top is %d, cursor at %d", e.top, e.sel.cursor)
	}
	for range 1000 {
		wheel(tea.MouseButtonWheelDown)
		wheel(tea.MouseButtonWheelRight)
	}
	if e.top >= e.buf.lines() || e.left > 60 {
		t.Errorf("scrolled to %d, %d", e.top, e.left)
	}
	for range 1000 {
		wheel(tea.MouseButtonWheelUp)
		wheel(tea.MouseButtonWheelLeft)
	}
	if e.top != 0 || e.left != 0 {
		t.Errorf("scrolled back to %d, %d", e.top, e.left)
	}
	e.Mouse(5, 5, tea.MouseMsg{Button: tea.MouseButtonWheelDown, Shift: true})
	if e.left != wheelCells {
		t.Errorf("shift and wheel scroll to %d", e.left)
	}
	send(e, "<down>")
	if e.left != 0 {
		t.Error("a key does not bring the cursor back")
	}
}
