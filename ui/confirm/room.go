// Package confirm asks before runs that are billed or guarded. It says in the header what is
// guarded, and how much of the budget of the session is spent.
package confirm

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/guard"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
	"expresso/ui/screen"
)

// Config is what the room takes.
type Config struct {
	room.Common
	Guard *guard.Guard // nil if nothing is guarded
}

// Room is the room. It tells what follows on an answer, and dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	reading ask.Latest // the cost of the latest run
	shown   func(dialog.Facts)
}

// New returns a room that asks nothing.
func New(c Config) *Room { return &Room{Config: c} }

// Ask asks before runs that are billed or guarded, and sends others at once. The question appears at
// once, for users who type ahead; the cost of the latest run follows.
func (r *Room) Ask(runs dialog.BilledMsg) tea.Cmd {
	rule, of, err := r.Guard.Needs(runs.Starts...)
	if err != nil {
		r.Tell(dialog.SayMsg{Kind: dialog.Failed, Text: err.Error(), Hint: model.HintOf(err)})
		if runs.Otherwise != nil {
			r.Tell(runs.Otherwise)
		}
		return nil
	}
	r.shown = nil
	if runs.Budget != nil && rule.Mode == guard.TypeName { // it has a line of its own for the name
		budget := runs
		budget.Budget = nil
		r.Dialogs.Push(&dialog.Confirm{Title: runs.Title, Question: runs.Question, Yes: "next", Then: askMsg{budget}, Otherwise: runs.Otherwise, Budget: runs.Budget})
		return nil
	}
	if rule.Mode == guard.None {
		if runs.Question == "" {
			r.Tell(runs.Then)
			return nil
		}
		r.Dialogs.Push(&dialog.Confirm{Title: runs.Title, Question: runs.Question, Yes: cmp.Or(runs.Yes, "send"), Then: runs.Then, Otherwise: runs.Otherwise, Budget: runs.Budget})
		return nil
	}
	then, facts := grantedMsg{runs}, r.facts(rule, of, runs.Starts)
	reads := runs.Question == ""
	if reads {
		facts = append(facts, dialog.Fact{Name: lastRun, Value: r.Theme.Ellipsis})
	}
	if rule.Mode == guard.TypeName {
		name := of.Machine.Machine()
		p := dialog.NewPrompt(runs.Title, "name", "", func(string) tea.Msg { return then })
		p.Check = func(text string) string {
			if text != name {
				return "the name is " + name
			}
			return ""
		}
		p.Question, p.Facts, p.Otherwise = sentence(runs.Question)+"Type "+name+" to send.", facts, runs.Otherwise
		r.shown = func(f dialog.Facts) { p.Facts = f }
		r.Dialogs.Push(p)
	} else {
		c := &dialog.Confirm{Title: runs.Title, Question: runs.Question, Facts: facts, Yes: cmp.Or(runs.Yes, "send"), Then: then, Otherwise: runs.Otherwise, Budget: runs.Budget}
		r.shown = func(f dialog.Facts) { c.Facts = f }
		r.Dialogs.Push(c)
	}
	if !reads {
		return nil
	}
	return r.read(of.Machine, facts)
}

// Barred says why runs of a machine of the target may not start at all, "" if they may: no form is
// filled in for nothing.
func (r *Room) Barred(machine model.ARN) string {
	if _, _, err := r.Guard.Needs(guard.Start{On: r.Bench.Target.Info(), Machine: machine, Runs: 1}); err != nil {
		return err.Error()
	}
	return ""
}

// sentence is a question before another sentence.
func sentence(question string) string {
	if question == "" {
		return ""
	}
	return question + ". "
}

// lastRun is the fact that is read.
const lastRun = "last run"

// facts name the place of the runs in full, so that it cannot be mistaken for another.
func (r *Room) facts(rule guard.Rule, of guard.Start, all []guard.Start) dialog.Facts {
	machine, others := of.Machine.Short(), map[model.ARN]bool{}
	for _, s := range all {
		if s.Machine != of.Machine && r.Guard.Rule(s.On, s.Machine).Mode != guard.None {
			others[s.Machine] = true
		}
	}
	if n := len(others); n > 0 {
		machine += " and " + screen.Count(int64(n)) + " more (guarded)"
	}
	f := dialog.Facts{{Name: "machine", Value: machine}, {Name: "account", Value: of.Machine.Account() + " " + r.Theme.Sep + " " + of.On.Region}}
	if who := of.Who(); who != "" {
		f = append(f, dialog.Fact{Name: "as", Value: who})
	}
	f = append(f, dialog.Fact{Name: "guard", Value: rule.Match + " " + r.Theme.Sep + " " + string(rule.Mode)})
	if of.Input > 0 {
		f = append(f, dialog.Fact{Name: "input", Value: screen.Bytes(of.Input)})
	}
	return f
}

// readMsg is sent when it is known what the latest run of a machine cost.
type readMsg struct {
	seq   ask.Seq
	facts dialog.Facts
}

func (r *Room) read(machine model.ARN, facts dialog.Facts) tea.Cmd {
	ctx, seq := r.reading.Next(r.Context)
	journal, prices := r.Bench.Journal, r.Prices.In(machine.Region())
	return ask.Command(func() tea.Msg {
		known := append(dialog.Facts{}, facts...)
		known[len(known)-1].Value = burst.LastCost(ctx, journal, prices, machine)
		return readMsg{seq, known}
	})
}

// Update takes answers.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case readMsg:
		if r.reading.Done(msg.seq) && r.shown != nil {
			r.shown(msg.facts)
		}
	case askMsg:
		return r.Ask(msg.runs)
	case grantedMsg:
		r.Guard.Grant(msg.runs.Starts...)
		r.Tell(msg.runs.Then)
	}
	return nil
}

// askMsg is told when the name is to be asked for, after the budget.
type askMsg struct{ runs dialog.BilledMsg }

// grantedMsg is told when guarded runs were confirmed.
type grantedMsg struct{ runs dialog.BilledMsg }

// Badge says in the header that runs of a machine are guarded, or that the session's budget is
// reached; "" for neither. It is in reverse, so that the target is not mistaken for another.
func (r *Room) Badge(machine model.ARN) string {
	on := r.Bench.Target.Info()
	word := map[guard.Mode]string{guard.Ask: "GUARDED", guard.TypeName: "GUARDED", guard.ReadOnly: "READ-ONLY"}[r.Guard.Rule(on, machine).Mode]
	if word != "READ-ONLY" && machine != "" && r.Guard.Session(on).Room(machine) != nil {
		word = "BUDGET REACHED"
	}
	if word == "" {
		return ""
	}
	return " " + r.Theme.Select.Render(" "+word+" ")
}

// Budget says how much of the session's budget is spent, "" where there is none.
func (r *Room) Budget() string {
	on := r.Bench.Target.Info()
	state := r.Guard.Session(on).State(on.Region)
	if state == "" {
		return ""
	}
	return "budget " + state
}
