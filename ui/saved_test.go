package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/store"
	"expresso/ui"
)

func TestSavedInputsRenameDuplicateDelete(t *testing.T) {
	d := start(t, setup{target: orders(nil)}).
		Pick("order-approval").Type(`{"amount": 1}`).
		Press("ctrl+s").Keys("small").Press("enter").SeesIn(saved, "small").
		Focus(saved).
		Press("c").Sees("Duplicate small").Press("enter").SeesIn(saved, "small-copy").Sees("duplicated as small-copy").
		Press("r", "ctrl+u").Keys("other").Press("enter").Sees("renamed to other").SeesIn(saved, "other").
		Press("home", "r", "ctrl+u").Keys("small").Press("enter").Sees("Rename other", "already has an input \"small\"", "another name").
		Press("esc").SeesNot("Rename other").Press("end", "r").Sees("Rename small").Press("ctrl+u").Keys("tiny").Press("enter").SeesIn(input, "order-approval · tiny")
	file := func(name string) string {
		return filepath.Join(d.dir, ".expresso", "inputs", "order-approval", name+".json")
	}
	if _, err := os.Stat(file("small")); !os.IsNotExist(err) {
		t.Errorf("small.json: %v", err)
	}
	gone := func() bool { return !strings.Contains(d.app.Draw(saved), "tiny") }
	d.Press("u").Sees("no deleted input to restore")
	d.Press("end", "d").until("tiny is gone", gone).Sees("deleted tiny: press u to restore it").SeesIn(input, "Input · order-approval ")
	if _, err := os.Stat(file("tiny")); !os.IsNotExist(err) {
		t.Errorf("tiny.json: %v", err)
	}
	d.Press("u").SeesIn(saved, "tiny").Sees("restored tiny")
	if text, err := os.ReadFile(file("tiny")); err != nil || string(text) != `{"amount": 1}` {
		t.Errorf("tiny.json holds %q, %v", text, err)
	}
	// What was saved meanwhile is not written over.
	d.Press("end", "d").until("tiny is gone", gone).
		Press("ctrl+s", "ctrl+u").Keys("tiny").Press("enter").SeesIn(saved, "tiny").
		Press("u").Sees("cannot restore tiny: another input of that name exists now", "rename it first")
}

func TestInputsOfSamplesCannotBeDeletedOrRenamed(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samplesInputs())}).Pick("order-approval").
		Focus(saved).Press("home", "d").Sees("comes with the sample").
		Press("r").Sees("press c to duplicate it").
		Press("c", "ctrl+u").Keys("mine").Press("enter").SeesIn(saved, "mine")
	d.Press("r", "ctrl+u").Keys("yours").Press("enter").SeesIn(saved, "yours")
}

func TestInputFromAndToFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "in.json")
	if err := os.WriteFile(path, []byte("{\"from\": \"a file\"}\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := start(t, setup{target: orders(nil), width: 200, height: 40}).Pick("order-approval").Type(`{"mine": 1}`).
		Press("ctrl+p").Keys("open a file").Press("enter").Sees("Open a file as the input").Keys(path).Press("enter").
		SeesIn(input, `"from": "a file"`).Press("ctrl+z").SeesIn(input, `"mine": 1`)
	save := func(name string) {
		d.Press("ctrl+p").Keys("input to a file").Press("enter").Sees("Save the input to a file").Keys(filepath.Join(dir, name)).Press("enter")
	}
	read := func(name string) string {
		text, _ := os.ReadFile(filepath.Join(dir, name))
		return string(text)
	}
	save("out.json")
	d.Sees("saved the input as " + filepath.Join(dir, "out.json") + ", 11 B")
	if read("out.json") != `{"mine": 1}` {
		t.Errorf("out.json holds %q", read("out.json"))
	}
	// What exists is written over only after it was asked.
	save("in.json")
	d.Sees("already").Press("n").SeesNot("already").Sees("Save the input to a file", "in.json").Press("esc").Settle()
	if !strings.Contains(read("in.json"), "from") {
		t.Error("in.json was written over without a yes")
	}
	save("in.json")
	d.Sees("already").Press("y").Sees("saved the input as").Settle()
	if read("in.json") != `{"mine": 1}` {
		t.Errorf("in.json holds %q", read("in.json"))
	}
	open := func(path, problem string) {
		t.Helper()
		d.Press("ctrl+p").Keys("open a file").Press("enter").Sees("Open a file as the input").Keys(path).Press("enter").Sees("Open a file as the input", problem).Press("esc").SeesNot(problem)
	}
	open(dir, "it is not a regular file")
	open(filepath.Join(dir, "none"), "no such file")
	big := filepath.Join(dir, "big")
	if err := os.WriteFile(big, make([]byte, 16*model.MaxInput+1), 0o600); err != nil {
		t.Fatal(err)
	}
	open(big, "it has more than 4 MiB")
	d.SeesIn(input, `"mine": 1`)
}

func TestPalettePicksMachinesAndInputs(t *testing.T) {
	start(t, setup{target: orders(nil)}).Pick("order-approval").Type(`{"n": 1}`).
		Press("ctrl+s").Keys("first").Press("enter").SeesIn(saved, "first").Type(`{"n": 2}`).
		Press("ctrl+p").Keys("load first").Sees("saved input").Press("enter").SeesIn(input, `{"n": 1}`).
		Press("ctrl+p").Keys("pick slow").Sees("state machine").Press("enter").SeesIn(input, "Input · slow-report").
		Press("ctrl+p").Keys("pick nightly").Press("enter").Sees("STANDARD machines cannot be run synchronously")
}

func TestTildeIsTheUsersFolder(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	for path, want := range map[string]string{
		"~": "/home/me", "~/in.json": "/home/me/in.json", "~you/in.json": "~you/in.json", "in~": "in~", "./~/a": "./~/a", "": "",
	} {
		if got := ui.Home(path); filepath.ToSlash(got) != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}

func TestUndoBringsBackExpectationsAndAllThatWasDeleted(t *testing.T) {
	dir := t.TempDir()
	keepInput(t, dir, "order-approval", "a", `{"n":1}`, `{"output": {"n": 1.0}}`)
	keepInput(t, dir, "order-approval", "b", `{"n":2}`, "")
	d := start(t, setup{target: orders(nil), dir: dir}).Pick("order-approval").Focus(saved)
	d.Press("home", "d").Sees("deleted a").Settle().Press("home", "d").Sees("deleted b").Settle()
	d.Press("u").Sees("restored b").Settle().Press("u").Sees("restored a").Settle().Press("u").Sees("no deleted input to restore")
	for name, want := range map[string]string{"a.json": `{"n":1}`, "a.expect.json": `{"output": {"n": 1.0}}`, "b.json": `{"n":2}`} {
		if got, err := os.ReadFile(filepath.Join(dir, ".expresso", "inputs", "order-approval", name)); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestSavingKeepsWhatWasTyped(t *testing.T) {
	dir := t.TempDir()
	keepInput(t, dir, "order-approval", "mine", `{"n":1}`, "")
	d := start(t, setup{target: orders(nil), dir: dir}).Pick("order-approval").SeesIn(input, `{"n":1}`).Type(`{"n":2}`)
	file := filepath.Join(dir, ".expresso", "inputs", "order-approval", "mine.json")
	holds := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(file); string(got) != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	// The loaded name asks, too, and no brings the name back.
	d.Press("ctrl+s").Sees("Save input", "mine").Press("enter").Sees("the saved input mine already exists").Press("n").Sees("Save input", "mine").Settle()
	holds(`{"n":1}`)
	// What is typed takes the place of the name; a bad one stays, with what is wrong.
	d.Press("esc", "ctrl+s").Keys("a/b").Press("enter").Sees("Save input", "a/b", "has a / as character 2").SeesNot("minea/b")
	d.Press("backspace", "backspace").Press("enter").Sees("order-approval/a.json").Settle()
	holds(`{"n":1}`)
	d.Press("ctrl+s", "ctrl+u").Keys("mine").Press("enter").Sees("already").Press("y").Sees("order-approval/mine.json").Settle()
	holds(`{"n":2}`)
}

// TestASaveThatFailsKeepsTheName has a folder where the file would be.
func TestASaveThatFailsKeepsTheName(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, ".expresso", "inputs", "order-approval")
	if err := os.MkdirAll(filepath.Join(folder, "name.json", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	d := start(t, setup{target: orders(nil), dir: dir}).Pick("order-approval").Type("{}")
	d.Press("ctrl+s").Keys("name").Press("enter").Sees("Save input", "name", "a regular file")
}

// Examples of the project are read, stay where they are, and are saved like any other text.
func TestExamplesOfTheProject(t *testing.T) {
	dir := t.TempDir()
	inputs := store.OpenInputs(dir, nil).WithExamples(func(string) []model.Example {
		return []model.Example{{Name: "hourly", Path: filepath.Join(dir, "template.yaml"), Line: 3, Text: `{"from": "a schedule"}`}}
	})
	d := start(t, setup{target: orders(succeed(`{}`)), dir: dir, builtIn: inputs, width: 160, height: 40}).Pick("order-approval").
		SeesIn(input, "a schedule").SeesIn(saved, "hourly", "example").
		Focus(saved).Press("d").Sees("an example of the project").Press("r").Sees("press c to save a copy").
		Press("R").Sees("no saved inputs of order-approval")
	d.Press("esc").Focus(input).Press("ctrl+s").Sees("Save input").Press("enter").Sees("saved .expresso/inputs/order-approval/hourly.json").Settle()
	d.SeesIn(saved, "hourly").until("it is no example", func() bool { return !strings.Contains(d.app.Draw(saved), "example") })
}
