package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/embedded"
	"expresso/model/file"
	"expresso/model/parameter"
	"expresso/model/samples"
	"expresso/model/stepfn"
	"expresso/model/task"
	"expresso/model/task/shape"
	"expresso/model/workspace"
	"expresso/store"
)

// local is the embedded service with what it serves.
type local struct {
	service    *embedded.Service
	dir        string            // the workspace, an absolute path
	given      string            // the same as the user wrote it, "" for the folder we are in
	define     workspace.Defines // for names that its definitions leave open
	samples    bool              // the workspace had no machines of its own
	mockFile   string            // that was named, "" for the workspace's
	validation shape.Mode        // of results in it

	mu       sync.RWMutex      // guards what follows the workspace
	options  embedded.Options  // of the service
	mockText string            // of the file that answers tasks, or why it could not be read
	names    []string          // of the machines, in the order in which they are to be shown
	machines map[string]served // by name
}

// served is a machine as it stands in the workspace.
type served struct {
	file    workspace.File // without its text; of a sample without a path
	problem error          // why it cannot be run, nil if it can
}

func newLocal(dir string, define workspace.Defines, options embedded.Options) *local {
	return &local{dir: dir, define: define, options: options, service: embedded.New(options), machines: map[string]served{}}
}

// alone is a service of its own for other definitions, with the same mocks.
func (l *local) alone() *local {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return newLocal(l.dir, l.define, l.options)
}

// add is put for one more machine of the list. One that cannot be run is listed with the
// reason, so that nobody looks in vain for a file.
func (l *local) add(file workspace.File) {
	l.names = append(l.names, file.Name)
	_ = l.put(file)
}

// put puts the machine of a file into the service, over one of the same name. It returns
// why it cannot be run.
func (l *local) put(file workspace.File) error {
	problem := file.Problem
	if problem == nil {
		if _, diagnostics := asl.Load(file.Definition, asl.MachineType(file.Type)); diagnostics.Refused() {
			problem = diagnose(file, diagnostics)
		}
	}
	if problem == nil {
		if _, err := l.service.Put(file.Name, file.Definition, asl.MachineType(file.Type)); err != nil {
			problem = fmt.Errorf("%s: %w", file.Path, err)
		}
	}
	file.Text = ""
	l.machines[file.Name] = served{file, problem}
	return problem
}

// diagnose says what is wrong with a file's definition, and where.
func diagnose(file workspace.File, diagnostics asl.Diagnostics) error {
	for _, d := range diagnostics {
		if d.Severity != asl.Error {
			continue
		}
		line, column := file.Locate(d.Pointer)
		return fmt.Errorf("%s:%d:%d: %s: %s", file.Path, line, column, d.Code, d.Message)
	}
	return errors.New(file.Path + ": cannot be loaded")
}

// maxMocks is the largest mock file that is read, in bytes: a few of the largest answers.
const maxMocks = 16 << 20

// takeMocks reads what answers tasks: the file that was named, that of the workspace, or
// that of the samples. If it cannot be used what answered before goes on to.
func (l *local) takeMocks(found *workspace.Workspace) error {
	name := l.mockFile
	if name == "" {
		name = ""
		if len(found.Mocks) > 0 && filepath.Base(found.Mocks[0]) == "MockConfigFile.json" {
			name = found.Mocks[0]
		}
	}
	text := ""
	switch {
	case name != "":
		bytes, err := file.Read(name, maxMocks)
		if err != nil {
			l.mockText = err.Error()
			return fmt.Errorf("the mock file cannot be read: %w", err)
		}
		text = string(bytes)
	case l.samples:
		text = samples.Mocks()
	}
	if text == l.mockText {
		return nil
	}
	l.mockText = text
	var mocks *task.Mocks
	if text != "" || name != "" {
		var err error
		if mocks, err = task.LoadMocks(text); err != nil {
			return model.WithHint(fmt.Errorf("%s: %w", name, err), "the format is Step Functions Local's MockConfigFile.json")
		}
	}
	if mocks != nil {
		mocks.Validation = l.validation
	}
	l.options.Mocks = mocks
	l.service.SetMocks(mocks)
	return nil
}

