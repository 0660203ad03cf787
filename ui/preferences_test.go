package ui_test

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/ui"
)

// tall is how many lines a pane has, frame included, and wide how many columns.
func (d *driver) tall(pane string) int { return strings.Count(d.app.Draw(pane), "\n") + 1 }

func (d *driver) wide(pane string) int {
	line, _, _ := strings.Cut(ansi.Strip(d.app.Draw(pane)), "\n")
	return ansi.StringWidth(line)
}

func TestResize(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {200, 60}} {
		d := start(t, setup{target: orders(nil), width: size[0], height: size[1]}).Focus(history)
		tall, wide := d.tall(history), d.wide(history)
		if d.Press("}", ">"); d.tall(history) != tall+2 || d.wide(history) != wide+4 {
			t.Errorf("%v: %dx%d became %dx%d", size, wide, tall, d.wide(history), d.tall(history))
		}
		if d.Press("{", "<"); d.tall(history) != tall || d.wide(history) != wide {
			t.Errorf("%v: %dx%d is not back", size, d.wide(history), d.tall(history))
		}
		// However often: every pane keeps its frame and a few lines, and the screen its size.
		for _, pane := range []string{machines, input, history, details} {
			for _, k := range []string{">", "<", "}", "{"} {
				d.Focus(pane)
				for range 100 {
					if pane == input {
						d.Do(map[string]string{">": "wider", "<": "narrower", "}": "taller", "{": "shorter"}[k])
					} else {
						d.Press(k)
					}
				}
				lines := strings.Split(d.app.View(), "\n")
				if len(lines) != size[1] {
					t.Fatalf("%v: %d lines", size, len(lines))
				}
				for _, line := range lines {
					if w := ansi.StringWidth(line); w > size[0] {
						t.Fatalf("%v: %s %s: a line of %d cells", size, pane, k, w)
					}
				}
				for _, pane := range []string{machines, input, history, details} {
					if d.tall(pane) < 4 || d.wide(pane) < 20 {
						t.Errorf("%v: %s has %dx%d", size, pane, d.wide(pane), d.tall(pane))
					}
				}
				d.Sees("cannot resize further")
				d.Do("reset the sizes")
			}
		}
		if d.Focus(history); d.tall(history) != tall || d.wide(history) != wide {
			t.Errorf("%v: %dx%d is not as it was", size, d.wide(history), d.tall(history))
		}
	}
}

// Do does an action through the palette.
func (d *driver) Do(title string) *driver {
	d.t.Helper()
	d.Press("ctrl+p").Keys(title).Sees(title).Press("enter")
	return d
}

// What the screen looks like is as it was left.
func TestPreferences(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: orders(nil), dir: dir, profile: termenv.TrueColor}).Focus(details)
	d.Press("]", "]", "}", "}", ">", "f10").Do("theme contrast")
	if d.app.Theme() != "contrast" {
		t.Errorf("the theme is %s", d.app.Theme())
	}
	tall, tab := d.tall(details), d.app.Draw(details)
	d.Press("z")
	if err := d.app.Finish(); err != nil {
		t.Fatal(err)
	}

	d = start(t, setup{target: orders(nil), dir: dir, profile: termenv.TrueColor})
	d.app.ReadPreferences()
	if d.app.Focused() != details || d.app.Theme() != "contrast" || d.app.Mouse() {
		t.Errorf("focus on %s, theme %s, mouse %v", d.app.Focused(), d.app.Theme(), d.app.Mouse())
	}
	if d.tall(details) != 38 {
		t.Errorf("not zoomed: %d lines", d.tall(details))
	}
	if d.Press("z"); d.tall(details) != tall || d.app.Draw(details) != tab {
		t.Errorf("%d lines, want %d\n%s", d.tall(details), tall, d.app.Draw(details))
	}
	// What was given for one start goes before, and is not remembered.
	d = start(t, setup{target: orders(nil), dir: dir, profile: termenv.TrueColor, forced: true})
	if d.app.ReadPreferences(); d.app.Theme() != "dark" || d.app.Focused() != details {
		t.Errorf("theme %s, focus on %s", d.app.Theme(), d.app.Focused())
	}
}

