package editor

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
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

// vimStroke takes one character of a command, or what stands for a key that has a name.
func (e *Editor) vimStroke(r rune, named bool) tea.Cmd {
	v := &e.vim
	if v.typed == "" {
		r = e.begin(r, named)
	}
	if v.typed == "" && v.bound == "" && (r >= '1' && r <= '9' || r == '0' && v.number > 0) {
		v.number = min(v.number*10+int(r-'0'), maxVimCount)
		return nil
	}
	v.typed += string(r)
	visual := v.mode != normalMode
	more := false
	if v.op != 0 && v.typed == string(v.op) && e.operator(v.op) {
		op := v.op
		return e.operateLines(op, v.stroke(vimKey{}))
	}
	if v.op != 0 || visual {
		for _, o := range vimObjects {
			if !e.means(o.vimKey) {
				continue
			}
			switch o.match(v.typed) {
			case whole:
				return e.onObject(o)
			case begun:
				more = true
			}
		}
	}
	for _, m := range vimMotions {
		if !e.means(m.vimKey) {
			continue
		}
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
		if !e.means(c.vimKey) {
			continue
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
	if v.op == 0 && v.typed == string(r) && e.operator(r) {
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
	id   string
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

// named is a key as it is called elsewhere.
func (k vimKey) named() string {
	switch k.key[0] {
	case ctrlB:
		return "ctrl+b"
	case ctrlD:
		return "ctrl+d"
	case ctrlF:
		return "ctrl+f"
	case ctrlU:
		return "ctrl+u"
	case '\n':
		return "enter"
	}
	return k.key
}

// VimActions lists Vim's keys, for help: those of normal mode, and those which do something
// else in visual mode. They are done by typing them.
func (e *Editor) VimActions() (normal, visual []action.Action) {
	all := e.vimTable.All()
	return all[:e.vimNormal], all[e.vimNormal:]
}

// vimActions makes the table of Vim's keys, and says how many are those of normal mode.
func vimActions() (table *action.Table, normal int) {
	var all []action.Action
	add := func(k vimKey) {
		i := slices.IndexFunc(all, func(a action.Action) bool { return a.ID == k.id })
		if i < 0 {
			all = append(all, action.Action{ID: k.id, Title: k.what, Keys: []string{k.named()}})
			return
		}
		all[i].Keys = append(all[i].Keys, k.named())
	}
	for _, c := range vimCommands {
		add(c.vimKey)
	}
	for _, o := range vimOperators {
		add(o)
	}
	for _, m := range vimMotions {
		add(m.vimKey)
	}
	for _, o := range vimObjects {
		add(o.vimKey)
	}
	normal = len(all)
	for _, c := range vimVisual {
		if c.what != "" {
			add(c.vimKey)
		}
	}
	return action.New(all...), normal
}

// rebound is what a user made of Vim's keys: characters that begin the command of an id, which
// its own key would, and own keys that do so no more.
type rebound struct {
	to  map[rune]vimKey
	off map[vimKey]bool // of id and key alone
}

// What leaves a mode, or what is begun.
const (
	vimEscape    = "vim-escape"
	vimInterrupt = "vim-interrupt"
)

// vimLeaves are the keys without a character that Vim's modes have of their own.
func vimLeaves() *action.Table {
	return action.New(
		action.Action{ID: vimEscape, Title: "leave the mode, or cancel the command", Keys: []string{"esc"}},
		action.Action{ID: vimInterrupt, Title: "copy what is selected, or leave the mode", Keys: []string{"ctrl+c"}},
	)
}

// VimLeaves lists the keys that leave a mode, for help.
func (e *Editor) VimLeaves() []action.Action { return e.vimLeaves.All() }

// bindVim takes in the keys that a user bound.
func (e *Editor) bindVim(keys action.Keys) {
	if len(keys) == 0 {
		return
	}
	e.vimLeaves.Bind(keys)
	own, _ := vimActions()
	e.vimTable.Bind(keys)
	e.rebound = rebound{map[rune]vimKey{}, map[vimKey]bool{}}
	each := func(k vimKey) {
		a := e.vimTable.Get(k.id)
		if !slices.Contains(a.Keys, k.named()) {
			e.rebound.off[vimKey{id: k.id, key: k.key}] = true
		}
		for _, bound := range a.Keys {
			if r, size := utf8.DecodeRuneInString(bound); size == len(bound) && !slices.Contains(own.Get(k.id).Keys, bound) {
				e.rebound.to[r] = k
			}
		}
	}
	for _, c := range vimCommands {
		each(c.vimKey)
	}
	for _, o := range vimOperators {
		each(o)
	}
	for _, m := range vimMotions {
		each(m.vimKey)
	}
	for _, o := range vimObjects {
		each(o.vimKey)
	}
	for _, c := range vimVisual {
		each(c.vimKey)
	}
}

// anyID stands for the command of whatever id a key is: it has a name, and not a character.
const anyID = "any"

// begin takes the first character of a command, which a user may have bound to one.
func (e *Editor) begin(r rune, named bool) rune {
	v := &e.vim
	v.bound = ""
	if named && r >= ' ' {
		v.bound = anyID
		return r
	}
	if k, ok := e.rebound.to[r]; ok {
		v.bound = k.id
		var size int
		r, size = utf8.DecodeLastRuneInString(k.key)
		v.typed = k.key[:len(k.key)-size]
	}
	return r
}

// means reports whether what is typed can be a key: it was not bound to another command, nor
// its command to another key.
func (e *Editor) means(k vimKey) bool {
	switch bound := e.vim.bound; bound {
	case "":
		return len(e.rebound.off) == 0 || !e.rebound.off[vimKey{id: k.id, key: k.key}]
	case anyID:
		return true
	default:
		return bound == k.id
	}
}

// operator is the operator of a character, if it is one.
func (e *Editor) operator(r rune) bool {
	return slices.ContainsFunc(vimOperators, func(o vimKey) bool { return o.key == string(r) && e.means(o) })
}

// vimHelp lists what a footer has room for.
func (e *Editor) vimHelp() []key.Help {
	hint := func(id, word string) key.Help { return e.vimTable.Hint("vim-"+id, word) }
	format, esc := e.table.Get("input-format").Help(), e.vimLeaves.Hint(vimEscape, "normal mode")
	switch e.vim.mode {
	case insertMode:
		return []key.Help{esc, format}
	case normalMode:
		return []key.Help{hint("insert", "insert"), hint("find", "find"), hint("undo", "undo"), hint("redo", "redo"), format}
	}
	return []key.Help{hint("delete", "delete"), hint("copy", "copy"), hint("change", "change"), esc}
}
