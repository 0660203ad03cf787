package keymap_test

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/keymap"
	"expresso/ui/layout"
)

func actions() []keymap.Scoped {
	do := func() tea.Cmd { return nil }
	return []keymap.Scoped{
		{Action: action.Action{ID: "run", Title: "run", Keys: []string{"ctrl+r", "f5"}, Do: do}},
		{Action: action.Action{ID: "open", Title: "open", Keys: []string{"o"}, Do: do}, In: []layout.Pane{layout.Machines}},
		{Action: action.Action{ID: "other", Title: "open something else", Keys: []string{"o"}, Do: do}, In: []layout.Pane{layout.History, layout.Details}},
		{Action: action.Action{ID: "leave", Title: "leave", Keys: []string{"esc", "x"}, Anywhere: true, Do: do}},
	}
}

func TestKeysByPane(t *testing.T) {
	m := keymap.New(actions(), action.Keys{"other": {"p"}})
	for _, tt := range []struct {
		pane      layout.Pane
		key, want string
	}{
		{layout.Machines, "o", "open"},
		{layout.History, "p", "other"},
		{layout.History, "o", ""},
		{layout.Input, "o", ""},
		{layout.Input, "f5", "run"},
	} {
		got := ""
		if a := m.In(tt.pane).Find(tt.key); a != nil {
			got = a.ID
		}
		if got != tt.want {
			t.Errorf("%s in %s is %q, want %q", tt.key, tt.pane, got, tt.want)
		}
	}
	// A key that closes a page does nothing else there.
	if m.Anywhere().Find("esc") != nil || m.Anywhere().Find("x") == nil || m.Closing().Find("esc") == nil {
		t.Errorf("on pages: %+v", m.Anywhere().All())
	}
	var done []string
	m.Watch(func(id string) { done = append(done, id) })
	m.In(layout.Details).Find("ctrl+r").Perform()
	m.Anywhere().Find("x").Perform()
	if !slices.Equal(done, []string{"run", "leave"}) {
		t.Errorf("noted %v", done)
	}
}

// lines are chapters as text: what each says, and what is pressed.
func lines(chapters []dialog.Chapter) string {
	var out strings.Builder
	for _, c := range chapters {
		out.WriteString(c.Title + ":")
		for _, command := range c.Commands {
			press := command.Then.(keymap.PressMsg)
			out.WriteString(" [" + command.Keys + "] " + command.Title)
			if press.Out {
				out.WriteString(" in " + press.In.String())
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestHelp(t *testing.T) {
	m := keymap.New(actions(), nil)
	own := []action.Action{
		{ID: "down", Title: "down", Keys: []string{"j", "o"}}, // o is taken before
		{ID: "gone", Title: "gone", Keys: []string{"g"}, Hidden: func() bool { return true }},
		{ID: "move", Title: "move", Label: "arrows", Keys: []string{"1", "2", "3", "4", "5"}},
	}
	want := `here: machines: [o] open [j] down [arrows] move
everywhere: [ctrl+r f5] run [esc x] leave
elsewhere: history: [o] open something else in history
`
	if got := lines(m.PaneHelp(layout.Machines, own, false)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Where characters are text, keys that are characters are not told.
	want = `everywhere: [ctrl+r f5] run [esc] leave
elsewhere: machines: [o] open in machines
elsewhere: history: [o] open something else in history
`
	if got := lines(m.PaneHelp(layout.Input, own, true)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
