package picker_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/picker"
	"expresso/ui/uitest"
)

// target has machines with what stands under them.
type target struct {
	model.Target
	machines   []model.Machine
	qualifiers model.Qualifiers
	local      bool
	account    string
	endless    []string // tokens of pages without machines that follow one another
	pages      int      // that were asked for
	err        error
}

func (t *target) Info() model.Info {
	return model.Info{Name: "there", Region: "us-east-1", Account: t.account, Local: t.local}
}

func (t *target) Machines(context.Context) ([]model.Machine, error) { return t.machines, t.err }

func (t *target) Page(context.Context, string) ([]model.Machine, string, error) {
	if t.pages++; t.endless != nil {
		return nil, t.endless[t.pages%len(t.endless)], t.err
	}
	return t.machines, "", t.err
}

func (t *target) Qualifiers(context.Context, model.ARN) (model.Qualifiers, error) {
	return t.qualifiers, t.err
}

// journal has runs.
type journal struct {
	model.Journal
	runs []model.Run
}

func (j journal) List(context.Context, model.Query) ([]model.Run, error) { return j.runs, nil }

// session is a model.Session in memory.
type session map[string]string

func (s session) Get(_ context.Context, key string) (string, error) { return s[key], nil }
func (s session) Put(_ context.Context, key, value string) error    { s[key] = value; return nil }

// stage is a room and its owner.
type stage struct {
	*uitest.Owner
	room    *picker.Room
	target  *target
	session session
}

func newStage(t *testing.T, on *target, s session, runs ...model.Run) *stage {
	at := func() time.Time { return now }
	o := uitest.Own(t, at)
	st := &stage{Owner: o, target: on, session: s}
	common := o.Common(&model.Workbench{Target: on, Journal: journal{runs: runs}})
	common.Session = s
	st.room = picker.New(picker.Config{Common: common})
	st.room.List.SetSize(40, 12)
	o.Has(st.room)
	o.Do(st.room.Load()).Settle()
	return st
}

// told is the latest message of a kind that the room has told.
func told[T any](s *stage) (last T, ok bool) {
	for _, msg := range s.Told {
		if m, is := msg.(T); is {
			last, ok = m, true
		}
	}
	return last, ok
}

func TestTheMachineOfTheLastSessionIsPicked(t *testing.T) {
	for was, want := range map[model.ARN]model.ARN{
		"":                   arn("orders"), // the first that can be run
		arn("payments"):      arn("payments"),
		arn("payments:prod"): arn("payments:prod"),
		arn("gone"):          arn("orders"),
	} {
		list := append([]model.Machine{{ARN: arn("broken"), Name: "broken", Type: model.Express, Problem: "no"}}, machines("orders", "payments")...)
		on := &target{local: true, machines: list, qualifiers: model.Qualifiers{Aliases: []model.Alias{{ARN: arn("payments:prod")}}}}
		s := newStage(t, on, session{model.SessionMachine(on.Info()): string(was)})
		if s.room.Picked() != want || s.session[model.SessionMachine(on.Info())] != string(want) {
			t.Errorf("%s: picked %s, kept %s", was, s.room.Picked(), s.session[model.SessionMachine(on.Info())])
		}
		if msg, ok := told[picker.PickedMsg](s); !ok || msg.Machine.ARN != want.Unqualified() {
			t.Errorf("%s: told %+v", was, msg)
		}
	}
}

func TestNothingIsPickedWhereRunsAreBilled(t *testing.T) {
	on := &target{machines: machines("orders", "payments")}
	s := newStage(t, on, session{model.SessionMachine(on.Info()): string(arn("payments"))})
	if _, choose := told[picker.ChooseMsg](s); !choose || s.room.Picked() != "" || s.room.None() == "" {
		t.Fatalf("picked %s", s.room.Picked())
	}
	if s.room.List.ARN() != arn("payments") {
		t.Errorf("the cursor is on %s", s.room.List.ARN())
	}
	s.Do(s.room.Pick(s.target.machines[0], arn("orders"))).Settle()
	if s.room.None() != "" || s.room.Name() != "orders" || s.session[model.SessionMachine(on.Info())] != string(arn("orders")) {
		t.Errorf("%q, kept %s", s.room.Name(), s.session[model.SessionMachine(on.Info())])
	}
}

