package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/editor"
	"expresso/ui/kept"
	"expresso/ui/picker"
)

// openInput is what stands in the editor: which saved input it began as, and that one's
// text, to tell whether it was changed.
type openInput struct {
	name    string // "" if it is no saved input
	saved   string
	opening ask.Latest
	from    uint64 // the editor's revision when the open began

	// replaced is a text to put over the draft once it is there, for a run's input.
	replaced *string

	checked uint64 // the revision for which changed holds
	changed bool
}

// changedInput reports whether the editor's text is not that of the saved input.
func (a *App) changedInput() bool {
	in := &a.input
	if rev := a.editor.Revision(); in.checked != rev {
		in.checked = rev
		in.changed = a.editor.Size() != len(in.saved) || a.editor.Text() != in.saved
	}
	return in.changed
}

func (a *App) setSaved(name, text string) {
	a.input.name, a.input.saved = name, text
	a.input.checked = a.editor.Revision()
	a.input.changed = a.editor.Text() != text
	a.inputs.SetLoaded(name)
}

// openedMsg is sent when the draft and the saved inputs of a machine have been read.
type openedMsg struct {
	opening ask.Seq
	text    string
	name    string // of the saved input that the text began as
	saved   string
	inputsMsg
}

// pick turns to a machine, and sends runs to aim: the machine itself, or a version, an
// alias or a test case of it. The machine's draft goes into the editor, or, the first
// time, its first saved input.
func (a *App) pick(m model.Machine, aim model.ARN) tea.Cmd {
	if m.ARN == a.machine.ARN {
		return a.aimAt(aim)
	}
	leave := a.writeDraft()
	a.machine = m
	aimed := a.aimAt(aim)
	a.list.SetMachine(m.Name)
	a.input.from = a.editor.Revision()
	ctx, opening := a.input.opening.Next(a.ctx)
	session, inputs := a.cfg.Session, a.cfg.Inputs
	left, wasHere := a.left[m.ARN]
	open := command(func() tea.Msg {
		msg := openedMsg{opening: opening, inputsMsg: a.loadInputs(m.Name).(inputsMsg)}
		// A session that cannot be read costs a draft; writing the next one says so.
		if msg.text, msg.name = left.text, left.name; !wasHere {
			msg.text, _ = session.Get(ctx, kept.Draft(m.ARN))
			msg.name, _ = session.Get(ctx, kept.DraftName(m.ARN))
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
	return tea.Batch(leave, open, aimed)
}

// aimAt sends runs to the picked machine itself, or to a version, an alias or a test case
// of it. Whether there still is one is looked up where that is not known.
func (a *App) aimAt(aim model.ARN) tea.Cmd {
	a.aim = aim
	a.aims++
	seq, session := a.aims, a.cfg.Session
	cmds := []tea.Cmd{command(func() tea.Msg {
		a.writes.aim(a.ctx, session, seq, aim)
		return nil
	})}
	if aim != a.machine.ARN && a.picker.Show(a.machine.ARN) {
		cmds = append(cmds, a.readQualifiers(a.machine.ARN))
	}
	a.picker.SetPicked(aim)
	return tea.Batch(cmds...)
}

func (a *App) onOpened(msg openedMsg) tea.Cmd {
	in := &a.input
	if !in.opening.Done(msg.opening) {
		return nil
	}
	leave := a.writeDraft() // what was typed since the pick belongs to the machine before
	a.inputs.Set(msg.machine, msg.inputs, msg.marks, msg.problem)
	// What was typed before there was a machine has no other place: it goes over the draft,
	// or stays while more of it is being typed.
	typed, kept := a.editor.Text(), in.from
	early := a.draft.of == "" && strings.TrimSpace(typed) != ""
	if !early || a.editor.Revision() == in.from {
		a.editor.SetText(msg.text)
		kept = a.editor.Revision()
	}
	a.setSaved(msg.name, msg.saved)
	a.draft = draft{of: a.machine.ARN, kept: kept, seen: kept, name: msg.name}
	if early && kept == a.editor.Revision() && in.replaced == nil {
		in.replaced = &typed
	}
	if in.replaced != nil {
		a.editor.Replace(*in.replaced)
		in.replaced = nil
		a.setSaved("", "")
	}
	if form, open := a.dialogs.Front().(*burstForm); open {
		form.learn(a)
	}
	return leave
}

// inputsMsg is sent when a machine's saved inputs have been listed again.
type inputsMsg struct {
	machine string
	inputs  []model.SavedInput
	marks   map[string]picker.Mark
	problem string
}

// lastSaved is how many of a machine's latest runs are looked through for how its saved
// inputs did.
const lastSaved = 200

func (a *App) loadInputs(machine string) tea.Msg {
	msg := inputsMsg{machine: machine, marks: map[string]picker.Mark{}}
	var err error
	if msg.inputs, err = a.cfg.Inputs.List(machine); err != nil {
		msg.problem = err.Error()
	}
	if len(msg.inputs) == 0 {
		return msg
	}
	runs, err := a.cfg.Bench.Journal.List(a.ctx, model.Query{Machine: machine, Limit: lastSaved})
	if err != nil {
		return msg // the history pane says why
	}
	for _, r := range runs {
		if _, ok := msg.marks[r.Saved]; r.Saved != "" && !ok {
			msg.marks[r.Saved] = picker.Mark{Status: r.Status}
		}
	}
	return msg
}

func (a *App) onInputs(msg inputsMsg) {
	if msg.machine == a.machine.Name {
		a.inputs.Set(msg.machine, msg.inputs, msg.marks, msg.problem)
		a.inputs.SetLoaded(a.input.name)
	}
}

// inputMsg is sent when a saved input has been read.
type inputMsg struct {
	machine, name, text string
	err                 error
}

// loadInput reads a saved input of the picked machine.
func (a *App) loadInput(name string) tea.Cmd {
	machine := a.machine.Name
	return command(func() tea.Msg {
		text, err := a.cfg.Inputs.Load(machine, name)
		return inputMsg{machine, name, text, err}
	})
}

func (a *App) onInput(msg inputMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("cannot load "+msg.name+": "+msg.err.Error(), model.HintOf(msg.err))
	}
	if msg.machine != a.machine.Name {
		return nil
	}
	lost := a.changedInput() && !a.editor.Blank()
	if !a.editor.Replace(msg.text) {
		return a.fail(a.editor.Notice(), "")
	}
	a.setSaved(msg.name, msg.text)
	a.setFocus(inputPane)
	if lost {
		return a.say("loaded " + msg.name + ": ctrl+z brings back what was there")
	}
	return a.say("loaded " + msg.name)
}

// reuseMsg is sent when the run whose input is wanted has been read.
type reuseMsg struct {
	run model.Run
	err error
}

// reuse loads the input of the run under the cursor into the editor, and aims at what
// the run went to.
func (a *App) reuse() tea.Cmd {
	if run, whole := a.details.Run(); whole {
		return a.onReuse(reuseMsg{run: run})
	}
	run, ok := a.list.Selected()
	if !ok {
		return nil
	}
	return command(func() tea.Msg {
		run, err := a.cfg.Bench.Journal.Get(a.ctx, run.ID)
		return reuseMsg{run, err}
	})
}

func (a *App) onReuse(msg reuseMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("cannot read this run: "+msg.err.Error(), model.HintOf(msg.err))
	}
	m, ok := a.machineOf(msg.run.Machine)
	if !ok {
		return a.fail("the target has no machine "+msg.run.Machine.Machine()+" any more", "")
	}
	a.setFocus(inputPane)
	said := a.say("input of " + msg.run.Asked.Local().Format("15:04:05") + " loaded: ctrl+z brings back what was there")
	aim := m.ARN
	if msg.run.Machine.Unqualified() == m.ARN {
		aim = msg.run.Machine
	}
	if m.ARN != a.machine.ARN {
		a.input.replaced = &msg.run.Input
	} else if !a.editor.Replace(msg.run.Input) {
		return a.fail(a.editor.Notice(), "")
	}
	return tea.Batch(a.pick(m, aim), said)
}

// onEdited takes in what $EDITOR made of the input.
func (a *App) onEdited(msg editor.EditedMsg) tea.Cmd {
	cmd := a.editor.Update(msg)
	if a.mouse {
		cmd = tea.Batch(cmd, tea.EnableMouseCellMotion) // Bubble Tea forgets it
	}
	if msg.Err != nil {
		return tea.Batch(cmd, a.fail("cannot edit the input: "+msg.Err.Error(), model.HintOf(msg.Err)))
	}
	return cmd
}
