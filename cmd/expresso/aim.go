package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"expresso/model"
	"expresso/model/pricing"
)

// aim is a state machine on a target, and the workbench that runs it.
type aim struct {
	target model.Target
	local  *local // nil if the target is not the embedded one
	arn    model.ARN
	bench  *model.Workbench
	prices pricing.Table
	close  func()
}

// take aims at what the user named, with a test case behind it if there is one. Its close
// has to be called.
func (a *app) take(ctx context.Context, what, testCase string, forget bool) (*aim, error) {
	target, l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	arn, err := resolve(ctx, target, l, what)
	if err != nil {
		return nil, err
	}
	if testCase != "" {
		if l == nil {
			return nil, usageError("--test-case is for the embedded target: AWS calls the real services")
		}
		arn += model.ARN("#" + testCase)
	}
	prices, err := a.prices(target.Info().Region)
	if err != nil {
		return nil, err
	}
	journal, closeJournal, err := a.openJournal(forget)
	if err != nil {
		return nil, err
	}
	bench := &model.Workbench{Target: target, Journal: journal}
	return &aim{target, l, arn, bench, prices, closeJournal}, nil
}

// mayRun asks whether so many runs may be sent to a target that bills for them. The
// embedded one does not. what says how many there are and what they may cost.
func (a *app) mayRun(l *local, yes bool, what string) error {
	if l != nil || yes {
		return nil
	}
	stdin, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(stdin) {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s: nothing was sent", what), "say --yes to send them without being asked")}
	}
	fmt.Fprintf(a.stderr, "%s. Send them? [y/N] ", lines(what))
	answer, err := bufio.NewReader(stdin).ReadString('\n')
	if err == nil && strings.EqualFold(strings.TrimSpace(answer), "y") {
		return nil
	}
	return usageError("nothing was sent")
}
