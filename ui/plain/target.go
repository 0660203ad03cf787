package plain

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model"
)

// withInput at the end of a target's name takes the input along.
const withInput = " with input"

// target lists where runs may go, or switches there.
func (s *session) target(name string) error {
	if s.Connect == nil {
		return errors.New("the samples run on the embedded target here")
	}
	if name == "" {
		places := s.Targets.Targets(s.ctx)
		s.say("Runs go to %s. %s.", s.Bench.Target.Info().Title(), counted(int64(len(places)), "target"))
		for i, place := range places {
			s.say("%s", strings.TrimSuffix(fmt.Sprintf("%d. %s, %s", i+1, place.With, strings.Join(strings.Fields(place.Note), " ")), ", "))
		}
		if regions := s.Targets.Regions(s.ctx); len(regions) > 0 {
			s.say("Regions used before: %s. Say target, its name, and region:NAME for another region.", strings.Join(regions, ", "))
		}
		return nil
	}
	name, take := strings.CutSuffix(name, withInput)
	input := s.input
	if err := s.switchTo(name); err != nil {
		return err
	}
	if take && strings.TrimSpace(input) != "" {
		if s.machine.ARN == "" {
			s.brought = input
			s.say("The input goes to the machine that you pick next.")
			return nil
		}
		return s.become(input, "", "The input was kept")
	}
	return nil
}

// switchTo has runs go to another target from now on, if its machines can be listed or may be named.
func (s *session) switchTo(name string) error {
	to, err := s.Connect(s.ctx, name)
	if err != nil {
		return err
	}
	was, listing, machine, arn, input, saved := s.Config, s.listing, s.machine, s.arn, s.input, s.name
	s.Name, s.Bench, s.Credentials, s.Inputs, s.Session = to.Name, to.Bench, to.Credentials, to.Inputs, to.Session
	s.Parameters, s.Folder, s.ResolveOther = to.Parameters, to.Folder, to.ResolveOther
	s.listing, s.machine, s.arn, s.input, s.name = s.Bench.List(), model.Machine{}, "", "", ""
	if err := s.readMachines(); err != nil {
		if !errors.As(err, new(*model.DeniedError)) {
			s.Config, s.listing, s.machine, s.arn, s.input, s.name = was, listing, machine, arn, input, saved
			return err
		}
		s.fail(err)
	}
	s.say("Runs go to %s now.", s.Bench.Target.Info().Title())
	s.resume()
	return nil
}

// used remembers that the target is used.
func (s *session) used() {
	if s.Targets != nil {
		s.Targets.Note(s.ctx, s.Name, s.Bench.Target.Info())
	}
}

// elsewhere reports whether a machine is on another target, as far as is known where this one is.
func (s *session) elsewhere(arn model.ARN) bool {
	info := s.Bench.Target.Info()
	return arn.Region() != info.Region || info.Account != "" && arn.Account() != info.Account
}

// pickARN turns to a machine by its ARN, whether it is listed or not; on another target after a question.
func (s *session) pickARN(arn model.ARN) error {
	if s.elsewhere(arn) {
		where := fmt.Sprintf("%s is in %s, account %s", arn.Short(), arn.Region(), arn.Account())
		if s.Connect == nil {
			return errors.New(where + ", and the samples run on the embedded target here")
		}
		fitting := s.Targets.Fitting(s.ctx, arn)
		if len(fitting) == 0 {
			return model.WithHint(errors.New(where), "no profile of this account is known: say target profile:NAME region:"+arn.Region()+", then pick it")
		}
		s.say("%s. Switch to %s, yes or no?", where, fitting[0].With)
		for _, other := range fitting[1:] {
			s.say("You can also use %s.", other.With)
		}
		if !s.agrees() {
			s.say("nothing was switched.")
			return nil
		}
		if err := s.switchTo(fitting[0].With); err != nil {
			return err
		}
		if now := s.Bench.Target.Info(); s.elsewhere(arn) {
			return fmt.Errorf("%s, and %s is in %s, account %s", where, now.Title(), now.Region, now.Account)
		}
	}
	m := model.Machine{ARN: arn.Unqualified(), Name: arn.Machine(), Type: model.Express}
	d, err := s.Bench.Target.Describe(s.ctx, m.ARN)
	var denied *model.DeniedError
	switch {
	case errors.As(err, &denied): // it may still be run
		s.say("Cannot read the definition of %s: %s on %s is denied.", m.Name, denied.Action, denied.Resource)
	case err != nil:
		return err
	default:
		m.Type = d.Type
	}
	if problem := m.SyncProblem(); problem != "" {
		return fmt.Errorf("%s cannot be run: %s", m.Name, problem)
	}
	s.setPicked(m, arn)
	return nil
}
