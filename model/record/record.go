// Package record turns the trace of a run into mocks that replay it. It takes every result and error
// of every Task state, by state and try. What looks like a secret is masked. What is missing in the
// trace is listed, not invented. It reads and writes no files.
package record

import (
	"errors"
	"fmt"
	"slices"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/model/secret"
	"expresso/model/task"
	"expresso/model/trace"
)

// Recording is what was recorded of a run.
type Recording struct {
	Run    model.Run      // without secrets in what it says
	States []task.Answers // of the Task states that were called, in the order of their first calls
	// Calls is how many calls were answered.
	Calls int
	// Gaps say what is missing in the trace.
	Gaps []string
	// Secrets is how many different values were masked, and Masked in how many places.
	Secrets, Masked int
}

// Of records a run from its events, oldest first.
func Of(run model.Run, events []model.Event) (Recording, error) {
	switch {
	case !run.Status.Answered():
		return Recording{}, fmt.Errorf("cannot record a run that is %s: it has no response", run.Status)
	case !run.Origin.Whole():
		return Recording{}, fmt.Errorf("cannot record a run that started at %s: record a run of the whole machine", run.Origin.State)
	case len(events) == 0:
		return Recording{}, model.ErrNoTrace
	}
	r := Recording{Run: run}
	r.fill(events)
	if _, err := jsonvalue.Parse(r.Run.Input); err != nil {
		return Recording{}, errors.New("cannot replay this run: its input is neither saved nor in the trace")
	}
	tree := trace.Build(events)
	c := collector{tree: tree, places: map[string]int{}}
	c.group(tree.Root, false)
	r.States = c.states()
	switch lacks := tree.Lacks; {
	case lacks.OnlyFailures:
		r.Gaps = append(r.Gaps, "only failures are in the trace: the machine logs at level ERROR or FATAL")
	case lacks.NoData:
		r.Gaps = append(r.Gaps, "inputs and outputs are not in the trace: the machine logs without includeExecutionData")
	case lacks.Missing > 0:
		r.Gaps = append(r.Gaps, "missing in the trace: "+count(int(lacks.Missing), "event"))
	}
	r.Gaps = append(r.Gaps, c.gaps...)
	for _, s := range r.States {
		for _, a := range s.Calls {
			if a.Failure != nil || !a.Result.IsUndefined() {
				r.Calls++
			}
		}
	}
	r.mask()
	return r, nil
}

// fill takes from the trace what the response withheld.
func (r *Recording) fill(events []model.Event) {
	take := func(to *string, kind, key string) {
		for _, e := range events {
			if *to == "" && e.Type == kind {
				details, err := jsonvalue.Parse(e.Details)
				cut, _ := details.Get(key + "Details")
				cut, _ = cut.Get("truncated")
				if v, ok := details.Get(key); err == nil && ok && !cut.Bool() {
					*to = v.Str()
				}
			}
		}
	}
	take(&r.Run.Input, "ExecutionStarted", "input")
	if r.Run.Status == model.Succeeded {
		take(&r.Run.Output, "ExecutionSucceeded", "output")
		r.Run.OutputWithheld = r.Run.Output == ""
	}
}

// collector collects the responses of states. It goes through the tree like an execution whose
// iterations run one after the other.
type collector struct {
	tree   *trace.Tree
	order  []*called
	places map[string]int // in order, by state
	gaps   []string
}

// called is a state with its calls.
type called struct {
	task.Answers
	inputs []jsonvalue.Value // of its calls
	atOnce bool              // iterations may call at the same time
	lost   int               // responses that are missing in the trace
	none   int               // calls without an answer
}

func (c *collector) of(state string) *called {
	i, ok := c.places[state]
	if !ok {
		i = len(c.order)
		c.places[state], c.order = i, append(c.order, &called{Answers: task.Answers{State: state}})
	}
	return c.order[i]
}

