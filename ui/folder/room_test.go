package folder_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/pull"
	"expresso/model/record"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/folder"
	"expresso/ui/uitest"
)

const orders model.ARN = "arn:aws:states:us-east-1:111122223333:stateMachine:orders"

// disk is a folder that says what it is told to.
type disk struct {
	plan  record.Plan
	pull  pull.Plan
	drift pull.Drift
	err   error // of working it out
	none  error // why no run of the machine can be recorded
	wrote error // of writing
	did   []string
}

func (d *disk) Records(model.ARN) error { return d.none }

func (d *disk) Record(_ context.Context, _ model.Run, events []model.Event, name string) (record.Plan, error) {
	p := d.plan
	p.Machine, p.Case, p.Calls = "orders", name, len(events)
	return p, d.err
}

func (d *disk) WriteRecorded(p record.Plan) error {
	d.did = append(d.did, "recorded "+p.Case)
	return d.wrote
}

func (d *disk) Pull(context.Context, model.ARN) (pull.Plan, error) { return d.pull, d.err }

func (d *disk) WritePulled(p pull.Plan) error {
	d.did = append(d.did, "pulled "+p.Machine)
	return d.wrote
}

func (d *disk) Drift(context.Context, model.ARN) (pull.Drift, error) { return d.drift, d.err }

// journal has one run, with a trace or an error in its place.
type journal struct {
	model.Journal
	run    model.Run
	events []model.Event
	err    error
}

func (*journal) KeepTrace(context.Context, model.RunID, []model.Event) error { return nil }

func (j *journal) Get(context.Context, model.RunID) (model.Run, error) { return j.run, nil }
func (j *journal) Trace(context.Context, model.RunID) ([]model.Event, error) {
	return j.events, j.err
}

// told is a room whose words are kept.
type told struct {
	*folder.Room
	all []tea.Msg
}

func (r *told) Told() []tea.Msg {
	msgs := r.Room.Told()
	r.all = append(r.all, msgs...)
	return msgs
}

func (r *told) says(t *testing.T, text string) {
	t.Helper()
	if !slices.ContainsFunc(r.all, func(m tea.Msg) bool { s, ok := m.(dialog.SayMsg); return ok && strings.Contains(s.Text, text) }) {
		t.Errorf("nobody said %q: %v", text, r.all)
	}
}

// account has a log for each run.
type account struct {
	model.Target
	read int
}

func (*account) Info() model.Info { return model.Info{Name: "aws"} }

func (a *account) Trace(context.Context, model.Run) ([]model.Event, error) {
	a.read++
	return make([]model.Event, 4), nil
}

type stage struct {
	*uitest.Owner
	target  *account
	room    *told
	disk    *disk
	journal *journal
	machine model.ARN
	single  bool
}

func newStage(t *testing.T) *stage {
	s := &stage{Owner: uitest.Own(t, time.Now), disk: &disk{}, target: &account{}, machine: orders, single: true}
	run := model.Run{ID: "1", Target: "aws", Request: model.Request{Machine: orders}, Status: model.Succeeded, Asked: time.Date(2026, 12, 1, 14, 3, 22, 0, time.UTC)}
	s.journal = &journal{run: run, events: make([]model.Event, 2)}
	s.room = &told{Room: folder.New(folder.Config{
		Common: s.Common(&model.Workbench{Journal: s.journal, Target: s.target}), Folder: s.disk,
		Machine: func() model.ARN { return s.machine }, Run: func() (model.Run, bool) { return s.journal.run, s.single },
	})}
	s.Has(s.room)
	return s
}

