package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"expresso/model"
	"expresso/model/local"
	"expresso/model/pricing"
)

// aim is a state machine on a target, and the workbench that runs it.
type aim struct {
	target model.Target
	local  *local.Local // nil if the target is not the embedded one
	arn    model.ARN
	bench  *model.Workbench
	prices pricing.Table
	close  func()
}

// take aims at what the user named, with a test case behind it if there is one. Its close
// has to be called.
func (a *app) take(ctx context.Context, what, testCase string, forget bool) (*aim, error) {
	at, err := a.takeAll(ctx, forget)
	if err != nil {
		return nil, err
	}
	if at.arn, err = resolve(ctx, at.target, at.local, what); err == nil && testCase != "" {
		if at.local == nil {
			err = usageError("--test-case is for the embedded target: AWS calls the real services")
		}
		at.arn += model.ARN("#" + testCase)
	}
	var book pricing.Book
	if err == nil {
		book, err = a.book()
	}
	if err != nil {
		at.close()
		return nil, err
	}
	at.prices = book.In(at.arn.Region()) // an ARN may name another region than the target's
	return at, nil
}

// takeAll is take without a machine.
func (a *app) takeAll(ctx context.Context, forget bool) (*aim, error) {
	target, l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	book, err := a.book()
	if err != nil {
		return nil, err
	}
	journal, closeJournal, err := a.openJournal(forget)
	if err != nil {
		return nil, err
	}
	return &aim{target: target, local: l, bench: &model.Workbench{Target: target, Journal: journal, Note: a.target.note()}, prices: book.In(target.Info().Region), close: closeJournal}, nil
}

// untilStopped does work until it ends. The first ctrl+c, which ends ctx, stops it from
// starting anything; a second one gives up waiting for what is in flight.
func (a *app) untilStopped(ctx context.Context, stop func(), work func(context.Context) error) error {
	waiting, abandon := context.WithCancelCause(context.WithoutCancel(ctx))
	defer abandon(nil)
	defer context.AfterFunc(ctx, func() {
		stop()
		fmt.Fprintln(a.stderr, "stopping: waiting for the runs in flight; ctrl+c again gives up on them")
		again := make(chan os.Signal, 1)
		signal.Notify(again, os.Interrupt, syscall.SIGTERM)
		defer signal.Stop(again)
		select {
		case <-again:
			abandon(model.ErrAbandoned)
		case <-waiting.Done():
		}
	})()
	return work(waiting)
}

// mayRun asks whether so many runs may be sent to a target that bills for them. The
// embedded one does not. what says how many there are and what they may cost.
func (a *app) mayRun(l *local.Local, yes bool, what string) error {
	if l != nil || yes {
		return nil
	}
	yes, asked := a.ask(what + ". Send them?")
	switch {
	case !asked:
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s: nothing was sent", what), "say --yes to send them without being asked")}
	case !yes:
		return usageError("nothing was sent")
	}
	return nil
}

// ask asks a question on a terminal. Elsewhere nobody can answer, and asked is false.
func (a *app) ask(question string) (yes, asked bool) {
	stdin, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(stdin) {
		return false, false
	}
	fmt.Fprintf(a.stderr, "%s [y/N] ", lines(question))
	answer, err := bufio.NewReader(stdin).ReadString('\n')
	return err == nil && strings.EqualFold(strings.TrimSpace(answer), "y"), true
}
