package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"expresso/model"
	"expresso/model/pricing"
)

// write puts a file down and returns its path.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, text string) Config {
	t.Helper()
	c, err := Load(write(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// differ compares what is set.
func differ(want, got Config) string {
	return cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{}), cmpopts.EquateEmpty())
}

func TestLoad(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	const everything = `# mine
theme: contrast # at night
mouse: false
bell: false
window-title: false
ascii: true
clipboard: native
editor-keys: vim
clock: simulated
memory: 512
mock-validation: strict
included-data: METADATA_ONLY
endpoints:
  staging: https://states.example.com
trace-header: new
history: ~/runs/expresso
keys:
  run: [ctrl+r, f5]
  help:
    - "?"
    - 'é'
  mouse: []
prices:
  eu-central-1:
    currency: EUR
    date: 2026-11
    request: 0.0000010
    tiers:
      - up-to: 3600000
        gb-second: "0.00001667"
      - {gb-second: 0.00000456}
`
	want := Config{
		Theme: "contrast", ASCII: true, Clipboard: "native", EditorKeys: "vim", Clock: "simulated", Memory: 512, MockValidation: "strict", IncludedData: "METADATA_ONLY", Endpoints: map[string]string{"staging": "https://states.example.com"}, TraceHeader: "new", History: filepath.Join(home, "runs/expresso"),
		Keys: map[string][]string{"run": {"ctrl+r", "f5"}, "help": {"?", "é"}, "mouse": {}},
		Prices: map[string]model.PriceList{"eu-central-1": {
			Region: "eu-central-1", Currency: "EUR", Date: "2026-11", Request: "0.0000010",
			Tiers: []model.PriceTier{{UpTo: 3_600_000, GBSecond: "0.00001667"}, {GBSecond: "0.00000456"}},
		}},
	}
	for name, text := range map[string]string{"LF": everything, "CRLF": strings.ReplaceAll(everything, "\n", "\r\n")} {
		if diff := differ(want, load(t, text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if keys := load(t, everything).Keys["mouse"]; keys == nil {
		t.Error("an action without keys looks like one that is not set")
	}

	one := Defaults()
	one.Mouse = false
	for _, text := range []string{"mouse: false", "---\nmouse: false\n", "{mouse: false}", "\n\n  mouse:   false\n\n"} {
		if diff := differ(one, load(t, text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []string{"", "\n", "# nothing\n", "---\n", "{}", "keys: {}\nprices: {}\nhistory: ''"} {
		if diff := differ(Defaults(), load(t, text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	none := filepath.Join(home, "none", "config.yaml")
	c, err := Load(none)
	if diff := differ(Defaults(), c); diff != "" || err != nil || c.Where("theme") != none {
		t.Errorf("no file: %v\n%s", err, diff)
	}
}

func TestLoadRefuses(t *testing.T) {
	prices := "prices:\n  eu-central-1:\n    currency: EUR\n    date: 2026-11\n    request: 0.000001\n    tiers:\n"
	tests := []struct{ name, text, at, want string }{
		{"unknown", "mouse: true\n\nthme: dark\n", "3:1", `unknown setting "thme"; the settings are theme, colours, code-style, mouse, bell, window-title, ascii, clipboard, editor-keys, keys, prices, guard, budget, endpoints, history, allow-env, clock, memory, mock-validation`},
		{"unknown choice", "theme: pink", "1:8", `theme must be one of auto, dark, light, contrast, terminal, got "pink"`},
		{"choice of another type", "clock: [real]", "1:8", "clock must be one of real, simulated, got a list"},
		{"nothing", "mouse: true\ntheme:\nascii: true", "2:", "theme must be one of auto, dark, light, contrast, terminal, got nothing"},
		{"string for bool", "mouse: 'true'", "1:8", `mouse must be true or false, got "true"`},
		{"number for bool", "# é\nascii: 1", "2:8", `ascii must be true or false, got 1`},
		{"twice", "mouse: true\nmouse: true", "2:1", "mouse"},
		{"list for all", "- mouse: true", "1:1", "the configuration must have lines like 'name: value', got a list"},
		{"text for all", "dark", "1:1", `got "dark"`},
		{"relative path", "history: runs", "1:10", `history must be an absolute path, or one below ~/, got "runs"`},
		{"hostile path", `history: "/a\x1b[2J"`, "1:10", `"/a\x1b[2J"`},
		{"text for keys", "keys: ctrl+r", "1:7", "keys must have lines like 'name: value'"},
		{"one key", "keys:\n  run: ctrl+r", "2:8", `the keys of an action must be a list like [ctrl+r, f5], got "ctrl+r"`},
		{"number for a key", "keys:\n  run: [1]", "2:9", `got 1: put it in quotes`},
		{"empty key", "keys: {run: ['']}", "1:14", `unknown key ""`},
		{"control character for a key", `keys: {run: ["\x1b"]}`, "1:14", `unknown key "\x1b"`},
		{"same key twice", "keys: {run: [a, b, a]}", "1:20", `the key "a" is listed twice`},
		{"prices without all", "prices:\n  eu-central-1: {currency: EUR}\n", "2:3", `the prices of "eu-central-1" need date`},
		{"prices of nothing", "prices:\n  eu-central-1:\n", "2:", "the prices of a region must have lines"},
		{"unknown price", prices + "      - {gb-second: 1}\n    tax: 3", "8:5", `unknown member "tax" of the prices of a region; it has currency, date, request, tiers`},
		{"mapping for an amount", "prices: {a: {request: {}}}", "1:23", "the price of a request must be like 0.000001, got a mapping"},
		{"tiers in a mapping", "prices: {a: {tiers: {up-to: 1}}}", "1:21", "tiers must be a list"},
		{"tier without a price", prices + "      - up-to: 4", "7:9", "a tier needs gb-second"},
		{"part of a GB-second", prices + "      - {up-to: 4.5, gb-second: 1}", "7:17", "up-to must be a whole number of GB-seconds from 1 to 9223372036854775807, got 4.5"},
		{"no end as zero", prices + "      - {up-to: 0, gb-second: 1}", "7:17", "the last tier has none"},
		{"text for a tier", prices + "      - cheap", "7:9", `a tier must have lines like 'name: value', got "cheap"`},
		{"colour without quotes", "colours:\n  dim: #8b93a3\n", "2:", `a colour must be like "#8b93a3", in quotes, or as a number from 0 to 255, got nothing`},
		{"a budget of nobody", "budget: {week: 1}", "1:10", `unknown member "week" of budget; it has session, burst`},
		{"no URL for an endpoint", "endpoints: {a: states}", "1:16", `an endpoint must be like staging: https://states.example.com, got "states"`},
		{"a password for an endpoint", "endpoints: {a: \"http://me:pw@host\"}", "1:16", `the URL of the endpoint "a" contains a user name`},
		{"a blank in an endpoint's name", "endpoints: {a b: http://host}", "1:13", `"a b" is not a valid endpoint name`},
		{"a list for a budget", "budget: {session: [1]}", "1:19", "a budget must be like 5.00, got a list"},
		{"list for colours", "colours: [red]", "1:10", "colours must have lines like 'name: value'"},
		{"list for a colour", "colours: {dim: [1]}", "1:16", "got a list"},
		{"colour twice", "colours:\n  dim: 1\n  dim: 2", "3:3", "dim"},
		{"number for a style", "code-style: 1", "1:13", "code-style must be a style like dracula, got 1"},
		{"no YAML", "mouse: [true", "1:", ""},
		{"bad indentation", "keys:\n  run: [a]\n mouse: true", "3:", ""},
		{"anchor", "theme: &a dark", "1:8", "plain YAML"},
		{"tag", "mouse: !!bool true", "1:8", "plain YAML"},
		{"merge", "keys:\n  <<: {a: [b]}", "2:3", "plain YAML"},
		{"two documents", "mouse: true\n---\nmouse: true\n", "3:1", "one YAML document"},
		{"deep", "keys: " + strings.Repeat("[", 30_000), "1:", "nested"},
		{"deep in a row", "keys: \n  " + strings.Repeat("- ", 30_000), "2:", "nested"},
		{"long value", "theme: " + strings.Repeat("é", 1000), "1:8", "é…\""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := write(t, test.text)
			c, err := Load(path)
			if err == nil || !strings.Contains(err.Error(), path+":"+test.at) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s: %s", err, test.at, test.want)
			}
			if err != nil && len(err.Error()) > 3000 {
				t.Errorf("the message has %d bytes", len(err.Error()))
			}
			if diff := differ(Config{}, c); diff != "" {
				t.Errorf("something was read: %s", diff)
			}
		})
	}
	for name, text := range map[string]string{"size": strings.Repeat("# much\n", 20_000), "bytes": "theme: \xff"} {
		if _, err := Load(write(t, text)); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	if _, err := Load(t.TempDir()); err == nil || model.HintOf(err) == "" {
		t.Errorf("a folder: %v", err)
	}
}

func TestAllProblemsAreTold(t *testing.T) {
	_, err := Load(write(t, "theme: pink\nmouse: perhaps\nfoo: 1\n"))
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("got %v", err)
	}
	_, err = Load(write(t, "keys:\n"+strings.Repeat("  a: b\n", 1000)))
	if err == nil || strings.Count(err.Error(), "\n") > maxProblems {
		t.Errorf("got %v", err)
	}
}

func TestWhere(t *testing.T) {
	path := write(t, "theme: dark\nkeys:\n  run: [a]\n  # more\n  help: [b]\nprices:\n  eu-west-1:\n    currency: EUR\n    date: 2026-11\n    request: 1\n    tiers: [{gb-second: 1}]\n")
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for where, keys := range map[string][]string{
		":1:1": {"theme"}, ":2:1": {"keys"}, ":3:3": {"keys", "run"}, ":5:3": {"keys", "help"}, ":7:3": {"prices", "eu-west-1"},
		":10:5": {"prices", "eu-west-1", "request"}, "": {"mouse"},
	} {
		if got := c.Where(keys...); got != path+where {
			t.Errorf("%v: %s, want %s", keys, got, path+where)
		}
	}
}

// uncommented returns the template's lines that begin with a mark, without it.
func uncommented(mark string) string {
	var out strings.Builder
	for line := range strings.Lines(Template()) {
		if rest, ok := strings.CutPrefix(line, mark); ok && (mark != "#" || rest[0] != ' ' && rest != "\n") {
			out.WriteString(rest)
		}
	}
	return out.String()
}

func TestTemplate(t *testing.T) {
	if diff := differ(Defaults(), load(t, Template())); diff != "" {
		t.Errorf("as it is (-want +got):\n%s", diff)
	}
	set := uncommented("#")
	if diff := differ(Defaults(), load(t, set)); diff != "" {
		t.Errorf("with every setting (-want +got):\n%s", diff)
	}
	for _, s := range settings {
		if !strings.Contains("\n"+set, "\n"+s.name+":") {
			t.Errorf("%s is not in the template", s.name)
		}
	}
	for _, value := range slices.Concat(Themes, model.Clocks) {
		if !strings.Contains(Template(), value) {
			t.Errorf("%s is not in the template", value)
		}
	}
	example := load(t, uncommented("#   "))
	if len(example.Keys) == 0 || len(example.Prices) == 0 {
		t.Errorf("the examples set %+v", example)
	}
	for _, list := range example.Prices {
		if _, err := pricing.New(list); err != nil {
			t.Errorf("the example's prices: %v", err)
		}
	}
}

func TestPath(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	fallback := filepath.Join(home, ".config/expresso/config.yaml")
	for dir, want := range map[string]string{"/etc/me": "/etc/me/expresso/config.yaml", "": fallback, "relative": fallback} {
		t.Setenv("XDG_CONFIG_HOME", dir)
		if got := Path(); got != want {
			t.Errorf("%q: %s, want %s", dir, got, want)
		}
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	c, err := Load(Path())
	if want := Defaults(); Path() != "" || err != nil || c.Theme != want.Theme || c.Clock != want.Clock {
		t.Errorf("without a home: %q, %v, %v", Path(), c, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Template())
	f.Add("keys:\n  run: [a]\nprices: {a: {tiers: [{up-to: 1}]}}\n")
	f.Add("? a\n: - b\n--- |\n x\n...\n%YAML 1.2\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parse("f", text)
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if strings.ContainsFunc(line, unicode.IsControl) || !utf8.ValidString(line) || len(line) > 1000 {
					t.Errorf("%q: %q", text, line)
				}
			}
			return
		}
		if !slices.Contains(Themes, c.Theme) || !slices.Contains(model.Clocks, c.Clock) || c.History != "" && !filepath.IsAbs(c.History) {
			t.Errorf("%q: %+v", text, c)
		}
	})
}

func TestAllowEnv(t *testing.T) {
	if c := load(t, "allow-env: [CI_TOKEN, API_KEY]\n"); !slices.Equal(c.AllowEnv, []string{"CI_TOKEN", "API_KEY"}) {
		t.Errorf("%q", c.AllowEnv)
	}
	for _, text := range []string{"allow-env: CI_TOKEN\n", "allow-env: [[a]]\n", "allow-env: ['A B']\n", "allow-env: ['A=B']\n", "allow-env: {a: b}\n"} {
		if c, err := parse("f", text); err == nil {
			t.Errorf("%q is taken for %q", text, c.AllowEnv)
		}
	}
}
