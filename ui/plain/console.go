package plain

import (
	"fmt"

	"expresso/model"
	"expresso/model/console"
)

// console reads out the address of a page that the AWS console has.
func (s *session) console(what string) error {
	hint := "say console machine, console run, console logs or console trace"
	switch {
	case what == "run" || what == "trace":
		if s.current.ID == "" {
			return errNoRun
		}
		if err := console.Elsewhere(s.current.Target); err != nil {
			return err
		}
	case s.machine.ARN == "":
		return errNoMachine
	default:
		if err := console.Elsewhere(s.Bench.Target.Info().Name); err != nil {
			return err
		}
	}
	var address string
	var err error
	switch what {
	case "machine":
		address, err = console.Machine(s.machine.ARN)
	case "run":
		address, err = console.Execution(s.current)
	case "logs":
		var d model.Description
		if d, err = s.Bench.Target.Describe(s.ctx, s.arn); err == nil {
			address, err = console.LogGroup(d.LogGroup)
		}
	case "trace":
		address, err = console.Trace(s.current)
	default:
		err = model.WithHint(fmt.Errorf("console takes machine, run, logs or trace, not %q", what), hint)
	}
	if err != nil {
		return err
	}
	s.say("%s", address)
	return nil
}
