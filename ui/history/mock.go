package history

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// Mocks writes what answers tasks on the embedded target.
type Mocks interface {
	// Unanswered is the task that an execution with this cause failed at because nothing answered
	// it.
	Unanswered(cause string) (machine, state string, ok bool)
	// Shape is an example of the response of a task's integration, as JSON.
	Shape(machine, state string) (string, error)
	// AddMock writes a mock, which answers from then on, and returns the file's path.
	AddMock(mock model.Mock) (path string, err error)
	// AddShapes writes example responses for all tasks of a machine without a mock, and returns
	// which.
	AddShapes(machine, testCase string) (path string, states []string, err error)
	// ShortPath is a path as short as the user writes it.
	ShortPath(path string) string
}

// CannotMock says why the open run has no task to be mocked, "" if it has.
func (r *Room) CannotMock() string {
	if r.Mocks == nil {
		return "only the embedded target has mocks"
	}
	if reason := r.NoSingleRun(); reason != "" {
		return reason
	}
	if _, ok := r.unanswered(); !ok {
		return "every task of this run has a mock"
	}
	return ""
}

// unanswered is the mock that the open run lacks, without its result.
func (r *Room) unanswered() (mock model.Mock, ok bool) {
	run, whole := r.Details.Run()
	if !whole || run.Status != model.Failed || r.Mocks == nil {
		return model.Mock{}, false
	}
	mock.Machine, mock.State, ok = r.Mocks.Unanswered(run.Cause)
	_, mock.TestCase, _ = strings.Cut(string(run.Machine), "#")
	return mock, ok
}

// mocking is the choice of a task's result.
type mocking struct {
	*dialog.Choose
	mock    model.Mock
	results map[string]string // by the names of the options
}

type (
	// resultsMsg is sent when it is known what a task may be answered with.
	resultsMsg struct {
		of      *mocking
		options []dialog.Option
		results map[string]string
	}
	// mockMsg is told when a result was chosen, or typed.
	mockMsg struct {
		of   *mocking
		name string
	}
	// mockedMsg is sent when a mock was written, or could not be.
	mockedMsg struct {
		of     *mocking
		path   string
		states []string
		err    error
	}
)

// Mock asks what to answer the task that had no mock in the open run.
func (r *Room) Mock() tea.Cmd {
	mock, ok := r.unanswered()
	if !ok {
		return nil
	}
	m := &mocking{mock: mock}
	m.Choose = dialog.NewChoose(dialog.Choose{
		Title: "Mock " + screen.Visible(mock.State), Verb: "write", Typed: "result",
		Hint: "or type the task's result as JSON",
		Then: func(name string) tea.Msg { return mockMsg{m, name} }, Stopped: dialog.CloseMsg{},
	})
	r.Dialogs.Replace(m)
	run, _ := r.Details.Run()
	return ask.Command(func() tea.Msg { return r.results(m, run.ID) })
}

// results are what a task may be answered with: nothing, the shape of its integration's
// response, and what it was answered in runs before.
func (r *Room) results(m *mocking, except model.RunID) resultsMsg {
	msg := resultsMsg{of: m, results: map[string]string{}}
	add := func(name, result string) {
		msg.results[name] = result
		msg.options = append(msg.options, dialog.Option{Name: name, Note: result})
	}
	const empty = "{}"
	shape, err := r.Mocks.Shape(m.mock.Machine, m.mock.State)
	seen := []string{shape, empty} // runs with --mock auto were answered so
	for _, before := range recorded(r.Context, r.Bench.Journal, m.mock, except) {
		if slices.Contains(seen, before.Output) {
			continue
		}
		seen = append(seen, before.Output)
		name := "run of " + before.Asked.Local().Format("2006-01-02 15:04:05")
		if before.Target != r.Bench.Target.Info().Name {
			name += " on " + before.Target
		}
		add(name, before.Output)
	}
	if err == nil && shape != empty {
		add("response shape", shape)
	}
	add("empty object", empty)
	msg.options = append(msg.options, dialog.Option{Name: allShapes, Note: "every task without a mock"})
	return msg
}

// allShapes is the option that mocks more than one task.
const allShapes = "response shapes for all"

const (
	// maxRecorded is how many runs' traces are read for what a task was answered, and
	// maxOffered how many results are offered.
	maxRecorded = 50
	maxOffered  = 5
)

// recorded are runs of a mock's machine in which its state was answered, newest first, with
// that answer as their output.
func recorded(ctx context.Context, journal model.Journal, mock model.Mock, except model.RunID) []model.Run {
	runs, err := journal.List(ctx, model.Query{Machine: mock.Machine, Limit: maxRecorded})
	if err != nil {
		return nil // the history pane says why
	}
	var found []model.Run
	for _, run := range runs {
		if run.ID == except || len(found) == maxOffered || !run.Status.Answered() {
			continue
		}
		events, err := journal.Trace(ctx, run.ID)
		if err != nil {
			continue // no trace was kept
		}
		if result, ok := trace.Build(events).Result(mock.State); ok {
			if _, err := jsonvalue.Parse(result); err == nil {
				run.Output = result
				found = append(found, run)
			}
		}
	}
	return found
}

func (r *Room) onMock(msg mockMsg) tea.Cmd {
	mock := msg.of.mock
	if msg.name == allShapes {
		msg.of.Wait("the mock file")
		return ask.Command(func() tea.Msg {
			path, states, err := r.Mocks.AddShapes(mock.Machine, mock.TestCase)
			return mockedMsg{msg.of, path, states, err}
		})
	}
	result, offered := msg.of.results[msg.name]
	if mock.Result = result; !offered {
		mock.Result = msg.name
		if _, err := jsonvalue.Parse(msg.name); err != nil {
			msg.of.Refuse("this is not JSON: "+err.Error(), "")
			return nil
		}
	}
	msg.of.Wait("the mock file")
	return ask.Command(func() tea.Msg {
		path, err := r.Mocks.AddMock(mock)
		return mockedMsg{msg.of, path, []string{mock.State}, err}
	})
}

func (r *Room) onMocked(msg mockedMsg) {
	if msg.err != nil {
		if msg.of.Waiting() && r.Dialogs.Front() == dialog.Dialog(msg.of) {
			msg.of.Refuse(msg.err.Error(), model.HintOf(msg.err))
			return
		}
		r.Fail("cannot mock "+msg.of.mock.State, msg.err)
		return
	}
	r.Dialogs.Close(msg.of)
	what := "a mock for " + msg.of.mock.State
	if n := len(msg.states); n > 1 {
		what = screen.Count(int64(n)) + " mocks"
	}
	r.Good("wrote " + what + " to " + r.Mocks.ShortPath(msg.path) + ": R runs this again")
}
