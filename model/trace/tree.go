package trace

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/jsonvalue"
)

// Outcome is how something in an execution ended.
type Outcome uint8

// The outcomes. Running is also what has not ended as far as the events tell; Aborted is
// what was under way when something else failed.
const (
	Running Outcome = iota
	Succeeded
	Caught // failed, and a Catch took over
	Failed
	TimedOut
	Aborted
)

// String is the word for people.
func (o Outcome) String() string {
	return [...]string{"running", "succeeded", "caught", "failed", "timed out", "aborted"}[o]
}

// Code is the outcome for programs. It stays as it is when the words for people change.
func (o Outcome) Code() string {
	return [...]string{"RUNNING", "SUCCEEDED", "CAUGHT", "FAILED", "TIMED_OUT", "ABORTED"}[o]
}

// Bad reports whether the outcome is a failure that nothing caught.
func (o Outcome) Bad() bool { return o == Failed || o == TimedOut }

// Tree is an execution told by its states rather than its events.
type Tree struct {
	Root       *Group
	Start, End time.Time // of the execution, or of what is known of it
	Outcome    Outcome
	Error      string
	Cause      string
	Visits     int // how many there are, of all states
	Lacks          // what the events do not tell
	events     []model.Event
}

// Group is a sequence of visits: of the whole machine, of one Map iteration, or of one
// Parallel branch.
type Group struct {
	Index   int    // of the iteration or branch, from 0
	In      *Visit // the Map or Parallel state, nil for the whole machine
	Visits  []*Visit
	Start   time.Time
	End     time.Time
	Outcome Outcome

	depth int
}

// Visit is one stay in a state.
type Visit struct {
	Name    string
	Type    string // Pass, Task, Choice, Wait, Succeed, Fail, Parallel or Map
	In      *Group
	Start   time.Time
	End     time.Time
	Outcome Outcome
	Error   string // "" if it did not fail, or failed without a name
	Cause   string
	// Tries are the calls that a Task made, or the times that a Map or Parallel state went
	// through its groups: more than one if there were retries, none if it came to none.
	Tries []*Try

	entered, exited int // places in the events, -1 for none
}

// Try is one attempt of a visit.
type Try struct {
	Start   time.Time
	End     time.Time
	Outcome Outcome
	Error   string
	Cause   string
	Groups  []*Group // iterations or branches, as they started

	began, ended int
}

// Duration is how long the visit took, waiting for retries included.
func (v *Visit) Duration() time.Duration { return v.End.Sub(v.Start) }

// Input is the JSON text that the state was entered with, "" if the events do not hold it.
func (t *Tree) Input(v *Visit) string { return t.detail(v.entered, "input") }

// Output is the JSON text that the state was left with, "" if it was not, or the events do
// not hold it.
func (t *Tree) Output(v *Visit) string { return t.detail(v.exited, "output") }

// Variables are those that had been set when the visit began, an object: in its own scope
// and, where it does not set them itself, in those around it.
func (t *Tree) Variables(v *Visit) jsonvalue.Value {
	var set []jsonvalue.Member
	for before, g := v, v.In; g != nil; {
		for _, earlier := range slices.Backward(g.Visits) {
			if earlier.exited < 0 || earlier.exited > before.entered || earlier == before {
				continue
			}
			assigned, err := jsonvalue.Parse(t.detail(earlier.exited, "assignedVariables"))
			if err != nil {
				continue
			}
			for i := assigned.Len() - 1; i >= 0; i-- { // all are turned round in the end
				m := assigned.Member(i)
				if value, err := jsonvalue.Parse(m.Value.Str()); err == nil && !slices.ContainsFunc(set, func(s jsonvalue.Member) bool { return s.Key == m.Key }) {
					set = append(set, jsonvalue.Member{Key: m.Key, Value: value})
				}
			}
		}
		if before = g.In; before == nil {
			break
		}
		g = before.In
	}
	slices.Reverse(set)
	return jsonvalue.NewObject(set)
}

