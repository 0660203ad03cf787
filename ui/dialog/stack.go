// Package dialog is the stack of dialogs and pages over the panes. It has those that every
// feature uses: a question, a line of text, a choice, the palette, the help. A dialog knows
// its own question and nothing of who asked. Its answer is a message, which its owner finds in
// Told and serves at once.
package dialog

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/theme"
)

// Dialog is something that lies over the panes and gets all the keys while it is in front.
type Dialog interface {
	// Update takes a key while the dialog is in front, and any other message whenever it is
	// open.
	Update(msg tea.Msg) tea.Cmd
	// View draws a framed box of at most width by height cells.
	View(width, height int) string
	// Actions are all that it does, in the order in which help shows them.
	Actions() []action.Action
	SetTheme(t *theme.Theme)
	// Told is what the dialog has answered since it was asked last; see action.Out. CloseMsg
	// takes it from the stack.
	Told() []tea.Msg
}

// Page is a dialog that takes the whole screen except for the footer. What can be done anywhere
// can be done on it.
type Page interface {
	Dialog
	// Name is what the help calls it.
	Name() string
	// Capturing reports whether keys that type are text for it.
	Capturing() bool
}

// The rest is up to a dialog.
type (
	// footer says other things in the footer than the Short of the actions.
	footer interface{ Foot() []key.Help }
	// mouser answers the mouse, at a cell of what its frame holds: its title is on line -1.
	mouser interface {
		Mouse(x, y int, msg tea.MouseMsg) tea.Cmd
	}
	// keeper has something in it that would be lost: a click beside it does not close it.
	keeper interface{ Keeps() bool }
	// fronter is told whether it is in front.
	fronter interface{ SetFront(front bool) }
	// framer shows what moves while runs are in flight.
	framer interface{ SetFrame(frame int) }
	// binder has keys that a user can bind.
	binder interface{ Bind(keys action.Keys) }
)

// CloseMsg takes the dialog that tells it from the stack.
type CloseMsg struct{}

// Base is what most dialogs embed: their theme, whether they are in front, and what they
// tell.
type Base struct {
	Voice
	T     *theme.Theme
	Front bool
}

// SetTheme gives the colours.
func (b *Base) SetTheme(t *theme.Theme) { b.T = t }

// SetFront sets whether the dialog is in front.
func (b *Base) SetFront(front bool) { b.Front = front }

// Close closes the dialog.
func (b *Base) Close() { b.Tell(CloseMsg{}) }

// A dialog that opens by itself takes no key until the keyboard was quiet for settle, at most
// longest: a key on its way to the editor must not answer a question that nobody has read.
const (
	settle  = 400 * time.Millisecond
	longest = 1500 * time.Millisecond
)

// Stack is what lies over the panes, the last in front.
type Stack struct {
	t       *theme.Theme
	keys    action.Keys
	now     func() time.Time
	all     []entry
	pressed time.Time // when the last key came
	frame   int       // of what moves while runs are in flight

	Toast Toast // is said in the footer
}

type entry struct {
	Dialog
	at      rect      // where it was drawn last
	unasked bool      // it opened by itself
	opened  time.Time // then
}

// NewStack returns an empty stack, whose dialogs get a theme and the keys that a user bound.
func NewStack(t *theme.Theme, keys action.Keys, now func() time.Time) *Stack {
	return &Stack{t: t, keys: keys, now: now}
}

// Push opens a dialog in front of the others, because a key asked for it.
func (s *Stack) Push(d Dialog) { s.push(entry{Dialog: d}) }

// PushUnasked opens a dialog that no key has asked for, in front of the others.
func (s *Stack) PushUnasked(d Dialog) {
	s.push(entry{Dialog: d, unasked: true, opened: s.now()})
}

func (s *Stack) push(e entry) {
	e.SetTheme(s.t)
	if b, ok := e.Dialog.(binder); ok {
		b.Bind(s.keys)
	}
	if f, ok := e.Dialog.(framer); ok {
		f.SetFrame(s.frame)
	}
	s.all = append(s.all, e)
	s.front()
}

// Replace opens a dialog in the place of all that is open.
func (s *Stack) Replace(d Dialog) {
	s.Clear()
	s.Push(d)
}

// Pop closes what is in front.
func (s *Stack) Pop() {
	if len(s.all) > 0 {
		s.cut(len(s.all) - 1)
	}
}

// Close closes a dialog, wherever it is.
func (s *Stack) Close(d Dialog) {
	for i, e := range s.all {
		if e.Dialog == d {
			s.all = slices.Delete(s.all, i, i+1)
			break
		}
	}
	s.front()
}

