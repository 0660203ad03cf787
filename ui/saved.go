package ui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
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
	a.over = newPrompt("Save input of "+screen.Visible(a.machine.Name), "name", a.input.name, func(name string) tea.Cmd {
		if name == "" {
			return nil
		}
		if a.inputs.Has(name) && name != a.input.name {
			a.over = &confirm{
				title: "Replace", text: "there is a saved input " + name + " already", yes: "replace it",
				do: func() tea.Cmd { return a.save(name) },
			}
			return nil
		}
		return a.save(name)
	})
	return nil
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
	a.over = newPrompt(title+" "+screen.Visible(input.Name), "name", input.Name+suffix, func(to string) tea.Cmd {
		if to == "" || to == input.Name {
			return nil
		}
		return a.change(savedMsg{deed: what, name: input.Name, to: to}, func(inputs model.SavedInputs, msg *savedMsg) error {
			return do(inputs, msg.machine, msg.name, msg.to)
		})
	})
	return nil
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