func TestPreferencesNonsense(t *testing.T) {
	for _, text := range []string{"nonsense", `{"focus":99,"tab":-3,"theme":"pink","style":"none","sizes":{"side":9e9}}`, `{"focus":4,"tab":77,"sizes":{"side":1000000000,"list":-1000000000}}`} {
		dir := t.TempDir()
		d := start(t, setup{target: orders(nil), dir: dir})
		if err := d.session.Put(t.Context(), "screen", text); err != nil {
			t.Fatal(err)
		}
		d.app.ReadPreferences()
		if n := len(strings.Split(d.app.View(), "\n")); n != 40 {
			t.Errorf("%s: %d lines", text, n)
		}
	}
}

func TestThemes(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{"a":1}`)), profile: termenv.TrueColor}).Pick("order-approval").Type("{}").Press("ctrl+r").Settle()
	seen := map[string]string{}
	for _, name := range []string{"dark", "light", "contrast", "terminal"} {
		d.Do("theme " + name)
		if d.app.Theme() != name {
			t.Errorf("%s: the theme is %s", name, d.app.Theme())
		}
		view := d.app.View()
		for other, text := range seen {
			if text == view {
				t.Errorf("%s looks like %s", name, other)
			}
		}
		seen[name] = view
	}
	d.Do("theme auto").Sees("from the next start")
	start(t, setup{target: orders(nil), profile: termenv.Ascii}).Do("theme light").Sees("NO_COLOR")
}

// The palette shows colours before they are chosen, and a style outlives the program.
func TestPreviews(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{dir: dir, target: orders(succeed(`{"a":1}`)), profile: termenv.TrueColor}).Pick("order-approval").Type("{}").Press("ctrl+r").Settle().Pass(6 * time.Second)
	const dracula = "38;2;255;121;198"
	was := d.app.View()
	d.Press("ctrl+p").Keys("theme light").Sees("theme light")
	if d.app.Theme() != "light" {
		t.Errorf("the theme under the cursor is not shown, but %s", d.app.Theme())
	}
	d.Press("esc").Settle()
	if d.app.Theme() != "dark" || d.app.View() != was {
		t.Error("the theme that was only looked at stays")
	}
	d.Do("code style").Sees("Code style", "the theme's own", "for a light background").Keys("drac").Sees("dracula")
	if !strings.Contains(d.app.View(), dracula) {
		t.Error("the style under the cursor is not shown")
	}
	d.Press("esc").Settle()
	if d.app.View() != was {
		t.Error("the style that was only looked at stays")
	}
	d.Do("code style").Keys("dracula").Press("enter").Settle()
	if view := d.app.View(); !strings.Contains(view, dracula) || strings.Contains(view, "Code style") {
		t.Error("the style was not chosen")
	}
	if err := d.app.Finish(); err != nil {
		t.Fatal(err)
	}
	d = start(t, setup{target: orders(nil), dir: dir, profile: termenv.TrueColor})
	if d.app.ReadPreferences(); !strings.Contains(d.Settle().app.View(), dracula) {
		t.Error("the style is forgotten")
	}
	start(t, setup{target: orders(nil), profile: termenv.Ascii}).Do("code style").Sees("NO_COLOR")
}

// A theme that is chosen, or found out after the start, reaches every pane.
func TestThemeReachesEverything(t *testing.T) {
	colour := regexp.MustCompile(`38;2;[0-9;]+`)
	// colours tells of each colour where it was seen first.
	colours := func(first, then string) map[string]string {
		d := start(t, setup{target: sampleTarget(t), profile: termenv.TrueColor, theme: first}).
			Pick("order-approval").Type(`{"amount": 120, "customer": {"tier": "gold"}}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").
			Press("ctrl+r").Settle().Type(`{"amount": 1200, "customer": {"tier": "gold"}}`).Press("ctrl+r").SeesIn(history, "FAILED").Settle()
		if d.Type(`{"amount": ,}`).Pass(10 * time.Second).Settle(); then != "" {
			d.Do("theme " + then)
		}
		seen := map[string]string{}
		see := func() {
			for _, c := range colour.FindAllString(d.app.View(), -1) {
				if seen[c] == "" {
					seen[c] = d.screen()
				}
			}
		}
		for _, pane := range []string{machines, history, input, details} {
			d.Focus(pane)
			see()
		}
		for range 7 {
			d.Press("]").Settle()
			see()
		}
		return seen
	}
	light := colours("light", "")
	for c, where := range colours("dark", "light") {
		if light[c] == "" {
			t.Errorf("%s is no colour of this theme:\n%s", c, where)
		}
	}
}