// Has reports whether a dialog is open, wherever it is.
func (s *Stack) Has(d Dialog) bool {
	return slices.ContainsFunc(s.all, func(e entry) bool { return e.Dialog == d })
}

// BackTo closes everything in front of a dialog; all if it is not open.
func (s *Stack) BackTo(d Dialog) {
	s.cut(1 + slices.IndexFunc(s.all, func(e entry) bool { return e.Dialog == d }))
}

// Clear closes everything.
func (s *Stack) Clear() { s.cut(0) }

func (s *Stack) cut(n int) {
	clear(s.all[n:])
	s.all = s.all[:n]
	s.front()
}

// front tells the dialogs which of them is in front.
func (s *Stack) front() {
	for i, e := range s.all {
		if f, ok := e.Dialog.(fronter); ok {
			f.SetFront(i == len(s.all)-1)
		}
	}
}

// Front is the dialog in front, nil if none is open.
func (s *Stack) Front() Dialog {
	if len(s.all) == 0 {
		return nil
	}
	return s.all[len(s.all)-1].Dialog
}

// FrontPage is the page in front, nil if there is none, or a dialog in front of it.
func (s *Stack) FrontPage() Page {
	p, _ := s.Front().(Page)
	return p
}

// Shown is the page that is seen, be a dialog in front of it or not, or, where there is no
// page, the dialog in front; nil if nothing is open.
func (s *Stack) Shown() Dialog {
	if i := s.page(); i >= 0 {
		return s.all[i].Dialog
	}
	return s.Front()
}

// page is the place of the page that is seen, -1 if there is none.
func (s *Stack) page() int {
	for i := len(s.all) - 1; i >= 0; i-- {
		if _, ok := s.all[i].Dialog.(Page); ok {
			return i
		}
	}
	return -1
}

// Say says something in the footer. After returns a command that sends a message later.
func (s *Stack) Say(said SayMsg, after func(time.Duration, func(time.Time) tea.Msg) tea.Cmd) tea.Cmd {
	return s.Toast.Show(said, s.Shown(), s.now(), after)
}

// SetTheme gives all that is open other colours.
func (s *Stack) SetTheme(t *theme.Theme) {
	s.t = t
	for _, e := range s.all {
		e.SetTheme(t)
	}
}

// SetFrame gives all that is open a frame of what moves while runs are in flight.
func (s *Stack) SetFrame(frame int) {
	s.frame = frame
	for _, e := range s.all {
		if f, ok := e.Dialog.(framer); ok {
			f.SetFrame(frame)
		}
	}
}

// TakesKey reports whether the next key is for what is in front: not while it has opened by
// itself and somebody types. It is to be asked once for each key.
func (s *Stack) TakesKey() bool {
	before, now := s.pressed, s.now()
	s.pressed = now
	if len(s.all) == 0 {
		return false
	}
	e := &s.all[len(s.all)-1]
	if !e.unasked {
		return true
	}
	if before.Before(e.opened) {
		before = e.opened
	}
	if now.Sub(before) < settle && now.Sub(e.opened) < longest {
		return false
	}
	e.unasked = false
	return true
}

// Update gives a key to what is in front, and any other message to all that is open. It
// returns what they told.
func (s *Stack) Update(msg tea.Msg) (tea.Cmd, []tea.Msg) {
	if _, isKey := msg.(tea.KeyMsg); isKey {
		if d := s.Front(); d != nil {
			return d.Update(msg), s.told(d)
		}
		return nil, nil
	}
	var cmds []tea.Cmd
	var told []tea.Msg
	for _, e := range slices.Clone(s.all) {
		cmds = append(cmds, e.Update(msg))
		told = append(told, s.told(e.Dialog)...)
	}
	return tea.Batch(cmds...), told
}

// told is what a dialog told, except for that it wants to be closed.
func (s *Stack) told(d Dialog) []tea.Msg {
	told := d.Told()
	return slices.DeleteFunc(told, func(msg tea.Msg) bool {
		_, closes := msg.(CloseMsg)
		if closes {
			s.Close(d)
		}
		return closes
	})
}

// Foot is what the footer says of a dialog.
func Foot(d Dialog) []key.Help {
	if f, ok := d.(footer); ok {
		return f.Foot()
	}
	var all []key.Help
	for _, a := range d.Actions() {
		if a.Short != "" {
			h := a.Help()
			h.Desc = a.Short
			all = append(all, h)
		}
	}
	return all
}

// Leave is the action that closes a page.
func Leave(do func()) action.Action {
	return action.Action{ID: "close-page", Title: "back: close this page", Keys: []string{"esc", "ctrl+c"}, Do: action.Plain(do)}
}
