package trace

import (
	"strings"
	"time"

	"expresso/model/trace"
	"expresso/ui/screen"
)

// Bar is a row of a waterfall that is drawn elsewhere: a visit, one of its tries, or an
// iteration or branch. Its texts are safe to be shown.
type Bar struct {
	Depth      int
	Name       string
	Kind, Note string
	Outcome    trace.Outcome
	Start, End time.Duration // since the start of the execution
}

// Waterfall lists the rows of a tree as the view opens them, with the one that failed. At
// most so many are listed, and more tells how many are not.
func Waterfall(t *trace.Tree, most int) (bars []Bar, more int) {
	folds := map[any]bool{}
	if f := t.Failure(); f != nil {
		unfold(f, folds)
	}
	all := rows(t, folds, nil)
	if len(all) > most {
		all, more = all[:most], len(all)-most
	}
	for i := range all {
		r := &all[i]
		start, end := r.span()
		since := max(start.Sub(t.Start), 0)
		bars = append(bars, Bar{r.depth, r.name(), r.kind(), r.note(), r.outcome(), since, max(end.Sub(t.Start), since)})
	}
	return bars, more
}

// Line draws when a bar was, in so many characters for the whole of the execution.
func (b Bar) Line(whole time.Duration, cells int) string {
	a := axis{span: whole, n: cells}
	from, to := a.half(time.Time{}.Add(b.Start))/2, (a.half(time.Time{}.Add(b.End))+1)/2
	from = min(from, cells-1)
	to = min(max(to, from+1), cells)
	return screen.Blanks(from) + strings.Repeat("█", to-from)
}
