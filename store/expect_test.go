package store

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

func expectText(t *testing.T, in *Inputs, name, want string) {
	t.Helper()
	text, file, err := in.Expectation("approve", name)
	if text != want || err != nil || filepath.Base(file) != name+".expect.json" {
		t.Errorf("%s: %q in %s, %v, want %q", name, text, file, err, want)
	}
}

func TestExpectationsLieBesideInputs(t *testing.T) {
	in := OpenInputs(t.TempDir(), fstest.MapFS{
		"approve/1-small.json":        {Data: []byte(`{"amount":1}`)},
		"approve/1-small.expect.json": {Data: []byte(`{"output":1}`)},
	})
	expectText(t, in, "small", `{"output":1}`)
	expectText(t, in, "other", "")
	expectNames(t, in, "small*")

	must(t, in.Expect("approve", "small", `{"output":2}`))
	expectText(t, in, "small", `{"output":2}`)
	expectNames(t, in, "small*")
	info, err := os.Stat(filepath.Join(in.dir, ".expresso/inputs/approve/small.expect.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := in.Expect("approve", "nothing", "{}"); err == nil {
		t.Error("something is expected of an input that is not there")
	}

	// It goes where its input goes.
	must(t, in.Save("approve", "a", "1"))
	must(t, in.Expect("approve", "a", `{"output":3}`))
	must(t, in.Duplicate("approve", "a", "b"))
	must(t, in.Rename("approve", "a", "c"))
	expectText(t, in, "a", "")
	expectText(t, in, "b", `{"output":3}`)
	expectText(t, in, "c", `{"output":3}`)
	must(t, deleting(in, "approve", "b"))
	expectText(t, in, "b", "")
	expectNames(t, in, "small*", "c")

	if err := in.Save("approve", "x.expect", "1"); err == nil {
		t.Error("an input was saved under the name of an expectation")
	}
}

// What ends a process between the two files leaves no input without what is expected of it.
func TestSavedWithItsExpectation(t *testing.T) {
	in := OpenInputs(t.TempDir(), nil)
	must(t, in.SaveExpected("approve", "a", "1", `{"output":1}`))
	expectText(t, in, "a", `{"output":1}`)
	expectNames(t, in, "a")

	must(t, os.Mkdir(filepath.Join(in.dir, ".expresso/inputs/approve/b.expect.json"), 0o700))
	if err := in.SaveExpected("approve", "b", "2", `{"output":2}`); err == nil {
		t.Error("a folder was written")
	}
	if err := in.SaveExpected("approve", "x.expect", "1", "{}"); err == nil {
		t.Error("an input was saved under the name of an expectation")
	}
	expectNames(t, in, "a")
}
