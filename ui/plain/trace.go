package plain

import (
	"cmp"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/trace"
	"expresso/ui/screen"
	eventsui "expresso/ui/trace"
)

// someStates is how many states are read unless all are asked for.
const someStates = 40

func (s *session) trace(how string) error {
	if how != "" && how != "all" {
		return model.WithHint(fmt.Errorf("trace takes all or nothing, got %q", how), "say trace, or trace all")
	}
	if s.current.ID == "" {
		return errNoRun
	}
	events, problem := eventsui.Read(s.ctx, s.Bench, s.current, true) // who says trace asks for the log
	if len(events) == 0 {
		s.say("%s.", cmp.Or(problem, "the trace is empty"))
		return nil
	}
	tree := trace.Build(events)
	s.say("%s in %s.", counted(int64(tree.Visits), "state"), spoken(tree.End.Sub(tree.Start)))
	for _, lacks := range []string{problem, screen.Lacks(tree.Lacks)} {
		if lacks != "" {
			s.say("%s%s.", strings.ToUpper(lacks[:1]), lacks[1:])
		}
	}
	t := teller{s: s, left: someStates}
	if how == "all" {
		t.left = tree.Visits
	}
	t.group(tree.Root, "")
	if t.n < tree.Visits {
		s.say("These are %d of %d. Say trace all to hear the rest.", t.n, tree.Visits)
	}
	return nil
}

// teller reads states out, so many of them at most.
type teller struct {
	s       *session
	n, left int
}

// group reads the states of a sequence. in says what it is a part of.
func (t *teller) group(g *trace.Group, in string) {
	for _, v := range g.Visits {
		if t.n >= t.left {
			return
		}
		t.n++
		text := fmt.Sprintf("%d. %s%s, a %s state, %s after %s", t.n, in, v.Name, v.Type, v.Outcome, spoken(v.Duration()))
		if v.Error != "" {
			text += ", " + v.Error
		}
		t.s.say("%s.", text)
		for i, try := range v.Tries {
			if len(v.Tries) > 1 {
				text := fmt.Sprintf("Try %d of %s, %s after %s", i+1, v.Name, try.Outcome, spoken(try.End.Sub(try.Start)))
				if try.Error != "" {
					text += ", " + try.Error
				}
				t.s.say("%s.", text)
			}
			part := map[bool]string{true: "iteration", false: "branch"}[v.Type == "Map"]
			for _, inner := range try.Groups {
				t.group(inner, fmt.Sprintf("in %s %d of %s, ", part, inner.Index, v.Name))
			}
		}
	}
}
