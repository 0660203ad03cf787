package graph

import (
	"cmp"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/action"
)

const scrollX, scrollY = 8, 3

// bind makes what answers keys: arrows, and vim's.
func (v *View) bind() {
	move := func(dx, dy int) func() { return func() { v.move(dx, dy) } }
	scroll := func(dx, dy int) func() { return func() { v.scroll(dx, dy) } }
	v.table = action.New(
		action.Action{ID: "open-state-of-graph", Title: "show the state", Keys: []string{"enter"}, Do: v.open},
		action.Action{ID: "test-state-of-graph", Title: "test this state", Keys: []string{"t"}, Do: v.test},
		action.Action{ID: "run-from-state-of-graph", Title: "run from this state", Sends: true, Keys: []string{"S"}, Disabled: v.cannotRunFrom, Do: v.runFrom},
		action.Of("state-above", "previous state", move(0, -1), "up", "k").As("↑/k"),
		action.Of("state-below", "next state", move(0, 1), "down", "j").As("↓/j"),
		action.Of("state-to-the-left", "the state to the left", move(-1, 0), "left", "h").As("←/h"),
		action.Of("state-to-the-right", "the state to the right", move(1, 0), "right", "l").As("→/l"),
		action.Of("next-state-of-level", "next state on this level", func() { v.sibling(1) }, "J"),
		action.Of("previous-state-of-level", "previous state on this level", func() { v.sibling(-1) }, "K"),
		action.Of("first-state", "the first state", func() { v.extreme(-1) }, "g", "home"),
		action.Of("last-state", "the last state", func() { v.extreme(1) }, "G", "end"),
		action.Of("next-failed-state", "next state that failed", func() { v.nextFailure(1) }, "n"),
		action.Of("previous-failed-state", "previous state that failed", func() { v.nextFailure(-1) }, "N"),
		action.Of("fold-or-unfold-box", "fold or unfold", v.toggle, " ").As("space"),
		action.Of("fold-all-boxes", "fold all", func() { v.foldAll(true) }, "-"),
		action.Of("unfold-all-boxes", "unfold all", func() { v.foldAll(false) }, "+", "="),
		action.Of("scroll-graph-up", "scroll up", scroll(0, -scrollY), "shift+up"),
		action.Of("scroll-graph-down", "scroll down", scroll(0, scrollY), "shift+down"),
		action.Of("scroll-graph-left", "scroll left", scroll(-scrollX, 0), "H", "shift+left"),
		action.Of("scroll-graph-right", "scroll right", scroll(scrollX, 0), "L", "shift+right"),
		action.Of("graph-page-up", "page up", func() { v.scroll(0, -max(v.height-2, 1)) }, "pgup", "ctrl+b", "ctrl+u"),
		action.Of("graph-page-down", "page down", func() { v.scroll(0, max(v.height-2, 1)) }, "pgdown", "ctrl+f", "ctrl+d"),
	)
}

// Bind gives the actions other keys.
func (v *View) Bind(keys action.Keys) {
	v.table.Bind(keys)
	v.search.Bind(keys)
}

// Actions lists what can be done now, in the order in which help shows it.
func (v *View) Actions() []action.Action { return v.search.Among(v.table.All()) }

// All lists what can be done at any time.
func (v *View) All() []action.Action { return slices.Concat(v.search.All(), v.table.All()) }

// Hint is an action in a footer under another word.
func (v *View) Hint(id, word string) key.Help {
	if id == "find-state" {
		return v.search.Hint(word)
	}
	return v.table.Hint(id, word)
}

func (v *View) key(msg tea.KeyMsg) tea.Cmd {
	if step, used := v.search.Update(msg); used {
		v.find(step)
		return nil
	}
	cmd, used := v.table.Press(msg)
	v.follow = v.follow && !used
	return cmd
}

// nextFailure goes to the next state that failed, or the one before if way is -1, round at the
// ends.
func (v *View) nextFailure(way int) {
	n := len(v.picture.boxes)
	for i := 1; i <= n; i++ {
		at := (v.cursor + way*i + n) % n
		sum := v.run.of(v.picture.boxes[at].state)
		if sum != nil && (sum.outcome.Bad() || sum.outcome == trace.Caught) {
			v.cursor = at
			v.reveal()
			return
		}
	}
}

// extreme goes to the uppermost or lowest box.
func (v *View) extreme(way int) {
	for i := range v.picture.boxes {
		if way*v.picture.boxes[i].y > way*v.picture.boxes[v.cursor].y {
			v.cursor = i
		}
	}
	v.reveal()
}

