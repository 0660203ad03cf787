package editor

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/screen"
)

// mode is what keys that type characters mean under Vim's keys.
type mode uint8

const (
	normalMode mode = iota // commands
	insertMode             // text, with all the keys of an editor without modes
	visualMode             // commands over the selection, whose last character is the one at the cursor
	linesMode              // the same over whole lines
)

func (m mode) String() string {
	return [...]string{"normal", "insert", "visual", "visual line"}[m]
}

// vim is what Vim's keys have to remember. A command begins in normal mode with nothing
// typed and ends there: with what was inserted, if it inserts. It is one step of undo, and
// can be repeated as a whole.
type vim struct {
	on   bool
	mode mode

	number  int    // the count that was typed before the operator or command, 0 for none
	op      rune   // the operator that waits for what to work on, 0 for none
	times   int    // the count that was typed before the operator
	typed   string // what was typed of a command of several keys
	bound   string // the id whose command it has to be, "" for what the keys are by themselves
	sought  sought // the last f, F, t or T
	origin  span   // the selection when a search began
	inserts insertion

	keys  []tea.KeyMsg // since the command began
	last  []tea.KeyMsg // the command that changed the text last
	began uint64       // the revision at the beginning of the command
	alone bool         // the command is not one to repeat
}

// sought is a character that was looked for on a line, and by which key.
type sought struct{ key, char rune }

// insertion is how often the text that is being inserted has to be there in the end.
type insertion struct {
	times int
	from  int           // keys before it in the command
	again func(*Editor) // gets ready for one more time, nil if there is nothing to do
}

const (
	maxVimCount = 1_000_000_000
	maxVimKeys  = 100_000 // that a command is made of, or that a count makes of it
)

// SetVim switches Vim's keys on or off.
func (e *Editor) SetVim(on bool) {
	e.resetVim()
	e.vim = vim{on: on}
	e.settleVim()
}

// Vim reports whether Vim's keys are on.
func (e *Editor) Vim() bool { return e.vim.on }

// commanding reports whether characters are commands.
func (e *Editor) commanding() bool { return e.vim.on && e.vim.mode != insertMode }

// pending reports whether a command is begun and not at its end.
func (v *vim) pending() bool { return v.number > 0 || v.op != 0 || v.typed != "" }

// idle reports whether the next key begins a command.
func (v *vim) idle() bool { return v.mode == normalMode && !v.pending() }

// said is what was typed of a command so far.
func (v *vim) said() string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return screen.Count(int64(n))
	}
	op := ""
	if v.op != 0 {
		op = string(v.op)
	}
	return number(v.times) + op + number(v.number) + v.typed
}

// vimStatus says in which mode the keys are, and what was typed of a command.
func (e *Editor) vimStatus() string {
	if !e.vim.on {
		return ""
	}
	return strings.TrimSuffix(e.vim.mode.String()+" "+screen.Visible(e.vim.said()), " ")
}

// drop forgets what was typed of a command.
func (v *vim) drop() { v.number, v.op, v.times, v.typed = 0, 0, 0, "" }

// resetVim returns to normal mode from any other mode or pending command.
func (e *Editor) resetVim() {
	if !e.vim.on {
		return
	}
	if e.prompt.motion {
		e.closePrompt()
	}
	e.vim.drop()
	e.vim.mode = normalMode
	e.sel.anchor = e.sel.cursor
	e.endVim()
	e.settleVim()
}

// vimWants reports whether a key is for Vim's modes; those for the App come last.
func (e *Editor) vimWants(msg tea.KeyMsg) bool {
	v := &e.vim
	switch {
	case !v.on:
		return false
	case e.vimLeaves.Find(msg.String()) != nil:
		return e.vimEscapes(msg)
	case v.mode == insertMode:
		return false
	case action.Types(msg):
		return msg.Paste || v.typed != "" || !slices.Contains(forApp, msg.String())
	}
	return vimNamed[msg.String()] != 0
}

// vimEscapes reports whether a key leaves what Vim's keys are in the middle of.
func (e *Editor) vimEscapes(msg tea.KeyMsg) bool {
	leaves := e.vimLeaves.Find(msg.String())
	switch {
	case !e.vim.on || leaves == nil:
		return false
	case leaves.ID == vimEscape:
		return !e.vim.idle() || e.search.shown || e.hasSelection()
	}
	return !e.vim.idle()
}

// forApp are the characters that stay the App's outside insert mode.
var forApp = []string{":", "?"}

