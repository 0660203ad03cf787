package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"expresso/model"
	"expresso/store/storetest"
)

// Many runs at once are all written, and one that cannot be does no harm to the others.
func TestWritersShareTransactions(t *testing.T) {
	h := open(t, t.TempDir())
	runs := slices.Collect(storetest.Runs(200))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	var all sync.WaitGroup
	for i, run := range runs {
		all.Go(func() {
			ctx := t.Context()
			if i%50 == 7 {
				ctx = ended
			}
			err := errors.Join(h.Begin(ctx, run), h.Begin(ctx, run)) // the second has an ID that is taken
			if err == nil {
				t.Errorf("run %d was begun twice", i)
			}
			if err := h.Finish(t.Context(), run, nil); (err != nil) != (i%50 == 7) {
				t.Errorf("run %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if got := totals(t, h, model.Query{}); got.Runs != 196 {
		t.Errorf("%d runs, want all but 4", got.Runs)
	}
}

// A transaction takes along who waits for a turn.
func TestAQueueIsWrittenAtOnce(t *testing.T) {
	h := open(t, t.TempDir())
	var batches []int
	busy, done := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	h.write.Lock()
	for range 20 {
		all.Go(func() {
			if err := h.inBatch(t.Context(), func(tx txn) error {
				var n int
				err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM session").Scan(&n)
				batches = append(batches, n)
				_, err2 := tx.ExecContext(t.Context(), "INSERT INTO session VALUES ('t', ?, '')", n)
				return errors.Join(err, err2)
			}); err != nil {
				t.Error(err)
			}
		})
	}
	go func() {
		defer close(done)
		for {
			h.queue.mu.Lock()
			n := len(h.queue.waiting)
			h.queue.mu.Unlock()
			if n == 20 {
				close(busy)
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	<-busy
	h.write.Unlock()
	all.Wait()
	<-done
	if len(batches) != 20 {
		t.Errorf("%d writes", len(batches))
	}
}

func TestGroupsFold(t *testing.T) {
	h := open(t, t.TempDir())
	runs := slices.Collect(storetest.Runs(6))
	groups := []model.GroupID{"", "burst-1", "burst-1", "", "burst-1", "replay-2"}
	asked := time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)
	for i := range runs {
		runs[i].Group, runs[i].Saved, runs[i].Asked = groups[i], "small", asked
		runs[i].ID = model.RunID([]string{"a0", "a1", "a2", "a3", "a4", "a5"}[i])
		must(t, h.Begin(t.Context(), runs[i]))
		must(t, h.Finish(t.Context(), runs[i], nil))
	}
	list := func(q model.Query) (ids []model.RunID) {
		all, err := h.List(t.Context(), q)
		must(t, err)
		for _, r := range all {
			ids = append(ids, r.ID)
			if r.Saved != "small" {
				t.Errorf("%s: saved input %q", r.ID, r.Saved)
			}
		}
		return ids
	}
	for _, test := range []struct {
		query model.Query
		want  []model.RunID
	}{
		{model.Query{}, []model.RunID{"a5", "a4", "a3", "a2", "a1", "a0"}}, // asked at once: by ID
		{model.Query{Fold: true}, []model.RunID{"a5", "a3", "a1", "a0"}},
		{model.Query{Fold: true, Before: "a3"}, []model.RunID{"a1", "a0"}},
		{model.Query{Group: "burst-1"}, []model.RunID{"a4", "a2", "a1"}},
		{model.Query{Group: "nothing"}, nil},
	} {
		if got := list(test.query); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v, want %v", test.query, got, test.want)
		}
	}
	if got := totals(t, h, model.Query{Group: "burst-1"}); got.Runs != 3 {
		t.Errorf("the group has %+v", got)
	}
	if got := totals(t, h, model.Query{Fold: true}); got.Runs != 4 {
		t.Errorf("the folded list has %+v", got)
	}

	// Of a group with runs of several machines each one's list shows its first.
	for i, machine := range []string{"a", "b", "a", "b"} {
		r := runs[0]
		r.ID, r.Group, r.Machine = model.RunID(fmt.Sprintf("b%d", i)), "replay-3", model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:"+machine)
		must(t, h.Begin(t.Context(), r))
		must(t, h.Finish(t.Context(), r, nil))
	}
	for machine, want := range map[string][]model.RunID{"": {"b0"}, "a": {"b0"}, "b": {"b1"}} {
		got := list(model.Query{Fold: true, Machine: machine})
		if got = slices.DeleteFunc(got, func(id model.RunID) bool { return id < "b" }); !slices.Equal(got, want) {
			t.Errorf("of %q: %v, want %v", machine, got, want)
		}
	}
	going := runs[0]
	going.ID, going.Group = "b9", "replay-4"
	must(t, h.Begin(t.Context(), going))
	if got := totals(t, h, model.Query{Group: "replay-4"}); got.Runs != 1 || got.Running != 1 {
		t.Errorf("the group of a run in flight has %+v", got)
	}
	must(t, h.Finish(t.Context(), going, nil))
	if got := totals(t, h, model.Query{Group: "replay-4"}); got.Runs != 1 || got.Running != 0 {
		t.Errorf("the group of a run that has ended has %+v", got)
	}
	_, err := h.db.Exec("DELETE FROM runs WHERE grp = 'replay-4'")
	must(t, err)
	if got := totals(t, h, model.Query{Group: "replay-3"}); got.Runs != 4 || got.Machines != 2 {
		t.Errorf("the group of two machines has %+v", got)
	}
	_, err = h.db.Exec("DELETE FROM runs WHERE id = 'b1'")
	if must(t, err); !slices.Equal(list(model.Query{Fold: true, Machine: "b"}), []model.RunID{"b3"}) {
		t.Error("when the first of machine b goes, the next does not stand for it")
	}
	_, err = h.db.Exec("DELETE FROM runs WHERE grp = 'replay-3'")
	must(t, err)

	// When the first of a group goes, the next stands for it.
	n, err := h.Prune(t.Context(), model.Pruning{Keep: 4})
	if must(t, err); n != 2 {
		t.Errorf("pruned %d", n)
	}
	if got := list(model.Query{Fold: true}); !slices.Equal(got, []model.RunID{"a5", "a3", "a2"}) {
		t.Errorf("after pruning %v", got)
	}
}

func TestPruneGivesRoomBack(t *testing.T) {
	h := open(t, t.TempDir())
	const n = 2*prunedAtOnce + 100
	must(t, h.Import(t.Context(), storetest.Runs(n)))
	before, err := h.Size()
	must(t, err)
	pruned, err := h.Prune(t.Context(), model.Pruning{Keep: 50})
	if must(t, err); pruned != n-50 {
		t.Errorf("pruned %d", pruned)
	}
	after, err := h.Size()
	if must(t, err); after > before/4 {
		t.Errorf("%d bytes of %d are left", after, before)
	}
	must(t, integrity(h))
	if got := totals(t, h, model.Query{}); got.Runs != 50 {
		t.Errorf("%d runs are left", got.Runs)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := h.Prune(ctx, model.Pruning{Keep: 0}); n != 0 || err == nil {
		t.Errorf("given up: %d, %v", n, err)
	}
}

func TestPrune(t *testing.T) {
	h := open(t, t.TempDir())
	runs := slices.Collect(storetest.Runs(100))
	must(t, h.Import(t.Context(), slices.Values(runs)))
	must(t, h.Annotate(t.Context(), runs[0].ID, true, ""))
	must(t, h.Annotate(t.Context(), runs[1].ID, false, "keep"))
	live := runs[0]
	live.ID, live.Asked = "live", runs[0].Asked.Add(-time.Hour)
	must(t, h.Begin(t.Context(), live))
	newest := runs[0].Asked
	for _, r := range runs {
		if r.Asked.After(newest) {
			newest = r.Asked
		}
	}
	for _, test := range []struct {
		pruning model.Pruning
		want    int64
	}{
		{model.Pruning{Keep: -1}, 0},
		{model.Pruning{Keep: -1, Before: newest.Add(time.Second), DryRun: true}, 98},
		{model.Pruning{Keep: 10, DryRun: true, Annotated: true}, 90},
		{model.Pruning{Keep: -1, Before: newest.Add(time.Second)}, 98},
		{model.Pruning{Keep: -1, Before: newest.Add(time.Second)}, 0},
		{model.Pruning{Keep: 0, Annotated: true}, 2},
	} {
		got, err := h.Prune(t.Context(), test.pruning)
		if must(t, err); got != test.want {
			t.Errorf("%+v: %d, want %d", test.pruning, got, test.want)
		}
	}
	left, err := h.List(t.Context(), model.Query{})
	if must(t, err); len(left) != 1 || left[0].ID != "live" {
		t.Errorf("left %+v", left)
	}
	var bodies int
	must(t, h.db.QueryRowContext(t.Context(), "SELECT (SELECT count(*) FROM requests) + (SELECT count(*) FROM answers)").Scan(&bodies))
	if bodies != 1 {
		t.Errorf("%d bodies are left, want that of the run in flight", bodies)
	}
}
