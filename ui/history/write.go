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
	"expresso/ui/dialog"
	"expresso/ui/report"
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
	if why := r.withheld(); why != "" {
		r.Warn("nothing to save: " + why)
		return nil
	}
	text, what := r.tabText()
	if text == "" {
		r.Warn("nothing to save: " + what + " is empty")
		return nil
	}
	r.Tell(save.AskMsg{Title: "Save " + what + " to a file, or the run to a folder", Label: "file", Write: func(path string) func() save.Written {
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

// The answers of the menu that asks what to save.
type (
	saveTabMsg    struct{}
	saveRunMsg    struct{}
	saveReportMsg struct{}
)

// RecordMsg is told when the selected run is to be recorded, as mocks that replay it.
type RecordMsg struct{}

// AskSave asks what of the run is to be saved.
func (r *Room) AskSave() tea.Cmd {
	_, what := r.tabText()
	r.Dialogs.Replace(dialog.NewMenu("Save", "save", []dialog.Item{
		{Key: "t", Name: "this tab", Note: what, Then: saveTabMsg{}},
		{Key: "f", Name: "the run's folder", Note: "input, output, response, trace", Then: saveRunMsg{}},
		{Key: "r", Name: "a report", Note: "HTML or Markdown", Then: saveReportMsg{}},
		{Key: "m", Name: "mocks that replay it", Note: "with input and expectation", Then: RecordMsg{}},
	}))
	return nil
}

// AskReport asks for a file's name and writes a report of the run there.
func (r *Room) AskReport() tea.Cmd {
	run, _ := r.List.Selected()
	r.Tell(save.AskMsg{
		Title: "Save a report: " + report.Extensions(), Label: "file", Value: "report.html",
		Check: func(path string) string {
			if err := report.Known(path); err != nil {
				return err.Error()
			}
			return ""
		},
		Write: func(path string) func() save.Written {
			return func() save.Written { return r.writeReport(run.ID, path) }
		},
	})
	return nil
}

// writeReport writes the report of a run to a file.
func (r *Room) writeReport(id model.RunID, path string) save.Written {
	run, err := r.Bench.Journal.Get(r.Context, id)
	if err != nil {
		return save.Written{What: "the report", Err: err}
	}
	var text strings.Builder
	if err := report.Read(r.Context, r.Bench, run, r.Prices, false).Write(&text, path); err != nil {
		return save.Written{What: "the report", Err: err}
	}
	return save.Text(path, text.String(), "the report")
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
	if missing := screen.Lacks(trace.LacksOf(events)); w.Lacks == nil && missing != "" {
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
