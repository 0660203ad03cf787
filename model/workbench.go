package model

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Workbench is what a user does with a target: list, describe, run, and keep every run.
type Workbench struct {
	Target  Target
	Journal Journal
	Now     func() time.Time // nil for time.Now
	Note    string           // on each run, "" for none
	Guard   Guard            // nil to start every run without a question
	// Defaults are asked of each run whose request does not say, nil for none.
	Defaults *Defaults
}

// Guard refuses starts that nobody has confirmed where that is needed: see model/guard.
type Guard interface {
	// Allow returns why a start of machine may not be sent, nil if it may. It is asked once
	// for each; ended is to be told how one that was allowed ended.
	Allow(on Info, machine ARN) (ended func(Run), err error)
}

func (w *Workbench) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

// Prepare checks a request and returns the run that it asks for, in status Running. It
// sends and writes nothing.
func (w *Workbench) Prepare(request Request) (Run, error) {
	if strings.TrimSpace(request.Input) == "" {
		request.Input = "{}"
	}
	if n := len(request.Input); n > MaxInput {
		return Run{}, &NotStartedError{Usage: true, Err: WithHint(
			fmt.Errorf("the input has %d bytes; the limit is %d", n, MaxInput),
			"make it smaller, or pass a reference to data stored elsewhere")}
	}
	now := w.now()
	w.Defaults.fill(&request, now)
	return Run{ID: newRunID(now), Target: w.Target.Info().Name, Request: request, Asked: now, Status: Running, Note: w.Note}, nil
}

// Run sends a prepared run and returns it completed. The intent is in the journal before
// the request leaves, and the outcome before Run returns, whatever becomes of ctx: ending
// it ends the waiting, not the execution. The returned run is always worth showing; the
// error says why it has no answer, or that the journal could not be written.
func (w *Workbench) Run(ctx context.Context, run Run) (Run, error) {
	if err := w.Journal.Begin(ctx, run); err != nil {
		run.Status = NotStarted
		err = fmt.Errorf("not sent, because the history cannot be written: %w", err)
		if errors.Is(context.Cause(ctx), ErrStoppedWaiting) {
			err = errStoppedUnsent
		}
		err = &NotStartedError{Err: err}
		run.Problem, run.Hint = err.Error(), HintOf(err)
		return run, err
	}
	answer, ended, err := w.start(ctx, run.Request)
	run.Took = w.now().Sub(run.Asked)
	var notStarted *NotStartedError
	switch {
	case err == nil:
		run.Status, run.Execution = answer.Status, answer.Execution
		run.Started, run.Stopped = answer.Started, answer.Stopped
		run.Output, run.Error, run.Cause = answer.Output, answer.Error, answer.Cause
		run.OutputWithheld = answer.OutputWithheld
		run.Billing, run.Raw = answer.Billing, answer.Raw
		run = run.Plausible()
	case errors.As(err, &notStarted):
		run.Status, run.Problem, run.Hint = NotStarted, err.Error(), HintOf(err)
	case errors.Is(context.Cause(ctx), ErrStoppedWaiting):
		hint := "the execution continues, up to five minutes, and is billed"
		switch info := w.Target.Info(); {
		case info.Local:
			hint = "the execution continues for as long as this process does, and nothing is billed"
		case !info.Bills():
			hint = "the execution continues, up to five minutes"
		}
		err = WithHint(ErrStoppedWaiting, hint)
		run.Status, run.Problem, run.Hint = NoResponse, err.Error(), HintOf(err)
	default:
		run.Status, run.Problem, run.Hint = NoResponse, err.Error(), HintOf(err)
	}
	ended(run)
	if writeErr := w.Journal.Finish(context.WithoutCancel(ctx), run, w.trace(run)); writeErr != nil {
		err = errors.Join(err, fmt.Errorf("cannot save the result in the history: %w", writeErr))
	}
	return run, err
}

