package history

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/graph"
	"expresso/ui/trace"
)

// pageMsg is the journal's answer to a want of the list.
type pageMsg struct {
	want Want
	runs []model.Run
	err  error
}

// Failed is why it could not be read.
func (m pageMsg) Failed() error { return m.err }

// typingPause is how long a filter has to rest before it is looked for: a search of a large
// history takes a core for as long as the next few keys need one.
const typingPause = 80 * time.Millisecond

func (r *Room) readPage(want Want) tea.Cmd {
	ctx := r.searching.Of(r.Context, ask.Seq(want.Seq))
	pause := time.Duration(0)
	if r.List.Capturing() && want.Query.Text != "" {
		pause = typingPause
	}
	return ask.Command(func() tea.Msg {
		select {
		case <-time.After(pause):
		case <-ctx.Done(): // there is another key, and with it another question
			return nil
		}
		runs, err := r.Bench.Journal.List(ctx, want.Query)
		return pageMsg{want, runs, err}
	})
}

// countMsg is sent when it is known how many runs match what is listed.
type countMsg struct {
	want  Want
	total int64
	err   error
}

// onPage shows what was read, and counts the rest after it: what is looked for is seen
// before it is known how often it is there.
func (r *Room) onPage(msg pageMsg) tea.Cmd {
	if !r.List.Give(msg.want, msg.runs, msg.err) {
		return nil
	}
	ctx := r.searching.Of(r.Context, ask.Seq(msg.want.Seq))
	return ask.Command(func() tea.Msg {
		totals, err := r.Bench.Journal.Totals(ctx, msg.want.Query)
		return countMsg{msg.want, totals.Runs, err}
	})
}

// groupMsg is sent when the totals of a group's runs are known.
type groupMsg struct {
	id     model.GroupID
	totals model.Totals
	err    error
}

func (r *Room) readGroup(id model.GroupID) tea.Cmd {
	return ask.Command(func() tea.Msg {
		totals, err := r.Bench.Journal.Totals(r.Context, model.Query{Group: id})
		return groupMsg{id, totals, err}
	})
}

// bodiesMsg is the journal's answer to a want of the details.
type bodiesMsg struct {
	id  model.RunID
	run model.Run
	err error
}

// Failed is why it could not be read.
func (m bodiesMsg) Failed() error { return m.err }

func (r *Room) readBodies(id model.RunID) tea.Cmd {
	return ask.Command(func() tea.Msg {
		run, err := r.Bench.Journal.Get(r.Context, id)
		return bodiesMsg{id, run, err}
	})
}

// traceMsg is sent when the events of a run have been read, or why there are none, or not
// all.
type traceMsg struct {
	id       model.RunID
	logs     bool // a log was read for it
	events   []model.Event
	problem  string
	standIns []model.StandIn // of the machine
}

func (r *Room) readTrace(run model.Run, logs bool) tea.Cmd {
	ctx, _ := r.tracing.Next(r.Context)
	return ask.Command(func() tea.Msg {
		events, problem := trace.Read(ctx, r.Bench, run, logs)
		return traceMsg{run.ID, logs, events, problem, r.Bench.StandIns(ctx, run)}
	})
}

// graphMsg is sent when a definition has been read to draw its graph, or why there is none.
type graphMsg struct {
	seq     ask.Seq
	arn     model.ARN
	machine *asl.Machine
	problem string
}

func (r *Room) readGraph(arn model.ARN) tea.Cmd {
	ctx, seq := r.drawing.Next(r.Context)
	return ask.Command(func() tea.Msg {
		_, m, _, err := graph.Read(ctx, r.Bench.Target, model.Machine{ARN: arn.Unqualified()}, arn)
		msg := graphMsg{seq: seq, arn: arn, machine: m}
		if err != nil {
			msg.problem = "no graph: " + dialog.Sentence(err)
		}
		return msg
	})
}

// chartRuns is how many runs the chart of the billing tab shows.
const chartRuns = 60

// statsMsg is sent when the totals have been read.
type statsMsg struct {
	of           model.ARN // machine
	latest       []model.Run
	machine, all model.Totals
}

// readStats reads what the billing tab sets a run of a machine against.
func (r *Room) readStats(arn model.ARN) tea.Cmd {
	return ask.Command(func() tea.Msg {
		// What cannot be read here cannot be read by the history pane either, which says so.
		msg := statsMsg{of: arn}
		journal := r.Bench.Journal
		msg.all, _ = journal.Totals(r.Context, model.Query{})
		if arn != "" {
			msg.machine, _ = journal.Totals(r.Context, model.Query{Machine: string(arn)})
			msg.latest, _ = journal.List(r.Context, model.Query{Machine: string(arn), Limit: chartRuns, Whole: true})
		}
		return msg
	})
}

func (r *Room) onStats(msg statsMsg) {
	r.Details.SetStats(msg.of, Stats{Latest: msg.latest, Session: r.Spent(), Machine: msg.machine, All: msg.all})
}
