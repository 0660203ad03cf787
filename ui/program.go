package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/child"
	"expresso/ui/background"
	"expresso/ui/canvas"
	"expresso/ui/terminal"
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
	term := os.Getenv("TERM")
	cfg.ASCII = cfg.ASCII || term == "linux"
	if env := os.Getenv("EXPRESSO_THEME"); env != "" && !cfg.Forced.Theme {
		cfg.Theme, cfg.Forced.Theme = env, true
	}
	if cfg.Theme != "" && !slices.Contains(theme.Names(), cfg.Theme) {
		return fmt.Errorf("there is no theme %q: choose one of %v", cfg.Theme, theme.Names())
	}
	out := canvas.New(os.Stdout)
	cfg.ctx = context.WithoutCancel(ctx) // a run in flight is abandoned, not cut off
	a := New(cfg)
	a.recall(ctx)
	asks := cfg.Theme == "" && a.prefs.Theme == "" && cfg.Profile != termenv.Ascii && term != "linux" && term != "dumb"
	if cfg.Theme == "" && a.prefs.Theme == "" && !background.Dark("", os.Getenv("COLORFGBG")) {
		a.setTheme(theme.Light) // until the terminal answers
	}
	a.clipboard.Terminal = out
	options := []tea.ProgramOption{
		tea.WithAltScreen(), tea.WithOutput(out), tea.WithoutSignalHandler(),
		tea.WithFPS(1), // of empty frames: the canvas paints
	}
	m := &painted{App: a, out: out}
	if asks {
		m.question = terminal.Question
	}
	options = append(options, tea.WithFilter(terminal.Filter(asks, time.Now)))
	if a.takesMouse() {
		options = append(options, tea.WithMouseCellMotion())
	}
	p := tea.NewProgram(m, options...)
	m.quit = p.Quit
	stop := quitOn(ctx, p)
	if cfg.Changes != nil {
		go func() {
			for change := range cfg.Changes {
				p.Send(change)
			}
		}()
	}
	restored := child.RestoreTerminal(os.Stdin, os.Stdout)
	_, err := p.Run()
	stop()
	restored()
	return errors.Join(err, m.broken, a.finish())
}

// painted is the App as Bubble Tea runs it: what it draws goes to the canvas, and a
// mistake in it ends the program with the terminal as it was and the draft kept.
type painted struct {
	*App
	out      *canvas.Canvas
	question string // to the terminal, "" if there is none
	quit     func()
	broken   error
}

// Init asks the terminal beside what App asks for.
func (m *painted) Init() tea.Cmd {
	if m.question == "" {
		return m.App.Init()
	}
	return tea.Batch(m.App.Init(), command(func() tea.Msg {
		_, _ = io.WriteString(m.out, m.question) // one that cannot be asked does not answer either
		return nil
	}))
}

// Update is App's.
func (m *painted) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		m.out.Redraw() // terminals keep what they like of a screen that changes its size
	}
	defer m.survive()
	if m.broken == nil {
		_, cmd = m.App.Update(msg)
	}
	return m, cmd
}

// View gives Bubble Tea nothing to draw.
func (m *painted) View() string {
	defer m.survive()
	if m.broken == nil {
		m.out.Draw(m.App.View(), m.screen.Width)
	}
	return ""
}

// survive is deferred round what must not panic.
func (m *painted) survive() {
	r := recover()
	if r == nil {
		return
	}
	m.broken = model.WithHint(fmt.Errorf("this is a mistake in expresso: %v", r), "the input was kept; --debug FILE writes down where it happened")
	m.debug().Error("panic", "what", fmt.Sprint(r), "stack", string(debug.Stack()))
	go m.quit()
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
		case <-ctx.Done():
		case <-done:
			return
		}
		signal.Stop(signals) // a second one ends the program at once, wherever it hangs
		p.Quit()
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
	draft := a.input.Finish(ctx)
	if draft != nil {
		draft = fmt.Errorf("the draft could not be kept: %w", draft)
	}
	if err := a.remember(ctx); err != nil {
		draft = errors.Join(draft, fmt.Errorf("the looks of the screen could not be kept: %w", err))
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
