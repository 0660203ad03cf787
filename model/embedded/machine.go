package embedded

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"expresso/model/asl"
)

// machine is a state machine with all that was published of it. The service's lock guards
// it; what it points to as *revision and *version never changes, so that a run keeps the
// revision with which it began.
type machine struct {
	home    parsedARN // of one that a client created
	name    string
	kind    asl.MachineType
	created time.Time
	current *revision
	// initial is what CreateStateMachine was asked besides the revision: a second request
	// is the same one only if this is equal too.
	initial     publication
	versions    []*version // oldest first
	lastVersion int        // the highest number ever given: none is given twice
	aliases     map[string]alias
	tags        []tag
}

// revision is what UpdateStateMachine changes.
type revision struct {
	id         string // "" until the machine is first updated
	made       time.Time
	role       string
	definition string
	configuration
	compiled *asl.Machine
	bytes    int64 // of the account of memory
}

// same reports whether two revisions differ in nothing that a request can say.
func (r *revision) same(other *revision) bool {
	return r.role == other.role && r.definition == other.definition && r.equal(other.configuration)
}

// publication is the wish for a version that comes with CreateStateMachine and
// UpdateStateMachine.
type publication struct {
	Publish            bool   `json:"publish"`
	VersionDescription string `json:"versionDescription"`
}

// checkDescription reports a description without a version that it could describe.
func (p publication) checkDescription() error {
	if p.VersionDescription != "" && !p.Publish {
		return fault("ValidationException", "Version description can only be set when publish is true")
	}
	return nil
}

// version is a revision under a number that stays.
type version struct {
	*revision
	number      int
	description string
	created     time.Time
}

// alias is a name for one version, or for two by weight.
type alias struct {
	name, description string
	routes            []route
	created, updated  time.Time
}

// route is one of an alias's versions with its share of the runs, in percent.
type route struct{ version, weight int }

// version returns the version with this number, nil if there is none.
func (m *machine) version(number int) *version {
	i, ok := slices.BinarySearchFunc(m.versions, number, func(v *version, n int) int { return v.number - n })
	if !ok {
		return nil
	}
	return m.versions[i]
}

const (
	// keptBytes is what a byte of a definition takes for as long as a revision is kept: its
	// text, and what it is compiled to.
	keptBytes = 16
	// expressionBytes is what a byte of a JSONata expression takes: dense ones were measured at
	// 135.
	expressionBytes = 100
)

// sizeOf is what a definition takes of the account of memory while it is kept.
func sizeOf(definition string) int64 {
	size := keptBytes * int64(len(definition))
	for rest, found := definition, true; found; {
		var expression string
		if _, rest, found = strings.Cut(rest, "{%"); found {
			expression, rest, found = strings.Cut(rest, "%}")
			size += expressionBytes * int64(len(expression))
		}
	}
	return size
}

// size is what all revisions that a machine keeps take of the account of memory.
func (m *machine) size() int64 {
	sum := m.current.bytes + tagBytes(m.tags)
	for _, v := range m.versions {
		if v.revision != m.current {
			sum += v.bytes
		}
	}
	return sum
}

// revise makes r the current revision under a new ID, unless it differs in nothing from
// what is current: AWS counts no revision then.
func (m *machine) revise(r revision) {
	if r.same(m.current) {
		return
	}
	r.id, r.made = uuid.NewString(), time.Now()
	m.current = &r
}

// has reports whether the machine has the version or alias that an ARN names, if it names
// one.
func (m *machine) has(arn parsedARN) bool {
	_, isAlias := m.aliases[arn.qualifier]
	return arn.qualifier == "" || isAlias || m.version(arn.versionNumber()) != nil
}

// choose returns the revision that a run of the ARN gets: the latest, a version's, or that
// of one of an alias's versions, by weight. Nil if the qualifier names nothing.
func (m *machine) choose(arn parsedARN, random func(n int) int) *revision {
	number := arn.versionNumber()
	if arn.qualifier == "" {
		return m.current
	}
	if a, ok := m.aliases[arn.qualifier]; ok {
		number = a.pick(random)
	}
	if v := m.version(number); v != nil {
		return v.revision
	}
	return nil
}

// pick chooses a version by the weights. random returns a number in [0, n).
func (a alias) pick(random func(n int) int) int {
	r := random(fullWeight)
	for _, route := range a.routes {
		if r < route.weight {
			return route.version
		}
		r -= route.weight
	}
	return 0 // the weights of every alias add up to fullWeight
}
