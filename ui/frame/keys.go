package frame

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Keys is the line of keys as it was drawn last. The zero value was not drawn yet.
type Keys struct {
	Here, Always []key.Help // to be filled, from their beginning, for the next line

	of    []key.Help
	room  int
	theme string
	line  string
	shown []shown
}

// shown is a key in the line, and from where to where.
type shown struct {
	key      string
	from, to int
}

// gap is what stays free between keys, and between them and what stands at their right.
const gap = 3

// Line draws as many of Here and Always as there is room for, and reports whether the first is
// among them beside those that are always there.
func (k *Keys) Line(t *theme.Theme, room int) (line string, whole bool) {
	all := len(k.Here) + len(k.Always)
	if k.line == "" || k.room != room || k.theme != t.Name || !k.same() {
		k.of = append(append(k.of[:0], k.Here...), k.Always...)
		k.room, k.theme = room, t.Name
		k.draw(t, len(k.Always), room)
	}
	return k.line, len(k.shown) > len(k.Always) || len(k.shown) == all
}

// Beside draws the keys with something at their right, in so many cells. It reports whether there
// is room for that.
func (k *Keys) Beside(t *theme.Theme, right string, width int) (line string, fits bool) {
	if right == "" {
		line, _ = k.Line(t, width)
		return t.Fit(line, width), true
	}
	room := max(width-screen.Width(right)-gap, 0)
	line, fits = k.Line(t, room)
	return t.Fit(line, room) + screen.Blanks(gap) + right, fits
}

// At is the key that the line shows at a cell, "" for none.
func (k *Keys) At(x int) string {
	for _, s := range k.shown {
		if x >= s.from && x < s.to {
			return s.key
		}
	}
	return ""
}

func (k *Keys) same() bool {
	here := len(k.Here)
	return len(k.of) == here+len(k.Always) && slices.Equal(k.of[:here], k.Here) && slices.Equal(k.of[here:], k.Always)
}

// width is how many cells a key takes.
func width(t *theme.Theme, h key.Help) int {
	return screen.Width(t.Spell(h.Key)) + 1 + screen.Width(h.Desc)
}

// draw draws the keys that there is room for. Those that are always there go last: of the others
// the last first, and then of them the first, so that help stays.
func (k *Keys) draw(t *theme.Theme, always, room int) {
	keys := slices.Clone(k.of)
	used := -gap
	for _, h := range keys {
		used += width(t, h) + gap
	}
	for len(keys) > 0 && used+1 > room {
		drop := max(len(keys)-always-1, 0)
		used -= width(t, keys[drop]) + gap
		keys = slices.Delete(keys, drop, drop+1)
		always = min(always, len(keys))
	}
	var line strings.Builder
	k.shown = k.shown[:0]
	x := 0
	for i, h := range keys {
		blanks := gap
		if i == 0 {
			blanks = 1
		}
		line.WriteString(screen.Blanks(blanks) + t.Accent.Render(t.Spell(h.Key)) + " " + h.Desc)
		x += blanks
		k.shown = append(k.shown, shown{h.Key, x, x + width(t, h)})
		x += width(t, h)
	}
	k.line = line.String()
}
