package input

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// deed is what was done to a saved input, as a verb.
type deed string

const (
	saving      deed = "save"
	deleting    deed = "delete"
	restoring   deed = "restore"
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
	now           ListedMsg
}

// deleted is an input that was deleted, to be brought back.
type deleted struct {
	machine, name string
	gone          model.Removed
}

// change does something to a saved input of the picked machine, and lists them again.
func (r *Room) change(msg savedMsg, do func(inputs model.SavedInputs, msg *savedMsg) error) tea.Cmd {
	if msg.machine == "" {
		msg.machine = r.machine.Name
	}
	list := r.List(msg.machine)
	return ask.Command(func() tea.Msg {
		msg.err = do(r.Inputs, &msg)
		msg.now = list()
		return msg
	})
}

// AskSave asks for a name and saves the editor's text under it, which must be JSON.
func (r *Room) AskSave() tea.Cmd {
	if cmd, bad := r.Unsound("not saved", ": alt+s saves any text to a file"); bad {
		return cmd
	}
	machine := r.machine.Name
	var p *dialog.Prompt
	p = dialog.NewPrompt("Save input of "+screen.Visible(machine), "name", r.open.name, func(name string) tea.Msg { return saveAsMsg{name, p} })
	p.Check = r.nameCheck(machine)
	p.Select()
	r.Dialogs.Replace(p)
	return nil
}

// nameCheck says what is wrong with the name of an input. None is not wrong: it does nothing.
func (r *Room) nameCheck(machine string) func(name string) string {
	return func(name string) string {
		if name == "" {
			return ""
		}
		if err := r.Inputs.Check(machine, name); err != nil {
			return err.Error()
		}
		return ""
	}
}

// saveAsMsg is told when a name for the editor's text was entered, and saveMsg when it may
// take the place of what has it.
type (
	saveAsMsg struct {
		name string
		from *dialog.Prompt
	}
	saveMsg saveAsMsg
)

func (r *Room) onSaveAs(msg saveAsMsg) tea.Cmd {
	switch name := msg.name; {
	case name == "":
		return nil
	case r.Saved.kept(name):
		r.Dialogs.Push(&dialog.Confirm{
			Title: "Replace", Question: "the saved input " + name + " already exists", Yes: "replace it",
			Then: saveMsg(msg), Otherwise: dialog.ReopenMsg{Prompt: msg.from},
		})
		return nil
	default:
		return r.save(msg)
	}
}

func (r *Room) save(msg saveAsMsg) tea.Cmd {
	return r.change(savedMsg{deed: saving, name: msg.name, text: r.Editor.Text(), from: msg.from}, func(inputs model.SavedInputs, msg *savedMsg) error {
		return inputs.Save(msg.machine, msg.name, msg.text)
	})
}

// AskRename asks for another name for the saved input under the cursor.
func (r *Room) AskRename() tea.Cmd {
	return r.askName(renaming, "Rename", "", model.SavedInputs.Rename)
}

// AskDuplicate asks under which name to save the input under the cursor too.
func (r *Room) AskDuplicate() tea.Cmd {
	return r.askName(duplicating, "Duplicate", "-copy", model.SavedInputs.Duplicate)
}

func (r *Room) askName(what deed, title, suffix string, do func(inputs model.SavedInputs, machine, from, to string) error) tea.Cmd {
	input, ok := r.Saved.Selected()
	if !ok {
		return nil
	}
	var p *dialog.Prompt
	p = dialog.NewPrompt(title+" "+screen.Visible(input.Name), "name", input.Name+suffix, func(to string) tea.Msg {
		return nameMsg{what, input.Name, to, do, p}
	})
	p.Check = r.nameCheck(r.machine.Name)
	p.Select()
	r.Dialogs.Replace(p)
	return nil
}

// nameMsg is told when another name for a saved input was entered.
type nameMsg struct {
	what     deed
	name, to string
	do       func(inputs model.SavedInputs, machine, from, to string) error
	from     *dialog.Prompt
}

