package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"expresso/model"
	"expresso/model/pull"
)

const pulled = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`

// What writes the project file at the same time loses nothing of what the others wrote.
func TestWritersOfTheProjectFileTakeTurns(t *testing.T) {
	dir := t.TempDir()
	const writers = 20
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			if err := SetInProject(dir, "x", "values", fmt.Sprintf("V%d", i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	p, err := ReadProject(dir)
	if err != nil || len(p.Values) != writers {
		t.Errorf("%d values of %d, %v", len(p.Values), writers, err)
	}
}

// Pulls that were all planned before the first was written all write, each what is its own: also
// several of one machine.
func TestPullsAtTheSameTime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	const writers, machines = 20, 15
	var planned, all sync.WaitGroup
	planned.Add(writers)
	for i := range writers {
		all.Go(func() {
			l := New(Options{Dir: dir})
			arn := model.ARN(fmt.Sprintf("arn:aws:states:eu-west-1:111122223333:stateMachine:m%d", i%machines))
			plan, err := l.Pull(model.Description{Machine: model.Machine{Type: model.Express}, Definition: pulled}, arn)
			planned.Done()
			if err != nil {
				t.Error(err)
				return
			}
			planned.Wait()
			if err := l.WritePulled(plan); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	p, err := ReadProject(dir)
	if err != nil || len(p.Machines) != machines {
		t.Errorf("%d machines of %d, %v", len(p.Machines), machines, err)
	}
	for name, m := range p.Machines {
		if text, err := os.ReadFile(filepath.Join(dir, name+".asl.json")); err != nil || m.Type != "EXPRESS" || !strings.HasSuffix(m.Source.ARN, ":"+name) {
			t.Errorf("%s: %+v, %s, %v", name, m, text, err)
		}
	}
}

// What is in the project file when the lock is had stays: a type that somebody said meanwhile.
func TestPullKeepsWhatIsSaidMeanwhile(t *testing.T) {
	dir := t.TempDir()
	l := New(Options{Dir: dir})
	plan, err := l.Pull(model.Description{Machine: model.Machine{Type: model.Express}, Definition: pulled}, "arn:aws:states:eu-west-1:111122223333:stateMachine:m")
	if err != nil {
		t.Fatal(err)
	}
	if err := SetInProject(dir, "STANDARD", "machines", "m", "type"); err != nil {
		t.Fatal(err)
	}
	if err := l.WritePulled(plan); err != nil {
		t.Fatal(err)
	}
	if p, err := ReadProject(dir); err != nil || p.Machines["m"].Type != "STANDARD" || p.Machines["m"].Source.ARN == "" {
		t.Errorf("%+v, %v", p.Machines, err)
	}
}

// A pull that cannot be written as a whole leaves the folder as it was.
func TestHalfAPullIsUndone(t *testing.T) {
	for _, before := range []string{"", pulled} {
		dir := t.TempDir()
		name := filepath.Join(dir, "m.asl.json")
		if before != "" {
			if err := os.WriteFile(name, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, ".expresso"), nil, 0o600); err != nil { // where its folder would be
			t.Fatal(err)
		}
		l := New(Options{Dir: dir})
		plan := pull.Plan{Machine: "m", ARN: "arn:aws:states:eu-west-1:111122223333:stateMachine:m", File: "m.asl.json", Definition: model.FileChange{Before: before, After: "{}\n"}}
		if err := l.WritePulled(plan); err == nil {
			t.Error("a project file was written into a file")
		}
		text, err := os.ReadFile(name)
		if string(text) != before || (before == "") != errors.Is(err, fs.ErrNotExist) {
			t.Errorf("with %q before: %q, %v", before, text, err)
		}
	}
}
