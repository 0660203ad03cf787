package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"expresso/model"
)

// newInputs returns inputs in a new workspace, over three that are built in.
func newInputs(t *testing.T) *Inputs {
	t.Helper()
	return OpenInputs(t.TempDir(), fstest.MapFS{
		"approve/1-small.json": {Data: []byte(`{"amount":1}`)},
		"approve/2-big.json":   {Data: []byte(`{"amount":2}`)},
		"approve/plain.json":   {Data: []byte(`{}`)},
		"approve/notes.txt":    {Data: []byte("no input")},
	})
}

// names returns the inputs in their order, built-in ones with a star.
func names(t *testing.T, in *Inputs, machine string) []string {
	t.Helper()
	list, err := in.List(machine)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, input := range list {
		if input.BuiltIn {
			input.Name += "*"
		}
		names = append(names, input.Name)
	}
	return names
}

func expectNames(t *testing.T, in *Inputs, want ...string) {
	t.Helper()
	if got := names(t, in, "approve"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func expectInput(t *testing.T, in *Inputs, name, want string) {
	t.Helper()
	if got, err := in.Load("approve", name); got != want || err != nil {
		t.Errorf("%s: %q, %v, want %q", name, got, err, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func TestInputs(t *testing.T) {
	in := newInputs(t)
	expectNames(t, in, "small*", "big*", "plain*")
	expectInput(t, in, "big", `{"amount":2}`)

	const odd = "{\r\n\t\"a\": 1.00, \"b\": \"\xff\x00\" }\n\n"
	must(t, in.Save("approve", "mine", odd))
	must(t, in.Save("approve", "also-mine", ""))
	must(t, in.Save("approve", "big", "[2]")) // hides the built-in one
	expectNames(t, in, "small*", "big", "plain*", "also-mine", "mine")
	expectInput(t, in, "mine", odd)
	expectInput(t, in, "also-mine", "")
	expectInput(t, in, "big", "[2]")
	must(t, in.Save("approve", "mine", "3"))
	expectInput(t, in, "mine", "3")

	must(t, deleting(in, "approve", "big"))
	expectInput(t, in, "big", `{"amount":2}`)
	if _, err := in.Delete("approve", "big"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a built-in input was deleted: %v", err)
	}
	for _, err := range []error{deleting(in, "approve", "nothing"), in.Rename("approve", "nothing", "x")} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what is not there: %v", err)
		}
	}
	if _, err := in.Load("other", "small"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another machine's input: %v", err)
	}
	if got := names(t, in, "other"); len(got) != 0 {
		t.Errorf("another machine has %q", got)
	}
}

func TestRenameAndDuplicateInputs(t *testing.T) {
	in := newInputs(t)
	must(t, in.Save("approve", "a", "1"))
	must(t, in.Rename("approve", "a", "b"))
	expectNames(t, in, "small*", "big*", "plain*", "b")
	must(t, in.Duplicate("approve", "b", "c"))
	must(t, in.Duplicate("approve", "small", "mine"))
	must(t, in.Rename("approve", "big", "bigger"))
	expectNames(t, in, "small*", "big*", "plain*", "b", "bigger", "c", "mine")
	expectInput(t, in, "c", "1")
	expectInput(t, in, "bigger", `{"amount":2}`)
	for _, to := range []string{"c", "small", "b"} {
		if err := in.Rename("approve", "b", to); err == nil || model.HintOf(err) == "" {
			t.Errorf("renamed over %s: %v", to, err)
		}
		expectInput(t, in, "b", "1")
	}
	if err := in.Duplicate("approve", "b", "../d"); err == nil {
		t.Error("duplicated to another folder")
	}
}

func TestInputNames(t *testing.T) {
	in := newInputs(t)
	for name, problem := range map[string]string{
		"":                               "is empty",
		strings.Repeat("x", 81):          "is too long: 81 characters",
		strings.Repeat("\U00020000", 61): "is too long: 61 characters in 244 bytes",
		"a/b":                            "has a / as character 2",
		`é\b`:                            `has a \ as character 2`,
		"what?":                          "has a ? as character 5",
		"a\tb":                           "has the invisible character U+0009 as character 2",
		"a\u202eb":                       "has the invisible character U+202E as character 2",
		"a\x00":                          "has the invisible character U+0000",
		"a\xff":                          "has the byte 0xFF as character 2",
		".hidden":                        "begins with a dot",
		"..":                             "begins with a dot",
		"end.":                           "ends with a dot",
		"\u0020a":                        "begins or ends with a blank",
		"Con":                            "Windows",
		"lpt1.x":                         "Windows",
	} {
		for _, err := range []error{in.Save("approve", name, "1"), in.Save(name, "a", "1"), deleting(in, "approve", name)} {
			if err == nil || !strings.Contains(err.Error(), problem) {
				t.Errorf("%q: %v, want %q", name, err, problem)
			}
		}
		if _, err := in.Load("approve", name); err == nil {
			t.Errorf("%q was loaded", name)
		}
		if _, err := in.List(name); err == nil {
			t.Errorf("the inputs of %q were listed", name)
		}
	}
	for _, name := range []string{"a", "1-a", "Größe 12", "a.b", "console", strings.Repeat("é", 80), "a-b_c(d)"} {
		must(t, in.Save("approve", name, name))
		expectInput(t, in, name, name)
	}
	if entries, err := os.ReadDir(in.dir); err != nil || len(entries) != 1 || entries[0].Name() != ".expresso" {
		t.Errorf("the workspace holds %v, %v", entries, err)
	}
}

func TestInputFiles(t *testing.T) {
	in := newInputs(t)
	must(t, in.Save("approve", "a", "1"))
	folder := filepath.Join(in.dir, ".expresso", "inputs", "approve")
	for path, want := range map[string]os.FileMode{folder: 0o700, filepath.Join(folder, "a.json"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("left beside it: %v, %v", entries, err)
	}
	for _, name := range []string{"b.txt", ".c.json", "x:y.json"} {
		must(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
	must(t, os.Mkdir(filepath.Join(folder, "d.json"), 0o700))
	expectNames(t, in, "small*", "big*", "plain*", "a")
	if _, err := in.Load("approve", "d"); err == nil {
		t.Error("a folder was loaded")
	}
	if err := in.Save("approve", "d", "1"); err == nil {
		t.Error("a folder was replaced")
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 5 {
		t.Errorf("a save that failed left something: %v", entries)
	}
	if err := in.Save("approve", "e", strings.Repeat(" ", maxSaved+1)); err == nil {
		t.Error("any size is saved")
	}
	must(t, os.WriteFile(filepath.Join(folder, "f.json"), make([]byte, maxSaved+1), 0o600))
	if _, err := in.Load("approve", "f"); err == nil {
		t.Error("any size is loaded")
	}
}

// A workspace may come from anybody: its links lead nowhere outside.
func TestInputsStayInTheWorkspace(t *testing.T) {
	outside := t.TempDir()
	must(t, os.WriteFile(filepath.Join(outside, "secret.json"), []byte("secret"), 0o600))
	for _, link := range []string{".expresso", ".expresso/inputs", ".expresso/inputs/approve"} {
		in := OpenInputs(t.TempDir(), nil)
		path := filepath.Join(in.dir, filepath.FromSlash(link))
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.Symlink(outside, path))
		if err := in.Save("approve", "a", "1"); err == nil {
			t.Errorf("%s: saved outside", link)
		}
		if text, err := in.Load("approve", "secret"); err == nil {
			t.Errorf("%s: loaded %q", link, text)
		}
		if list, err := in.List("approve"); err == nil && len(list) > 0 {
			t.Errorf("%s: listed %v", link, list)
		}
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) != 1 {
		t.Errorf("outside are %v, %v", entries, err)
	}
	in := newInputs(t)
	must(t, in.Save("approve", "a", "1"))
	must(t, os.Symlink(filepath.Join(outside, "secret.json"), filepath.Join(in.dir, ".expresso/inputs/approve/link.json")))
	if text, err := in.Load("approve", "link"); err == nil {
		t.Errorf("loaded %q", text)
	}
}

func TestInputsWithoutAWorkspace(t *testing.T) {
	in := OpenInputs(filepath.Join(t.TempDir(), "nowhere"), nil)
	if _, err := in.List("approve"); err == nil {
		t.Error("listed")
	}
	if err := in.Save("approve", "a", "1"); err == nil {
		t.Error("saved")
	}
	if got := names(t, OpenInputs(t.TempDir(), nil), "approve"); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func deleting(in *Inputs, machine, name string) error {
	_, err := in.Delete(machine, name)
	return err
}

// Examples of the project are listed and read, and stay where they are until they are saved.
func TestExamples(t *testing.T) {
	in := newInputs(t)
	must(t, os.MkdirAll(filepath.Join(in.dir, "events"), 0o700))
	must(t, os.WriteFile(filepath.Join(in.dir, "events", "first.json"), []byte(`{"n": 1}`), 0o600))
	outside := filepath.Join(t.TempDir(), "x.json")
	must(t, os.WriteFile(outside, []byte(`{}`), 0o600))
	in.WithExamples(func(machine string) []model.Example {
		if machine != "approve" {
			return nil
		}
		return []model.Example{
			{Name: "first", Path: filepath.Join(in.dir, "events", "first.json")},
			{Name: "Hourly", Path: filepath.Join(in.dir, "t.yaml"), Line: 3, Text: `{"n": 2}`},
			{Name: "small", Path: "x"},
			{Name: "a/b", Path: "x"},
			{Name: "outside", Path: outside},
		}
	})
	example := func(name string) string {
		t.Helper()
		list, err := in.List("approve")
		must(t, err)
		for _, input := range list {
			if input.Name == name {
				return input.Example
			}
		}
		t.Errorf("no %s in %v", name, list)
		return ""
	}
	expectNames(t, in, "small*", "big*", "plain*", "first", "Hourly", "outside")
	expectInput(t, in, "first", `{"n": 1}`)
	expectInput(t, in, "Hourly", `{"n": 2}`)
	expectInput(t, in, "small", `{"amount":1}`)
	if text, err := in.Load("approve", "outside"); err == nil {
		t.Errorf("read outside of the folder: %q", text)
	}
	if _, err := in.Delete("approve", "first"); err == nil || !strings.Contains(err.Error(), "is an example of the project, in ") {
		t.Errorf("deleted: %v", err)
	}
	if example("first") == "" {
		t.Error("no example")
	}
	// What is expected of one saves it.
	must(t, in.Expect("approve", "first", `{"status": "SUCCEEDED"}`))
	if example("first") != "" {
		t.Error("still an example")
	}
	expectNames(t, in, "small*", "big*", "plain*", "first", "Hourly", "outside")
	must(t, in.Duplicate("approve", "Hourly", "mine"))
	expectInput(t, in, "mine", `{"n": 2}`)
	must(t, in.Save("approve", "Hourly", `{"n": 3}`))
	expectInput(t, in, "Hourly", `{"n": 3}`)
	gone, err := in.Delete("approve", "Hourly")
	if err != nil || gone.Input != `{"n": 3}` {
		t.Errorf("%+v, %v", gone, err)
	}
	expectInput(t, in, "Hourly", `{"n": 2}`) // the project's shows again
}