// sibling goes to the state below or to the right, or to the one before if way is -1, of those that
// are in the same Map or Parallel state as the current one, or in none: past what is inside of others.
func (v *View) sibling(way int) {
	from := v.current()
	if from == nil {
		return
	}
	level := levelOf(&v.machine.Graph, from.state)
	next := -1
	for i := range v.picture.boxes {
		b := &v.picture.boxes[i]
		if slices.Contains(level, b.state) && way*before(from, b) < 0 && (next < 0 || way*before(b, &v.picture.boxes[next]) < 0) {
			next = i
		}
	}
	if next >= 0 {
		v.cursor = next
		v.reveal()
	}
}

// before compares where boxes stand, from above and then from the left.
func before(a, b *box) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) }

// levelOf are the states of the graph that a state is in, nil if it is in none below g.
func levelOf(g *asl.Graph, s *asl.State) []*asl.State {
	if slices.Contains(g.States, s) {
		return g.States
	}
	for _, outer := range g.States {
		for _, inner := range innerGraphs(outer) {
			if level := levelOf(inner, s); level != nil {
				return level
			}
		}
	}
	return nil
}

// point is where the cursor stands at a box: at a frame in its title.
func (b *box) point() (x, y int) {
	if b.frame {
		return b.x + b.w/2, b.y
	}
	return b.x + b.w/2, b.y + b.h/2
}

// move goes to the box that is next in a direction. Up and down follow transitions where
// there are some; else, and to the sides, it is the nearest.
func (v *View) move(dx, dy int) {
	from := v.current()
	if from == nil {
		return
	}
	x, y := from.point()
	best, bestCost := -1, 0
	for i := range v.picture.boxes {
		b := &v.picture.boxes[i]
		bx, by := b.point()
		ahead, aside := (bx-x)*dx+(by-y)*dy, abs((bx-x)*dy)+abs((by-y)*dx)
		if dx != 0 {
			aside *= 4 // rows are higher than columns are wide
			// A box that is level with this one is beside it whatever its middle is.
			if from.y < b.y+b.h && b.y < from.y+from.h && !b.frame && !from.frame {
				aside /= 4
			}
		}
		if i == v.cursor || ahead <= 0 || dx != 0 && aside > 4*ahead {
			continue
		}
		cost := ahead + 2*aside
		if dy > 0 && leads(from.state, b.state) || dy < 0 && leads(b.state, from.state) {
			cost -= 1 << 20
		}
		if dy > 0 && v.run.went(from.state, b.state) {
			cost -= 1 << 22 // where the run went on is where one looks next
		}
		// Into a frame, and out of it.
		if dy > 0 && from.frame && b.start && b.state.Within != from.state.Within && holds(from.state, b.state) ||
			dy < 0 && b.frame && from.start && holds(b.state, from.state) {
			cost -= 1 << 21
		}
		if best < 0 || cost < bestCost {
			best, bestCost = i, cost
		}
	}
	if best >= 0 {
		v.cursor = best
		v.reveal()
	}
}

// holds reports whether inner is right in one of outer's graphs.
func holds(outer, inner *asl.State) bool {
	for _, g := range innerGraphs(outer) {
		if inner.Within == g {
			return true
		}
	}
	return false
}

// leads reports whether a transition goes from one state to another.
func leads(from, to *asl.State) bool {
	return slices.ContainsFunc(from.Transitions(), func(t asl.Transition) bool { return t.To == to })
}

func abs(n int) int { return max(n, -n) }

// reveal scrolls so that the current box is in sight, or its beginning.
func (v *View) reveal() {
	b := v.current()
	if b == nil {
		return
	}
	h, w := b.h, b.w
	if b.frame {
		h = 3
	}
	const margin = 1
	v.y = max(min(v.y, b.y-margin), b.y+h+margin-v.height)
	v.x = max(min(v.x, b.x-margin), b.x+min(w, v.width-2*margin)+margin-v.width)
	if b.h+2*margin > v.height && !b.frame {
		v.y = b.y
	}
	v.clamp()
}

// center puts the current box in the middle of a wide picture.
func (v *View) center() {
	if b := v.current(); b != nil {
		v.x = b.x + b.w/2 - v.width/2
	}
	v.reveal()
}

func (v *View) scroll(dx, dy int) {
	v.x += dx
	v.y += dy
	v.clamp()
}

func (v *View) clamp() {
	v.x = max(0, min(v.x, v.picture.w-v.width))
	v.y = max(0, min(v.y, v.picture.h-v.height))
}
