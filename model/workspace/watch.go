package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Editors write a file in several steps, and tools write several files: a folder is read
// again once it has been quiet for settle, or longest after the first step. While it is
// not there it is looked for every absent.
const (
	settle  = 80 * time.Millisecond
	longest = time.Second
	absent  = time.Second
)

// Watched is what Watch looks at.
type Watched struct {
	Dir string
	// Options says what a person says about the project, before each reading; nil for nothing.
	Options func() Options
	Also    []string        // files outside of Dir, or in folders that are not looked through
	Again   <-chan struct{} // asks to read Dir again: not every file system tells of changes
}

// Watch calls changed with what a folder holds, at once and whenever that may have changed,
// until ctx ends or files cannot be watched: its error says why. What is the same as
// before is for the caller to tell. changed gets the error of Load while the folder cannot
// be read.
func Watch(ctx context.Context, of Watched, changed func(*Workspace, error)) error {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	w := &watch{Watched: of, events: events}
	err = w.run(ctx, changed)
	return errors.Join(err, events.Close())
}

type watch struct {
	Watched
	events *fsnotify.Watcher
	found  *Workspace // as it was read last, nil if it could not be
}

func (w *watch) run(ctx context.Context, changed func(*Workspace, error)) error {
	for ctx.Err() == nil {
		problem, err := w.read()
		if err != nil {
			return err
		}
		changed(w.found, problem)
		if err := w.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// passes bounds how often a folder is read at once that continues changing.
const passes = 5

// read reads the folder and follows what is in it, again if there were folders that were
// not followed while they were read. problem is that of Load.
func (w *watch) read() (problem, err error) {
	for pass := 1; ; pass++ {
		options := Options{}
		if w.Options != nil {
			options = w.Options()
		}
		if w.found, problem = Load(w.Dir, options); problem != nil {
			w.found = nil
			return problem, nil
		}
		added, err := w.follow()
		if err != nil || !added || pass == passes {
			return nil, err
		}
	}
}

// follow watches folders that are not watched yet: those that were looked through, and
// those of files that were read elsewhere.
func (w *watch) follow() (added bool, err error) {
	folders := slices.Clone(w.found.folders)
	for _, file := range slices.Concat(w.found.Read, w.Also) {
		folders = append(folders, filepath.Dir(file))
	}
	followed := map[string]bool{}
	for _, folder := range w.events.WatchList() {
		followed[folder] = true
	}
	for _, folder := range folders {
		if followed[folder] {
			continue
		}
		followed[folder] = true
		switch err := w.events.Add(folder); {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission): // gone since, or not for us
		case err != nil:
			return false, &fs.PathError{Op: "watch", Path: folder, Err: err}
		default:
			added = true
		}
	}
	return added, nil
}

// wait returns when the folder should be read again, or ctx has ended.
func (w *watch) wait(ctx context.Context) error {
	var due, last, retry <-chan time.Time
	if w.found == nil {
		retry = time.After(absent)
	}
	touch := func() {
		due = time.After(settle)
		if last == nil {
			last = time.After(longest)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, ok := <-w.events.Events:
			if !ok {
				return fsnotify.ErrClosed
			}
			if w.concerns(event) {
				touch()
			}
			if event.Has(fsnotify.Rename) || event.Has(fsnotify.Remove) {
				w.forget(filepath.Clean(event.Name))
			}
		case err, ok := <-w.events.Errors:
			if !ok {
				return fsnotify.ErrClosed
			}
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return err
			}
			touch() // nobody knows what was missed
		case <-due:
			return nil
		case <-last:
			return nil
		case <-retry:
			return nil
		case <-w.Again:
			return nil
		}
	}
}

// forget ends the watching of folders below one that has another name now. They would be
// watched on under the old one.
func (w *watch) forget(folder string) {
	for _, below := range w.events.WatchList() {
		if strings.HasPrefix(below, folder+string(filepath.Separator)) {
			_ = w.events.Remove(below) // is gone already otherwise
		}
	}
}

// concerns reports whether an event may change what the folder holds.
func (w *watch) concerns(event fsnotify.Event) bool {
	path := filepath.Clean(event.Name)
	base := filepath.Base(path)
	if event.Op == fsnotify.Chmod {
		return false
	}
	if path == w.Dir || slices.ContainsFunc(w.Also, func(file string) bool { return file == path || filepath.Dir(file) == path }) {
		return true
	}
	if w.found != nil {
		if _, read := slices.BinarySearch(w.found.Read, path); read || slices.Contains(w.found.folders, path) {
			return true
		}
	}
	if strings.HasPrefix(base, ".") {
		return false
	}
	if interesting(path) {
		return true
	}
	if !event.Has(fsnotify.Create) {
		return false
	}
	info, err := os.Lstat(path)
	return err == nil && info.IsDir() && !skipped(filepath.ToSlash(path))
}
