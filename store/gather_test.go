package store

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"expresso/model"
	"expresso/store/storetest"
)

// some returns n runs of a burst that have ended.
func some(n int) []model.Run {
	var runs []model.Run
	for run := range storetest.Runs(n) {
		run.Group = "burst-1"
		runs = append(runs, run)
	}
	return runs
}

func begun(run model.Run) model.Run {
	return model.Run{ID: run.ID, Target: run.Target, Request: run.Request, Asked: run.Asked, Group: run.Group, Status: model.Running}
}

// TestGathered reads in the same process what is not written yet: a run that begins, one
// that ends, and one that did both.
func TestGathered(t *testing.T) {
	h := open(t, t.TempDir())
	journal, end := h.Gather(true)
	runs := some(3)
	for i, run := range runs {
		must(t, journal.Begin(t.Context(), begun(run)))
		if i == 0 {
			if got, err := h.Get(t.Context(), run.ID); err != nil || got.Status != model.Running {
				t.Errorf("begun: %s, %v", got.Status, err)
			}
		}
		if i < 2 {
			must(t, journal.Finish(t.Context(), run, []model.Event{{ID: 1, Type: "ExecutionStarted"}}))
		}
	}
	for i, run := range runs {
		got, err := h.Get(t.Context(), run.ID)
		if want := []model.Status{run.Status, run.Status, model.Running}[i]; err != nil || got.Status != want {
			t.Errorf("run %d: %s, want %s, %v", i, got.Status, want, err)
		}
		if i < 2 && (got.Output != run.Output || got.Raw != run.Raw || got.Input != run.Input || !got.Started.Equal(run.Started)) {
			t.Errorf("run %d: %+v\nwant %+v", i, got, run)
		}
		if events, err := h.Trace(t.Context(), run.ID); i < 2 && (err != nil || len(events) != 1) {
			t.Errorf("trace of run %d: %v, %v", i, events, err)
		}
	}
	if totals, err := h.Totals(t.Context(), model.Query{Group: "burst-1"}); err != nil || totals.Runs != 3 || totals.Running != 1 {
		t.Errorf("%+v, %v", totals, err)
	}
	must(t, journal.Finish(t.Context(), runs[2], nil))
	must(t, h.Annotate(t.Context(), runs[2].ID, true, "kept"))
	must(t, end())
	if got, err := h.List(t.Context(), model.Query{Fold: true}); err != nil || len(got) != 1 || got[0].ID != runs[0].ID {
		t.Errorf("folded: %v, %v", got, err)
	}
}

// TestGatheredIntents of runs that outlive the process are on the disk at once: another
// process finds them.
func TestGatheredIntents(t *testing.T) {
	dir := t.TempDir()
	h, other := open(t, dir), open(t, dir)
	journal, end := h.Gather(false)
	run := some(1)[0]
	must(t, journal.Begin(t.Context(), begun(run)))
	if got, err := other.Get(t.Context(), run.ID); err != nil || got.Input != run.Input {
		t.Errorf("%+v, %v", got, err)
	}
	must(t, journal.Finish(t.Context(), run, nil))
	must(t, end())
	if got, err := other.Get(t.Context(), run.ID); err != nil || got.Status != run.Status || got.Output != run.Output {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestCloseWritesWhatIsGathered reopens a history that was closed without an end.
func TestCloseWritesWhatIsGathered(t *testing.T) {
	dir := t.TempDir()
	h, err := Open(dir)
	must(t, err)
	journal, _ := h.Gather(true)
	runs := some(20)
	var all sync.WaitGroup
	for _, run := range runs {
		all.Go(func() {
			if err := errors.Join(journal.Begin(t.Context(), begun(run)), journal.Finish(t.Context(), run, nil)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	must(t, h.Close())
	h = open(t, dir)
	if totals, err := h.Totals(t.Context(), model.Query{}); err != nil || totals.Runs != 20 {
		t.Errorf("%+v, %v", totals, err)
	}
}

// TestGatheringIsBounded has more inputs at once than are gathered.
func TestGatheringIsBounded(t *testing.T) {
	h := open(t, t.TempDir())
	journal, end := h.Gather(true)
	g := journal.(*gathering)
	input := `"` + string(make([]byte, 200_000)) + `"`
	for _, run := range some(200) {
		run.Input = input
		must(t, journal.Begin(t.Context(), begun(run)))
		g.mu.Lock()
		if g.bytes > maxGatheredBytes+len(input) {
			t.Fatalf("%d bytes are gathered", g.bytes)
		}
		g.mu.Unlock()
	}
	must(t, end())
	if totals, err := h.Totals(t.Context(), model.Query{}); err != nil || totals.Runs != 200 {
		t.Errorf("%+v, %v", totals, err)
	}
}

// TestGatheringTellsWhatItCouldNotWrite takes a table away.
func TestGatheringTellsWhatItCouldNotWrite(t *testing.T) {
	h := open(t, t.TempDir())
	journal, end := h.Gather(true)
	runs := some(2)
	must(t, journal.Begin(t.Context(), begun(runs[0])))
	_, err := h.db.ExecContext(t.Context(), "DROP TABLE requests")
	must(t, err)
	if err := end(); err == nil {
		t.Error("the end says nothing")
	}
	if err := journal.Begin(t.Context(), begun(runs[1])); err == nil {
		t.Error("more is taken")
	}
}

// TestLeave leaves the log to the next process, until there is much of it.
func TestLeave(t *testing.T) {
	dir := t.TempDir()
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, fileName+"-wal"))
		must(t, err)
		return info.Size()
	}
	runs := some(200)
	var before, after int64
	for _, run := range runs {
		h, err := Open(dir)
		must(t, err)
		t.Cleanup(func() { h.db.Close() }) // in a process that keeps running
		must(t, h.Begin(t.Context(), begun(run)))
		must(t, h.Finish(t.Context(), run, nil))
		before = size()
		must(t, h.Leave())
		if after = size(); before < maxLog && after != before {
			t.Fatalf("the log had %d bytes and has %d", before, after)
		}
		if before >= maxLog {
			break
		}
	}
	if before < maxLog || after == 0 || after >= before/10 {
		t.Errorf("a log of %d bytes has %d now", before, after)
	}
	other := open(t, dir)
	if got, err := other.Get(t.Context(), runs[0].ID); err != nil || got.Status != runs[0].Status {
		t.Errorf("%s, %v: %s", got.Status, err, "the process that left has no runs in flight")
	}
}
