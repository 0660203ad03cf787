package record

import (
	"fmt"

	"expresso/model"
	"expresso/model/task"
)

// Plan is what recording a run writes, to be shown first.
type Plan struct {
	Machine string // whose mocks and inputs these are, in the folder
	Case    string // of the test case and of the saved input
	As      string // the machine's name in the mock file
	States  []task.Answers
	Mocks   model.FileChange
	Input   model.FileChange
	Expect  model.FileChange
	Again   bool // the mock file has such a case, which is replaced

	Calls           int // that are answered
	Secrets, Masked int // values that were masked, and in how many places
	// Notes say what is not recorded, and what differs from the original run.
	Notes []string
	// Differs says how the run ends here with these files if it ends differently; "" if it replays.
	Differs string
}

// Files are those of the plan.
func (p *Plan) Files() []model.FileChange { return []model.FileChange{p.Mocks, p.Input, p.Expect} }

// Replaces reports whether something existing changes: an input, an expectation or a test case.
func (p *Plan) Replaces() bool {
	return p.Input.Before != "" && p.Input.Before != p.Input.After || p.Expect.Before != "" && p.Expect.Before != p.Expect.After || p.Again
}

// Name is the default name of a recording: run-20261201-140322.
func Name(run model.Run) string { return "run-" + run.Asked.UTC().Format("20060102-150405") }

// Sentence is one thing to know about a plan before it is written.
type Sentence struct {
	Text string
	Good bool // nothing needs to be done about it
}

// Sentences say what the plan contains, whether it replays, and what is missing.
func (p *Plan) Sentences() []Sentence {
	all := []Sentence{{fmt.Sprintf("%s of tasks, in test case %s of %s", count(p.Calls, "answer"), p.Case, p.Machine), true}}
	switch {
	case p.Differs != "":
		all = append(all, Sentence{"it does not replay here: " + p.Differs, false})
	default:
		all = append(all, Sentence{"it replays here with the same result", true})
	}
	if p.Secrets > 0 {
		look := "look"
		if p.Secrets == 1 {
			look = "looks"
		}
		all = append(all, Sentence{fmt.Sprintf("%s %s secret: masked in %s", count(p.Secrets, "value"), look, count(p.Masked, "place")), true})
	} else {
		all = append(all, Sentence{"no value looks secret", true})
	}
	for _, note := range p.Notes {
		all = append(all, Sentence{note, false})
	}
	return all
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
