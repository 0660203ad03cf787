// Package action describes actions as data: id, title, keys, and why not now. Whatever answers
// keys keeps its actions in a Table; which key does what is looked up there and nowhere else,
// so that footer, help, palette, the README and what a user binds are always about the same
// keys.
package action

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Action is something that can be done.
type Action struct {
	// ID is what the configuration calls it. It stays when the words change: users' keys are
	// bound to it. Aliases are ids of before.
	ID      string
	Aliases []string
	Title   string   // what it does, in words
	Keys    []string // as tea.KeyMsg.String() names them
	Label   string   // the keys in few cells where they are its own, "" for the first one
	Short   string   // in the footer, "" if it is not shown there
	Words   string   // others that the palette finds it by, in small letters
	Sends   bool     // it sends runs, or asks whether to

	Disabled func() string // the reason why it cannot be done now, "" if it can; nil for none ever
	// Hidden reports that it makes no sense now: its keys are free then, and nothing shows
	// it. nil for never.
	Hidden func() bool
	Do     func() tea.Cmd

	Anywhere bool // also on pages, which stay
}

// Plain makes a Do of what needs no command.
func Plain(do func()) func() tea.Cmd {
	return func() tea.Cmd { do(); return nil }
}

// Reason is why the action cannot be done now, "" if it can.
func (a *Action) Reason() string {
	if a.Disabled == nil {
		return ""
	}
	return a.Disabled()
}

// RefusedMsg is sent in the place of what an action would have done, when it cannot be done.
type RefusedMsg struct{ Reason string }

// Perform does the action, or tells why it cannot be done.
func (a *Action) Perform() tea.Cmd {
	if reason := a.Reason(); reason != "" {
		return func() tea.Msg { return RefusedMsg{reason} }
	}
	return a.Do()
}

// named reports whether the configuration means this action by an id.
func (a *Action) named(id string) bool { return a.ID == id || slices.Contains(a.Aliases, id) }

// Moves reports whether the action only goes somewhere near: who wants that presses a key.
func (a *Action) Moves() bool {
	return slices.ContainsFunc(a.Keys, func(k string) bool {
		switch k {
		case "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "ctrl+u", "ctrl+d":
			return true
		}
		return strings.HasPrefix(k, "shift+")
	})
}

// Help is the action as a footer shows it.
func (a *Action) Help() key.Help {
	h := key.Help{Key: a.Label, Desc: a.Title}
	if h.Key == "" && len(a.Keys) > 0 {
		h.Key = a.Keys[0]
	}
	return h
}

// Cap is the key that a hint shows: the first that works, given whether characters are text; "" if
// none does.
func (a *Action) Cap(text bool) string {
	for _, k := range a.Keys {
		if !text || !IsChar(k) {
			if k == "f1" && !text && len(a.Keys) > 1 {
				continue // ? is known better
			}
			return k
		}
	}
	return ""
}

// Keycaps are the keys as help, palette and README show them.
func (a *Action) Keycaps() string { return strings.Join(caps(a.Keys), " ") }

// caps are keys by names that can be read.
func caps(keys []string) []string {
	caps := slices.Clone(keys)
	for i, k := range caps {
		if k == " " {
			caps[i] = "space"
		}
	}
	return caps
}

// Out is where a component leaves what it has to say to its owner, to be embedded. The owner
// serves it before the next key, which a message through the program could come after: who
// types ahead must find a question closed that was answered.
type Out struct{ told []tea.Msg }

// Tell leaves a message.
func (o *Out) Tell(msg tea.Msg) { o.told = append(o.told, msg) }

// Told returns what was left since it was asked last.
func (o *Out) Told() []tea.Msg {
	told := o.told
	o.told = nil
	return told
}
