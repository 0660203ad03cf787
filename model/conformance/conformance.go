// Package conformance finds the corpora of recorded answers, which lie beside the
// repository and never in it. It is for tests only.
package conformance

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir returns the folder of the corpora: EXPRESSO_CONFORMANCE if it is set, else
// ../shared/conformance beside the repository. Without the folder the test is skipped,
// but where CI is true it fails: a corpus that silently does not run proves nothing.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("EXPRESSO_CONFORMANCE")
	if dir == "" {
		root, err := repositoryRoot()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(root, "..", "shared", "conformance")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no corpora in %s: set EXPRESSO_CONFORMANCE to their folder", dir)
		}
		t.Skipf("no corpora in %s: set EXPRESSO_CONFORMANCE to their folder to run this test", dir)
	}
	return dir
}

func repositoryRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", os.ErrNotExist
		}
		dir = parent
	}
}
