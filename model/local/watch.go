package local

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"expresso/model"
	"expresso/model/workspace"
)

// Watched are the files to watch for the workspace, and additional files.
func (l *Local) Watched(also ...string) workspace.Watched {
	of := workspace.Watched{Dir: l.Dir, Options: l.reread}
	for _, file := range append(also, l.MockFile, projectPath(l.Dir)) {
		if path, err := filepath.Abs(file); err == nil && file != "" {
			of.Also = append(of.Also, path)
		}
	}
	return of
}

// Changes applies changes of the workspace, and reports them, until ctx ends. reread checks for
// changes at once.
func (l *Local) Changes(ctx context.Context) (changes <-chan model.Change, reread func()) {
	out, again := make(chan model.Change), make(chan struct{}, 1)
	go func() {
		defer close(out)
		l.watch(ctx, again, func(c model.Change) {
			select {
			case out <- c:
			case <-ctx.Done():
			}
		})
	}()
	return out, func() {
		select {
		case again <- struct{}{}:
		default: // is asked for already
		}
	}
}

// watch reports until ctx ends, and then returns. A value on again checks at once.
func (l *Local) watch(ctx context.Context, again <-chan struct{}, tell func(model.Change)) {
	of := l.Watched()
	of.Again = again
	lost := false // the folder, as was told
	take := func(found *workspace.Workspace, err error) {
		c := model.Change{}
		if err == nil {
			c = l.Apply(found)
		} else if !lost {
			c = model.Change{Problem: "cannot read the folder: " + err.Error()}
		}
		if !c.Nothing() {
			tell(c)
		}
		lost = err != nil
	}
	err := workspace.Watch(ctx, of, take)
	if err == nil {
		return
	}
	tell(model.Change{Problem: "cannot watch the definitions: " + err.Error(), Hint: "reload the machines to see saved changes"})
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
			take(workspace.Load(l.Dir, l.reread()))
		}
	}
}

// Apply applies what the workspace contains now, and returns how it differs from before.
func (l *Local) Apply(found *workspace.Workspace) model.Change {
	l.mu.Lock()
	defer l.mu.Unlock()
	var c model.Change
	l.warnings, l.looked, l.programs = slices.Clone(found.Warnings), found.Looked, found.Programs
	names := slices.DeleteFunc(slices.Clone(l.names), func(name string) bool { return l.machines[name].file.Path != "" })
	here := map[string]bool{}
	for _, file := range found.Files {
		here[file.Name] = true
		names = append(slices.DeleteFunc(names, func(name string) bool { return name == file.Name }), file.Name)
		was, known := l.machines[file.Name]
		if known && was.problem == nil && same(was.file, file) {
			was.file.Inputs = file.Inputs
			l.machines[file.Name] = was
			continue
		}
		problem := l.put(file)
		switch {
		case problem == nil && known:
			c.Reloaded = append(c.Reloaded, file.Name)
		case problem == nil:
			c.New = append(c.New, file.Name)
		case was.problem == nil || was.problem.Error() != problem.Error():
			c.Broken = append(c.Broken, model.Machine{Name: file.Name, Problem: l.Short(problem)})
		}
	}
	for name, was := range l.machines {
		if was.file.Path != "" && !here[name] {
			l.service.Remove(name)
			delete(l.machines, name)
			c.Gone = append(c.Gone, name)
		}
	}
	slices.Sort(c.Gone)
	l.names = names
	mocks, project := l.mockText, l.toldProject
	l.toldProject = ""
	if l.projectProblem != nil {
		l.toldProject = l.projectProblem.Error()
	}
	if err := l.useMocks(found); err != nil && l.mockText != mocks {
		c.Problem, c.Hint = l.Short(err), "keeping the previous mocks until fixed"
	} else if l.mockText != mocks {
		c.Mocks = true
	}
	if l.toldProject != "" && l.toldProject != project {
		c.Problem, c.Hint = l.Short(l.projectProblem), "keeping the previous one until fixed"
	}
	return c
}

// ApplyTo applies what the workspace contains now for one machine, and says why it cannot be run.
func (l *Local) ApplyTo(found *workspace.Workspace, name string) error {
	if c := l.Apply(found); c.Problem != "" {
		return model.WithHint(errors.New(c.Problem), c.Hint)
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	m, ok := l.machines[name]
	if !ok {
		return fmt.Errorf("the state machine %q no longer exists", name)
	}
	return m.problem
}

// ApplyMocks applies the current mocks.
func (l *Local) ApplyMocks(found *workspace.Workspace) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.useMocks(found)
}

// same reports whether two files say the same of a machine.
func same(a, b workspace.File) bool {
	return b.Problem == nil && a.Type == b.Type && a.Declares == b.Declares && a.Path == b.Path && a.Template == b.Template && a.Definition == b.Definition
}
