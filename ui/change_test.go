package ui_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

// developed is a target whose machines a test changes as a folder does, and what was sent
// to it.
type developed struct {
	*describing
	sent chan string
}

func newDeveloped(answer func(context.Context, model.Request) (model.Run, error)) *developed {
	d := &developed{sent: make(chan string, 100)}
	d.describing = &describing{
		fake: orders(func(ctx context.Context, request model.Request) (model.Run, error) {
			d.sent <- request.Machine.Machine() + " " + request.Input
			return answer(ctx, request)
		}),
		definition: `{"StartAt": "First", "States": {"First": {"Type": "Pass", "End": true}}}`,
	}
	return d
}

// set gives a machine a problem, or none any more.
func (d *developed) set(name, problem string) {
	d.list = slices.Clone(d.list) // the workbench has the old one
	for i := range d.list {
		if d.list[i].Name == name {
			d.list[i].Problem = problem
		}
	}
}

// expect checks what was sent since it was called last.
func (d *developed) expect(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for len(d.sent) > 0 {
		got = append(got, <-d.sent)
	}
	if !slices.Equal(got, want) {
		t.Errorf("sent %q, not %q", got, want)
	}
}

func TestChangesOnDiskAreTakenOver(t *testing.T) {
	target := newDeveloped(succeed(`{}`))
	changes := make(chan model.Change, 1)
	d := start(t, setup{target: target, changes: changes}).Pick("order-approval").Type(`{"a": 1}`)

	// New files appear, others go.
	target.list = append(slices.Clone(target.list), machine("refunds", model.Express))
	d.send(model.Change{New: []string{"refunds"}, Reloaded: []string{"slow-report", "fan-out-totals"}})
	d.SeesIn(machines, "refunds").Sees("✓ reloaded 2 machines, found refunds").Settle()
	target.list = slices.DeleteFunc(slices.Clone(target.list), func(m model.Machine) bool { return m.Name == "refunds" })
	d.send(model.Change{Gone: []string{"refunds"}, Mocks: true})
	d.Sees("✓ no more refunds, reloaded the task mocks").Settle()
	if strings.Contains(d.app.Draw(machines), "refunds") {
		t.Error("the machine is listed still")
	}

	// What a file system does not tell of is looked for.
	d.Focus(machines).Press("ctrl+l").Settle()
	if len(changes) != 1 {
		t.Error("the folder is not read again")
	}

	// A file that cannot be used any more is not run with what it said before.
	const problem = "order-approval.asl.json:3:17: MISSING_TRANSITION_TARGET: no state Nex"
	target.set("order-approval", problem)
	d.send(model.Change{Broken: []model.Machine{{Name: "order-approval", Problem: problem}, {Name: "slow-report", Problem: "x"}}})
	d.Sees("✗ order-approval.asl.json:3:17: MISSING_TRANSITION_TARGET: no state Nex, and 1 more cannot be run").Settle().
		Press("ctrl+r").Sees("! order-approval.asl.json:3:17: ", "Input · order-approval · ✗ cannot be run").Settle()
	target.expect(t)
	target.set("order-approval", "")
	d.send(model.Change{Reloaded: []string{"order-approval"}})
	d.Sees("✓ reloaded order-approval").SeesNot("cannot be run").Settle().Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	target.expect(t, `order-approval {"a": 1}`)

	d.send(model.Change{Problem: "MockConfigFile.json:1:1: no", Hint: "fix it"})
	d.Sees("✗ MockConfigFile.json:1:1: no: fix it").Settle()

	// The picked machine's file is deleted, and comes back.
	all := target.list
	target.list = all[1:]
	d.send(model.Change{Gone: []string{"order-approval"}})
	d.Sees("no more order-approval").Settle().Focus(input).Press("ctrl+r").Sees("the target has no order-approval any more").Settle()
	target.list = all
	d.send(model.Change{New: []string{"order-approval"}})
	d.Settle().Press("ctrl+r").SeesIn(history, "2 runs").Settle()
	target.expect(t, `order-approval {"a": 1}`)
}

