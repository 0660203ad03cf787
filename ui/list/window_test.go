package list_test

import (
	"testing"

	"pgregory.net/rapid"

	"expresso/ui/action"
	"expresso/ui/list"
)

// No matter what happens: the cursor is on a row, and in sight.
func TestWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w list.Window
		n := rapid.IntRange(-5, 60)
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				w.Set(max(n.Draw(t, "rows"), 0), n.Draw(t, "room"))
			case 1:
				w.Move(n.Draw(t, "by") - 25)
			case 2:
				w.Go(n.Draw(t, "row"))
			case 3:
				w.Scroll(n.Draw(t, "by") - 25)
			}
			rows, room := w.Rows(), w.Room()
			if w.At < 0 || rows > 0 && w.At >= rows || rows == 0 && w.At != 0 {
				t.Fatalf("row %d of %d", w.At, rows)
			}
			if w.Top < 0 || w.At < w.Top || rows > 0 && w.At >= w.Top+room || w.Top > 0 && w.Top+room > rows {
				t.Fatalf("row %d of %d, in sight %d and %d more", w.At, rows, w.Top, room)
			}
			if row, ok := w.Row(w.At - w.Top); rows > 0 && (!ok || row != w.At) {
				t.Fatalf("the cursor's line is of row %d", row)
			}
		}
	})
}

func TestKeys(t *testing.T) {
	var w list.Window
	w.Set(100, 11)
	table := action.New(list.Keys(list.Words{Up: "up", Down: "down", First: "first", Last: "last", Vim: true}, w.Move, w.Page)...)
	for _, tt := range []struct {
		key  string
		want int
	}{
		{"down", 1},
		{"j", 2},
		{"pgdown", 12},
		{"ctrl+f", 22},
		{"k", 21},
		{"ctrl+u", 11},
		{"end", 99},
		{"up", 98},
		{"g", 0},
		{"pgup", 0},
	} {
		msg, _ := action.Key(tt.key)
		if _, used := table.Press(msg); !used || w.At != tt.want {
			t.Errorf("%s leads to %d, want %d", tt.key, w.At, tt.want)
		}
	}
}
