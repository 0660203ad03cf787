package manual

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/dialog"
)

// Room opens the manual on a page.
type Room struct {
	action.Out
	dialogs *dialog.Stack
	topics  []Topic
}

// New returns a room, which opens its pages on the stack.
func New(dialogs *dialog.Stack, topics []Topic) *Room { return &Room{dialogs: dialogs, topics: topics} }

// None says why there is nothing to read, "" if there is.
func (r *Room) None() string {
	if len(r.topics) == 0 {
		return "this build has no manual"
	}
	return ""
}

// Open opens the first topic.
func (r *Room) Open() tea.Cmd { return r.Update(OpenMsg{}) }

// Update opens what was chosen in the help.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(OpenMsg); ok {
		r.dialogs.Push(newPage(r.topics, msg))
	}
	return nil
}

// Chapter lists the topics in the help.
func (r *Room) Chapter() dialog.Chapter { return chapter(r.topics) }
