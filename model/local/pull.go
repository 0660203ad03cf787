package local

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/file"
	"expresso/model/limit"
	"expresso/model/project"
	"expresso/model/pull"
	"expresso/model/workspace"
)

// Pull plans what pulling a deployed machine writes: its definition, and its source in the project
// file. arn names it as the user did. Nothing is written.
func (l *Local) Pull(d model.Description, arn model.ARN) (pull.Plan, error) {
	if strings.TrimSpace(d.Definition) == "" {
		return pull.Plan{}, fmt.Errorf("the service returned no definition of %s", arn.Machine())
	}
	if err := pull.Check(d.Definition); err != nil {
		return pull.Plan{}, model.WithHint(fmt.Errorf("the service returned an unreadable definition of %s: %w", arn.Machine(), err),
			"nothing was written; see the response with: aws stepfunctions describe-state-machine --state-machine-arn "+child.Word(string(arn)))
	}
	p := pull.Plan{Machine: l.pulledAs(arn), Type: d.Type, ARN: arn, Revision: d.Revision, Role: d.Role}
	path, err := l.pullsTo(p.Machine)
	if err != nil {
		return p, err
	}
	before, err := l.readIn(path, limit.Definition)
	if err != nil {
		return p, err
	}
	p.File = path
	p.Definition = model.FileChange{Path: l.ShortPath(l.inDir(path)), Before: before, After: pull.Layout(d.Definition)}
	if before != "" {
		if same := pull.Compare(before, before, d.Definition, nil); same.Same() {
			p.Definition.After = before // as somebody laid it out
		}
	}
	text, err := projectText(l.Dir)
	if err != nil {
		return p, err
	}
	p.Project = model.FileChange{Path: l.ShortPath(projectPath(l.Dir)), Before: text}
	p.Project.After, err = l.sourced(&p, text)
	return p, err
}

// sourced is the text of the project file with where a pulled machine comes from. What the file
// has of the machine's type and file stays.
func (l *Local) sourced(p *pull.Plan, text string) (string, error) {
	said, problem := project.Parse(text)
	if problem != nil {
		return "", problem.In(projectPath(l.Dir))
	}
	var err error
	set := func(value string, keys ...string) {
		if err == nil && value != "" {
			text, err = project.Set(text, value, append([]string{"machines", p.Machine}, keys...)...)
		}
	}
	if said.Machines[p.Machine].File == "" && workspace.NameOf(p.File) != p.Machine && !l.isFile(p.Machine, p.File) {
		set(p.File, "file")
	}
	if said.Machines[p.Machine].Type == "" {
		set(string(p.Type), "type")
	}
	set(string(p.ARN), "source", "arn")
	set(p.Revision, "source", "revision")
	set(string(p.Role), "source", "role")
	if err != nil {
		return "", fmt.Errorf("%s: %w", p.Project.Path, err)
	}
	return text, nil
}

// pulledAs is the name that a deployed machine has in the folder: that of the machine that was
// pulled from there, or its own.
func (l *Local) pulledAs(arn model.ARN) string {
	l.reread()
	said, _ := l.Project()
	for _, name := range said.Order {
		if from := model.ARN(said.Machines[name].Source.ARN); from != "" && from.Unqualified() == arn.Unqualified() {
			return name
		}
	}
	return arn.Machine()
}

// pullsTo is the file that a machine's definition is written to, in the folder: its own, or a
// new one.
func (l *Local) pullsTo(name string) (string, error) {
	said, _ := l.Project()
	if of := said.Machines[name].File; of != "" {
		return of, nil
	}
	if l.Has(name) && !l.samples {
		of := l.File(name)
		if of.Template != "" && of.Template != of.Path {
			return "", model.WithHint(fmt.Errorf("%s comes from %s, which fills in its definition", name, l.ShortPath(of.Template)), "compare it with what is deployed: expresso pull --check")
		}
		if of.Template != "" || !strings.HasSuffix(of.Path, ".json") {
			return "", model.WithHint(fmt.Errorf("%s is defined inside %s, not in its own JSON file", name, l.ShortPath(of.Path)), "compare it with what is deployed: expresso pull --check")
		}
		below, err := filepath.Rel(l.Dir, of.Path)
		return filepath.ToSlash(below), err
	}
	return pull.FileName(name)
}

// isFile reports whether a machine of the folder has its definition in this file already.
func (l *Local) isFile(name, path string) bool {
	return l.Has(name) && !l.samples && l.File(name).Path == l.inDir(path)
}

