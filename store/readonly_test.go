package store

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"expresso/model"
)

// kept makes a history with a run and returns its folder.
func kept(t *testing.T) (dir, path string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "state")
	h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	begin(t, h, hostileRun("a"))
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, fileName)
}

// untouched fails if work changes what is at path, or puts anything beside it.
func untouched(t *testing.T, path string, work func()) {
	t.Helper()
	look := func() (string, os.FileMode, int) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		beside, _ := filepath.Glob(path + "*")
		return string(text), info.Mode(), len(beside)
	}
	text, mode, beside := look()
	work()
	if after, modeAfter, besideAfter := look(); after != text || modeAfter != mode || besideAfter != beside {
		t.Errorf("%s was changed: %d bytes, were %d; %v, was %v; %d files, were %d", path, len(after), len(text), modeAfter, mode, besideAfter, beside)
	}
}

// The link may be somebody's who wants its target written.
func TestLinkIsLeftAlone(t *testing.T) {
	for name, text := range map[string]string{"text": "of somebody", "empty": ""} {
		target := filepath.Join(t.TempDir(), "precious")
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.Symlink(target, filepath.Join(dir, fileName)); err != nil {
			t.Skip(err)
		}
		untouched(t, target, func() {
			if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "it is a symbolic link") || model.HintOf(err) == "" {
				t.Errorf("%s: %v (%s)", name, err, model.HintOf(err))
			}
		})
	}
}

func TestSomebodyElsesIsOnlyRead(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	dir, path := kept(t)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	untouched(t, path, func() { onlyRead(t, dir) })
}

// onlyRead opens a history that has the run "a", reads it, and fails to write it.
func onlyRead(t *testing.T, dir string) {
	t.Helper()
	h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if runs := list(t, h, model.Query{}); len(runs) != 1 || runs[0].ID != "a" {
		t.Errorf("runs: %v", runs)
	}
	if _, err := h.List(t.Context(), model.Query{Text: "needle"}); err != nil {
		t.Errorf("search: %v", err)
	}
	for name, err := range map[string]error{
		"begin":    h.Begin(t.Context(), hostileRun("b")),
		"annotate": h.Annotate(t.Context(), "a", true, ""),
		"session":  h.Session("x").Put(t.Context(), "k", "v"),
	} {
		if err == nil || !strings.Contains(model.HintOf(err), "writable") {
			t.Errorf("%s: %v (%s)", name, err, model.HintOf(err))
		}
	}
}

// What the file system forbids cannot be shown to root: a process of somebody else looks.
func TestWhatMayNotBeWrittenIsRead(t *testing.T) {
	dir, path := kept(t)
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, processes)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	if os.Geteuid() != 0 {
		untouched(t, path, func() { onlyRead(t, dir) })
		return
	}
	// Root may write all but what is opened for reading: prepare is asked as if it had said so.
	untouched(t, path, func() {
		h, err := openFile(dir, path, nil, true)
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		if runs := list(t, h, model.Query{}); len(runs) != 1 {
			t.Errorf("runs: %v", runs)
		}
	})
}

// An older history would have to be brought up to date first.
func TestOlderThatMayNotBeWritten(t *testing.T) {
	dir, path := kept(t)
	h := open(t, dir)
	if _, err := h.db.Exec("PRAGMA user_version = 1"); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := openFile(dir, path, nil, true)
	if err = explain(err, path); err == nil || !strings.Contains(err.Error(), "older expresso") || model.HintOf(err) == "" {
		t.Errorf("%v (%s)", err, model.HintOf(err))
	}
}

func TestPipeInTheHistorysPlace(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, fileName), 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := Open(dir); err == nil || model.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
}

// Deleting takes room too: what could not be done is told.
func TestPruneOnAFullDisk(t *testing.T) {
	if err := explain(syscall.ENOSPC, "x"); !strings.Contains(model.HintOf(err), "disk is full") {
		t.Errorf("%v (%s)", err, model.HintOf(err))
	}
	h := open(t, t.TempDir())
	begin(t, h, hostileRun("a"))
	done := hostileRun("a")
	done.Status = model.Succeeded
	if err := h.Finish(t.Context(), done, nil); err != nil {
		t.Fatal(err)
	}
	h.db.SetMaxOpenConns(1) // the bound is the connection's
	if _, err := h.db.Exec("CREATE TABLE log (x BLOB); CREATE TRIGGER forgotten AFTER DELETE ON runs BEGIN INSERT INTO log VALUES (randomblob(1000000)); END"); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := h.db.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.Exec("PRAGMA max_page_count = " + strconv.Itoa(pages+5)); err != nil {
		t.Fatal(err)
	}
	n, err := h.Prune(t.Context(), model.Pruning{Keep: 0, Annotated: true})
	if n != 0 || err == nil || !strings.Contains(model.HintOf(err), "disk is full") {
		t.Errorf("deleted %d, %v (%s)", n, err, model.HintOf(err))
	}
	if runs := list(t, h, model.Query{}); len(runs) != 1 {
		t.Errorf("left: %v", runs)
	}
}
