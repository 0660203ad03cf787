package history

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/graph"
	"expresso/ui/room"
	events "expresso/ui/trace"
)

// Config is what the room takes.
type Config struct {
	room.Common
	Shell func() Shell        // how a shell reaches the same target now
	Spent func() model.Totals // since the start
	Mocks Mocks               // nil on a target without any
}

// Room is the list and the details with what reads for them, and all that is done with a run
// that is over. It tells, see action.Out, clipboard.CopyMsg, AgainMsg, ReuseMsg, save.AskMsg and
// dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	List    *List
	Details *Details

	baseline  model.RunID // the run that others are compared with, "" for none
	searching ask.Latest  // of the journal, for the list
	tracing   ask.Latest  // of the target
	drawing   ask.Latest  // as well
}

type (
	// AgainMsg is told when a run is to be made again.
	AgainMsg struct{ Run model.Run }
	// FromMsg is told when a machine is to be run from one of its states.
	FromMsg struct {
		Run    model.Run // whose state it is
		Origin model.Origin
		Input  string
	}
	// ReuseMsg is told when the input of a run is wanted in the editor.
	ReuseMsg struct{ Run model.Run }
)

// New returns a room that has to read its runs: see Asks.
func New(c Config) *Room {
	r := &Room{Config: c, List: NewList(c.Theme, c.Prices, c.Now), Details: NewDetails(c.Theme, c.Prices, c.Now)}
	if c.Bench.Target != nil {
		r.List.here = c.Bench.Target.Info
	}
	if c.Bench.Target != nil && !c.Bench.Target.Info().Local {
		r.Details.setFar(c.Bench.Target.Info().Name)
	}
	if c.Mocks != nil {
		r.Details.unanswered = func() bool { _, ok := r.unanswered(); return ok }
	}
	return r
}

// Update takes what its commands send and its dialogs tell.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		return r.onPage(msg)
	case countMsg:
		r.List.Count(msg.want, msg.total, msg.err)
	case groupMsg:
		r.List.GiveGroup(msg.id, msg.totals, msg.err)
	case bodiesMsg:
		r.Details.Give(msg.id, msg.run, msg.err)
	case traceMsg:
		if msg.logs != r.Details.traced.logs {
			return nil // a log is read by now
		}
		r.Details.GiveTrace(msg.id, msg.events, msg.problem)
		if r.Details.traced.run == msg.id {
			r.Details.trace.SetStandIns(msg.standIns)
		}
	case originsMsg:
		r.Details.output.GiveOrigins(msg.origins)
	case graphMsg:
		if r.drawing.Done(msg.seq) {
			r.Details.GiveGraph(msg.arn, msg.machine, msg.problem)
		}
	case graph.OpenMsg:
		if r.Dialogs.Front() == nil {
			return r.Details.openState(msg)
		}
	case statsMsg:
		r.onStats(msg)
	case Compared:
		return r.Details.GiveBase(msg)

	case annotatedMsg:
		r.onAnnotated(msg)
	case commandLineMsg:
		r.onCommandLine(msg)
	case events.FromMsg:
		r.onFrom(msg)
	case graph.FromMsg:
		if tree := r.Details.trace.Tree(); r.Dialogs.Front() == nil {
			r.onFrom(events.FromMsg{Tree: tree, Visit: tree.Visited(msg.State)})
		}
	case graph.TestMsg:
		if tree := r.Details.trace.Tree(); r.Dialogs.Front() == nil {
			test := events.TestMsg{Machine: r.Details.drawn.of, State: msg.State, Tree: tree, Visit: tree.Visited(msg.State)}
			return func() tea.Msg { return test }
		}
	case repeatMsg:
		r.onRepeat(msg)
	case reuseMsg:
		r.onReuse(msg)
	case prunableMsg:
		r.onPrunable(msg)
	case prunedMsg:
		r.onPruned(msg)
	case resultsMsg:
		msg.of.results = msg.results
		msg.of.SetOptions(msg.options)
	case mockedMsg:
		r.onMocked(msg)

	case kindMsg, spanMsg, savedMsg, placeMsg, machineMsg:
		r.List.onFilter(msg)
	case saveTabMsg:
		return r.AskExport()
	case saveRunMsg:
		return r.AskSaveRun()
	case saveReportMsg:
		return r.AskReport()
	case mockMsg:
		return r.onMock(msg)
	case noteMsg:
		return r.onNote(msg)
	case pruneMsg:
		return r.onPrune(msg)
	case pruneNowMsg:
		return r.onPruneNow(msg)
	default:
		return r.Details.Update(msg) // comparisons that took long
	}
	return nil
}

// Landed takes note of a run that is not in flight any more.
func (r *Room) Landed(run model.Run) {
	r.List.finished(run)
	r.List.Reload()
	r.Details.StaleStats()
	r.Details.Landed(run.ID)
}

// Asks returns what list and details lack now, as commands. Everything is asked for once.
func (r *Room) Asks() []tea.Cmd {
	var cmds []tea.Cmd
	for want, ok := r.List.Want(); ok; want, ok = r.List.Want() {
		cmds = append(cmds, r.readPage(want))
	}
	for group, ok := r.List.WantGroup(); ok; group, ok = r.List.WantGroup() {
		cmds = append(cmds, r.readGroup(group))
	}
	if run, ok := r.List.Selected(); ok {
		r.Details.Show(run)
	} else if r.List.Len() == 0 {
		r.Details.Clear()
	}
	if id, ok := r.Details.Want(); ok {
		cmds = append(cmds, r.readBodies(id))
	}
	if run, logs, ok := r.Details.WantTrace(); ok {
		cmds = append(cmds, r.readTrace(run, logs))
	}
	if arn, ok := r.Details.WantGraph(); ok {
		cmds = append(cmds, r.readGraph(arn))
	}
	if run, ok := r.Details.WantOrigins(); ok {
		cmds = append(cmds, r.readOrigins(run))
	}
	if base, ok := r.Details.WantBase(); ok {
		cmds = append(cmds, r.readBase(base))
	}
	if machine, ok := r.Details.WantStats(); ok {
		cmds = append(cmds, r.readStats(machine))
	}
	return cmds
}

// When is the time at which a run was made, as the list has it.
func (r *Room) When(run model.Run) string { return moment(run.Asked, r.Now()) }

// NoRun says why no run is shown, "" if one is.
func (r *Room) NoRun() string {
	if _, ok := r.List.Selected(); !ok {
		return "no run is selected"
	}
	return ""
}

// NoSingleRun says why no run is shown, or more than one.
func (r *Room) NoSingleRun() string {
	if _, ok := r.List.SelectedGroup(); ok {
		return "a group of runs: press enter to open it"
	}
	return r.NoRun()
}
