package credential

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
)

// Codes carries questions for MFA codes to the screen.
type Codes chan CodeMsg

// CodeMsg is sent when an MFA code is needed. It is for the workbench that is seen.
type CodeMsg struct {
	request model.CodeRequest
	answer  chan<- string // closed without one if none is given
}

// Ask asks for a code, and waits for the answer until ctx ends.
func (c Codes) Ask(ctx context.Context, request model.CodeRequest) (string, error) {
	answer := make(chan string, 1)
	select {
	case c <- CodeMsg{request, answer}:
	case <-ctx.Done():
		return "", model.ErrNoCode
	}
	select {
	case code := <-answer:
		if code != "" {
			return code, nil
		}
	case <-ctx.Done():
	}
	return "", model.ErrNoCode
}

// codeMsg is told by the field: with a code, or "" if none is given.
type codeMsg struct {
	code   string
	answer chan<- string
}

// onCode opens the field for a code.
func (r *Room) onCode(msg CodeMsg) {
	field := dialog.NewPrompt("MFA code", "code", "", func(text string) tea.Msg {
		code, _ := model.ParseCode(text)
		return codeMsg{code, msg.answer}
	})
	field.Question = "The role of profile " + msg.request.Profile + " needs the code from this device: " + msg.request.Device
	field.Secret = true
	field.Otherwise = codeMsg{"", msg.answer}
	field.Check = func(text string) string {
		_, problem := model.ParseCode(text)
		return problem
	}
	r.field = field
	if msg.request.Refused {
		field.Refuse("this code was not accepted: wait for the next one, each works once")
	}
	if r.open() || msg.request.Refused { // the user waits for it
		r.Dialogs.Push(field)
		return
	}
	r.Dialogs.PushUnasked(field)
}
