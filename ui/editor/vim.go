package editor

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

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

// resetVim goes back to normal mode from whatever is going on.
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
	case msg.Type == tea.KeyEsc:
		return !v.idle() || e.search.shown || e.hasSelection()
	case msg.Type == tea.KeyCtrlC:
		return !v.idle()
	case v.mode == insertMode:
		return false
	case types(msg):
		return msg.Paste || v.typed != "" || !slices.Contains(forApp, msg.String())
	}
	return vimNamed[msg.String()] != 0
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
	escape := msg.Type == tea.KeyEsc || msg.Type == tea.KeyCtrlC
	switch {
	case escape && msg.Type == tea.KeyCtrlC && e.hasSelection():
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
	case types(msg) && msg.Type != tea.KeySpace:
		return e.vimStroke(msg.Runes[0])
	case msg.Type == tea.KeySpace && v.typed != "":
		return e.vimStroke(' ')
	default:
		if r := vimNamed[msg.String()]; r != 0 {
			return e.vimStroke(r)
		}
		v.drop()
		v.alone = true
		return e.plainKey(msg)
	}
	return nil
}

// settleVim sees to it, after whatever has happened, that the cursor stands on a character
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
func (e *Editor) afterVim(c command, before uint64) {
	v := &e.vim
	if !v.on || v.mode == insertMode {
		return
	}
	b := c.binding(&e.Keys)
	found := b == &e.Keys.FindNext || b == &e.Keys.FindPrevious
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

// stroke is a command as it was typed.
type stroke struct {
	count int  // at least 1
	given bool // a count was typed
	arg   rune // the character that the command was given
}

// stroke returns what was typed, and forgets it.
func (v *vim) stroke(k vimKey) stroke {
	s := stroke{count: 1, given: v.number > 0 || v.times > 0}
	for _, n := range [2]int{v.times, v.number} {
		if n > 0 {
			s.count = min(s.count*n, maxVimCount)
		}
	}
	if k.arg {
		s.arg, _ = utf8.DecodeLastRuneInString(v.typed)
	}
	v.drop()
	return s
}

// vimStroke takes one character of a command.
func (e *Editor) vimStroke(r rune) tea.Cmd {
	v := &e.vim
	if v.typed == "" && (r >= '1' && r <= '9' || r == '0' && v.number > 0) {
		v.number = min(v.number*10+int(r-'0'), maxVimCount)
		return nil
	}
	v.typed += string(r)
	visual := v.mode != normalMode
	more := false
	if v.op != 0 && v.typed == string(v.op) {
		op := v.op
		return e.operateLines(op, v.stroke(vimKey{}))
	}
	if v.op != 0 || visual {
		for _, o := range vimObjects {
			switch o.match(v.typed) {
			case whole:
				return e.onObject(o)
			case begun:
				more = true
			}
		}
	}
	for _, m := range vimMotions {
		switch m.match(v.typed) {
		case whole:
			return e.onMotion(m)
		case begun:
			more = true
		}
	}
	commands := vimCommands
	if visual {
		commands = vimVisual
	}
	for _, c := range commands {
		if v.op != 0 {
			break
		}
		switch c.match(v.typed) {
		case whole:
			if c.key == `"` {
				v.typed = "" // there is one register; its name stands before a command
				return nil
			}
			return c.do(e, v.stroke(c.vimKey))
		case begun:
			more = true
		}
	}
	if more {
		return nil
	}
	if v.op == 0 && strings.ContainsRune(vimOperators, r) && v.typed == string(r) {
		if visual {
			return e.operateSelection(r, v.mode == linesMode)
		}
		v.op, v.times, v.number, v.typed = r, v.number, 0, ""
		return nil
	}
	said := v.said()
	v.drop()
	e.notice = screen.Visible(said) + " does nothing here: f1 shows the keys"
	return nil
}

// vimKey is one of Vim's keys, or a few in a row.
type vimKey struct {
	key  string
	arg  bool // any character comes behind it
	what string
}

type matched uint8

const (
	not matched = iota
	begun
	whole
)

func (k vimKey) match(typed string) matched {
	switch rest, behind := strings.CutPrefix(typed, k.key); {
	case behind && (rest != "") == k.arg:
		return whole
	case behind && k.arg, strings.HasPrefix(k.key, typed):
		return begun
	}
	return not
}

// VimBindings lists Vim's keys, for help: those of normal mode, and those which do
// something else in visual mode.
func VimBindings() (normal, visual []key.Binding) {
	names := strings.NewReplacer("\x02", "ctrl+b", "\x04", "ctrl+d", "\x06", "ctrl+f", "\x15", "ctrl+u", "\n", "enter")
	add := func(all *[]key.Binding, k vimKey) {
		name := names.Replace(k.key)
		i := slices.IndexFunc(*all, func(b key.Binding) bool { return b.Help().Desc == k.what })
		if i < 0 {
			*all = append(*all, key.NewBinding(key.WithKeys(name), key.WithHelp(name, k.what)))
			return
		}
		(*all)[i].SetKeys(append((*all)[i].Keys(), name)...)
	}
	for _, c := range vimCommands {
		add(&normal, c.vimKey)
	}
	for _, o := range vimOperatorHelp {
		add(&normal, o)
	}
	for _, m := range vimMotions {
		add(&normal, m.vimKey)
	}
	for _, o := range vimObjects {
		add(&normal, o.vimKey)
	}
	for _, c := range vimVisual {
		if c.what != "" {
			add(&visual, c.vimKey)
		}
	}
	return normal, visual
}

// vimHelp lists what a footer has room for.
func (e *Editor) vimHelp() []key.Binding {
	hint := func(k, what string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, what)) }
	switch e.vim.mode {
	case insertMode:
		return []key.Binding{hint("esc", "normal mode"), e.Keys.Format}
	case normalMode:
		return []key.Binding{hint("i", "insert"), hint("/", "find"), hint("u", "undo"), hint("U", "redo"), e.Keys.Format}
	}
	return []key.Binding{hint("d", "delete"), hint("y", "copy"), hint("c", "change"), hint("esc", "normal mode")}
}
