package plain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/guard"
	"expresso/ui/screen"
)

// readMachines asks the target what there is. Of a long list it reads the first page: the rest is read when
// it is needed.
func (s *session) readMachines() error {
	listing := s.Bench.List()
	if err := listing.Read(s.ctx); err != nil {
		return cannotList(err)
	}
	s.listing = listing
	s.used()
	return nil
}

func cannotList(err error) error {
	return model.WithHint(fmt.Errorf("cannot list the state machines: %w", err), model.HintOf(err))
}

// readAll reads the rest of a list, and puts it in order.
func (s *session) readAll() error {
	if s.listing.Whole {
		return nil
	}
	s.say("reading the list of state machines, %s so far.", screen.Count(int64(len(s.listing.Machines))))
	if err := s.listing.All(s.ctx); err != nil {
		return cannotList(err)
	}
	slices.SortStableFunc(s.listing.Machines, func(a, b model.Machine) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// resume turns to the machine of the last session, or to the first that can be run.
func (s *session) resume() {
	// A session that cannot be read costs a convenience.
	text, _ := s.Session.Get(s.ctx, model.SessionMachine(s.Bench.Target.Info()))
	arn := model.ARN(text)
	can := func(m model.Machine) bool { return m.SyncProblem() == "" }
	last := func(m model.Machine) bool { return can(m) && m.ARN == arn.Unqualified() }
	if s.Bench.Target.Info().Bills() {
		switch {
		case arn != "" && (!s.listing.Whole && len(s.listing.Machines) > 0 || slices.ContainsFunc(s.listing.Machines, last)):
			s.say("No state machine is picked, because runs are billed here. The last one was %s: say pick %s.", arn.Short(), arn.Short())
		case slices.ContainsFunc(s.listing.Machines, can):
			s.say("No state machine is picked, because runs are billed here. Say machines, then pick and a name.")
		}
		return
	}
	if len(s.listing.Machines) == 0 {
		return
	}
	if arn != "" {
		if m, ok, _ := s.listing.Find(s.ctx, last); ok { // else the first one will do
			s.setPicked(m, arn)
			return
		}
	}
	if m, ok, _ := s.listing.Find(s.ctx, can); ok {
		s.setPicked(m, m.ARN)
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
	if err := s.readAll(); err != nil {
		return err
	}
	s.say("%s.", counted(int64(len(s.listing.Machines)), "state machine"))
	for i, m := range s.listing.Machines {
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

// pick turns to the machine that is named, or that has this number in the list. Of an execution that the
// history has it shows the run.
func (s *session) pick(what string) error {
	if what == "" {
		return model.WithHint(fmt.Errorf("pick needs a machine"), "say pick and a name, or a number from the list of machines")
	}
	if arn, ok := model.FindARN(what); ok {
		return s.goTo(what, arn)
	}
	name, rest := what, ""
	if i := strings.IndexAny(what, "#:"); i >= 0 {
		name, rest = what[:i], what[i:]
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 {
		if err := s.readAll(); err != nil {
			return err
		}
		if n <= len(s.listing.Machines) {
			name = s.listing.Machines[n-1].Name
		}
	}
	m, ok, err := s.listing.Find(s.ctx, func(m model.Machine) bool { return m.Name == name || string(m.ARN) == what })
	switch {
	case err != nil:
		return cannotList(err)
	case !ok:
		return model.WithHint(fmt.Errorf("unknown state machine %q", what), "say machines to list them")
	}
	return s.pickListed(m, m.ARN+model.ARN(rest))
}

// pickListed turns to a machine of the list, with a version, an alias or a test case.
func (s *session) pickListed(m model.Machine, arn model.ARN) error {
	if problem := m.SyncProblem(); problem != "" {
		return fmt.Errorf("%s cannot be run: %s", m.Name, problem)
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

// goTo turns to what a text names by an ARN. It needs no list.
func (s *session) goTo(what string, arn model.ARN) error {
	if execution, ok := model.FindExecution(what); ok {
		runs, err := s.Bench.Journal.List(s.ctx, model.Query{Machine: string(arn), Execution: execution, Limit: 1})
		if err != nil {
			return err
		}
		if len(runs) > 0 {
			if arn.Unqualified() != s.machine.ARN && !s.elsewhere(arn) {
				if err := s.pickNamed(arn); err != nil {
					s.fail(err) // the run is still here
				}
			}
			run, err := s.Bench.Journal.Get(s.ctx, runs[0].ID) // with its bodies
			if err == nil {
				s.showRun(run)
			}
			return err
		}
		s.say("this execution is not in the history: going to its machine %s.", arn.Short())
	}
	return s.pickNamed(arn)
}

// pickNamed turns to a machine by its ARN: as it is listed, if it is as far as the list was read.
func (s *session) pickNamed(arn model.ARN) error {
	if i := slices.IndexFunc(s.listing.Machines, func(m model.Machine) bool { return m.ARN == arn.Unqualified() }); i >= 0 {
		return s.pickListed(s.listing.Machines[i], arn)
	}
	return s.pickARN(arn)
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
	if what := wrong(s.input); what != "" {
		return model.WithHint(fmt.Errorf("not saved: %s", what), "say set and JSON, or edit")
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