func TestAVersionThatIsNoMore(t *testing.T) {
	on := &target{local: true, machines: machines("orders"), qualifiers: model.Qualifiers{Versions: []model.Version{{ARN: arn("orders:7")}}}}
	s := newStage(t, on, session{})
	s.Do(s.room.Pick(on.machines[0], arn("orders:7"))).Settle()
	if s.room.Name() != "orders:7" {
		t.Fatal(s.room.Name())
	}
	on.qualifiers = model.Qualifiers{}
	s.Do(s.room.Load()).Settle()
	if said, _ := told[dialog.SayMsg](s); said.Text != "orders:7 no longer exists: picked orders itself" || s.room.Name() != "orders" {
		t.Errorf("%q, %s", said.Text, s.room.Name())
	}
}

func TestAMachineThatIsNoMore(t *testing.T) {
	on := &target{local: true, machines: machines("orders", "payments")}
	s := newStage(t, on, session{})
	on.machines = machines("payments")
	s.Do(s.room.Load()).Settle()
	if problem := s.room.Problem(s.room.Machine()); problem != "the target has no orders any more" {
		t.Errorf("%q", problem)
	}
	on.err = errors.New("access denied")
	s.Do(s.room.Load()).Settle()
	if said, _ := told[dialog.SayMsg](s); said.Kind != dialog.Failed || said.Text != "cannot list the state machines: access denied" {
		t.Errorf("%+v", said)
	}
	if s.room.Machine().Name != "orders" {
		t.Error("a list that cannot be read changes what is picked")
	}
}

func TestTheLatestRunOfAMachine(t *testing.T) {
	runs := []model.Run{
		{Request: model.Request{Machine: arn("orders")}, Status: model.Failed, Asked: now.Add(-time.Minute)},
		{Request: model.Request{Machine: arn("orders")}, Status: model.Succeeded, Asked: now.Add(-time.Hour)},
	}
	s := newStage(t, &target{local: true, machines: machines("orders")}, session{}, runs...)
	if last, ok := s.room.List.LastOf(machines("orders")[0].ARN); !ok || last.Status != model.Failed {
		t.Errorf("%+v", last)
	}
	// What has ended since it was asked for counts.
	cmd := s.room.LoadLast()
	s.room.List.Ran(machines("orders")[0].ARN, picker.Last{Status: model.Succeeded, Asked: now})
	s.Do(cmd).Settle()
	if last, _ := s.room.List.LastOf(machines("orders")[0].ARN); last.Status != model.Succeeded {
		t.Errorf("%+v", last)
	}
}

// standard remembers what it was told.
type standard struct{ on bool }

func (s *standard) RunsAsExpress() bool     { return s.on }
func (s *standard) RunAsExpress(on bool)    { s.on = on }
func (s *standard) OnWish() []string        { return nil }
func (s *standard) Remember([]string) error { return nil }

func TestStandardMachinesRunAsExpress(t *testing.T) {
	m := model.Machine{ARN: arn("nightly"), Name: "nightly", Type: model.Standard}
	s := newStage(t, &target{local: true, machines: []model.Machine{m}}, session{})
	if s.room.NoStandard() == "" || strings.Contains(s.room.Problem(m), picker.AsExpressTitle) || s.room.Picked() != "" {
		t.Errorf("%q", s.room.Problem(m))
	}
	var express standard
	s.room.Standard = &express
	if !strings.Contains(s.room.Problem(m), picker.AsExpressTitle) || s.room.CannotOpen() != s.room.Problem(m) || s.room.CannotPick() != "" {
		t.Errorf("%q", s.room.Problem(m))
	}
	s.Do(s.room.ToggleExpress()).Settle()
	if said, _ := told[dialog.SayMsg](s); !express.on || !s.room.AsExpress() || !strings.HasPrefix(said.Text, "STANDARD machines run as EXPRESS on the embedded target") {
		t.Errorf("%v, %q", express.on, said.Text)
	}
}

// lists keeps one list.
type lists struct{ model.Listed }

func (l *lists) Load(on model.Info) (model.Listed, error) {
	if len(l.Machines) == 0 || l.Machines[0].ARN.Account() != on.Account {
		return model.Listed{}, nil
	}
	return l.Listed, nil
}

func (l *lists) Save(_ model.Info, listed model.Listed) error { l.Listed = listed; return nil }

