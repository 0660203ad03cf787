// Package editor is the JSON editor of the input. It edits one text of up to 8 MiB, as a
// component that the App owns, calls and frames. It keeps the text byte for byte, whatever the
// bytes are, and shows what it cannot draw. It lays out and highlights the lines on screen
// only, and of long lines only what is on screen of them, so that a key costs the same in a
// small document and a big one. It reads and writes no files, except for the temporary one
// that $EDITOR works on, knows nothing of machines and runs, and refuses no input for what it
// says: whether a text is JSON, or too big to be sent, is shown, and decided elsewhere.
package editor

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// MaxText is the size in bytes past which no edit makes a text grow. It is far above
// model.MaxInput, so that a text that is too big can be cut down in the editor.
const MaxText = 8 << 20

// quiet is how long the text must rest before it is checked. At once would call every
// half-typed string a mistake.
const quiet = 150 * time.Millisecond

// Editor edits one JSON document. Make one with New. Its methods are called from one
// goroutine, that of Update.
type Editor struct {
	table  *action.Table // what it can do
	asking *action.Table // the same while a prompt is open

	vimLeaves *action.Table // the keys that leave a mode, or what is begun
	vimTable  *action.Table // Vim's keys, of which the first vimNormal are those of normal mode
	vimNormal int
	rebound   rebound

	theme   *theme.Theme
	paint   paint
	drawn   []byte // the memory of the last View, for the next one
	focused bool
	width   int
	height  int

	buf      *buffer
	layout   layout
	revision uint64

	sel   span
	goal  int // column that up and down keep to, -1 if the last key was neither
	top   int // first line on screen
	left  int // cells that are scrolled away to the left
	pairs []pair

	record        record
	register      string // what was cut or copied last
	registerLines bool   // it is whole lines, as Vim pastes them
	vim           vim

	tick    func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	checked uint64 // revision that problem is about
	problem problem

	prompt prompt
	search search
	notice string // stands on the last line until the next key
	clicks mouse.Clicks
	// dragging is set while the mouse selects.
	dragging bool
}

// New returns an editor of an empty text.
func New(t *theme.Theme) *Editor {
	e := &Editor{buf: newBuffer(""), goal: -1, width: 80, height: 24}
	e.table, e.asking = e.actions(), e.prompts()
	e.vimTable, e.vimNormal = vimActions()
	e.vimLeaves = vimLeaves()
	e.layout.buf = e.buf
	e.tick = tea.Tick
	e.SetTheme(t)
	return e
}

// SetTheme changes the colours.
func (e *Editor) SetTheme(t *theme.Theme) { e.theme, e.paint = t, newPaint(t) }

// SetSize says how many cells View fills.
func (e *Editor) SetSize(width, height int) {
	e.width, e.height = max(width, 0), max(height, 0)
	e.reveal()
}

// Focus makes the editor show its cursor.
func (e *Editor) Focus() { e.focused = true }

// Blur hides the cursor and closes what asks for text.
func (e *Editor) Blur() {
	e.focused = false
	e.closePrompt()
	e.vim.drop()
}

// SetText makes text the whole text, whatever its size, with the cursor at its beginning.
// What was there cannot be brought back with undo; Replace keeps it.
func (e *Editor) SetText(text string) {
	e.closePrompt()
	e.buf.reset(text)
	e.layout.marks = nil
	e.record = record{}
	e.pairs = e.pairs[:0]
	e.sel, e.goal, e.top, e.left = span{}, -1, 0, 0
	e.notice = ""
	e.resetVim()
	e.revision++
	e.Check()
}

// Replace makes text the whole text as one step that can be undone. It reports false, and
// shows why, if text is past MaxText.
func (e *Editor) Replace(text string) bool {
	e.resetVim()
	if !e.put(0, e.buf.size(), text, 0, other) {
		return false
	}
	e.Check()
	return true
}

// Text returns the text, byte for byte.
func (e *Editor) Text() string { return e.buf.slice(0, e.buf.size()) }

// Size returns the length of the text in bytes.
func (e *Editor) Size() int { return e.buf.size() }

// Revision is another number after every edit.
func (e *Editor) Revision() uint64 { return e.revision }

// Update answers a key, or one of the editor's own messages; others are ignored. Of keys
// it uses those of its Actions and what types a character; see wants.
func (e *Editor) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return e.key(msg)
	case quietMsg:
		return e.onQuiet(msg)
	case checkedMsg:
		return e.onChecked(msg)
	case EditedMsg:
		return e.onEdited(msg)
	}
	return nil
}