func TestOpenDefinitionFollowsItsFile(t *testing.T) {
	target := newDeveloped(succeed(`{}`))
	d := start(t, setup{target: target, changes: make(chan model.Change)}).Pick("order-approval").Press("f2").Sees("First", " Graph ").Settle()
	target.definition = strings.ReplaceAll(target.definition, "First", "Second")
	d.send(model.Change{Reloaded: []string{"slow-report"}})
	d.Settle().Sees("First")
	d.send(model.Change{Reloaded: []string{"order-approval"}})
	d.Sees("Second", " Graph ", "✓ reloaded order-approval").Press("tab").Sees(`"StartAt": "Second"`).Settle()
	target.definition = `{"StartAt": "Third", "States": {}}`
	d.send(model.Change{Broken: []model.Machine{{Name: "order-approval", Problem: "broken"}}})
	d.Sees("no graph", " Problems ", "ERROR").Settle()
	target.definition = `{"StartAt": "Fourth", "States": {"Fourth": {"Type": "Pass", "End": true}}}`
	d.send(model.Change{Reloaded: []string{"order-approval"}})
	d.Sees("Fourth", " Graph ").SeesNot("ERROR").Press("enter").Sees(`"definition": {`).Settle()
	d.send(model.Change{Reloaded: []string{"order-approval"}})
	d.SeesNot(`"definition": {`).Sees("Fourth", " Graph ")
}

func TestLastInputRunsAgainOnSave(t *testing.T) {
	hold := make(chan bool, 1)
	hold <- true
	target := newDeveloped(func(ctx context.Context, request model.Request) (model.Run, error) {
		<-hold
		defer func() { hold <- true }()
		return succeed(`{}`)(ctx, request)
	})
	s := setup{target: target, dir: t.TempDir(), changes: make(chan model.Change), env: map[string]string{"WHO": "me"}}
	reloaded := model.Change{Reloaded: []string{"order-approval"}}
	const sent = `order-approval {"who": "me"}`
	d := start(t, s).Pick("order-approval").Type(`{"who": "{{env.WHO}}"}`).Press("ctrl+r").SeesIn(history, "1 run").Settle()
	target.expect(t, sent)

	// Off by default.
	d.send(reloaded)
	d.Sees("✓ reloaded order-approval").SeesNot("reloaded order-approval,").Settle()
	target.expect(t)

	// On, whatever is in the editor by then, and whichever machine is picked.
	d.Press("alt+r").Sees("saving the definition reruns the last input", "rerun on save").Type(`{"half": `).Pick("slow-report")
	d.send(reloaded)
	d.Sees("✓ reloaded order-approval, rerunning the last input").SeesIn(history, "2 runs").Settle()
	target.expect(t, sent)
	d.send(model.Change{Mocks: true})
	d.SeesIn(history, "3 runs").Settle()
	target.expect(t, sent)
	d.send(model.Change{Reloaded: []string{"slow-report"}})
	d.send(model.Change{Broken: []model.Machine{{Name: "order-approval", Problem: "broken"}}})
	d.Sees("✗ broken").Settle()
	target.expect(t)

	// One at a time.
	<-hold
	d.send(reloaded)
	d.SeesIn(history, "RUNNING")
	d.send(reloaded)
	d.Sees("reloaded order-approval: not rerun, as a run of it is in flight")
	hold <- true
	d.SeesIn(history, "4 runs").Settle()
	target.expect(t, sent)

	// Remembered, and without a run nothing is run.
	if err := d.app.Finish(); err != nil {
		t.Fatal(err)
	}
	s.session = d.session
	d = start(t, s)
	d.app.ReadPreferences()
	d.Sees("rerun on save")
	d.send(reloaded)
	d.Sees("✓ reloaded order-approval").SeesNot("reloaded order-approval,").Settle()
	target.expect(t)
	d.Press("alt+r").Sees("saved definitions are reloaded, without a rerun").SeesNot("rerun on save")
}

// TestOpenGraphShowsTheRunAfterASave looks at the graph while the file is edited.
func TestOpenGraphShowsTheRunAfterASave(t *testing.T) {
	target := newDeveloped(succeed(`{}`))
	d := start(t, setup{target: target, changes: make(chan model.Change)}).Pick("order-approval").Type(`{}`).
		Press("alt+r", "f2").Sees("First").Settle()
	if strings.Contains(d.screen(), "run of") {
		t.Fatalf("a run before there is one\n%s", d.screen())
	}
	d.Press("esc", "ctrl+r").SeesIn(history, "SUCCEEDED").Settle().Press("f2").Sees("run of 2026-11-03 14:03:22").Settle().Pass(time.Minute)
	target.definition = strings.ReplaceAll(target.definition, "First", "Second")
	d.send(model.Change{Reloaded: []string{"order-approval"}})
	d.Sees("Second", "run of 2026-11-03 14:04:22", "✓ order-approval SUCCEEDED")
}

func TestNothingIsWatchedElsewhere(t *testing.T) {
	start(t, setup{target: orders(succeed(`{}`))}).Press("alt+r").
		Sees("only the embedded target watches definitions, in a folder with state machines").SeesNot("rerun on save")
}
