// Package reference resolves what a user names: machines, runs, what to compare with. A name,
// an ARN or a file becomes a state machine on a target; a version, a file, git:REV, profile:X,
// region:X, an endpoint's URL, "aws" or "embedded" becomes what that machine is compared with;
// the end of an ID becomes a run. It sends no run, reads no flags and knows no exit codes: of
// an error it says only whether the service gave it (ServiceError), and else what was named is
// wrong.
package reference

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/local"
	"expresso/model/pricing"
	"expresso/model/stepfn"
	"expresso/model/workspace"
)

// Resolver resolves names.
type Resolver struct {
	// Remote is the profile, region or endpoint that was named, if any was.
	Remote stepfn.Options
	// Embedded opens the embedded target of this folder, whatever Remote says.
	Embedded func() (*local.Local, error)
	Prices   pricing.Book
	// Endpoints are URLs by name, for endpoint:NAME.
	Endpoints map[string]string
	// Reading is told how many machines were read of a list in which a name is sought, and 0 when it was found or
	// is not there; nil for nobody.
	Reading func(machines int)
	// Defaults are asked of runs on every target that it opens, nil for none.
	Defaults *model.Defaults
}

// Target is where machines run, with the workbench that runs them there.
type Target struct {
	Bench  *model.Workbench
	Local  *local.Local // nil if the target is not the embedded one
	Prices pricing.Table
}

// Machine is a state machine on a target.
type Machine struct {
	Target
	ARN model.ARN // may name a version, an alias or a test case
}

// ServiceError says that the service refused, or did not answer: what was named may be right.
type ServiceError struct{ Err error }

func (e *ServiceError) Error() string { return e.Err.Error() }
func (e *ServiceError) Unwrap() error { return e.Err }

// Open returns the target that was named: the remote one, or else the embedded one. Its
// workbench has no journal yet.
func (r *Resolver) Open(ctx context.Context) (Target, error) {
	if r.isRemote() {
		target, err := stepfn.Connect(ctx, r.Remote)
		if err != nil {
			return Target{}, err
		}
		return r.target(target, nil, r.bench()), nil
	}
	l, err := r.Embedded()
	if err != nil {
		return Target{}, err
	}
	return r.target(l.Target(), l, r.bench()), nil
}

// isRemote reports whether a target beside the embedded one was named.
func (r *Resolver) isRemote() bool {
	return r.Remote.Profile != "" || r.Remote.Region != "" || r.Remote.Endpoint != "" || r.Remote.SyncEndpoint != ""
}

func (r *Resolver) bench() *model.Workbench { return &model.Workbench{Defaults: r.Defaults} }

// target is a target whose runs are recorded as those of another workbench are.
func (r *Resolver) target(target model.Target, l *local.Local, like *model.Workbench) Target {
	bench := *like
	bench.Target = target
	return Target{Bench: &bench, Local: l, Prices: r.Prices.In(target.Info().Region)}
}

// Machine resolves a file, which the embedded service then serves, an ARN, or the name of a
// machine with a version, an alias or a test case behind it.
func (r *Resolver) Machine(ctx context.Context, on Target, what string) (Machine, error) {
	arn, err := r.find(ctx, on.Bench.Target, on.Local, what)
	if err != nil {
		return Machine{}, err
	}
	on.Prices = r.Prices.In(arn.Region()) // an ARN may name another region than the target's
	return Machine{Target: on, ARN: arn}, nil
}

func (r *Resolver) find(ctx context.Context, target model.Target, l *local.Local, what string) (model.ARN, error) {
	if arn, ok := byARN(what); ok {
		return arn, elsewhere(ctx, arn, target.Info())
	}
	if isFile(what) {
		if l == nil {
			return "", fmt.Errorf("%s: a file runs on the embedded target only; on AWS name a machine or an ARN", what)
		}
		return serve(l, what)
	}
	name, rest := what, ""
	if i := strings.IndexAny(what, "#:"); i >= 0 {
		name, rest = what[:i], what[i:]
	}
	if l != nil && !l.Has(name) {
		if empty := l.Empty(); empty != "" {
			return "", errors.New(empty)
		}
		if own, ok := l.Named(name); ok {
			name = own
		}
	}
	listing := (&model.Workbench{Target: target}).List()
	if r.Reading != nil {
		listing.Reading = r.Reading
		defer r.Reading(0)
	}
	m, ok, err := listing.Find(ctx, func(m model.Machine) bool { return m.Name == name })
	switch {
	case err != nil:
		return "", &ServiceError{err}
	case !ok:
		return "", missing(name, listing.Machines, target.Info())
	case m.Problem != "":
		err := fmt.Errorf("%s cannot be run: %s", name, m.Problem)
		if l != nil {
			err = model.WithHint(err, l.Advice(name))
		}
		return "", err
	}
	return m.ARN + model.ARN(rest), nil
}

