package dialog

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/screen"
)

// Prompt asks for one line of text. What was typed stays until it is accepted or left.
type Prompt struct {
	Base
	Title, Label string
	Question     string                    // above the text, "" for none
	Facts        Facts                     // below the question
	Then         func(text string) tea.Msg // what is told when text was entered, nil for nothing
	// Check says why text cannot be taken, which is shown then; nil if any can.
	Check     func(text string) string
	Otherwise tea.Msg // what is told when it is left, nil for nothing
	Secret    bool    // what is typed is not shown

	field   field.Field
	problem string
	table   *action.Table
}

// NewPrompt returns a prompt that begins with a value.
func NewPrompt(title, label, value string, then func(text string) tea.Msg) *Prompt {
	p := &Prompt{Title: title, Label: label, Then: then}
	p.field.Set(value)
	p.table = action.New(
		action.Action{ID: "accept-text", Title: "ok", Short: "ok", Keys: []string{"enter"}, Do: action.Plain(p.accept)},
		action.Action{ID: "cancel", Title: "cancel", Short: "cancel", Keys: []string{"esc", "ctrl+c"}, Do: action.Plain(p.cancel)},
	)
	return p
}

func (p *Prompt) accept() {
	text := strings.TrimSpace(p.field.Value())
	if p.Check != nil {
		if p.problem = p.Check(text); p.problem != "" {
			return
		}
	}
	p.Close()
	if msg := p.Then(text); msg != nil {
		p.Tell(msg)
	}
}

func (p *Prompt) cancel() {
	p.Close()
	if p.Otherwise != nil {
		p.Tell(p.Otherwise)
	}
}

// Select marks the text: what is typed takes its place.
func (p *Prompt) Select() { p.field.Select() }

// Refuse shows why the text was not taken.
func (p *Prompt) Refuse(problem string) { p.problem = problem }

// Bind gives the actions other keys.
func (p *Prompt) Bind(keys action.Keys) { p.table.Bind(keys) }

// Actions are to take the text, or not.
func (p *Prompt) Actions() []action.Action { return p.table.All() }

// Keeps is true: a click beside the prompt does not lose what was typed.
func (p *Prompt) Keeps() bool { return true }

// Update takes a key.
func (p *Prompt) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		if cmd, used := p.press(msg); used {
			return cmd
		}
		p.problem = ""
		p.field.Update(msg)
	}
	return nil
}

// press does what a key is bound to that types nothing.
func (p *Prompt) press(msg tea.KeyMsg) (tea.Cmd, bool) {
	if action.Types(msg) {
		return nil, false
	}
	return p.table.Press(msg)
}

// View draws the text, and under it what is wrong with it.
func (p *Prompt) View(width, height int) string {
	width = min(width, confirmWidth)
	label := " " + p.T.Dim.Render(p.Label) + "  "
	shown := p.field
	if p.Secret {
		shown = p.field.Masked()
	}
	asked := []string{label + shown.View(p.T, width-3-screen.Width(label), true)}
	if p.problem != "" {
		for _, line := range screen.Wrap(p.problem, width-4) {
			asked = append(asked, " "+p.T.Fail.Render(line))
		}
	}
	lines := append(above(p.T, p.Question, p.Facts, width, height-2-len(asked)), asked...)
	return p.T.Box(p.Title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}

// ReopenMsg is told where a prompt is to be shown again with what was typed.
type ReopenMsg struct{ Prompt *Prompt }

// Reopen shows a prompt again with what was typed, and why it was not taken. It reports false
// where something else is open by now. What the footer said was under way has ended.
func (s *Stack) Reopen(p *Prompt, problem string) bool {
	if p == nil || s.Front() != nil {
		return false
	}
	p.Refuse(problem)
	s.Toast.Clear()
	s.Push(p)
	return true
}
