package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"expresso/model"
)

// A burst writes more than a disk can confirm run by run. Its writes are gathered and written in one
// transaction per window. A loss of power, or a kill, loses what was gathered: outcomes of runs
// whose intent is already on the disk, and for runs inside this process, which end with it, the
// intents too.

const (
	// window is the longest time that writes are gathered: a tenth of a second is less than anyone
	// notices of a burst, and as long as a hundred waits for a disk.
	window = 100 * time.Millisecond
	// maxGathered and maxGatheredBytes limit what is gathered. Further writers wait.
	maxGathered      = 250
	maxGatheredBytes = 4 << 20
)

// gathered is what has to be written for a run.
type gathered struct {
	run           model.Run
	trace         []byte
	begins, ended bool
}

// gathering is the journal of a burst.
type gathering struct {
	*History
	inProcess bool

	writing sync.Mutex // one batch at a time, in their order

	mu      sync.Mutex
	waiting map[model.RunID]*gathered
	order   []*gathered
	bytes   int
	err     error // why something could not be written; nothing is taken any more then
}

var _ model.Gatherer = (*History)(nil)

// Gather returns a journal that writes runs a moment later, together. Readers of the history in this
// process find all of them.
func (h *History) Gather(inProcess bool) (journal model.Journal, end func() error) {
	g := &gathering{History: h, inProcess: inProcess, waiting: map[model.RunID]*gathered{}}
	h.gatherMu.Lock()
	defer h.gatherMu.Unlock()
	h.gatherings = append(h.gatherings, g)
	return g, func() error {
		g.write()
		h.gatherMu.Lock()
		defer h.gatherMu.Unlock()
		h.gatherings = slices.DeleteFunc(h.gatherings, func(other *gathering) bool { return other == g })
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.err
	}
}

// settle writes what is gathered, so that what follows finds it.
func (h *History) settle() {
	h.gatherMu.Lock()
	defer h.gatherMu.Unlock()
	for _, g := range h.gatherings {
		g.write()
	}
}

// Begin gathers the intent of a run that ends with this process, and writes any other.
func (g *gathering) Begin(ctx context.Context, run model.Run) error {
	if !g.inProcess {
		return g.History.Begin(ctx, run)
	}
	if _, err := g.self(); err != nil {
		return explain(err, g.path)
	}
	run.Status = model.Running
	return g.add(ctx, run, nil)
}

// Finish gathers the outcome of a run.
func (g *gathering) Finish(ctx context.Context, run model.Run, trace []model.Event) error {
	packed, err := packTrace(trace)
	if err != nil {
		return fmt.Errorf("the trace of %s: %w", run.ID, err)
	}
	return g.add(ctx, run, packed)
}

func (g *gathering) add(ctx context.Context, run model.Run, trace []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	for len(g.order) >= maxGathered || g.bytes >= maxGatheredBytes {
		g.mu.Unlock()
		g.write()
		g.mu.Lock()
	}
	defer g.mu.Unlock()
	if g.err != nil {
		return g.err
	}
	x, ok := g.waiting[run.ID]
	if !ok {
		x = &gathered{}
		g.waiting[run.ID] = x
		if g.order = append(g.order, x); len(g.order) == 1 {
			time.AfterFunc(window, g.write)
		}
	}
	if x.run, x.trace = run, trace; run.Status == model.Running {
		x.begins = true
	} else {
		x.ended = true
	}
	g.bytes += len(run.Input) + len(run.Output) + len(run.Cause) + len(run.Raw) + len(trace)
	return nil
}

// write writes what is gathered, in one transaction.
func (g *gathering) write() {
	g.writing.Lock()
	defer g.writing.Unlock()
	g.mu.Lock()
	batch := g.order
	g.order, g.waiting, g.bytes = nil, map[model.RunID]*gathered{}, 0
	g.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	ctx := context.Background()
	me, err := g.self()
	if err == nil {
		err = g.inBatch(ctx, func(tx txn) error {
			for _, x := range batch {
				if err := x.write(ctx, tx, me); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.err = err
	}
}

func (x *gathered) write(ctx context.Context, tx txn, owner string) error {
	if !x.begins {
		return finish(ctx, tx, x.run, x.trace)
	}
	seq, err := insert(ctx, tx, x.run, owner)
	if err != nil || !x.ended {
		return err
	}
	if err := answer(ctx, tx, seq, x.run); err != nil || x.trace == nil {
		return err
	}
	return tx.exec(ctx, insertTrace, x.trace, x.run.ID)
}
