package input

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/file"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/save"
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

// AskOpen asks for a file to put into the editor.
func (r *Room) AskOpen() tea.Cmd {
	machine := r.machine.ARN
	var p *dialog.Prompt
	p = dialog.NewPrompt("Open a file as the input", "path", "", func(path string) tea.Msg { return openFileMsg{machine, path, p} })
	r.Dialogs.Replace(p)
	return nil
}

// openFileMsg is told when a file to be opened was entered.
type openFileMsg struct {
	machine model.ARN
	path    string
	from    *dialog.Prompt
}

func (r *Room) onOpenFile(msg openFileMsg) tea.Cmd {
	if msg.path == "" {
		return nil
	}
	return ask.Command(func() tea.Msg {
		text, err := readFile(file.Home(msg.path))
		return fileMsg{machine: msg.machine, path: msg.path, text: text, err: err, from: msg.from}
	})
}

// AskWrite asks for a file to write the editor's text to.
func (r *Room) AskWrite() tea.Cmd {
	if r.Editor.Size() == 0 {
		r.Warn("nothing to save: the input is empty")
		return nil
	}
	r.Tell(save.AskMsg{Title: "Save the input to a file", Label: "path", Write: func(path string) func() save.Written {
		text := r.Editor.Text()
		return func() save.Written { return save.Text(path, text, "the input") }
	}})
	return nil
}

func (r *Room) onFile(msg fileMsg) {
	switch {
	case msg.err != nil && r.Dialogs.Reopen(msg.from, "cannot open it: "+file.Reason(msg.err).Error()):
		return
	case msg.err != nil:
		r.Fail("cannot open "+msg.path+": "+file.Reason(msg.err).Error(), nil)
		return
	case msg.machine != r.machine.ARN:
		return // it was wanted for another machine
	}
	if !r.Replace(msg.text) {
		return
	}
	r.SetSaved("", "")
	r.Tell(FocusMsg{})
	r.Say("opened " + msg.path + ": press ctrl+z to undo")
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
