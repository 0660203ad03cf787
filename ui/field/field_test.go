package field_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/ui/field"
	"expresso/ui/theme"
)

func key(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k} }

func text(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		keys       []tea.KeyMsg
	}{
		{"typed", "one two!", []tea.KeyMsg{text("!")}},
		{"in the middle", "one two", []tea.KeyMsg{key(tea.KeyHome), key(tea.KeyRight), key(tea.KeyDelete), text("n")}},
		{"backspace", "one tw", []tea.KeyMsg{key(tea.KeyBackspace)}},
		{"backspace at the beginning", "one two", []tea.KeyMsg{key(tea.KeyCtrlA), key(tea.KeyBackspace)}},
		{"delete at the end", "one two", []tea.KeyMsg{key(tea.KeyCtrlE), key(tea.KeyDelete)}},
		{"a word", "one ", []tea.KeyMsg{key(tea.KeyCtrlW)}},
		{"two words", "", []tea.KeyMsg{key(tea.KeyCtrlW), key(tea.KeyCtrlW)}},
		{"to the beginning", "o", []tea.KeyMsg{key(tea.KeyLeft), key(tea.KeyCtrlU)}},
		{"a paste of lines", "one two a b c", []tea.KeyMsg{text(" a\nb\tc")}},
		{"left of the beginning", "x" + "one two", []tea.KeyMsg{key(tea.KeyHome), key(tea.KeyLeft), text("x")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f field.Field
			f.Set("one two")
			for _, k := range tt.keys {
				if !f.Update(k) {
					t.Errorf("%s is not taken", k)
				}
			}
			if f.Value() != tt.want {
				t.Errorf("got %q, want %q", f.Value(), tt.want)
			}
		})
	}
}

func TestOtherKeysAreLeftToTheOwner(t *testing.T) {
	var f field.Field
	for _, k := range []tea.KeyMsg{key(tea.KeyEnter), key(tea.KeyEsc), key(tea.KeyUp), key(tea.KeyTab), {Type: tea.KeyRunes, Runes: []rune("x"), Alt: true}} {
		if f.Update(k) {
			t.Errorf("%s is taken", k)
		}
	}
	if f.Value() != "" {
		t.Errorf("holds %q", f.Value())
	}
}

func TestAPasteGoneWrongIsCut(t *testing.T) {
	var f field.Field
	f.Update(text(strings.Repeat("ä", 5000)))
	f.Update(text("more"))
	if n := len([]rune(f.Value())); n != 1000 {
		t.Errorf("holds %d characters", n)
	}
}

func TestViewIsAsWideAsAskedAndSafe(t *testing.T) {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	for _, value := range []string{"", "short", "a\x1b[2J\u202eb", "日本語のとても長い名前", strings.Repeat("x", 300)} {
		var f field.Field
		f.Set(value)
		for width := range 12 {
			for _, focused := range []bool{true, false} {
				view := f.View(th, width, focused)
				if w := ansi.StringWidth(view); w != width {
					t.Errorf("%q in %d cells (focused %v) takes %d", value, width, focused, w)
				}
				if plain := ansi.Strip(view); strings.ContainsAny(plain, "\x1b\u202e") {
					t.Errorf("%q shows as %q", value, plain)
				}
			}
		}
	}
	var f field.Field
	f.Set("the end is seen")
	if got := ansi.Strip(f.View(th, 8, true)); !strings.Contains(got, "seen") {
		t.Errorf("the cursor is out of sight: %q", got)
	}
}
