package ui

import (
	"errors"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/file"
	"expresso/model/trace"
	"expresso/ui/save"
	"expresso/ui/screen"
)

// askExport asks for a file's name and saves there what the open tab shows. In a folder the
// whole run is saved.
func (a *App) askExport() tea.Cmd {
	run, whole := a.details.Run()
	if !whole {
		return a.warn("this run is still being read")
	}
	text, what := a.tabText()
	a.saver.Ask(save.AskMsg{Title: "Save " + what + ", or in a folder the whole run", Label: "file", Write: func(path string) func() save.Written {
		return func() save.Written {
			if isFolder(path) {
				return a.writeRun(run.ID, path, false)
			}
			return save.Text(path, text, what)
		}
	}})
	return nil
}

// isFolder reports whether a path is one of a folder: of one that is there, or by its end.
func isFolder(path string) bool {
	info, err := os.Stat(file.Home(path))
	return os.IsPathSeparator(path[len(path)-1]) || err == nil && info.IsDir()
}

// askSaveRun asks for a folder and saves the run there: input, output, response, trace.
func (a *App) askSaveRun() tea.Cmd {
	run, _ := a.list.Selected()
	a.saver.Ask(save.AskMsg{Title: "Save the run: input, output, response, trace", Label: "folder", Write: func(dir string) func() save.Written {
		return func() save.Written { return a.writeRun(run.ID, dir, false) }
	}})
	return nil
}

// writeRun writes a run's documents to a folder.
func (a *App) writeRun(id model.RunID, dir string, replace bool) save.Written {
	w := save.Written{What: "the run", Where: "in " + dir, Again: func() save.Written { return a.writeRun(id, dir, true) }}
	run, err := a.cfg.Bench.Journal.Get(a.ctx, id)
	if err != nil {
		w.Err = err
		return w
	}
	events, err := a.cfg.Bench.Trace(a.ctx, run)
	if !errors.Is(err, model.ErrNoTrace) {
		w.Lacks = err
	}
	if missing := screen.Missing(trace.Missing(events)); w.Lacks == nil && missing != "" {
		w.Lacks = errors.New(missing)
	}
	docs, err := export.Documents(run, events)
	if err == nil {
		err = export.Folder(file.Home(dir), docs, replace)
	}
	names := make([]string, len(docs))
	for i, doc := range docs {
		names[i] = strings.TrimSuffix(doc.Name, ".json")
		w.Size += len(doc.Text)
	}
	w.What, w.Err = strings.Join(names, ", "), err
	return w
}
