package local

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/project"
	"expresso/model/task"
	"expresso/model/workspace"
)

// ReadProject reads the project file of a folder. A missing file is an empty one.
func ReadProject(dir string) (project.Project, error) {
	text, err := projectText(dir)
	if err != nil {
		return project.Project{}, err
	}
	p, problem := project.Parse(text)
	if problem != nil {
		return project.Project{}, model.WithHint(problem.In(projectPath(dir)), "for all keys, see: expresso help projects")
	}
	return p, nil
}

func projectPath(dir string) string { return filepath.Join(dir, filepath.FromSlash(project.Name)) }

// projectText is the text of a project file, "" if there is none.
func projectText(dir string) (text string, err error) {
	err = inFolder(dir, func(root *os.Root) error {
		bytes, err := file.ReadIn(root, project.Name, project.MaxFile)
		text = string(bytes)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("cannot read the project file %s: %w", projectPath(dir), err)
	}
	return text, nil
}

// inFolder does work on a folder's files; nothing outside it can be reached.
func inFolder(dir string, work func(root *os.Root) error) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	return errors.Join(work(root), root.Close())
}

// SetInProject gives a key of the project file a value: SetInProject(dir, "EXPRESS", "machines",
// "orders", "type"). It creates the file if it does not exist.
func SetInProject(dir, value string, keys ...string) error {
	return alone(dir, func() error {
		text, err := projectText(dir)
		if err != nil {
			return err
		}
		edited, err := project.Set(text, value, keys...)
		if err != nil {
			return fmt.Errorf("%s: %w", projectPath(dir), err)
		}
		return WriteProject(dir, edited, true)
	})
}

// Set gives a key of the folder's project file a value.
func (l *Local) Set(value string, keys ...string) error {
	if err := SetInProject(l.Dir, value, keys...); err != nil {
		return model.WithHint(errors.New(strings.TrimPrefix(err.Error(), projectPath(l.Dir)+": ")), model.HintOf(err))
	}
	return nil
}

// WriteProject writes the project file of a folder, and overwrites an existing one if replace is
// true.
func WriteProject(dir, text string, replace bool) error {
	return inFolder(dir, func(root *os.Root) error {
		if err := root.MkdirAll(path.Dir(project.Name), 0o700); err != nil {
			return err
		}
		return file.WriteIn(root, project.Name, replace, file.Text(text))
	})
}

// Workspace is what flags and the project file say about the folder: flags override the settings of
// a machine, which override those of all machines.
func (l *Local) Workspace() workspace.Options {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.said()
}

func (l *Local) said() workspace.Options { return Said(l.project, l.Define) }

// Said is what a project file says about its folder, with values that override it.
func Said(p project.Project, define workspace.Defines) workspace.Options {
	over := func(values map[string]string) workspace.Defines {
		all := workspace.Defines{}
		maps.Copy(all, values)
		maps.Copy(all, define)
		return all
	}
	o := workspace.Options{Define: over(p.Values), Machines: map[string]workspace.Override{}}
	for name, m := range p.Machines {
		say := workspace.Override{Type: m.Type, File: m.File}
		if len(m.Values) > 0 {
			say.Define = over(m.Values)
		}
		o.Machines[name] = say
	}
	return o
}

// StandIns are those of all machines of a folder that can be read.
func StandIns(dir string, define workspace.Defines) (all []model.StandIn) {
	p, err := ReadProject(dir)
	if err != nil {
		return nil
	}
	found, err := workspace.Load(dir, Said(p, define))
	if err != nil {
		return nil
	}
	for _, file := range found.Files {
		for _, s := range file.StandIns {
			if in := (model.StandIn{Name: s.Name, Value: s.Text, From: s.From}); !slices.Contains(all, in) {
				all = append(all, in)
			}
		}
	}
	return all
}

// reread reads the project file again. While it cannot be used, the previous one stays in use.
func (l *Local) reread() workspace.Options {
	p, err := ReadProject(l.Dir)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.projectProblem = err; err == nil {
		l.project = p
	}
	return l.said()
}

// Project is what the project file says, and what looks wrong in it.
func (l *Local) Project() (p project.Project, warnings []error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.project, l.projectWarnings()
}

// projectWarnings are unknown keys, and machines that do not exist.
func (l *Local) projectWarnings() (all []error) {
	for _, w := range l.project.Warnings {
		all = append(all, w.In(projectPath(l.Dir)))
	}
	for _, name := range l.project.Order {
		if l.of(name) == "" {
			place := l.project.Place(name, fmt.Sprintf("no state machine named %q; found: %s", name, strings.Join(l.names, ", ")))
			all = append(all, place.In(projectPath(l.Dir)))
		}
	}
	return all
}

