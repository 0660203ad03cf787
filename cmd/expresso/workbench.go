package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/compare"
	"expresso/model/file"
	"expresso/model/local"
	"expresso/model/reference"
	"expresso/store"
	"expresso/ui"
	"expresso/ui/credential"
	"expresso/ui/picker"
	"expresso/ui/plain"
)

// workbenchFlags are what only the workbench takes.
type workbenchFlags struct {
	theme   string
	noMouse bool
	ascii   bool
	debug   string
	demo    bool
	plain   bool
	given   *pflag.FlagSet // to ask whether a flag was given
}

func (a *app) addWorkbenchFlags(flags *pflag.FlagSet) {
	a.screen.given = flags
	flags.StringVar(&a.screen.theme, "theme", "", "dark, light, contrast or terminal (default: from the terminal's background)")
	flags.BoolVar(&a.screen.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	flags.BoolVar(&a.screen.ascii, "ascii", false, "draw with ASCII characters only")
	flags.BoolVar(&a.screen.demo, "demo", false, "present the samples: tasks take time, pressed keys are shown, and nothing is saved")
	flags.BoolVar(&a.screen.plain, "plain", false, "plain mode: no full screen, works with screen readers")
	flags.StringVar(&a.screen.debug, "debug", "", "write a debug log to `FILE`, without inputs and outputs")
}

// workbench opens the workbench on the terminal.
func (a *app) workbench(ctx context.Context) (err error) {
	if !a.screen.plain && !a.stdout.onTerminal() {
		return usageError("the workbench needs a terminal; 'expresso --plain' and 'expresso run' work without one")
	}
	cfg, err := a.screenConfig()
	if err != nil {
		return err
	}
	if a.screen.demo {
		end, problem := a.demo()
		if problem != nil {
			return problem
		}
		defer func() { err = errors.Join(err, end()) }()
		cfg.Demo = true
	}
	debug, err := openDebug(a.screen.debug)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if debug != nil {
		defer func() { err = errors.Join(err, debug.Close()) }()
		cfg.Debug = slog.New(slog.NewTextHandler(debug, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	names, err := a.resolver()
	if err != nil {
		return err
	}
	on, err := names.Open(ctx)
	if err != nil {
		return err
	}
	dir, err := a.historyDir()
	if err != nil {
		return err
	}
	history, err := store.Open(dir)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if cfg.Guard, err = a.guarding(); err != nil {
		return err
	}
	if a.screen.plain {
		ctx = context.WithoutCancel(ctx) // an interrupt gives up on a run there, not on everything
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	if cfg.Connection, err = a.connection(watching, names, on, history); err != nil {
		return err
	}
	cfg.Prices = names.Prices
	if cfg.Manual, err = topics(); err != nil {
		return err
	}
	if !a.screen.demo {
		cfg.Preferences = history.Session("preferences")
		cfg.Targets = reference.Directory{Used: history.Session("targets"), Now: time.Now, Endpoints: names.Endpoints}
		cfg.Lists = store.Lists(dir)
		cfg.Connect = func(ctx context.Context, name string) (ui.Connection, error) {
			names, on, err := names.At(ctx, name)
			if err != nil {
				return ui.Connection{}, err
			}
			return a.connection(watching, names, on, history)
		}
	}
	leave := history.Leave
	if a.screen.demo {
		leave = history.Close // its folder is thrown away
	}
	if a.screen.plain {
		return errors.Join(a.plain(ctx, cfg), leave())
	}
	cfg.Codes = make(credential.Codes)
	a.draws(cfg.Codes.Ask)
	err = ui.Run(ctx, cfg)
	return errors.Join(err, leave())
}

// watches reports whether definitions are watched: those of a folder that has some, or
// that was named. Any other folder may be a home directory or a disk.
func (a *app) watches(l *local.Local) bool {
	return l != nil && (!l.HasSamples() || a.target.given.Changed("dir"))
}

// connection is a target with all that the workbench has of it. Its folder is watched until ctx
// ends.
func (a *app) connection(ctx context.Context, names *reference.Resolver, on reference.Target, history *store.History) (ui.Connection, error) {
	l, info := on.Local, on.Bench.Target.Info()
	on.Bench.Journal, on.Bench.Note = history, a.target.note()
	if g, err := a.guarding(); err != nil {
		return ui.Connection{}, err
	} else if !g.Empty() {
		on.Bench.Guard = g
	}
	name := "embedded"
	if l == nil {
		name = names.Name()
	}
	c := ui.Connection{
		Name: name, Bench: on.Bench, Inputs: inputs(l), Session: history.Session(info.Name + " " + info.Workspace),
		Shell: a.target.shell(names.Remote, l), Tester: local.NewTester(l),
	}
	var err error
	if c.Parameters, err = a.parameters(l); err != nil {
		return ui.Connection{}, err
	}
	c.Credentials = a.credentials(on.Bench.Target)
	if l != nil {
		c.Standard, c.Mocks, c.Project = l, l, l // nil ones would not be nil
	}
	if !a.screen.demo {
		c.Folder = a.folder(names, l)
	}
	if a.watches(l) {
		c.Changes, c.Reread = l.Changes(ctx)
	}
	a.compared(&c, names, on)
	return c, nil
}

// folder is what runs are recorded into and definitions pulled: that of an embedded target, or
// the one that we are in.
func (a *app) folder(names *reference.Resolver, l *local.Local) *reference.Folder {
	f := &reference.Folder{Resolver: names, Embedded: l != nil, Open: a.openLocal, Inputs: func(l *local.Local) model.SavedInputs { return inputs(l) }}
	if l != nil {
		f.Open = func() (*local.Local, error) { return l, nil }
	}
	return f
}

// compared fills in how the workbench compares: with what a person names, and what there is.
func (a *app) compared(cfg *ui.Connection, names *reference.Resolver, on reference.Target) {
	cfg.ResolveOther = func(ctx context.Context, machine model.ARN, with string) (compare.Pair, error) {
		sides, err := names.Sides(ctx, reference.Machine{Target: on, ARN: machine}, with)
		if err != nil {
			return compare.Pair{}, err
		}
		what, err := compare.Billed(ctx, sides)
		return compare.Pair{Sides: sides, Billed: what}, err
	}
	cfg.Places = func(ctx context.Context, machine model.ARN) []model.Place {
		places := names.Revisions(ctx, reference.Machine{Target: on, ARN: machine})
		if a.screen.demo {
			return places
		}
		return append(places, reference.Remotes()...)
	}
}

// plainly is a target with what belongs to it, as plain mode has it.
func plainly(c ui.Connection) plain.Config {
	return plain.Config{
		Name: c.Name, Bench: c.Bench, Credentials: c.Credentials, Inputs: c.Inputs, Session: c.Session, Parameters: c.Parameters, Folder: c.Folder,
		ResolveOther: func(ctx context.Context, machine model.ARN, with string) ([2]compare.Side, string, error) {
			other, err := c.ResolveOther(ctx, machine, with)
			return other.Sides, other.Billed, err
		},
	}
}

// plain is the workbench in plain mode. An interrupt is its own, to give up on a run with.
func (a *app) plain(ctx context.Context, cfg ui.Config) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	p := plainly(cfg.Connection)
	p.Guard, p.Prices, p.Manual, p.In, p.Out, p.Signals = cfg.Guard, cfg.Prices, cfg.Manual, a.stdin, a.stdout, signals
	if p.Targets = cfg.Targets; cfg.Connect != nil {
		p.Connect = func(ctx context.Context, name string) (plain.Config, error) {
			to, err := cfg.Connect(ctx, name)
			return plainly(to), err
		}
	}
	stdin, isFile := a.stdin.(*os.File)
	if p.Prompt = isFile && isTerminal(stdin); p.Prompt {
		p.Edit = func(editor *child.Interactive) error {
			editor.SetStdin(os.Stdin)
			editor.SetStdout(os.Stdout)
			editor.SetStderr(os.Stderr)
			return editor.Run()
		}
	}
	if cfg.Changes != nil {
		p.Changes = inWords(ctx, cfg.Changes)
	}
	return plain.Run(ctx, p)
}

// inWords puts changes into sentences, until ctx ends or there are no more.
func inWords(ctx context.Context, changes <-chan model.Change) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for c := range changes {
			text, hint, _ := picker.Words(c)
			if hint != "" {
				text += ": " + hint
			}
			select {
			case out <- text:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// demo turns to a folder that is thrown away at the end: the samples are there, as in any
// folder without machines, and the history is new.
func (a *app) demo() (end func() error, err error) {
	for _, flag := range []string{"dir", "profile", "region", "endpoint-url", "sync-endpoint-url", "mock-config", "mock-validation", "define", "define-file"} {
		if a.target.given.Changed(flag) {
			return nil, usageError("--demo runs the samples on the embedded target: remove --%s", flag)
		}
	}
	file.RemoveStale(os.TempDir())
	dir := filepath.Join(os.TempDir(), file.TemporaryName())
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, &exitError{exitUsage, fmt.Errorf("cannot create the demo's history: %w", err)}
	}
	a.target.dir, a.target.staged, a.config.History = dir, true, dir
	_ = os.Unsetenv("SFN_MOCK_CONFIG") // the samples bring their own answers
	return func() error { return os.RemoveAll(dir) }, nil
}

// screenConfig is what flags and configuration say of the screen: flags go before.
func (a *app) screenConfig() (ui.Config, error) {
	c, err := a.settings()
	if err != nil {
		return ui.Config{}, err
	}
	cfg := ui.Config{Settings: ui.Settings{
		Mouse: c.Mouse, Bell: c.Bell, Title: c.Title, ASCII: c.ASCII || a.screen.ascii,
		Keys:      c.Keys,
		Clipboard: c.Clipboard, Colours: c.Colours, CodeStyle: c.CodeStyle, Vim: c.EditorKeys == "vim",
	}}
	if c.Theme != "auto" {
		cfg.Theme = c.Theme
	}
	if a.screen.given.Changed("theme") {
		cfg.Theme, cfg.Forced.Theme = a.screen.theme, true
	}
	if a.screen.given.Changed("no-mouse") {
		cfg.Mouse, cfg.Forced.Mouse = !a.screen.noMouse, true
	}
	return cfg, nil
}

// openDebug opens the file of --debug for its owner alone, to be written on from its end;
// nil if there is none.
func openDebug(name string) (*os.File, error) {
	if name == "" {
		return nil, nil
	}
	log, err := file.Append(name)
	if err != nil {
		return nil, fmt.Errorf("cannot write the --debug file: %w", err)
	}
	return log, nil
}
