package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui/credential"
	"expresso/ui/desk"
	"expresso/ui/dialog"
	"expresso/ui/target"
	"expresso/ui/theme"
)

// bench is a workbench that asks for a target when it gets its name, and notes what it gets.
type bench struct {
	name    string
	dialogs *dialog.Stack
	target  *target.Room
	on      *desk.Desk
	listed  bool
	got     []tea.Msg
	has     desk.Unfinished
	ended   error
	opened  *bench // on another target
}

func open(name string) *bench {
	d := dialog.NewStack(theme.New(theme.Options{Profile: termenv.Ascii}), nil, time.Now)
	return &bench{name: name, dialogs: d, target: target.New(context.Background(), d, directory{}, func() (string, string) { return "", "" })}
}

// directory knows no targets.
type directory struct{ model.Directory }

func (directory) Targets(context.Context) []model.Place { return nil }
func (directory) Regions(context.Context) []string      { return nil }

type wantMsg struct{ name string }

func (b *bench) Init() tea.Cmd { return func() tea.Msg { return "init " + b.name } }

func (b *bench) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	b.got = append(b.got, msg)
	want, ok := msg.(wantMsg)
	if !ok {
		return b, nil
	}
	b.target.Ask()
	for _, r := range want.name {
		b.dialogs.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	_, told := b.dialogs.Update(tea.KeyMsg{Type: tea.KeyEnter})
	for _, msg := range told {
		b.target.Update(msg)
	}
	connect := b.target.Told()[0]
	return b, func() tea.Msg { return connect }
}

func (b *bench) View() string   { return b.name }
func (b *bench) Width() int     { return 80 }
func (b *bench) Target() string { return b.name }

func (b *bench) Connect(_ context.Context, name string) (desk.Connection, error) {
	if name == "nowhere" {
		return desk.Connection{}, errors.New("no such target")
	}
	return desk.Connection{Name: name}, nil
}

func (b *bench) On(to desk.Connection) desk.Workbench {
	b.opened = open(to.Name)
	return b.opened
}

func (b *bench) Place(d *desk.Desk) *target.Room           { b.on = d; return b.target }
func (b *bench) Listed() (bool, error)                     { return b.listed, nil }
func (b *bench) Shown(desk.Workbench, target.Then) tea.Cmd { return nil }
func (b *bench) Codes() credential.Codes                   { return nil }
func (b *bench) Changes() <-chan model.Change              { return nil }
func (b *bench) Unfinished() desk.Unfinished               { return b.has }
func (b *bench) Finish() error                             { return b.ended }

// play gives a desk the messages of a command, as Bubble Tea does, until there are no more.
func play(d *desk.Desk, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			play(d, cmd)
		}
	default:
		_, cmd := d.Update(msg)
		play(d, cmd)
	}
}

func TestDesk(t *testing.T) {
	first := open("first")
	first.listed = true
	d := desk.New(first)
	if first.on != d {
		t.Fatal("the workbench does not know its desk")
	}
	play(d, d.Init())
	send := func(msg tea.Msg) { _, cmd := d.Update(msg); play(d, cmd) }
	send(tea.WindowSizeMsg{Width: 80, Height: 24})

	send(wantMsg{"nowhere"})
	if d.View() != "first" {
		t.Errorf("%s is seen, whose target cannot be reached", d.View())
	}
	send(wantMsg{"second"})
	if d.View() != "first" {
		t.Errorf("%s is seen before its machines are listed", d.View())
	}
	first.has = desk.Unfinished{Runs: 2, Bills: true}
	second := first.opened
	second.listed = true
	send("anything")
	if d.View() != "second" {
		t.Fatalf("%s is seen, not what was asked for", d.View())
	}
	if got := first.got[len(first.got)-1]; got != "anything" {
		t.Errorf("the first workbench got %v last", got)
	}
	if size, ok := second.got[0].(tea.WindowSizeMsg); !ok || size.Width != 80 {
		t.Errorf("the second began with %v, not with the size of the terminal", second.got[0])
	}
	if got := d.Unfinished(); got != (desk.Unfinished{Runs: 2, Elsewhere: 2, Bills: true}) {
		t.Errorf("unfinished is %+v", got)
	}
	first.ended = errors.New("cannot save the draft")
	if err := d.Finish(); err == nil {
		t.Error("what the workbench that is not seen ended with is lost")
	}
}

func TestQuestion(t *testing.T) {
	for _, tt := range []struct {
		has  desk.Unfinished
		want string
	}{
		{desk.Unfinished{Runs: 1}, "a run is in flight: its response will not be shown"},
		{desk.Unfinished{Runs: 1, Bills: true}, "a run is in flight: its execution continues, and is billed, but its response will not be shown"},
		{desk.Unfinished{Runs: 3, Elsewhere: 1, Burst: true}, "the burst stops; 3 runs are in flight, 1 of them on another target: their responses will not be shown"},
		{desk.Unfinished{Runs: 2, Elsewhere: 2, Burst: true, Replay: true}, "the burst and the replay stop; 2 runs are in flight on another target: their responses will not be shown"},
	} {
		if got := tt.has.Question(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.has, got, tt.want)
		}
	}
}
