package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"expresso/model"
	"expresso/model/stepfn"
	"expresso/ui/terminal"
)

// asking is who asks for MFA codes while the workbench has the terminal.
type asking func(ctx context.Context, r model.CodeRequest) (string, error)

// askToken asks for the MFA code that an AWS profile needs: the workbench does if it has the
// terminal, and else the terminal is asked.
func (a *app) askToken(ctx context.Context, r model.CodeRequest) (string, error) {
	if ask := a.asking.Load(); ask != nil {
		return (*ask)(ctx, r)
	}
	stdin, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(stdin) {
		return "", model.WithHint(errors.New("the profile needs an MFA code, but there is no terminal to ask for it"),
			"put temporary credentials into the environment, for example with: aws configure export-credentials")
	}
	if r.Refused {
		fmt.Fprintln(a.stderr, "this code was not accepted; each code works once")
	}
	for {
		fmt.Fprint(a.stderr, "MFA code: ")
		text, err := terminal.ReadSecret(ctx, stdin)
		fmt.Fprintln(a.stderr)
		if err != nil {
			return "", noCode(ctx, err)
		}
		code, problem := model.ParseCode(text)
		if problem == "" {
			return code, nil
		}
		fmt.Fprintln(a.stderr, problem) // it would only be refused
	}
}

// noCode is why no MFA code was read.
func noCode(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, terminal.ErrInterrupted):
		// Control c was a key there: it ends more than this question.
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Signal(os.Interrupt)
		}
		return model.ErrNoCode
	case errors.Is(err, io.EOF), ctx.Err() != nil:
		return model.ErrNoCode
	}
	return fmt.Errorf("no MFA code: %w", err)
}

// drawing reports whether the workbench has the terminal.
func (a *app) drawing() bool { return a.asking.Load() != nil }

// draws says that the workbench has the terminal from now on, and asks for MFA codes.
func (a *app) draws(ask asking) { a.asking.Store(&ask) }

// terminal is where a credential process may ask the user, nil while the workbench has the terminal.
func (a *app) terminal() io.Writer {
	if a.drawing() {
		return nil
	}
	return a.stderr
}

// credentials are those of a target, nil where it needs none.
func (a *app) credentials(target model.Target) model.Credentials {
	remote, ok := target.(*stepfn.Target)
	if !ok {
		return nil
	}
	if found := remote.Credentials(); found != nil {
		return &lent{found, a}
	}
	return nil // and no *lent without any
}

// lent are credentials for which the workbench lends the terminal.
type lent struct {
	model.Credentials
	app *app
}

// SignIn gets new ones, with the terminal.
func (l *lent) SignIn(ctx context.Context) error {
	if ask := l.app.asking.Swap(nil); ask != nil {
		defer l.app.asking.Store(ask)
	}
	l.Reload()
	fmt.Fprintf(l.app.stderr, "getting credentials: %s\n", l.Source().Name())
	return l.Credentials.SignIn(ctx)
}
