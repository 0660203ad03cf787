// Package guard decides which starts on AWS need a question, and which are refused. Rules in,
// decision out. It asks nobody: who does says what was allowed with a grant, and
// model.Workbench starts nothing that is guarded without one. The embedded target needs no
// guard.
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
	"expresso/model/pricing"
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

// modes are those that a rule may have.
var modes = []Mode{Ask, TypeName, ReadOnly}

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

// ParseRule reads conditions that must all match, separated by blanks: profile:PATTERN,
// account:PATTERN, region:PATTERN, machine:PATTERN, where * is any text.
func ParseRule(match, mode string) (Rule, error) {
	r := Rule{Match: match, Mode: Mode(mode)}
	if !slices.Contains(modes, r.Mode) {
		return Rule{}, fmt.Errorf("mode must be ask, type-name or read-only, not %q", mode)
	}
	for _, text := range strings.Fields(match) {
		of, pattern, _ := strings.Cut(text, ":")
		if pattern == "" || !slices.Contains([]string{"profile", "account", "region", "machine"}, of) {
			return Rule{}, fmt.Errorf("match must be like account:1111* or profile:prod machine:charge-*, not %q", text)
		}
		if of != "profile" && strings.Contains(pattern, ":") {
			return Rule{}, fmt.Errorf("%s must be a plain name, without a version, an alias or other parts of an ARN, not %q", of, pattern)
		}
		exact := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
		r.terms = append(r.terms, term{of, regexp.MustCompile("^(?s:" + exact + ")$")})
	}
	if len(r.terms) == 0 {
		return Rule{}, fmt.Errorf("match must be like account:1111* or profile:prod machine:charge-*, not empty")
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

// idle is how long an unused grant lasts.
const idle = 10 * time.Minute

// Guard decides by its rules, and counts what was granted. It is safe for concurrent use.
type Guard struct {
	rules   []Rule
	limits  Limits
	session *Budget
	now     func() time.Time

	mu     sync.Mutex
	grants map[model.ARN][]*grant
}

// Limits are the budgets of the configuration, 0 for none, and the prices for them.
type Limits struct {
	Session, Burst pricing.Money
	Prices         pricing.Book
}

// grant lets a number of runs start.
type grant struct {
	runs   int64
	used   time.Time // or given
	budget *Budget   // of all of them, nil for any cost
}

// open reports whether a grant lets another run start.
func (g *grant) open(machine model.ARN, now time.Time) bool {
	return g.runs > 0 && now.Sub(g.used) <= idle && !g.budget.over(machine)
}

// New returns the guard of rules. The strongest mode of those that match counts.
func New(rules []Rule) *Guard {
	return &Guard{rules: rules, now: time.Now, grants: map[model.ARN][]*grant{}}
}

// Of returns the guard of a workbench, nil if it has none.
func Of(g model.Guard) *Guard {
	own, _ := g.(*Guard)
	return own
}

// Limit sets the budgets.
func (g *Guard) Limit(l Limits) *Guard {
	g.limits = l
	if l.Session > 0 {
		g.session = NewBudget("session", l.Session, l.Prices)
	}
	return g
}

// Limits are the budgets that were set.
func (g *Guard) Limits() Limits {
	if g == nil {
		return Limits{}
	}
	return g.limits
}

// Session is the budget of this session on a target, nil where nothing is billed to it.
func (g *Guard) Session(on model.Info) *Budget {
	if g == nil || on.Local {
		return nil
	}
	return g.session
}

// Budget returns the budget of a burst or replay on a target, within that of the session; a limit
// of 0 leaves it to that one.
func (g *Guard) Budget(of string, limit pricing.Money, on model.Info) *Budget {
	b := NewBudget(of, limit, g.Limits().Prices)
	b.within = g.Session(on)
	return b
}

// BurstLimit is the default budget of a burst on a target, 0 for none.
func (g *Guard) BurstLimit(on model.Info) pricing.Money {
	if on.Local {
		return 0
	}
	return g.Limits().Burst
}

// Empty reports whether there are no rules and no budgets, so that nothing is guarded.
func (g *Guard) Empty() bool {
	return len(g.rules) == 0 && g.limits.Session == 0 && g.limits.Burst == 0
}

// All is the rule that lets nothing start on AWS.
var All = Rule{Match: "--read-only", Mode: ReadOnly}

// ReadsOnly reports whether --read-only is given: nothing starts, and nothing of the folder is
// written from what is deployed or was run.
func (g *Guard) ReadsOnly() bool {
	return g != nil && slices.ContainsFunc(g.rules, func(r Rule) bool { return r.Match == All.Match })
}

// Rule returns what counts for a start, the zero Rule where nothing does.
func (g *Guard) Rule(on model.Info, machine model.ARN) Rule {
	var strongest Rule
	if g == nil || on.Local {
		return strongest
	}
	for _, r := range g.rules {
		if r.matches(on, machine) && slices.Index(modes, r.Mode) >= slices.Index(modes, strongest.Mode) {
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
	Input   int     // bytes of the input of one run, 0 where they differ
	Budget  *Budget // of all of them, nil for any cost
}

// Who names whose credentials are used: the identity as far as it is known, and the profile.
func (s Start) Who() string {
	switch {
	case s.On.Profile == "":
		return s.On.Identity
	case s.On.Identity == "":
		return "profile " + s.On.Profile
	}
	return s.On.Identity + ", profile " + s.On.Profile
}

// Where names the place of the runs in full, so that a question cannot be mistaken for another.
func (s Start) Where() string {
	text := s.Machine.Short() + " in account " + s.Machine.Account() + ", " + s.On.Region
	if who := s.Who(); who != "" {
		text += " (" + who + ")"
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
		if err := cmp.Or(g.Session(s.On).Room(s.Machine), s.Budget.Room(s.Machine)); err != nil {
			return r, s, err
		}
		if slices.Index(modes, r.Mode) > slices.Index(modes, rule.Mode) {
			rule, of = r, s
		}
	}
	return rule, of, nil
}

// Grant allows what was confirmed: a number of runs of each machine, within their budget, if each
// begins within ten minutes of the last.
func (g *Guard) Grant(sent ...Start) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	given := map[model.ARN]*grant{}
	for _, s := range sent {
		if already := given[s.Machine]; already != nil {
			already.runs += s.Runs
			continue
		}
		given[s.Machine] = &grant{s.Runs, g.now(), s.Budget}
		g.grants[s.Machine] = append(g.grants[s.Machine], given[s.Machine])
	}
}

// Allow uses up a grant, and the session's budget until ended is called. The error for a run that
// may not start says what to do.
func (g *Guard) Allow(on model.Info, machine model.ARN) (ended func(model.Run), err error) {
	rule := g.Rule(on, machine)
	switch rule.Mode {
	case None:
	case ReadOnly:
		return nil, refused(rule, machine)
	default:
		if !g.granted(machine) {
			return nil, model.WithHint(fmt.Errorf("%s is guarded (%s: %s), and this run was not confirmed", machine.Short(), rule.Match, rule.Mode),
				"confirm it when asked, or give --yes")
		}
	}
	session := g.Session(on)
	if _, err := session.take(machine, false); err != nil {
		return nil, err
	}
	return session.Settle, nil
}

// granted takes a run of a machine from the oldest grant that has one.
func (g *Guard) granted(machine model.ARN) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	open := slices.DeleteFunc(g.grants[machine], func(given *grant) bool { return !given.open(machine, now) })
	g.grants[machine] = open
	if len(open) == 0 {
		delete(g.grants, machine)
		return false
	}
	open[0].runs--
	open[0].used = now
	return true
}

// refused is the error of a start where nothing may start.
func refused(rule Rule, machine model.ARN) error {
	if len(rule.terms) == 0 {
		return model.WithHint(fmt.Errorf("%s was not started, because of --read-only", machine.Short()), "remove --read-only to run it")
	}
	return model.WithHint(fmt.Errorf("%s is read-only here (guard %s)", machine.Short(), rule.Match),
		"change the rule under guard in the configuration to run it: expresso config shows the file")
}
