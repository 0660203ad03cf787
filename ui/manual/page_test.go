package manual

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// pageOf shows the program's own manual.
func pageOf(t *testing.T, at OpenMsg) *Page {
	t.Helper()
	var topics []Topic
	for _, name := range []string{"keys.md", "targets.md", "costs.md"} {
		topics = append(topics, Topic{Name: strings.TrimSuffix(name, ".md"), Text: topicsOf(t)[name]})
	}
	p := newPage(topics, at)
	p.SetTheme(theme.New(theme.Options{Name: theme.Dark, Profile: termenv.TrueColor}))
	return p
}

func press(p *Page, keys ...string) {
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		switch k {
		case "enter":
			msg = tea.KeyMsg{Type: tea.KeyEnter}
		case "esc":
			msg = tea.KeyMsg{Type: tea.KeyEsc}
		case "pgdown":
			msg = tea.KeyMsg{Type: tea.KeyPgDown}
		}
		p.Update(msg)
	}
}

// The page fills its place at any size, whatever was scrolled or found before.
func TestThePageFillsItsPlace(t *testing.T) {
	p := pageOf(t, OpenMsg{Topic: "targets", Section: "Guard"})
	for _, size := range [][2]int{{120, 40}, {40, 8}, {200, 60}, {20, 3}, {80, 22}, {101, 5}, {99, 30}} {
		for _, keys := range [][]string{nil, {"G"}, {"/", "e", "enter", "n"}, {"esc", "]"}, {"pgdown", "["}} {
			press(p, keys...)
			lines := strings.Split(p.View(size[0], size[1]), "\n")
			if len(lines) != size[1] {
				t.Fatalf("%v after %v: %d lines", size, keys, len(lines))
			}
			for _, line := range lines {
				if w := screen.Width(line); w != size[0] {
					t.Fatalf("%v after %v: %d cells: %q", size, keys, w, line)
				}
			}
		}
	}
}

// A section is what the page begins with, and stays in sight when the terminal is resized.
func TestThePageOpensAtASection(t *testing.T) {
	p := pageOf(t, OpenMsg{Topic: "targets", Section: "Guard"})
	first := func(width, height int) string {
		return ansi.Strip(strings.Split(p.View(width, height), "\n")[1])
	}
	if got := first(90, 20); !strings.Contains(got, "Guard") {
		t.Errorf("it begins with %q", got)
	}
	press(p, "]", "[")
	if got := first(90, 20); !strings.Contains(got, "Targets") {
		t.Errorf("turned back it begins with %q", got)
	}
	// What is looked for is gone to, and what is not there leaves it where it is.
	press(p, "/", "t", "y", "p", "e", "-", "n", "a", "m", "e")
	if got := ansi.Strip(p.View(90, 20)); !strings.Contains(got, "1 of 3") || !strings.Contains(got, "mode: type-name") {
		t.Errorf("a search shows %s", got)
	}
	press(p, "x")
	if got := ansi.Strip(p.View(90, 20)); !strings.Contains(got, "no line matches") {
		t.Errorf("it has found something: %s", got)
	}
}

// The help finds sections by their titles and by what is in them.
func TestChapter(t *testing.T) {
	topics := []Topic{{Name: "targets", Summary: "Where workflows run", Text: "# Targets\n\nWhere workflows run.\n\n## Guard\n\nAsks before `production`.\n\n| a | b |\n| --- | --- |\n| c | A cell |\n"}}
	c := chapter(topics)
	if len(c.Commands) != 1 || len(c.Deep) != 1 {
		t.Fatalf("%d topics, %d sections", len(c.Commands), len(c.Deep))
	}
	section := c.Deep[0]
	if section.Title != "Guard" || section.Then != (OpenMsg{"targets", "Guard"}) || !section.Stays {
		t.Errorf("%+v", section)
	}
	for _, word := range []string{"targets", "production", "a cell"} {
		if !strings.Contains(section.Words, word) {
			t.Errorf("it is not found by %q: %s", word, section.Words)
		}
	}
}
