package graph

import (
	"strconv"
	"time"

	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/mark"
	"expresso/ui/screen"
)

// run is what an execution made of the states.
type run struct {
	states map[string]*summary
	taken  map[[2]string]bool // transitions, by the states' names
}

// summary is all visits of one state.
type summary struct {
	visits  int
	outcome trace.Outcome // the worst of all
	took    time.Duration // of all together
	fault   string        // name of the latest error
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
		s.visits++
		s.took = max(s.took, s.took+v.Duration()) // which may overflow
		if rank[v.Outcome] > rank[s.outcome] || s.visits == 1 {
			s.outcome = v.Outcome
		}
		if v.Error != "" {
			s.fault = v.Error
		}
		if from, ok := before[v.In]; ok {
			r.taken[[2]string{from, v.Name}] = true
		}
		before[v.In] = v.Name
	})
	return r
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
	if r == nil {
		return false
	}
	for _, l := range links {
		if r.taken[[2]string{l.from.Name, l.to.Name}] {
			return true
		}
	}
	return false
}

// title is what stands in the upper border of a state's box: its type, whether it is
// tried again, and what became of it.
func (b *builder) title(s *asl.State) string {
	title := string(s.Type)
	if len(s.Retry) > 0 {
		most := int64(0)
		for _, r := range s.Retry {
			most = max(most, r.MaxAttempts)
		}
		title += " " + b.theme.Retry + strconv.FormatInt(most, 10)
	}
	if selfLoop(s) {
		title += " loops"
	}
	if n := len(innerGraphs(s)); s.Type == asl.Parallel {
		title += " " + strconv.Itoa(n)
	}
	if sum := b.run.of(s); sum != nil {
		title += " " + b.theme.Sep + " "
		if sum.visits > 1 {
			title += screen.Count(int64(sum.visits)) + b.theme.Times + " "
		}
		title += screen.Duration(sum.took)
	}
	return title
}

// selfLoop reports whether a transition of the state leads to itself.
func selfLoop(s *asl.State) bool {
	if s.Next == s {
		return true
	}
	if s.Choice != nil {
		if s.Choice.Default == s {
			return true
		}
		for _, r := range s.Choice.Rules {
			if r.Next == s {
				return true
			}
		}
	}
	for _, c := range s.Catch {
		if c.Next == s {
			return true
		}
	}
	return false
}

// mark is what stands before a state's name after a run.
func (b *builder) mark(s *asl.State) string {
	sum := b.run.of(s)
	if sum == nil {
		return ""
	}
	return mark.Outcome(b.theme, sum.outcome) + " "
}