func missing(name string, machines []model.Machine, on model.Info) error {
	names := make([]string, len(machines))
	for i, m := range machines {
		names[i] = m.Name
	}
	hint := "list the machines with: " + on.Listing()
	if near := Nearest(name, names); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	if info, err := os.Stat(name); err == nil && on.Local {
		hint = "it is not a definition file: those end in .asl.json, .json, .yaml or .yml"
		if info.IsDir() {
			hint = "it is a folder; list its machines with: expresso machines " + child.Flag("--dir", name)
		}
	}
	return model.WithHint(fmt.Errorf("no state machine named %q", name), hint)
}

// Name resolves the name of a machine, whether it can be run or not; "" is the only machine. On a
// remote target any name is accepted.
func Name(ctx context.Context, on Target, name string) (string, error) {
	if on.Local == nil {
		if name == "" {
			return "", errors.New("give the state machine of these inputs with --machine NAME")
		}
		return name, nil // the first run shows whether it exists
	}
	machines, err := on.Bench.Target.Machines(ctx)
	if err != nil {
		return "", &ServiceError{err}
	}
	var names []string
	for _, m := range machines {
		if m.Name == name {
			return name, nil
		}
		if m.Type == model.Express {
			names = append(names, m.Name)
		}
	}
	switch {
	case name != "":
		return "", missing(name, machines, on.Bench.Target.Info())
	case len(names) == 1:
		return names[0], nil
	}
	return "", fmt.Errorf("give --machine NAME; the machines are %s", strings.Join(names, ", "))
}

// Run resolves the run that a user means: "last", or the one whose ID ends like this.
func Run(ctx context.Context, journal model.Journal, which string) (model.RunID, error) {
	query := model.Query{}
	if which == "last" {
		query.Limit = 1
	}
	var found []model.RunID
	for r, err := range model.Runs(ctx, journal, query) {
		if err != nil {
			return "", &ServiceError{err}
		}
		if which == "last" || strings.HasSuffix(string(r.ID), which) {
			found = append(found, r.ID)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", fmt.Errorf("%d run IDs end in %q: give more characters", len(found), which)
	case which == "last":
		return "", errors.New("no runs yet")
	}
	return "", model.WithHint(fmt.Errorf("%w: no ID ends in %q", model.ErrNoRun, which), "list them with: expresso history list")
}

// Watch calls run, and again whenever what the machine was resolved from, what answers its
// tasks, or the input, as read by input, says something else than before, until ctx ends. A
// problem with them is what run gets then. also are files besides that the input is in.
func (m Machine) Watch(ctx context.Context, what string, also []string, input func() (string, error), run func(problem error)) error {
	l, name := m.Local, m.ARN.Machine()
	file := l.File(name)
	ran := "-" // what the latest run was of
	return workspace.Watch(ctx, l.Watched(append([]string{file.Path, file.Template}, also...)...), func(found *workspace.Workspace, err error) {
		if err == nil {
			err = apply(l, found, what, name)
		}
		text := ""
		if err == nil {
			text, err = input()
		}
		now := l.Says(name) + "\x00" + text
		if err != nil {
			now = err.Error()
		}
		if now == ran || ctx.Err() != nil {
			return
		}
		ran = now
		run(err)
	})
}

// apply applies what the workspace contains now, or the named file. The error says why a machine
// cannot be run.
func apply(l *local.Local, found *workspace.Workspace, what, name string) error {
	if !isFile(what) {
		return l.ApplyTo(found, name)
	}
	if err := l.ApplyMocks(found); err != nil {
		return err
	}
	_, err := serve(l, what)
	return err
}
