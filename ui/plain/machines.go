package plain

import (
	"fmt"
	"strconv"
	"strings"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/guard"
)

// readMachines asks the target what there is.
func (s *session) readMachines() error {
	machines, err := s.Bench.Target.Machines(s.ctx)
	if err != nil {
		return model.WithHint(fmt.Errorf("cannot list the state machines: %w", err), model.HintOf(err))
	}
	s.machines = machines
	s.used()
	return nil
}

// resume turns to the machine of the last session, or to the first that can be run.
func (s *session) resume() {
	// A session that cannot be read costs a convenience.
	text, _ := s.Session.Get(s.ctx, model.SessionMachine(s.Bench.Target.Info()))
	arn := model.ARN(text)
	var first model.Machine
	for _, m := range s.machines {
		if m.SyncProblem() != "" {
			continue
		}
		if m.ARN == arn.Unqualified() {
			if s.Bench.Target.Info().Bills() {
				s.say("No state machine is picked, because runs are billed here. The last one was %s: say pick %s.", arn.Short(), arn.Short())
				return
			}
			s.setPicked(m, arn)
			return
		}
		if first.ARN == "" {
			first = m
		}
	}
	switch {
	case first.ARN == "":
	case s.Bench.Target.Info().Bills():
		s.say("No state machine is picked, because runs are billed here. Say machines, then pick and a name.")
	default:
		s.setPicked(first, first.ARN)
	}
}

// setPicked turns to a machine, with its draft or its first saved input.
func (s *session) setPicked(m model.Machine, arn model.ARN) {
	s.machine, s.arn = m, arn
	_ = s.Session.Put(s.ctx, model.SessionMachine(s.Bench.Target.Info()), string(arn)) // a convenience: the next start picks another
	s.input, _ = s.Session.Get(s.ctx, model.SessionDraft(m.ARN))
	s.name, _ = s.Session.Get(s.ctx, model.SessionDraftName(m.ARN))
	from := "your draft"
	if s.input == "" {
		if saved, err := s.Inputs.List(m.Name); err == nil && len(saved) > 0 {
			if text, err := s.Inputs.Load(m.Name, saved[0].Name); err == nil {
				s.input, s.name, from = text, saved[0].Name, "the saved input "+saved[0].Name
			}
		}
	}
	if s.brought != "" {
		s.input, s.name, s.brought, from = s.brought, "", "", "kept from the last target"
	}
	if s.input == "" {
		from = "empty, which means {}"
	}
	s.say("picked %s. The input is %s.", s.picked(), from)
	switch s.Guard.Rule(s.Bench.Target.Info(), s.arn).Mode {
	case guard.Ask, guard.TypeName:
		s.say("Its runs are guarded: each asks first.")
	case guard.ReadOnly:
		s.say("It is read-only here: nothing starts.")
	}
}

// picked is what runs go to, in words.
func (s *session) picked() string {
	return s.machine.Name + strings.TrimPrefix(string(s.arn), string(s.machine.ARN))
}

func (s *session) sayMachines(string) error {
	if err := s.readMachines(); err != nil {
		return err
	}
	s.say("%s.", counted(int64(len(s.machines)), "state machine"))
	for i, m := range s.machines {
		text := fmt.Sprintf("%d. %s, %s", i+1, m.Name, m.Type)
		switch {
		case m.ARN == s.machine.ARN:
			text += ", picked"
		case m.SyncProblem() != "":
			text += ", cannot be run: " + m.SyncProblem()
		}
		last, err := s.Bench.Journal.List(s.ctx, model.Query{Machine: string(m.ARN), Limit: 1, Whole: true})
		if err == nil && len(last) > 0 {
			text += ", last run " + last[0].Status.String() + " " + when(last[0].Asked)
		}
		s.say("%s", text)
	}
	return nil
}

