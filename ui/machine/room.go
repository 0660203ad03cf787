// Package machine shows a state machine: graph, definition, problems, what states saw.
package machine

import (
	"errors"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/editor"
	"expresso/ui/graph"
	"expresso/ui/inside"
	"expresso/ui/jsonview"
	"expresso/ui/room"
	"expresso/ui/screen"
	events "expresso/ui/trace"
)

// Config is what showing machines takes.
type Config struct {
	room.Common
	Project Project // nil on a target without a folder
}

// Room opens the pages of machines, and gives them what they show. It tells SetMsg and
// dialog.SayMsg.
type Room struct {
	dialog.Voice
	cfg Config
}

// New returns a room.
func New(c Config) *Room { return &Room{cfg: c} }

// editMsg is sent when it is known where the file of a machine is.
type editMsg struct {
	path string
	line int
	err  error
}

// Edit opens the file of a machine in $EDITOR.
func (r *Room) Edit(m model.Machine) tea.Cmd {
	return ask.Command(func() tea.Msg {
		said, err := r.cfg.Bench.Target.Describe(r.cfg.Context, m.ARN)
		path, line := (&definition{said: said}).file()
		if err == nil && path == "" {
			err = errors.New((&definition{}).noFile())
		}
		return editMsg{path, line, err}
	})
}

// describedMsg is sent when a machine's definition has been read, or could not be.
type describedMsg struct {
	of      *definition
	said    model.Description
	excerpt string       // of the file with the problem
	machine *asl.Machine // nil if asl refuses it
	found   asl.Diagnostics
	err     error
}

// colouredMsg is sent when the trace of the run that a graph is to show has been read.
type colouredMsg struct {
	of      *definition
	tree    *trace.Tree // nil if there are no events
	noTrace string      // why, or what they lack
}

// Open opens the page of a machine, with the colours of a run if it is not zero, and asks for
// what it shows.
func (r *Room) Open(m model.Machine, run model.Run, f Tab) tea.Cmd {
	t := r.cfg.Theme
	d := &definition{
		machine: m, run: run, tab: f, loading: true, dialogs: r.cfg.Dialogs, project: r.cfg.Project,
		graph: graph.New(t), inside: inside.New(t), source: jsonview.New(t), standIns: jsonview.New(t), problems: jsonview.New(t), state: jsonview.New(t),
	}
	d.graph.Focus()
	for _, v := range d.documents() {
		v.Focus()
	}
	d.standIns.SetWrap(true)
	d.standIns.Prose, d.problems.Prose = true, true
	d.problems.SetWrap(true)
	d.bind()
	r.cfg.Dialogs.Replace(d)
	return ask.Command(func() tea.Msg { return r.describe(d) })
}

// describe reads the definition of a machine: of the version that ran, where there is a run.
func (r *Room) describe(d *definition) describedMsg {
	msg := describedMsg{of: d}
	msg.said, msg.machine, msg.found, msg.err = graph.Read(r.cfg.Context, r.cfg.Bench.Target, d.machine, d.run.Machine)
	if problem := msg.said.ProblemAt; problem != nil {
		msg.excerpt = excerpt(*problem)
	}
	return msg
}

// shown is the page of a machine that is seen, nil if none is.
func (r *Room) shown() *definition {
	d, _ := r.cfg.Dialogs.Shown().(*definition)
	return d
}

// Update takes what its commands send, and what the graph and a trace want to see opened.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case editMsg:
		if msg.err != nil {
			return func() tea.Msg { return action.RefusedMsg{Reason: msg.err.Error()} }
		}
		return editor.OpenFile(msg.path, msg.line)
	case describedMsg:
		return r.onDescribed(msg)
	case colouredMsg:
		r.onColoured(msg)
	case readTraceMsg:
		return r.colour(msg.of, true)
	case graph.OpenMsg:
		if d, ok := r.cfg.Dialogs.Front().(*definition); ok && d.drawn {
			d.opened, d.tab = msg, state
			d.showState()
		}
	case settingMsg:
		return r.onSetting(msg)
	case setMsg:
		r.onSet(msg)
	case graph.FromMsg:
		return r.onFrom(msg)
	case graph.TestMsg:
		if d, ok := r.cfg.Dialogs.Front().(*definition); ok {
			return d.test(msg.State)
		}
	case events.OpenMsg:
		r.cfg.Dialogs.Replace(newState(r.cfg.Theme, msg))
	}
	return nil
}

