package ui_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/guard"
	workspace "expresso/model/local"
	"expresso/model/parameter"
	"expresso/store"
	"expresso/ui"
	uifolder "expresso/ui/folder"
	uihistory "expresso/ui/history"
	uimachine "expresso/ui/machine"
	"expresso/ui/picker"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // times of day are drawn
	code := m.Run()
	if whole := flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.list").Value.String() == ""; whole && code == 0 {
		for _, id := range ui.Own() {
			if !done[id] {
				fmt.Println("no test does the action", id)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// done are the actions that tests did.
var (
	doneMu sync.Mutex
	done   = map[string]bool{}
)

func note(id string) {
	doneMu.Lock()
	defer doneMu.Unlock()
	done[id] = true
}

// The panes by the names that SeesIn takes.
const (
	machines = "machines"
	saved    = "saved inputs"
	input    = "input"
	history  = "history"
	details  = "details"
)

// patience is how long a driver waits for what it should see. It is never waited for
// where the program is right.
const patience = 20 * time.Second

// driver does what a user does, and looks at the screen.
type driver struct {
	t    *testing.T
	app  *ui.App
	msgs chan tea.Msg
	quit bool
	// What Bubble Tea was asked for.
	suspended bool
	title     string
	busy      int // commands whose message has not been taken in yet

	now    time.Time
	timers []timer
	mu     sync.Mutex // of now, which commands read
	dir    string

	session model.Session
	journal model.Journal
}

type timer struct {
	due time.Time
	do  func(time.Time) tea.Msg
}

// setup is what a test may change of the workbench that it drives.
type setup struct {
	target        model.Target
	dir           string // of the history and the saved inputs; "" for a new one
	width, height int
	profile       termenv.Profile
	builtIn       model.SavedInputs
	session       model.Session
	journal       func(model.Journal) model.Journal // wraps the store's
	forced        bool                              // theme and mouse are given for this start
	keys          map[string][]string
	demo          bool
	theme         string // "" for dark
	resolveOther  func(*model.Workbench) func(context.Context, model.ARN, string) (compare.Pair, error)
	places        []model.Place
	env           map[string]string
	away          bool // the bell and the title of the window are used
	vim           bool
	guard         *guard.Guard
	targets       []model.Place
	credentials   model.Credentials
	standard      picker.Standard
	mocks         uihistory.Mocks
	project       uimachine.Project
	folder        uifolder.Folder
	changes       chan model.Change // not nil: the folder of the machines is watched
	lists         model.Lists
	slow          bool // what the first screen asks for is not waited for
}

// start opens a workbench over a real store.
func start(t *testing.T, s setup) *driver {
	t.Helper()
	if s.dir == "" {
		s.dir = t.TempDir()
	}
	if s.width == 0 {
		s.width, s.height = 120, 40
	}
	d := &driver{t: t, msgs: make(chan tea.Msg, 1000), now: time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC), dir: s.dir}
	journal, err := store.Open(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := journal.Close(); err != nil {
			t.Error(err)
		}
	})
	wrapped := model.Journal(journal)
	if s.journal != nil {
		wrapped = s.journal(journal)
	}
	inputs := s.builtIn
	if inputs == nil {
		inputs = store.OpenInputs(s.dir, nil)
	}
	if s.session == nil {
		s.session = journal.Session("test")
	}
	d.session, d.journal = s.session, wrapped
	cfg := ui.Config{
		Connection: ui.Connection{
			Bench:   &model.Workbench{Target: s.target, Journal: wrapped, Now: d.clock, Defaults: new(model.Defaults)},
			Inputs:  inputs,
			Session: s.session,
			Parameters: parameter.Values{
				Now: d.clock, UUID: func() string { return "b4f0c1de-0000-4000-8000-000000000001" },
				Env:  func(name string) (string, bool) { v, ok := s.env[name]; return v, ok },
				File: parameter.Folder(s.dir),
			},
			Standard:    s.standard,
			Mocks:       s.mocks,
			Tester:      workspace.NewTester(nil),
			Project:     s.project,
			Folder:      s.folder,
			Credentials: s.credentials,
		},
		Settings: ui.Settings{
			Theme: cmp.Or(s.theme, "dark"), Profile: s.profile, Keys: s.keys, Mouse: true, Vim: s.vim, Bell: s.away, Title: s.away,
		},
		Now:    d.clock,
		Demo:   s.demo,
		Lists:  s.lists,
		Manual: topics,
	}
	if s.changes != nil {
		cfg.Changes, cfg.Reread = s.changes, func() { s.changes <- model.Change{} }
	}
	if s.guard != nil {
		cfg.Guard, cfg.Bench.Guard = s.guard, s.guard
	}
	if s.targets != nil {
		cfg.Targets = directory(s.targets)
	}
	cfg.Forced.Theme, cfg.Forced.Mouse = s.forced, s.forced
	if s.resolveOther != nil {
		cfg.ResolveOther = s.resolveOther(cfg.Bench)
		cfg.Places = func(context.Context, model.ARN) []model.Place { return s.places }
	}
	d.app = ui.New(cfg)
	d.app.SetTick(d.tick)
	d.app.Watch(note)
	// Registered after the store's, and so done before it: no command outlives the store.
	t.Cleanup(func() {
		if err := d.app.Finish(); err != nil {
			t.Error(err)
		}
	})
	d.do(d.app.Init())
	d.send(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	if s.slow {
		return d
	}
	return d.Settle()
}

func (d *driver) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// tick is tea.Tick by the test's clock.
func (d *driver) tick(after time.Duration, do func(time.Time) tea.Msg) tea.Cmd {
	d.timers = append(d.timers, timer{d.clock().Add(after), do})
	return nil
}

// Pass lets time pass, and the timers that end in it go off.
func (d *driver) Pass(span time.Duration) *driver {
	d.mu.Lock()
	d.now = d.now.Add(span)
	d.mu.Unlock()
	var due, rest []timer
	for _, t := range d.timers {
		if t.due.After(d.now) {
			rest = append(rest, t)
		} else {
			due = append(due, t)
		}
	}
	d.timers = rest
	for _, t := range due {
		d.send(t.do(t.due))
	}
	return d
}

// do runs a command as Bubble Tea does: beside the program, its message to follow.
func (d *driver) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.busy++
	go func() { d.msgs <- cmd() }()
}

