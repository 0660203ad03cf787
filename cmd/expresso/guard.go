package main

import (
	"cmp"
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

// starts are runs of a machine that a command is about to send.
type starts struct {
	bench   *model.Workbench
	machine model.ARN
	runs    int64
}

// where names the place of the runs in full, for a question that nobody should answer for
// another one.
func (s starts) where() string {
	on := s.bench.Target.Info()
	text := s.machine.Short() + " in account " + s.machine.Account() + ", " + on.Region
	if on.Profile != "" {
		text += " (profile " + on.Profile + ")"
	}
	return text
}

// mayRun asks before runs are sent, where they are billed (bills) or guarded. what says how many
// there are and what they may cost.
func (a *app) mayRun(bills, yes bool, what string, sent ...starts) error {
	g, err := a.guarding()
	if err != nil {
		return err
	}
	var strictest starts
	var rule guard.Rule
	for _, s := range sent {
		r := g.Rule(s.bench.Target.Info(), s.machine)
		if r.Mode == guard.ReadOnly {
			return &exitError{exitUsage, guard.Refused(r, s.machine)}
		}
		if r.Mode != guard.None && rule.Mode != guard.TypeName {
			rule, strictest = r, s
		}
	}
	if rule.Mode != guard.None {
		what = cmp.Or(what, "1 run") + ": " + strictest.where() + " is guarded (" + rule.Match + ")"
	}
	if !yes && (bills || rule.Mode != guard.None) {
		if err := a.confirm(what, rule.Mode, strictest.machine); err != nil {
			return err
		}
	}
	runs := map[model.ARN]int64{}
	for _, s := range sent {
		runs[s.machine] += s.runs
	}
	for machine, n := range runs {
		g.Grant(machine, n)
	}
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
