package input

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/ask"
	"expresso/ui/editor"
	"expresso/ui/screen"
)

// open is what is in the editor: which saved input it began as, and that one's
// text, to tell whether it was changed.
type open struct {
	name    string // "" if it is no saved input
	saved   string
	opening ask.Latest
	from    uint64 // the editor's revision when the open began

	// replaced is a text to put over the draft once it is there, for a run's input.
	replaced *string

	checked uint64 // the revision for which changed holds
	changed bool
}

// Changed reports whether the editor's text is not that of the saved input.
func (r *Room) Changed() bool {
	in := &r.open
	if rev := r.Editor.Revision(); in.checked != rev {
		in.checked = rev
		in.changed = r.Editor.Size() != len(in.saved) || r.Editor.Text() != in.saved
	}
	return in.changed
}

// Name is that of the saved input that is in the editor, "" if it is none.
func (r *Room) Name() string { return r.open.name }

// SavedNames are those of the machine's saved inputs, none before they are read.
func (r *Room) SavedNames() (names []string) {
	if !r.Opened() {
		return nil
	}
	for _, input := range r.Saved.All() {
		names = append(names, input.Name)
	}
	return names
}

// Mark is the name of the saved input, with a dot if the text is another by now; "" without a name.
func (r *Room) Mark() string {
	switch {
	case r.open.name == "":
		return ""
	case r.Changed():
		return screen.Visible(r.open.name) + " " + r.Theme.Dot
	}
	return screen.Visible(r.open.name)
}

// SetSaved says that what is in the editor is a saved input of this text; without a name
// it is none.
func (r *Room) SetSaved(name, text string) {
	r.open.name, r.open.saved = name, text
	r.open.checked = r.Editor.Revision()
	r.open.changed = r.Editor.Text() != text
	r.Saved.setLoaded(name)
}

// openedMsg is sent when the draft and the saved inputs of a machine have been read.
type openedMsg struct {
	opening ask.Seq
	text    string
	name    string // of the saved input that the text began as
	saved   string
	ListedMsg
}

// Opened reports whether the picked machine's input is in the editor.
func (r *Room) Opened() bool { return r.machine.ARN != "" && r.draft.of == r.machine.ARN }

// Turn goes to another machine. Its draft goes into the editor, or, the first time, its first
// saved input.
func (r *Room) Turn(m model.Machine) tea.Cmd {
	leave := r.writeDraft()
	r.machine = m
	r.open.from = r.Editor.Revision()
	ctx, opening := r.open.opening.Next(r.Context)
	session, inputs := r.Session, r.Inputs
	left, wasHere := r.left[m.ARN]
	list := r.List(m.Name)
	open := ask.Command(func() tea.Msg {
		msg := openedMsg{opening: opening, ListedMsg: list()}
		// A session that cannot be read costs a draft; writing the next one says so.
		if msg.text, msg.name = left.text, left.name; !wasHere {
			msg.text, _ = session.Get(ctx, model.SessionDraft(m.ARN))
			msg.name, _ = session.Get(ctx, model.SessionDraftName(m.ARN))
		}
		if msg.text == "" && len(msg.inputs) > 0 {
			msg.name = msg.inputs[0].Name
		}
		if msg.name != "" {
			var err error
			if msg.saved, err = inputs.Load(m.Name, msg.name); err != nil {
				msg.name = "" // deleted since
			}
		}
		if msg.text == "" {
			msg.text = msg.saved
		}
		return msg
	})
	return tea.Batch(leave, open)
}

// Give puts a text over the draft of the machine that is being turned to, once that is there.
func (r *Room) Give(text string) { r.open.replaced = &text }

// Bring puts a text from another target into the editor: over the draft that is there or is
// being read, or, where no machine is picked, for the one that is picked next.
func (r *Room) Bring(text string) {
	if r.machine.ARN != "" && !r.Opened() {
		r.Give(text)
	} else {
		r.Replace(text)
	}
}

// Replace puts a text into the editor, or tells why it cannot be.
func (r *Room) Replace(text string) bool {
	if !r.Editor.Replace(text) {
		r.Fail(r.Editor.Notice(), nil)
		return false
	}
	return true
}

