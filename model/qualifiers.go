package model

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Version is a published version of a state machine: a definition under a number that
// stays. Its number is its ARN's Qualifier.
type Version struct {
	ARN     ARN
	Created time.Time
}

// Alias is a name for one or two versions of a state machine. The name is its ARN's
// Qualifier.
type Alias struct {
	ARN         ARN
	Description string
	Created     time.Time
	Updated     time.Time // zero if Routes could not be read
	Routes      []Route   // nil if they could not be read
}

// Route is one of an alias's versions and its share of the runs, in percent. The weights
// of an alias add up to 100 (AWS: RoutingConfigurationListItem). Which version a run got
// the service does not tell: StartSyncExecution's answer has no member for it.
type Route struct {
	Version ARN
	Weight  int
}

// Shares are the routes in few words: "v2 90  v1 10", or "v2" alone.
func (a Alias) Shares() string {
	parts := make([]string, len(a.Routes))
	for i, r := range a.Routes {
		parts[i] = "v" + r.Version.Qualifier()
		if len(a.Routes) > 1 {
			parts[i] += " " + strconv.Itoa(r.Weight)
		}
	}
	return strings.Join(parts, "  ")
}

// Qualifiers are what may follow a machine's ARN. The zero value means none.
type Qualifiers struct {
	Versions []Version // newest first
	Aliases  []Alias   // by name
	// Cases are test cases of a mock file, in its order. After '#' they follow the ARN of the
	// embedded target's machines, as with Step Functions Local.
	Cases []string
}

// Have reports whether an ARN names one of these: a version, an alias or a test case.
func (q Qualifiers) Have(arn ARN) bool {
	if plain, name, ok := strings.Cut(string(arn), "#"); ok {
		return slices.Contains(q.Cases, name) && (ARN(plain).Qualifier() == "" || q.Have(ARN(plain)))
	}
	return slices.ContainsFunc(q.Versions, func(v Version) bool { return v.ARN == arn }) ||
		slices.ContainsFunc(q.Aliases, func(a Alias) bool { return a.ARN == arn })
}

// Qualifier is a Target that knows versions and aliases.
type Qualifier interface {
	// Qualifiers returns the versions and aliases of a machine, named by an ARN without
	// qualifier. Beside an error, which says what could not be read, it returns what
	// could: a list may be missing, or an alias's Routes.
	Qualifiers(ctx context.Context, machine ARN) (Qualifiers, error)
}

// Qualifiers returns the versions and aliases of a machine, as Qualifier says. A target
// that knows none has none.
func (w *Workbench) Qualifiers(ctx context.Context, machine ARN) (Qualifiers, error) {
	q, ok := w.Target.(Qualifier)
	if !ok {
		return Qualifiers{}, nil
	}
	return q.Qualifiers(ctx, machine.Unqualified())
}

// Place is something that a machine can be compared with beside its own qualifiers: a
// revision of its file, or another target.
type Place struct {
	With string // as --with names it
	Note string // what it is, for people
}