func TestKeys(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{"a":1}`)), keys: map[string][]string{"run-the-input": {"f11"}, "help": {}}})
	d.Pick("order-approval").Type("{}").Press("ctrl+r").Settle().SeesIn(history, "no runs of order-approval yet").
		Press("f11").SeesIn(history, "SUCCEEDED").Focus(history).Press("?")
	if strings.Contains(d.screen(), "▸ Help") {
		t.Errorf("help has no key\n%s", d.screen())
	}
	for _, tt := range []struct {
		action, key, want string
	}{
		{"run-the-input", "f11", ""},
		{"run-the-input", "ctrl+r", ""},
		{"run-the-input", "alt+x", ""},
		{"mouse", "f11", `unknown action "mouse": there are mouse-off-or-on`},
		{"turn", "f11", `unknown action "turn": there are `},
		{"run-the-input", "f99", `unknown key "f99"`},
		{"run-the-input", "f1", ""},
		{"input-undo", "alt+z", ""},
		{"input-undo", "u", `in the pane input it is text`},
		{"vim-left", "q", ""},
		{"vim-left", "ctrl+left", `in the vim keys only characters can be bound`},
		{"vim-half-page-down", "ctrl+d", ""},
		{"start-burst", "s", `in the form of a burst it is text`},
		{"close-palette", "q", `in the palette it is text`},
	} {
		err := ui.CheckKeys(map[string][]string{tt.action: {tt.key}})
		var key *ui.KeyError
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%v: %v", tt, err)
		case tt.want != "" && (!errors.As(err, &key) || key.Action != tt.action || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%v: got %v", tt, err)
		}
	}
}

// A key that a user gave to an action is not another's any more, wherever that had it, and
// the workbench says so once.
func TestUsersKeysWin(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{"a":1}`)), keys: map[string][]string{
		"wrap-lines": {"V"}, "input-duplicate-line": {"ctrl+r"}, "list-down": {"j", "x"}, "only-bad-cases": {"q"},
	}})
	d.Sees("your keys: ", "V is wrap lines, not compare").Pass(2 * time.Second).Press("down").SeesNot("your keys")
	d.Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(input, "2 {}").Press("ctrl+k", "f5").SeesIn(history, "SUCCEEDED").
		Focus(details).Press("V").SeesNot("Compare order-approval").Focus(machines).Press("x").SeesNot("no run is in flight")
	// None of it is an error, in any place.
	for _, keys := range []map[string][]string{
		{"help": {"down"}},
		{"next-tab": {"f2"}},
		{"abandon-comparison": {"n"}},
		{"answer-no": {"y"}},
		{"vim-left": {"g"}},
		{"leave-expectation": {"f10"}},
		{"help": {"f11"}, "run-the-input": {"f11"}},
		{"look-into-the-machine": {"d"}, "run-case-again": {"R"}, "write-a-note-on-the-run": {"n"}},
	} {
		if err := ui.CheckKeys(keys); err != nil {
			t.Errorf("%v: %v", keys, err)
		}
	}
}

