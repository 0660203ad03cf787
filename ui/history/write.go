package history

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

// AskExport asks for a file's name and saves there what the open tab shows. In a folder the
// whole run is saved.
func (r *Room) AskExport() tea.Cmd {
	run, whole := r.Details.Run()
	if !whole {
		r.Warn("this run is still being read")
		return nil
	}
	text, what := r.tabText()
	r.Tell(save.AskMsg{Title: "Save " + what + ", or in a folder the whole run", Label: "file", Write: func(path string) func() save.Written {
		return func() save.Written {
			if isFolder(path) {
				return r.writeRun(run.ID, path, false)
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

// AskSaveRun asks for a folder and saves the run there: input, output, response, trace.
func (r *Room) AskSaveRun() tea.Cmd {
	run, _ := r.List.Selected()
	r.Tell(save.AskMsg{Title: "Save the run: input, output, response, trace", Label: "folder", Write: func(dir string) func() save.Written {
		return func() save.Written { return r.writeRun(run.ID, dir, false) }
	}})
	return nil
}

// writeRun writes a run's documents to a folder.
func (r *Room) writeRun(id model.RunID, dir string, replace bool) save.Written {
	w := save.Written{What: "the run", Where: "in " + dir, Again: func() save.Written { return r.writeRun(id, dir, true) }}
	run, err := r.Bench.Journal.Get(r.Context, id)
	if err != nil {
		w.Err = err
		return w
	}
	events, err := r.Bench.Trace(r.Context, run)
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
