package main

import (
	"errors"
	"fmt"
	"strconv"

	"expresso/model"
	"expresso/model/guard"
)

// guarding is the guard of the configuration, and of --read-only.
func (a *app) guarding() (*guard.Guard, error) {
	if a.guard != nil {
		return a.guard, nil
	}
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	var rules []guard.Rule
	var problems []error
	for i, written := range c.Guard {
		rule, err := guard.ParseRule(written.Match, written.Mode)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", c.Where("guard", strconv.Itoa(i), "match"), err))
		}
		rules = append(rules, rule)
	}
	if len(problems) > 0 {
		return nil, &exitError{exitUsage, errors.Join(problems...)}
	}
	if a.target.readOnly {
		rules = append(rules, guard.All)
	}
	a.guard = guard.New(rules)
	return a.guard, nil
}

// mayRun asks before runs are sent, where they are billed (bills) or guarded. what says how many
// there are and what they may cost.
func (a *app) mayRun(bills, yes bool, what string, sent ...guard.Start) error {
	g, err := a.guarding()
	if err != nil {
		return err
	}
	rule, of, err := g.Needs(sent...)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if rule.Mode != guard.None {
		what += ": " + of.Where() + " is guarded (" + rule.Match + ")"
	}
	if !yes && (bills || rule.Mode != guard.None) {
		if err := a.confirm(what, rule.Mode, of.Machine); err != nil {
			return err
		}
	}
	g.GrantAll(sent...)
	return nil
}

// confirm asks on the terminal whether to send runs.
func (a *app) confirm(what string, mode guard.Mode, machine model.ARN) error {
	var yes, asked bool
	if mode == guard.TypeName {
		var typed string
		typed, asked = a.askFor(what + ". Type the machine's name to send: ")
		yes = typed == machine.Machine()
	} else {
		yes, asked = a.ask(what + ". Send?")
	}
	switch {
	case !asked:
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s: nothing was sent", what), "give --yes to send without being asked")}
	case !yes:
		return usageError("nothing was sent")
	}
	return nil
}
