package terminal

import (
	"io"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/child"
)

// Handed is a process that the terminal is handed to until it ends, for tea.Exec.
func Handed(i *child.Interactive) tea.ExecCommand { return &lingering{i} }

// HandedTo is a function that has the terminal until it returns, for tea.Exec.
func HandedTo(do func() error) tea.ExecCommand { return holding(do) }

type holding func() error

// Run calls the function, for a moment at least.
func (h holding) Run() error {
	moment := time.NewTimer(shortestRun)
	err := h()
	<-moment.C
	return err
}

// It reads and writes the process's own terminal.

func (holding) SetStdin(io.Reader)  {}
func (holding) SetStdout(io.Writer) {}
func (holding) SetStderr(io.Writer) {}

// lingering is a command that never ends at once: Bubble Tea's renderer freezes for good
// if it does.
type lingering struct{ *child.Interactive }

const shortestRun = 20 * time.Millisecond

// Run runs the command, for a moment at least.
func (c *lingering) Run() error {
	moment := time.NewTimer(shortestRun)
	err := c.Interactive.Run()
	<-moment.C
	return err
}

// SetStdout hands the command the terminal. A writer that stands before it is taken away:
// the command would get a pipe, and most editors want a terminal.
func (c *lingering) SetStdout(w io.Writer) {
	if before, ok := w.(interface{ Terminal() *os.File }); ok && before.Terminal() != nil {
		w = before.Terminal()
	} else if _, file := w.(*os.File); !file {
		w = struct{ io.Writer }{w} // a canvas without a terminal has the methods of no file
	}
	c.Interactive.SetStdout(w)
}
