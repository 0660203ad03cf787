package ui

import (
	"errors"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/parameter"
	"expresso/ui/action"
	"expresso/ui/jsonview"
	"expresso/ui/sheet"
)

// filledMsg is sent when the parameters of an input have got their values, or one has
// none.
type filledMsg struct {
	of   written
	text string // with the values
	err  error
	look bool // it is to be looked at, not sent
}

// written is an input as it stood in the editor, for the machine that was picked.
type written struct {
	aim      model.ARN
	text     string
	saved    string // the name of the saved input whose text it is, "" for none
	revision uint64 // the editor's
}

func (a *App) written() written {
	in := written{a.aim, a.editor.Text(), a.input.name, a.editor.Revision()}
	if a.changedInput() {
		in.saved = ""
	}
	return in
}

// fill puts the values of the parameters into an input.
func (a *App) fill(in written, look bool) tea.Cmd {
	return command(func() tea.Msg {
		text, err := a.cfg.Parameters.Fill(in.text, 1)
		return filledMsg{in, text, err, look}
	})
}

// onFilled sends the input, or shows it. A parameter without value is marked.
func (a *App) onFilled(msg filledMsg) tea.Cmd {
	if msg.err != nil {
		if bad := (*parameter.Error)(nil); errors.As(msg.err, &bad) && msg.of.revision == a.editor.Revision() {
			a.setFocus(inputPane)
			a.editor.Blame(bad)
		}
		return a.warn("not sent: " + withHint(msg.err))
	}
	if !msg.look {
		return a.send(msg.of, msg.text)
	}
	if a.dialogs.Front() != nil {
		return nil // something else was opened since
	}
	doc := jsonview.New(a.t)
	doc.SetText(msg.text)
	p := &preview{Page: sheet.New("Input", 0, sheet.Sheet{Title: "as it would be sent", Doc: doc}), of: msg}
	p.run = action.New(action.Action{ID: "run-the-input", Title: "run this", Keys: a.keysOf("run-the-input"), Do: action.Plain(p.send)})
	a.dialogs.Replace(p)
	return nil
}

// showFilled shows what would be sent now.
func (a *App) showFilled() tea.Cmd {
	if cmd, bad := a.unsound("nothing to show"); bad {
		return cmd
	}
	if a.editor.Parameters() == 0 {
		return a.say("the input has no parameters, such as {{uuid}} or {{env.NAME}}: it is sent as it is")
	}
	return a.fill(a.written(), true)
}

// unsound goes to the first mistake in the editor's text, if there is one.
func (a *App) unsound(so string) (tea.Cmd, bool) {
	a.editor.Check()
	line, column, msg, bad := a.editor.Problem()
	if !bad {
		return nil, false
	}
	a.setFocus(inputPane)
	cmd := a.editor.GoToProblem()
	return tea.Batch(cmd, a.warn(fmt.Sprintf("%s: line %d, column %d: %s", so, line, column, msg))), true
}

// preview is an input as it would be sent. Running it sends just this.
type preview struct {
	*sheet.Page
	of  filledMsg
	run *action.Table
}

// sendFilledMsg is told when an input is to be sent as it was looked at.
type sendFilledMsg struct {
	of   written
	text string
}

func (p *preview) send() {
	p.Close()
	p.Tell(sendFilledMsg{p.of.of, p.of.text})
}

// Update takes a key.
func (p *preview) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok && !p.Capturing() {
		if cmd, used := p.run.Press(k); used {
			return cmd
		}
	}
	return p.Page.Update(msg)
}

// Foot is what the keys do now.
func (p *preview) Foot() []key.Help {
	return append([]key.Help{p.run.Hint("run-the-input", "run this"), p.Leaves()}, action.Helps(p.Actions())...)
}

// keysOf are the keys that an action has.
func (a *App) keysOf(id string) []string {
	for _, c := range a.actions {
		if c.ID == id {
			return c.Keys
		}
	}
	return nil
}