// pick turns to the machine that is named, or that has this number in the list.
func (s *session) pick(what string) error {
	if what == "" {
		return model.WithHint(fmt.Errorf("pick needs a machine"), "say pick and a name, or a number from the list of machines")
	}
	if arn, ok := model.FindARN(what); ok {
		what = string(arn)
	}
	name, rest := what, ""
	if i := strings.IndexAny(what, "#:"); i >= 0 && !model.ARN(what).IsARN() {
		name, rest = what[:i], what[i:]
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(s.machines) {
		name = s.machines[n-1].Name
	}
	for _, m := range s.machines {
		if m.Name != name && m.ARN != model.ARN(what).Unqualified() {
			continue
		}
		if problem := m.SyncProblem(); problem != "" {
			return fmt.Errorf("%s cannot be run: %s", m.Name, problem)
		}
		arn := m.ARN + model.ARN(rest)
		if model.ARN(what).IsARN() {
			arn = model.ARN(what)
		}
		if arn != m.ARN {
			q, err := s.Bench.Qualifiers(s.ctx, m.ARN)
			if err == nil && !q.Have(arn) {
				return model.WithHint(fmt.Errorf("%s has no %s", m.Name, strings.TrimLeft(strings.TrimPrefix(string(arn), string(m.ARN)), ":#")),
					"pick the machine, then say versions")
			}
		}
		s.setPicked(m, arn)
		return nil
	}
	if arn, ok := model.FindARN(what); ok {
		return s.pickARN(arn)
	}
	return model.WithHint(fmt.Errorf("unknown state machine %q", what), "say machines to list them")
}

var errNoMachine = model.WithHint(fmt.Errorf("no state machine is picked"), "say machines, then pick and a name or a number")

func (s *session) versions(string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	q, err := s.Bench.Qualifiers(s.ctx, s.machine.ARN)
	for _, a := range q.Aliases {
		routes := make([]string, len(a.Routes))
		for i, r := range a.Routes {
			routes[i] = fmt.Sprintf("%d percent to version %s", r.Weight, r.Version.Qualifier())
		}
		s.say("alias %s: %s", a.ARN.Qualifier(), strings.Join(routes, " and "))
	}
	for _, v := range q.Versions {
		s.say("version %s, of %s", v.ARN.Qualifier(), v.Created.Local().Format("2006-01-02 15:04"))
	}
	for _, c := range q.Cases {
		s.say("test case %s", c)
	}
	if err == nil && len(q.Aliases)+len(q.Versions)+len(q.Cases) == 0 {
		s.say("%s has no versions, aliases or test cases.", s.machine.Name)
	}
	return err
}

func (s *session) definition(string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	d, err := s.Bench.Target.Describe(s.ctx, s.machine.ARN)
	if err != nil {
		return err
	}
	s.say("%s", pretty(d.Definition))
	return nil
}

func (s *session) inputs(string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	saved, err := s.Inputs.List(s.machine.Name)
	if err != nil {
		return err
	}
	if len(saved) == 0 {
		s.say("%s has no saved inputs. Say save and a name to save the input.", s.machine.Name)
		return nil
	}
	s.say("%s of %s.", counted(int64(len(saved)), "saved input"), s.machine.Name)
	for i, input := range saved {
		text := fmt.Sprintf("%d. %s", i+1, input.Name)
		if input.BuiltIn {
			text += ", from the sample"
		}
		if input.Example != "" {
			text += ", an example of the project"
		}
		if input.Expected {
			text += ", with an expectation"
		}
		if input.Name == s.name {
			text += ", loaded"
		}
		s.say("%s", text)
	}
	return nil
}

func (s *session) load(name string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	saved, err := s.Inputs.List(s.machine.Name)
	if err != nil {
		return err
	}
	n, notNumber := strconv.Atoi(name)
	for i, input := range saved {
		if input.Name == name || notNumber == nil && n == i+1 {
			text, err := s.Inputs.Load(s.machine.Name, input.Name)
			if err != nil {
				return err
			}
			return s.become(text, input.Name, "loaded "+input.Name)
		}
	}
	return model.WithHint(fmt.Errorf("%s has no saved input %q", s.machine.Name, name), "say inputs to list them")
}

// maySend asks whether runs may be sent that are billed: what says how many, and what they
// may cost.
func (s *session) maySend(what string, sent ...guard.Start) bool {
	rule, of, err := s.Guard.Needs(sent...)
	if err != nil {
		s.say("%s.", err)
		return false
	}
	if rule.Mode != guard.None {
		if what == "" {
			what = fmt.Sprintf("1 run with an input of %s, last run: %s", counted(int64(of.Input), "byte"), burst.LastCost(s.ctx, s.Bench.Journal, s.Prices.In(of.Machine.Region()), of.Machine))
		}
		what += ". " + of.Where() + " is guarded"
	}
	yes := what == ""
	switch {
	case yes:
	case rule.Mode == guard.TypeName:
		s.say("%s. Type the machine's name to send.", unmarked(what))
		answer, ok := s.more("name: ")
		yes = ok && strings.TrimSpace(answer) == of.Machine.Machine()
	default:
		s.say("%s. Send them, yes or no?", unmarked(what))
		yes = s.agrees()
	}
	if !yes {
		s.say("nothing was sent.")
		return false
	}
	s.Guard.Grant(sent...)
	return true
}

// agrees reports whether a question is answered with yes. No answer is none.
func (s *session) agrees() bool {
	answer, ok := s.more("yes or no: ")
	return ok && strings.EqualFold(strings.TrimSpace(answer), "yes")
}

// save keeps the input under a name. Another one of that name is not replaced unasked.
func (s *session) save(name string) error {
	switch {
	case s.machine.ARN == "":
		return errNoMachine
	case name == "":
		return model.WithHint(fmt.Errorf("save needs a name"), "say save and a name")
	}
	saved, err := s.Inputs.List(s.machine.Name)
	if err != nil {
		return err
	}
	for _, input := range saved {
		if input.Name == name && !input.BuiltIn && input.Example == "" && name != s.name {
			s.say("The saved input %s already exists. Replace it, yes or no?", name)
			if !s.agrees() {
				s.say("not saved.")
				return nil
			}
		}
	}
	if err := s.Inputs.Save(s.machine.Name, name, s.input); err != nil {
		return err
	}
	return s.become(s.input, name, "saved as "+name)
}
