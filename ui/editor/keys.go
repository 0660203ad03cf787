package editor

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// KeyMap says which keys do what. Characters, blanks and pastes are typed and cannot be
// bound. Left to the App: ctrl+r, f5, ctrl+s, ctrl+o, ctrl+p, ctrl+q, tab, shift+tab,
// ctrl+c without a selection, esc with nothing to close.
type KeyMap struct {
	Left, Right, Up, Down, WordLeft, WordRight          key.Binding
	LineStart, LineEnd, PageUp, PageDown                key.Binding
	TextStart, TextEnd, Bracket                         key.Binding
	SelectLeft, SelectRight, SelectUp, SelectDown       key.Binding
	SelectWordLeft, SelectWordRight                     key.Binding
	SelectLineStart, SelectLineEnd                      key.Binding
	SelectTextStart, SelectTextEnd, SelectAll           key.Binding
	Newline, Backspace, Delete                          key.Binding
	DeleteWordLeft, DeleteWordRight, DeleteLine         key.Binding
	DuplicateLine, MoveLineUp, MoveLineDown, Toggle     key.Binding
	Undo, Redo, Cut, Copy, Paste                        key.Binding
	Find, FindNext, FindPrevious, GotoLine, GotoProblem key.Binding
	Format, Minify, Close                               key.Binding
}

// DefaultKeys are the keys of common editors, as far as terminals can tell them apart and
// the App leaves them.
func DefaultKeys() KeyMap {
	bind := func(help string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], help))
	}
	return KeyMap{
		Left:      bind("left", "left"),
		Right:     bind("right", "right"),
		Up:        bind("up", "up"),
		Down:      bind("down", "down"),
		WordLeft:  bind("word left", "ctrl+left", "alt+left", "alt+b"),
		WordRight: bind("word right", "ctrl+right", "alt+right", "alt+f"),
		LineStart: bind("start of line", "home"),
		LineEnd:   bind("end of line", "end"),
		PageUp:    bind("page up", "pgup"),
		PageDown:  bind("page down", "pgdown"),
		TextStart: bind("start of text", "ctrl+home"),
		TextEnd:   bind("end of text", "ctrl+end"),
		Bracket:   bind("matching bracket", "ctrl+]"),

		SelectLeft:      bind("select left", "shift+left"),
		SelectRight:     bind("select right", "shift+right"),
		SelectUp:        bind("select up", "shift+up"),
		SelectDown:      bind("select down", "shift+down"),
		SelectWordLeft:  bind("select word left", "ctrl+shift+left", "alt+shift+left"),
		SelectWordRight: bind("select word right", "ctrl+shift+right", "alt+shift+right"),
		SelectLineStart: bind("select to start of line", "shift+home"),
		SelectLineEnd:   bind("select to end of line", "shift+end"),
		SelectTextStart: bind("select to start of text", "ctrl+shift+home"),
		SelectTextEnd:   bind("select to end of text", "ctrl+shift+end"),
		SelectAll:       bind("select all", "ctrl+a"),

		Newline:         bind("new line", "enter", "ctrl+j", "alt+enter"),
		Backspace:       bind("delete left", "backspace", "ctrl+h"),
		Delete:          bind("delete right", "delete"),
		DeleteWordLeft:  bind("delete word left", "ctrl+w", "alt+backspace"),
		DeleteWordRight: bind("delete word right", "alt+d", "alt+delete"),
		DeleteLine:      bind("delete line", "ctrl+k"),
		DuplicateLine:   bind("duplicate line", "ctrl+d"),
		MoveLineUp:      bind("move line up", "ctrl+up", "alt+up"),
		MoveLineDown:    bind("move line down", "ctrl+down", "alt+down"),
		Toggle:          bind("true or false", "ctrl+t"),

		Undo:  bind("undo", "ctrl+z"),
		Redo:  bind("redo", "ctrl+y"),
		Cut:   bind("cut", "ctrl+x"),
		Copy:  bind("copy", "ctrl+c"),
		Paste: bind("paste", "ctrl+v"),

		Find:         bind("find", "ctrl+f"),
		FindNext:     bind("find next", "f3", "ctrl+n"),
		FindPrevious: bind("find previous", "f15", "f4"), // terminals call shift+f3 f15
		GotoLine:     bind("go to line", "ctrl+g"),
		GotoProblem:  bind("go to error", "ctrl+e", "f8"),
		Format:       bind("format", "ctrl+l", "f6"),
		Minify:       bind("minify", "f7"),
		Close:        bind("drop selection", "esc"),
	}
}

