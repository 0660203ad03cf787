package parameter_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/model/parameter"
)

// values are those of the tests: a fixed clock, a UUID that counts, a few variables and
// files.
func values() parameter.Values {
	id := byte('0')
	return parameter.Values{
		Now: func() time.Time {
			return time.Date(2026, 11, 3, 15, 3, 22, 417_900_000, time.FixedZone("CET", 3600))
		},
		UUID: func() string { id++; return "uuid-" + string(id) },
		Env: func(name string) (string, bool) {
			v, ok := map[string]string{
				"USER": `a "b" \ c`, "EMPTY": "", "AMOUNT": "12.50", "LIST": ` [1, 2] `, "TWO": "1, 2", "LATIN": "\xe9",
				"NESTED": "{{uuid}}", "AWS_SECRET_ACCESS_KEY": "secret",
			}[name]
			return v, ok
		},
		File: func(name string) (string, error) {
			text, ok := map[string]string{
				"order.json": "{\"id\": 1.0}\n", "mark.json": "\ufefftrue", "note.txt": "line\n\"two\"\t\x01é", "bad.json": "{\n  \"a\": }",
				"a}}b.json": "7", "big.json": `"` + strings.Repeat("x", model.MaxInput-2) + `"`,
			}[name]
			if !ok {
				return "", model.WithHint(os.ErrNotExist, "files must be in there")
			}
			return text, nil
		},
	}
}

