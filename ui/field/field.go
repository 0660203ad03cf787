// Package field is one line of text that a user types into: a filter, a name, a search.
// What is in it is shown with everything visible and never wider than its place. It
// knows nothing of what the text is for, and leaves enter, esc and the arrows up and down
// to its owner.
package field

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// limit is how many characters a field holds; more is a paste gone wrong.
const limit = 1000

// Field is one line of text with a cursor. The zero value is empty and ready.
type Field struct {
	text   []rune
	cursor int
	marked bool // the whole text is selected
}

// Value is the text.
func (f *Field) Value() string { return string(f.text) }

// Masked is the field with a star for each character.
func (f *Field) Masked() Field {
	masked := *f
	masked.text = []rune(strings.Repeat("*", len(f.text)))
	return masked
}

// Set replaces the text and puts the cursor at its end.
func (f *Field) Set(s string) {
	f.text, f.cursor, f.marked = nil, 0, false
	f.insert([]rune(s))
}

// Before is the text before the cursor.
func (f *Field) Before() string { return string(f.text[:f.cursor]) }

// Replace puts a text in the place of so many characters before the cursor.
func (f *Field) Replace(n int, s string) {
	f.marked = false
	f.remove(f.cursor-n, f.cursor)
	f.insert([]rune(s))
}

// Select marks the whole text: what is typed takes its place, and other keys keep it.
func (f *Field) Select() { f.marked = len(f.text) > 0 }

// Update takes a key. It reports whether the key was meant for a line of text.
func (f *Field) Update(msg tea.KeyMsg) (used bool) {
	if f.marked {
		switch msg.Type {
		case tea.KeyRunes, tea.KeySpace, tea.KeyBackspace, tea.KeyCtrlH, tea.KeyDelete:
			if !msg.Alt {
				f.text, f.cursor = nil, 0
			}
		}
		f.marked = false
	}
	switch msg.Type {
	case tea.KeyRunes, tea.KeySpace:
		if msg.Alt {
			return false
		}
		f.insert(msg.Runes)
	case tea.KeyBackspace, tea.KeyCtrlH:
		f.remove(f.cursor-1, f.cursor)
	case tea.KeyDelete:
		f.remove(f.cursor, f.cursor+1)
	case tea.KeyCtrlU:
		f.remove(0, f.cursor)
	case tea.KeyCtrlW:
		f.remove(f.wordStart(), f.cursor)
	case tea.KeyLeft:
		f.cursor = max(f.cursor-1, 0)
	case tea.KeyRight:
		f.cursor = min(f.cursor+1, len(f.text))
	case tea.KeyHome, tea.KeyCtrlA:
		f.cursor = 0
	case tea.KeyEnd, tea.KeyCtrlE:
		f.cursor = len(f.text)
	default:
		return false
	}
	return true
}

// insert puts text in at the cursor; line ends and tabs of a paste become blanks.
func (f *Field) insert(runes []rune) {
	runes = []rune(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, string(runes)))
	runes = runes[:min(len(runes), limit-len(f.text))]
	text := make([]rune, 0, len(f.text)+len(runes))
	text = append(text, f.text[:f.cursor]...)
	text = append(text, runes...)
	f.text = append(text, f.text[f.cursor:]...)
	f.cursor += len(runes)
}

func (f *Field) remove(from, to int) {
	from, to = max(from, 0), min(to, len(f.text))
	if from >= to {
		return
	}
	f.text = append(f.text[:from:from], f.text[to:]...)
	f.cursor = from
}

func (f *Field) wordStart() int {
	i := f.cursor
	for i > 0 && f.text[i-1] == ' ' {
		i--
	}
	for i > 0 && f.text[i-1] != ' ' {
		i--
	}
	return i
}

// View draws the text, and the cursor if the field has the focus, in exactly width cells.
func (f *Field) View(t *theme.Theme, width int, focused bool) string {
	if width <= 0 {
		return ""
	}
	if !focused {
		return t.Fit(screen.Visible(string(f.text)), width)
	}
	if f.marked {
		text := screen.FitLeft(screen.Visible(string(f.text)), min(width-1, screen.Width(screen.Visible(string(f.text)))), t.Ellipsis)
		return t.Fit(t.Select.Render(text)+t.Cursor.Render(" "), width)
	}
	before, at, after := screen.Visible(string(f.text[:f.cursor])), " ", ""
	if f.cursor < len(f.text) {
		at = screen.Visible(string(f.text[f.cursor]))
		after = screen.Visible(string(f.text[f.cursor+1:]))
	}
	if screen.Width(at) > width {
		at = " "
	}
	if room := width - screen.Width(at); screen.Width(before) > room {
		before = screen.FitLeft(before, room, t.Ellipsis)
	}
	return t.Fit(before+t.Cursor.Render(at)+after, width)
}
