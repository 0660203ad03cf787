package ui

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/ui/desk"
)

// place is a target with one machine, whose runs wait until they are let go.
type place struct {
	name   string
	region string // "" for us-east-1
	let    chan struct{}
	err    error
}

func (p *place) arn() model.ARN {
	return model.ARN("arn:aws:states:" + p.Info().Region + ":111111111111:stateMachine:" + p.name + "-machine")
}

func (p *place) Info() model.Info {
	return model.Info{Name: p.name, Region: cmp.Or(p.region, "us-east-1"), Loopback: true}
}

func (p *place) Machines(context.Context) ([]model.Machine, error) {
	return []model.Machine{{ARN: p.arn(), Name: p.arn().Machine(), Type: model.Express}}, p.err
}

func (p *place) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{}, errors.New("no definition")
}

func (p *place) Start(context.Context, model.Request) (model.Run, error) {
	<-p.let
	return model.Run{Status: model.Succeeded, Output: `"` + p.name + `"`}, nil
}

func (p *place) Trace(context.Context, model.Run) ([]model.Event, error) {
	return nil, model.ErrNoTrace
}

// ended are the runs that a journal was told of.
type ended struct {
	model.Forgetful
	runs chan model.Run
}

func (e ended) Finish(_ context.Context, run model.Run, _ []model.Event) error {
	e.runs <- run
	return nil
}

type noSession struct{}

func (noSession) Get(context.Context, string) (string, error) { return "", nil }
func (noSession) Put(context.Context, string, string) error   { return nil }

type noInputs struct{ model.SavedInputs }

func (noInputs) List(string) ([]model.SavedInput, error) { return nil, nil }

// app is the workbench that is seen.
func (p *program) app() *App { return p.desk.Workbench.(*App) }

// around are the targets that there are.
type around []model.Place

func (p around) Targets(context.Context) []model.Place            { return p }
func (around) Account(context.Context, string) string             { return "" }
func (p around) Fitting(context.Context, model.ARN) []model.Place { return p[1:2] }
func (p around) Regions(context.Context) []string                 { return nil }
func (p around) Note(context.Context, string, model.Info)         {}

// program runs a desk as Bubble Tea does, without a terminal.
type program struct {
	t    *testing.T
	desk *desk.Desk
	msgs chan tea.Msg
}

func (p *program) do(cmd tea.Cmd) {
	if cmd != nil {
		go func() { p.msgs <- cmd() }()
	}
}

func (p *program) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.do(cmd)
		}
	default:
		_, cmd := p.desk.Update(msg)
		p.do(cmd)
	}
}

func (p *program) press(keys ...string) *program {
	for _, key := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(key)}
		switch key {
		case "enter":
			msg = tea.KeyMsg{Type: tea.KeyEnter}
		case "ctrl+r":
			msg = tea.KeyMsg{Type: tea.KeyCtrlR}
		case "tab":
			msg = tea.KeyMsg{Type: tea.KeyTab}
		}
		p.take(msg)
	}
	return p
}

// sees waits until the screen shows texts.
func (p *program) sees(texts ...string) *program {
	p.t.Helper()
	limit := time.After(20 * time.Second)
	for {
		screen, missing := ansi.Strip(p.desk.View()), ""
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return p
		}
		select {
		case msg := <-p.msgs:
			p.take(msg)
		case <-limit:
			p.t.Fatalf("never: %q on\n%s", missing, screen)
		}
	}
}

