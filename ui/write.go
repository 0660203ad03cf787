package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/file"
	"expresso/model/trace"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// writtenMsg is sent when something has been written to files, or could not be.
type writtenMsg struct {
	what, where string
	lacks       error // what keeps some of it from being written, nil if all is
	size        int
	again       func() tea.Msg // writes it over what is there
	err         error
	from        *dialog.Prompt // that asked where to
}

// asked is what was written, with the prompt that asked where to.
func asked(from *dialog.Prompt, written writtenMsg) tea.Msg {
	written.from = from
	return written
}

// askExport asks for a file's name and saves there what the open tab shows. In a folder the
// whole run is saved.
func (a *App) askExport() tea.Cmd {
	run, whole := a.details.Run()
	if !whole {
		return a.warn("this run is still being read")
	}
	text, what := a.tabText()
	var p *dialog.Prompt
	p = dialog.NewPrompt("Save "+what+", or in a folder the whole run", "file", "", func(path string) tea.Msg {
		return exportMsg{run.ID, path, text, what, p}
	})
	a.dialogs.Replace(p)
	return nil
}

// exportMsg is told when it was entered where a text of a run is to be saved.
type exportMsg struct {
	id               model.RunID
	path, text, what string
	from             *dialog.Prompt
}

func (a *App) onExport(msg exportMsg) tea.Cmd {
	if msg.path == "" {
		return nil
	}
	return command(func() tea.Msg {
		if isFolder(msg.path) {
			return asked(msg.from, a.writeRun(msg.id, msg.path, false))
		}
		return asked(msg.from, write(msg.path, msg.text, msg.what, false))
	})
}

// isFolder reports whether a path is one of a folder: of one that is there, or by its end.
func isFolder(path string) bool {
	info, err := os.Stat(home(path))
	return os.IsPathSeparator(path[len(path)-1]) || err == nil && info.IsDir()
}

// askSaveRun asks for a folder and saves the run there: input, output, response, trace.
func (a *App) askSaveRun() tea.Cmd {
	run, _ := a.list.Selected()
	var p *dialog.Prompt
	p = dialog.NewPrompt("Save the run: input, output, response, trace", "folder", "", func(dir string) tea.Msg { return saveRunMsg{run.ID, dir, p} })
	a.dialogs.Replace(p)
	return nil
}

// saveRunMsg is told when a folder for a run was entered.
type saveRunMsg struct {
	id   model.RunID
	dir  string
	from *dialog.Prompt
}

func (a *App) onSaveRun(msg saveRunMsg) tea.Cmd {
	if msg.dir == "" {
		return nil
	}
	return command(func() tea.Msg { return asked(msg.from, a.writeRun(msg.id, msg.dir, false)) })
}

// writeRun writes a run's documents to a folder.
func (a *App) writeRun(id model.RunID, dir string, replace bool) writtenMsg {
	msg := writtenMsg{what: "the run", where: "in " + dir, again: func() tea.Msg { return a.writeRun(id, dir, true) }}
	run, err := a.cfg.Bench.Journal.Get(a.ctx, id)
	if err != nil {
		msg.err = err
		return msg
	}
	events, err := a.cfg.Bench.Trace(a.ctx, run)
	if !errors.Is(err, model.ErrNoTrace) {
		msg.lacks = err
	}
	if missing := screen.Missing(trace.Missing(events)); msg.lacks == nil && missing != "" {
		msg.lacks = errors.New(missing)
	}
	docs, err := export.Documents(run, events)
	if err == nil {
		err = export.Folder(home(dir), docs, replace)
	}
	names := make([]string, len(docs))
	for i, doc := range docs {
		names[i] = strings.TrimSuffix(doc.Name, ".json")
		msg.size += len(doc.Text)
	}
	msg.what, msg.err = strings.Join(names, ", "), err
	return msg
}

// write writes text to a file.
func write(path, text, what string, replace bool) writtenMsg {
	msg := writtenMsg{what: what, where: "as " + path, size: len(text), again: func() tea.Msg { return write(path, text, what, true) }}
	if text == "" {
		msg.err = errors.New("it is empty")
		return msg
	}
	msg.err = file.Write(home(path), replace, file.Text(text))
	return msg
}

// writeAgainMsg is told when files may be replaced.
type writeAgainMsg struct{ again func() tea.Msg }

func (a *App) onWritten(msg writtenMsg) tea.Cmd {
	var at *fs.PathError
	switch {
	case errors.As(msg.err, &at) && errors.Is(at, fs.ErrExist):
		a.dialogs.Replace(&dialog.Confirm{
			Title: "Replace", Question: "there is a file " + at.Path + " already", Yes: "replace it", Then: writeAgainMsg{msg.again}, Otherwise: reopenMsg{msg.from},
		})
		return nil
	case msg.err != nil && a.reopen(msg.from, fmt.Sprintf("%s could not be saved: %v", msg.what, msg.err)):
		return nil
	case msg.err != nil:
		return a.fail(fmt.Sprintf("%s could not be saved: %v", msg.what, msg.err), model.HintOf(msg.err))
	}
	saved := "saved " + msg.what + " " + msg.where + ", " + screen.Bytes(msg.size)
	if msg.lacks != nil {
		return a.warn(saved + ", but not all of the trace: " + msg.lacks.Error())
	}
	return a.good(saved)
}
