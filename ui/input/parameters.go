package input

import (
	"errors"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/parameter"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/jsonview"
	"expresso/ui/sheet"
)

// filledMsg is sent when the parameters of an input have got their values, or one has
// none.
type filledMsg struct {
	of   Written
	text string // with the values
	err  error
	look bool // it is to be looked at, not sent
}

// Written is an input as it stood in the editor, for the machine that was picked.
type Written struct {
	ARN      model.ARN
	Text     string
	Saved    string // the name of the saved input whose text it is, "" for none
	revision uint64 // the editor's
}

// Written is what is in the editor, for a machine, a version, an alias or a test case.
func (r *Room) Written(arn model.ARN) Written {
	in := Written{arn, r.Editor.Text(), r.open.name, r.Editor.Revision()}
	if r.Changed() {
		in.Saved = ""
	}
	return in
}

// fill puts the values of the parameters into an input.
func (r *Room) fill(in Written, look bool) tea.Cmd {
	return ask.Command(func() tea.Msg {
		text, err := r.Parameters.Fill(in.Text, 1)
		return filledMsg{in, text, err, look}
	})
}

// Run sends the editor's text, with its parameters' values, to a machine. What cannot be sent is
// refused here, with the cursor where it is wrong.
func (r *Room) Run(arn model.ARN) tea.Cmd {
	if cmd, bad := r.Unsound("not sent", ""); bad {
		return cmd
	}
	in := r.Written(arn)
	if r.Editor.Parameters() > 0 {
		return r.fill(in, false)
	}
	r.send(in, in.Text)
	return nil
}

// Last is what runs went to last, "" if there was none.
func (r *Room) Last() model.ARN { return r.last.ARN }

// Sent reports whether the text is what was sent last, and went to the picked machine.
func (r *Room) Sent() bool {
	return r.last.ARN != "" && r.last.ARN.Unqualified() == r.machine.ARN && r.last.revision == r.Editor.Revision()
}

// RunAgain sends what was sent last, with new values of its parameters.
func (r *Room) RunAgain() tea.Cmd { return r.fill(r.last, false) }

// send has an input sent with its parameters' values.
func (r *Room) send(in Written, text string) {
	r.last = in
	r.Tell(SendMsg{in, text})
}

// onFilled sends the input, or shows it. A parameter without value is marked.
func (r *Room) onFilled(msg filledMsg) {
	if msg.err != nil {
		if bad := (*parameter.Error)(nil); errors.As(msg.err, &bad) && msg.of.revision == r.Editor.Revision() {
			r.Tell(FocusMsg{})
			r.Editor.Blame(bad)
		}
		r.Warn("not sent: " + dialog.Sentence(msg.err))
		return
	}
	if !msg.look {
		r.send(msg.of, msg.text)
		return
	}
	if r.Dialogs.Front() != nil {
		return // something else was opened since
	}
	doc := jsonview.New(r.Theme)
	doc.SetText(msg.text)
	p := &preview{Page: sheet.New("Input", 0, sheet.Sheet{Title: "as it is sent", Doc: doc}), of: msg}
	p.run = action.New(action.Action{ID: "run-the-input", Title: "run this", Keys: RunKeys(), Do: action.Plain(p.send)})
	r.Dialogs.Replace(p)
}

// RunKeys are the keys that send the input.
func RunKeys() []string { return []string{"ctrl+r", "f5"} }

// Look shows what would be sent to a machine now.
func (r *Room) Look(arn model.ARN) tea.Cmd {
	if cmd, bad := r.Unsound("nothing to show", ""); bad {
		return cmd
	}
	if r.Editor.Parameters() == 0 {
		r.Say("the input has no parameters such as {{uuid}} or {{env.NAME}}: it is sent unchanged")
		return nil
	}
	return r.fill(r.Written(arn), true)
}

// Unsound goes to the first mistake in the editor's text, if there is one, and says what is not
// done because of it, and what can be done in its place.
func (r *Room) Unsound(so, instead string) (tea.Cmd, bool) {
	r.Editor.Check()
	line, column, _, bad := r.Editor.Problem() // the editor says what it is
	if !bad {
		return nil, false
	}
	r.Tell(FocusMsg{})
	r.Warn(fmt.Sprintf("%s: invalid JSON in line %d, column %d%s", so, line, column, instead))
	return r.Editor.GoToProblem(), true
}

// preview is an input as it is sent. Running it sends just this.
type preview struct {
	*sheet.Page
	of  filledMsg
	run *action.Table
}

// sendFilledMsg is told when an input is to be sent as it was looked at.
type sendFilledMsg struct {
	of   Written
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

// Bind gives the actions other keys.
func (p *preview) Bind(keys action.Keys) {
	p.Page.Bind(keys)
	p.run.Bind(keys)
}

// Foot is what the keys do now.
func (p *preview) Foot() []key.Help {
	return append([]key.Help{p.run.Hint("run-the-input", "run this"), p.Leaves()}, action.Helps(p.Actions())...)
}