// onFrom wants the machine to be run from a state of the graph, with what its run last came
// there with.
func (r *Room) onFrom(msg graph.FromMsg) tea.Cmd {
	d, ok := r.cfg.Dialogs.Front().(*definition)
	if !ok || d.tree == nil {
		return nil
	}
	from := events.FromMsg{Run: d.run, Tree: d.tree, Visit: d.tree.Visited(msg.State)}
	return func() tea.Msg { return from }
}

// Changed opens a machine again that has changed, where it was open.
func (r *Room) Changed(c model.Change) tea.Cmd {
	d := r.shown()
	if d == nil || !c.Touches(d.machine.Name) {
		return nil
	}
	m, f := d.machine, d.tab
	m.Problem = ""
	if i := slices.IndexFunc(c.Broken, func(b model.Machine) bool { return b.Name == m.Name }); i >= 0 {
		m.Problem = c.Broken[i].Problem
	}
	if f == state || f == Problems && !d.drawn {
		f = Graph
	}
	return r.Open(m, d.run, f)
}

// of reports whether a page shows the graph that a run goes through.
func (d *definition) of(run model.Run) bool {
	return d.tab == Graph && d.machine.ARN == run.Machine.Unqualified()
}

// Grow gives an open graph the colours of a run of its machine that is in flight.
func (r *Room) Grow(run model.Run, t *trace.Tree, bill model.Billing) {
	if d := r.shown(); d != nil && d.of(run) && d.drawn {
		d.run, d.tree, d.noTrace = run, t, ""
		prices := r.cfg.Prices.Of(run)
		d.cost = prices.Format(prices.Of(bill).Total)
		d.graph.SetLive(t)
	}
}

// Ran gives an open graph the colours of a run of its machine that has just ended.
func (r *Room) Ran(run model.Run) tea.Cmd {
	d := r.shown()
	switch {
	case d == nil || !d.of(run) || !d.drawn && !d.loading || !run.Status.Answered():
		return nil
	case d.drawn && d.run.ID == run.ID: // it was seen as it went
		d.run = run
		return r.colour(d, false)
	}
	return r.Open(d.machine, run, Graph)
}

func (r *Room) onDescribed(msg describedMsg) tea.Cmd {
	d := msg.of
	if r.shown() != d {
		return nil
	}
	d.loading = false
	if msg.err != nil {
		d.problem, d.hint = msg.err.Error(), model.HintOf(msg.err)
		return nil
	}
	d.text, d.said, d.found = msg.said.Definition, msg.said, msg.found
	d.source.SetText(d.text)
	d.standIns.SetText(standIns(msg.said.StandIns))
	var problems string
	problems, d.findings = findings(problemText(msg.said.ProblemAt, msg.excerpt, r.cfg.Bench.Target.Info().Workspace), d.machine, d.text, msg.found, msg.said.ProblemAt)
	d.problems.SetText(problems)
	if msg.machine == nil {
		d.tab = Problems
		return nil
	}
	d.drawn = true
	if d.tab == Problems && len(d.found) == 0 && msg.said.ProblemAt == nil {
		r.Good(screen.Visible(d.machine.Name) + " is valid: no problems and no warnings")
	}
	if d.tab != state && !slices.Contains(d.tabs(), d.tab) {
		d.tab = Graph // what was looked at is not there any more
	}
	d.compiled = msg.machine
	d.graph.SetMachine(msg.machine)
	if d.run.ID == "" {
		return nil
	}
	// The graph does not wait for its colours: a log takes a while to be read.
	return r.colour(d, false)
}

// readTraceMsg is told when the trace of a page's run is wanted, wherever it is.
type readTraceMsg struct{ of *definition }

// colour reads what a page's run made of its states, out of a log only if logs is true.
func (r *Room) colour(d *definition, logs bool) tea.Cmd {
	d.reading = true
	if d.tree == nil {
		d.noTrace = "reading the trace " + d.T.Ellipsis
	}
	return ask.Command(func() tea.Msg {
		msg := colouredMsg{of: d}
		all, problem := events.Read(r.cfg.Context, r.cfg.Bench, d.run, logs)
		if msg.noTrace = problem; len(all) > 0 {
			msg.tree = trace.Build(all)
		}
		return msg
	})
}

func (r *Room) onColoured(msg colouredMsg) {
	d := msg.of
	if r.shown() != d {
		return
	}
	d.reading = false
	if d.tree, d.noTrace = msg.tree, msg.noTrace; msg.tree == nil {
		return
	}
	d.graph.SetRun(msg.tree)
	if d.opened.State != "" {
		d.showState() // it may have been opened before
	}
}
