package bench

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/guard"
	"expresso/model/jsonvalue"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/sheet"
)

// sendTestMsg is told when a state may be tested on the target itself.
type sendTestMsg struct {
	of    *stateBench
	test  model.StateTest
	calls bool // a service, because there is no mock
}

// testedThereMsg is sent when the target has tested a state.
type testedThereMsg struct {
	of          *stateBench
	seq         ask.Seq
	here, there model.StateTested
	differ      []string // names of what is not the same
	err         error
}

// cannotTestThere says why the target's own TestState cannot be asked, "" if it can.
func (p *stateBench) cannotTestThere() string {
	_, tests := p.room.Bench.Target.(model.StateTester)
	switch {
	case p.loading || p.problem != "":
		return "the state has not been loaded"
	case p.room.Bench.Target.Info().Local:
		return "this already is the embedded target"
	case !tests:
		return "this target does not support TestState"
	case p.there.Waiting():
		return "the test is in progress"
	}
	return ""
}

// place is how the target is called.
func (p *stateBench) place() string { return screen.Visible(p.room.Bench.Target.Info().Title()) }

// testThere asks the target as well, after a question if a service would be called.
func (p *stateBench) testThere() tea.Cmd {
	test, err := p.typed()()
	if err != nil {
		p.Tell(dialog.SayMsg{Kind: dialog.Warned, Text: "not sent: " + screen.Visible(err.Error())})
		return nil
	}
	on := p.room.Bench.Target.Info()
	test.Role = p.role
	msg := sendTestMsg{of: p, test: test}
	part, _ := jsonvalue.Parse(p.text(statePart)) // it could be read just now
	kind, _ := part.Get("Type")
	if test.Mock != nil || asl.StateType(kind.Str()) != asl.Task {
		return p.sendThere(msg)
	}
	msg.calls = true
	resource, _ := part.Get("Resource")
	question := "Without a mock, TestState calls " + screen.Visible(resource.Str())
	if p.role != "" {
		question += ", with the role " + screen.Visible(string(p.role))
	}
	question += ", in account " + p.Machine.Account() + ", " + p.Machine.Region() + ". The call may be billed"
	p.Tell(dialog.BilledMsg{Title: "Test on " + p.place(), Question: question, Yes: "call it", Then: msg, Starts: []guard.Start{{On: on, Machine: p.Machine, Runs: 1}}})
	return nil
}

// sendThere asks the target, and for the same the embedded service.
func (p *stateBench) sendThere(msg sendTestMsg) tea.Cmd {
	here, target, allowed := p.room.Tester, p.room.Bench.Target, p.room.Bench.Guard
	ctx, seq := p.there.Next(p.room.Context)
	return ask.Command(func() tea.Msg {
		out := testedThereMsg{of: p, seq: seq}
		if msg.calls && allowed != nil {
			ended, err := allowed.Allow(target.Info(), p.Machine)
			if err != nil {
				out.err = err
				return out
			}
			defer ended(model.Run{Request: model.Request{Machine: p.Machine}, Status: model.NotStarted}) // what services bill is no workflow's
		}
		test := msg.test
		if test.Mock == nil {
			test.Context = "" // TestState takes one only with a mock
		} else {
			test.Context = bench.Mockable(test.Context)
		}
		if out.there, out.err = target.(model.StateTester).TestState(ctx, test); out.err != nil || msg.calls {
			return out
		}
		if out.here, out.err = here.TestState(ctx, test); out.err == nil {
			out.differ = bench.Differ(out.here, out.there)
		}
		return out
	})
}

// onTestedThere shows both answers beside each other.
func (p *stateBench) onTestedThere(msg testedThereMsg) tea.Cmd {
	if !p.there.Done(msg.seq) {
		return nil
	}
	if msg.err != nil {
		p.Tell(dialog.SayMsg{Kind: dialog.Failed, Text: "not tested on " + p.place() + ": " + screen.Visible(msg.err.Error()), Hint: model.HintOf(msg.err)})
		return nil
	}
	answer := func(where string, t model.StateTested, verdict string) sheet.Sheet {
		v := jsonview.New(p.T)
		v.SetText(bench.StepsText(t))
		title := where + " " + p.T.Sep + " " + t.Status
		if t.Next != "" {
			title += " " + p.T.Arrow + " " + t.Next
		}
		return sheet.Sheet{Title: screen.Visible(title + verdict), Doc: v}
	}
	title := "Test " + p.T.Sep + " " + screen.Visible(p.State)
	if msg.here.Status == "" { // it called a service, and nothing is called here
		p.room.Dialogs.Push(sheet.New(title, 0, answer(p.place(), msg.there, "")))
		return nil
	}
	verdict, said := "the same", dialog.SayMsg{Kind: dialog.Succeeded, Text: "the same here and on " + p.place()}
	if len(msg.differ) > 0 {
		verdict = "differs"
		said = dialog.SayMsg{Kind: dialog.Warned, Text: "differs on " + p.place() + " in: " + screen.Visible(strings.Join(msg.differ, ", "))}
	}
	p.room.Dialogs.Push(sheet.New(title, 1, answer("embedded", msg.here, ""), answer(p.room.Bench.Target.Info().Name, msg.there, " "+p.T.Sep+" "+verdict)))
	p.Tell(said)
	return nil
}
