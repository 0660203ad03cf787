package graph

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/asl"
	"expresso/model/trace"
)

// KeyMap says which keys do what.
type KeyMap struct {
	Open, Up, Down, Left, Right, First, Last, NextFault key.Binding
	Toggle, FoldAll, UnfoldAll                          key.Binding
	ScrollUp, ScrollDown, ScrollLeft, ScrollRight       key.Binding
	PageUp, PageDown                                    key.Binding
}

// DefaultKeys are arrows, and vim's.
func DefaultKeys() KeyMap {
	bind := func(help, description string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, description))
	}
	return KeyMap{
		Open:        bind("enter", "show the state", "enter"),
		Up:          bind("↑/k", "the state before", "up", "k"),
		Down:        bind("↓/j", "the next state", "down", "j"),
		Left:        bind("←/h", "the state to the left", "left", "h"),
		Right:       bind("→/l", "the state to the right", "right", "l"),
		First:       bind("g", "the first state", "g", "home"),
		Last:        bind("G", "the last state", "G", "end"),
		NextFault:   bind("e", "the next state that failed", "e"),
		Toggle:      bind("space", "fold or unfold", " "),
		FoldAll:     bind("-", "fold all", "-"),
		UnfoldAll:   bind("+", "unfold all", "+", "="),
		ScrollUp:    bind("K", "scroll up", "K", "shift+up"),
		ScrollDown:  bind("J", "scroll down", "J", "shift+down"),
		ScrollLeft:  bind("H", "scroll left", "H", "shift+left"),
		ScrollRight: bind("L", "scroll right", "L", "shift+right"),
		PageUp:      bind("pgup", "page up", "pgup", "ctrl+b", "ctrl+u"),
		PageDown:    bind("pgdn", "page down", "pgdown", "ctrl+f", "ctrl+d"),
	}
}

// Bindings lists the keys in use, in the order in which help shows them.
func (v *View) Bindings() []key.Binding {
	if v.search.Capturing() {
		return v.search.Bindings()
	}
	k := &v.Keys
	return append(append([]key.Binding{k.Open}, v.search.Bindings()...),
		k.Up, k.Down, k.Left, k.Right, k.First, k.Last, k.NextFault, k.Toggle, k.FoldAll, k.UnfoldAll,
		k.ScrollUp, k.ScrollDown, k.ScrollLeft, k.ScrollRight, k.PageUp, k.PageDown)
}

// ShortHelp lists what a footer has room for.
func (v *View) ShortHelp() []key.Binding {
	k := &v.Keys
	return []key.Binding{k.Open, k.Up, k.Down, k.Toggle}
}

const scrollX, scrollY = 8, 3

func (v *View) key(msg tea.KeyMsg) tea.Cmd {
	if step, used := v.search.Update(msg); used {
		v.find(step)
		return nil
	}
	k := &v.Keys
	switch {
	case key.Matches(msg, k.Open):
		return v.open()
	case key.Matches(msg, k.Up):
		v.move(0, -1)
	case key.Matches(msg, k.Down):
		v.move(0, 1)
	case key.Matches(msg, k.Left):
		v.move(-1, 0)
	case key.Matches(msg, k.Right):
		v.move(1, 0)
	case key.Matches(msg, k.First):
		v.extreme(-1)
	case key.Matches(msg, k.Last):
		v.extreme(1)
	case key.Matches(msg, k.NextFault):
		v.nextFault()
	case key.Matches(msg, k.Toggle):
		v.toggle()
	case key.Matches(msg, k.FoldAll):
		v.foldAll(true)
	case key.Matches(msg, k.UnfoldAll):
		v.foldAll(false)
	case key.Matches(msg, k.ScrollUp):
		v.scroll(0, -scrollY)
	case key.Matches(msg, k.ScrollDown):
		v.scroll(0, scrollY)
	case key.Matches(msg, k.ScrollLeft):
		v.scroll(-scrollX, 0)
	case key.Matches(msg, k.ScrollRight):
		v.scroll(scrollX, 0)
	case key.Matches(msg, k.PageUp):
		v.scroll(0, -max(v.height-2, 1))
	case key.Matches(msg, k.PageDown):
		v.scroll(0, max(v.height-2, 1))
	}
	return nil
}

// nextFault goes to the next state that failed, round at the end.
func (v *View) nextFault() {
	n := len(v.picture.boxes)
	for i := 1; i <= n; i++ {
		at := (v.cursor + i) % n
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
	if from.Next == to {
		return true
	}
	if from.Choice != nil {
		if from.Choice.Default == to {
			return true
		}
		for _, r := range from.Choice.Rules {
			if r.Next == to {
				return true
			}
		}
	}
	for _, c := range from.Catch {
		if c.Next == to {
			return true
		}
	}
	return false
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
