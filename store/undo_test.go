package store

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// files are those of a machine, by name.
func files(t *testing.T, in *Inputs) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(filepath.Join(in.dir, ".expresso/inputs/approve"))
	must(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(in.dir, ".expresso/inputs/approve", e.Name()))
		must(t, err)
		all[e.Name()] = string(text)
	}
	return all
}

func put(t *testing.T, in *Inputs, name, text string) {
	t.Helper()
	folder := filepath.Join(in.dir, ".expresso/inputs/approve")
	must(t, os.MkdirAll(folder, 0o700))
	must(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
}

func TestADeletionIsUndoneByteForByte(t *testing.T) {
	const odd = "{\"a\": 1.0}\r\n\xff"
	for name, expected := range map[string]*string{"none": nil, "empty": new(string), "odd": func() *string { s := odd; return &s }()} {
		in := OpenInputs(t.TempDir(), fstest.MapFS{
			"approve/1-small.json": {Data: []byte(`1`)}, "approve/1-small.expect.json": {Data: []byte(`{"output":1}`)},
		})
		put(t, in, "small.json", odd)
		if expected != nil {
			put(t, in, "small.expect.json", *expected)
		}
		before := files(t, in)
		gone, err := in.Delete("approve", "small")
		must(t, err)
		if left := files(t, in); len(left) != 0 {
			t.Errorf("%s: %v stay", name, left)
		}
		must(t, in.Restore("approve", "small", gone))
		if diff := cmp.Diff(before, files(t, in)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if err := in.Restore("approve", "small", gone); err == nil {
			t.Errorf("%s: what is there was written over", name)
		}
	}
}

// TestWhatCannotBeReadIsNotDeleted has an expectation that is a folder.
func TestWhatCannotBeReadIsNotDeleted(t *testing.T) {
	in := OpenInputs(t.TempDir(), nil)
	put(t, in, "a.json", "1")
	must(t, os.Mkdir(filepath.Join(in.dir, ".expresso/inputs/approve/a.expect.json"), 0o700))
	if _, err := in.Delete("approve", "a"); err == nil {
		t.Error("it was deleted")
	}
	if text, err := in.Load("approve", "a"); text != "1" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

// TestRenameAndDuplicateLoseNothing has what is expected of an input that is gone at the new
// name.
func TestRenameAndDuplicateLoseNothing(t *testing.T) {
	in := OpenInputs(t.TempDir(), nil)
	put(t, in, "a.json", "1")
	put(t, in, "a.expect.json", "{}")
	put(t, in, "b.expect.json", `{"output":"of before"}`)
	before := files(t, in)
	if in.Rename("approve", "a", "b") == nil || in.Duplicate("approve", "a", "b") == nil {
		t.Error("an expectation was written over")
	}
	if diff := cmp.Diff(before, files(t, in)); diff != "" {
		t.Error(diff)
	}
	must(t, in.Rename("approve", "a", "c"))
	want := map[string]string{"c.json": "1", "c.expect.json": "{}", "b.expect.json": `{"output":"of before"}`}
	if diff := cmp.Diff(want, files(t, in)); diff != "" {
		t.Error(diff)
	}
}
