package machine_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/asl"
	"expresso/ui/machine"
)

// project is a target that tells of a machine what a project does.
type project struct {
	target
	said model.Description
}

func (p project) Describe(context.Context, model.ARN) (model.Description, error) { return p.said, nil }

func TestStandIns(t *testing.T) {
	s := newStage(t, target{})
	s.bench.Target = project{said: model.Description{Definition: definition, StandIns: []model.StandIn{
		{Name: "ChargeFunction.Arn", Value: "arn:aws:lambda:us-east-1:000000000000:function:ChargeFunction", From: "AWS::Lambda::Function ChargeFunction"},
		{Name: "Table", Value: "Table\x1b[2J", From: "AWS::DynamoDB::Table Table"},
	}}}
	s.Do(s.room.Open(express(orders), model.Run{}, machine.Graph)).Sees(" Graph ", "Stand-ins")
	s.Press("tab", "tab").Sees(" Stand-ins ", "ChargeFunction.Arn = arn:aws:lambda", "from AWS::Lambda::Function ChargeFunction", "from AWS::DynamoDB::Table Table", "--define")
	s.Press("tab").Sees(" Graph ")
}

func TestProblem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, []byte("Resources:\n  Orders:\n    Type: [\n  Other: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := express(orders)
	broken.Problem = "template.yaml:3:11: it is broken"
	problem := &model.Problem{File: path, Line: 3, Column: 11, Message: "it is broken", Hint: "add a bracket"}
	s := newStage(t, target{})
	// Without a definition there is the place and the lines around it.
	s.bench.Target = project{said: model.Description{Machine: broken, ProblemAt: problem}}
	s.Do(s.room.Open(broken, model.Run{}, machine.Problems)).
		Sees(" Problems ", "no graph: there is no definition to draw", "it is broken", "template.yaml, line 3, column 11", "hint: add a bracket", ">    3      Type: [", "     4    Other: {}")
	seesNot(t, s.Owner, "EXPRESS")
	seesNot(t, s.Owner, "Definition")
	s.Press("esc")
	// With one there is what can be drawn of it, too.
	s.bench.Target = project{said: model.Description{Machine: broken, Definition: definition, ProblemAt: problem}}
	s.Do(s.room.Open(broken, model.Run{}, machine.Problems)).Sees(" Problems ", "it is broken", "Graph", "Definition").
		Press("tab").Sees(" Graph ", "Price").Press("tab").Sees(`"StartAt"`).Press("esc")
	// One that could run only as EXPRESS says so.
	standard := broken
	standard.Type = model.Standard
	s.bench.Target = project{said: model.Description{Machine: broken, ProblemAt: problem}}
	s.Do(s.room.Open(standard, model.Run{}, machine.Problems)).Sees("it is broken")
	seesNot(t, s.Owner, "EXPRESS")
	s.bench.Target = project{said: model.Description{Machine: broken, Definition: definition, ProblemAt: problem}}
	s.Do(s.room.Open(standard, model.Run{}, machine.Problems)).Sees("it is broken", "a STANDARD machine, checked as EXPRESS").Press("esc")
	// A file that is gone costs the lines alone.
	gone := *problem
	gone.File = path + "x"
	s.bench.Target = project{said: model.Description{Machine: broken, ProblemAt: &gone}}
	s.Do(s.room.Open(broken, model.Run{}, machine.Problems)).Sees("it is broken", "hint: add a bracket")
	seesNot(t, s.Owner, "Type: [")
}

// What is wrong is shown where it is in the definition, and a definition without problems is said to
// be valid.
func TestProblemsAreShownInTheDefinition(t *testing.T) {
	const text = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Result": {"x.$": "$.y"}, "Next": "C"}, "C": {"Type": "Succeed"}}}`
	s := newStage(t, target{definitions: map[model.ARN]string{orders: text}})
	s.Do(s.room.Open(express(orders), model.Run{}, machine.Problems)).Sees(" Warnings ", "WARNING", "/States/B").
		Press("enter").Sees(" Definition ", `"x.$": "$.y"`).Press("[").Sees(" Graph ").Press("enter").Sees(" B ").Press("esc", "esc")

	s = newStage(t, target{definitions: map[model.ARN]string{orders: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Gone"}}}`}})
	s.Do(s.room.Open(express(orders), model.Run{}, machine.Problems)).Sees(" Problems ", "Gone").
		Press("enter").Sees(" Definition ", `▌        "Next": "Gone"`)
	s = newStage(t, target{definitions: map[model.ARN]string{orders: definition}})
	s.Do(s.room.Open(express(orders), model.Run{}, machine.Problems)).Sees(" Graph ", "Price").Settle()
	if said := s.said.String(); !strings.Contains(said, "orders is valid: no problems and no warnings") {
		t.Errorf("%q", said)
	}
}

// What the problem says is said once.
func TestProblemIsToldOnce(t *testing.T) {
	const text = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Gone"}}}`
	_, found := asl.Load(text, asl.Express)
	if len(found) < 2 {
		t.Fatalf("only %v", found)
	}
	broken := express(orders)
	broken.Problem = "x"
	s := newStage(t, target{})
	s.bench.Target = project{said: model.Description{Machine: broken, Definition: text, ProblemAt: &model.Problem{
		File: "/x/template.yaml", Line: 7, Column: 3, Message: found[0].Code + ": " + found[0].Message + " (state A)",
	}}}
	s.Do(s.room.Open(broken, model.Run{}, machine.Problems)).Sees("/x/template.yaml, line 7", found[1].Message)
	if n := strings.Count(s.Screen(), found[0].Message); n != 1 {
		t.Errorf("told %d times\n%s", n, s.Screen())
	}
}
