package ui

import (
	"errors"

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
	text          string // that was saved or deleted
	err           error
	now           inputsMsg
}

// deleted is the input that was deleted last, to be brought back.
type deleted struct{ machine, name, text string }

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
	a.dialogs.Replace(dialog.NewPrompt("Save input of "+screen.Visible(a.machine.Name), "name", a.input.name, func(name string) tea.Msg { return saveAsMsg{name} }))
	return nil
}

// saveAsMsg is told when a name for the editor's text was entered, saveMsg when it may take
// the place of what has it.
type (
	saveAsMsg struct{ name string }
	saveMsg   struct{ name string }
)

func (a *App) onSaveAs(msg saveAsMsg) tea.Cmd {
	switch name := msg.name; {
	case name == "":
		return nil
	case a.inputs.Has(name) && name != a.input.name:
		a.dialogs.Push(&dialog.Confirm{
			Title: "Replace", Question: "there is a saved input " + name + " already", Yes: "replace it", Then: saveMsg{name},
		})
		return nil
	default:
		return a.save(name)
	}
}

func (a *App) save(name string) tea.Cmd {
	return a.change(savedMsg{deed: saving, name: name, text: a.editor.Text()}, func(inputs model.SavedInputs, msg *savedMsg) error {
		return inputs.Save(msg.machine, msg.name, msg.text)
	})
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
	a.dialogs.Replace(dialog.NewPrompt(title+" "+screen.Visible(input.Name), "name", input.Name+suffix, func(to string) tea.Msg {
		return nameInputMsg{what, input.Name, to, do}
	}))
	return nil
}

// nameInputMsg is told when another name for a saved input was entered.
type nameInputMsg struct {
	what     deed
	name, to string
	do       func(inputs model.SavedInputs, machine, from, to string) error
}

func (a *App) onNameInput(msg nameInputMsg) tea.Cmd {
	if msg.to == "" || msg.to == msg.name {
		return nil
	}
	return a.change(savedMsg{deed: msg.what, name: msg.name, to: msg.to}, func(inputs model.SavedInputs, done *savedMsg) error {
		return msg.do(inputs, done.machine, done.name, done.to)
	})
}

// deleteInput deletes the saved input under the cursor, and keeps its text to be brought
// back.
func (a *App) deleteInput() tea.Cmd {
	input, ok := a.inputs.Selected()
	if !ok {
		return nil
	}
	return a.change(savedMsg{deed: deleting, name: input.Name}, func(inputs model.SavedInputs, msg *savedMsg) (err error) {
		// What cannot be read could not be brought back.
		if msg.text, err = inputs.Load(msg.machine, msg.name); err != nil {
			return err
		}
		return inputs.Delete(msg.machine, msg.name)
	})
}

// restore brings the input back that was deleted last.
func (a *App) restore() tea.Cmd {
	gone := a.deleted
	return a.change(savedMsg{deed: restoring, machine: gone.machine, name: gone.name, text: gone.text}, func(inputs model.SavedInputs, msg *savedMsg) error {
		list, err := inputs.List(msg.machine)
		if err != nil {
			return err
		}
		for _, input := range list {
			if input.Name == msg.name && !input.BuiltIn {
				return model.WithHint(errors.New("there is another input of that name now"), "rename it first")
			}
		}
		return inputs.Save(msg.machine, msg.name, msg.text)
	})
}

func (a *App) onSaved(msg savedMsg) tea.Cmd {
	a.onInputs(msg.now)
	if msg.err != nil {
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
		a.deleted = deleted{msg.machine, msg.name, msg.text}
		return a.say("deleted " + msg.name + ": u brings it back")
	case restoring:
		a.deleted = deleted{}
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
	if a.deleted.name == "" {
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
