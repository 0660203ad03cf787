// Package model is what the workbench knows without a screen: machines, runs, costs. Two seams
// separate it from the rest of the world: Target (where a workflow runs) and Journal (what
// outlives the process). It holds the use cases (Workbench) and imports the standard library
// only; what talks to AWS, to a disk or to a terminal lives elsewhere and is handed in.
package model

import (
	"encoding/hex"
	"strings"
	"time"

	"expresso/model/limit"
)

// ARN names a state machine, one of its versions or aliases, or an execution.
//
//	arn:{partition}:states:{region}:{account}:stateMachine:{name}[:{version or alias}]
//	arn:{partition}:states:{region}:{account}:express:{name}:{executionName}:{uuid}
type ARN string

// part returns the nth field between colons, counted from 0, or "". The last of the
// eight fields that an ARN of ours has keeps its colons.
func (a ARN) part(n int) string {
	parts := strings.SplitN(string(a), ":", 9)
	if n >= len(parts) {
		return ""
	}
	return parts[n]
}

// IsARN reports whether a has the shape of an ARN, whatever it names.
func (a ARN) IsARN() bool { return strings.HasPrefix(string(a), "arn:") && a.part(5) != "" }

// Region is the region field, "" if a is not an ARN.
func (a ARN) Region() string { return a.part(3) }

// Account is the account field, "" if a is not an ARN.
func (a ARN) Account() string { return a.part(4) }

// Place is the region and the account as an ARN has them, eu-west-1:111122223333; "" if a is not an ARN.
func (a ARN) Place() string {
	if !a.IsARN() {
		return ""
	}
	return a.Region() + ":" + a.Account()
}

// Machine is the state machine's name, "" if a names something else.
func (a ARN) Machine() string {
	if a.part(5) != "stateMachine" && a.part(5) != "express" && a.part(5) != "execution" {
		return ""
	}
	name, _, _ := strings.Cut(a.part(6), "#")
	return name
}

// Qualifier is the version number or alias that a state machine ARN ends in, or "".
func (a ARN) Qualifier() string {
	if a.part(5) != "stateMachine" {
		return ""
	}
	q, _, _ := strings.Cut(a.part(7), "#")
	return q
}

// Unqualified is a state machine's ARN without version or alias and without a test case.
// Any other ARN it returns as it is.
func (a ARN) Unqualified() ARN {
	if a.part(5) != "stateMachine" {
		return a
	}
	plain, _, _ := strings.Cut(string(a), "#")
	return ARN(strings.TrimSuffix(plain, ":"+ARN(plain).part(7)))
}

// Short is a state machine's name with the version, the alias or the test case that its ARN
// ends in: orders:prod, orders#Declined.
func (a ARN) Short() string {
	return a.Machine() + strings.TrimPrefix(string(a), string(a.Unqualified()))
}

// MachineType says how AWS runs a state machine. It is chosen when the machine is
// created and cannot be changed.
type MachineType string

// The two types that AWS has.
const (
	Express  MachineType = "EXPRESS"
	Standard MachineType = "STANDARD"
)

// Machine is one line of a list of state machines.
type Machine struct {
	ARN     ARN
	Name    string
	Type    MachineType
	Created time.Time
	// Note is what a list says besides the type, such as "STANDARD, run as EXPRESS", or briefly why
	// it cannot be run.
	Note string
	// Problem says why the target cannot run the machine at all, such as an invalid definition; ""
	// if it can.
	Problem string
}

// SyncProblem says why the machine cannot be run with StartSyncExecution, "" if it can.
func (m Machine) SyncProblem() string {
	if m.Problem != "" {
		return m.Problem
	}
	if m.Type == Standard {
		return "STANDARD machines cannot be run synchronously: StartSyncExecution takes EXPRESS only"
	}
	return ""
}

// Sync reports whether the machine can be run with StartSyncExecution.
func (m *Machine) Sync() bool { return m.Problem == "" && m.Type != Standard }

