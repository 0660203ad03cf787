package layout_test

import (
	"fmt"
	"testing"

	"expresso/ui/layout"
)

// shown checks that the panes fill the body of a screen without overlapping, and returns them.
func shown(t *testing.T, s layout.Screen) layout.Layout {
	t.Helper()
	l := layout.Place(s)
	if l.TooSmall() {
		return l
	}
	cells := make([]int, s.Width*s.Height)
	for _, p := range layout.Panes {
		r := l.Panes[p]
		if r.Height == 0 {
			continue
		}
		if r.X < 0 || r.Y < 1 || r.Width < 2 || r.Height < 2 || r.X+r.Width > s.Width || r.Y+r.Height > s.Height-1 {
			t.Fatalf("%+v: %s is at %+v", s, p, r)
		}
		for y := r.Y; y < r.Y+r.Height; y++ {
			for x := r.X; x < r.X+r.Width; x++ {
				cells[y*s.Width+x]++
			}
		}
	}
	for i, n := range cells {
		y := i / s.Width
		if want := 1; y > 0 && y < s.Height-1 && n != want {
			t.Fatalf("%+v: %d panes at %d, %d", s, n, i%s.Width, y)
		}
	}
	if r := l.Panes[s.Focus]; r.Height == 0 {
		t.Fatalf("%+v: the pane in focus is not shown", s)
	}
	return l
}

func TestPanesFillTheScreen(t *testing.T) {
	for _, width := range []int{39, 40, 59, 60, 80, 99, 100, 120, 159, 160, 200, 400} {
		for _, height := range []int{9, 10, 17, 18, 24, 33, 34, 40, 50, 60, 120} {
			for _, focus := range layout.Panes {
				for _, lines := range []int{0, 1, 9, 10_000} {
					for _, grown := range []int{0, 500, -500} {
						s := layout.Screen{
							Width: width, Height: height, Focus: focus,
							Sizes: layout.Sizes{Side: grown, Saved: grown, Input: grown, Half: grown, List: grown},
							Wants: layout.Wants{Machines: lines, Saved: lines, Input: lines, History: lines, Run: lines > 0, Sent: lines == 9},
						}
						shown(t, s)
						s.Zoomed = true
						if l := shown(t, s); !l.TooSmall() && l.Panes[focus] != (layout.Rect{X: 0, Y: 1, Width: width, Height: height - 2}) {
							t.Fatalf("%+v: zoomed it is %+v", s, l.Panes[focus])
						}
					}
				}
			}
		}
	}
}

// heights are those of input, history and details.
func heights(l layout.Layout) string {
	return fmt.Sprint(l.Panes[layout.Input].Height, l.Panes[layout.History].Height, l.Panes[layout.Details].Height)
}

func TestHeightsFollowWhatThereIs(t *testing.T) {
	small := layout.Wants{Machines: 10, Saved: 3, Input: 9, History: 4}
	run := small
	run.Run = true
	sent := run
	sent.Sent = true
	long := run
	long.Input, long.History = 900, 900
	for _, tt := range []struct {
		what          string
		width, height int
		focus         layout.Pane
		wants         layout.Wants
		want          string
	}{
		{"before a run the input has the room", 80, 24, layout.Input, small, "22 0 0"},
		{"after one it shrinks to four lines", 80, 24, layout.Input, sent, "6 0 16"},
		{"edited, it has its lines", 80, 24, layout.Input, run, "11 0 11"},
		{"as far as the outcome leaves them", 80, 24, layout.Input, long, "14 0 8"},
		{"the history comes below the details", 80, 24, layout.History, sent, "6 6 10"},
		{"up to half of them", 80, 24, layout.History, long, "6 8 8"},
		{"or alone", 80, 24, layout.History, small, "6 16 0"},
		{"the details", 80, 24, layout.Details, run, "6 0 16"},
		{"with room for all", 120, 40, layout.Input, run, "11 6 21"},
		{"and where that is tight", 100, 30, layout.Input, run, "11 6 11"},
		{"with less for what was run", 100, 30, layout.Input, sent, "6 6 16"},
		{"within bounds", 120, 40, layout.Details, long, "15 7 16"},
		{"a column for input and history", 160, 50, layout.Input, run, "11 37 48"},
		{"the input with what the history leaves", 160, 50, layout.Input, layout.Wants{Input: 900, History: 4}, "42 6 48"},
	} {
		l := shown(t, layout.Screen{Width: tt.width, Height: tt.height, Focus: tt.focus, Wants: tt.wants})
		if got := heights(l); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.what, got, tt.want)
		}
	}
	if l := shown(t, layout.Screen{Width: 160, Height: 50, Wants: run}); l.Panes[layout.Machines].Width != 32 || l.Panes[layout.Input].Width != 51 {
		t.Errorf("columns: %+v", l.Panes)
	}
	if l := shown(t, layout.Screen{Width: 120, Height: 40, Wants: run}); l.Panes[layout.Saved].Height != 5 {
		t.Errorf("saved inputs: %+v", l.Panes[layout.Saved])
	}
}

// Growing a pane grows it, wherever it is.
func TestGrow(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {200, 60}} {
		for _, p := range layout.Panes {
			s := layout.Screen{Width: size[0], Height: size[1], Focus: p, Wants: layout.Wants{Machines: 10, Saved: 9, Input: 9, History: 9, Run: true}}
			before := layout.Place(s).Panes[p]
			wider, taller := s, s
			wider.Sizes, taller.Sizes = s.Grow(4, 0), s.Grow(0, 2)
			if now := layout.Place(wider).Panes[p]; now.Width != before.Width+4 {
				t.Errorf("%v: %s is %d wide, was %d", size, p, now.Width, before.Width)
			}
			if now := layout.Place(taller).Panes[p]; now.Height != before.Height+2 && (p != layout.Details || size[0] == 120) {
				t.Errorf("%v: %s is %d high, was %d", size, p, now.Height, before.Height)
			}
		}
	}
}