func (s *stage) action(t *testing.T, id string) action.Action {
	t.Helper()
	for _, a := range s.room.Actions() {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("there is no %s", id)
	return action.Action{}
}

func TestRecord(t *testing.T) {
	s := newStage(t)
	s.disk.plan = record.Plan{
		Secrets: 2, Masked: 3, Notes: []string{"$.id differs in each run and is ignored"},
		Mocks:  model.FileChange{Path: "MockConfigFile.json", After: `{"StateMachines": {}}`},
		Input:  model.FileChange{Path: ".expresso/inputs/orders/x.json", Before: `{"a": 1}`, After: `{"a": 2}`},
		Expect: model.FileChange{Path: ".expresso/inputs/orders/x.expect.json", After: `{"status": "SUCCEEDED"}`},
	}
	record := s.action(t, "record-the-run")
	s.Do(record.Do()).Sees("Record the run", "run-20261201-140322").Press("enter").
		Sees("Record", "orders", "2 answers of tasks", "it replays here with the same result", "2 values look secret: masked in 3 places",
			"$.id differs in each run", "the existing one of this name is replaced", "MockConfigFile.json, new", `"StateMachines"`)
	s.Press("]").Sees("x.json, changed").Press("]").Sees("x.expect.json", "SUCCEEDED").Press("[", "[").Sees("MockConfigFile.json, new")
	if len(s.disk.did) != 0 {
		t.Errorf("%v before anybody said so", s.disk.did)
	}
	s.Press("esc").Settle()
	if len(s.disk.did) != 0 || s.Dialogs.Front() != nil {
		t.Errorf("%v; esc does not cancel\n%s", s.disk.did, s.Screen())
	}
	s.Do(record.Do()).Press("enter").Sees("it replays").Press("enter").Settle()
	if !slices.Equal(s.disk.did, []string{"recorded run-20261201-140322"}) {
		t.Errorf("%v", s.disk.did)
	}
	s.room.says(t, "recorded as run-20261201-140322")
	if !slices.Contains(s.room.all, tea.Msg(folder.WroteMsg{Machine: "orders"})) {
		t.Errorf("its owner was not told: %v", s.room.all)
	}
}

func TestRecordSaysWhatIsWrong(t *testing.T) {
	s := newStage(t)
	record := s.action(t, "record-the-run")
	s.disk.none = model.WithHint(errors.New("the samples bring their own mocks"), "copy a definition")
	s.Do(record.Do()).Settle()
	if s.room.says(t, "cannot record the run"); s.Dialogs.Front() != nil {
		t.Errorf("a name is asked for\n%s", s.Screen())
	}
	s.disk.none = nil
	s.disk.plan.Differs = "status: expected SUCCEEDED, got FAILED"
	s.Do(record.Do()).Press("enter").Sees("it does not replay here: status: expected SUCCEEDED").Press("esc")

	s.disk.err = errors.New("not a valid test case name")
	s.Do(record.Do()).Press("enter").Sees("Record the run", "not a valid test case name").Press("esc")

	s.disk.err = nil
	s.disk.wrote = model.WithHint(errors.New("it has changed"), "again")
	s.Do(record.Do()).Press("enter").Sees("it does not replay").Press("enter").Settle()
	s.room.says(t, "the recording could not be written: it has changed")

	s.journal.events, s.journal.err, s.disk.wrote = nil, model.ErrNoTrace, nil
	s.Do(record.Do()).Press("enter").Sees("CloudWatch Logs", "AWS bills", "read it").Press("n").Settle()
	if s.target.read != 0 {
		t.Error("the log was read")
	}
	s.Do(record.Do()).Press("enter").Sees("CloudWatch Logs").Press("y").Sees("4 answers").Press("esc")
	if s.target.read != 1 {
		t.Errorf("the log was read %d times", s.target.read)
	}

	s.journal.events, s.journal.err = nil, errors.New("no trace")
	s.Do(record.Do()).Press("enter").Sees("Record the run", "no trace").Press("esc")
	s.journal.events, s.journal.err = make([]model.Event, 3), errors.New("the log is not complete yet")
	s.Do(record.Do()).Press("enter").Sees("3 answers", "the log is not complete yet").Press("esc")

	for want, set := range map[string]func(){
		"no single run is selected": func() { s.single = false },
		"has no response":           func() { s.single, s.journal.run.Status = true, model.NoResponse },
		"started at a state":        func() { s.journal.run.Status, s.journal.run.Origin.State = model.Succeeded, "A" },
		"the demo has no folder":    func() { s.room.Folder = nil },
	} {
		run := s.journal.run
		set()
		if got := record.Disabled(); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		s.single, s.journal.run, s.room.Folder = true, run, s.disk
	}
}

func TestPullAndDrift(t *testing.T) {
	s := newStage(t)
	bring, check := s.action(t, "pull-the-definition"), s.action(t, "compare-with-what-is-deployed")
	s.disk.pull = pull.Plan{
		Machine: "orders", ARN: orders, Definition: model.FileChange{Path: "orders.asl.json", Before: `{"a": 1}`, After: `{"a": 2}`},
		Project: model.FileChange{Path: ".expresso/project.yaml", After: "version: 1\n"},
	}
	s.Do(bring.Do()).Sees("Pull", "from "+string(orders), "the existing definition is replaced", "orders.asl.json, changed", ".expresso/project.yaml, new")
	s.Press("enter").Settle()
	s.room.says(t, "pulled orders to orders.asl.json")

	s.disk.drift = pull.Drift{
		Source: pull.Source{Machine: "orders", ARN: orders}, Path: "orders.asl.json", Differences: []pull.Difference{{Path: "$.a"}}, More: 1,
		Notes: []string{"its revision is r2"}, File: `{"a": 1}`, Deployed: `{"a": 2}`,
	}
	s.Do(check.Do()).Sees("Deployed", "2 differences in orders.asl.json", "its revision is r2", "file", "deployed").Press("enter").Sees("Deployed").Press("esc")
	s.disk.drift.Differences, s.disk.drift.More = nil, 0
	s.Do(check.Do()).Sees("orders.asl.json matches what is deployed").Press("esc")
	if !slices.Equal(s.disk.did, []string{"pulled orders"}) {
		t.Errorf("%v", s.disk.did)
	}
	s.disk.err = model.WithHint(errors.New("access denied"), "grant it")
	s.Do(bring.Do()).Settle()
	s.Do(check.Do()).Settle()
	s.room.says(t, "cannot pull the definition: access denied")
	s.room.says(t, "cannot compare with what is deployed: access denied")
	s.room.Bench.Guard = guard.New([]guard.Rule{guard.All})
	record := s.action(t, "record-the-run")
	if why := bring.Disabled(); !strings.Contains(why, "--read-only") || record.Disabled() != why || check.Disabled() != "" {
		t.Errorf("under --read-only: %q, %q, %q", why, record.Disabled(), check.Disabled())
	}
	s.room.Bench.Guard = nil
	if s.machine = ""; bring.Disabled() == "" || check.Disabled() == "" {
		t.Error("no machine is pulled")
	}
}

// What comes when something else was opened meanwhile opens nothing.
func TestLateAnswersOpenNothing(t *testing.T) {
	s := newStage(t)
	cmd := s.action(t, "pull-the-definition").Do()
	s.action(t, "compare-with-what-is-deployed").Do() // is asked for since
	s.Do(cmd).Settle()
	if s.Dialogs.Front() != nil {
		t.Errorf("it is open\n%s", s.Screen())
	}
}

// What a page looks like: sentences, files, and the one that is shown; never too wide, and never too high.
func TestPictures(t *testing.T) {
	s := newStage(t)
	s.disk.plan = record.Plan{
		Secrets: 1, Masked: 2, Notes: []string{"$.id differs in each run and is ignored", "Charge: 1 call had no response when the run ended"},
		Mocks:  model.FileChange{Path: "MockConfigFile.json", Before: `{"StateMachines": {}, "MockedResponses": {}}`, After: `{"StateMachines": {"orders": {"TestCases": {"x": {"Charge": "Charge x"}}}}, "MockedResponses": {"Charge x": {"0": {"Return": {"token": "masked-1"}}}}}`},
		Input:  model.FileChange{Path: ".expresso/inputs/orders/run-20261201-140322.json", After: `{"a": 2}`},
		Expect: model.FileChange{Path: ".expresso/inputs/orders/run-20261201-140322.expect.json", After: `{"status": "SUCCEEDED"}`},
	}
	s.Do(s.action(t, "record-the-run").Do()).Press("enter").Sees("it replays")
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		drawn := strings.Join(s.Dialogs.Draw(make([]string, size[1]), size[0]), "\n")
		uitest.Exact(t, drawn, size[0], size[1])
		if size[0] < 200 {
			uitest.Golden(t, fmt.Sprintf("record-%dx%d", size[0], size[1]), uitest.Plain(drawn)+"\n")
		}
	}
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 10}, {79, 8}} {
		uitest.Exact(t, strings.Join(s.Dialogs.Draw(make([]string, size[1]), size[0]), "\n"), size[0], size[1])
	}
}
