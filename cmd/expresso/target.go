package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/spf13/pflag"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/embedded"
	"expresso/model/parameter"
	"expresso/model/samples"
	"expresso/model/stepfn"
	"expresso/model/task"
	"expresso/model/workspace"
	"expresso/store"
)

// targetFlags say where workflows run.
type targetFlags struct {
	dir, profile, region, endpoint string
	clock, mockConfig              string
	define                         []string // NAME=VALUE
	defineFile                     string

	given *pflag.FlagSet         // to ask whether a flag was given
	token func() (string, error) // asks for an MFA code
}

func (f *targetFlags) add(flags *pflag.FlagSet) {
	f.given = flags
	flags.StringVar(&f.dir, "dir", "", "folder with state machines for the embedded target (default: this one, or the samples if it has none)")
	flags.StringVar(&f.profile, "profile", "", "AWS profile: run on AWS")
	flags.StringVar(&f.region, "region", "", "AWS region: run on AWS")
	flags.StringVar(&f.endpoint, "endpoint-url", "", "run on another endpoint that speaks Step Functions' wire, like http://127.0.0.1:8083")
	flags.StringVar(&f.clock, "clock", "real", "how the embedded target waits: real or simulated")
	flags.StringVar(&f.mockConfig, "mock-config", "", "answers of tasks for the embedded target, in Step Functions Local's format")
	flags.StringArrayVar(&f.define, "define", nil, "NAME=VALUE, for a ${NAME} in a definition or a parameter of a template, on the embedded target; as often as needed")
	flags.StringVar(&f.defineFile, "define-file", "", "file with such names and values, JSON or YAML; --define goes before it")
}

// remote reports whether the flags name a target other than the embedded one.
func (f *targetFlags) remote() bool { return f.profile != "" || f.region != "" || f.endpoint != "" }

// check refuses flags that contradict each other.
func (f *targetFlags) check() error {
	if f.clock != "real" && f.clock != "simulated" {
		return usageError("--clock is real or simulated, not %q", f.clock)
	}
	if f.remote() && (f.mockConfig != "" || f.clock != "real" || f.dir != "" || len(f.define) > 0 || f.defineFile != "") {
		return usageError("--dir, --clock, --mock-config, --define and --define-file are for the embedded target; --profile, --region and --endpoint-url choose another")
	}
	return nil
}

// local is the embedded service with what it serves.
type local struct {
	service *embedded.Service
	options embedded.Options // of the service
	mocks   *task.Mocks
	dir     string              // the workspace, an absolute path
	given   string              // the same as the user wrote it, "" for the folder we are in
	define  workspace.Defines   // for names that its definitions leave open
	samples bool                // the workspace has no machines of its own
	names   []string            // of the machines, in the order in which they are to be shown
	files   map[string]string   // paths of the definitions that stand in a file of their own, by their machines' names
	broken  []model.Description // machines that cannot be run, with their Problem
}

// open returns the target that the flags name, and the embedded service behind it if that
// is the one.
func (f *targetFlags) open(ctx context.Context) (model.Target, *local, error) {
	if err := f.check(); err != nil {
		return nil, nil, err
	}
	if f.remote() {
		target, err := f.connect(ctx)
		return target, nil, err
	}
	l, err := f.openLocal()
	if err != nil {
		return nil, nil, err
	}
	return l.target(), l, nil
}

// connect returns AWS, or the endpoint of the flags.
func (f *targetFlags) connect(ctx context.Context) (model.Target, error) {
	target, err := stepfn.Connect(ctx, stepfn.Options{Profile: f.profile, Region: f.region, Endpoint: f.endpoint, Token: f.token})
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return target, nil
}