// group collects from a sequence of visits. atOnce is set if others like it may run at the same
// time: that they did not in this run says little about the next.
func (c *collector) group(g *trace.Group, atOnce bool) {
	for _, v := range g.Visits {
		for _, try := range v.Tries {
			if v.Type == "Task" {
				c.call(v.Name, try, atOnce)
				continue
			}
			groups := slices.Clone(try.Groups)
			slices.SortStableFunc(groups, func(a, b *trace.Group) int { return a.Index - b.Index })
			for _, inner := range groups {
				c.group(inner, atOnce || v.Type == "Map" && len(groups) > 1)
			}
		}
	}
}

// call collects the answer of a call.
func (c *collector) call(state string, try *trace.Try, atOnce bool) {
	s := c.of(state)
	s.atOnce = s.atOnce || atOnce
	var a task.Answer
	switch {
	case !try.Answered():
		s.none++
	case try.Outcome == trace.Succeeded:
		result, err := jsonvalue.Parse(c.tree.TryOutput(try))
		if err != nil || c.tree.CutOff(try) {
			s.lost++
			break
		}
		a.Result = result
	default:
		a.Failure = &task.Failure{}
		if try.Error != "" {
			a.Failure.Name = &try.Error
		}
		if try.Cause != "" {
			a.Failure.Cause = &try.Cause
		}
	}
	input, err := jsonvalue.Parse(c.tree.TryInput(try))
	if err != nil {
		input = jsonvalue.Value{}
	}
	s.Calls, s.inputs = append(s.Calls, a), append(s.inputs, input)
}

// states are the responses. Where iterations may call at the same time and got different responses,
// a response is identified by its input, because the order differs each time.
func (c *collector) states() []task.Answers {
	all := make([]task.Answers, 0, len(c.order))
	for _, s := range c.order {
		if s.lost > 0 {
			c.gaps = append(c.gaps, fmt.Sprintf("%s: missing in the trace: %s", s.State, count(s.lost, "answer")))
		}
		if s.none > 0 {
			c.gaps = append(c.gaps, fmt.Sprintf("%s: %s had no response when the run ended", s.State, count(s.none, "call")))
		}
		if s.atOnce && s.differ() {
			for i := range s.Calls {
				s.Calls[i].Input = s.inputs[i]
			}
		}
		all = append(all, s.Answers)
	}
	return all
}

// differ reports whether calls got different responses.
func (s *called) differ() bool {
	first := s.Calls[0]
	return slices.ContainsFunc(s.Calls, func(a task.Answer) bool {
		if a.Failure != nil || first.Failure != nil {
			return true
		}
		return !jsonvalue.Equal(a.Result, first.Result)
	})
}

// mask takes secrets out of all that was recorded.
func (r *Recording) mask() {
	var m secret.Masker
	r.texts(func(text string) string { m.Learn(text); return text })
	r.Secrets = m.Count()
	if r.Secrets > 0 {
		r.texts(m.Mask)
	}
	r.Masked = m.Places()
}

// texts puts every text through a function.
func (r *Recording) texts(through func(string) string) {
	value := func(v *jsonvalue.Value) {
		if v.IsUndefined() {
			return
		}
		was := v.String()
		if now := through(was); now != was {
			if masked, err := jsonvalue.Parse(now); err == nil {
				*v = masked
			}
		}
	}
	text := func(s *string) *string {
		if s == nil {
			return nil
		}
		now := through(*s)
		return &now
	}
	r.Run.Input, r.Run.Output = through(r.Run.Input), through(r.Run.Output)
	r.Run.Error, r.Run.Cause = through(r.Run.Error), through(r.Run.Cause)
	r.Run.Raw, r.Run.Note = "", "" // are not written
	for i := range r.States {
		for j := range r.States[i].Calls {
			a := &r.States[i].Calls[j]
			value(&a.Input)
			value(&a.Result)
			if a.Failure != nil {
				a.Failure = &task.Failure{Name: text(a.Failure.Name), Cause: text(a.Failure.Cause)}
			}
		}
	}
}
