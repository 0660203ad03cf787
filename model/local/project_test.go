package local

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

// The project file is followed from before it is there: what it says counts at once, and
// while it cannot be used what it said before does.
func TestProjectFileIsFollowed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.standard.asl.json", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "${X}", "End": true}}}`)
	l, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	changes, ended := make(chan model.Change, 100), make(chan struct{})
	again := make(chan struct{}, 1)
	go func() {
		defer close(ended)
		l.watch(ctx, again, func(c model.Change) { changes <- c })
	}()
	defer func() { stop(); <-ended }()
	sees := func(ok func(model.Change) bool) {
		t.Helper()
		deadline := time.After(20 * time.Second)
		for {
			select {
			case c := <-changes:
				if ok(c) {
					return
				}
			case <-deadline:
				t.Fatal("it was never told")
			}
		}
	}
	again <- struct{}{} // the folder is watched from its first reading on
	reloaded := func(c model.Change) bool { return len(c.Reloaded) == 1 }
	write(".expresso/project.yaml", "version: 1\nmachines: {a: {type: EXPRESS}}\n")
	sees(reloaded)
	if got := l.File("a").Type; got != "EXPRESS" {
		t.Errorf("type %s", got)
	}
	if err := SetInProject(dir, "set", "values", "X"); err != nil {
		t.Fatal(err)
	}
	sees(reloaded)
	if got := l.File("a").Definition; !strings.Contains(got, `"Result": "set"`) {
		t.Error(got)
	}
	write(".expresso/project.yaml", "version: 1\nclock: fast\n")
	sees(func(c model.Change) bool { return strings.Contains(c.Problem, "project.yaml:2:8") })
	if got := l.File("a").Type; got != "EXPRESS" {
		t.Errorf("type %s while the file cannot be used", got)
	}
}

// Nothing outside of the folder is read or written, where links lead too.
func TestProjectFileStaysInside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "project.yaml"), []byte("version: 1\nclock: simulated\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, ".expresso")); err != nil {
		t.Fatal(err)
	}
	if p, err := ReadProject(dir); err == nil {
		t.Errorf("read %v", p)
	}
	if err := SetInProject(dir, "real", "clock"); err == nil {
		t.Error("written")
	}
}
