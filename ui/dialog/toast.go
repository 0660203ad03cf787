package dialog

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Kind is of what kind a sentence is about what happened.
type Kind int

// The kinds: what was done, that something went well, why something was not done, and what
// went wrong.
const (
	Said Kind = iota
	Succeeded
	Warned
	Failed
)

// SayMsg is told where something has to be said in the footer.
type SayMsg struct {
	Kind       Kind
	Text, Hint string // what happened, and what to do about it, "" for nothing
}

// toastTime is how long a sentence is in the footer: long enough to be read. The first key after
// toastRead takes it away before: one that was on its way when it came does not.
const (
	toastTime = 5 * time.Second
	toastRead = time.Second
)

// Toast is a sentence in the footer about what just happened.
type Toast struct {
	text string
	kind Kind
	seq  uint64
	at   time.Time // when it was said
	on   Dialog    // what was open when it was said
}

// toastOverMsg is sent when a toast has stood long enough.
type toastOverMsg struct{ seq uint64 }

// Show says something while a dialog is open, nil for none. After returns a command that
// sends a message later.
func (o *Toast) Show(said SayMsg, on Dialog, now time.Time, after func(time.Duration, func(time.Time) tea.Msg) tea.Cmd) tea.Cmd {
	text := said.Text
	if said.Hint != "" {
		text += ": " + said.Hint
	}
	*o = Toast{screen.Visible(text), said.Kind, o.seq + 1, now, on}
	seq := o.seq
	return after(toastTime, func(time.Time) tea.Msg { return toastOverMsg{seq} })
}

// Update ends the sentence when its time is over.
func (o *Toast) Update(msg tea.Msg) {
	if over, ok := msg.(toastOverMsg); ok && over.seq == o.seq {
		o.text = ""
	}
}

// Read takes the sentence away if a key may have been pressed after reading it.
func (o *Toast) Read(now time.Time) {
	if now.Sub(o.at) >= toastRead {
		o.text = ""
	}
}

// Clear takes the sentence away.
func (o *Toast) Clear() { o.text = "" }

// Says reports whether a sentence is shown.
func (o *Toast) Says(text string) bool { return o.text == text }

// Seq counts what was said.
func (o *Toast) Seq() uint64 { return o.seq }

// On is what was open when it was said, nil if nothing was.
func (o *Toast) On() Dialog { return o.on }

// View draws the sentence in at most width cells, "" if there is none.
func (o *Toast) View(t *theme.Theme, width int) string {
	if o.text == "" {
		return ""
	}
	style, glyph := o.style(t)
	text := t.Fit(glyph+" "+o.text, max(min(width, screen.Width(glyph+" "+o.text)), 0))
	return style.Render(text)
}

// toastLines is how many lines a long sentence takes.
const toastLines = 4

// Lines draws the sentence on lines of exactly width cells.
func (o *Toast) Lines(t *theme.Theme, width int) []string {
	style, glyph := o.style(t)
	wrapped := screen.Wrap(o.text, width-4)
	if len(wrapped) > toastLines {
		wrapped = append(wrapped[:toastLines-1], strings.Join(wrapped[toastLines-1:], " "))
	}
	lines := make([]string, len(wrapped))
	for i, line := range wrapped {
		if i > 0 {
			glyph = screen.Blanks(screen.Width(glyph))
		}
		lines[i] = style.Render(t.Fit(" "+glyph+" "+line, width))
	}
	return lines
}

func (o *Toast) style(t *theme.Theme) (style lipgloss.Style, glyph string) {
	switch o.kind {
	case Succeeded:
		return t.OK, t.Check
	case Warned:
		return t.Warn, t.Bang
	case Failed:
		return t.Fail, t.Cross
	}
	return t.Text, t.Sep
}

// Voice is action.Out for those who says in the footer what happened.
type Voice struct{ action.Out }

// Say tells what was done.
func (v *Voice) Say(text string) { v.Tell(SayMsg{Kind: Said, Text: text}) }

// Good tells that something went well.
func (v *Voice) Good(text string) { v.Tell(SayMsg{Kind: Succeeded, Text: text}) }

// Warn tells why something was not done.
func (v *Voice) Warn(text string) { v.Tell(SayMsg{Kind: Warned, Text: text}) }

// Fail tells what went wrong, why, and what to do about it; nil for no more than the text.
func (v *Voice) Fail(text string, err error) {
	msg := SayMsg{Kind: Failed, Text: text}
	if err != nil {
		msg.Text, msg.Hint = text+": "+err.Error(), model.HintOf(err)
	}
	v.Tell(msg)
}

// Sentence is an error and what to do about it.
func Sentence(err error) string {
	if hint := model.HintOf(err); hint != "" {
		return err.Error() + ": " + hint
	}
	return err.Error()
}
