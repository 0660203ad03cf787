package suite

import (
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
)

// Made is a place of an output that holds a stand-in: once the machine is deployed something
// else is there.
type Made struct {
	Path string // to ignore it
	Name string // of the stand-in
}

// Made are the places in a run's output, or in a cause that is a document, that hold stand-ins
// and are not ignored.
func (e *Expectation) Made(run model.Run, all []model.StandIn) (found []Made) {
	if len(all) == 0 {
		return nil
	}
	doc := document(run.Output)
	if run.Status != model.Succeeded {
		doc = causeOf(run.Cause)
	}
	jsondiff.EachString(jsondiff.Without(doc, e.ignored()), func(path, text string) {
		if path == "$" || len(found) == maxIgnore || slices.ContainsFunc(found, func(m Made) bool { return m.Path == path }) {
			return
		}
		if s, ok := model.StandInOf(jsonvalue.NewString(text).String(), all); ok {
			found = append(found, Made{path, s.Name})
		}
	})
	return found
}

// Without is what is expected of a run where some places are ignored, too.
func (e *Expectation) Without(run model.Run, made []Made) (*Expectation, error) {
	if len(made) == 0 {
		return e, nil
	}
	for _, m := range made {
		if err := e.Ignore(m.Path); err != nil {
			return nil, err
		}
	}
	budget := e.Budget
	now, err := Accept(run, e)
	if err == nil {
		now.Budget = budget
	}
	return now, err
}

// InWords lists places, and the stand-ins that they hold.
func InWords(made []Made) string {
	parts := make([]string, len(made))
	for i, m := range made {
		parts[i] = m.Path + " (" + m.Name + ")"
	}
	return strings.Join(parts, ", ")
}
