package editor

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
)

// ShortHelp lists what a footer has room for.
func (e *Editor) ShortHelp() []key.Help {
	switch {
	case e.prompt.open:
		return e.asking.Helps("input-prompt-next", "input-prompt-previous", "input-prompt-close")
	case e.vim.on:
		return e.vimHelp()
	case e.problem.msg != "":
		return e.table.Helps(goToError, "input-find", "input-undo")
	}
	return e.table.Helps("input-find", "input-format", "input-undo")
}

// prompts makes what answers keys while a search or a line number is typed. The rest is the
// line's, in which it is typed.
func (e *Editor) prompts() *action.Table {
	return action.New(
		action.Of("input-prompt-next", "next", e.promptNext, "enter", "down", "alt+enter", "alt+down"),
		action.Of("input-prompt-previous", "previous", func() {
			if e.prompt.what == askFind {
				e.findAgain(true)
			}
		}, "up", "alt+up"),
		action.Of("input-prompt-close", "close", e.closePrompt, "esc"),
	)
}

// asked returns the action of a prompt that is open that a key is bound to, nil for none.
func (e *Editor) asked(msg tea.KeyMsg) *action.Action {
	if !e.prompt.open || msg.Paste || action.Types(msg) {
		return nil
	}
	return e.asking.Find(msg.String())
}

// prompted reports whether a key is for the prompt.
func (e *Editor) prompted(msg tea.KeyMsg) bool {
	return e.prompt.open && (action.Types(msg) || lineKeys[msg.Type] || e.asked(msg) != nil)
}

// bound returns the action that a key is bound to, nil for none.
func (e *Editor) bound(msg tea.KeyMsg) *action.Action {
	if msg.Paste {
		return nil
	}
	return e.table.Find(msg.String())
}

// wants reports whether Update would use a key. What the App binds for all panes comes
// first except for what is First.
func (e *Editor) wants(msg tea.KeyMsg) bool {
	switch {
	case e.prompted(msg) || e.vimWants(msg):
		return true
	case action.Types(msg):
		return !e.commanding()
	}
	return e.bound(msg) != nil
}

// Capturing is true: what is typed is text, or a command of Vim's.
func (e *Editor) Capturing() bool { return true }

// First reports whether a key is typed here, or is for what there is to copy or to close, which
// comes before all that the App binds.
func (e *Editor) First(msg tea.KeyMsg) bool {
	if e.asked(msg) != nil || e.vimEscapes(msg) || action.Types(msg) && e.wants(msg) {
		return true
	}
	a := e.bound(msg)
	return a != nil && a.Hidden != nil && !action.Types(msg)
}

// key answers a key.
func (e *Editor) key(msg tea.KeyMsg) tea.Cmd {
	before := e.revision
	var cmd tea.Cmd
	if e.vim.on && !e.prompt.open {
		cmd = e.vimKey(msg)
	} else {
		cmd = e.plainKey(msg)
	}
	return both(cmd, e.checkLater(before))
}

// plainKey answers a key as an editor without modes does, or while a prompt is open.
func (e *Editor) plainKey(msg tea.KeyMsg) tea.Cmd {
	if e.prompted(msg) {
		e.promptKey(msg)
		return nil
	}
	switch {
	case !action.Types(msg):
		a := e.bound(msg)
		if a == nil {
			return nil
		}
		if a.ID != findNext && a.ID != findPrevious {
			e.closePrompt() // for what is about something else
		}
		return a.Do()
	case msg.Paste:
		e.notice = ""
		e.paste(string(msg.Runes))
	default:
		e.notice = ""
		for _, r := range msg.Runes {
			e.typed(r)
		}
	}
	return nil
}