func (r *Room) onName(msg nameMsg) tea.Cmd {
	if msg.to == "" || msg.to == msg.name {
		return nil
	}
	return r.change(savedMsg{deed: msg.what, name: msg.name, to: msg.to, from: msg.from}, func(inputs model.SavedInputs, done *savedMsg) error {
		return msg.do(inputs, done.machine, done.name, done.to)
	})
}

// Delete deletes the saved input under the cursor, and keeps what was removed to be
// brought back.
func (r *Room) Delete() tea.Cmd {
	input, ok := r.Saved.Selected()
	if !ok {
		return nil
	}
	return r.change(savedMsg{deed: deleting, name: input.Name}, func(inputs model.SavedInputs, msg *savedMsg) (err error) {
		msg.gone, err = inputs.Delete(msg.machine, msg.name)
		return err
	})
}

// Restore brings the input back that was deleted last, and next time the one before.
func (r *Room) Restore() tea.Cmd {
	last := r.deleted[len(r.deleted)-1]
	return r.change(savedMsg{deed: restoring, machine: last.machine, name: last.name, gone: last.gone}, func(inputs model.SavedInputs, msg *savedMsg) error {
		return inputs.Restore(msg.machine, msg.name, msg.gone)
	})
}

func (r *Room) onSaved(msg savedMsg) {
	r.relist(msg.now)
	if msg.err != nil {
		if !r.Dialogs.Reopen(msg.from, dialog.Sentence(msg.err)) {
			r.Fail("cannot "+string(msg.deed)+" "+msg.name, msg.err)
		}
		return
	}
	here := msg.machine == r.machine.Name
	switch msg.deed {
	case saving:
		if here {
			r.SetSaved(msg.name, msg.text)
		}
		r.Say("saved .expresso/inputs/" + msg.machine + "/" + msg.name + ".json")
		return
	case deleting:
		if here && msg.name == r.open.name {
			r.SetSaved("", "")
		}
		r.deleted = append(r.deleted, deleted{msg.machine, msg.name, msg.gone})
		r.Say("deleted " + msg.name + ": press u to restore it")
		return
	case restoring:
		r.deleted = slices.DeleteFunc(r.deleted, func(g deleted) bool { return g.machine == msg.machine && g.name == msg.name })
		if here {
			r.Saved.Select(msg.name)
		}
		r.Say("restored " + msg.name)
		return
	case renaming:
		if here && msg.name == r.open.name {
			r.SetSaved(msg.to, r.open.saved)
		}
	}
	if here {
		r.Saved.Select(msg.to)
	}
	r.Say(map[deed]string{renaming: "renamed to ", duplicating: "duplicated as "}[msg.deed] + msg.to)
}

// The reasons why something cannot be done with the saved inputs, "" if it can.

// NoInput is that of what needs one.
func (r *Room) NoInput() string {
	if _, ok := r.Saved.Selected(); !ok {
		return "no saved inputs for this machine: press ctrl+s to save one"
	}
	return ""
}

// CannotDelete is that of Delete.
func (r *Room) CannotDelete() string {
	input, ok := r.Saved.Selected()
	switch {
	case !ok:
		return r.NoInput()
	case input.BuiltIn:
		return "this input comes with the sample and cannot be changed"
	case input.Example != "":
		return "this is an example of the project and cannot be changed"
	}
	return ""
}

// CannotRestore is that of Restore.
func (r *Room) CannotRestore() string {
	if len(r.deleted) == 0 {
		return "no deleted input to restore"
	}
	return ""
}

// CannotRename is that of AskRename.
func (r *Room) CannotRename() string {
	input, ok := r.Saved.Selected()
	switch {
	case !ok:
		return r.NoInput()
	case input.BuiltIn:
		return "this input comes with the sample: press c to duplicate it"
	case input.Example != "":
		return "this is an example of the project: press c to save a copy"
	}
	return ""
}
