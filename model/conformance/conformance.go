// Package conformance finds the corpora of recorded answers, which are beside the repository.
// It is for tests only.
package conformance

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir returns the folder of the corpora: EXPRESSO_CONFORMANCE if it is set, else
// ../shared/conformance beside the repository. Without the folder the test is skipped,
// but where CI is true it fails: a corpus that silently does not run proves nothing.
func Dir(t testing.TB) string { return folder(t, "EXPRESSO_CONFORMANCE", "conformance") }

// Projects returns the folder of real projects with state machines, and with what is known
// of them: EXPRESSO_PROJECTS if it is set, else ../shared/projects/dev. It is as Dir.
func Projects(t testing.TB) string { return folder(t, "EXPRESSO_PROJECTS", "projects/dev") }

// Bench returns the folder of what is measured: EXPRESSO_BENCH if it is set, else
// ../shared/bench. It is as Dir.
func Bench(t testing.TB) string { return folder(t, "EXPRESSO_BENCH", "bench") }

func folder(t testing.TB, variable, beside string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		root, err := repositoryRoot()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(root, "..", "shared", filepath.FromSlash(beside))
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no corpora in %s: set %s to their folder", dir, variable)
		}
		t.Skipf("no corpora in %s: set %s to their folder to run this test", dir, variable)
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
