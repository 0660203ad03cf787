package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/file"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// maxFile is the largest file that is opened as an input: many times what can be sent, so
// that one that is too large can be made smaller here.
const maxFile = 16 * model.MaxInput

// fileMsg is sent when a file has been read as an input, or refused.
type fileMsg struct {
	machine model.ARN
	path    string // as it was typed
	text    string
	err     error
	from    *dialog.Prompt
}

// askOpen asks for a file to put into the editor.
func (a *App) askOpen() tea.Cmd {
	machine := a.machine.ARN
	var p *dialog.Prompt
	p = dialog.NewPrompt("Open a file as the input", "path", "", func(path string) tea.Msg { return openFileMsg{machine, path, p} })
	a.dialogs.Replace(p)
	return nil
}

// openFileMsg is told when a file to be opened was entered.
type openFileMsg struct {
	machine model.ARN
	path    string
	from    *dialog.Prompt
}

func (a *App) onOpenFile(msg openFileMsg) tea.Cmd {
	if msg.path == "" {
		return nil
	}
	return command(func() tea.Msg {
		text, err := readFile(home(msg.path))
		return fileMsg{machine: msg.machine, path: msg.path, text: text, err: err, from: msg.from}
	})
}

// askWrite asks for a file to write the editor's text to.
func (a *App) askWrite() tea.Cmd {
	var p *dialog.Prompt
	p = dialog.NewPrompt("Save the input to a file", "path", "", func(path string) tea.Msg { return writeInputMsg{path, p} })
	a.dialogs.Replace(p)
	return nil
}

// writeInputMsg is told when a file for the editor's text was entered.
type writeInputMsg struct {
	path string
	from *dialog.Prompt
}

func (a *App) onWriteInput(msg writeInputMsg) tea.Cmd {
	if msg.path == "" {
		return nil
	}
	text := a.editor.Text()
	return command(func() tea.Msg { return asked(msg.from, write(msg.path, text, "the input", false)) })
}

func (a *App) onFile(msg fileMsg) tea.Cmd {
	switch {
	case msg.err != nil && a.reopen(msg.from, "cannot open it: "+reason(msg.err)):
		return nil
	case msg.err != nil:
		return a.fail("cannot open "+msg.path+": "+reason(msg.err), "")
	case msg.machine != a.machine.ARN:
		return nil // it was wanted for another machine
	}
	if !a.editor.Replace(msg.text) {
		return a.fail(a.editor.Notice(), "")
	}
	a.setSaved("", "")
	a.setFocus(inputPane)
	return a.say("opened " + msg.path + ": ctrl+z brings back what was there")
}

// home puts the user's folder in the place of a tilde, as shells do.
func home(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(dir, rest)
}

// reason is an error without the path, which is told already.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// readFile reads a regular file of bounded size; anything else may never end.
func readFile(path string) (string, error) {
	text, err := file.Read(path, maxFile)
	switch tooLarge := (*file.TooLargeError)(nil); {
	case errors.As(err, &tooLarge):
		return "", fmt.Errorf("it has more than %s", screen.Bytes(maxFile))
	case errors.Is(err, file.ErrNotRegular):
		return "", errors.New("it is not a regular file")
	}
	return string(text), err
}