// of is the machine that the project file names: by its name, or by another name that no other
// machine has.
func (l *Local) of(name string) string {
	if slices.Contains(l.names, name) {
		return name
	}
	found := ""
	for _, candidate := range l.names {
		if slices.Contains(l.machines[candidate].file.Aliases, name) {
			if found != "" {
				return ""
			}
			found = candidate
		}
	}
	return found
}

// mockNames are the mock files: the one that was named, those of the project file, or those that
// were found.
func (l *Local) mockNames(found *workspace.Workspace) []string {
	switch {
	case l.MockFile != "":
		return []string{l.MockFile}
	case len(l.project.Mocks) > 0:
		names := make([]string, len(l.project.Mocks))
		for i, name := range l.project.Mocks {
			names[i] = l.inDir(name)
		}
		return names
	}
	return found.Mocks
}

func (l *Local) inDir(name string) string { return filepath.Join(l.Dir, filepath.FromSlash(name)) }

// readMocks reads a mock file. One that the project file names is in the folder, also through links.
func (l *Local) readMocks(name string) (string, error) {
	if l.MockFile == "" {
		if below, err := filepath.Rel(l.Dir, name); err == nil && filepath.IsLocal(below) {
			var bytes []byte
			err := inFolder(l.Dir, func(root *os.Root) (err error) {
				bytes, err = file.ReadIn(root, filepath.ToSlash(below), maxMocks)
				return err
			})
			return string(bytes), err
		}
	}
	bytes, err := file.Read(name, maxMocks)
	return string(bytes), err
}

// own are mock files of single machines, by their names.
func (l *Local) own() map[string]string {
	all := map[string]string{}
	for name, m := range l.project.Machines {
		if machine := l.of(name); machine != "" && m.Mocks != "" && l.MockFile == "" {
			all[machine] = l.inDir(m.Mocks)
		}
	}
	return all
}

// ownText is what the project file says about mocks.
func (l *Local) ownText(texts map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(l.project.Machines)) {
		if testCase := l.project.Machines[name].Case; testCase != "" {
			b.WriteString("\x00" + name + "#" + testCase)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		b.WriteString("\x00" + name + "\x00" + texts[name])
	}
	return b.String()
}

// ownMocks gives machines their own mock files.
func (l *Local) ownMocks(mocks *task.Mocks, own, texts map[string]string) *task.Mocks {
	for _, machine := range slices.Sorted(maps.Keys(own)) {
		one, err := task.LoadMocks(texts[machine])
		if err != nil {
			l.mockWarnings = append(l.mockWarnings, fmt.Errorf("%s: %w", own[machine], err))
			continue
		}
		one.Validation = l.Validation
		as := ""
		for _, mocked := range one.Machines() {
			file := l.machines[machine].file
			if mocked == machine || as == "" && (slices.Contains(file.Aliases, mocked) || len(one.Machines()) == 1 || hasStates(file.Definition, one.States(mocked))) {
				as = mocked
			}
		}
		if as == "" {
			l.mockWarnings = append(l.mockWarnings, fmt.Errorf("%s has mocks for %s, but none for state machine %s", own[machine], strings.Join(one.Machines(), ", "), machine))
			continue
		}
		mocks = mocks.UseOf(machine, one, as)
	}
	return mocks
}

// usualCases applies the test cases of the project file where none is named.
func (l *Local) usualCases(mocks *task.Mocks) {
	for _, name := range l.project.Order {
		testCase, machine := l.project.Machines[name].Case, l.of(name)
		if testCase == "" || machine == "" || mocks.Usual(machine, testCase) {
			continue
		}
		msg := fmt.Sprintf("no test case %q for %s in any mock file", testCase, machine)
		if cases := mocks.Cases(machine); len(cases) > 0 {
			msg = fmt.Sprintf("%s has no test case %q; found: %s", machine, testCase, strings.Join(cases, ", "))
		}
		l.mockWarnings = append(l.mockWarnings, l.project.Place(name, msg).In(projectPath(l.Dir)))
	}
}

// NewProject is the text of a project file for the folder as it is.
func (l *Local) NewProject() string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []project.Named
	for _, name := range l.names {
		file := l.machines[name].file
		if file.Path == "" {
			continue // a sample
		}
		m := project.Named{Name: name, Type: file.Type}
		for _, s := range file.StandIns {
			if project.CanName(s.Name) {
				m.StandIns = append(m.StandIns, [2]string{s.Name, s.Text})
			}
		}
		all = append(all, m)
	}
	return project.New(all)
}
