package editor

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
)

// command is an action before it is an editor's. Characters, blanks and pastes are typed
// and cannot be bound.
type command struct {
	id, title string
	keys      []string
	do        func(*Editor) tea.Cmd
	disabled  func(*Editor) string // nil: never
	yields    bool                 // its keys are the App's while it is disabled
}

// plain makes a command's do out of what needs no tea.Cmd.
func plain(do func(*Editor)) func(*Editor) tea.Cmd {
	return func(e *Editor) tea.Cmd { do(e); return nil }
}

func unless(ok bool, reason string) string {
	if ok {
		return ""
	}
	return reason
}

func needsSelection(e *Editor) string { return unless(e.hasSelection(), "nothing is selected") }

// The commands that others know.
const (
	goToError    = "input-go-to-error"
	findNext     = "input-find-next"
	findPrevious = "input-find-previous"
)

// commands lists all there is, in the order in which help shows it. Their keys are those of
// common editors, as far as terminals can tell them apart and the App leaves them.
var commands = []command{
	{id: "input-undo", title: "undo", keys: []string{"ctrl+z"}, do: plain(func(e *Editor) { e.undo() }), disabled: func(e *Editor) string {
		return unless(len(e.record.done) > 0, "nothing to undo")
	}},
	{id: "input-redo", title: "redo", keys: []string{"ctrl+y"}, do: plain(func(e *Editor) { e.redo() }), disabled: func(e *Editor) string {
		return unless(len(e.record.undone) > 0, "nothing to redo")
	}},
	{id: "input-format", title: "format", keys: []string{"f6"}, do: plain(func(e *Editor) { e.rewrite(format) })},
	{id: "input-minify", title: "minify", keys: []string{"f7"}, do: plain(func(e *Editor) { e.rewrite(minify) })},
	{id: goToError, title: "go to error", keys: []string{"ctrl+e", "f8"}, do: plain((*Editor).gotoProblem)},
	{id: "input-find", title: "find", keys: []string{"ctrl+f"}, do: plain(func(e *Editor) { e.openPrompt(askFind) })},
	{id: findNext, title: "find next", keys: []string{"f3", "ctrl+n"}, do: plain(func(e *Editor) { e.findAgain(false) })},
	{id: findPrevious, title: "find previous", keys: []string{"f15", "f4"}, do: plain(func(e *Editor) { e.findAgain(true) })}, // terminals call shift+f3 f15
	{id: "input-go-to-line", title: "go to line", keys: []string{"ctrl+g"}, do: plain(func(e *Editor) { e.openPrompt(askLine) })},
	{id: "input-matching-bracket", title: "matching bracket", keys: []string{"ctrl+]"}, do: plain(func(e *Editor) { e.jumpToBracket(false) })},

	{id: "input-copy", title: "copy", keys: []string{"ctrl+c"}, do: (*Editor).copySelection, disabled: needsSelection, yields: true},
	{id: "input-cut", title: "cut", keys: []string{"ctrl+x"}, do: (*Editor).cut},
	{id: "input-paste", title: "paste", keys: []string{"ctrl+v"}, do: plain(func(e *Editor) { e.paste(e.register) }), disabled: func(e *Editor) string {
		return unless(e.register != "", "nothing to paste")
	}},
	{id: "input-select-all", title: "select all", keys: []string{"ctrl+a"}, do: plain((*Editor).selectAll)},
	{id: "input-drop-selection", title: "drop selection", keys: []string{"esc"}, do: plain(func(e *Editor) { e.moveTo(e.sel.cursor, false) }), disabled: needsSelection, yields: true},

	{id: "input-true-or-false", title: "true or false", keys: []string{"ctrl+t"}, do: plain((*Editor).toggle)},
	{id: "input-duplicate-line", title: "duplicate line", keys: []string{"ctrl+d"}, do: plain((*Editor).duplicateLines)},
	{id: "input-delete-line", title: "delete line", keys: []string{"ctrl+k"}, do: plain((*Editor).deleteLines)},
	{id: "input-move-line-up", title: "move line up", keys: []string{"ctrl+up", "alt+up"}, do: plain(func(e *Editor) { e.moveLinesBy(-1) })},
	{id: "input-move-line-down", title: "move line down", keys: []string{"ctrl+down", "alt+down"}, do: plain(func(e *Editor) { e.moveLinesBy(1) })},
	{id: "input-new-line", title: "new line", keys: []string{"enter", "ctrl+j", "alt+enter"}, do: plain((*Editor).newline)},
	{id: "input-delete-left", title: "delete left", keys: []string{"backspace", "ctrl+h"}, do: plain((*Editor).backspace)},
	{id: "input-delete-right", title: "delete right", keys: []string{"delete"}, do: plain(func(e *Editor) { e.deleteTo(e.rightOf(e.sel.cursor), erasing) })},
	{id: "input-delete-word-left", title: "delete word left", keys: []string{"ctrl+w", "alt+backspace"}, do: plain(func(e *Editor) { e.deleteTo(e.wordLeft(e.sel.cursor), other) })},
	{id: "input-delete-word-right", title: "delete word right", keys: []string{"alt+d", "alt+delete"}, do: plain(func(e *Editor) { e.deleteTo(e.wordRight(e.sel.cursor), other) })},

	{id: "input-left", title: "left", keys: []string{"left"}, do: plain((*Editor).left1)},
	{id: "input-right", title: "right", keys: []string{"right"}, do: plain((*Editor).right1)},
	{id: "input-up", title: "up", keys: []string{"up"}, do: plain(func(e *Editor) { e.moveLines(-1, false) })},
	{id: "input-down", title: "down", keys: []string{"down"}, do: plain(func(e *Editor) { e.moveLines(1, false) })},
	{id: "input-word-left", title: "word left", keys: []string{"ctrl+left", "alt+left", "alt+b"}, do: plain(func(e *Editor) { e.moveTo(e.wordLeft(e.sel.cursor), false) })},
	{id: "input-word-right", title: "word right", keys: []string{"ctrl+right", "alt+right", "alt+f"}, do: plain(func(e *Editor) { e.moveTo(e.wordRight(e.sel.cursor), false) })},
	{id: "input-start-of-line", title: "start of line", keys: []string{"home"}, do: plain(func(e *Editor) { e.moveTo(e.home(), false) })},
	{id: "input-end-of-line", title: "end of line", keys: []string{"end"}, do: plain(func(e *Editor) { e.moveTo(e.endOfLine(), false) })},
	{id: "input-page-up", title: "page up", keys: []string{"pgup"}, do: plain(func(e *Editor) { e.page(-1, false) })},
	{id: "input-page-down", title: "page down", keys: []string{"pgdown"}, do: plain(func(e *Editor) { e.page(1, false) })},
	{id: "input-start-of-text", title: "start of text", keys: []string{"ctrl+home"}, do: plain(func(e *Editor) { e.moveTo(0, false) })},
	{id: "input-end-of-text", title: "end of text", keys: []string{"ctrl+end"}, do: plain(func(e *Editor) { e.moveTo(e.buf.size(), false) })},

	{id: "input-select-left", title: "select left", keys: []string{"shift+left"}, do: plain(func(e *Editor) { e.moveTo(e.leftOf(e.sel.cursor), true) })},
	{id: "input-select-right", title: "select right", keys: []string{"shift+right"}, do: plain(func(e *Editor) { e.moveTo(e.rightOf(e.sel.cursor), true) })},
	{id: "input-select-up", title: "select up", keys: []string{"shift+up"}, do: plain(func(e *Editor) { e.moveLines(-1, true) })},
	{id: "input-select-down", title: "select down", keys: []string{"shift+down"}, do: plain(func(e *Editor) { e.moveLines(1, true) })},
	{id: "input-select-word-left", title: "select word left", keys: []string{"ctrl+shift+left", "alt+shift+left"}, do: plain(func(e *Editor) { e.moveTo(e.wordLeft(e.sel.cursor), true) })},
	{id: "input-select-word-right", title: "select word right", keys: []string{"ctrl+shift+right", "alt+shift+right"}, do: plain(func(e *Editor) { e.moveTo(e.wordRight(e.sel.cursor), true) })},
	{id: "input-select-to-start-of-line", title: "select to start of line", keys: []string{"shift+home"}, do: plain(func(e *Editor) { e.moveTo(e.home(), true) })},
	{id: "input-select-to-end-of-line", title: "select to end of line", keys: []string{"shift+end"}, do: plain(func(e *Editor) { e.moveTo(e.endOfLine(), true) })},
	{id: "input-select-to-start-of-text", title: "select to start of text", keys: []string{"ctrl+shift+home"}, do: plain(func(e *Editor) { e.moveTo(0, true) })},
	{id: "input-select-to-end-of-text", title: "select to end of text", keys: []string{"ctrl+shift+end"}, do: plain(func(e *Editor) { e.moveTo(e.buf.size(), true) })},
}

