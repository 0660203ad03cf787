// Package desk is the program: a workbench for each open target, of which one is shown. The
// others get the answers to what they have asked, so that a run, a replay or a burst keeps its
// target, and nothing else.
package desk

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/credential"
	"expresso/ui/target"
)

// Workbench is a program on one target.
type Workbench interface {
	tea.Model
	Width() int // of the screen, in cells
	// Target is the name of its target as Connect takes it.
	Target() string
	// Connect reaches another target, which may take longer than a frame, and On is the same
	// workbench there: it looks the same.
	Connect(ctx context.Context, target string) (Connection, error)
	On(to Connection) Workbench
	// Place says on which desk it is, and takes the question for a target that it has asked.
	Place(d *Desk) *target.Room
	// Listed reports whether its machines are listed, or why they cannot be.
	Listed() (bool, error)
	// Shown says that it is now shown in place of another, and what happens then.
	Shown(before Workbench, then target.Then) tea.Cmd
	// Codes asks for MFA codes on any target; nil if nothing does.
	Codes() credential.Codes
	// Changes tells what is new in the folder of its machines; nil if nobody looks.
	Changes() <-chan model.Change
	// Unfinished is what it has in flight.
	Unfinished() Unfinished
	// Finish does what remains to be done when the screen is gone.
	Finish() error
}

// Desk is the program.
type Desk struct {
	Workbench // the one that is seen
	open      map[string]Workbench
	asking    map[Workbench]*target.Room
	next      *arrival // is seen when it has listed its machines, nil if none is awaited
	size      tea.WindowSizeMsg
	left      bool
}

// arrival is a workbench on another target, and the question that it answers.
type arrival struct {
	bench Workbench
	seq   ask.Seq
	then  target.Then
}

// ofMsg is a message of one workbench's commands.
type ofMsg struct {
	bench Workbench
	msg   tea.Msg
}

// connectedMsg is sent when a target has been connected to, or cannot be.
type connectedMsg struct {
	seq  ask.Seq
	then target.Then
	to   Connection
	err  error
}

// New has one workbench.
func New(b Workbench) *Desk {
	d := &Desk{Workbench: b, open: map[string]Workbench{b.Target(): b}, asking: map[Workbench]*target.Room{}}
	d.place(b)
	return d
}

func (d *Desk) place(b Workbench) { d.asking[b] = b.Place(d) }

// Init asks for what the first screen shows.
func (d *Desk) Init() tea.Cmd {
	return tea.Batch(of(d.Workbench, d.Workbench.Init()), changes(d.Workbench), codes(d.Codes()))
}

// Update takes one message: that of a command goes to the workbench whose command it was.
func (d *Desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case ofMsg:
		switch answer := msg.msg.(type) {
		case target.ConnectMsg:
			return d, d.connect(msg.bench, answer)
		case connectedMsg:
			return d, d.onConnected(msg.bench, answer)
		}
		return d, d.update(msg.bench, msg.msg)
	case tea.WindowSizeMsg:
		d.size = msg
		var cmds []tea.Cmd
		for _, b := range d.open {
			cmds = append(cmds, d.update(b, msg))
		}
		return d, tea.Batch(cmds...)
	}
	cmd := d.update(d.Workbench, msg)
	if _, ok := msg.(credential.CodeMsg); ok { // for the one that is seen
		cmd = tea.Batch(cmd, codes(d.Codes()))
	}
	return d, cmd
}

func (d *Desk) update(b Workbench, msg tea.Msg) tea.Cmd {
	_, cmd := b.Update(msg)
	return tea.Batch(of(b, cmd), d.arrive())
}

// connect reaches another target. A workbench that was open there is seen at once.
func (d *Desk) connect(from Workbench, msg target.ConnectMsg) tea.Cmd {
	if b := d.open[msg.Name]; b != nil {
		d.next = &arrival{b, msg.Seq, msg.Then}
		return d.arrive()
	}
	return of(from, ask.Command(func() tea.Msg {
		to, err := from.Connect(msg.Context, msg.Name)
		return connectedMsg{msg.Seq, msg.Then, to, err}
	}))
}

