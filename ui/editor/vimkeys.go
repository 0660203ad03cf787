package editor

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
)

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
func (e *Editor) vimHelp() []key.Help {
	format := e.table.Get("input-format").Help()
	switch e.vim.mode {
	case insertMode:
		return []key.Help{{Key: "esc", Desc: "normal mode"}, format}
	case normalMode:
		return []key.Help{{Key: "i", Desc: "insert"}, {Key: "/", Desc: "find"}, {Key: "u", Desc: "undo"}, {Key: "U", Desc: "redo"}, format}
	}
	return []key.Help{{Key: "d", Desc: "delete"}, {Key: "y", Desc: "copy"}, {Key: "c", Desc: "change"}, {Key: "esc", Desc: "normal mode"}}
}
