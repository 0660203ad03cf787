// Package local is the embedded target of a folder. It reads the workspace, keeps the embedded
// service up to date with it, and reports what has changed. A machine that cannot be run is
// listed with its problem.
//
// Nothing of a workspace leaves the process: the service is reached through the SDK's
// client and its wire format, but in memory.
package local

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/asl/example"
	"expresso/model/embedded"
	"expresso/model/project"
	"expresso/model/samples"
	"expresso/model/task"
	"expresso/model/task/shape"
	"expresso/model/workspace"
)

// Options say what is served and how.
type Options struct {
	Dir   string // the workspace, an absolute path
	Shown string // the same as the user wrote it, "" for the folder we are in
	workspace.Options
	MockFile   string     // that was named, "" for the workspace's
	Validation shape.Mode // of results in mock files
	AutoMock   bool       // tasks without a mock are answered with an example of the response
	AsExpress  bool       // STANDARD machines run as EXPRESS
	Simulated  bool       // waits take no time
	Staged     bool       // states and tasks take as long as on AWS, for presentations
	Samples    bool       // if the workspace has no machines, the samples are served
	None       bool       // start without machines: clients create theirs
}

// Local is the embedded service with what it serves. It is safe for concurrent use.
type Local struct {
	Options
	service *embedded.Service
	samples bool // the workspace has no machines

	mu           sync.RWMutex // guards what follows the workspace
	mocks        *task.Mocks
	mockText     string // of the files that answer tasks, or why they could not be read
	fitted       string // the machines that were matched with the mocks: see fits
	warnings     []error
	mockWarnings []error
	matched      map[string]string  // names in mock files by machines whose name differs
	looked       int                // files of the workspace
	programs     []string           // of it, with what to do about them
	names        []string           // of the machines, in display order
	machines     map[string]machine // by name

	project        project.Project
	toldProject    string // of that, to report it once
	projectProblem error  // why the file cannot be used; the previous one stays in use then
}

// machine is a machine of the workspace.
type machine struct {
	file     workspace.File // without its text; of a sample without a path
	problem  error          // why it cannot be run, nil if it can
	standard bool           // it could run as a STANDARD machine, and its type is unknown
	// example is what the definition reads, computed on first use.
	example func() *example.Examples
}

// Open starts the service with the machines of the workspace, or with the samples.
func Open(o Options) (*Local, error) {
	l := New(o)
	l.reread()
	if l.projectProblem != nil {
		return nil, l.projectProblem
	}
	found, err := workspace.Load(o.Dir, l.Workspace())
	if err != nil {
		return nil, model.WithHint(err, "give a readable folder with --dir")
	}
	if o.None {
		found.Files = nil
	}
	l.samples = len(found.Files) == 0 && o.Samples && !o.None
	l.looked, l.programs, l.warnings = found.Looked, found.Programs, found.Warnings
	if l.samples {
		for _, s := range samples.List() {
			l.add(workspace.File{Name: s.Name, Type: s.Type, Definition: s.Definition})
		}
	}
	for _, file := range found.Files {
		l.add(file)
	}
	return l, l.useMocks(found)
}

// New is a service without machines.
func New(o Options) *Local {
	return &Local{Options: o, service: embedded.New(embedded.Options{Simulated: o.Simulated, Staged: o.Staged}), machines: map[string]machine{}}
}

// Alone returns a separate service for other definitions, with the same mocks.
func (l *Local) Alone() *Local {
	l.mu.RLock()
	defer l.mu.RUnlock()
	one := New(l.Options)
	one.mocks, one.project = l.mocks, l.project
	one.service.SetMocks(l.mocks)
	return one
}

// Handler is the service.
func (l *Local) Handler() http.Handler { return l.service }

// Idle returns a channel that is closed when no run that a client did not wait for is in flight.
func (l *Local) Idle() <-chan struct{} { return l.service.Idle() }

// HasSamples reports whether the samples are served because the workspace has no machines.
func (l *Local) HasSamples() bool { return l.samples }

// Empty is the message for a workspace without machines, "" if it has some.
func (l *Local) Empty() string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if len(l.names) > 0 {
		return ""
	}
	parts := []string{fmt.Sprintf("no state machine in %s: looked at %d files for definitions with StartAt and States, and for templates of SAM, CloudFormation, CDK, Terraform, the Serverless Framework and Pulumi YAML",
		l.Dir, l.looked)}
	parts = append(parts, l.programs...)
	for _, warning := range l.warnings[:min(len(l.warnings), maxReasons)] {
		parts = append(parts, l.Short(warning))
	}
	return strings.Join(parts, ". ")
}

// maxReasons is how many warnings the message for an empty workspace has: one of them may be the
// reason.
const maxReasons = 3

// Warnings are what was left out of the workspace, and what looks wrong in it.
func (l *Local) Warnings() []error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Concat(l.projectWarnings(), l.warnings, l.mockWarnings)
}

// add puts one more machine into the list. One that cannot be run is listed with the reason, so that
// users do not miss it.
func (l *Local) add(file workspace.File) {
	l.names = append(l.names, file.Name)
	_ = l.put(file)
}

