package local

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/embedded"
	"expresso/model/stepfn"
	"expresso/model/workspace"
)

// Target reaches the service through the SDK client and its wire format, in process.
func (l *Local) Target() model.Target {
	client := sfn.New(sfn.Options{
		Region:      embedded.Region,
		Credentials: aws.AnonymousCredentials{},
		HTTPClient:  embedded.Transport{Handler: l.service},
	})
	info := model.Info{Name: "embedded", Account: embedded.Account, Workspace: l.Dir, Local: true}
	if l.samples {
		info.Workspace = "samples"
	}
	return &target{stepfn.New(client, info, l.trace), l}
}

// target is the embedded target: the service's machines, and those that it refused.
type target struct {
	*stepfn.Target
	local *Local
}

// Info names the target, and says why it has no machines.
func (t *target) Info() model.Info {
	info := t.Target.Info()
	info.Empty = t.local.Empty()
	p, _ := t.local.Project()
	info.Ignore = p.Ignore
	return info
}

// Machines lists the machines in the order of the samples or files, followed by those with invalid
// definitions.
func (t *target) Machines(ctx context.Context) ([]model.Machine, error) {
	machines, err := t.Target.Machines(ctx)
	broken := t.local.Broken()
	t.local.mu.RLock()
	place := make(map[string]int, len(t.local.names))
	for i, name := range t.local.names {
		place[name] = i
	}
	for i := range machines {
		machines[i].Note = t.local.note(t.local.machines[machines[i].Name])
	}
	t.local.mu.RUnlock()
	for _, d := range broken { // as it was before, it is in the service still
		machines = slices.DeleteFunc(machines, func(m model.Machine) bool { return m.Name == d.Name })
	}
	slices.SortStableFunc(machines, func(a, b model.Machine) int { return place[a.Name] - place[b.Name] })
	for _, d := range broken {
		machines = append(machines, d.Machine)
	}
	return machines, err
}

// Page is the whole list.
func (t *target) Page(ctx context.Context, _ string) ([]model.Machine, string, error) {
	machines, err := t.Machines(ctx)
	return machines, "", err
}

// Start runs no machine whose definition has become invalid: its previous definition is not what the
// user means.
func (t *target) Start(ctx context.Context, request model.Request) (model.Run, error) {
	problem := t.local.Problem(request.Machine.Machine())
	if problem != nil && request.Machine.Qualifier() == "" {
		return model.Run{}, &model.NotStartedError{Err: model.WithHint(errors.New(t.local.Short(problem)), t.local.advice(request.Machine.Machine(), problem)+"; nothing ran")}
	}
	ctx, err := midway(t.local.followed(ctx), request.Origin)
	if err != nil {
		return model.Run{}, &model.NotStartedError{Err: err}
	}
	run, err := t.Target.Start(ctx, request)
	if err != nil && !t.local.RunsAsExpress() && t.local.File(request.Machine.Machine()).Type == string(model.Standard) {
		err = model.WithHint(err, model.HintOf(err)+"; run it here as EXPRESS with --as-express, or always: expresso project set "+child.Flag("--machine", request.Machine.Machine())+" type EXPRESS")
	}
	return run, err
}

// Advice is what to do about a machine that cannot be run, "" for one that can.
func (l *Local) Advice(name string) string {
	problem := l.Problem(name)
	if problem == nil {
		return ""
	}
	return l.advice(name, problem)
}

// advice is what to do about a machine's problem.
func (l *Local) advice(name string, problem error) string {
	var placed *workspace.Problem
	if !errors.As(problem, &placed) {
		return "fix the file"
	}
	s := settingOf(l.File(name), placed)
	switch {
	case s == nil && placed.Hint != "":
		return placed.Hint
	case s == nil:
		return "fix the file"
	case s.Keys[0] == "values":
		return "fix the file, or give the value: expresso project set " + child.Word(strings.Join(s.Keys, ".")) + " VALUE"
	}
	return "name the file: expresso project set " + child.Flag("--machine", name) + " " + s.Keys[2] + " PATH"
}

// Qualifiers returns a machine's versions and aliases, and its test cases.
func (t *target) Qualifiers(ctx context.Context, machine model.ARN) (model.Qualifiers, error) {
	q, err := t.Target.Qualifiers(ctx, machine)
	q.Cases = t.local.answers().Cases(machine.Machine())
	return q, err
}

// Describe returns a machine with its definition, even if the service refused it.
func (t *target) Describe(ctx context.Context, machine model.ARN) (model.Description, error) {
	for _, d := range t.local.Broken() {
		if d.ARN == machine {
			return d, nil
		}
	}
	d, err := t.Target.Describe(ctx, machine)
	if err == nil {
		t.local.mu.RLock()
		defer t.local.mu.RUnlock()
		t.local.describe(&d, t.local.machines[machine.Machine()])
	}
	return d, err
}

// trace returns the events that the service keeps of an execution.
func (l *Local) trace(_ context.Context, execution model.ARN) ([]model.Event, error) {
	events, ok := l.service.Trace(string(execution))
	if !ok {
		return nil, model.ErrNoTrace
	}
	out := make([]model.Event, len(events))
	for i, e := range events {
		out[i] = model.Event{
			ID: e.ID, Previous: e.Previous, Type: e.Type, Time: e.Time,
			State: e.StateName(), Details: e.Details().String(),
		}
	}
	return out, nil
}