// Description is a machine with what only DescribeStateMachine tells.
type Description struct {
	Machine
	Definition string // Amazon States Language, JSON text as it was saved
	Role       ARN
	Revision   string // "" if the machine was never updated
	LogGroup   ARN    // that it logs to, "" for none

	// What follows is of machines of a workspace alone.
	Path      string    // of the file with the definition
	Declared  string    // path of the file that declares the machine: a template, or Path
	Line      int       // of the declaration, 0 if it is the file
	StandIns  []StandIn // values in place of what only a deployment knows
	ProblemAt *Problem  // where Problem is, nil if that is not known
}

// Example is an input that a project has for a machine: a file, or what the event that
// starts the machine says.
type Example struct {
	Name string
	Path string // of the file
	Line int    // of an event in it, 0 for the whole file
	Text string // of an event; "" for the whole file
}

// Problem is what keeps a machine from running, where, and what to do about it.
type Problem struct {
	File          string
	Line, Column  int // from 1; 0 if it is the file as a whole
	Message, Hint string
	Setting       *Setting // what the project file could set to solve it, nil for nothing
}

// Setting is a value in the project file.
type Setting struct {
	Keys  []string // its path: values, OrdersTable
	Value string   // initial value, "" for none
}

// Request is what StartSyncExecution is asked.
type Request struct {
	Machine     ARN    // may name a version or an alias
	Name        string // of the execution; "" lets the service choose
	Input       string // JSON text of at most MaxInput bytes; blank means {}
	TraceHeader string // X-Ray trace header, at most 256 ASCII characters; "" for none, NewTrace for a new one
	Included    IncludedData
	Origin      Origin // where it begins, for the embedded target only
}

// MaxInput is the largest input, and the largest output, in bytes of UTF-8 (AWS: quotas
// for state machine executions).
const MaxInput = limit.Payload

// MaxRun is the longest that an Express execution lasts (AWS: five minutes, hard).
const MaxRun = limit.Express

// RunID identifies a run in the journal. IDs sort by the time at which they were made.
type RunID string

// Status is the status of a run. The zero value means that there was no response.
type Status string

// Succeeded, Failed and TimedOut are AWS's; the others are ours, for what AWS never sees.
const (
	NoResponse Status = ""            // sent, perhaps executed, never answered
	Running    Status = "RUNNING"     // sent, the answer is awaited by a live process
	NotStarted Status = "NOT_STARTED" // refused by the service, or never sent
	Succeeded  Status = "SUCCEEDED"
	Failed     Status = "FAILED"
	TimedOut   Status = "TIMED_OUT"
)

// String is the word for people.
func (s Status) String() string {
	switch s {
	case NoResponse:
		return "NO RESPONSE"
	case NotStarted:
		return "NOT STARTED"
	default:
		return string(s)
	}
}

// Statuses are those that a run in the history may have.
var Statuses = []Status{Succeeded, Failed, TimedOut, NotStarted, NoResponse, Running}

// Code is the status for programs: AWS's, or ours in the same spelling. It stays as it is when
// the word for people changes.
func (s Status) Code() string {
	if s == NoResponse {
		return "NO_ANSWER"
	}
	return string(s)
}

// Answered reports whether the service executed the run and told how it ended.
func (s Status) Answered() bool { return s == Succeeded || s == Failed || s == TimedOut }

// Billing is what the service says it will charge for: already rounded up, the duration
// to 100 ms and the memory to 64 MB. The zero value means that nothing is known.
type Billing struct {
	Duration time.Duration
	MemoryMB int64
}

