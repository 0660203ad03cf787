package ui

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/ask"
	"expresso/ui/target"
)

// desk is the program: a workbench for each target that was opened, of which one is seen. The
// others get the answers to what they have asked, so that a run, a replay or a burst keeps its
// target, and nothing else.
type desk struct {
	*App // the one that is seen
	open map[string]*App
	next *arrival // is seen when it has listed its machines, nil if none is awaited
	size tea.WindowSizeMsg
}

// arrival is a workbench on another target, and the question that it answers.
type arrival struct {
	app *App
	seq ask.Seq
}

// ofMsg is a message of one workbench's commands.
type ofMsg struct {
	app *App
	msg tea.Msg
}

// connectedMsg is sent when a target has been connected to, or cannot be.
type connectedMsg struct {
	seq ask.Seq
	to  Connection
	err error
}

// on is the same workbench on another target: it looks the same.
func (a *App) on(ctx context.Context, to Connection) *App {
	cfg := a.cfg
	cfg.Connection = to
	cfg.Theme, cfg.Forced.Theme, cfg.CodeStyle = a.look.theme, true, a.look.style
	b := New(cfg)
	b.tick, b.clipboard = a.tick, a.clipboard
	b.recall(ctx)
	b.prefs = a.prefs
	return b
}

// newDesk has one workbench.
func newDesk(a *App) *desk {
	d := &desk{App: a, open: map[string]*App{a.cfg.Name: a}}
	a.opened = d.opened
	return d
}

func (d *desk) opened() []*App { return slices.Collect(maps.Values(d.open)) }

// Init asks for what the first screen shows.
func (d *desk) Init() tea.Cmd { return tea.Batch(of(d.App, d.App.Init()), changes(d.App)) }

// Update takes one message: that of a command goes to the workbench whose command it was.
func (d *desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case ofMsg:
		switch answer := msg.msg.(type) {
		case target.ConnectMsg:
			return d, d.connect(msg.app, answer)
		case connectedMsg:
			return d, d.onConnected(msg.app, answer)
		}
		return d, d.update(msg.app, msg.msg)
	case tea.WindowSizeMsg:
		d.size = msg
		var cmds []tea.Cmd
		for _, app := range d.open {
			cmds = append(cmds, d.update(app, msg))
		}
		return d, tea.Batch(cmds...)
	}
	return d, d.update(d.App, msg)
}

func (d *desk) update(app *App, msg tea.Msg) tea.Cmd {
	_, cmd := app.Update(msg)
	return tea.Batch(of(app, cmd), d.arrive())
}

// connect reaches another target. A workbench that was open there is seen at once.
func (d *desk) connect(from *App, msg target.ConnectMsg) tea.Cmd {
	if app := d.open[msg.Name]; app != nil {
		d.next = &arrival{app, msg.Seq}
		return d.arrive()
	}
	return of(from, ask.Command(func() tea.Msg {
		to, err := from.cfg.Connect(msg.Context, msg.Name)
		return connectedMsg{msg.Seq, to, err}
	}))
}

// onConnected opens a workbench on the target, which is seen once its machines are listed.
func (d *desk) onConnected(from *App, msg connectedMsg) tea.Cmd {
	switch {
	case !from.target.Waits(msg.seq):
		return nil
	case msg.err != nil:
		from.target.Refuse(msg.seq, msg.err)
		return nil
	}
	if app := d.open[msg.to.Name]; app != nil { // it was named in another way
		d.next = &arrival{app, msg.seq}
		return d.arrive()
	}
	app := from.on(from.ctx, msg.to)
	app.opened = d.opened
	d.next = &arrival{app, msg.seq}
	return tea.Batch(of(app, app.Init()), d.update(app, d.size), changes(app))
}

// arrive shows the workbench that is awaited, or why it is not to be had.
func (d *desk) arrive() tea.Cmd {
	if d.next == nil {
		return nil
	}
	app, seq := d.next.app, d.next.seq
	listed, err := app.picker.List.Listed()
	switch {
	case !d.target.Waits(seq):
		d.next = nil
	case err != nil:
		d.next = nil
		d.target.Refuse(seq, err)
	case listed:
		d.next = nil
		d.target.Arrived()
		d.open[app.cfg.Name] = app
		d.App = app
		return of(app, app.good("on "+app.cfg.Bench.Target.Info().Title()))
	}
	return nil
}

// finish does what is left to do when the screen is gone, in every workbench.
func (d *desk) finish() error {
	errs := make([]error, 0, len(d.open))
	for _, app := range d.open {
		errs = append(errs, app.finish())
	}
	return errors.Join(errs...)
}

// changes waits for the next change in the folder of a workbench's machines.
func changes(app *App) tea.Cmd {
	if app.cfg.Changes == nil {
		return nil
	}
	return func() tea.Msg {
		change, ok := <-app.cfg.Changes
		if !ok {
			return nil
		}
		return tea.BatchMsg{of(app, func() tea.Msg { return change }), changes(app)}
	}
}

// of has the messages of a command go to the workbench whose it is. What Bubble Tea does itself it
// keeps doing.
func of(app *App, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if msg == nil {
			return nil
		}
		kind := reflect.TypeOf(msg)
		if kind.PkgPath() != reflect.TypeFor[tea.QuitMsg]().PkgPath() {
			return ofMsg{app, msg}
		}
		if kind.Kind() != reflect.Slice || kind.Elem() != reflect.TypeFor[tea.Cmd]() {
			return msg
		}
		// A batch or a sequence: its commands are the workbench's too.
		list := reflect.ValueOf(msg)
		tagged := reflect.MakeSlice(kind, list.Len(), list.Len())
		for i := range list.Len() {
			if one := list.Index(i).Interface().(tea.Cmd); one != nil {
				tagged.Index(i).Set(reflect.ValueOf(of(app, one)))
			}
		}
		return tagged.Interface()
	}
}
