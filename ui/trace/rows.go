package trace

import (
	"slices"
	"strconv"
	"time"

	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/screen"
)

// unfolded is how many iterations, branches or tries are shown without being asked for.
const unfolded = 10

// row is one line of the waterfall: a visit, one of its tries, or an iteration or branch.
// An iteration of one visit has one row for both.
type row struct {
	depth int
	visit *trace.Visit
	try   *trace.Try
	group *trace.Group
	n     int // of the try, from 1
	open  bool
	kids  int // rows right under this one if it were open
	// While it runs: in which try, of how many, and over how many items; 0 if that is not known.
	running, tries, items int64
}

// node is what stands for the row when it is folded.
func (r *row) node() any {
	switch {
	case r.try != nil:
		return r.try
	case r.visit != nil:
		return r.visit
	default:
		return r.group
	}
}

// rows lists what is to be seen of a tree. folds holds the rows, by node, that the user
// opened or closed. The machine may be nil.
func rows(t *trace.Tree, folds map[any]bool, m *asl.Machine) []row {
	l := lister{tree: t, machine: m, folds: folds}
	for _, v := range t.Root.Visits {
		l.visit(v, nil, 0)
	}
	return l.rows
}

type lister struct {
	tree    *trace.Tree
	machine *asl.Machine
	folds   map[any]bool
	rows    []row
}

// progress says of a visit that continues which try it is in, or is put off for, how many there
// may be in all, and how many items there are; 0 for what is not known.
func (l *lister) progress(v *trace.Visit) (try, tries, items int64) {
	n := len(v.Tries)
	if v.Outcome != trace.Running || n == 0 {
		return 0, 0, 0
	}
	failed := n - 2 // the try that this one follows
	if try = int64(n); v.Tries[n-1].Outcome != trace.Running {
		failed++
		try++
	}
	if failed >= 0 && l.machine != nil {
		tries = l.machine.Tries(v.Name, v.Tries[failed].Error)
	}
	return try, tries, int64(l.tree.Items(v.Tries[n-1]))
}

// add appends a row and tells whether it is open.
func (l *lister) add(r row, open bool) bool {
	if r.open = open; r.kids == 0 {
		r.open = false
	} else if chosen, ok := l.folds[r.node()]; ok {
		r.open = chosen
	}
	l.rows = append(l.rows, r)
	return r.open
}

func (l *lister) visit(v *trace.Visit, g *trace.Group, depth int) {
	r := row{depth: depth, visit: v, group: g}
	r.running, r.tries, r.items = l.progress(v)
	switch len(v.Tries) {
	case 0:
	case 1:
		r.kids = len(v.Tries[0].Groups)
	default:
		r.kids = len(v.Tries)
	}
	if !l.add(r, r.kids <= unfolded) {
		return
	}
	if len(v.Tries) == 1 {
		l.groups(v.Tries[0], depth+1)
		return
	}
	for i, try := range v.Tries {
		last := i == len(v.Tries)-1
		if l.add(row{depth: depth + 1, visit: v, try: try, n: i + 1, kids: len(try.Groups)}, last && len(try.Groups) <= unfolded) {
			l.groups(try, depth+2)
		}
	}
}

func (l *lister) groups(try *trace.Try, depth int) {
	for _, g := range try.Groups {
		if len(g.Visits) == 1 {
			l.visit(g.Visits[0], g, depth)
			continue
		}
		if l.add(row{depth: depth, group: g, kids: len(g.Visits)}, len(try.Groups) <= 4 || g.Outcome.Bad() && len(try.Groups) <= unfolded) {
			for _, v := range g.Visits {
				l.visit(v, nil, depth+1)
			}
		}
	}
}

// unfold opens, in folds, all that stands above a visit.
func unfold(v *trace.Visit, folds map[any]bool) {
	for g := v.In; g.In != nil; g = g.In.In {
		folds[g] = true
		folds[g.In] = true
		for _, try := range g.In.Tries {
			if slices.Contains(try.Groups, g) {
				folds[try] = true
			}
		}
	}
}

func (r *row) outcome() trace.Outcome {
	switch {
	case r.try != nil:
		return r.try.Outcome
	case r.visit != nil:
		return r.visit.Outcome
	default:
		return r.group.Outcome
	}
}

func (r *row) span() (start, end time.Time) {
	switch {
	case r.try != nil:
		return r.try.Start, r.try.End
	case r.visit != nil:
		return r.visit.Start, r.visit.End
	default:
		return r.group.Start, r.group.End
	}
}

// waited is how long a try was put off after the one before, and when that began.
func (r *row) waited() (time.Duration, time.Time) {
	if r.try == nil || r.n < 2 {
		return 0, time.Time{}
	}
	since := r.visit.Tries[r.n-2].End
	return r.try.Start.Sub(since), since
}

// failure is the error and cause of the row.
func (r *row) failure() (name, cause string) {
	switch {
	case r.try != nil:
		return r.try.Error, r.try.Cause
	case r.visit != nil:
		return r.visit.Error, r.visit.Cause
	default:
		return "", ""
	}
}

// name is the row's first column, safe for the terminal.
func (r *row) name() string {
	switch {
	case r.try != nil:
		return "try " + strconv.Itoa(r.n)
	case r.visit == nil && r.group.In.Type == "Map":
		return strconv.Itoa(r.group.Index)
	case r.visit == nil:
		return "branch " + strconv.Itoa(r.group.Index+1)
	case r.group != nil && r.group.In.Type == "Map":
		return strconv.Itoa(r.group.Index) + " " + screen.Visible(r.visit.Name)
	default:
		return screen.Visible(r.visit.Name)
	}
}

// kind is what the row stands for, in a word, with the number of what it contains.
func (r *row) kind() string {
	groups := 0
	switch {
	case r.try != nil:
		groups = len(r.try.Groups)
	case r.visit == nil && r.group.In.Type == "Map":
		return "item"
	case r.visit == nil:
		return ""
	case len(r.visit.Tries) > 0:
		groups = len(r.visit.Tries[len(r.visit.Tries)-1].Groups)
	}
	word := ""
	if r.visit != nil && r.try == nil {
		word = screen.Visible(r.visit.Type)
		if r.items > 0 {
			return word + " " + screen.Count(int64(r.visit.Tries[len(r.visit.Tries)-1].Done())) + " of " + screen.Count(r.items)
		}
	}
	if groups > 0 || word == "Map" {
		word += " " + screen.Count(int64(groups))
	}
	if r.try != nil && groups > 0 {
		word = r.visit.Type + word
	}
	return word
}

// note is what the row's mark cannot tell: how it ended unless well, and why.
func (r *row) note() string {
	s := ""
	name, _ := r.failure()
	switch o := r.outcome(); {
	case o == trace.Running && r.running > 1:
		s, name = "try "+screen.Count(r.running), "" // what failed has a row of its own
		if r.tries > 0 {
			s += " of " + screen.Count(r.tries)
		}
		if n := len(r.visit.Tries); r.running > int64(n) {
			s = "waits for " + s
		}
	case o == trace.Caught, o == trace.Running, o == trace.Aborted, o == trace.TimedOut && name == "":
		s = o.String()
	}
	if name != "" {
		s = join(s, " ", screen.Visible(name))
	}
	if wait, _ := r.waited(); wait > 0 {
		s = join(s, ", ", "after "+screen.Duration(wait)+" backoff")
	}
	return s
}

func join(a, sep, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + sep + b
}