func TestFill(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no parameters", ` {"a": 1e3 } `, ` {"a": 1e3 } `},
		{"no JSON, no parameters", `{"a": {{name}}`, `{"a": {{name}}`},
		{"text", `{"id": "{{uuid}}", "other": "<{{uuid}}>"}`, `{"id": "uuid-1", "other": "<uuid-2>"}`},
		{"in a key", `{"{{uuid}}": 1}`, `{"uuid-1": 1}`},
		{"time", `["{{now}}", "{{now}}"]`, `["2026-11-03T14:03:22.417Z", "2026-11-03T14:03:22.417Z"]`},
		{"counter", `{"n": {{n}}, "name": "run {{n}}"}`, `{"n": 42, "name": "run 42"}`},
		{"the whole text", "{{n}}", "42"},
		{"among white space", "\n {{n}}\n", "\n 42\n"},
		{"blanks within", `["{{ uuid }}", {{	n }}, "{{ env.EMPTY }}", {{ file  "order.json" }}]`, "[\"uuid-1\", 42, \"\", {\"id\": 1.0}\n]"},
		{"variable as text", `"{{env.USER}}"`, `"a \"b\" \\ c"`},
		{"variable as value", `[{{env.AMOUNT}},{{env.LIST}}]`, `[12.50, [1, 2] ]`},
		{"file as value", `{"order": {{file "order.json"}}, "ok": {{file "mark.json"}}}`, "{\"order\": {\"id\": 1.0}\n, \"ok\": true}"},
		{"file as text", `"{{file \"note.txt\"}}"`, `"line\n\"two\"\t\u0001é"`},
		{"file as text, quotes not escaped", `["{{file "note.txt"}}", "{{n}}"]`, `["line\n\"two\"\t\u0001é", "42"]`},
		{"braces in a file's name", `{{file "a}}b.json"}}`, `7`},
		{"what is put in is text", `"{{env.NESTED}}"`, `"{{uuid}}"`},
		{"escaped", `["\u007b{n}}", "{{n}}"]`, `["\u007b{n}}", "42"]`},
		{
			"others stay", `["{{name}} {{uuid4}} {{UUID}} {{env}} {{envelope.x}} {{file}} {{now()}} {{n+1}} {{}} {{ {n}} }}{{", "{{n}}"]`,
			`["{{name}} {{uuid4}} {{UUID}} {{env}} {{envelope.x}} {{file}} {{now()}} {{n+1}} {{}} {{ {n}} }}{{", "42"]`,
		},
		{"a string that ends like a parameter", `{"a": "{{file ", "b": "}}"}`, `{"a": "{{file ", "b": "}}"}`},
		{"a string that looks like one", `["{{file ", "x", "}}{{n}}"]`, `["{{file ", "x", "}}42"]`},
		{"braces of JSON", `{"a":{"b":{}}}`, `{"a":{"b":{}}}`},
		{"an escaped quote", `["\"{{n}}\"", "\\", {{n}}]`, `["\"42\"", "\\", 42]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := values().Fill(tt.text, 42)
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want, hint string }{
		{"unset", "{\n  \"é\": \"{{env.NOBODY}}\"}", `line 2, column 9: {{env.NOBODY}}: the environment variable NOBODY is not set`, "set it"},
		{"no name", `["{{n}}", "{{env.}}"]`, `line 1, column 12: the name of a variable is missing after {{env.`, "{{env.NAME}}"},
		{"a name that is none", `"{{env.1}}"`, `line 1, column 2: the name of a variable is missing`, "{{env.NAME}}"},
		{"not closed", `"{{env.USER"`, `line 1, column 2: the parameter {{env.USER is not closed by }}`, "{{env.NAME}}"},
		{"a name with more behind it", `"{{env.MY-VAR}}"`, `the parameter {{env.MY is not closed`, "{{env.NAME}}"},
		{"a token", `"{{env.Github_Token}}"`, `{{env.Github_Token}} looks like a secret`, "allow-env"},
		{"a secret", `"{{env.THE_SECRET_OF}}"`, `looks like a secret`, "allow-env"},
		{"a password", `"{{env.DB_PASSWORD}}"`, `looks like a secret`, "allow-env"},
		{"a key", `"{{env.STRIPE_KEY}}"`, `looks like a secret`, "allow-env"},
		{"a database", `"{{env.DATABASE_URL}}"`, `looks like a secret`, "add DATABASE_URL to allow-env"},
		{"a credential", `"{{env.AWS_SECRET_ACCESS_KEY}}"`, `{{env.AWS_SECRET_ACCESS_KEY}} is a credential`, "history"},
		{"no file", `{{file "none.json"}}`, `line 1, column 1: {{file "none.json"}}: file does not exist`, "files must be in there"},
		{"no quotes", `{{file order.json}}`, `the name of a file, in quotes, is missing`, `{{file "x.json"}}`},
		{"no name of a file", `{{file ""}}`, `the name of a file, in quotes, is missing`, `{{file "x.json"}}`},
		{"a file not closed", `{{file "order.json"`, `the parameter {{file "order.json" is not closed by }}`, `{{file "x.json"}}`},
		{"text outside of quotes", `{"id": {{uuid}}}`, `line 1, column 8: {{uuid}} is text and must be in quotes`, `write it as "{{uuid}}"`},
		{"time outside of quotes", `{{now}}`, `{{now}} is text and must be in quotes`, `write it as "{{now}}"`},
		{"a part of a value", `1{{n}}`, `line 1, column 2: {{n}} outside of quotes must be a whole value`, "in quotes"},
		{"a part of a value, before", `{{n}}0`, `{{n}} outside of quotes must be a whole value`, "in quotes"},
		{"beside another", `{{n}}{{n}}`, `{{n}} outside of quotes must be a whole value`, "in quotes"},
		{"a variable that is no value", `[{{env.TWO}}]`, `line 1, column 2: {{env.TWO}}: its value is not JSON: line 1, column 2: `, "in quotes"},
		{"an empty variable", `[{{env.EMPTY}}]`, `{{env.EMPTY}}: its value is not JSON`, "in quotes"},
		{"a file that is no value", "[\n{{file \"bad.json\"}}]", `line 2, column 1: {{file "bad.json"}}: its value is not JSON: line 2, column 8: `, "in quotes"},
		{"not UTF-8", `"{{env.LATIN}}"`, `{{env.LATIN}}: its value is not UTF-8`, "UTF-8"},
		{"a name of a member", `{ {{n}}: 1}`, `line 1, column 3: `, ""},
		{"not JSON behind a long parameter", "{\"é\": {{file \"order.json\"}}, }", `line 1, column 30: `, ""},
		{"too large", `[{{file "big.json"}}, {{n}}]`, `with {{file "big.json"}} the input has more than 262144 bytes`, "smaller"},
		{"too many", `[` + strings.Repeat(`{{file "big.json"}},`, 100_000) + `1]`, `the input has more than 262144 bytes`, "smaller"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := values().Fill(tt.text, 1)
			var bad *parameter.Error
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(model.HintOf(err), tt.hint) {
				t.Fatalf("got %v (%s)\nwant %s (%s)", err, model.HintOf(err), tt.want, tt.hint)
			}
			if line, column := jsonvalue.LineColumn(tt.text, bad.Offset); line != bad.Line || column != bad.Column {
				t.Errorf("offset %d is %d:%d, not %d:%d", bad.Offset, line, column, bad.Line, bad.Column)
			}
		})
	}
	if _, err := values().Fill(`{{file "none.json"}}`, 1); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the reason is lost: %v", err)
	}
}

func TestNothingIsHandedIn(t *testing.T) {
	for text, want := range map[string]string{
		`"{{env.HOME}}"`: "the environment variable HOME is not set", `{{file "order.json"}}`: "files cannot be read here",
	} {
		if _, err := (parameter.Values{}).Fill(text, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	got, err := parameter.Values{}.Fill(`"{{uuid}} {{uuid}} {{now}}"`, 1)
	const id = `([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})`
	found := regexp.MustCompile(`^"` + id + ` ` + id + ` \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"$`).FindStringSubmatch(got)
	if err != nil || found == nil || found[1] == found[2] {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestFilledForManyRuns(t *testing.T) {
	read := 0
	v := values()
	files := v.File
	v.File = func(name string) (string, error) { read++; return files(name) }
	tmpl, err := parameter.Parse(`[{{n}}, {{file "order.json"}}, {{file "order.json"}}, "{{file \"order.json\"}}"]`)
	if err != nil || tmpl.Count() != 4 {
		t.Fatal(tmpl.Count(), err)
	}
	filled, err := tmpl.With(v)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for n := range int64(4) {
		all.Go(func() {
			want := "[" + string(rune('0'+n)) + ", {\"id\": 1.0}\n, {\"id\": 1.0}\n, \"{\\\"id\\\": 1.0}\\n\"]"
			if got := filled.Text(n); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
	all.Wait()
	if read != 2 {
		t.Errorf("the file was read %d times, not once as value and once as text", read)
	}
	// What differs from run to run is short, and does not count as if it were large.
	many, err := parameter.Parse(`["{{env.HOME}}"` + strings.Repeat(",{{n}}", 20_000) + `,"{{env.HOME}}"]`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := many.With(parameter.Values{Env: func(string) (string, bool) { return "x", true }}); err != nil {
		t.Error(err)
	}
	if tmpl, _ = parameter.Parse(`{"a": 1}`); tmpl.Count() != 0 {
		t.Error("parameters where there are none")
	}
	if filled, err = tmpl.With(v); err != nil || filled.Text(1) != `{"a": 1}` {
		t.Errorf("got %v, %v", filled, err)
	}
}

func TestRewriteKeepsParameters(t *testing.T) {
	const text = `{"a": {{ file   "order.json" }},"b c" : [ {{n}} , "x {{uuid}}\"" ], "{{file "note.txt"}}":"{{name}}"}`
	tmpl, err := parameter.Parse(text)
	if err != nil || tmpl.Check() != nil {
		t.Fatal(err, tmpl.Check())
	}
	formatted, err := tmpl.Rewrite(func(s string) (string, error) { return jsonvalue.Format(s, "  ") })
	want := "{\n  \"a\": {{ file   \"order.json\" }},\n  \"b c\": [\n    {{n}},\n    \"x {{uuid}}\\\"\"\n  ],\n  \"{{file \"note.txt\"}}\": \"{{name}}\"\n}"
	if err != nil || formatted != want {
		t.Errorf("got %s, %v", formatted, err)
	}
	tmpl, err = parameter.Parse(formatted)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tmpl.Rewrite(jsonvalue.Minify); err != nil || got != `{"a":{{ file   "order.json" }},"b c":[{{n}},"x {{uuid}}\""],"{{file "note.txt"}}":"{{name}}"}` {
		t.Errorf("got %s, %v", got, err)
	}
	if tmpl, err = parameter.Parse(`{"a": {{n}},}`); err != nil {
		t.Fatal(err)
	}
	if got, err := tmpl.Rewrite(jsonvalue.Minify); err == nil {
		t.Errorf("made %s of what is no JSON", got)
	}
}

func TestFolder(t *testing.T) {
	home := t.TempDir()
	dir := filepath.Join(home, "repo")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(home, "credentials"), "secret")
	write(filepath.Join(dir, "a.json"), "1")
	write(filepath.Join(dir, "sub", "b.json"), "2")
	write(filepath.Join(dir, "most.json"), strings.Repeat("x", model.MaxInput))
	write(filepath.Join(dir, "large.json"), strings.Repeat("x", model.MaxInput+1))
	for link, to := range map[string]string{"inner.json": "sub/b.json", "outer.json": "../credentials", "home": home} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	read := parameter.Folder(dir)
	for name, want := range map[string]string{"a.json": "1", "sub/b.json": "2", "sub/../a.json": "1", "inner.json": "2"} {
		if got, err := read(name); err != nil || got != want {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if got, err := read("most.json"); err != nil || len(got) != model.MaxInput {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	for name, want := range map[string]string{
		"none.json": "no such file", "../credentials": "escapes", "outer.json": "escapes", "home/credentials": "escapes",
		filepath.Join(home, "credentials"): "escapes", "sub": "is not a regular file", "large.json": "has more than 262144 bytes",
	} {
		_, err := read(name)
		if err == nil || !strings.Contains(err.Error(), want) || model.HintOf(err) != "files must be in "+dir+" or below" {
			t.Errorf("%s: %v (%s)", name, err, model.HintOf(err))
		}
	}
	if _, err := parameter.Folder(filepath.Join(home, "none"))("a.json"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func FuzzFill(f *testing.F) {
	for _, seed := range []string{
		`{"a": {{n}}, "b": "{{uuid}} {{now}}"}`, `"{{file "note.txt"}}"`, `{{file "order.json"}}`, `["{{env.USER}}", {{env.AMOUNT}}]`, `{{env.`, `"{{file \"`, "{{n}} ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tmpl, err := parameter.Parse(text)
		if err != nil {
			return
		}
		got, err := values().Fill(text, 7)
		if err != nil {
			return
		}
		if tmpl.Count() == 0 {
			if got != text {
				t.Fatalf("%q became %q", text, got)
			}
			return
		}
		if bad := jsonvalue.Check(got); bad != nil {
			t.Fatalf("%q became %q: %v", text, got, bad)
		}
		formatted, err := tmpl.Rewrite(func(s string) (string, error) { return jsonvalue.Format(s, " ") })
		if err != nil {
			t.Fatal(err)
		}
		again, err := values().Fill(formatted, 7)
		if err != nil {
			t.Fatalf("%q formatted as %q: %v", text, formatted, err)
		}
		one, _ := jsonvalue.Minify(got)
		two, _ := jsonvalue.Minify(again)
		if one != two {
			t.Fatalf("%q gives %q, formatted %q", text, one, two)
		}
	})
}

// BenchmarkText is what a burst pays for the parameters of each run.
func BenchmarkText(b *testing.B) {
	for name, size := range map[string]int{"1KiB": 1 << 10, "32KiB": 32 << 10} {
		tmpl, err := parameter.Parse(`{"id": "{{uuid}}", "n": {{n}}, "at": "{{now}}", "order": {{file "order.json"}}, "pad": "` + strings.Repeat("x", size) + `"}`)
		if err != nil {
			b.Fatal(err)
		}
		v := values()
		v.UUID = nil
		filled, err := tmpl.With(v)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for n := range int64(b.N) {
				filled.Text(n)
			}
		})
	}
}

// BenchmarkParse is what the editor pays beside the check of the JSON, and a run for a text
// without parameters.
func BenchmarkParse(b *testing.B) {
	pad := strings.Repeat(`"key": {"a": 1, "b": [true, null]}, `, 256<<10/36)
	for name, text := range map[string]string{"none": `{` + pad + `"n": 1}`, "one": `{` + pad + `"n": {{n}}}`} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := parameter.Parse(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestASecretThatIsAllowed(t *testing.T) {
	v := values()
	v.Env = func(string) (string, bool) { return "x", true }
	v.Allowed = []string{"CI_TOKEN"}
	if got, err := v.Fill(`"{{env.CI_TOKEN}} {{env.MONKEY}} {{env.TOKYO}}"`, 1); got != `"x x x"` || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, text := range []string{`"{{env.OTHER_TOKEN}}"`, `"{{env.ci_token}}"`} {
		if got, err := v.Fill(text, 1); err == nil {
			t.Errorf("%s: %q", text, got)
		}
	}
}
