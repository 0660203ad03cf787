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

// Target is a place where workflows run: AWS, or the embedded engine. The workbench does
// not know which.
type Target interface {
	// Info names the target. It does no I/O.
	Info() Info
	// Machines lists every state machine there is, of both types, sorted by name.
	Machines(ctx context.Context) ([]Machine, error)
	// Describe returns one machine with its definition.
	Describe(ctx context.Context, machine ARN) (Description, error)
	// Start sends StartSyncExecution exactly once and waits for the answer. The answer
	// has Status, Execution, Started, Stopped, Output, Error, Cause, Billing and Raw of a
	// Run. A *NotStartedError means that nothing ran; any other error that it may have.
	Start(ctx context.Context, request Request) (Run, error)
	// Trace returns the history of an execution, oldest event first. ErrNoTrace if the
	// target keeps none. Events with another error are not all: it says what they lack.
	Trace(ctx context.Context, run Run) ([]Event, error)
}

// ErrNoTrace says that nobody keeps a history of the execution that was asked for.
var ErrNoTrace = errors.New("no trace of this run is saved")

// ErrNotRead says that a trace may be in a log, which nobody has asked for yet.
var ErrNotRead = fmt.Errorf("%w: it may be in CloudWatch Logs, which was not read", ErrNoTrace)

// Info names a target for people.
type Info struct {
	Name      string // "embedded", "aws", or an endpoint's host
	Region    string
	Account   string // "" until known
	Workspace string // the folder that the embedded target reads, "" for none
	Profile   string // of the AWS configuration, "" for none
	Identity  string // whose credentials are used, in few words; "" until known
	// Local is set for a target inside this process: asking for a trace costs no more than
	// reading it.
	Local bool
	// Loopback is set for an endpoint on this machine, such as another expresso's.
	Loopback bool
	// Empty says why a workspace has no machines, and where it was looked; "" if it has some.
	Empty string
	// Ignore are paths in outputs and causes that replay ignores in every expectation.
	Ignore []string
}

// Listing is the command that lists the target's machines.
func (i Info) Listing() string {
	command := "expresso machines"
	if i.Local {
		return command
	}
	if i.Profile != "" {
		command += " --profile " + i.Profile
	}
	if i.Name == "aws" && i.Region != "" {
		command += " --region " + i.Region
	}
	return command
}

// Title tells the target from others: its name, and on AWS the profile and region.
func (i Info) Title() string {
	if i.Local {
		return i.Name
	}
	return strings.Join(strings.Fields(i.Name+" "+i.Profile+" "+i.Region), " ")
}

// Bills reports whether somebody may be charged for runs on the target.
func (i Info) Bills() bool { return !i.Local && !i.Loopback }

// Journal keeps every run, from before it is sent.
type Journal interface {
	// Begin writes down that run is about to be sent.
	Begin(ctx context.Context, run Run) error
	// Finish writes down how a run that was begun ended, and its trace, nil if none is at
	// hand. One that is too large to be kept is left out.
	Finish(ctx context.Context, run Run, trace []Event) error
	// KeepTrace writes a trace down with a run that was finished without one, unless it is
	// too large to be kept.
	KeepTrace(ctx context.Context, id RunID, trace []Event) error
	// Trace returns the trace that was written down with a run. ErrNoTrace if none was.
	Trace(ctx context.Context, id RunID) ([]Event, error)
	// List returns runs, newest first, without the bodies: Input, Output, Cause and Raw
	// are empty. It reads no more rows than query asks for.
	List(ctx context.Context, query Query) ([]Run, error)
	// Get returns one run whole. ErrNoRun if there is none.
	Get(ctx context.Context, id RunID) (Run, error)
	// Annotate stars a run or takes its star away, and replaces its note, of at most
	// MaxNote bytes. ErrNoRun if there is no such run.
	Annotate(ctx context.Context, id RunID, starred bool, note string) error
	// Judge writes down a run's Verdict, over the one before. ErrNoRun if there is no such run.
	Judge(ctx context.Context, id RunID, verdict string) error
	// Totals sums up the runs that match query; its Before, Limit and Offset do not count,
	// so that Runs is how long the whole list is. Of a folded list only that is told.
	Totals(ctx context.Context, query Query) (Totals, error)
	// Prune deletes runs for good, no matter what refers to them, and returns how many, or only
	// counts them if it is a dry run. Runs that may still be answered stay. Beside an
	// error, which says what did not work, it tells how many are deleted by then.
	Prune(ctx context.Context, pruning Pruning) (int64, error)
	// Size is how many bytes the journal takes on the disk.
	Size() (int64, error)
}

// Gatherer is a journal that can write what many runs say together.
type Gatherer interface {
	// Gather returns a journal of many runs, which writes what it is told up to a tenth of a
	// second later: a loss of power, or a kill, takes so much of it. The intents of runs that
	// do not end with this process, as those inside of it do, are written when Begin returns.
	// End writes the rest; it reports what could not be written, which Begin and Finish do
	// from then on.
	Gather(inProcess bool) (journal Journal, end func() error)
}