// TryInput is what a try called with, as JSON text.
func (t *Tree) TryInput(try *Try) string {
	if s := t.detail(try.began, "parameters"); s != "" {
		return s
	}
	return t.detail(try.began, "input")
}

// TryResource is what a try called: a function's ARN, or the name of a service's action.
func (t *Tree) TryResource(try *Try) string { return t.detail(try.began, "resource") }

// TryOutput is what a try was answered, as JSON text; "" if it failed.
func (t *Tree) TryOutput(try *Try) string { return t.detail(try.ended, "output") }

// detail reads a member of an event's details. AWS writes documents in there as text;
// what is not a text is returned as JSON.
func (t *Tree) detail(event int, key string) string {
	if event < 0 {
		return ""
	}
	return member(t.events[event].Details, key)
}

func member(details, key string) string {
	// Most details that are asked for a key do not have it, and many are big.
	if !strings.Contains(details, `"`+key+`"`) {
		return ""
	}
	v, err := jsonvalue.Parse(details)
	if err != nil {
		return ""
	}
	m, ok := v.Get(key)
	switch {
	case !ok || m.Kind() == jsonvalue.KindNull:
		return ""
	case m.Kind() == jsonvalue.KindString:
		return m.Str()
	default:
		return m.String()
	}
}

// Walk calls f for every visit, in the order in which they were entered within their
// groups, a state before what it contains.
func (t *Tree) Walk(f func(*Visit)) { t.Root.walk(f) }

func (g *Group) walk(f func(*Visit)) {
	for _, v := range g.Visits {
		f(v)
		for _, try := range v.Tries {
			for _, inner := range try.Groups {
				inner.walk(f)
			}
		}
	}
}

// Failure is the innermost visit that the execution failed in, nil if it did not fail or
// the events do not tell where.
func (t *Tree) Failure() *Visit {
	var found *Visit
	for g := t.Root; g != nil; {
		v := g.failed()
		g = nil
		if v != nil {
			found = v
			if n := len(v.Tries); n > 0 {
				g = failedGroup(v.Tries[n-1].Groups)
			}
		}
	}
	return found
}

func (g *Group) failed() *Visit {
	for i := len(g.Visits) - 1; i >= 0; i-- {
		if g.Visits[i].Outcome.Bad() {
			return g.Visits[i]
		}
	}
	return nil
}

func failedGroup(groups []*Group) *Group {
	for _, g := range groups {
		if g.Outcome.Bad() {
			return g
		}
	}
	return nil
}

// Visited is the last visit of a state, nil if there was none.
func (t *Tree) Visited(state string) (found *Visit) {
	t.Walk(func(v *Visit) {
		if v.Name == state {
			found = v
		}
	})
	return found
}

// Items is how many items a try of a Map state goes through, 0 if the events do not tell.
func (t *Tree) Items(try *Try) int {
	n, err := strconv.Atoi(t.detail(try.began, "length"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Done is how many of a try's iterations or branches have succeeded.
func (try *Try) Done() int {
	n := 0
	for _, g := range try.Groups {
		if g.Outcome == Succeeded {
			n++
		}
	}
	return n
}

// Result is what a task state's call was answered first, as JSON text; ok is false if none
// was, or the events do not hold it.
func (t *Tree) Result(state string) (result string, ok bool) {
	t.Walk(func(v *Visit) {
		if v.Name != state || ok {
			return
		}
		for _, try := range v.Tries {
			if result = t.TryOutput(try); result != "" {
				ok = true
				return
			}
		}
	})
	return result, ok
}

// Answered reports whether the call of a try was answered: with a result, or with an error.
func (try *Try) Answered() bool {
	return try.ended >= 0 && (try.Outcome == Succeeded || try.Outcome.Bad())
}

// CutOff reports whether what a try was answered was truncated by the log.
func (t *Tree) CutOff(try *Try) bool {
	return truncated().MatchString(t.detail(try.ended, "outputDetails"))
}
