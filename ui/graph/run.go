package graph

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// run is what an execution made of the states.
type run struct {
	states map[string]*summary
	taken  map[[2]string]bool // transitions, by the states' names
	at     string             // the state that was entered last of those that run, "" for none
}

// summary is all visits of one state.
type summary struct {
	visits  int
	outcome trace.Outcome // the worst of all, or Running while one is
	took    time.Duration // of all together
	failure string        // name of the latest error
	retries int           // in all visits
	retried string        // the error that the latest retry was for
	items   int           // of the latest visit of a Map state
	done    int           // of these, those that have succeeded
}

// rank orders outcomes from the one to be told last to the one to be told first.
var rank = map[trace.Outcome]int{
	trace.Succeeded: 0, trace.Aborted: 1, trace.Caught: 2, trace.Running: 3, trace.TimedOut: 4, trace.Failed: 5,
}

func newRun(t *trace.Tree) *run {
	r := &run{states: map[string]*summary{}, taken: map[[2]string]bool{}}
	before := map[*trace.Group]string{} // the state visited last
	t.Walk(func(v *trace.Visit) {
		s := r.states[v.Name]
		if s == nil {
			s = &summary{}
			r.states[v.Name] = s
		}
		s.add(t, v)
		if v.Outcome == trace.Running {
			r.at = v.Name
		}
		if from, ok := before[v.In]; ok {
			r.taken[[2]string{from, v.Name}] = true
		}
		before[v.In] = v.Name
	})
	return r
}

// add takes one more visit.
func (s *summary) add(t *trace.Tree, v *trace.Visit) {
	s.visits++
	s.took = max(s.took, s.took+v.Duration()) // which may overflow
	if s.visits == 1 || v.Outcome == trace.Running || s.outcome != trace.Running && rank[v.Outcome] > rank[s.outcome] {
		s.outcome = v.Outcome
	}
	if v.Error != "" {
		s.failure = v.Error
	}
	n := len(v.Tries)
	if n > 1 {
		s.retries += n - 1
		s.retried = v.Tries[n-2].Error
	}
	if s.items, s.done = 0, 0; n > 0 && v.Type == string(asl.Map) {
		try := v.Tries[n-1]
		s.items, s.done = max(t.Items(try), len(try.Groups)), try.Done()
	}
}

// of is a state's summary, nil if there was no run, or no visit.
func (r *run) of(s *asl.State) *summary {
	if r == nil {
		return nil
	}
	return r.states[s.Name]
}

// took reports whether one of the transitions was taken.
func (r *run) took(links []link) bool {
	return slices.ContainsFunc(links, func(l link) bool { return r.went(l.from, l.to) })
}

// went reports whether the run went on from one state to another.
func (r *run) went(from, to *asl.State) bool {
	return r != nil && r.taken[[2]string{from.Name, to.Name}]
}

// kind is a state's type, as the upper border of its box says it.
func kind(s *asl.State) string {
	kind := string(s.Type)
	if n := len(innerGraphs(s)); s.Type == asl.Parallel {
		kind += " " + strconv.Itoa(n)
	}
	if leads(s, s) {
		kind += " loops"
	}
	return kind
}

// retryText tells of retries: how many there were of how many there may be, or, without a
// run, how many there may be; "" for none.
func retryText(t *theme.Theme, s *asl.State, sum *summary) string {
	most := int64(0)
	for _, r := range s.Retry {
		if sum == nil || r.Matches(sum.retried) {
			most = max(most, r.MaxAttempts)
		}
		if sum != nil && r.Matches(sum.retried) {
			break // the first that matches counts
		}
	}
	switch {
	case sum == nil && most > 0:
		return t.Retry + " " + strconv.FormatInt(most, 10)
	case sum == nil || sum.retries == 0:
		return ""
	case most == 0 || sum.visits > 1:
		return t.Retry + " " + screen.Count(int64(sum.retries))
	}
	return t.Retry + " " + screen.Count(int64(sum.retries)) + " of " + screen.Count(most)
}

// title is what is in the upper border of a state's box, in at most so many cells: what a
// run made of it goes before what it is. A box is as wide as its name and type need, so that
// nothing moves when a run begins.
func (v *View) title(s *asl.State, room int) string {
	sum := v.run.of(s)
	var took, items string
	if sum != nil {
		if took = screen.Duration(sum.took); sum.visits > 1 {
			took = screen.Count(int64(sum.visits)) + v.theme.Times + " " + took
		}
		if s.Type == asl.Map {
			items = screen.Count(int64(sum.items))
			if sum.done < sum.items {
				items = screen.Count(int64(sum.done)) + " of " + items
			}
		}
	}
	facts := []string{strings.TrimSpace(kind(s) + " " + items), retryText(v.theme, s, sum), took}
	first := facts[0]
	for _, left := range [][]string{facts, facts[1:], facts[1:2], facts[2:], {first}} {
		left = slices.DeleteFunc(slices.Clone(left), func(fact string) bool { return fact == "" })
		if title := strings.Join(left, " "+v.theme.Sep+" "); title != "" && screen.Width(title) <= room {
			return title
		}
	}
	return ""
}

// mark is what stands before a state's name after a run, "" if it was not visited.
func (v *View) mark(s *asl.State) string {
	sum := v.run.of(s)
	switch {
	case sum == nil:
		return ""
	case v.running(sum):
		return v.theme.Spinner[v.frame%len(v.theme.Spinner)] + " "
	}
	return status.Outcome(v.theme, sum.outcome) + " "
}

// running reports whether a state is at work now.
func (v *View) running(sum *summary) bool {
	return v.live && sum != nil && sum.outcome == trace.Running
}
