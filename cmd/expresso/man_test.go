package main

import (
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// groff finds nothing wrong with the man pages.
func TestManPagesAreRead(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed: nothing else says whether man pages are well formed")
	}
	dir := t.TempDir()
	if code := run([]string{"help", "--man", dir}, strings.NewReader(""), io.Discard, io.Discard); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	pages, err := filepath.Glob(dir + "/man?/*.?")
	if err != nil || len(pages) < 40 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		cmd := exec.CommandContext(t.Context(), groff, "-t", "-man", "-Tutf8", "-ww", "-z", page)
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v %s", filepath.Base(page), err, out)
		}
	}
}
