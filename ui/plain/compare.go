package plain

import (
	"context"
	"errors"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/screen"
)

// mostTold is how many differences of a comparison are read out.
const mostTold = 20

// compare runs the input where the machine is and in another place, and reads out what
// differs. Where runs are billed it asks first.
func (s *session) compare(with string) error {
	hint := "say compare and a version, an alias, a file, git:REV or a target"
	switch {
	case s.machine.ARN == "":
		return errNoMachine
	case with == "":
		return model.WithHint(errors.New("compare needs something to compare with"), hint)
	}
	text, err := s.filled()
	if err != nil {
		return err
	}
	sides, billed, err := s.ResolveOther(s.ctx, s.arn, with)
	if err != nil {
		return err
	}
	c, err := compare.New(sides, text, s.unchanged())
	if err != nil {
		return err
	}
	if !s.maySend(billed, c.Starts()...) {
		return nil
	}
	s.say("running %s and %s.", sides[0].Name, sides[1].Name)
	var answers [2]compare.Answer
	err = s.await(work{
		do: func(ctx context.Context, _ func(func())) error {
			answers = c.Both(ctx)
			return nil
		},
		soFar: func(bool) string { return "still running. Press control c to stop waiting." },
	})
	result := compare.Of(answers, nil)
	result.Note(s.ctx, s.Bench.Journal)
	s.compared(sides, result)
	return err
}

// compared reads out a comparison. Its runs have the numbers 1 and 2, which show takes.
func (s *session) compared(sides [2]compare.Side, r *compare.Result) {
	s.list = s.list[:0]
	for i, a := range r.Answers {
		s.runs++
		s.spent.Add(a.Run)
		s.list = append(s.list, a.Run.ID)
		s.say("%d. %s: %s", i+1, sides[i].Name, s.sentence(a.Run))
	}
	s.current = r.Answers[1].Run
	switch {
	case !r.Answered():
		s.say("There is nothing to compare.")
		return
	case r.Same():
		s.say("Both runs are identical.")
	}
	something := func(text string) string {
		if text == "" {
			return "nothing"
		}
		return text
	}
	for _, d := range r.Differences[:min(len(r.Differences), mostTold)] {
		place := d.Place
		if d.Path != "" {
			place += " " + d.Path
		}
		s.say("%s: 1 has %s, 2 has %s.", place, something(d.Left), something(d.Right))
	}
	if more := len(r.Differences) - mostTold; more > 0 {
		s.say("And %s more.", screen.Count(int64(more)))
	}
	if r.FirstDifference >= 0 {
		s.say("First difference: the state %s.", r.States[r.FirstDifference].Path)
	}
}
