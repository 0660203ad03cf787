package bench

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
	events "expresso/ui/trace"
)

// testedMsg is sent when a state has been tested.
type testedMsg struct {
	seq    ask.Seq
	tested model.StateTested
	steps  string
	wrong  string
}

// test asks how the state goes with what is typed, if that is something else than before.
func (p *stateBench) test() tea.Cmd {
	changed := false
	for i, b := range p.parts {
		changed = changed || b.seen != b.text.Revision()
		p.parts[i].seen = b.text.Revision()
	}
	if !changed {
		return nil
	}
	ctx, seq := p.asked.Next(p.room.Context)
	read, tester := p.typed(), p.room.Tester
	return ask.Command(func() tea.Msg {
		msg := testedMsg{seq: seq}
		test, err := read()
		if err == nil {
			msg.tested, err = tester.TestState(ctx, test)
		}
		if err != nil {
			msg.wrong = strings.NewReplacer("ValidationException: ", "", "RoleArn must be specified when testing a Task state", "a Task needs a mock here", "Mock result schema validation error: ", "the mock's result: ").Replace(err.Error())
			return msg
		}
		msg.steps = bench.StepsText(msg.tested)
		return msg
	})
}

// typed returns what reads the test that is typed now.
func (p *stateBench) typed() func() (model.StateTest, error) {
	input, variables, mock, state := p.text(inputPart), p.text(variablesPart), p.text(mockPart), p.text(statePart)
	whole, given := p.whole, p.context
	return func() (model.StateTest, error) {
		test := model.StateTest{Input: input, Variables: variables, Context: given, Level: model.LevelTrace}
		part, err := jsonvalue.Parse(state)
		if err != nil {
			return test, fmt.Errorf("the state is not JSON: %w", err)
		}
		test.Definition = bench.Alone(part, whole).String()
		if strings.TrimSpace(mock) != "" {
			test.Mock, err = bench.ReadMock(mock)
		}
		return test, err
	}
}

func (p *stateBench) onTested(msg testedMsg) {
	if !p.asked.Done(msg.seq) {
		return
	}
	if p.wrong = msg.wrong; msg.wrong == "" { // else the steps before stay to be looked at
		p.tested = msg.tested
		p.steps.SetText(msg.steps)
	}
}

// RunMsg is told when the machine is to be run from the state on that is tested.
type RunMsg struct {
	Run    model.Run // whose state it is
	Origin model.Origin
	Input  string
}

// cannotRun says why the machine cannot be run from the state, "" if it can.
func (p *stateBench) cannotRun() string {
	switch {
	case p.loading || p.problem != "":
		return "the state has not been loaded"
	case p.Visit == nil:
		return "no run entered this state: there is no input to start with"
	case p.Run.Target != p.room.Bench.Target.Info().Name || !p.room.Bench.Target.Info().Local:
		return "runs can start at any state on the embedded target only"
	}
	return events.CannotRunFrom(p.Tree, p.Visit)
}

func (p *stateBench) run() tea.Cmd {
	msg := RunMsg{Run: p.Run, Origin: model.Origin{Run: p.Run.ID, State: p.State}, Input: p.text(inputPart)}
	if text := strings.TrimSpace(p.text(variablesPart)); text != "" && text != "{}" {
		msg.Origin.Variables = text
	}
	p.Tell(msg)
	p.leave()
	return nil
}

// cannotSaveMock says why there is no mock to save, "" if there is one.
func (p *stateBench) cannotSaveMock() string {
	m, err := bench.ReadMock(p.text(mockPart))
	switch {
	case p.room.Mocks == nil:
		return "this target has no mock file"
	case p.state == nil || p.state.Type != asl.Task:
		return "only Task states can have a mock in the mock file"
	case err != nil:
		return err.Error()
	case m.Result == "":
		return "only results can be saved as mocks, not errors"
	}
	return ""
}

func (p *stateBench) saveMock() tea.Cmd {
	m, _ := bench.ReadMock(p.text(mockPart))
	mocks, mock := p.room.Mocks, model.Mock{Machine: p.Machine.Machine(), State: p.State, Result: m.Result}
	return ask.Command(func() tea.Msg {
		path, err := mocks.AddMock(mock)
		if err != nil {
			return dialog.SayMsg{Kind: dialog.Failed, Text: "not saved: " + err.Error(), Hint: model.HintOf(err)}
		}
		return dialog.SayMsg{Kind: dialog.Succeeded, Text: "saved the mock of " + screen.Visible(mock.State) + " to " + screen.Visible(mocks.ShortPath(path))}
	})
}

// saveInputMsg is told when a name for an input was entered.
type saveInputMsg struct{ machine, name, text string }

func (p *stateBench) saveInput() tea.Cmd {
	machine, text := p.Machine.Machine(), p.text(inputPart)
	prompt := dialog.NewPrompt("Save input of "+screen.Visible(machine), "name", "", func(name string) tea.Msg {
		if name == "" {
			return nil
		}
		return saveInputMsg{machine, name, text}
	})
	prompt.Check = func(name string) string {
		if name == "" {
			return ""
		}
		if err := p.room.Inputs.Check(machine, name); err != nil {
			return err.Error()
		}
		return ""
	}
	p.room.Dialogs.Push(prompt)
	return nil
}

// onSaveInput saves an input under a name that no other has.
func (r *Room) onSaveInput(msg saveInputMsg) tea.Cmd {
	inputs := r.Inputs
	return ask.Command(func() tea.Msg {
		if _, err := inputs.Load(msg.machine, msg.name); err == nil {
			return dialog.SayMsg{Kind: dialog.Warned, Text: "not saved: the saved input " + screen.Visible(msg.name) + " already exists"}
		}
		if err := inputs.Save(msg.machine, msg.name, msg.text); err != nil {
			return dialog.SayMsg{Kind: dialog.Failed, Text: "not saved: " + err.Error(), Hint: model.HintOf(err)}
		}
		return SavedInputMsg{msg.machine, msg.name}
	})
}

// SavedInputMsg is sent when an input has been saved.
type SavedInputMsg struct{ Machine, Name string }
