package editor

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/parameter"
	"expresso/ui/screen"
)

// problem is what a check found.
type problem struct {
	msg    string // what is wrong, "" if nothing
	blank  bool   // there is nothing but white space, which stands for {}
	offset int    // where, in bytes; follows the edits until the next check
	line   int    // where, at the time of the check, counted from 1
	column int    // in characters, counted from 1

	parameters int // how many there are; 0 if one of them is what is wrong
}

func (p problem) String() string { return p.place() + ": " + p.msg }

func (p problem) place() string {
	return "line " + strconv.Itoa(p.line) + ", column " + strconv.Itoa(p.column)
}

// quietMsg is sent when the text has rested since revision, or has not.
type quietMsg struct {
	editor   *Editor
	revision uint64
}

// checkedMsg is sent when the text of revision has been checked.
type checkedMsg struct {
	editor   *Editor
	revision uint64
	problem  problem
}

// checkLater asks for a check, if the text is no longer that of revision before, once it
// has rested.
func (e *Editor) checkLater(before uint64) tea.Cmd {
	if e.revision == before {
		return nil
	}
	msg := quietMsg{e, e.revision}
	return e.tick(quiet, func(time.Time) tea.Msg { return msg })
}

// onQuiet checks the text, elsewhere, if nothing was typed in the meantime.
func (e *Editor) onQuiet(msg quietMsg) tea.Cmd {
	if msg.editor != e || msg.revision != e.revision || e.checked == e.revision {
		return nil
	}
	text := e.Text()
	return func() tea.Msg { return checkedMsg{msg.editor, msg.revision, check(text)} }
}

func (e *Editor) onChecked(msg checkedMsg) tea.Cmd {
	if msg.editor == e && msg.revision == e.revision {
		e.problem, e.checked = msg.problem, msg.revision
	}
	return nil
}

// check finds the first mistake in text. Parameters are values.
func check(text string) (p problem) {
	if blankText(text) {
		return problem{blank: true}
	}
	t, err := parameter.Parse(text)
	if err == nil {
		p.parameters = t.Count()
		err = t.Check()
	}
	if bad := (*parameter.Error)(nil); errors.As(err, &bad) {
		p.blame(bad)
		if hint := model.HintOf(err); hint != "" {
			p.msg += ": " + screen.Visible(hint)
		}
	}
	return p
}

func (p *problem) blame(bad *parameter.Error) {
	p.msg, p.offset, p.line, p.column = screen.Visible(bad.Msg), bad.Offset, bad.Line, bad.Column
}

// Blame marks the place of a parameter that has no value, and goes there. The next check
// knows nothing of it: by then there may be one.
func (e *Editor) Blame(bad *parameter.Error) {
	e.problem.blame(bad)
	e.checked = e.revision - 1
	e.moveTo(e.problem.offset, false)
}

// Check brings Problem and Status up to date now rather than after a pause. It takes
// about a millisecond for 256 KiB.
func (e *Editor) Check() {
	if e.checked != e.revision {
		e.problem, e.checked = check(e.Text()), e.revision
	}
}

// Problem says what is wrong with the text, as of the last check: line and column,
// counted from 1, and a short sentence. A blank text is not bad.
func (e *Editor) Problem() (line, column int, msg string, bad bool) {
	if e.problem.msg == "" {
		return 0, 0, "", false
	}
	return e.problem.line, e.problem.column, e.problem.msg, true
}

// Parameters is how many parameters the text has, as of the last check.
func (e *Editor) Parameters() int { return e.problem.parameters }

// Blank reports whether the text, as of the last check, is nothing but white space, which
// stands for {}.
func (e *Editor) Blank() bool { return e.problem.blank }

// Strays reports whether what a key types can hardly but break the text, which is JSON as of its last
// check: a letter or a digit where no value is written. It was most likely meant for another pane.
func (e *Editor) Strays(msg tea.KeyMsg) bool {
	if e.vim.on || e.prompt.open || msg.Paste || len(msg.Runes) != 1 || e.hasSelection() || e.checked != e.revision || e.problem.msg != "" || e.problem.parameters > 0 {
		return false
	}
	r, at := msg.Runes[0], e.sel.cursor
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/?*|<>:", r) || e.inside(at).str {
		return false
	}
	number := strings.ContainsRune("0123456789.+-eE", r)
	if at > 0 && number && strings.IndexByte("0123456789.+-eE", e.buf.at(at-1)) >= 0 {
		return false // more of a number
	}
	before := strings.TrimRight(e.buf.slice(max(at-near, 0), at), " \t\r\n")
	if e.problem.blank && number {
		return true // an input is hardly ever a number, and these are the keys of the panes
	}
	begins := e.problem.blank || before != "" && strings.IndexByte("[:,", before[len(before)-1]) >= 0
	return !begins || !number && !strings.ContainsRune("tfn", r) // true, false and null
}

// near is how far before the cursor Strays looks for what a value follows.
const near = 4096
