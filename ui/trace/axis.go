package trace

import (
	"strconv"
	"strings"
	"time"

	"expresso/ui/screen"
)

// axis maps time to cells.
type axis struct {
	from time.Time
	span time.Duration
	n    int // cells
}

// half is the half cell in which t falls.
func (a axis) half(t time.Time) int {
	if a.span <= 0 {
		return 0
	}
	x := float64(t.Sub(a.from)) / float64(a.span) * float64(2*a.n)
	return int(min(max(x, -1), float64(2*a.n+1)))
}

// steps are the distances that ticks may have, which people count in.
var steps = func() []time.Duration {
	var all []time.Duration
	for unit := time.Microsecond; unit < time.Minute; unit *= 10 {
		all = append(all, unit, 2*unit, 5*unit)
	}
	// Past ten seconds people count in sixties.
	for len(all) > 0 && all[len(all)-1] > 10*time.Second {
		all = all[:len(all)-1]
	}
	for _, s := range []int{15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 6 * 3600, 24 * 3600} {
		all = append(all, time.Duration(s)*time.Second)
	}
	return all
}()

// apart is the least number of cells between a tick's text and the next tick.
const apart = 3

// ruler draws the ticks with their times from the execution's start: |0 |100 |200 ms.
func (a axis) ruler(offset time.Duration, tick string) string {
	if a.n < 4 {
		return screen.Blanks(a.n)
	}
	step := steps[len(steps)-1]
	for _, s := range steps {
		if float64(s)/float64(max(a.span, 1))*float64(a.n) >= float64(len(tickText(s))+apart) {
			step = s
			break
		}
	}
	var b strings.Builder
	used := 0
	// The first tick is the first multiple of step, so that a window's ticks are round.
	for at := (offset + step - 1) / step * step; at-offset <= a.span; at += step {
		x := int(float64(at-offset) / float64(max(a.span, 1)) * float64(a.n))
		label := tick + tickText(at)
		if x < used || x+screen.Width(label) > a.n {
			break
		}
		b.WriteString(screen.Blanks(x-used) + label)
		used = x + screen.Width(label)
	}
	return b.String() + screen.Blanks(a.n-used)
}

// tickText is a time in the largest unit in which it is a short decimal.
func tickText(d time.Duration) string {
	decimal := func(unit time.Duration, name string) string {
		return strconv.FormatFloat(float64(d)/float64(unit), 'f', -1, 64) + " " + name
	}
	switch {
	case d == 0:
		return "0"
	case d < time.Millisecond:
		return decimal(time.Microsecond, "µs")
	case d < time.Second:
		return decimal(time.Millisecond, "ms")
	case d < time.Minute:
		return decimal(time.Second, "s")
	default:
		return screen.Duration(d)
	}
}
