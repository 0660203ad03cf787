package model

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"expresso/model/child"
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
	// Local is set for a target inside this process: reading a trace costs nothing.
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
		command += " " + child.Flag("--profile", i.Profile)
	}
	if i.Name == "aws" && i.Region != "" {
		command += " " + child.Flag("--region", i.Region)
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

// Bills reports whether runs on the target may be charged for.
func (i Info) Bills() bool { return !i.Local && !i.Loopback }

// Journal keeps every run, from before it is sent.
type Journal interface {
	// Begin records that run is about to be sent.
	Begin(ctx context.Context, run Run) error
	// Finish records how a run that was begun ended, and its trace, nil if none is at
	// hand. One that is too large to be kept is left out.
	Finish(ctx context.Context, run Run, trace []Event) error
	// KeepTrace saves a trace with a run that was finished without one, unless it is too large.
	KeepTrace(ctx context.Context, id RunID, trace []Event) error
	// Trace returns the trace that was recorded with a run. ErrNoTrace if none was.
	Trace(ctx context.Context, id RunID) ([]Event, error)
	// List returns runs, newest first, without the bodies: Input, Output, Cause and Raw
	// are empty. It reads no more rows than query asks for.
	List(ctx context.Context, query Query) ([]Run, error)
	// Get returns one run whole. ErrNoRun if there is none.
	Get(ctx context.Context, id RunID) (Run, error)
	// Annotate stars a run or takes its star away, and replaces its note, of at most
	// MaxNote bytes. ErrNoRun if there is no such run.
	Annotate(ctx context.Context, id RunID, starred bool, note string) error
	// Judge records a run's Verdict, replacing the one before. ErrNoRun if there is no such run.
	Judge(ctx context.Context, id RunID, verdict string) error
	// Totals sums up the runs that match query; its Before, Limit and Offset do not count,
	// so that Runs is how long the whole list is. Of a folded list only that is told.
	Totals(ctx context.Context, query Query) (Totals, error)
	// Prune deletes runs for good, whatever refers to them, and returns how many, or only
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
	Before    time.Time // zero for no maximum age
	Keep      int64     // below 0 for no maximum number
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
	// Order is which runs come first. All but Newest are read by Offset alone, without Before.
	Order Order
	// Before lists only runs that stand below this one in the whole list; ErrNoRun if
	// there is no such run, "" for all. Reading on from the last run that was listed
	// costs the same however long the list is, where the cost of Offset grows with it.
	Before RunID
	Limit  int // maximum number; 0 for all
	Offset int // skip this many, below Before
}

// Order is the order of a list of runs. Among equal ones, the newest is first.
type Order int

// The orders.
const (
	Newest    Order = iota
	Longest         // what ran longest, or was waited for longest
	Costliest       // what used most billed memory and time
	ByStatus        // those that failed, then those without an answer, then the others
)

// SavedInput is the name of an input that was kept for a machine.
type SavedInput struct {
	Name     string
	BuiltIn  bool // comes with a sample and has no file yet
	Expected bool // it has an expectation
	// Example is the path of the project's file that it is in, and where it stays: it is not
	// saved. "" for one that is.
	Example string
}

// Removed is what a deletion of a saved input removed: the texts of its files.
type Removed struct {
	Input    string
	Expected *string // nil if there was no expectation
}

// SavedInputs keeps named inputs, by machine name.
type SavedInputs interface {
	// List returns the machine's inputs in the order in which they are to be shown, examples
	// of the project last.
	List(machine string) ([]SavedInput, error)
	// Load returns the input's text, byte for byte.
	Load(machine, name string) (string, error)
	// Save writes text under name, replacing what was there.
	Save(machine, name, text string) error
	// SaveExpected writes an input and its expectation. A process that ends in between leaves no
	// input without it.
	SaveExpected(machine, name, text, expected string) error
	// Check says why name cannot be that of an input.
	Check(machine, name string) error
	// Delete removes the input and its expectation, and returns what it removed. A built-in input of
	// the same name shows again.
	Delete(machine, name string) (Removed, error)
	// Restore brings back what Delete removed, byte for byte. The name must be free.
	Restore(machine, name string, gone Removed) error
	// Rename gives an input and its expectation another name, which must be free. A built-in one
	// also stays under its own name.
	Rename(machine, from, to string) error
	// Duplicate saves an input under another name too, which must be free.
	Duplicate(machine, from, to string) error
	// Expectation returns the text of an input's expectation, byte for byte, and its path, for
	// messages; "" if there is none.
	Expectation(machine, name string) (text, path string, err error)
	// Expect writes that text, replacing what was there. The input must exist.
	Expect(machine, name, text string) error
}

// Session remembers small things between sessions: the picked machine, drafts. Keys are the
// caller's; values are text.
type Session interface {
	// Get returns what was put under key, "" if nothing was.
	Get(ctx context.Context, key string) (string, error)
	// Put keeps value under key; "" forgets it.
	Put(ctx context.Context, key, value string) error
}
