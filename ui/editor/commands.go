package editor

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Action is something the editor can do: what a palette lists, and what a key is bound to.
type Action struct {
	Binding  key.Binding
	Do       func() tea.Cmd // does it; the command, if there is one, is for the program to run
	Disabled string         // why it cannot be done now, "" if it can
}

// command is an Action before it is bound to an editor.
type command struct {
	binding  func(*KeyMap) *key.Binding
	do       func(*Editor) tea.Cmd
	disabled func(*Editor) string // nil: never
}

// plain makes a command's do out of what needs no tea.Cmd.
func plain(do func(*Editor)) func(*Editor) tea.Cmd {
	return func(e *Editor) tea.Cmd { do(e); return nil }
}

// commands lists all there is, in the order in which help shows it.
var commands = []command{
	{func(k *KeyMap) *key.Binding { return &k.Undo }, plain(func(e *Editor) { e.undo() }), func(e *Editor) string {
		return unless(len(e.record.done) > 0, "nothing to undo")
	}},
	{func(k *KeyMap) *key.Binding { return &k.Redo }, plain(func(e *Editor) { e.redo() }), func(e *Editor) string {
		return unless(len(e.record.undone) > 0, "nothing to redo")
	}},
	{func(k *KeyMap) *key.Binding { return &k.Format }, plain(func(e *Editor) { e.rewrite(format) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.Minify }, plain(func(e *Editor) { e.rewrite(minify) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.GotoProblem }, plain((*Editor).gotoProblem), nil},
	{func(k *KeyMap) *key.Binding { return &k.Find }, plain(func(e *Editor) { e.openPrompt(askFind) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.FindNext }, plain(func(e *Editor) { e.findAgain(false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.FindPrevious }, plain(func(e *Editor) { e.findAgain(true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.GotoLine }, plain(func(e *Editor) { e.openPrompt(askLine) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.Bracket }, plain(func(e *Editor) { e.jumpToBracket(false) }), nil},

	{func(k *KeyMap) *key.Binding { return &k.Copy }, (*Editor).copySelection, needsSelection},
	{func(k *KeyMap) *key.Binding { return &k.Cut }, (*Editor).cut, nil},
	{func(k *KeyMap) *key.Binding { return &k.Paste }, plain(func(e *Editor) { e.paste(e.register) }), func(e *Editor) string {
		return unless(e.register != "", "nothing was cut or copied yet")
	}},
	{func(k *KeyMap) *key.Binding { return &k.SelectAll }, plain((*Editor).selectAll), nil},
	{func(k *KeyMap) *key.Binding { return &k.Close }, plain(func(e *Editor) { e.moveTo(e.sel.cursor, false) }), needsSelection},

	{func(k *KeyMap) *key.Binding { return &k.Toggle }, plain((*Editor).toggle), nil},
	{func(k *KeyMap) *key.Binding { return &k.DuplicateLine }, plain((*Editor).duplicateLines), nil},
	{func(k *KeyMap) *key.Binding { return &k.DeleteLine }, plain((*Editor).deleteLines), nil},
	{func(k *KeyMap) *key.Binding { return &k.MoveLineUp }, plain(func(e *Editor) { e.moveLinesBy(-1) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.MoveLineDown }, plain(func(e *Editor) { e.moveLinesBy(1) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.Newline }, plain((*Editor).newline), nil},
	{func(k *KeyMap) *key.Binding { return &k.Backspace }, plain((*Editor).backspace), nil},
	{func(k *KeyMap) *key.Binding { return &k.Delete }, plain(func(e *Editor) { e.deleteTo(e.rightOf(e.sel.cursor), erasing) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.DeleteWordLeft }, plain(func(e *Editor) { e.deleteTo(e.wordLeft(e.sel.cursor), other) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.DeleteWordRight }, plain(func(e *Editor) { e.deleteTo(e.wordRight(e.sel.cursor), other) }), nil},

	{func(k *KeyMap) *key.Binding { return &k.Left }, plain((*Editor).left1), nil},
	{func(k *KeyMap) *key.Binding { return &k.Right }, plain((*Editor).right1), nil},
	{func(k *KeyMap) *key.Binding { return &k.Up }, plain(func(e *Editor) { e.moveLines(-1, false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.Down }, plain(func(e *Editor) { e.moveLines(1, false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.WordLeft }, plain(func(e *Editor) { e.moveTo(e.wordLeft(e.sel.cursor), false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.WordRight }, plain(func(e *Editor) { e.moveTo(e.wordRight(e.sel.cursor), false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.LineStart }, plain(func(e *Editor) { e.moveTo(e.home(), false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.LineEnd }, plain(func(e *Editor) { e.moveTo(e.endOfLine(), false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.PageUp }, plain(func(e *Editor) { e.page(-1, false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.PageDown }, plain(func(e *Editor) { e.page(1, false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.TextStart }, plain(func(e *Editor) { e.moveTo(0, false) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.TextEnd }, plain(func(e *Editor) { e.moveTo(e.buf.size(), false) }), nil},

	{func(k *KeyMap) *key.Binding { return &k.SelectLeft }, plain(func(e *Editor) { e.moveTo(e.leftOf(e.sel.cursor), true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectRight }, plain(func(e *Editor) { e.moveTo(e.rightOf(e.sel.cursor), true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectUp }, plain(func(e *Editor) { e.moveLines(-1, true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectDown }, plain(func(e *Editor) { e.moveLines(1, true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectWordLeft }, plain(func(e *Editor) { e.moveTo(e.wordLeft(e.sel.cursor), true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectWordRight }, plain(func(e *Editor) { e.moveTo(e.wordRight(e.sel.cursor), true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectLineStart }, plain(func(e *Editor) { e.moveTo(e.home(), true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectLineEnd }, plain(func(e *Editor) { e.moveTo(e.endOfLine(), true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectTextStart }, plain(func(e *Editor) { e.moveTo(0, true) }), nil},
	{func(k *KeyMap) *key.Binding { return &k.SelectTextEnd }, plain(func(e *Editor) { e.moveTo(e.buf.size(), true) }), nil},
}