// broken lists the machines that cannot be run, in the order of their files.
func (l *local) broken() []model.Description {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []model.Description
	for _, name := range l.names {
		if m := l.machines[name]; m.problem != nil {
			all = append(all, model.Description{Definition: m.file.Definition, Machine: model.Machine{
				ARN: model.ARN(embedded.ARN(name)), Name: name, Type: model.MachineType(m.file.Type), Problem: l.short(m.problem),
			}})
		}
	}
	return all
}

// short is an error with paths as short as those that the user writes: there is little
// room for them.
func (l *local) short(err error) string {
	near := ""
	if l.given != "" {
		near = filepath.Clean(l.given) + string(filepath.Separator)
	}
	return strings.ReplaceAll(err.Error(), l.dir+string(filepath.Separator), near)
}

// has reports whether there is a machine of this name.
func (l *local) has(name string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Contains(l.names, name)
}

// file is that of a machine, without its text; of a sample without a path.
func (l *local) file(name string) workspace.File {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.machines[name].file
}

// mocks are what answers tasks now.
func (l *local) mocks() *task.Mocks {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.options.Mocks
}

// target reaches the service through the SDK client and its wire format, in process.
func (l *local) target() model.Target {
	client := sfn.New(sfn.Options{
		Region:      embedded.Region,
		Credentials: aws.AnonymousCredentials{},
		HTTPClient:  embedded.Transport{Handler: l.service},
	})
	info := model.Info{Name: "embedded", Account: embedded.Account, Workspace: l.dir, Local: true}
	if l.samples {
		info.Workspace = "samples"
	}
	return &localTarget{stepfn.New(client, info, l.trace), l}
}

// localTarget is the embedded target: the service's machines, and those that it refused.
type localTarget struct {
	*stepfn.Target
	local *local
}

// Machines lists the machines in the order of the samples or files, and behind them those
// whose definitions are at fault.
func (t *localTarget) Machines(ctx context.Context) ([]model.Machine, error) {
	machines, err := t.Target.Machines(ctx)
	broken := t.local.broken()
	t.local.mu.RLock()
	place := make(map[string]int, len(t.local.names))
	for i, name := range t.local.names {
		place[name] = i
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

// Start runs no machine whose definition is at fault by now: what it said before is not
// what the user means.
func (t *localTarget) Start(ctx context.Context, request model.Request) (model.Run, error) {
	t.local.mu.RLock()
	problem := t.local.machines[request.Machine.Machine()].problem
	t.local.mu.RUnlock()
	if problem != nil && request.Machine.Qualifier() == "" {
		return model.Run{}, &model.NotStartedError{Err: model.WithHint(errors.New(t.local.short(problem)), "mend the file; nothing ran")}
	}
	return t.Target.Start(ctx, request)
}

// Qualifiers returns a machine's versions and aliases, and its test cases.
func (t *localTarget) Qualifiers(ctx context.Context, machine model.ARN) (model.Qualifiers, error) {
	q, err := t.Target.Qualifiers(ctx, machine)
	q.Cases = t.local.mocks().Cases(machine.Machine())
	return q, err
}

// Describe returns a machine with its definition, one that the service refused too.
func (t *localTarget) Describe(ctx context.Context, machine model.ARN) (model.Description, error) {
	for _, d := range t.local.broken() {
		if d.ARN == machine {
			return d, nil
		}
	}
	return t.Target.Describe(ctx, machine)
}

// trace returns the events that the service keeps of an execution.
func (l *local) trace(_ context.Context, execution model.ARN) ([]model.Event, error) {
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

// parameters are the values of those in inputs: files are in the workspace, or in this
// folder if the target has none.
func (a *app) parameters(l *local) (parameter.Values, error) {
	c, err := a.settings()
	dir := "."
	if l != nil {
		dir = l.dir
	}
	return parameter.Values{Env: os.LookupEnv, File: parameter.Folder(dir), Allowed: c.AllowEnv}, err
}

// inputs returns the saved inputs of the workspace, with those of the samples below them.
func (l *local) inputs() *store.Inputs {
	if l == nil {
		return store.OpenInputs(".", nil)
	}
	if l.samples {
		return store.OpenInputs(l.dir, samples.Inputs())
	}
	return store.OpenInputs(l.dir, nil)
}
