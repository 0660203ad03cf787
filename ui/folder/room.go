// Package folder records runs as mocks, and pulls deployed definitions into the folder. It also
// compares them with those of the folder. It shows what would be written before it writes.
package folder

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/pull"
	"expresso/model/record"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
	"expresso/ui/screen"
)

// Folder is what the room does there.
type Folder interface {
	// Records is why runs of a machine cannot be recorded, nil if they can.
	Records(machine model.ARN) error
	// Record plans what recording a run writes; WriteRecorded writes it.
	Record(ctx context.Context, run model.Run, events []model.Event, name string) (record.Plan, error)
	WriteRecorded(plan record.Plan) error
	// Pull plans what pulling a deployed machine writes; WritePulled writes it.
	Pull(ctx context.Context, machine model.ARN) (pull.Plan, error)
	WritePulled(plan pull.Plan) error
	// Drift compares the definition here with what is deployed.
	Drift(ctx context.Context, machine model.ARN) (pull.Drift, error)
}

// Config is what the room takes.
type Config struct {
	room.Common
	Folder  Folder                   // nil if there is none
	Machine func() model.ARN         // the shown run, "" for none
	Run     func() (model.Run, bool) // as well; false for none, or more than one
}

// Room is the room. It tells, see action.Out, WroteMsg and dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	actions []action.Action
	asked   ask.Latest
}

// WroteMsg is told when files of the folder have been written: a saved input of a machine, or
// its definition.
type WroteMsg struct{ Machine string }

// New returns the room.
func New(c Config) *Room {
	r := &Room{Config: c}
	r.actions = []action.Action{
		{ID: "record-the-run", Title: "record the run: mocks, input and expectation that replay it", Words: "mock fixture capture test case", Disabled: r.cannotRecord, Do: r.AskRecord},
		{ID: "pull-the-definition", Title: "pull: write the deployed definition into the folder", Words: "download fetch import aws", Disabled: r.noPull, Do: r.pull},
		{ID: "compare-with-what-is-deployed", Title: "compare the definition with what is deployed", Words: "drift check diff aws", Disabled: r.noMachine, Do: r.drift},
	}
	return r
}

// Actions are what it does.
func (r *Room) Actions() []action.Action { return r.actions }

func (r *Room) noFolder() string {
	if r.Folder == nil {
		return "the demo has no folder"
	}
	return ""
}

// noPull is why the definition of the machine cannot be written into the folder.
func (r *Room) noPull() string { return cmp.Or(r.readsOnly(), r.noMachine()) }

func (r *Room) readsOnly() string {
	if guard.Of(r.Bench.Guard).ReadsOnly() {
		return "--read-only: no file is written"
	}
	return ""
}

func (r *Room) noMachine() string {
	if reason := r.noFolder(); reason != "" {
		return reason
	}
	if r.Machine() == "" {
		return "no state machine is picked"
	}
	return ""
}

func (r *Room) cannotRecord() string {
	if reason := cmp.Or(r.readsOnly(), r.noFolder()); reason != "" {
		return reason
	}
	run, ok := r.Run()
	switch {
	case !ok:
		return "no single run is selected"
	case !run.Status.Answered():
		return "a run that is " + run.Status.String() + " has no response to record"
	case !run.Origin.Whole():
		return "this run started at a state: record a run of the whole machine"
	}
	return ""
}

type (
	// namedMsg is told when a name for a recording was entered.
	namedMsg struct {
		run  model.Run
		name string
		from *dialog.Prompt
		logs bool // a log may be read, which AWS bills
	}
	// recordMsg, pullMsg and driftMsg are sent when it has been worked out what would be
	// written, or what differs.
	// refusedMsg is sent when it is known whether runs of the machine can be recorded.
	refusedMsg struct {
		of  *dialog.Prompt
		err error
	}
	recordMsg struct {
		seq  ask.Seq
		of   namedMsg
		plan record.Plan
		err  error
	}
	pullMsg struct {
		seq  ask.Seq
		plan pull.Plan
		err  error
	}
	driftMsg struct {
		seq   ask.Seq
		drift pull.Drift
		err   error
	}
	// writtenMsg is sent when files have been written, or could not be.
	writtenMsg struct {
		machine, done, what string
		err                 error
	}
)

// AskRecord asks for a name, under which the run is recorded, or says why it cannot be.
func (r *Room) AskRecord() tea.Cmd {
	if reason := r.cannotRecord(); reason != "" {
		r.Warn(reason)
		return nil
	}
	run, _ := r.Run()
	var p *dialog.Prompt
	p = dialog.NewPrompt("Record the run: name of the test case and input", "name", record.Name(run), func(name string) tea.Msg {
		if name == "" {
			return nil
		}
		return namedMsg{run: run, name: name, from: p}
	})
	p.Select()
	r.Dialogs.Replace(p)
	return ask.Command(func() tea.Msg { return refusedMsg{p, r.Folder.Records(run.Machine)} })
}

// Update takes what its commands send and its dialogs tell.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case namedMsg:
		return r.record(msg)
	case refusedMsg:
		if msg.err != nil && r.Dialogs.Front() == msg.of {
			r.Dialogs.Close(msg.of)
			r.Fail("cannot record the run", msg.err)
		}
	case recordMsg:
		return r.onRecord(msg)
	case pullMsg:
		return r.onPull(msg)
	case driftMsg:
		return r.onDrift(msg)
	case writtenMsg:
		if msg.err != nil {
			r.Fail(msg.what, msg.err)
			return nil
		}
		r.Good(msg.done)
		r.Tell(WroteMsg{msg.machine})
	}
	return nil
}

