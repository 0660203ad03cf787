package terminal

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/canvas"
)

// Model is a program as it is painted.
type Model interface {
	tea.Model
	Width() int // of the screen, in cells
}

// Painted is a model as Bubble Tea runs it: what it draws goes to the canvas, and a mistake in it
// ends the program with the terminal as it was and the draft kept.
type Painted struct {
	Model
	Out   *canvas.Canvas
	Asks  bool // the terminal for its background
	Quit  func()
	Log   *slog.Logger
	Broke error // why it ended, nil if it did as it should
}

// Init asks the terminal beside what the model asks for.
func (p *Painted) Init() tea.Cmd {
	if !p.Asks {
		return p.Model.Init()
	}
	return tea.Batch(p.Model.Init(), ask.Command(func() tea.Msg {
		_, _ = io.WriteString(p.Out, question) // one that cannot be asked does not answer either
		return nil
	}))
}

// Update is the model's.
func (p *Painted) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		p.Out.Redraw() // terminals keep what they like of a screen that changes its size
	}
	defer p.survive()
	if p.Broke == nil {
		_, cmd = p.Model.Update(msg)
	}
	return p, cmd
}

// View gives Bubble Tea nothing to draw.
func (p *Painted) View() string {
	defer p.survive()
	if p.Broke == nil {
		p.Out.Draw(p.Model.View(), p.Width())
	}
	return ""
}

// survive is deferred round what must not panic.
func (p *Painted) survive() {
	r := recover()
	if r == nil {
		return
	}
	p.Broke = model.WithHint(fmt.Errorf("internal error (bug): %v", r), "the input is saved; for details, start with --debug FILE")
	p.Log.Error("panic", "what", fmt.Sprint(r), "stack", string(debug.Stack()))
	go p.Quit()
}

// QuitOn ends the program when ctx ends or the terminal is closed. Bubble Tea's own
// handler is off: it knows nothing of SIGHUP, and calls a SIGINT an error.
func QuitOn(ctx context.Context, p *tea.Program) (stop func()) {
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