func TestSwitchTarget(t *testing.T) {
	here, there := &place{name: "here", let: make(chan struct{})}, &place{name: "there", let: make(chan struct{})}
	down := &place{name: "down", err: model.WithHint(errors.New("the session has expired"), "sign in again")}
	runs := make(chan model.Run, 9)
	connect := func(to *place) Connection {
		return Connection{Name: to.name, Bench: &model.Workbench{Target: to, Journal: ended{runs: runs}}, Session: noSession{}, Inputs: noInputs{}}
	}
	connections := 0
	cfg := Config{
		Connection: connect(here), Settings: Settings{Theme: "dark"},
		Targets: around{{With: "here"}, {With: "there", Note: "keys"}, {With: "down"}},
		Connect: func(_ context.Context, name string) (Connection, error) {
			connections++
			for _, to := range []*place{here, there, down} {
				if to.name == strings.TrimPrefix(name, "alias:") {
					return connect(to), nil
				}
			}
			return Connection{}, model.WithHint(errors.New("unknown target "+name), "type another")
		},
	}
	p := &program{t: t, desk: New(cfg).desk, msgs: make(chan tea.Msg, 1000)}
	p.do(p.desk.Init())
	p.take(tea.WindowSizeMsg{Width: 120, Height: 40})
	p.sees("here-machine")
	for !p.app().input.Opened() {
		p.take(<-p.msgs)
	}
	p.press("ctrl+r").sees("of 5 min")
	first := p.app()

	// What cannot be reached leaves the workbench where it is, and says why.
	p.press("tab", "T").sees("Switch target", "keys").press("n", "o", "enter").sees("unknown target no", "type another", "here-machine")
	p.take(tea.KeyMsg{Type: tea.KeyEsc})
	p.press("T").sees("Switch target").press("d", "o", "w", "n", "enter").sees("the session has expired", "sign in again", "here-machine")
	p.take(tea.KeyMsg{Type: tea.KeyEsc})

	// A run in flight keeps its target, and its answer gets into the history.
	p.press("T").sees("Switch target", "there").press("t", "h", "e", "r", "e", "enter").sees("there-machine")
	second := p.app()
	if second.focus != historyPane {
		t.Errorf("the keys went from the history to pane %d when the target was switched", second.focus)
	}
	p.press("q").sees("a run is in flight on another target")
	p.take(tea.KeyMsg{Type: tea.KeyEsc})
	close(here.let)
	for run := (model.Run{}); run.Output != `"here"`; {
		select {
		case run = <-runs:
		case msg := <-p.msgs:
			p.take(msg)
		}
	}
	if shown := ansi.Strip(p.desk.View()); strings.Contains(shown, "here-machine SUCCEEDED") {
		t.Errorf("the answer of the other target is told on\n%s", shown)
	}

	// A target that is open is not connected to again, and is as it was left, except for the pane that has the keys.
	p.press("1")
	opened := connections
	p.press("T").sees("Switch target").press("h", "e", "r", "e", "enter").sees("here-machine", "SUCCEEDED")
	if p.app() != first || connections != opened {
		t.Error("the workbench of the first target was opened again")
	}
	if first.focus != machinesPane {
		t.Errorf("the keys went from the machines to pane %d when the target was switched back", first.focus)
	}
	// Nor is the one that is seen, whose question is answered.
	p.press("T").sees("Switch target").press("h", "e", "r", "e", "enter").sees("on here", "tab next pane")

	// It is the same one under another name.

	p.press("T").sees("Switch target").press(strings.Split("alias:there", "")...).press("enter").sees("there-machine")
	if p.app() != second {
		t.Error("a workbench was lost when its target was named in another way")
	}
	if err := p.desk.Finish(); err != nil {
		t.Error(err)
	}
}

// keep is a session in memory.
type keep struct{ sync.Map }

func (k *keep) Get(_ context.Context, key string) (string, error) {
	value, _ := k.Load(key)
	text, _ := value.(string)
	return text, nil
}

func (k *keep) Put(_ context.Context, key, value string) error {
	k.Store(key, value)
	return nil
}

// A machine is gone to on the target where it is, and the input goes along; the screen looks the same there.
func TestGoToAMachineOnAnotherTarget(t *testing.T) {
	here, there := &place{name: "here"}, &place{name: "there", region: "eu-west-1", let: make(chan struct{})}
	close(there.let)
	looks, runs := new(keep), make(chan model.Run, 9)
	connect := func(to *place) Connection {
		return Connection{Name: to.name, Bench: &model.Workbench{Target: to, Journal: ended{runs: runs}}, Session: new(keep), Inputs: noInputs{}}
	}
	cfg := Config{
		Connection: connect(here), Settings: Settings{Theme: "dark"}, Preferences: looks, Targets: around{{With: "here"}, {With: "there"}},
		Connect: func(context.Context, string) (Connection, error) { return connect(there), nil },
	}
	p := &program{t: t, desk: New(cfg).desk, msgs: make(chan tea.Msg, 1000)}
	p.do(p.desk.Init())
	p.take(tea.WindowSizeMsg{Width: 120, Height: 40})
	p.sees("here-machine")
	for !p.app().input.Opened() {
		p.take(<-p.msgs)
	}
	p.take(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(`{"from":"here"}`), Paste: true})
	p.take(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("g"), Alt: true})
	p.sees("Go to ARN")
	p.take(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(there.arn() + ":prod"), Paste: true})
	p.press("enter").sees("Go to there-machine:prod", "It is in eu-west-1, account 111111111111", "stays here")
	p.take(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("i"), Alt: true})
	p.sees("goes along", "┃ there  ").press("enter").sees("Input · there-machine", `{"from":"here"}`)
	for !p.app().input.Opened() || p.app().picker.Picked() != there.arn() { // it has no alias prod
		p.take(<-p.msgs)
	}
	p.press("ctrl+r").sees("there-machine SUCCEEDED")
	if run := <-runs; run.Machine != there.arn() || run.Input != `{"from":"here"}` {
		t.Errorf("ran %s with %s", run.Machine, run.Input)
	}
	p.app().prefs.Zoomed = true
	err := p.desk.Finish()
	if screen, _ := looks.Get(t.Context(), "screen"); err != nil || !strings.Contains(screen, `"zoomed":true`) {
		t.Errorf("%v, %s", err, screen)
	}
}