// receive takes in what a command sent.
func (d *driver) receive(msg tea.Msg) {
	d.busy--
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.do(cmd)
		}
	default:
		d.send(msg)
	}
}

// Settle waits until everything that was asked for is answered.
func (d *driver) Settle() *driver {
	d.t.Helper()
	return d.until("all is answered", func() bool { return d.busy == 0 })
}

func (d *driver) send(msg tea.Msg) {
	if _, ok := msg.(tea.QuitMsg); ok {
		d.quit = true
		return
	}
	if _, ok := msg.(tea.SuspendMsg); ok {
		d.suspended = true
		return
	}
	if title := reflect.ValueOf(msg); title.IsValid() && title.Type().String() == "tea.setWindowTitleMsg" {
		d.title = title.String()
		return
	}
	_, cmd := d.app.Update(msg)
	d.do(cmd)
}

// until takes messages as they come until something holds.
func (d *driver) until(what string, holds func() bool) *driver {
	d.t.Helper()
	deadline := time.After(patience)
	for !holds() {
		select {
		case msg := <-d.msgs:
			d.receive(msg)
		case <-deadline:
			d.t.Fatalf("never: %s\n%s", what, d.screen())
		}
	}
	return d
}

func (d *driver) screen() string { return ansi.Strip(d.app.View()) }

// Sees waits until all the texts are on the screen.
func (d *driver) Sees(texts ...string) *driver {
	d.t.Helper()
	for _, text := range texts {
		d.until("the screen shows "+text, func() bool { return strings.Contains(d.screen(), text) })
	}
	return d
}

// SeesIn waits until all the texts are in a pane.
func (d *driver) SeesIn(pane string, texts ...string) *driver {
	d.t.Helper()
	for _, text := range texts {
		d.until(pane+" shows "+text, func() bool { return strings.Contains(ansi.Strip(d.app.Draw(pane)), text) })
	}
	return d
}

// SeesNot waits until a text is not on the screen.
func (d *driver) SeesNot(text string) *driver {
	d.t.Helper()
	return d.until("the screen does not show "+text, func() bool { return !strings.Contains(d.screen(), text) })
}