// onConnected opens a workbench on the target, which is seen once its machines are listed.
func (d *Desk) onConnected(from Workbench, msg connectedMsg) tea.Cmd {
	asked := d.asking[from]
	switch {
	case !asked.Waits(msg.seq):
		return nil
	case msg.err != nil:
		asked.Refuse(msg.seq, msg.err)
		return nil
	}
	if b := d.open[msg.to.Name]; b != nil { // it was named in another way
		d.next = &arrival{b, msg.seq, msg.then}
		return d.arrive()
	}
	b := from.On(msg.to)
	d.place(b)
	d.next = &arrival{b, msg.seq, msg.then}
	return tea.Batch(of(b, b.Init()), d.update(b, d.size), changes(b))
}

// arrive shows the workbench that is awaited, or why it is not available.
func (d *Desk) arrive() tea.Cmd {
	if d.next == nil {
		return nil
	}
	b, seq, then, asked := d.next.bench, d.next.seq, d.next.then, d.asking[d.Workbench]
	listed, err := b.Listed()
	switch {
	case !asked.Waits(seq):
		d.next = nil
	case err != nil:
		d.next = nil
		asked.Refuse(seq, err)
	case listed:
		d.next = nil
		asked.Arrived()
		d.open[b.Target()] = b
		before := d.Workbench
		d.Workbench = b
		return of(b, b.Shown(before, then))
	}
	return nil
}

// Leave ends the program.
func (d *Desk) Leave() tea.Cmd {
	d.left = true
	return tea.Quit
}

// View draws the workbench that is seen, and nothing when it was left.
func (d *Desk) View() string {
	if d.left {
		return ""
	}
	return d.Workbench.View()
}

// Finish does what remains to be done when the screen is gone, in every workbench.
func (d *Desk) Finish() error {
	errs := make([]error, 0, len(d.open))
	for _, b := range d.open {
		if b != d.Workbench {
			errs = append(errs, b.Finish())
		}
	}
	// What is seen is written last: the next start looks like it.
	return errors.Join(append(errs, d.Workbench.Finish())...)
}

// Unfinished is what is in flight on every target that is open.
func (d *Desk) Unfinished() (all Unfinished) {
	for _, b := range slices.Collect(maps.Values(d.open)) {
		all = all.and(b.Unfinished(), b != d.Workbench)
	}
	return all
}

// codes waits for the next question for an MFA code.
func codes(asked credential.Codes) tea.Cmd {
	if asked == nil {
		return nil
	}
	return func() tea.Msg { return <-asked }
}

// changes waits for the next change in the folder of a workbench's machines.
func changes(b Workbench) tea.Cmd {
	all := b.Changes()
	if all == nil {
		return nil
	}
	return func() tea.Msg {
		change, ok := <-all
		if !ok {
			return nil
		}
		return tea.BatchMsg{of(b, func() tea.Msg { return change }), changes(b)}
	}
}

// of has the messages of a command go to the workbench whose it is. What Bubble Tea does itself it
// keeps doing.
func of(b Workbench, cmd tea.Cmd) tea.Cmd {
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
			return ofMsg{b, msg}
		}
		if kind.Kind() != reflect.Slice || kind.Elem() != reflect.TypeFor[tea.Cmd]() {
			return msg
		}
		// A batch or a sequence: its commands are the workbench's too.
		list := reflect.ValueOf(msg)
		tagged := reflect.MakeSlice(kind, list.Len(), list.Len())
		for i := range list.Len() {
			if one := list.Index(i).Interface().(tea.Cmd); one != nil {
				tagged.Index(i).Set(reflect.ValueOf(of(b, one)))
			}
		}
		return tagged.Interface()
	}
}
