package burst

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// Subject is what a burst runs.
type Subject struct {
	Machine string    // its name
	ARN     model.ARN // of the machine, with the version, alias or test case that is run
	Name    string    // that, in words
	Saved   []string  // names of the machine's saved inputs, as far as they are read
	Input   Source    // what is chosen first
}

// asking is the dialog for what to run and how often.
type asking struct {
	dialog.Base
	Subject
	room  *Room
	table *action.Table
	form  *Form
	asked ask.Latest // for what the burst needs
}

func newAsking(r *Room, s Subject) *asking {
	f := &asking{Subject: s, room: r, form: r.form}
	f.table = action.New(
		action.Action{ID: "start-burst", Title: "start", Keys: []string{"enter"}, Do: func() tea.Cmd {
			if f.asked.Waiting() {
				return nil
			}
			return r.prepare()
		}},
		action.Action{ID: "cancel", Title: "cancel", Keys: []string{"esc", "ctrl+c"}, Do: action.Plain(func() {
			f.asked.Drop()
			f.Close()
		})},
	)
	return f
}

// Actions are to start, to leave it, and those of the form.
func (f *asking) Actions() []action.Action { return slices.Concat(f.table.All(), f.form.Actions()) }

// Bind changes the keys of the actions.
func (f *asking) Bind(keys action.Keys) {
	f.table.Bind(keys)
	f.form.Bind(keys)
}

// Keeps is true: a click beside the form does not close it.
func (*asking) Keeps() bool { return true }

// Update takes a key.
func (f *asking) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if !action.Types(k) {
		if cmd, used := f.table.Press(k); used {
			return cmd
		}
	}
	if !f.asked.Waiting() {
		f.form.Update(k)
	}
	return nil
}

// Foot is what the keys do now.
func (f *asking) Foot() []key.Help {
	if f.asked.Waiting() {
		return []key.Help{f.table.Hint("cancel", "cancel")}
	}
	return []key.Help{f.table.Hint("start-burst", "start"), f.form.hint("next-field", "next field"), f.form.hint("previous-burst-input", "choose the input"), f.table.Hint("cancel", "cancel")}
}

// View draws the form.
func (f *asking) View(width, height int) string {
	width = min(width, 74)
	lines := append([]string{""}, f.form.View(f.T, width-2)...)
	target := f.room.cfg.Bench.Target.Info()
	last := "asks before sending to " + screen.Visible(target.Name)
	switch {
	case f.asked.Waiting():
		last = "reading the inputs " + f.T.Ellipsis
	case target.Local:
		last = "embedded: nothing is billed"
	case !target.Bills():
		last = "on this machine: nothing is billed"
	}
	lines = append(lines, "", "   "+f.T.Dim.Render(last))
	title := "Run many times " + f.T.Sep + " " + screen.Visible(f.Name)
	return f.T.Box(title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}
