package jsonview

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
)

func TestKeysAreDistinctAndOffered(t *testing.T) {
	v := newView(order, 40, 8)
	offered := v.Actions()
	press(v, "/a", "enter")
	offered = append(offered, v.Actions()...)
	owner := make(map[string]string)
	for _, a := range v.table.All() {
		if a.Help().Desc == "" || a.Help().Key == "" && !strings.HasPrefix(a.ID, "copy-") { // which the menu has
			t.Errorf("%s has no help", a.ID)
		}
		if a.ID == "copy-line" {
			continue // of text that is not JSON, in the place of copy-value
		}
		if !slices.ContainsFunc(offered, func(o action.Action) bool { return o.ID == a.ID }) {
			t.Errorf("%s is never offered", a.ID)
		}
		for _, k := range a.Keys {
			if other, taken := owner[k]; taken {
				t.Errorf("%s and %s share %q", a.ID, other, k)
			}
			owner[k] = a.ID
		}
	}
}

func TestWhatIsOffered(t *testing.T) {
	has := func(v *View, description string) bool {
		for _, a := range v.Actions() {
			if a.Title == description {
				return true
			}
		}
		return false
	}
	v := newView("no JSON", 40, 8)
	if has(v, "copy path") || has(v, "fold all") || has(v, "view: JSON, dimmed, unmodified") || !has(v, "copy line") || has(v, "next hit") {
		t.Error("text")
	}
	v.SetText(order)
	if !has(v, "copy path") || !has(v, "view: JSON, dimmed, unmodified") || has(v, "next hit") {
		t.Error("JSON")
	}
	press(v, "/a")
	if !v.Capturing() || !v.Searching() || !has(v, "stay at the hit") || has(v, "copy value") {
		t.Error("typing a search")
	}
	press(v, "enter")
	if v.Capturing() || !v.Searching() || !has(v, "next hit") {
		t.Error("a search")
	}
	press(v, "esc")
	if v.Capturing() || v.Searching() {
		t.Error("no search")
	}
}

// While a search is typed every letter belongs to it, and a pasted line too.
func TestTypingASearch(t *testing.T) {
	v := newView(order, 40, 8)
	press(v, "/jkwy")
	v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("gold\nrest"), Paste: true})
	if got := v.search.query; got != "jkwygold" {
		t.Errorf("%q", got)
	}
	v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.Repeat("é", 1000)), Paste: true})
	if got := v.search.query; len(got) > 256 || !strings.HasSuffix(got, "é") {
		t.Errorf("%d bytes", len(got))
	}
}

// A line that is taller than the window is scrolled through, row by row.
func TestTallLine(t *testing.T) {
	v := newView(`["`+strings.Repeat("x", 330)+`",1]`, 40, 5)
	press(v, "w")
	press(v, "jjjjj")
	if p := v.pane; p.cursor != 1 || p.top != 1 || p.sub != 4 {
		t.Errorf("line %d, top %d.%d", p.cursor, p.top, p.sub)
	}
	press(v, "jj")
	if v.pane.cursor != 2 {
		t.Errorf("line %d", v.pane.cursor)
	}
	press(v, "G", "kkk")
	if p := v.pane; p.cursor != 1 {
		t.Errorf("line %d, top %d.%d", p.cursor, p.top, p.sub)
	}
}

// A hit far inside a long line is brought into the window, wrapped or not.
func TestHitInALongLine(t *testing.T) {
	for _, filler := range []string{"lorem ", "日本 "} {
		text := `{"a":"` + strings.Repeat(filler, 2000) + `needle` + strings.Repeat(filler, 2000) + `"}`
		for _, wrap := range []string{"", "w"} {
			v := newView(text, 60, 10)
			press(v, wrap, "/needle", "enter")
			if frame := strings.ReplaceAll(seen(v), "\n", ""); !strings.Contains(strings.ReplaceAll(frame, "▌  ", ""), "nee") {
				t.Errorf("%s wrap %q: not in\n%s", filler, wrap, seen(v))
			}
			checkFrame(t, v)
		}
	}
}

// What a key costs must not grow with the document.
func TestMovingAllocatesForTheScreenOnly(t *testing.T) {
	allocations := func(text string) float64 {
		v := benchView(text)
		v.page(10)
		return testing.AllocsPerRun(20, func() {
			press(v, "pgdown", "down", "pgup", "up")
			v.View()
			_ = v.Status()
		})
	}
	small, large := allocations(orders(8<<10)), allocations(orders(512<<10))
	if large > small*1.2 {
		t.Errorf("%v allocations in a small document, %v in a large one", small, large)
	}
}

// keyOf is the key that a terminal sends under this name.
func keyOf(t *testing.T, name string) tea.KeyMsg {
	t.Helper()
	msg, ok := action.Key(name)
	if !ok {
		t.Fatalf("there is no key %q", name)
	}
	return msg
}

// Every key does something: moves, folds, looks for, copies, or shows otherwise.
func TestEveryKey(t *testing.T) {
	long := `{"a": {"b": [1, 2, {"c": "d"}], "e": {"f": null}}, "g": "{\"h\": [true]}", "long": "` + strings.Repeat("word ", 30) + `", "list": [` +
		strings.Repeat(`"x", `, 40) + `"end"]}`
	middle := []string{"down", "down", "down"}
	before := map[string][]string{
		"document-up": middle, "document-page-up": {"G"}, "document-half-page-up": {"G"}, "document-top": {"G"}, "next-on-this-level": {"down"}, "previous-on-this-level": {"down", "J"},
		"fold": middle, "unfold": {"-"}, "unfold-all": {"-"}, "open-json-in-string": {"down", "J"}, "next-hit": {"/x", "enter"}, "previous-hit": {"/x", "enter"}, "end-search": {"/x", "enter"},
		"copy-path": middle, "scroll-document-left": {"down", "J", "J", "L", "L"}, "scroll-document-right": {"down", "J", "J"}, "beginning-of-line": {"down", "J", "J", "$"}, "end-of-line": {"down", "J", "J"},
		"wrap-lines": {"down", "J", "J"}, "fold-to-level": {"-"},
	}
	for _, a := range newView(long, 40, 12).table.All() {
		name := a.ID
		if name == "copy-line" {
			continue // of text that is not JSON, in the place of copy-value
		}
		for _, k := range a.Keys {
			v := newView(long, 40, 12)
			if press(v, before[name]...); k == "alt+1" {
				press(v, "+") // all is folded to it
			}
			frame, status := v.View(), v.Status()
			cmd := v.Update(keyOf(t, k))
			if cmd == nil && v.View() == frame && v.Status() == status {
				t.Errorf("%s: %q does nothing\n%s", name, k, seen(v))
			}
		}
	}
}

func TestNothingToOpen(t *testing.T) {
	v := newView(`{"a": 1, "b": "[2]"}`, 40, 8)
	if press(v, "down", "o"); v.Status() != "no string with JSON here · $.a" {
		t.Errorf("%q", v.Status())
	}
	if press(v, "down", "o"); v.Status() != "$.b > $" {
		t.Errorf("%q", v.Status())
	}
}