// Every action can be named in the configuration, and only one by each name.
func TestActionNames(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range ui.Bindings(nil) {
		if b.Action == "" || seen[b.Action] {
			t.Errorf("%q is the name of %q and of another action", b.Action, b.What)
		}
		seen[b.Action] = true
	}
	if err := ui.CheckKeys(defaults()); err != nil {
		t.Error(err)
	}
}

// Users' keys are bound to the names of actions, which stay when the words change: a name of
// before may become an alias, and does not go.
func TestActionNamesStay(t *testing.T) {
	text, err := os.ReadFile("testdata/action-ids")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range strings.Fields(string(text)) {
		if err := ui.CheckKeys(map[string][]string{id: {}}); err != nil {
			t.Error(err)
		}
	}
}

func defaults() map[string][]string {
	all := map[string][]string{}
	for _, b := range ui.Bindings(nil) {
		all[b.Action] = b.Keys
	}
	return all
}

// Vim's keys are a setting, and can be switched while the workbench runs: then that is
// remembered.
func TestVim(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: orders(succeed(`{"a":1}`)), dir: dir, vim: true}).Pick("order-approval")
	d.SeesIn(input, "normal ·").Keys("ggdG").Keys(`i{"a": 1`).SeesIn(input, "insert ·").Press("esc")
	if d.app.Focused() != input {
		t.Fatalf("esc leaves insert mode for %s", d.app.Focused())
	}
	d.SeesIn(input, "normal ·", `{"a": 1}`).Keys("0f1r2").SeesIn(input, `{"a": 2}`).Keys("u").SeesIn(input, `{"a": 1}`)
	d.Press("ctrl+r").Settle().SeesIn(history, "SUCCEEDED").Focus(input)
	d.Keys("?").Keys("insert before").Sees("insert before the cursor").Press("esc").Keys(":").Sees("Commands").Press("esc")
	d.Keys("vlly").SeesIn(input, "copied")

	d.Do("vim keys").Sees("vim keys off").Keys("x").SeesIn(input, "x")
	if err := d.app.Finish(); err != nil {
		t.Fatal(err)
	}
	d = start(t, setup{target: orders(nil), dir: dir, vim: true})
	d.app.ReadPreferences()
	if strings.Contains(d.app.Draw(input), "normal") {
		t.Errorf("it was switched off\n%s", d.app.Draw(input))
	}
	d.Do("vim keys").Sees("vim keys on: i inserts").SeesIn(input, "normal ·")
}

// Where the reader is in a document is in the frame below it, however narrow it is.
func TestPlace(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}} {
		d := start(t, setup{target: orders(succeed(`{"lines": [{"sku": "S-1"}, {"sku": "S-10"}]}`)), width: size[0], height: size[1]}).
			Pick("order-approval").Type("{}").Press("ctrl+r").Settle().Focus(details).SeesIn(details, "━ $ ━")
		d.Press("down", "down", "down").SeesIn(details, "━ $.lines[0].sku ━").
			Press("/").Keys("S-1").Press("enter", "n").SeesIn(details, "2 of 2", "$.lines[1].sku ━")
		if d.Press("esc").Focus(history); strings.Contains(d.app.Draw(details), "sku ━") {
			t.Errorf("without the focus:\n%s", d.app.Draw(details))
		}
	}
}

func TestCursorsPlace(t *testing.T) {
	d := start(t, setup{target: orders(nil)}).Pick("order-approval").Type("{\n  \"é\": 1}").SeesIn(input, "━ line 2, column 10 ━").
		Press("left", "home", "home", "up").SeesIn(input, "━ line 1, column 1 ━")
	if d.Focus(history); strings.Contains(d.app.Draw(input), "column") {
		t.Errorf("without the focus:\n%s", d.app.Draw(input))
	}
}