// openLocal starts the embedded service with the machines of the workspace, or with the
// samples where it has none.
func (f *targetFlags) openLocal() (*local, error) {
	dir := f.dir
	if dir == "" {
		dir = "."
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	define, err := f.defines()
	if err != nil {
		return nil, err
	}
	found, err := workspace.Load(dir, define)
	if err != nil {
		return nil, &exitError{exitUsage, model.WithHint(err, "name a folder that can be read with --dir")}
	}
	l := &local{dir: dir, given: f.dir, define: define, files: map[string]string{}, samples: len(found.Files) == 0}
	mocks, err := f.mocks(found, l.samples)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	l.mocks = mocks
	l.options = embedded.Options{Simulated: f.clock == "simulated", Mocks: mocks}
	l.service = embedded.New(l.options)
	if l.samples {
		for _, s := range samples.List() {
			l.add(s.Name, s.Definition, asl.MachineType(s.Type))
		}
		return l, nil
	}
	for _, file := range found.Files {
		l.addFile(file)
	}
	return l, nil
}

// mocks reads the file that answers tasks: the one of the flag, of SFN_MOCK_CONFIG, of the
// workspace, or of the samples.
func (f *targetFlags) mocks(found *workspace.Workspace, useSamples bool) (*task.Mocks, error) {
	name := f.mockConfig
	if name == "" {
		name = os.Getenv("SFN_MOCK_CONFIG")
	}
	if name == "" {
		name = found.MockConfig
	}
	if name == "" {
		if useSamples {
			return task.LoadMocks(samples.Mocks())
		}
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("the mock file cannot be read: %w", err)
	}
	mocks, err := task.LoadMocks(string(text))
	if err != nil {
		return nil, model.WithHint(fmt.Errorf("%s: %w", name, err), "the format is Step Functions Local's MockConfigFile.json")
	}
	return mocks, nil
}

// addFile puts a file's machine in; one that cannot be run is listed with the reason.
func (l *local) addFile(file workspace.File) {
	l.stands(file)
	if file.Problem != nil {
		l.refuse(file.Name, file.Type, file.Definition, file.Problem)
		return
	}
	if _, diagnostics := asl.Load(file.Definition, asl.MachineType(file.Type)); diagnostics.Refused() {
		l.refuse(file.Name, file.Type, file.Definition, diagnose(file, diagnostics))
		return
	}
	l.add(file.Name, file.Definition, asl.MachineType(file.Type))
}

func (l *local) add(name, definition string, kind asl.MachineType) {
	l.names = append(l.names, name)
	if _, err := l.service.Put(name, definition, kind); err != nil {
		l.refuse(name, string(kind), definition, err)
	}
}

// refuse lists a machine that cannot be run. Paths in its problem are as short as those
// that the user writes: there is little room for them.
func (l *local) refuse(name, kind, definition string, problem error) {
	near := ""
	if l.given != "" {
		near = filepath.Clean(l.given) + string(filepath.Separator)
	}
	short := strings.ReplaceAll(problem.Error(), l.dir+string(filepath.Separator), near)
	l.broken = append(l.broken, model.Description{Definition: definition, Machine: model.Machine{
		ARN:  model.ARN("arn:aws:states:" + embedded.Region + ":" + embedded.Account + ":stateMachine:" + name),
		Name: name, Type: model.MachineType(kind), Problem: short,
	}})
}

// diagnose says what is wrong with a file's definition, and where.
func diagnose(file workspace.File, diagnostics asl.Diagnostics) error {
	for _, d := range diagnostics {
		if d.Severity != asl.Error {
			continue
		}
		line, column := file.Locate(d.Location)
		return fmt.Errorf("%s:%d:%d: %s: %s", file.Path, line, column, d.Code, d.Message)
	}
	return errors.New(file.Path + ": cannot be loaded")
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

// Machines lists the machines in the order of the samples or files, and with them those
// whose definitions are at fault, so that nobody looks in vain for a file.
func (t *localTarget) Machines(ctx context.Context) ([]model.Machine, error) {
	machines, err := t.Target.Machines(ctx)
	slices.SortStableFunc(machines, func(a, b model.Machine) int {
		return slices.Index(t.local.names, a.Name) - slices.Index(t.local.names, b.Name)
	})
	for _, d := range t.local.broken {
		machines = append(machines, d.Machine)
	}
	return machines, err
}

// Qualifiers returns a machine's versions and aliases, and its test cases.
func (t *localTarget) Qualifiers(ctx context.Context, machine model.ARN) (model.Qualifiers, error) {
	q, err := t.Target.Qualifiers(ctx, machine)
	q.Cases = t.local.mocks.Cases(machine.Machine())
	return q, err
}

// Describe returns a machine with its definition, one that the service refused too.
func (t *localTarget) Describe(ctx context.Context, machine model.ARN) (model.Description, error) {
	for _, d := range t.local.broken {
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
func (l *local) parameters() parameter.Values {
	dir := "."
	if l != nil {
		dir = l.dir
	}
	return parameter.Values{Env: os.LookupEnv, File: parameter.Folder(dir)}
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
