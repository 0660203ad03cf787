package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/child"
	"expresso/ui/background"
	"expresso/ui/canvas"
	"expresso/ui/clipboard"
	"expresso/ui/credential"
	"expresso/ui/desk"
	"expresso/ui/history"
	"expresso/ui/target"
	"expresso/ui/terminal"
	"expresso/ui/theme"
)

// lastWords bounds what happens after the screen is gone: writing down that the runs in
// flight were given up, and the draft.
const lastWords = 3 * time.Second

// Run opens the workbench on the terminal and returns when the user has left it, ctx has
// ended or the terminal was closed. The draft is kept in each of these cases, and the
// terminal is left as it was.
func Run(ctx context.Context, cfg Config) error {
	cfg.Profile = termenv.NewOutput(os.Stdout).EnvColorProfile()
	term := os.Getenv("TERM")
	cfg.ASCII = cfg.ASCII || term == "linux"
	if env := os.Getenv("EXPRESSO_THEME"); env != "" && !cfg.Forced.Theme {
		cfg.Theme, cfg.Forced.Theme = env, true
	}
	if cfg.Theme != "" && !slices.Contains(theme.Names(), cfg.Theme) {
		return fmt.Errorf("unknown theme %q; the themes are %v", cfg.Theme, theme.Names())
	}
	out := canvas.New(os.Stdout)
	cfg.board = &clipboard.Board{Terminal: out, Way: cfg.Clipboard}
	cfg.ctx = context.WithoutCancel(ctx) // a run in flight is given up, not cut off
	a := New(cfg)
	a.readPreferences(ctx)
	asks := !a.prefs.Chosen() && cfg.Profile != termenv.Ascii && term != "linux" && term != "dumb"
	if !a.prefs.Chosen() && !background.Dark("", os.Getenv("COLORFGBG")) {
		a.prefs.OnBackground(false) // until the terminal answers
	}
	options := []tea.ProgramOption{
		tea.WithAltScreen(), tea.WithOutput(out), tea.WithoutSignalHandler(),
		tea.WithFPS(1), // of empty frames: the canvas paints
	}
	m := &terminal.Painted{Model: a.desk, Out: out, Asks: asks, Log: a.cfg.Debug}
	options = append(options, tea.WithFilter(terminal.Filter(asks, time.Now)))
	if a.prefs.TakesMouse() {
		options = append(options, tea.WithMouseCellMotion())
	}
	p := tea.NewProgram(m, options...)
	m.Quit = p.Quit
	stop := terminal.QuitOn(ctx, p)
	restored := child.RestoreTerminal(os.Stdin, os.Stdout)
	_, err := p.Run()
	stop()
	restored()
	return errors.Join(err, m.Broke, a.desk.Finish())
}

// readPreferences makes the screen look as it did.
func (a *App) readPreferences(ctx context.Context) {
	a.prefs.Read(ctx)
	a.serve(nil, a.prefs.Told())
	a.input.Editor.SetVim(a.prefs.TakesVim())
	a.history.Details.Open(history.TabOf(a.prefs.Tab))
	a.setFocus(a.prefs.Focus)
}

// Finish does what is left to do when the screen is gone.
func (a *App) Finish() error {
	ctx, cancel := context.WithTimeout(a.cfg.ctx, lastWords)
	defer cancel()
	a.stopWaitingForAll()
	draft := a.input.Finish(ctx)
	if draft != nil {
		draft = fmt.Errorf("cannot save the draft: %w", draft)
	}
	if err := a.prefs.Write(ctx, a.focus, int(a.history.Details.Tab())); err != nil {
		draft = errors.Join(draft, fmt.Errorf("cannot save the preferences: %w", err))
	}
	written := make(chan struct{})
	go func() {
		a.flight.Sending.Wait()
		close(written)
	}()
	select {
	case <-written:
		return draft
	case <-ctx.Done():
		return errors.Join(draft, errors.New("a run in flight could not be saved in time; the history shows it as NO RESPONSE"))
	}
}

// What a desk asks a workbench, see desk.Workbench.

// Width is that of the screen, in cells.
func (a *App) Width() int { return a.screen.Width }

// Target is the name of the target, as Connect takes it.
func (a *App) Target() string { return a.cfg.Name }

// Connect reaches another target.
func (a *App) Connect(ctx context.Context, name string) (Connection, error) {
	return a.cfg.Connect(ctx, name)
}

// On is the same workbench on another target: it looks the same.
func (a *App) On(to Connection) desk.Workbench {
	cfg := a.cfg
	cfg.Connection = to
	cfg.Settings = a.prefs.Settings()
	b := New(cfg)
	b.cfg.tick = a.cfg.tick
	b.readPreferences(a.cfg.ctx)
	b.prefs.Screen = a.prefs.Screen
	return b
}

// Place puts it on a desk.
func (a *App) Place(d *desk.Desk) *target.Room {
	a.desk = d
	return a.target
}

// Listed reports whether the machines are listed, or why they cannot be. Without credentials it is
// shown what helps.
func (a *App) Listed() (bool, error) {
	listed, err := a.picker.List.Listed()
	if err != nil && a.credential.Helps() {
		return true, nil
	}
	return listed, err
}

// Codes asks for MFA codes.
func (a *App) Codes() credential.Codes { return a.cfg.Codes }

// Shown says where runs go from now on, and continues to what was wanted there.
func (a *App) Shown(before desk.Workbench, then target.Then) tea.Cmd {
	if seen, ok := before.(*App); ok && seen != a {
		a.prefs.Adopt(seen.prefs)
		a.serve(nil, a.prefs.Told())
		a.input.Editor.SetVim(a.prefs.TakesVim())
		a.setFocus(a.focusLike(seen))
	}
	cmd := a.good("on " + a.cfg.Bench.Target.Info().Title())
	switch other := then.GoTo != "" && then.GoTo.Unqualified() != a.picker.Machine().ARN; {
	case then.Take && other && a.picker.Machine().ARN != "":
		a.input.Give(then.Input)
	case then.Take:
		a.input.Bring(then.Input)
	}
	if then.GoTo != "" {
		cmd = tea.Batch(cmd, a.serve(a.picker.GoTo(then.GoTo), a.picker.Told()))
	}
	return cmd
}

// focusLike is the pane that has the keys on another workbench, if there is something in it here.
func (a *App) focusLike(seen *App) pane {
	if seen.focus == savedPane && a.input.Saved.Len() == 0 {
		return machinesPane
	}
	return seen.focus
}

// Changes tells what is new in the folder of the machines.
func (a *App) Changes() <-chan model.Change { return a.cfg.Changes }

// Unfinished is what quitting would leave unfinished.
func (a *App) Unfinished() desk.Unfinished {
	return desk.Unfinished{
		Runs:  int64(a.flight.Len()) + a.burst.Waiting() + int64(a.replay.InFlight()),
		Bills: a.cfg.Bench.Target.Info().Bills(), Burst: a.burst.InFlight(), Replay: a.replay.Running(),
	}
}
