package plain

import (
	"strings"

	"expresso/model/asl"
)

// validate checks the machine's definition as CreateStateMachine does.
func (s *session) validate(string) error {
	if s.machine.ARN == "" {
		return errNoMachine
	}
	d, err := s.Bench.Target.Describe(s.ctx, s.machine.ARN)
	if err != nil {
		return err
	}
	if p := d.ProblemAt; p != nil {
		s.say("%s, line %d, column %d: %s", p.File, p.Line, p.Column, p.Message)
		if p.Hint != "" {
			s.say("%s", p.Hint)
		}
		return nil
	}
	_, found := asl.Load(d.Definition, asl.MachineType(s.machine.Type))
	if len(found) == 0 {
		s.say("%s is valid: no problems and no warnings.", s.machine.Name)
	}
	for _, f := range found {
		line, column := f.Position(d.Definition)
		s.say("line %d, column %d: %s %s: %s", line, column, strings.ToLower(string(f.Severity)), f.Code, f.Message)
		if f.Hint != "" {
			s.say("%s", f.Hint)
		}
	}
	return nil
}
