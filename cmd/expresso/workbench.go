package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/pflag"

	"expresso/model"
	"expresso/store"
	"expresso/ui"
)

// workbenchFlags are what only the workbench takes.
type workbenchFlags struct {
	theme   string
	noMouse bool
	ascii   bool
}

func (a *app) addWorkbenchFlags(flags *pflag.FlagSet) {
	flags.StringVar(&a.screen.theme, "theme", "", "dark, light, contrast or terminal (default: as the terminal's background)")
	flags.BoolVar(&a.screen.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	flags.BoolVar(&a.screen.ascii, "ascii", false, "draw with ASCII characters only")
}

// workbench opens the workbench on the terminal.
func (a *app) workbench(ctx context.Context) error {
	stdout, ok := a.stdout.(*os.File)
	if !ok || !isTerminal(stdout) {
		return usageError("the workbench needs a terminal; 'expresso run' works without one")
	}
	target, l, err := a.target.open(ctx)
	if err != nil {
		return err
	}
	dir, err := store.DefaultDir()
	if err != nil {
		return &exitError{exitUsage, err}
	}
	history, err := store.Open(dir)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	a.signIn(ctx, target)
	err = ui.Run(ctx, ui.Config{
		Bench:   &model.Workbench{Target: target, Journal: history},
		Inputs:  l.inputs(),
		Session: history.Session(target.Info().Name + " " + target.Info().Workspace),
		Theme:   a.screen.theme,
		ASCII:   a.screen.ascii,
		Mouse:   !a.screen.noMouse,
		Version: version(),
		Shell:   a.target.shell(l),
	})
	return errors.Join(err, history.Close())
}