// start sends a request, if the guard lets it. One that begins at a state within the machine is given the input
// of the whole run that it has come from. ended is to be told how the run ended.
func (w *Workbench) start(ctx context.Context, r Request) (answer Run, ended func(Run), err error) {
	ended = func(Run) {}
	if w.Guard != nil {
		allowed, err := w.Guard.Allow(w.Target.Info(), r.Machine)
		if err != nil {
			return Run{}, ended, &NotStartedError{Usage: true, Err: err}
		}
		ended = allowed
	}
	if !r.Origin.Whole() && r.Origin.Input == "" {
		input, err := original(ctx, w.Journal, r.Origin)
		if err != nil {
			return Run{}, ended, &NotStartedError{Usage: true, Err: WithHint(
				fmt.Errorf("the original run cannot be read: %w", err), "start from a state of another run; nothing ran")}
		}
		r.Origin.Input = input
	}
	answer, err = w.Target.Start(ctx, r)
	return answer, ended, err
}

// trace is what the journal keeps of how a run went: what is at hand, but not of bursts,
// which would fill the disk with the same trace over and over.
func (w *Workbench) trace(run Run) []Event {
	if !run.Status.Answered() || !w.Target.Info().Local || run.Group.Kind() == BurstGroup {
		return nil
	}
	events, err := w.Target.Trace(context.Background(), run)
	if err != nil {
		return nil // it is asked for again when someone wants to see it, and tells why
	}
	return events
}

// Trace returns the history of a run's execution, oldest event first: as it was saved with the run,
// or else from the target. It is then saved, because reading a log is billed, and logs do not last.
// The error is ErrNoTrace if there is none; other errors may come with a part of it.
func (w *Workbench) Trace(ctx context.Context, run Run) ([]Event, error) {
	events, err := w.Journal.Trace(ctx, run.ID)
	if err == nil || !errors.Is(err, ErrNoTrace) {
		return events, err
	}
	if name := w.Target.Info().Name; name != run.Target {
		return nil, fmt.Errorf("%w, and it ran on %s, which is not the current target", ErrNoTrace, run.Target)
	}
	events, err = w.Target.Trace(ctx, run)
	if err == nil {
		_ = w.Journal.KeepTrace(ctx, run.ID, events) // what could not be kept is read again
	}
	return events, err
}

// TraceAtHand is Trace where that takes no more than reading it: as it was kept with the run, or as
// the engine in this process has it. ErrNotRead if a log may have it, for which the user is to ask.
func (w *Workbench) TraceAtHand(ctx context.Context, run Run) ([]Event, error) {
	if info := w.Target.Info(); !info.Local && info.Name == run.Target {
		events, err := w.Journal.Trace(ctx, run.ID)
		if errors.Is(err, ErrNoTrace) {
			err = ErrNotRead
		}
		return events, err
	}
	return w.Trace(ctx, run)
}

// StandIns are those of the machine that a run went to, as it is now; none where the target
// has no such values.
func (w *Workbench) StandIns(ctx context.Context, run Run) []StandIn {
	if info := w.Target.Info(); !info.Local || info.Name != run.Target {
		return nil
	}
	d, err := w.Target.Describe(ctx, run.Machine.Unqualified())
	if err != nil {
		return nil // the machine is gone: its stand-ins are unknown
	}
	return d.StandIns
}

// ErrStoppedWaiting is the cause with which a context is cancelled when the user gives up
// waiting for a run.
var ErrStoppedWaiting = errors.New("you stopped waiting for the response")

// errStoppedUnsent is the error of a run that the user stopped before it was sent.
var errStoppedUnsent = WithHint(errors.New("you stopped it before it was sent"), "nothing ran and nothing is billed")

// lastID is the ID that this process made last.
var lastID struct {
	sync.Mutex
	ms int64
	id [16]byte
}

// newRunID returns an ID of 48 bits of milliseconds and 80 random ones, in hexadecimal,
// so that IDs sort by time and two processes never make the same one. Those that a
// process makes within a millisecond count up, so that they sort as they were asked for.
func newRunID(now time.Time) RunID {
	lastID.Lock()
	defer lastID.Unlock()
	b := &lastID.id
	if ms := now.UnixMilli(); ms != lastID.ms {
		lastID.ms = ms
		_, _ = rand.Read(b[6:]) // never fails: crypto/rand ends the program instead
		for i := range 6 {
			b[i] = byte(ms >> (40 - 8*i))
		}
	} else {
		for i := len(b) - 1; i >= 6; i-- {
			if b[i]++; b[i] != 0 {
				break
			}
		}
	}
	return RunID(hex.EncodeToString(b[:]))
}
