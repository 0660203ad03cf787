package store

import (
	"context"
	"errors"
	"iter"
	"math"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"expresso/model"
	"expresso/store/storetest"
)

const manyRuns = 100_000

// many returns a history of 100,000 runs, which all benchmarks of one process share.
func many(b *testing.B) *History {
	b.Helper()
	h, err := makeMany()
	if err != nil {
		b.Fatal(err)
	}
	return h
}

// indexing is how long it took to index many runs.
var indexing time.Duration

// manyDir is removed by TestMain.
var manyDir string

var makeMany = sync.OnceValues(func() (*History, error) {
	var err error
	if manyDir, err = os.MkdirTemp("", "expresso-bench-"); err != nil {
		return nil, err
	}
	h, err := Open(manyDir)
	if err != nil {
		return nil, err
	}
	if err := h.Import(context.Background(), starred(storetest.Runs(manyRuns))); err != nil {
		return h, err
	}
	start := time.Now()
	for more := true; more; {
		if more, err = h.indexSome(context.Background()); err != nil {
			return h, err
		}
	}
	indexing = time.Since(start)
	if err := h.Close(); err != nil { // which writes the log back
		return h, err
	}
	return Open(manyDir)
})

// starred gives every hundredth run a star.
func starred(runs iter.Seq[model.Run]) iter.Seq[model.Run] {
	return func(yield func(model.Run) bool) {
		n := 0
		for run := range runs {
			n++
			run.Starred = n%100 == 0
			if !yield(run) {
				return
			}
		}
	}
}

// BenchmarkIndexing reports what a run costs that a search finds not indexed yet.
func BenchmarkIndexing(b *testing.B) {
	many(b)
	for b.Loop() { // it was done once
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(indexing.Microseconds())/manyRuns, "µs/run")
}

func BenchmarkOpen(b *testing.B) {
	h := many(b)
	b.ReportAllocs()
	for b.Loop() {
		again, err := Open(h.dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := again.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenNew(b *testing.B) {
	for b.Loop() {
		h, err := Open(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		if err := h.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBeginFinish is what a run costs in the history, of so many at once.
func BenchmarkBeginFinish(b *testing.B) {
	for _, at := range []int{1, 8, 32} {
		b.Run(strconv.Itoa(at), func(b *testing.B) {
			h, err := Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer h.Close()
			var mu sync.Mutex
			next, stop := iter.Pull(storetest.Runs(math.MaxInt))
			defer stop()
			b.ReportAllocs()
			b.SetParallelism(at)
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					mu.Lock()
					run, _ := next()
					mu.Unlock()
					if err := errors.Join(h.Begin(b.Context(), run), h.Finish(b.Context(), run, nil)); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

func BenchmarkList(b *testing.B) {
	h := many(b)
	at := func(offset int) model.RunID {
		runs, err := h.List(b.Context(), model.Query{Limit: 1, Offset: offset})
		if err != nil {
			b.Fatal(err)
		}
		return runs[0].ID
	}
	for name, query := range map[string]model.Query{
		"newest":        {Limit: 50},
		"middle":        {Limit: 50, Offset: manyRuns / 2},
		"oldest":        {Limit: 50, Offset: manyRuns - 50},
		"machine":       {Machine: "slow-report", Limit: 50},
		"before middle": {Limit: 50, Before: at(manyRuns / 2)},
		"before oldest": {Limit: 50, Before: at(manyRuns - 51)},
		"starred":       {Limit: 50, Starred: true},
		"machine deep":  {Machine: "slow-report", Limit: 50, Offset: 10_000},
		"failed":        {Status: []model.Status{model.Failed, model.TimedOut}, Limit: 50},
		"no answer":     {Status: []model.Status{model.NoResponse}, Limit: 50},
		"since":         {Since: storetest.Epoch.Add((manyRuns - 20) * 30 * time.Second), Limit: 50},
		"text":          {Text: "needle", Limit: 50},
		"text frequent": {Text: "OrderTooLarge", Limit: 50},
		"text short":    {Text: "zz", Limit: 50},
		"text nowhere":  {Text: "no such text anywhere", Limit: 50},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := h.List(b.Context(), query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTotals(b *testing.B) {
	h := many(b)
	for name, query := range map[string]model.Query{
		"all":           {},
		"machine":       {Machine: "slow-report"},
		"failed":        {Status: []model.Status{model.Failed}},
		"starred":       {Starred: true},
		"session":       {Since: storetest.Epoch.Add((manyRuns - 20) * 30 * time.Second)},
		"text":          {Text: "needle"},
		"text frequent": {Text: "OrderTooLarge"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := h.Totals(b.Context(), query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	h := many(b)
	runs, err := h.List(b.Context(), model.Query{Limit: 1, Offset: 5000})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Get(b.Context(), runs[0].ID); err != nil {
			b.Fatal(err)
		}
	}
}
