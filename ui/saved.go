package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// deed is what was done to a saved input, as a verb.
type deed string

const (
	saving      deed = "save"
	deleting    deed = "delete"
	restoring   deed = "bring back"
	renaming    deed = "rename"
	duplicating deed = "duplicate"
)

// savedMsg is sent when something has been done to a saved input, or could not be.
type savedMsg struct {
	deed          deed
	machine, name string
	to            string // the new name of a rename or a duplicate
	text          string // that was saved
	gone          model.Removed
	from          *dialog.Prompt // that asked for the name, nil if none did
	err           error
	now           inputsMsg
}

// deleted is an input that was deleted, to be brought back.
type deleted struct {
	machine, name string
	gone          model.Removed
}

// change does something to a saved input of the picked machine, and lists them again.
func (a *App) change(msg savedMsg, do func(inputs model.SavedInputs, msg *savedMsg) error) tea.Cmd {
	if msg.machine == "" {
		msg.machine = a.machine.Name
	}
	return command(func() tea.Msg {
		msg.err = do(a.cfg.Inputs, &msg)
		msg.now = a.loadInputs(msg.machine).(inputsMsg)
		return msg
	})
}

// askSave asks for a name and saves the editor's text under it.
func (a *App) askSave() tea.Cmd {
	machine := a.machine.Name
	var p *dialog.Prompt
	p = dialog.NewPrompt("Save input of "+screen.Visible(machine), "name", a.input.name, func(name string) tea.Msg { return saveAsMsg{name, p} })
	p.Check = a.nameCheck(machine)
	p.Select()
	a.dialogs.Replace(p)
	return nil
}

// nameCheck says what is wrong with the name of an input. None is not wrong: it does nothing.
func (a *App) nameCheck(machine string) func(name string) string {
	return func(name string) string {
		if name == "" {
			return ""
		}
		if err := a.cfg.Inputs.Check(machine, name); err != nil {
			return err.Error()
		}
		return ""
	}
}

// saveAsMsg is told when a name for the editor's text was entered, saveMsg when it may take
// the place of what has it, and reopenMsg when it may not.
type (
	saveAsMsg struct {
		name string
		from *dialog.Prompt
	}
	saveMsg   saveAsMsg
	reopenMsg struct{ from *dialog.Prompt }
)

func (a *App) onSaveAs(msg saveAsMsg) tea.Cmd {
	switch name := msg.name; {
	case name == "":
		return nil
	case a.inputs.Has(name):
		a.dialogs.Push(&dialog.Confirm{
			Title: "Replace", Question: "there is a saved input " + name + " already", Yes: "replace it",
			Then: saveMsg(msg), Otherwise: reopenMsg{msg.from},
		})
		return nil
	default:
		return a.save(msg)
	}
}

func (a *App) save(msg saveAsMsg) tea.Cmd {
	return a.change(savedMsg{deed: saving, name: msg.name, text: a.editor.Text(), from: msg.from}, func(inputs model.SavedInputs, msg *savedMsg) error {
		return inputs.Save(msg.machine, msg.name, msg.text)
	})
}

// reopen shows a prompt again with what was typed, and why it was not taken. It reports false
// where something else is open by now.
func (a *App) reopen(p *dialog.Prompt, problem string) bool {
	if p == nil || a.dialogs.Front() != nil {
		return false
	}
	p.Refuse(problem)
	a.dialogs.Push(p)
	return true
}

// askRename asks for another name for the saved input under the cursor.
func (a *App) askRename() tea.Cmd {
	return a.askName(renaming, "Rename", "", model.SavedInputs.Rename)
}

// askDuplicate asks under which name to save the input under the cursor too.
func (a *App) askDuplicate() tea.Cmd {
	return a.askName(duplicating, "Duplicate", "-copy", model.SavedInputs.Duplicate)
}

func (a *App) askName(what deed, title, suffix string, do func(inputs model.SavedInputs, machine, from, to string) error) tea.Cmd {
	input, ok := a.inputs.Selected()
	if !ok {
		return nil
	}
	var p *dialog.Prompt
	p = dialog.NewPrompt(title+" "+screen.Visible(input.Name), "name", input.Name+suffix, func(to string) tea.Msg {
		return nameInputMsg{what, input.Name, to, do, p}
	})
	p.Check = a.nameCheck(a.machine.Name)
	p.Select()
	a.dialogs.Replace(p)
	return nil
}

// nameInputMsg is told when another name for a saved input was entered.
type nameInputMsg struct {
	what     deed
	name, to string
	do       func(inputs model.SavedInputs, machine, from, to string) error
	from     *dialog.Prompt
}

func (a *App) onNameInput(msg nameInputMsg) tea.Cmd {
	if msg.to == "" || msg.to == msg.name {
		return nil
	}
	return a.change(savedMsg{deed: msg.what, name: msg.name, to: msg.to, from: msg.from}, func(inputs model.SavedInputs, done *savedMsg) error {
		return msg.do(inputs, done.machine, done.name, done.to)
	})
}

// deleteInput deletes the saved input under the cursor, and keeps what was removed to be
// brought back.
func (a *App) deleteInput() tea.Cmd {
	input, ok := a.inputs.Selected()
	if !ok {
		return nil
	}
	return a.change(savedMsg{deed: deleting, name: input.Name}, func(inputs model.SavedInputs, msg *savedMsg) (err error) {
		msg.gone, err = inputs.Delete(msg.machine, msg.name)
		return err
	})
}

// restore brings the input back that was deleted last, and next time the one before.
func (a *App) restore() tea.Cmd {
	last := a.deleted[len(a.deleted)-1]
	return a.change(savedMsg{deed: restoring, machine: last.machine, name: last.name, gone: last.gone}, func(inputs model.SavedInputs, msg *savedMsg) error {
		return inputs.Restore(msg.machine, msg.name, msg.gone)
	})
}

func (a *App) onSaved(msg savedMsg) tea.Cmd {
	a.onInputs(msg.now)
	if msg.err != nil {
		if a.reopen(msg.from, withHint(msg.err)) {
			return nil
		}
		return a.fail("cannot "+string(msg.deed)+" "+msg.name+": "+msg.err.Error(), model.HintOf(msg.err))
	}
	here := msg.machine == a.machine.Name
	switch msg.deed {
	case saving:
		if here {
			a.setSaved(msg.name, msg.text)
		}
		return a.say("saved as " + msg.name)
	case deleting:
		if here && msg.name == a.input.name {
			a.setSaved("", "")
		}
		a.deleted = append(a.deleted, deleted{msg.machine, msg.name, msg.gone})
		return a.say("deleted " + msg.name + ": u brings it back")
	case restoring:
		a.deleted = slices.DeleteFunc(a.deleted, func(d deleted) bool { return d.machine == msg.machine && d.name == msg.name })
		if here {
			a.inputs.Select(msg.name)
		}
		return a.say("brought " + msg.name + " back")
	case renaming:
		if here && msg.name == a.input.name {
			a.setSaved(msg.to, a.input.saved)
		}
	}
	if here {
		a.inputs.Select(msg.to)
	}
	return a.say(msg.name + " is " + map[deed]string{renaming: "now ", duplicating: "also "}[msg.deed] + msg.to)
}

func (a *App) cannotRestore() string {
	if len(a.deleted) == 0 {
		return "no input was deleted"
	}
	return ""
}

func (a *App) cannotRename() string {
	input, ok := a.inputs.Selected()
	switch {
	case !ok:
		return a.noInput()
	case input.BuiltIn:
		return "this input comes with the sample and has no file: c duplicates it"
	}
	return ""
}
