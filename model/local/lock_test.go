package local

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"expresso/model"
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

// Pulls at the same time say so where they wrote nothing; what says that it wrote is there.
func TestPullsAtTheSameTime(t *testing.T) {
	dir := t.TempDir()
	const writers = 20
	var all sync.WaitGroup
	var mu sync.Mutex
	wrote := 0
	for i := range writers {
		all.Go(func() {
			l, err := Open(Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			arn := model.ARN(fmt.Sprintf("arn:aws:states:eu-west-1:111122223333:stateMachine:m%d", i))
			plan, err := l.Pull(model.Description{Machine: model.Machine{Type: model.Express}, Definition: pulled}, arn)
			if err == nil {
				err = l.WritePulled(plan)
			}
			switch {
			case err == nil:
				mu.Lock()
				wrote++
				mu.Unlock()
			case !strings.Contains(err.Error(), "changed since"):
				t.Error(err)
			}
		})
	}
	all.Wait()
	p, err := ReadProject(dir)
	if err != nil || len(p.Machines) != wrote || wrote == 0 {
		t.Errorf("%d machines, and %d pulls that wrote, %v", len(p.Machines), wrote, err)
	}
}