// readIn reads a file of the folder, "" if it is not there.
func (l *Local) readIn(name string, most int64) (text string, err error) {
	err = inFolder(l.Dir, func(root *os.Root) error {
		bytes, err := file.ReadIn(root, name, most)
		text = string(bytes)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return text, err
}

// WritePulled writes what was planned, into a folder that is made if it is not there. It refuses
// if the definition has changed meanwhile; to the project file others may have added.
func (l *Local) WritePulled(p pull.Plan) error {
	if err := os.MkdirAll(l.Dir, 0o755); err != nil {
		return err
	}
	return alone(l.Dir, func() error { return l.writePulled(p) })
}

func (l *Local) writePulled(p pull.Plan) error {
	before, err := l.readIn(p.File, limit.Definition)
	if err != nil {
		return err
	}
	text, err := projectText(l.Dir)
	if err != nil {
		return err
	}
	if before != p.Definition.Before && before != p.Definition.After {
		return model.WithHint(fmt.Errorf("%s has changed since it was read: nothing was written", p.Definition.Path), "pull again")
	}
	after, err := l.sourced(&p, text)
	if err != nil {
		return err
	}
	if before != p.Definition.After {
		if err := l.writeDefinition(p.File, before != "", p.Definition.After); err != nil {
			return err
		}
	}
	if after == text {
		return nil
	}
	if err := WriteProject(l.Dir, after, true); err != nil { // half a pull is none
		return errors.Join(err, l.restore(p.File, before))
	}
	return nil
}

// writeDefinition writes the file of a definition in the folder.
func (l *Local) writeDefinition(name string, replace bool, text string) error {
	return inFolder(l.Dir, func(root *os.Root) error {
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		return file.WriteIn(root, name, replace, file.Text(text))
	})
}

// restore gives the file of a definition its previous text, "" for no file.
func (l *Local) restore(name, before string) error {
	if before != "" {
		return l.writeDefinition(name, true, before)
	}
	return inFolder(l.Dir, func(root *os.Root) error { return root.Remove(name) })
}

// Sources are the machines of the folder whose deployment the project file names, in its order.
func (l *Local) Sources() (all []pull.Source) {
	l.reread()
	said, _ := l.Project()
	for _, name := range said.Order {
		if arn := said.Machines[name].Source.ARN; arn != "" {
			all = append(all, pull.Source{Machine: name, ARN: model.ARN(arn)})
		}
	}
	return all
}

// SourceOf is where a machine of the folder is deployed, as the project file says; ok is false if it
// does not.
func (l *Local) SourceOf(name string) (of pull.Source, ok bool) {
	for _, of := range l.Sources() {
		if l.of(of.Machine) == name {
			return of, true
		}
	}
	return pull.Source{}, false
}

// PulledFrom is the machine of the folder that is deployed under an ARN.
func (l *Local) PulledFrom(arn model.ARN) pull.Source {
	return pull.Source{Machine: l.pulledAs(arn), ARN: arn}
}

// Drift compares a machine of the folder with what is deployed under an ARN.
func (l *Local) Drift(of pull.Source, d model.Description) (pull.Drift, error) {
	name := of.Machine
	if own, ok := l.Named(name); !l.Has(name) && ok {
		name = own
	}
	if !l.Has(name) || l.samples {
		return pull.Drift{}, model.WithHint(fmt.Errorf("no state machine named %q in %s", of.Machine, l.Dir), "pull it: expresso pull "+child.Names(string(of.ARN)))
	}
	here := l.File(name)
	if here.Problem != nil {
		return pull.Drift{}, errors.New(l.Short(here.Problem))
	}
	standIns := make([]model.StandIn, len(here.StandIns))
	for i, s := range here.StandIns {
		standIns[i] = model.StandIn{Name: s.Name, Value: s.Text, From: s.From}
	}
	drift := pull.Compare(here.Definition, l.marked(here), d.Definition, standIns)
	drift.Source, drift.Path = of, l.ShortPath(here.Path)
	said, _ := l.Project()
	from := said.Machines[of.Machine].Source
	if from.Revision != "" && d.Revision != from.Revision {
		drift.Notes = append(drift.Notes, fmt.Sprintf("the revision is %s; it was %s when pulled", cmp.Or(d.Revision, "the first"), from.Revision))
	}
	if from.Role != "" && string(d.Role) != from.Role {
		drift.Notes = append(drift.Notes, fmt.Sprintf("the role is %s; it was %s when pulled", d.Role, from.Role))
	}
	return drift, nil
}

// marked is the definition of a file with a mark in the place of each stand-in: what the folder
// says if the marks are their values.
func (l *Local) marked(of workspace.File) string {
	if len(of.StandIns) == 0 {
		return of.Definition
	}
	o := l.Workspace()
	define := workspace.Defines{}
	maps.Copy(define, o.Define)
	for _, s := range of.StandIns {
		if project.CanName(s.Name) {
			define[s.Name] = pull.Mark
		}
	}
	o.Define = define
	found, err := workspace.Load(l.Dir, o)
	if err != nil {
		return of.Definition
	}
	for _, f := range found.Files {
		if f.Path == of.Path && f.Template == of.Template && f.Line == of.Line && f.Definition != "" {
			return f.Definition
		}
	}
	return of.Definition
}