// apply replaces text[from:to], and shifts what points into the text.
func (e *Editor) apply(from, to int, text string) {
	line := e.buf.line(from)
	below := strings.Contains(text, "\n") || to > e.buf.end(line)
	e.layout.forget(line, from-e.buf.start(line), below)
	e.buf.replace(from, to, text)
	delta := len(text) - (to - from)
	e.pairs = shiftPairs(e.pairs, from, to, delta)
	if e.problem.offset >= to {
		e.problem.offset += delta
	} else if e.problem.offset > from {
		e.problem.offset = from
	}
	e.revision++
}

// put replaces text[from:to] as an edit of kind k that leaves the cursor at offset cursor.
// It reports false, having changed nothing, if the text would grow past MaxText.
func (e *Editor) put(from, to int, text string, cursor int, k kind) bool {
	if grow := len(text) - (to - from); grow > 0 && e.buf.size()+grow > MaxText {
		e.notice = "not done: the text would be larger than " + screen.Bytes(MaxText)
		return false
	}
	old := e.buf.slice(from, to)
	before, after := e.sel, span{cursor, cursor}
	if old != text {
		e.apply(from, to, text)
		e.record.add(change{from, old, text}, k, before, after)
	}
	e.sel, e.goal = after, -1
	e.reveal()
	return true
}

// selected returns the selection as a range, empty at the cursor if there is none.
func (e *Editor) selected() (from, to int) {
	from, to = min(e.sel.anchor, e.sel.cursor), max(e.sel.anchor, e.sel.cursor)
	switch {
	case e.prompt.open || !e.vim.on:
	case e.vim.mode == visualMode:
		to = e.rightOf(to)
	case e.vim.mode == linesMode:
		from, to = e.buf.start(e.buf.line(from)), e.buf.start(e.buf.line(to)+1)
	}
	return from, to
}

func (e *Editor) hasSelection() bool {
	from, to := e.selected()
	return from < to
}

// Status says in a few words how the text stands: its size, and whether it is JSON; with
// Vim's keys the mode before that, and what was typed of a command. Where there is no room
// for all of it, in cells, it says less, what is wrong last of all.
func (e *Editor) Status(room int) string {
	size := screen.Bytes(e.Size())
	whole := size + " of " + screen.Bytes(model.MaxInput)
	switch {
	case e.Size() > model.MaxInput:
		size = screen.Count(int64(e.Size()-model.MaxInput)) + " B over " + screen.Bytes(model.MaxInput)
		whole = size
	case e.hasSelection():
		from, to := e.selected()
		size = screen.Bytes(to-from) + " selected"
		whole = size + " of " + screen.Bytes(e.Size())
	}
	state := "JSON ok"
	short := state
	switch {
	case e.problem.msg != "":
		state = e.problem.place() // what is wrong there stands beside it
		short = state
	case e.problem.blank && e.checked != e.revision:
		state, short = "", "" // it is not blank any more, and not looked at yet
	case e.problem.blank:
		state, short = "empty, means {}", "blank"
	}
	parameters := ""
	switch n := e.problem.parameters; {
	case e.problem.msg != "":
	case n == 1:
		parameters = "1 parameter"
	case n > 1:
		parameters = screen.Count(int64(n)) + " parameters"
	}
	mode := e.vimStatus()
	join := func(parts ...string) string {
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		return strings.Join(parts, " "+e.theme.Sep+" ")
	}
	for _, said := range []string{join(mode, whole, parameters, state), join(mode, size, parameters, state)} {
		if screen.Width(said) <= room {
			return said
		}
	}
	said := join(mode, size, short)
	for _, less := range []string{join(mode, short), short} {
		if screen.Width(said) > room {
			said = less
		}
	}
	return said
}

// Lines is how many lines the text has.
func (e *Editor) Lines() int { return e.buf.lines() }

// Place says where the cursor is, "" without the focus.
func (e *Editor) Place() string {
	if !e.focused {
		return ""
	}
	line, column := e.cursor()
	return "line " + screen.Count(int64(line)) + ", column " + screen.Count(int64(column))
}

// Notice returns what the editor has to say about the last key, "" if nothing.
func (e *Editor) Notice() string { return e.notice }

// blankText reports whether nothing but JSON's white space is in s.
func blankText(s string) bool { return strings.Trim(s, " \t\r\n") == "" }