// actions makes the commands this editor's. They leave to who does them to check the text.
func (e *Editor) actions() *action.Table {
	all := make([]action.Action, len(commands))
	for i := range commands {
		c := &commands[i]
		a := action.Action{ID: c.id, Title: c.title, Keys: c.keys, Do: func() tea.Cmd { return e.do(c) }}
		if c.disabled != nil {
			a.Disabled = func() string { return c.disabled(e) }
		}
		if c.yields {
			a.Hidden = func() bool { return c.disabled(e) != "" }
		}
		all[i] = a
	}
	return action.New(all...)
}

// do does a command, or says why it cannot be done.
func (e *Editor) do(c *command) tea.Cmd {
	e.notice = ""
	if c.disabled != nil {
		if e.notice = c.disabled(e); e.notice != "" {
			return nil
		}
	}
	before := e.revision
	cmd := c.do(e)
	e.afterVim(c.id, before)
	return cmd
}

// Bind gives the actions other keys.
func (e *Editor) Bind(keys action.Keys) {
	e.table.Bind(keys)
	e.asking.Bind(keys)
	e.bindVim(keys)
}

// Actions lists what the editor can do, in the order in which help shows it.
func (e *Editor) Actions() []action.Action {
	all := slices.Clone(e.table.All())
	for i := range all {
		do := all[i].Do
		all[i].Do = func() tea.Cmd { return e.checking(do) }
	}
	return all
}

// PromptActions lists what can be done while a search or a line number is typed.
func (e *Editor) PromptActions() []action.Action { return e.asking.All() }

// UndoKey is the key that undoes what was typed.
func (e *Editor) UndoKey() string { return e.table.Get("input-undo").Cap(true) }

// GoToProblem goes to the first mistake in the text.
func (e *Editor) GoToProblem() tea.Cmd { return e.checking(e.table.Get(goToError).Do) }

// checking does something, and sees to it that an edit is checked once the text rests.
func (e *Editor) checking(do func() tea.Cmd) tea.Cmd {
	before := e.revision
	return both(do(), e.checkLater(before))
}

// both does two commands, either of which may be none.
func both(a, b tea.Cmd) tea.Cmd {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return tea.Batch(a, b)
}
