package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/pricing"
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
	limits := guard.Limits{}
	for name, of := range map[string]struct {
		written string
		into    *pricing.Money
	}{"session": {c.Budget.Session, &limits.Session}, "burst": {c.Budget.Burst, &limits.Burst}} {
		if *of.into, err = budget(of.written); err != nil {
			return nil, &exitError{exitUsage, fmt.Errorf("%s: %w", c.Where("budget", name), err)}
		}
	}
	if limits.Prices, err = a.book(); err != nil {
		return nil, err
	}
	a.guard = guard.New(rules).Limit(limits)
	return a.guard, nil
}

// budget reads an amount, "" for none.
func budget(text string) (pricing.Money, error) {
	if text == "" {
		return 0, nil
	}
	m, err := pricing.ParseMoney(text)
	if err == nil && m == 0 {
		err = errors.New("a budget is above 0; --read-only starts nothing")
	}
	return m, err
}

// addBudget adds the flag --budget. An empty one, of a variable that is not set say, is no budget, and
// must not be taken for none.
func addBudget(cmd *cobra.Command, amount *string) {
	cmd.Flags().StringVar(amount, "budget", "", "start nothing more once the estimated cost reaches this amount, like 0.50")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if cmd.Flags().Changed("budget") && *amount == "" {
			return usageError("--budget: an amount must be a decimal like 0.50, got nothing")
		}
		return nil
	}
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
		what = of.Where() + " is guarded (" + rule.Match + "): " + what
	}
	if !yes && (bills || rule.Mode != guard.None) {
		if err := a.confirm(what, rule.Mode, of.Machine); err != nil {
			return err
		}
	}
	g.Grant(sent...)
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
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("nothing was sent: %s", what), "give --yes to send without confirmation")}
	case !yes:
		return usageError("nothing was sent")
	}
	return nil
}