// Run is one StartSyncExecution: what was asked, what came back, what it cost.
type Run struct {
	ID     RunID
	Target string // Info.Name of the target that was asked
	Request
	Asked time.Time     // when the request was made, by our clock
	Took  time.Duration // from then to the answer, by our clock; 0 while Running

	Status    Status
	Execution ARN       // "" unless answered
	Started   time.Time // by the service's clock; zero unless answered
	Stopped   time.Time
	Output    string // unmodified JSON text; "" unless Succeeded
	// OutputWithheld is set for a run that Succeeded, and whose response has no output.
	OutputWithheld bool
	Error          string // "" unless Failed or TimedOut; may be "" even then
	Cause          string
	Billing        Billing

	// Problem says why there is no response, or why the run did not start, and Hint what to do about
	// it. Both are "" for a run with a response.
	Problem string
	Hint    string
	// Raw is the response as the service gave it, "" unless answered.
	Raw string

	// Group is what the run belongs to, "" for a single run.
	Group GroupID
	// Saved names the machine's saved input that was sent, "" for another text. It does not change
	// when the input is renamed or changed later.
	Saved string
	// Verdict is the result of comparing the run with its expectation, or with the other run of its
	// comparison: the code of a suite.Verdict, Same or Different; "" if it was not compared.
	// Journal.Judge writes it; Finish leaves it unchanged.
	Verdict string

	// Starred and Note are the user's. Journal.Annotate writes them; Finish leaves them
	// as they are.
	Starred bool
	Note    string // at most MaxNote bytes
}

// GroupID names runs that were asked for together: their kind, a hyphen and what tells
// them apart, as in burst-019ab3c4.... IDs of a kind sort by time.
type GroupID string

// The kinds of groups.
const (
	BurstGroup   = "burst"
	ReplayGroup  = "replay"
	CompareGroup = "compare"
)

// The verdicts on the two runs of a comparison.
const (
	Same      = "SAME"
	Different = "DIFFERENT"
)

// NewGroup makes a new ID of a kind.
func NewGroup(kind string, now time.Time) GroupID {
	return GroupID(kind + "-" + string(newRunID(now)))
}

// Kind is the kind of group, "" if there is none.
func (g GroupID) Kind() string {
	kind, _, _ := strings.Cut(string(g), "-")
	return kind
}

// Asked is when the group was made, by our clock.
func (g GroupID) Asked() (at time.Time, ok bool) {
	_, id, _ := strings.Cut(string(g), "-")
	b, err := hex.DecodeString(id)
	if err != nil || len(b) < 6 {
		return time.Time{}, false
	}
	ms := int64(0)
	for _, x := range b[:6] {
		ms = ms<<8 | int64(x)
	}
	at = PlausibleTime(time.UnixMilli(ms))
	return at, !at.IsZero()
}

// MaxNote is the longest note on a run in bytes: a paragraph, so that lists can read it
// along with the row.
const MaxNote = 4096

// Duration is how long the execution ran by the service's clock, or, while there is no
// answer, how long we waited. It is UnknownDuration where the service's times make no sense.
func (r Run) Duration() time.Duration {
	switch {
	case !r.Status.Answered():
		return r.Took
	case r.Started.IsZero() || r.Stopped.IsZero():
		return UnknownDuration
	}
	return plausibleDuration(r.Stopped.Sub(r.Started))
}

// PriceList is what Express workflows cost in one region, as written by a user. The amounts are
// decimal text, such as "0.00001667", and not checked yet: pricing.New does.
type PriceList struct {
	Region   string
	Currency string // ISO 4217
	Date     string // when the prices were read: "2026-11"
	Request  string // for each run that was started
	Tiers    []PriceTier
}

// PriceTier is the price of a GB-second while the account's use in the calendar month is
// below UpTo.
type PriceTier struct {
	UpTo     int64 // GB-seconds; 0 for no end
	GBSecond string
}

// Event is one entry of an execution's history, as AWS logs it at level ALL.
type Event struct {
	ID       int64
	Previous int64 // 0 for the first event and for the first state entered
	Type     string
	Time     time.Time
	State    string // the state's name, "" for events of the execution itself
	Details  string // the event's details, a JSON object
}
