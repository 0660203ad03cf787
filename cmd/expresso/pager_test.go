package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// On a terminal a topic has colours, and a long one goes through $PAGER: a program with its
// arguments, which no shell reads.
func TestHelpOnATerminal(t *testing.T) {
	dir := t.TempDir()
	pager := filepath.Join(dir, "pager")
	if err := os.WriteFile(pager, []byte("#!/bin/sh\necho \"paged with $# $1 LESS=$LESS\"; head -n 3; cat >/dev/null; echo the end\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	// shown is what help shows of a topic, to its last line or to the end of the pager.
	shown := func(topic, last string, env ...string) string {
		t.Helper()
		s := onScreenWith(t, dir, env, "help", topic)
		if err := s.Wait(); err != nil {
			t.Errorf("%q: %v", env, err)
		}
		return s.sees(last).said()
	}
	const lastOfKeys, lastOfShort = "go to the other end of the", "before you"
	if got := shown("keys", "the end", "PAGER="+pager+" $(touch;x)"); !strings.Contains(got, "paged with 1 $(touch;x) LESS=R") || !strings.Contains(got, "\x1b[1") {
		t.Errorf("not through the pager, or without styles: %q", got)
	}
	for _, env := range []string{"PAGER=", "PAGER=cat", "PAGER=no-such-pager"} {
		if got := shown("keys", lastOfKeys, env); !strings.Contains(got, "\x1b[1") {
			t.Errorf("%s: without styles: %q", env, got)
		}
	}
	if got := shown("parameters", lastOfShort, "PAGER="+pager); strings.Contains(got, "paged with") {
		t.Errorf("a short topic is paged: %q", got)
	}
	if got := shown("parameters", lastOfShort, "PAGER=cat", "NO_COLOR=1"); strings.Contains(got, "\x1b[3") || !strings.Contains(got, "\x1b[1") {
		t.Errorf("with NO_COLOR: %q", got)
	}
	if got := shown("parameters", lastOfShort, "PAGER=cat", "TERM=dumb"); strings.Contains(got, "\x1b") {
		t.Errorf("a terminal without styles gets some: %q", got)
	}
}