func (r *Room) onOpened(msg openedMsg) tea.Cmd {
	in := &r.open
	if !in.opening.Done(msg.opening) {
		return nil
	}
	leave := r.writeDraft() // what was typed since the pick belongs to the machine before
	r.Saved.Set(msg.machine, msg.inputs, msg.last, msg.problem)
	// What was typed before there was a machine has no other place: it goes over the draft,
	// or stays while more of it is being typed.
	typed, kept := r.Editor.Text(), in.from
	early := r.draft.of == "" && strings.TrimSpace(typed) != ""
	if !early || r.Editor.Revision() == in.from {
		r.Editor.SetText(msg.text)
		kept = r.Editor.Revision()
	}
	r.SetSaved(msg.name, msg.saved)
	r.draft = draft{of: r.machine.ARN, kept: kept, seen: kept, name: msg.name}
	if early && kept == r.Editor.Revision() && in.replaced == nil {
		in.replaced = &typed
	}
	if in.replaced != nil {
		r.Editor.Replace(*in.replaced)
		in.replaced = nil
		r.SetSaved("", "")
	}
	r.Tell(OpenedMsg{})
	return leave
}

// ListedMsg is sent when a machine's saved inputs have been listed again.
type ListedMsg struct {
	machine string
	inputs  []model.SavedInput
	last    map[string]LastRun
	problem string
}

// lastSaved is how many of a machine's latest runs are looked through for how its saved
// inputs did.
const lastSaved = 200

// List returns what reads a machine's saved inputs, and how they did, which may take longer than
// a frame.
func (r *Room) List(machine string) func() ListedMsg {
	whose := machine // machines of the name, where it is not the one that is picked
	if machine == r.machine.Name {
		whose = string(r.machine.ARN)
	}
	return func() ListedMsg {
		msg := ListedMsg{machine: machine, last: map[string]LastRun{}}
		var err error
		if msg.inputs, err = r.Inputs.List(machine); err != nil {
			msg.problem = err.Error()
		}
		if len(msg.inputs) == 0 {
			return msg
		}
		runs, err := r.Bench.Journal.List(r.Context, model.Query{Machine: whose, Limit: lastSaved})
		if err != nil {
			return msg // the history pane says why
		}
		for _, run := range runs {
			if _, ok := msg.last[run.Saved]; run.Saved != "" && !ok {
				verdict, judged := suite.VerdictOf(run.Verdict)
				msg.last[run.Saved] = LastRun{Status: run.Status, Verdict: verdict, Judged: judged}
			}
		}
		return msg
	}
}

// relist shows saved inputs that were read again, if they are of the picked machine.
func (r *Room) relist(msg ListedMsg) {
	if msg.machine == r.machine.Name {
		r.Saved.Set(msg.machine, msg.inputs, msg.last, msg.problem)
		r.Saved.setLoaded(r.open.name)
	}
}

// loadedMsg is sent when a saved input has been read.
type loadedMsg struct {
	machine, name, text string
	edit                bool // in $EDITOR, once it is there
	err                 error
}

// LoadSelected puts the saved input under the cursor into the editor.
func (r *Room) LoadSelected() tea.Cmd {
	input, _ := r.Saved.Selected()
	return r.Load(input.Name)
}

// EditSelected puts the saved input under the cursor into the editor and opens it in $EDITOR.
func (r *Room) EditSelected() tea.Cmd {
	input, _ := r.Saved.Selected()
	return r.load(input.Name, true)
}

// Load puts a saved input of the picked machine into the editor.
func (r *Room) Load(name string) tea.Cmd { return r.load(name, false) }

func (r *Room) load(name string, edit bool) tea.Cmd {
	machine := r.machine.Name
	return ask.Command(func() tea.Msg {
		text, err := r.Inputs.Load(machine, name)
		return loadedMsg{machine, name, text, edit, err}
	})
}

func (r *Room) onLoaded(msg loadedMsg) tea.Cmd {
	if msg.err != nil {
		r.Fail("cannot load "+msg.name, msg.err)
		return nil
	}
	if msg.machine != r.machine.Name {
		return nil
	}
	lost := r.Changed() && !r.Editor.Blank()
	if !r.Replace(msg.text) {
		return nil
	}
	r.SetSaved(msg.name, msg.text)
	r.Tell(FocusMsg{})
	said := "loaded " + msg.name
	if lost {
		said += ": press ctrl+z to undo"
	}
	r.Say(said)
	if msg.edit {
		return r.EditOutside()
	}
	return nil
}

// EditOutside opens the input in $EDITOR.
func (r *Room) EditOutside() tea.Cmd { return r.Before(r.Editor.ExternalEdit()) }

// onEdited takes in what $EDITOR made of the input.
func (r *Room) onEdited(msg editor.EditedMsg) tea.Cmd {
	cmd := r.Editor.Update(msg)
	if msg.Err != nil {
		r.Fail("cannot edit the input", msg.Err)
	}
	return cmd
}
