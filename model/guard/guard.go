// Package guard says which starts on AWS need a question first, and which are refused: rules
// in, decision out. It asks nobody: who does says what was allowed with a grant, and
// model.Workbench starts nothing that is guarded without one. The embedded target needs no guard.
package guard

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"expresso/model"
)

// Mode is what a start needs.
type Mode string

// The modes, from the weakest to the strongest.
const (
	None     Mode = ""
	Ask      Mode = "ask"       // a yes
	TypeName Mode = "type-name" // the machine's name, typed
	ReadOnly Mode = "read-only" // nothing starts
)

// Modes are those that a rule may have.
var Modes = []Mode{Ask, TypeName, ReadOnly}

// Rule is a line of the configuration.
type Rule struct {
	Match string // as it is written
	Mode  Mode

	terms []term
}

// term is one condition, as in account:1111*.
type term struct {
	of      string
	pattern *regexp.Regexp
}

// ParseRule reads conditions that all have to hold, separated by blanks: profile:PATTERN,
// account:PATTERN, region:PATTERN, machine:PATTERN, where * is any text.
func ParseRule(match, mode string) (Rule, error) {
	r := Rule{Match: match, Mode: Mode(mode)}
	if !slices.Contains(Modes, r.Mode) {
		return Rule{}, fmt.Errorf("mode is ask, type-name or read-only, not %q", mode)
	}
	for _, text := range strings.Fields(match) {
		of, pattern, _ := strings.Cut(text, ":")
		if pattern == "" || !slices.Contains([]string{"profile", "account", "region", "machine"}, of) {
			return Rule{}, fmt.Errorf("match is like account:1111* or profile:prod machine:charge-*, not %q", text)
		}
		if of != "profile" && strings.Contains(pattern, ":") {
			return Rule{}, fmt.Errorf("%s is a name, without versions, aliases and other parts of an ARN, not %q", of, pattern)
		}
		exact := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
		r.terms = append(r.terms, term{of, regexp.MustCompile("^(?s:" + exact + ")$")})
	}
	if len(r.terms) == 0 {
		return Rule{}, fmt.Errorf("match is like account:1111* or profile:prod machine:charge-*, not empty")
	}
	return r, nil
}

func (r Rule) matches(on model.Info, machine model.ARN) bool {
	for _, t := range r.terms {
		text := map[string]string{
			"profile": cmp.Or(on.Profile, "default"), "account": machine.Account(), "region": on.Region, "machine": machine.Machine(),
		}[t.of]
		if !t.pattern.MatchString(text) {
			return false
		}
	}
	return true
}

// idle is how long a grant lasts that is not used.
const idle = 10 * time.Minute

// Guard decides by its rules, and counts what was granted. It is safe for concurrent use.
type Guard struct {
	rules []Rule
	now   func() time.Time

	mu     sync.Mutex
	grants map[model.ARN]grant
}

// grant lets a number of runs start.
type grant struct {
	runs int64
	used time.Time // or given
}

// New returns the guard of rules. The strongest mode of those that match counts.
func New(rules []Rule) *Guard {
	return &Guard{rules: rules, now: time.Now, grants: map[model.ARN]grant{}}
}

// Empty reports whether there are no rules, so that nothing is guarded.
func (g *Guard) Empty() bool { return len(g.rules) == 0 }

// All is the rule that lets nothing start on AWS.
var All = Rule{Match: "--read-only", Mode: ReadOnly}

// Rule returns what counts for a start, the zero Rule where nothing does.
func (g *Guard) Rule(on model.Info, machine model.ARN) Rule {
	var strongest Rule
	if g == nil || on.Local {
		return strongest
	}
	for _, r := range g.rules {
		if r.matches(on, machine) && slices.Index(Modes, r.Mode) >= slices.Index(Modes, strongest.Mode) {
			strongest = r
		}
	}
	return strongest
}

// Start is a number of runs of a machine that are about to be sent.
type Start struct {
	On      model.Info
	Machine model.ARN
	Runs    int64
}

// Where names the place of the runs in full, for a question that nobody should answer with
// another one in mind.
func (s Start) Where() string {
	text := s.Machine.Short() + " in account " + s.Machine.Account() + ", " + s.On.Region
	if s.On.Profile != "" {
		text += " (profile " + s.On.Profile + ")"
	}
	return text
}

// Needs returns the strongest rule for what is about to be sent, and for which of it. The error
// is of what may not start at all.
func (g *Guard) Needs(sent ...Start) (rule Rule, of Start, err error) {
	for _, s := range sent {
		r := g.Rule(s.On, s.Machine)
		if r.Mode == ReadOnly {
			return r, s, refused(r, s.Machine)
		}
		if slices.Index(Modes, r.Mode) > slices.Index(Modes, rule.Mode) {
			rule, of = r, s
		}
	}
	return rule, of, nil
}

// GrantAll lets what is about to be sent start.
func (g *Guard) GrantAll(sent ...Start) {
	if g == nil {
		return
	}
	runs := map[model.ARN]int64{}
	for _, s := range sent {
		runs[s.Machine] += s.Runs
	}
	for machine, n := range runs {
		g.Grant(machine, n)
	}
}

// Grant lets so many more runs of a machine start, if each begins within ten minutes of the last.
// What a burst in progress was granted is kept.
func (g *Guard) Grant(machine model.ARN, runs int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if given := g.grants[machine]; now.Sub(given.used) <= idle {
		runs += given.runs
	}
	g.grants[machine] = grant{runs, now}
}

// Allow uses a grant up. The error of a start that has none says what to do.
func (g *Guard) Allow(on model.Info, machine model.ARN) error {
	rule := g.Rule(on, machine)
	switch rule.Mode {
	case None:
		return nil
	case ReadOnly:
		return refused(rule, machine)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	given, ok := g.grants[machine]
	if now := g.now(); !ok || given.runs <= 0 || now.Sub(given.used) > idle {
		delete(g.grants, machine)
		return model.WithHint(fmt.Errorf("%s is guarded (%s: %s), and nobody has confirmed this run", machine.Short(), rule.Match, rule.Mode),
			"confirm it when you are asked; a command takes --yes as well")
	}
	g.grants[machine] = grant{given.runs - 1, g.now()}
	return nil
}

// refused is the error of a start where nothing may start.
func refused(rule Rule, machine model.ARN) error {
	if len(rule.terms) == 0 {
		return model.WithHint(fmt.Errorf("%s was not started: --read-only", machine.Short()), "leave --read-only out to run it")
	}
	return model.WithHint(fmt.Errorf("%s is read-only here (guard %s)", machine.Short(), rule.Match),
		"the rule stands under guard in the configuration: expresso config")
}