// vimNamed are the keys without a character, or with another one, that Vim's modes use.
var vimNamed = map[string]rune{
	"left": 'h', "right": 'l', "up": 'k', "down": 'j', " ": 'l', "backspace": 'h', "ctrl+h": 'h',
	"enter": '\n', "ctrl+j": '\n', "delete": 'x', "home": '0', "end": '$', "ctrl+left": 'b', "ctrl+right": 'w',
	"ctrl+d": ctrlD, "ctrl+u": ctrlU, "ctrl+f": ctrlF, "pgdown": ctrlF, "ctrl+b": ctrlB, "pgup": ctrlB,
}

// The control characters that are commands.
const (
	ctrlB = '\x02'
	ctrlD = '\x04'
	ctrlF = '\x06'
	ctrlU = '\x15'
)

// vimKey answers a key under Vim's keys.
func (e *Editor) vimKey(msg tea.KeyMsg) tea.Cmd {
	if len(msg.Runes) < 2 || msg.Paste {
		return e.vimFeed(msg)
	}
	// Keys that were pressed fast come as one.
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		cmds = append(cmds, e.vimFeed(tea.KeyMsg{Type: msg.Type, Runes: []rune{r}, Alt: msg.Alt}))
	}
	return tea.Batch(cmds...)
}

// vimFeed takes one key.
func (e *Editor) vimFeed(msg tea.KeyMsg) tea.Cmd {
	v := &e.vim
	if v.idle() {
		v.keys, v.began, v.alone = v.keys[:0], e.revision, false
		v.inserts = insertion{}
		e.record.join()
	}
	if len(v.keys) < maxVimKeys {
		v.keys = append(v.keys, msg)
	} else {
		v.alone = true
	}
	e.notice = ""
	cmd := e.vimDo(msg)
	e.settleVim()
	if v.idle() {
		e.endVim()
	}
	return cmd
}

// endVim ends a command.
func (e *Editor) endVim() {
	v := &e.vim
	e.record.part()
	if e.revision != v.began && !v.alone && v.idle() {
		v.last = append(v.last[:0], v.keys...)
	}
	v.alone = true
}

func (e *Editor) vimDo(msg tea.KeyMsg) tea.Cmd {
	v := &e.vim
	leaves := e.vimLeaves.Find(msg.String())
	escape := leaves != nil
	switch {
	case escape && leaves.ID == vimInterrupt && e.hasSelection():
		return e.copySelection()
	case v.mode == insertMode && escape:
		e.leaveInsert()
	case v.mode == insertMode:
		return e.plainKey(msg)
	case escape:
		v.drop()
		v.mode = normalMode
		e.search.shown = false
		e.sel.anchor = e.sel.cursor
	case msg.Paste:
		v.drop()
		e.paste(string(msg.Runes))
		v.mode = normalMode
	case action.Types(msg) && msg.Type != tea.KeySpace:
		return e.vimStroke(msg.Runes[0], false)
	case msg.Type == tea.KeySpace && v.typed != "":
		return e.vimStroke(' ', false)
	default:
		if r := vimNamed[msg.String()]; r != 0 {
			return e.vimStroke(r, true)
		}
		v.drop()
		v.alone = true
		return e.plainKey(msg)
	}
	return nil
}

// settleVim sees to it, after each key, that the cursor is on a character
// in normal mode, and that a selection that was made in another way is one of visual mode.
func (e *Editor) settleVim() {
	v := &e.vim
	if !v.on || v.mode != normalMode || e.prompt.open {
		return
	}
	if e.sel.anchor != e.sel.cursor {
		v.mode, v.alone = visualMode, true
		if e.sel.cursor > e.sel.anchor {
			e.sel.cursor = e.leftOf(e.sel.cursor)
		} else {
			e.sel.anchor = e.leftOf(e.sel.anchor)
		}
		return
	}
	n := e.buf.line(e.sel.cursor)
	if end := e.buf.end(n); e.sel.cursor >= end && end > e.buf.start(n) {
		at := e.leftOf(end)
		e.sel = span{at, at}
	}
}

// afterVim sees to the modes after a command that knows nothing of them.
func (e *Editor) afterVim(id string, before uint64) {
	v := &e.vim
	if !v.on || v.mode == insertMode {
		return
	}
	found := id == findNext || id == findPrevious
	if v.mode == normalMode && (found || e.revision != before) {
		at := min(e.sel.anchor, e.sel.cursor)
		e.sel = span{at, at}
	}
	if v.mode != normalMode && (e.revision != before || e.sel.anchor == e.sel.cursor) {
		v.mode = normalMode
		e.sel.anchor = e.sel.cursor
	}
	e.settleVim()
}
