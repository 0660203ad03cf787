package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/ui/background"
	"expresso/ui/theme"
)

// lastWords bounds what happens after the screen is gone: writing down that the runs in
// flight were abandoned, and the draft.
const lastWords = 3 * time.Second

// Run opens the workbench on the terminal and returns when the user has left it, ctx has
// ended or the terminal was closed. The draft is kept in each of these cases, and the
// terminal is left as it was.
func Run(ctx context.Context, cfg Config) error {
	cfg.Profile = termenv.NewOutput(os.Stdout).EnvColorProfile()
	cfg.ASCII = cfg.ASCII || os.Getenv("TERM") == "linux"
	if cfg.Theme == "" {
		cfg.Theme = os.Getenv("EXPRESSO_THEME")
	}
	var late lateAnswer
	if cfg.Theme == "" && cfg.Profile != termenv.Ascii {
		dark, answered := askDark(os.Stdin, os.Stdout, askTime)
		if !answered {
			dark = background.Dark("", os.Getenv("COLORFGBG"))
			late.awaited = true
		}
		if !dark {
			cfg.Theme = theme.Light
		}
	} else if cfg.Theme != "" && !slices.Contains(theme.Names(), cfg.Theme) {
		return fmt.Errorf("there is no theme %q: choose one of %v", cfg.Theme, theme.Names())
	}

	a := New(cfg)
	a.ctx = context.WithoutCancel(ctx) // a run in flight is abandoned, not cut off
	out := &lockedFile{File: os.Stdout}
	a.copier.out = out
	options := []tea.ProgramOption{
		tea.WithAltScreen(), tea.WithOutput(out), tea.WithoutSignalHandler(),
		tea.WithFilter(filter(&late, time.Now)),
	}
	if cfg.Mouse {
		options = append(options, tea.WithMouseCellMotion())
	}
	p := tea.NewProgram(a, options...)
	stop := quitOn(ctx, p)
	_, err := p.Run()
	stop()
	if lastErr := a.finish(); err == nil {
		err = lastErr
	}
	return err
}

// quitOn ends the program when ctx ends or the terminal is closed. Bubble Tea's own
// handler is off: it knows nothing of SIGHUP, and calls a SIGINT an error.
func quitOn(ctx context.Context, p *tea.Program) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM, os.Interrupt)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
			p.Quit()
		case <-ctx.Done():
			p.Quit()
		case <-done:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// finish does what is left to do when the screen is gone.
func (a *App) finish() error {
	ctx, cancel := context.WithTimeout(a.ctx, lastWords)
	defer cancel()
	a.abandonAll()
	var draft error
	if write := a.draftWriter(ctx); write != nil {
		if draft = write(); draft != nil {
			draft = fmt.Errorf("the draft could not be kept: %w", draft)
		}
	}
	written := make(chan struct{})
	go func() {
		a.sending.Wait()
		close(written)
	}()
	select {
	case <-written:
		return draft
	case <-ctx.Done():
		return errors.Join(draft, errors.New("a run in flight could not be written to the history in time; it will read as unanswered"))
	}
}

// lockedFile is a terminal that several may write to, each Write in one piece. It stays a
// file, for Bubble Tea to ask for its size.
type lockedFile struct {
	*os.File
	mu sync.Mutex
}

func (f *lockedFile) Write(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.File.Write(b)
}

// mousePause is how long motion and wheel rest after each message: terminals send hundreds
// a second, and each would cost a frame.
const mousePause = 12 * time.Millisecond

// filter thins out the mouse, and drops a late answer to the question for the background.
func filter(late *lateAnswer, now func() time.Time) func(tea.Model, tea.Msg) tea.Msg {
	var last time.Time
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		switch m := msg.(type) {
		case tea.MouseMsg:
			if m.Action != tea.MouseActionMotion && !tea.MouseEvent(m).IsWheel() {
				return msg
			}
			t := now()
			if t.Sub(last) < mousePause {
				return nil
			}
			last = t
		case tea.KeyMsg:
			if late.swallows(m) {
				return nil
			}
		}
		return msg
	}
}