// Pruning says which runs to delete: those asked before Before and those beyond the
// newest Keep. Runs with a star or a note stay unless Annotated is set.
type Pruning struct {
	Before    time.Time // zero: no run is too old
	Keep      int64     // below 0: there are never too many
	Annotated bool
	DryRun    bool
}

// ErrNoRun says that the journal has no run with this ID.
var ErrNoRun = errors.New("no such run")

// Query selects runs from the journal. The zero value selects all.
type Query struct {
	// Machine lists only the runs of this state machine, by its ARN without version, alias and
	// test case, or by its name, in any account and region; "" for all.
	Machine string
	Place   string   // only runs of machines there, as ARN.Place says; "" for everywhere
	Status  []Status // only these; empty for all
	Starred bool     // only runs with a star
	Group   GroupID  // only this group's; "" for all
	Whole   bool     // only runs of whole machines, none that began at a state within
	Saved   string   // only runs of the saved input of this name; "" for all
	// Execution is the ARN of the only execution whose run is listed; "" for all.
	Execution ARN
	// Fold lists of each group only the run that was begun first, of those of Machine if
	// there is one, so that a burst is one row. The rest of the group is found with Group.
	Fold  bool
	Text  string    // only runs with this text in input, output, error, cause or note
	Since time.Time // only runs asked at this time or later
	Until time.Time // only runs asked before this time; zero for no end
	// Before lists only runs that stand below this one in the whole list; ErrNoRun if
	// there is no such run, "" for all. Reading on from the last run that was listed
	// costs the same however long the list is, where the cost of Offset grows with it.
	Before RunID
	Limit  int // at most so many; 0 for all
	Offset int // after leaving out so many, below Before
}

// SavedInput is the name of an input that was kept for a machine.
type SavedInput struct {
	Name     string
	BuiltIn  bool // comes with a sample and has no file yet
	Expected bool // it is written down what is expected when it is run
	// Example is the path of the project's file that it is in, and where it stays: it is not
	// saved. "" for one that is.
	Example string
}

// Removed is what a deletion of a saved input removed: the texts of its files.
type Removed struct {
	Input    string
	Expected *string // nil if there was no file of what is expected
}

// SavedInputs keeps named inputs, by machine name.
type SavedInputs interface {
	// List returns the machine's inputs in the order in which they are to be shown, examples
	// of the project last.
	List(machine string) ([]SavedInput, error)
	// Load returns the input's text, byte for byte.
	Load(machine, name string) (string, error)
	// Save writes text under name, over what was there.
	Save(machine, name, text string) error
	// Check says why name cannot be that of an input.
	Check(machine, name string) error
	// Delete removes the file, and with it what is expected of the input, and returns what
	// it removed. A built-in input of the same name shows again.
	Delete(machine, name string) (Removed, error)
	// Restore brings back what Delete removed, byte for byte. The name must be free.
	Restore(machine, name string, gone Removed) error
	// Rename gives an input another name, which must be free; what is expected of it goes
	// with it. A built-in one stays under its own name too.
	Rename(machine, from, to string) error
	// Duplicate saves an input under another name too, which must be free.
	Duplicate(machine, from, to string) error
	// Expectation returns the text of what is expected when the input is run, byte for
	// byte, and where it stands, for messages. "" if nothing is written down.
	Expectation(machine, name string) (text, path string, err error)
	// Expect writes that text, over what was there. The input must exist.
	Expect(machine, name, text string) error
}

// Session remembers small things between one start of the workbench and the next: the
// machine that was picked, drafts. Keys are the caller's; values are text.
type Session interface {
	// Get returns what was put under key, "" if nothing was.
	Get(ctx context.Context, key string) (string, error)
	// Put keeps value under key; "" forgets it.
	Put(ctx context.Context, key, value string) error
}

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
// the request leaves, and the outcome before Run returns, no matter what becomes of ctx: ending
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
				fmt.Errorf("the run that this one comes from cannot be read: %w", err), "take up the state of another run; nothing ran")}
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

// Trace returns the history of a run's execution, oldest event first: as it was kept with
// the run, or else as the target has it, which is kept from then on: a log is paid for by
// the reading, and does not last. The error is ErrNoTrace where nobody has it; others may
// come with what there is.
func (w *Workbench) Trace(ctx context.Context, run Run) ([]Event, error) {
	events, err := w.Journal.Trace(ctx, run.ID)
	if err == nil || !errors.Is(err, ErrNoTrace) {
		return events, err
	}
	if name := w.Target.Info().Name; name != run.Target {
		return nil, fmt.Errorf("%w, and it was made on %s, which is not the target now", ErrNoTrace, run.Target)
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
		return nil // the machine is gone: nobody knows which were its
	}
	return d.StandIns
}

// ErrStoppedWaiting is the cause with which a context is cancelled when the user gives up
// waiting for a run.
var ErrStoppedWaiting = errors.New("you stopped waiting for the response")

// errStoppedUnsent is what became of a run that its user stopped before it was sent.
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
