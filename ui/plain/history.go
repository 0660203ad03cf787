package plain

import (
	"fmt"
	"strconv"
	"strings"

	"expresso/model"
)

// someRuns is how many runs are listed unless another number is said, and mostRuns how many
// at most.
const (
	someRuns = 10
	mostRuns = 1000
)

// orders are which runs are listed first, if not the latest.
var orders = map[string]model.Order{"longest": model.Longest, "expensive": model.Costliest, "failures": model.ByStatus}

func (s *session) history(which string) error {
	q := model.Query{Limit: someRuns, Fold: true}
	for _, word := range strings.Fields(which) {
		if order, ok := orders[word]; ok {
			q.Order, q.Fold = order, false
			continue
		}
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > mostRuns {
			return model.WithHint(fmt.Errorf("%q is not a number from 1 to %d", word, mostRuns), "say history and how many runs, and longest, expensive or failures for another order")
		}
		q.Limit = n
	}
	return s.sayRuns(q)
}

func (s *session) find(text string) error {
	if text == "" {
		return model.WithHint(fmt.Errorf("find needs a text"), "say find and a text")
	}
	return s.sayRuns(model.Query{Limit: someRuns, Text: text})
}

// sayRuns lists runs with numbers that show takes.
func (s *session) sayRuns(q model.Query) error {
	runs, err := s.Bench.Journal.List(s.ctx, q)
	if err != nil {
		return err
	}
	s.list = s.list[:0]
	if len(runs) == 0 {
		s.say("no runs.")
		return nil
	}
	for i, r := range runs {
		s.list = append(s.list, r.ID)
		text := s.sentence(r)
		if q.Fold && r.Group != "" {
			totals, err := s.Bench.Journal.Totals(s.ctx, model.Query{Group: r.Group})
			if err != nil {
				return err
			}
			text = fmt.Sprintf("%s of %s: %s, of which %d SUCCEEDED, estimated %s.", r.Group.Kind(), s.words(r.Machine),
				counted(totals.Runs, "run"), totals.Succeeded, s.Prices.OfTotals(totals).Format())
		}
		if r.Starred {
			text += " Starred."
		}
		if r.Note != "" {
			text += " Note: " + r.Note
		}
		s.say("%d. %s, %s", i+1, when(r.Asked), text)
	}
	return nil
}

// show turns to a run, by its number in the list or by the end of its ID.
func (s *session) show(which string) error {
	var id model.RunID
	n, err := strconv.Atoi(which)
	switch {
	case which == "":
		return model.WithHint(fmt.Errorf("show needs a run"), "say history, then show and a number")
	case err == nil && n >= 1 && n <= len(s.list):
		id = s.list[n-1]
	default:
		if id, err = s.endingIn(which); err != nil {
			return err
		}
	}
	r, err := s.Bench.Journal.Get(s.ctx, id)
	if err != nil {
		return err
	}
	s.showRun(r)
	return nil
}

// showRun turns to a run.
func (s *session) showRun(r model.Run) {
	s.current = r
	s.say("%s on %s, %s", when(r.Asked), r.Target, s.sentence(r))
	s.say("Say sent, output, error, trace or billing to hear more, or again to rerun it.")
}

// leastID is how much of an ID says which run is meant.
const leastID = 4

// endingIn finds the one run whose ID ends so.
func (s *session) endingIn(end string) (model.RunID, error) {
	hint := "say history, then show and a number"
	if len(end) < leastID {
		return "", model.WithHint(fmt.Errorf("the list has no run %s", end), hint)
	}
	var found []model.RunID
	for q := (model.Query{Limit: mostRuns}); ; {
		runs, err := s.Bench.Journal.List(s.ctx, q)
		if err != nil {
			return "", err
		}
		for _, r := range runs {
			if strings.HasSuffix(string(r.ID), end) {
				found = append(found, r.ID)
			}
		}
		if len(runs) < mostRuns {
			break
		}
		q.Before = runs[len(runs)-1].ID
	}
	switch len(found) {
	case 0:
		return "", model.WithHint(fmt.Errorf("no run's ID ends in %q", end), hint)
	case 1:
		return found[0], nil
	}
	return "", model.WithHint(fmt.Errorf("%d runs' IDs end in %q", len(found), end), "give more characters")
}