// Where the machines may not be listed, those of the history are offered; once the account is known
// those of this account alone, and what was listed there before.
func TestNoMachineOfAnotherAccountIsOffered(t *testing.T) {
	mine, other := arn("mine"), model.ARN("arn:aws:states:us-east-1:444455556666:stateMachine:other")
	ran := func(arn model.ARN, on string) model.Run {
		return model.Run{Target: on, Request: model.Request{Machine: arn}, Status: model.Succeeded, Asked: now}
	}
	on := &target{err: &model.DeniedError{Action: "states:ListStateMachines", Resource: "*", Err: errors.New("no")}}
	far := model.ARN("arn:aws:states:eu-west-1:000000000000:stateMachine:far")
	s := newStage(t, on, session{}, ran(mine, "there"), ran(other, "there"), ran(far, "there"), ran(arn("here"), "embedded"))
	offered := func() string {
		var names []string
		for _, m := range s.room.List.Machines() {
			names = append(names, m.Name)
		}
		return strings.Join(names, " ")
	}
	if got := offered(); got != "mine other" {
		t.Errorf("offers %q", got)
	}
	if ok, err := s.room.List.Listed(); !ok || err != nil {
		t.Errorf("nothing can be picked: %v", err)
	}
	s.room.Lists = &lists{model.Listed{Machines: machines("kept", "mine"), At: now.Add(-time.Hour)}}
	on.account = "000000000000"
	s.Do(s.room.Identified()).Settle()
	if got := offered(); got != "kept mine" {
		t.Errorf("offers %q in the account", got)
	}
	if view := ansi.Strip(s.room.List.View()); !strings.Contains(view, "listed 1h ago. not listed") {
		t.Errorf("no age on\n%s", view)
	}
}

// A service whose pages never end is asked no more at some point.
func TestPagesWithoutEnd(t *testing.T) {
	many := make([]string, 2*model.MaxPages)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	for said, c := range map[string]struct {
		tokens []string
		pages  int
	}{"2000 pages": {many, model.MaxPages}, "same page token": {[]string{"ping", "pong"}, 3}} {
		on := &target{endless: c.tokens, account: "111122223333"}
		s := newStage(t, on, session{})
		if on.pages != c.pages {
			t.Errorf("%d pages were asked for, want %d", on.pages, c.pages)
		}
		if shown := ansi.Strip(s.room.List.View()); !strings.Contains(shown, said) {
			t.Error(shown)
		}
	}
}

// registry knows in which account targets usually are.
type registry struct {
	model.Directory
	account string
}

func (d registry) Account(context.Context, string) string { return d.account }

// Where the list is denied and nobody knows the account, machines of the account that the target was in before
// are offered first, and of the others it is said whose they are.
func TestWhoseMachinesAreOffered(t *testing.T) {
	in := func(account, name string) model.ARN {
		return model.ARN("arn:aws:states:us-east-1:" + account + ":stateMachine:" + name)
	}
	const here, there, far = "111122223333", "444455556666", "777788889999"
	var runs []model.Run
	for _, machine := range []model.ARN{in(there, "t1"), in(far, "f1"), in(there, "t2"), in(here, "h1"), in(there, "t3"), in(there, "t4"), in(there, "t5"), in(here, "h2")} {
		runs = append(runs, model.Run{Target: "there", Request: model.Request{Machine: machine}, Status: model.Succeeded, Asked: now})
	}
	for name, c := range map[string]struct {
		usual string
		want  string
		runs  []model.Run
	}{
		"usual":   {here, "starred, recent: s h1 h2, account 444455556666: t1 t2 t3, account 777788889999: f1", runs},
		"unknown": {"", "account 111122223333: h1, account 444455556666: t1 t2 t3 t4, account 777788889999: f1", runs},
		"one":     {"", "recent: h1 h2", []model.Run{runs[3], runs[7]}},
	} {
		t.Run(name, func(t *testing.T) {
			on := &target{err: &model.DeniedError{Action: "states:ListStateMachines", Resource: "*", Err: errors.New("no")}}
			kept := session{model.SessionStarred(model.Info{Region: "us-east-1", Account: here}): string(in(here, "s"))}
			s := newStage(t, on, kept)
			common := s.room.Common
			common.Bench = &model.Workbench{Target: on, Journal: journal{runs: c.runs}}
			room := picker.New(picker.Config{Common: common, Targets: registry{account: c.usual}})
			room.List.SetSize(60, 20)
			s.Has(room)
			s.Do(room.Load()).Settle()
			var got []string
			for _, line := range strings.Split(ansi.Strip(room.List.View()), "\n") {
				switch words := strings.Fields(line); {
				case strings.HasPrefix(line, " starred") || strings.HasPrefix(line, " recent") || strings.HasPrefix(line, " account"):
					got = append(got, strings.TrimSpace(line)+":")
				case len(got) > 0 && len(words) > 0:
					got[len(got)-1] += " " + strings.TrimLeft(words[0], "★*")
				}
			}
			if said := strings.Join(got, ", "); strings.ReplaceAll(said, ": ★", ": ") != c.want {
				t.Errorf("shown is %q, want %q\n%s", said, c.want, ansi.Strip(room.List.View()))
			}
		})
	}
}
