package save_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"expresso/ui/save"
	"expresso/ui/uitest"
)

func TestSave(t *testing.T) {
	o := uitest.Own(t, time.Now)
	s := save.New(o.Dialogs)
	o.Has(s)
	dir := t.TempDir()
	ask := func(text string) {
		s.Ask(save.AskMsg{Title: "Save it", Label: "file", Write: func(path string) func() save.Written {
			return func() save.Written { return save.Text(path, text, "the text") }
		}})
	}
	hears := func(want string) {
		t.Helper()
		if got := o.Settle().Heard(); !strings.Contains(got, want) {
			t.Errorf("said %q, not %q", got, want)
		}
	}
	path := filepath.Join(dir, "a")
	holds := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(path); string(got) != want {
			t.Errorf("%q, %v", got, err)
		}
	}
	ask("one")
	o.Sees("Save it").Keys(path).Press("enter")
	hears("saved the text as " + path + ", 3 B")
	holds("one")
	// What is there is replaced only after a question.
	ask("two")
	o.Keys(path).Press("enter").Sees("there is a file", "already").Press("y")
	hears("saved the text")
	holds("two")
	// What cannot be written keeps the path.
	ask("")
	o.Keys(path).Press("enter").Sees("Save it", "cannot save the text: it is empty").Press("esc")
	holds("two")
	s.Ask(save.AskMsg{Title: "Save it", Write: func(string) func() save.Written {
		return func() save.Written {
			return save.Written{What: "input", Where: "in x", Lacks: errors.New("it is too long")}
		}
	}})
	o.Keys("x").Press("enter")
	hears("saved input in x, 0 B, but not all of the trace: it is too long")
}