// record plans what recording a run writes.
func (r *Room) record(msg namedMsg) tea.Cmd {
	ctx, seq := r.asked.Next(r.Context)
	r.Say("reading the trace of the run " + r.Theme.Ellipsis)
	return ask.Command(func() tea.Msg {
		run, err := r.Bench.Journal.Get(ctx, msg.run.ID)
		if err != nil {
			return recordMsg{seq: seq, of: msg, err: err}
		}
		read := r.Bench.TraceAtHand
		if msg.logs {
			read = r.Bench.Trace
		}
		events, lacks := read(ctx, run)
		if len(events) == 0 && lacks != nil {
			return recordMsg{seq: seq, of: msg, err: lacks}
		}
		plan, err := r.Folder.Record(ctx, run, events, msg.name)
		if lacks != nil {
			plan.Notes = append(plan.Notes, lacks.Error())
		}
		return recordMsg{seq, msg, plan, err}
	})
}

func (r *Room) onRecord(msg recordMsg) tea.Cmd {
	if !r.asked.Done(msg.seq) || r.Dialogs.Front() != nil {
		return nil // something else was opened since
	}
	if errors.Is(msg.err, model.ErrNotRead) {
		msg.of.logs = true
		r.Dialogs.Push(&dialog.Confirm{
			Title: "Record the run", Question: "the trace of this run is in CloudWatch Logs and was not read yet. AWS bills for the data searched",
			Yes: "read it", Then: msg.of,
		})
		return nil
	}
	if msg.err != nil {
		if !r.Dialogs.Reopen(msg.of.from, dialog.Sentence(msg.err)) {
			r.Fail("cannot record the run", msg.err)
		}
		return nil
	}
	plan := msg.plan
	says := make([]said, 0, len(plan.Notes)+4)
	for _, s := range plan.Sentences() {
		says = append(says, said{s.Text, s.Good})
	}
	if plan.Replaces() {
		says = append(says, said{"the existing one of this name is replaced", false})
	}
	return r.show(&page{title: "Record", machine: plan.Machine, name: plan.Case, says: says, files: changes(plan.Files()), verb: "write", write: r.writing(
		plan.Machine, "recorded as "+plan.Case+": R on the saved inputs replays it", "the recording could not be written",
		func() error { return r.Folder.WriteRecorded(plan) })})
}

// pull plans what pulling the machine writes.
func (r *Room) pull() tea.Cmd {
	ctx, seq := r.asked.Next(r.Context)
	machine := r.Machine()
	r.Say("reading what is deployed " + r.Theme.Ellipsis)
	return ask.Command(func() tea.Msg {
		plan, err := r.Folder.Pull(ctx, machine)
		return pullMsg{seq, plan, err}
	})
}

func (r *Room) onPull(msg pullMsg) tea.Cmd {
	if !r.asked.Done(msg.seq) || r.Dialogs.Front() != nil {
		return nil
	}
	if msg.err != nil {
		r.Fail("cannot pull the definition", msg.err)
		return nil
	}
	plan := msg.plan
	says := []said{{"from " + string(plan.ARN), true}}
	switch plan.Definition.Verb() {
	case "unchanged":
		says = append(says, said{"the definition here matches what is deployed", true})
	case "changed":
		says = append(says, said{"the existing definition is replaced", false})
	}
	return r.show(&page{title: "Pull", machine: plan.Machine, says: says, files: changes(plan.Files()), verb: "write", write: r.writing(
		plan.Machine, "pulled "+plan.Machine+" to "+plan.Definition.Path, "the definition could not be written",
		func() error { return r.Folder.WritePulled(plan) })})
}

// drift compares the machine with what is deployed.
func (r *Room) drift() tea.Cmd {
	ctx, seq := r.asked.Next(r.Context)
	machine := r.Machine()
	r.Say("reading what is deployed " + r.Theme.Ellipsis)
	return ask.Command(func() tea.Msg {
		drift, err := r.Folder.Drift(ctx, machine)
		return driftMsg{seq, drift, err}
	})
}

func (r *Room) onDrift(msg driftMsg) tea.Cmd {
	if !r.asked.Done(msg.seq) || r.Dialogs.Front() != nil {
		return nil
	}
	if msg.err != nil {
		r.Fail("cannot compare with what is deployed", msg.err)
		return nil
	}
	d := msg.drift
	says := []said{{"deployed as " + string(d.ARN), true}}
	if d.Same() {
		says = append(says, said{d.Path + " matches what is deployed", true})
	} else {
		says = append(says, said{fmt.Sprintf("%s in %s", screen.Count(int64(len(d.Differences)+d.More))+" "+plural(len(d.Differences)+d.More, "difference"), d.Path), false})
	}
	for _, note := range d.Notes {
		says = append(says, said{note, false})
	}
	return r.show(&page{title: "Deployed", machine: d.Machine, says: says, files: []change{{d.Path, "file", "deployed", d.File, d.Deployed}}})
}

func plural(n int, what string) string {
	if n == 1 {
		return what
	}
	return what + "s"
}

// writing is the command that writes.
func (r *Room) writing(machine, done, failed string, write func() error) func() tea.Cmd {
	return func() tea.Cmd {
		return ask.Command(func() tea.Msg { return writtenMsg{machine, done, failed, write()} })
	}
}