// Focus goes to a pane with tab.
func (d *driver) Focus(pane string) *driver {
	d.t.Helper()
	for range 6 {
		if d.app.Focused() == pane {
			return d
		}
		d.Press("tab")
	}
	d.t.Fatalf("tab does not reach %s\n%s", pane, d.screen())
	return d
}

// Pick picks a machine through the filter.
func (d *driver) Pick(name string) *driver {
	d.t.Helper()
	return d.Focus(machines).SeesIn(machines, name).Press("/").Keys(name).Press("enter").
		SeesIn(input, "Input · "+name).until("its input is there", d.app.Opened)
}

// Type replaces the input by text, as a paste.
func (d *driver) Type(text string) *driver {
	d.t.Helper()
	d.Focus(input).Press("ctrl+a", "delete")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	return d
}

// Keys types text one character after the other.
func (d *driver) Keys(text string) *driver {
	for _, r := range text {
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	return d
}

// Press presses keys by their names.
func (d *driver) Press(keys ...string) *driver {
	d.t.Helper()
	for _, k := range keys {
		d.send(keyOf(d.t, k))
	}
	return d
}

func keyOf(t *testing.T, name string) tea.KeyMsg {
	t.Helper()
	if plain, alt := strings.CutPrefix(name, "alt+"); alt {
		msg := keyOf(t, plain)
		msg.Alt = true
		return msg
	}
	for k := tea.KeyF20; k <= tea.KeyCtrlQuestionMark; k++ {
		msg := tea.KeyMsg{Type: k}
		if k == tea.KeySpace {
			msg.Runes = []rune{' '}
		}
		if k != tea.KeyRunes && msg.String() == name {
			return msg
		}
	}
	if len([]rune(name)) != 1 {
		t.Fatalf("there is no key %q", name)
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// fake is a target whose answers a test decides.
type fake struct {
	list   []model.Machine
	listed error
	bills  bool
	answer func(ctx context.Context, request model.Request) (model.Run, error)
}

func (f *fake) Info() model.Info {
	return model.Info{Name: "fake", Region: "us-east-1", Account: "000000000000", Workspace: "./orders", Loopback: !f.bills}
}

func (f *fake) Machines(context.Context) ([]model.Machine, error) { return f.list, f.listed }

func (f *fake) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{}, os.ErrNotExist
}

func (f *fake) Start(ctx context.Context, request model.Request) (model.Run, error) {
	return f.answer(ctx, request)
}

func (f *fake) Trace(context.Context, model.Run) ([]model.Event, error) { return nil, model.ErrNoTrace }

func machine(name string, kind model.MachineType) model.Machine {
	return model.Machine{ARN: model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:" + name), Name: name, Type: kind}
}

// succeed answers with output after 120 ms of the service's time.
func succeed(output string) func(context.Context, model.Request) (model.Run, error) {
	return func(_ context.Context, request model.Request) (model.Run, error) {
		began := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
		return model.Run{
			Status: model.Succeeded, Output: output, Raw: `{"status":"SUCCEEDED"}`,
			Execution: model.ARN("arn:aws:states:us-east-1:000000000000:express:" + request.Machine.Machine() + ":x:y"),
			Started:   began, Stopped: began.Add(120 * time.Millisecond),
			Billing: model.Billing{Duration: 200 * time.Millisecond, MemoryMB: 64},
		}, nil
	}
}

// orders is a target with a few machines, of which order-approval is picked first.
func orders(answer func(context.Context, model.Request) (model.Run, error)) *fake {
	return &fake{answer: answer, list: []model.Machine{
		machine("order-approval", model.Express), machine("fan-out-totals", model.Express),
		machine("slow-report", model.Express), machine("nightly-batch", model.Standard),
	}}
}

// billing is the target of orders where runs are billed.
func billing(answer func(context.Context, model.Request) (model.Run, error)) *fake {
	f := orders(answer)
	f.bills = true
	return f
}

// directory knows targets, of which none fits a machine better than the others.
type directory []model.Place

func (d directory) Targets(context.Context) []model.Place            { return d }
func (d directory) Account(context.Context, string) string           { return "" }
func (d directory) Fitting(context.Context, model.ARN) []model.Place { return nil }
func (d directory) Regions(context.Context) []string                 { return []string{"eu-west-1", "us-east-1"} }
func (d directory) Note(context.Context, string, model.Info)         {}
