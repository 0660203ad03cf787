package action_test

import (
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
)

func key(name string) tea.KeyMsg {
	msg, ok := action.Key(name)
	if !ok {
		panic(name)
	}
	return msg
}

func TestTable(t *testing.T) {
	var did string
	do := func(what string) func() tea.Cmd { return action.Plain(func() { did += what }) }
	searching := false
	table := action.New(
		action.Action{ID: "next-hit", Title: "next hit", Keys: []string{"n"}, Hidden: func() bool { return !searching }, Do: do("hit ")},
		action.Action{ID: "note", Title: "note", Keys: []string{"n", "f5"}, Label: "n/f5", Do: do("note ")},
		action.Action{ID: "run", Title: "run", Keys: []string{"r"}, Disabled: func() string { return "nothing is picked" }, Do: do("run ")},
	)
	press := func(name string) (tea.Cmd, bool) { return table.Press(key(name)) }
	press("n")
	searching = true
	press("n")
	press("f5")
	if did != "note hit note " {
		t.Errorf("did %q", did)
	}
	if cmd, used := press("r"); !used || cmd() != (action.RefusedMsg{Reason: "nothing is picked"}) {
		t.Errorf("what cannot be done is done, or for no reason")
	}
	if _, used := press("x"); used {
		t.Error("a key without an action is taken")
	}
	if _, used := table.Press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("n"), Paste: true}); used {
		t.Error("a paste is taken for a key")
	}
	if h := table.Hint("note", "write"); h.Key != "n/f5" || h.Desc != "write" {
		t.Errorf("%+v", h)
	}
	if searching = false; len(table.Now()) != 2 || len(table.All()) != 3 {
		t.Errorf("%d now, %d at all", len(table.Now()), len(table.All()))
	}
}

func TestUsersKeys(t *testing.T) {
	defaults := func() *action.Table {
		return action.New(
			action.Action{ID: "run", Aliases: []string{"run-the-input"}, Title: "run", Keys: []string{"r"}, Label: "R"},
			action.Action{ID: "star", Title: "star", Keys: []string{"*"}},
		)
	}
	table := defaults()
	table.Bind(action.Keys{"run-the-input": {"f11"}, "star": {}})
	if a := table.Find("f11"); a == nil || a.ID != "run" || a.Help().Key != "f11" || table.Find("r") != nil || table.Find("*") != nil {
		t.Errorf("%+v", table.All())
	}
	own := func(id string) []string {
		if id == "cancel" {
			return []string{"esc"}
		}
		return defaults().Get(id).Keys
	}
	for _, tt := range []struct {
		keys action.Keys
		want string
	}{
		{action.Keys{"run": {"f11"}}, ""},
		{action.Keys{"run-the-input": {"r"}}, ""},
		{action.Keys{"run": {"*"}}, `* cannot be "run": in the pane input it is "star"`},
		{action.Keys{"star": {"r"}, "run": {"f1"}}, ""},
		{action.Keys{"run": {"f99"}}, `there is no key "f99"`},
		{action.Keys{"the-star": {"f1"}}, `there is no action "the-star": there are star`},
		{action.Keys{"x": {"f1"}}, "there are run, star"},
		{action.Keys{"cancel": {"x"}}, `x cannot be "cancel": in a prompt it is text`},
		{action.Keys{"run": {"x"}}, ""}, // it works elsewhere
		{action.Keys{"run": {"esc"}}, `in a prompt it is "cancel"`},
	} {
		table := defaults()
		table.Bind(tt.keys)
		err := action.Check(tt.keys, []action.Section{
			{Title: "the pane input", Actions: table.All()},
			{Title: "a prompt", Typed: true, Actions: []action.Action{{ID: "cancel", Title: "cancel", Keys: []string{"esc"}}, *table.Get("run")}},
		}, own)
		var problem *action.KeyError
		if (tt.want == "") != (err == nil) || err != nil && (!errors.As(err, &problem) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%v: %v", tt.keys, err)
		}
	}
}

func TestOut(t *testing.T) {
	var out action.Out
	out.Tell("a")
	out.Tell("b")
	if told := out.Told(); len(told) != 2 || told[0] != "a" || out.Told() != nil {
		t.Errorf("%v", told)
	}
}

func BenchmarkKey(b *testing.B) {
	all := make([]action.Action, 60)
	for i := range all {
		all[i] = action.Action{ID: "any", Keys: []string{string(rune('A' + i))}, Do: func() tea.Cmd { return nil }}
	}
	all[59].Keys = []string{"pgdown"}
	table := action.New(all...)
	b.ReportAllocs()
	for b.Loop() {
		table.Press(tea.KeyMsg{Type: tea.KeyPgDown})
	}
}
