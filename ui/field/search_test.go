package field_test

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/field"
)

func TestSearch(t *testing.T) {
	states := []string{"Validate", "Price", "Stock", "Pause", "Approve", "price again"}
	var s field.Search
	at := "Stock"
	// press takes a key for the search and goes where it leads.
	press := func(msg tea.KeyMsg) {
		t.Helper()
		step, used := s.Update(msg)
		if !used {
			t.Fatalf("%q is not the search's", msg)
		}
		if step == field.None {
			return
		}
		all := func(yield func(string, string) bool) {
			on := true
			for _, name := range states {
				on = on && yield(name, name)
			}
		}
		if hit, ok := field.Find(&s, step, at, all); ok {
			at = hit
		}
	}
	for _, r := range "/p" {
		press(text(string(r)))
	}
	// From where the search began on, and further with more text; back with less.
	for _, tt := range []struct {
		key  tea.KeyMsg
		want string
	}{
		{text("r"), "Approve"},
		{text("i"), "price again"},
		{key(tea.KeyBackspace), "Approve"},
		{key(tea.KeyDown), "price again"},
		{key(tea.KeyDown), "Price"},
		{key(tea.KeyUp), "price again"},
		{key(tea.KeyEnter), "price again"},
		{text("n"), "Price"},
		{text("N"), "price again"},
		{text("N"), "Approve"},
	} {
		if press(tt.key); at != tt.want {
			t.Errorf("%q leads to %q, want %q", tt.key, at, tt.want)
		}
	}
	if press(key(tea.KeyEsc)); s.Active() || at != "Approve" {
		t.Errorf("after the search: active %v, at %q", s.Active(), at)
	}
	if _, used := s.Update(text("n")); used {
		t.Error("n goes on without a search")
	}
	// Large letters count where the text has some, and what is not there leads nowhere.
	for _, r := range "/P" {
		press(text(string(r)))
	}
	if press(text("r")); at != "Price" {
		t.Errorf("at %q", at)
	}
	if press(text("x")); at != "Price" || !s.Capturing() || !slices.ContainsFunc(s.Actions(), func(a action.Action) bool { return a.Help().Key == "esc" }) {
		t.Errorf("at %q, typing %v", at, s.Capturing())
	}
}
