package action_test

import (
	"errors"
	"maps"
	"slices"
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
	places := []action.Section{
		{Title: "the pane input", Actions: defaults().All()},
		{Title: "a prompt", Typed: true, Actions: []action.Action{{ID: "cancel", Title: "cancel", Keys: []string{"esc"}}, *defaults().Get("run")}},
		{Title: "vim", Chars: true, Actions: []action.Action{{ID: "vim-first", Title: "first", Keys: []string{"gg"}}, {ID: "vim-left", Title: "left", Keys: []string{"h"}}}},
	}
	for _, tt := range []struct {
		keys, want action.Keys
		lost       string
		problem    string
	}{
		{keys: action.Keys{"run": {"f11"}}, want: action.Keys{"run": {"f11"}}},
		{keys: action.Keys{"run-the-input": {"r"}}, want: action.Keys{"run": {"r"}}},
		{keys: action.Keys{"run-the-input": {"f3"}, "run": {"f4"}}, want: action.Keys{"run": {"f4"}}},
		{keys: action.Keys{"run": {"*"}}, want: action.Keys{"run": {"*"}, "star": {}}, lost: "* is run, not star"},
		{keys: action.Keys{"star": {"r"}, "run": {"f1"}}, want: action.Keys{"star": {"r"}, "run": {"f1"}}},
		{keys: action.Keys{"star": {"f1"}, "run": {"f1"}}, want: action.Keys{"run": {"f1"}, "star": {}}, lost: "f1 is run, not star"},
		{keys: action.Keys{"run": {"x"}}, want: action.Keys{"run": {"x"}}}, // it works elsewhere
		{keys: action.Keys{"run": {"esc"}}, want: action.Keys{"run": {"esc"}, "cancel": {}}, lost: "esc is run, not cancel"},
		{keys: action.Keys{"vim-left": {"g"}}, want: action.Keys{"vim-left": {"g"}, "vim-first": {}}, lost: "g is left, not first"},
		{keys: action.Keys{"run": {"f99"}}, problem: `unknown key "f99"`},
		{keys: action.Keys{"the-star": {"f1"}}, problem: `unknown action "the-star": there are star`},
		{keys: action.Keys{"x": {"f1"}}, problem: `unknown action "x": remove this line, then list them with: expresso config`},
		{keys: action.Keys{"cancel": {"x"}}, problem: `x cannot be "cancel": in a prompt it is text`},
		{keys: action.Keys{"vim-left": {"ctrl+left"}}, problem: `in vim only characters can be bound`},
	} {
		got, lost, err := action.Resolve(tt.keys, places)
		if tt.problem != "" {
			var problem *action.KeyError
			if !errors.As(err, &problem) || !strings.Contains(err.Error(), tt.problem) {
				t.Errorf("%v: %v", tt.keys, err)
			}
			continue
		}
		all := make([]string, len(lost))
		for i, l := range lost {
			all[i] = l.Key + " is " + l.To + ", not " + l.Action
		}
		said := strings.Join(all, "; ")
		if !maps.EqualFunc(got, tt.want, slices.Equal) || said != tt.lost || err != nil {
			t.Errorf("%v: %v, %q, %v", tt.keys, got, said, err)
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
