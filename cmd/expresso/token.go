package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"expresso/model"
)

// askToken asks on the terminal for the MFA code that an AWS profile needs.
func (a *app) askToken(refused bool) (string, error) {
	stdin, ok := a.stdin.(*os.File)
	switch {
	case a.drawing.Load():
		return "", model.WithHint(errors.New("an MFA code is needed, and the workbench has the terminal"), "quit the workbench and start it again with this profile; your draft is saved")
	case !ok || !isTerminal(stdin):
		return "", model.WithHint(errors.New("the profile needs an MFA code, and there is no terminal to ask on"),
			"put temporary credentials into the environment, say with: aws configure export-credentials")
	}
	if refused {
		fmt.Fprintln(a.stderr, "this code was not accepted; each code works once")
	}
	fmt.Fprint(a.stderr, "MFA code: ")
	code, err := bufio.NewReader(stdin).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("no MFA code: %w", err)
	}
	return strings.TrimSpace(code), nil
}

// terminal is where a credential process may ask the user, nil while the workbench has the terminal.
func (a *app) terminal() io.Writer {
	if a.drawing.Load() {
		return nil
	}
	return a.stderr
}

// signInTime is how long the workbench's opening may wait for credentials; without them
// it opens all the same and says what is missing.
const signInTime = 30 * time.Second

// signIn lets a target ask for what it needs before the workbench takes the terminal.
func (a *app) signIn(ctx context.Context, target model.Target) {
	if s, ok := target.(interface{ SignIn(context.Context) error }); ok && target.Info().Profile != "" {
		ctx, cancel := context.WithTimeout(ctx, signInTime)
		defer cancel()
		_ = s.SignIn(ctx) // the list of machines will fail by the same error, and show it
	}
	a.drawing.Store(true)
}