func unless(ok bool, reason string) string {
	if ok {
		return ""
	}
	return reason
}

func needsSelection(e *Editor) string { return unless(e.hasSelection(), "nothing is selected") }

// Actions lists what the editor can do, in the order in which help shows it.
func (e *Editor) Actions() []Action {
	actions := make([]Action, 0, len(commands))
	for _, c := range commands {
		a := Action{Binding: *c.binding(&e.Keys), Do: func() tea.Cmd { return e.run(c) }}
		if c.disabled != nil {
			a.Disabled = c.disabled(e)
		}
		actions = append(actions, a)
	}
	return actions
}

// Bindings lists the keys that the editor uses, in the order of Actions.
func (e *Editor) Bindings() []key.Binding {
	bindings := make([]key.Binding, 0, len(commands))
	for _, c := range commands {
		bindings = append(bindings, *c.binding(&e.Keys))
	}
	return bindings
}

// ShortHelp lists what a footer has room for.
func (e *Editor) ShortHelp() []key.Binding {
	if e.prompt.open {
		return []key.Binding{
			key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "next")),
			key.NewBinding(key.WithKeys("up"), key.WithHelp("up", "previous")),
			key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "close")),
		}
	}
	k := &e.Keys
	if e.vim.on {
		return e.vimHelp()
	}
	if e.problem.msg != "" {
		return []key.Binding{k.GotoProblem, k.Find, k.Undo}
	}
	return []key.Binding{k.Find, k.Format, k.Undo}
}

// closePromptFor closes the prompt for a command that is about something else.
func (e *Editor) closePromptFor(c command) {
	if b := c.binding(&e.Keys); b != &e.Keys.FindNext && b != &e.Keys.FindPrevious {
		e.closePrompt()
	}
}

// run does a command, and sees to it that an edit is checked once the text rests.
func (e *Editor) run(c command) tea.Cmd {
	before := e.revision
	return both(e.do(c), e.checkLater(before))
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

// do does a command.
func (e *Editor) do(c command) tea.Cmd {
	e.notice = ""
	if c.disabled != nil {
		if e.notice = c.disabled(e); e.notice != "" {
			return nil
		}
	}
	before := e.revision
	cmd := c.do(e)
	e.afterVim(c, before)
	return cmd
}

// bound returns the command that a key is bound to.
func (e *Editor) bound(msg tea.KeyMsg) (command, bool) {
	if msg.Paste {
		return command{}, false
	}
	pressed := msg.String()
	for _, c := range commands {
		b := c.binding(&e.Keys)
		if !b.Enabled() {
			continue
		}
		for _, k := range b.Keys() {
			if k == pressed {
				return c, true
			}
		}
	}
	return command{}, false
}

// types reports whether a key types characters.
func types(msg tea.KeyMsg) bool {
	return (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
}

// Wants reports whether Update would use a key. What the App binds for all panes comes
// first; of the rest, ctrl+c and esc are the editor's only while there is something to
// copy or to close.
func (e *Editor) Wants(msg tea.KeyMsg) bool {
	switch {
	case e.prompt.open && (types(msg) || promptKeys[msg.Type]) || e.vimWants(msg):
		return true
	case types(msg):
		return !e.commanding()
	}
	c, ok := e.bound(msg)
	if !ok {
		return false
	}
	if b := c.binding(&e.Keys); b == &e.Keys.Copy || b == &e.Keys.Close {
		return e.hasSelection()
	}
	return true
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
	if e.prompt.open && (types(msg) || promptKeys[msg.Type]) {
		e.promptKey(msg)
		return nil
	}
	switch {
	case !types(msg):
		if c, ok := e.bound(msg); ok && e.Wants(msg) {
			e.closePromptFor(c)
			return e.do(c)
		}
		return nil
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
