package uitest

import (
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/room"
	"expresso/ui/theme"
)

// Owner stands for the workbench where a room is tested alone: it runs the commands, keeps
// what lies over the panes, and notes what else it is told.
type Owner struct {
	t    *testing.T
	room room.Room
	now  func() time.Time
	msgs chan tea.Msg
	busy int

	Theme   *theme.Theme
	Dialogs *dialog.Stack
	Told    []tea.Msg                 // except for questions before billed runs
	Serve   func(msg tea.Msg) tea.Cmd // what to do with what is told, nil for nothing
}

// patience is how long an owner waits for what should happen. It is never waited for where
// the program is right.
const patience = 20 * time.Second

// Own returns an owner. The room is made with its theme, and given to it by Has.
func Own(t *testing.T, now func() time.Time) *Owner {
	o := &Owner{t: t, now: now, msgs: make(chan tea.Msg, 1000), Theme: theme.New(theme.Options{Name: theme.Dark, Profile: termenv.Ascii})}
	o.Dialogs = dialog.NewStack(o.Theme, action.Keys{}, now)
	return o
}

// Common is what rooms are made with, over a workbench.
func (o *Owner) Common(bench *model.Workbench) room.Common {
	return room.Common{Context: o.t.Context(), Theme: o.Theme, Dialogs: o.Dialogs, Bench: bench, Now: o.now, Sending: new(sync.WaitGroup)}
}

// Has gives the owner its room.
func (o *Owner) Has(r room.Room) { o.room = r }

// Do runs a command, and takes in what has been told.
func (o *Owner) Do(cmd tea.Cmd) *Owner {
	if cmd != nil {
		o.busy++
		go func() { o.msgs <- cmd() }()
	}
	for told := o.room.Told(); len(told) > 0; told = o.room.Told() {
		o.serve(told)
	}
	return o
}

// serve does what was told.
func (o *Owner) serve(told []tea.Msg) {
	for _, msg := range told {
		switch msg := msg.(type) {
		case dialog.BilledMsg:
			if msg.Question == "" {
				o.receive(msg.Then)
				continue
			}
			o.Dialogs.Push(&dialog.Confirm{Title: msg.Title, Question: msg.Question, Yes: msg.Yes, Then: msg.Then, Otherwise: msg.Otherwise, Budget: msg.Budget})
		default:
			o.Told = append(o.Told, msg)
			if o.Serve != nil {
				o.Do(o.Serve(msg))
			}
			o.receive(msg)
		}
	}
}

// receive gives a message to all that may wait for it.
func (o *Owner) receive(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			o.Do(cmd)
		}
	default:
		o.Do(o.room.Update(msg))
		cmd, told := o.Dialogs.Update(msg)
		o.Do(cmd)
		o.serve(told)
	}
}

// Until takes in what happens until something holds.
func (o *Owner) Until(what string, holds func() bool) *Owner {
	o.t.Helper()
	late := time.After(patience)
	for !holds() {
		select {
		case msg := <-o.msgs:
			o.busy--
			o.receive(msg)
		case <-time.After(time.Millisecond): // what else happens sends no message
		case <-late:
			o.t.Fatalf("never: %s\n%s", what, o.Screen())
		}
	}
	return o
}

// Settle waits until no command runs any more.
func (o *Owner) Settle() *Owner {
	o.t.Helper()
	return o.Until("all has happened", func() bool { return o.busy == 0 })
}

// Press presses keys.
func (o *Owner) Press(names ...string) *Owner {
	for _, name := range names {
		cmd, told := o.Dialogs.Update(Key(name))
		o.Do(cmd)
		o.serve(told)
	}
	return o
}

// Keys types text.
func (o *Owner) Keys(text string) *Owner {
	for _, r := range text {
		o.Press(string(r))
	}
	return o
}

// Screen is what lies over the panes.
func (o *Owner) Screen() string {
	const width, height = 100, 30
	under := make([]string, height)
	for i := range under {
		under[i] = strings.Repeat(" ", width)
	}
	return Plain(strings.Join(o.Dialogs.Draw(under, width), "\n"))
}

// Sees waits until texts are on the screen.
func (o *Owner) Sees(texts ...string) *Owner {
	o.t.Helper()
	for _, text := range texts {
		o.Until("to see "+text, func() bool { return strings.Contains(o.Screen(), text) })
	}
	return o
}

// Heard are the texts that the footer was told to say, and forgets them.
func (o *Owner) Heard() string {
	var said []string
	for _, msg := range o.Told {
		if say, ok := msg.(dialog.SayMsg); ok {
			said = append(said, strings.TrimSuffix(say.Text+": "+say.Hint, ": "))
		}
	}
	o.Told = nil
	return strings.Join(said, "\n")
}
