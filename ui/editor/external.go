package editor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/child"
	"expresso/model/file"
	"expresso/ui/screen"
	"expresso/ui/terminal"
)

// EditedMsg is sent when the program that ExternalEdit started has ended. The App passes
// it to Update, and enables the mouse again, which Bubble Tea forgets.
type EditedMsg struct {
	editor *Editor
	before string // the text as it was handed out
	Text   string // the unmodified text back
	Kept   string // the temporary file, if it was not removed
	Err    error  // why there is no text
}

// ExternalEdit lets $VISUAL or $EDITOR edit the text, in a temporary file that only its
// user can read. What comes back is one step that can be undone. If it is not JSON the
// file is kept, and named.
func (e *Editor) ExternalEdit() tea.Cmd {
	before := e.Text()
	return func() tea.Msg {
		failed := func(err error) tea.Msg { return EditedMsg{editor: e, before: before, Err: err} }
		command, err := externalEditor(os.Getenv, child.Find)
		if err != nil {
			return failed(err)
		}
		path, err := writeTemporary(before)
		if err != nil {
			return failed(fmt.Errorf("cannot create a temporary file: %w", err))
		}
		run := terminal.Handed(child.Edit(context.Background(), append(command, path)...))
		return tea.Exec(run, func(err error) tea.Msg {
			msg := EditedMsg{editor: e, before: before}
			msg.Text, msg.Kept, msg.Err = readBack(path, before, err)
			if msg.Err != nil {
				msg.Err = fmt.Errorf("%s: %w", filepath.Base(command[0]), msg.Err)
			}
			return msg
		})()
	}
}

// OpenedMsg is sent when the program that OpenFile started has ended. The App enables the
// mouse again, which Bubble Tea forgets.
type OpenedMsg struct {
	Path string
	Err  error
}

// OpenFile lets $VISUAL or $EDITOR edit a file, from a line on where it is known how to say
// so; 0 for none.
func OpenFile(path string, line int) tea.Cmd {
	return func() tea.Msg {
		command, err := externalEditor(os.Getenv, child.Find)
		if err != nil {
			return OpenedMsg{path, err}
		}
		run := terminal.Handed(child.Edit(context.Background(), append(command, atLine(command[0], path, line)...)...))
		return tea.Exec(run, func(err error) tea.Msg {
			if err != nil {
				err = fmt.Errorf("%s: %w", filepath.Base(command[0]), err)
			}
			return OpenedMsg{path, err}
		})()
	}
}

// atLine are the arguments with which an editor opens a file at a line.
func atLine(program, path string, line int) []string {
	name := strings.TrimSuffix(filepath.Base(program), ".exe")
	if line > 0 && slices.Contains([]string{"vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient"}, name) {
		return []string{fmt.Sprintf("+%d", line), path}
	}
	return []string{path}
}

// EditOutside lets $VISUAL or $EDITOR, which run starts, edit a text for those who have no screen
// that would have to be put aside. It works on a temporary file that only its user can
// read. If what comes back is not JSON the file is kept, and named.
func EditOutside(ctx context.Context, before string, run func(*child.Interactive) error) (text, kept string, err error) {
	command, err := externalEditor(os.Getenv, child.Find)
	if err != nil {
		return "", "", err
	}
	path, err := writeTemporary(before)
	if err != nil {
		return "", "", fmt.Errorf("cannot create a temporary file: %w", err)
	}
	text, kept, err = readBack(path, before, run(child.Edit(ctx, append(command, path)...)))
	if err != nil {
		err = fmt.Errorf("%s: %w", filepath.Base(command[0]), err)
	}
	return text, kept, err
}

// onEdited takes in what came back.
func (e *Editor) onEdited(msg EditedMsg) tea.Cmd {
	if msg.editor != e {
		return nil
	}
	before := e.revision
	e.notice = ""
	switch {
	case msg.Err != nil:
		e.notice = screen.Visible(msg.Err.Error())
	case msg.Text == msg.before:
		e.notice = "no changes"
	default:
		e.resetVim()
		e.record.closed = true
		if !e.put(0, e.buf.size(), msg.Text, min(e.sel.cursor, len(msg.Text)), other) {
			break
		}
		e.record.closed = true
		e.Check()
		if e.problem.msg != "" {
			e.notice = "not JSON: " + e.problem.msg
		}
	}
	if msg.Kept != "" {
		e.notice = "saved as " + screen.Visible(msg.Kept) + ": " + e.notice
	}
	return e.checkLater(before)
}

// externalEditor returns the program that edits text, with its arguments.
func externalEditor(getenv func(string) string, lookPath func(string) (string, error)) ([]string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		value := strings.TrimSpace(getenv(name))
		if value == "" {
			continue
		}
		if _, err := lookPath(value); err == nil {
			return []string{value}, nil // also with blanks in its path
		}
		command := fields(value)
		if len(command) == 0 {
			continue
		}
		if _, err := lookPath(command[0]); err != nil {
			return nil, fmt.Errorf("$%s: %s is not found", name, command[0])
		}
		return command, nil
	}
	for _, name := range []string{"editor", "nano", "vi", "notepad"} {
		if _, err := lookPath(name); err == nil {
			return []string{name}, nil
		}
	}
	return nil, errors.New("no editor found: set $EDITOR")
}

// fields splits a command line at blanks outside quotes. There is no other syntax.
func fields(line string) []string {
	var all []string
	var field strings.Builder
	var quote rune
	begun := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if begun {
				all = append(all, field.String())
				field.Reset()
			}
			begun = false
		default:
			field.WriteRune(r)
			begun = true
		}
	}
	if begun {
		all = append(all, field.String())
	}
	return all
}

// writeTemporary writes text to a new file with mode 0600 and returns its path.
func writeTemporary(text string) (path string, err error) {
	f, err := os.CreateTemp("", "expresso-*.json")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// readBack reads the file that an editor worked on, which ended with runErr. It removes
// the file unless something in it would be lost or is not JSON.
func readBack(path, before string, runErr error) (text, kept string, err error) {
	data, readErr := file.Read(path, MaxText)
	if err = errors.Join(runErr, readErr); err != nil {
		if readErr == nil && string(data) == before {
			return "", "", errors.Join(err, os.Remove(path))
		}
		return "", path, err
	}
	text = string(data)
	if text == before+"\n" && !strings.HasSuffix(before, "\n") {
		text = before // the line end that many editors add
	}
	if check(text).msg != "" {
		return text, path, nil
	}
	return text, "", os.Remove(path)
}