// Put puts the machine of a file into the service, replacing one of the same name. It returns why it
// cannot be run.
func (l *Local) Put(file workspace.File) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.put(file)
}

func (l *Local) put(file workspace.File) error {
	problem, standard := file.Problem, false
	kind := l.runsAs(file)
	if problem == nil {
		var refused *embedded.RefusedError
		switch _, err := l.service.Put(file.Name, file.Definition, kind); {
		case errors.As(err, &refused):
			problem, standard = diagnose(file, refused.Diagnostics), needsStandard(file)
		case err != nil:
			problem = fmt.Errorf("%s: %w", file.Path, err)
		}
	}
	if problem != nil && kind != asl.MachineType(file.Type) {
		problem = fmt.Errorf("%w (a STANDARD machine, run as EXPRESS)", problem)
	}
	file.Text = ""
	l.machines[file.Name] = machine{file, problem, standard, sync.OnceValue(func() *example.Examples { return example.Of(file.Definition) })}
	return problem
}

// needsStandard reports whether a definition of unknown type can only be that of a STANDARD machine.
func needsStandard(file workspace.File) bool {
	if !file.Assumed || file.Type != string(model.Express) {
		return false
	}
	m, _ := asl.Load(file.Definition, asl.Standard)
	return m != nil
}

// runsAs is the type that a machine has in the service.
func (l *Local) runsAs(file workspace.File) asl.MachineType {
	if l.AsExpress {
		return asl.Express
	}
	return asl.MachineType(file.Type)
}

// note is what a list says about a machine besides its type: briefly why it cannot be run, or as
// what it runs.
func (l *Local) note(m machine) string {
	switch file := m.file; {
	case file.Problem != nil:
		return "unreadable"
	case m.problem != nil && l.AsExpress && file.Type == string(model.Standard):
		return "STANDARD, not as EXPRESS"
	case m.standard:
		return "needs STANDARD"
	case m.problem != nil:
		return "invalid"
	case l.AsExpress && file.Type == string(model.Standard), file.Type == string(model.Express) && file.Declares == string(model.Standard):
		return "STANDARD, run as EXPRESS"
	case file.Assumed && file.Type == string(model.Standard):
		return "STANDARD by default"
	}
	return ""
}

// Broken lists the machines that cannot be run, in the order of their files.
func (l *Local) Broken() []model.Description {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []model.Description
	for _, name := range l.names {
		if m := l.machines[name]; m.problem != nil {
			d := model.Description{Definition: m.file.Definition, Machine: model.Machine{
				ARN: model.ARN(embedded.ARN(name)), Name: name, Type: model.MachineType(m.file.Type), Problem: l.Short(m.problem),
			}}
			l.describe(&d, m)
			all = append(all, d)
		}
	}
	return all
}

// describe adds what the project says about a machine.
func (l *Local) describe(d *model.Description, m machine) {
	d.Note = l.note(m)
	d.Path, d.Declared, d.Line = m.file.Path, m.file.Declared(), m.file.Line
	for _, s := range m.file.StandIns {
		d.StandIns = append(d.StandIns, model.StandIn{Name: s.Name, Value: s.Text, From: s.From})
	}
	var placed *workspace.Problem
	if errors.As(m.problem, &placed) {
		d.ProblemAt = &model.Problem{File: placed.Path, Line: placed.Line, Column: placed.Column, Message: placed.Msg, Hint: placed.Hint}
		if s := settingOf(m.file, placed); s != nil {
			d.ProblemAt.Setting = s
			d.ProblemAt.Hint = strings.TrimPrefix(d.ProblemAt.Hint+"; add "+strings.Join(s.Keys, ".")+" to "+project.Name, "; ")
		}
	}
}

// ShortPath is a path as short as the user writes it.
func (l *Local) ShortPath(path string) string { return l.Short(errors.New(path)) }

// Short is an error with paths as short as the user writes them, because there is little room.
func (l *Local) Short(err error) string {
	near := ""
	if l.Shown != "" {
		near = filepath.Clean(l.Shown) + string(filepath.Separator)
	}
	return strings.ReplaceAll(err.Error(), l.Dir+string(filepath.Separator), near)
}

// Has reports whether there is a machine of this name.
func (l *Local) Has(name string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Contains(l.names, name)
}

// Named is the machine that has this as one of its other names, such as its logical ID. ok is false
// if none or several have.
func (l *Local) Named(alias string) (name string, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, candidate := range l.names {
		if slices.Contains(l.machines[candidate].file.Aliases, alias) {
			if name != "" {
				return "", false
			}
			name = candidate
		}
	}
	return name, name != ""
}

// File is the file of a machine, without its text; for a sample, without a path.
func (l *Local) File(name string) workspace.File {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.machines[name].file
}

// Problem is why a machine cannot be run, nil if it can.
func (l *Local) Problem(name string) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.machines[name].problem
}

// Says is all that a run of a machine depends on besides its input.
func (l *Local) Says(name string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.machines[name].file.Definition + "\x00" + l.mockText
}

// answers are what currently answers tasks.
func (l *Local) answers() *task.Mocks {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.mocks
}
