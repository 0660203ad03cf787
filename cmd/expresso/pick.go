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
	"expresso/model/reference"
)

// picked is the machine that a command is for, or its target alone.
type picked struct {
	reference.Machine
	names *reference.Resolver
	close func()
}

// resolver resolves what the user names, beginning with the target of the flags.
func (a *app) resolver() (*reference.Resolver, error) {
	if err := a.target.check(); err != nil {
		return nil, err
	}
	book, err := a.book()
	if err != nil {
		return nil, err
	}
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	defaults, err := a.requests()
	return &reference.Resolver{Remote: a.target.remote(), Embedded: a.openLocal, Prices: book, Endpoints: c.Endpoints, Defaults: defaults}, err
}

// openLocal opens the embedded target. Its clock, memory and what is checked of mocks are the
// project's or the configuration's unless a flag says otherwise.
func (a *app) openLocal() (*local.Local, error) {
	f := a.target
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	if !f.given.Changed("clock") {
		f.clock = c.Clock
	}
	if !f.changed("mock-validation") {
		f.mockValidation = c.MockValidation
	}
	if !f.given.Changed("memory") && c.Memory > 0 {
		f.memory = c.Memory
	}
	return f.openLocal()
}

// open returns the target that the flags name, without a journal.
func (a *app) open(ctx context.Context) (reference.Target, error) {
	names, err := a.resolver()
	if err != nil {
		return reference.Target{}, err
	}
	return names.Open(ctx)
}

// pick returns the machine that the user named, with a test case behind it if there is one.
// Its close has to be called.
func (a *app) pick(ctx context.Context, what, testCase string, forget bool) (*picked, error) {
	at, err := a.pickTarget(ctx, forget)
	if err != nil {
		return nil, err
	}
	at.names.Reading = a.reading
	at.Machine, err = at.names.Machine(ctx, at.Target, what)
	if err == nil && testCase != "" {
		if at.Local == nil {
			err = reference.ErrNoTestCases
		}
		at.ARN += model.ARN("#" + testCase)
	}
	if err != nil {
		at.close()
		return nil, err
	}
	if at.Local != nil {
		if as := at.Local.Matched(at.ARN.Machine()); as != "" {
			fmt.Fprintf(a.stderr, "note: %s uses %s of the mock file\n", at.ARN.Machine(), as)
		}
	}
	return at, nil
}

// pickTarget is pick without a machine.
func (a *app) pickTarget(ctx context.Context, forget bool) (*picked, error) {
	names, err := a.resolver()
	if err != nil {
		return nil, err
	}
	target, err := names.Open(ctx)
	if err != nil {
		return nil, err
	}
	if target.Local != nil {
		_, warnings := target.Local.Project()
		for _, warning := range warnings {
			printError(a.stderr, fmt.Errorf("warning: %s", target.Local.Short(warning)))
		}
	}
	target.Bench.Note = a.target.note()
	g, err := a.guarding()
	if err != nil {
		return nil, err
	}
	if !g.Empty() {
		target.Bench.Guard = g
	}
	at := &picked{Machine: reference.Machine{Target: target}, names: names}
	target.Bench.Journal, at.close, err = a.openJournal(forget)
	return at, err
}

// untilStopped does work until it ends. The first ctrl+c, which ends ctx, stops it from
// starting anything; a second one gives up waiting for what is in flight.
func (a *app) untilStopped(ctx context.Context, stop func(), work func(context.Context) error) error {
	waiting, stopWaiting := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stopWaiting(nil)
	defer context.AfterFunc(ctx, func() {
		stop()
		fmt.Fprintln(a.stderr, "stopping: waiting for the runs in flight; press ctrl+c again to stop waiting")
		again := make(chan os.Signal, 1)
		signal.Notify(again, os.Interrupt, syscall.SIGTERM)
		defer signal.Stop(again)
		select {
		case <-again:
			stopWaiting(model.ErrStoppedWaiting)
		case <-waiting.Done():
		}
	})()
	return work(waiting)
}

// ask asks a question on a terminal. Elsewhere nobody can answer, and asked is false.
func (a *app) ask(question string) (yes, asked bool) {
	answer, asked := a.askFor(question + " [y/N] ")
	return strings.EqualFold(answer, "y"), asked
}

// askFor asks for a line of text in the same way.
func (a *app) askFor(question string) (answer string, asked bool) {
	stdin, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(stdin) {
		return "", false
	}
	fmt.Fprint(a.stderr, question)
	answer, err := bufio.NewReader(stdin).ReadString('\n')
	if err != nil {
		return "", true
	}
	return strings.TrimSpace(answer), true
}
