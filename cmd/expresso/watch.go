package main

import (
	"context"
	"path/filepath"
	"slices"

	"expresso/model"
	"expresso/model/workspace"
	"expresso/ui"
)

// watches reports whether definitions are watched: those of a folder that has some, or
// that was named. Any other folder may be a home directory or a disk.
func (a *app) watches(l *local) bool {
	return l != nil && (!l.samples || a.target.given.Changed("dir"))
}

// watch takes over what changes in the workspace, and tells of it, until ctx ends. reread
// looks at it at once.
func (l *local) watch(ctx context.Context) (changes <-chan ui.Change, reread func()) {
	out, again := make(chan ui.Change), make(chan struct{}, 1)
	tell := func(c ui.Change) {
		if c.Nothing() {
			return
		}
		select {
		case out <- c:
		case <-ctx.Done():
		}
	}
	of := workspace.Watched{Dir: l.dir, Options: workspace.Options{Define: l.define}, Again: again}
	if file, err := filepath.Abs(l.mockFile); err == nil && l.mockFile != "" {
		of.Also = []string{file}
	}
	lost := false // the folder, as was told
	take := func(found *workspace.Workspace, err error) {
		if err == nil {
			tell(l.take(found))
		} else if !lost {
			tell(ui.Change{Problem: "the folder cannot be read: " + err.Error()})
		}
		lost = err != nil
	}
	go func() {
		defer close(out)
		err := workspace.Watch(ctx, of, take)
		if err == nil {
			return
		}
		tell(ui.Change{Problem: "definitions are not watched: " + err.Error(), Hint: "list the machines again to load what was saved"})
		for {
			select {
			case <-ctx.Done():
				return
			case <-again:
				take(workspace.Load(l.dir, workspace.Options{Define: l.define}))
			}
		}
	}()
	return out, func() {
		select {
		case again <- struct{}{}:
		default: // is asked for already
		}
	}
}

// take takes over what the workspace holds now, as far as it is something else than
// before, and returns what that is.
func (l *local) take(found *workspace.Workspace) ui.Change {
	l.mu.Lock()
	defer l.mu.Unlock()
	var c ui.Change
	names := slices.DeleteFunc(slices.Clone(l.names), func(name string) bool { return l.machines[name].file.Path != "" })
	here := map[string]bool{}
	for _, file := range found.Files {
		here[file.Name] = true
		names = append(slices.DeleteFunc(names, func(name string) bool { return name == file.Name }), file.Name)
		was, known := l.machines[file.Name]
		if known && was.problem == nil && same(was.file, file) {
			continue
		}
		problem := l.put(file)
		switch {
		case problem == nil && known:
			c.Reloaded = append(c.Reloaded, file.Name)
		case problem == nil:
			c.New = append(c.New, file.Name)
		case was.problem == nil || was.problem.Error() != problem.Error():
			c.Broken = append(c.Broken, model.Machine{Name: file.Name, Problem: l.short(problem)})
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
	mocks := l.mockText
	if err := l.takeMocks(found); err != nil && l.mockText != mocks {
		c.Problem, c.Hint = l.short(err), "until it is mended, what it said before answers tasks"
	} else if l.mockText != mocks {
		c.Mocks = true
	}
	return c
}

// same reports whether two files say the same of a machine.
func same(a, b workspace.File) bool {
	return b.Problem == nil && a.Type == b.Type && a.Path == b.Path && a.Template == b.Template && a.Definition == b.Definition
}
