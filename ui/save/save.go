// Package save saves what the screen shows to files. It asks where to, asks again before it
// replaces anything, and says what was saved.
package save

import (
	"errors"
	"fmt"
	"io/fs"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/file"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// AskMsg is told where something is to be saved. Write gets the path when it is entered, and
// returns what writes there, in a command.
type AskMsg struct {
	Title, Label string
	Value        string                   // that the prompt begins with
	Check        func(path string) string // why a path cannot be taken; nil if any can
	Write        func(path string) func() Written
}

// Written is what was written, or could not be.
type Written struct {
	What, Where string
	Lacks       error // what keeps some of it from being written, nil if all is
	Size        int
	Again       func() Written // writes it over what is there
	Err         error
}

// Saver asks and tells.
type Saver struct {
	dialog.Voice
	dialogs *dialog.Stack
}

// New returns a saver that opens its dialogs on a stack.
func New(dialogs *dialog.Stack) *Saver { return &Saver{dialogs: dialogs} }

// enteredMsg is told when it was entered where to save, againMsg when files may be replaced.
type (
	enteredMsg struct {
		path  string
		write func(path string) func() Written
		from  *dialog.Prompt
	}
	againMsg struct{ write func() Written }
)

// writtenMsg is sent when something has been written to files, or could not be.
type writtenMsg struct {
	Written
	from *dialog.Prompt // that asked where to
}

// Ask asks where to save something.
func (s *Saver) Ask(msg AskMsg) {
	var p *dialog.Prompt
	p = dialog.NewPrompt(msg.Title, msg.Label, msg.Value, func(path string) tea.Msg { return enteredMsg{path, msg.Write, p} })
	p.Check = msg.Check
	if p.Check == nil {
		p.Check = func(path string) string {
			if path == "" {
				return "enter a name, or press esc to save nothing"
			}
			return ""
		}
	}
	p.Select()
	s.dialogs.Replace(p)
}

// Update takes what its commands send and its dialogs tell.
func (s *Saver) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case AskMsg:
		s.Ask(msg)
	case enteredMsg:
		if msg.path != "" {
			write := msg.write(msg.path)
			return ask.Command(func() tea.Msg { return writtenMsg{write(), msg.from} })
		}
	case againMsg:
		return ask.Command(func() tea.Msg { return writtenMsg{Written: msg.write()} })
	case writtenMsg:
		s.onWritten(msg)
	}
	return nil
}

func (s *Saver) onWritten(msg writtenMsg) {
	var at *fs.PathError
	switch {
	case errors.As(msg.Err, &at) && errors.Is(at, fs.ErrExist):
		s.dialogs.Replace(&dialog.Confirm{
			Title: "Replace", Question: "there is a file " + at.Path + " already", Yes: "replace it",
			Then: againMsg{msg.Again}, Otherwise: dialog.ReopenMsg{Prompt: msg.from},
		})
		return
	case msg.Err != nil && s.dialogs.Reopen(msg.from, fmt.Sprintf("cannot save %s: %v", msg.What, msg.Err)):
		return
	case msg.Err != nil:
		s.Fail(msg.What+" could not be saved", msg.Err)
		return
	}
	saved := "saved " + msg.What + " " + msg.Where + ", " + screen.Bytes(msg.Size)
	if msg.Lacks != nil {
		s.Warn(saved + ", but not all of the trace: " + msg.Lacks.Error())
		return
	}
	s.Good(saved)
}

// Text writes text to a file.
func Text(path, text, what string) Written { return write(path, text, what, false) }

func write(path, text, what string, replace bool) Written {
	w := Written{What: what, Where: "as " + path, Size: len(text), Again: func() Written { return write(path, text, what, true) }}
	if text == "" {
		w.Err = errors.New("it is empty")
		return w
	}
	w.Err = file.Write(file.Home(path), replace, file.Text(text))
	return w
}
