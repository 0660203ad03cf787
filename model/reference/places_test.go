package reference

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model/local"
)

// The workbench offers what there is: older revisions of the machine's file, and AWS where
// it is configured.
func TestPlaces(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git on this machine")
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "orders.asl.json")
	run := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir, "-c", "user.name=x", "-c", "user.email=x@example.com"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
	run("init", "-q")
	say := func(result string) {
		t.Helper()
		write(file, `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "`+result+`", "End": true}}}`)
	}
	for _, result := range []string{"first", "second"} {
		say(result)
		run("add", ".")
		run("commit", "-q", "-m", "the "+result)
	}
	write(filepath.Join(dir, "config"), "[profile ops]\n")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "none"))
	names := &Resolver{Embedded: func() (*local.Local, error) { return local.Open(local.Options{Dir: dir, Simulated: true}) }}
	on, err := names.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	orders, err := names.Machine(t.Context(), on, "orders")
	if err != nil {
		t.Fatal(err)
	}
	places := func() (withs, notes []string) {
		for _, p := range append(names.Revisions(t.Context(), orders), Remotes()...) {
			withs, notes = append(withs, p.With), append(notes, p.Note)
		}
		return withs, notes
	}
	withs, notes := places()
	if len(withs) != 3 || !strings.HasPrefix(withs[0], "git:") || !strings.Contains(notes[0], "ago: the first") || withs[1] != "aws" || withs[2] != "profile:ops" {
		t.Errorf("%q, %q", withs, notes)
	}
	// What was changed since can be compared with what it was.
	say("third")
	if now, notes := places(); len(now) != 4 || now[0] != "git:HEAD" || !strings.Contains(notes[0], "the second") || now[1] != withs[0] {
		t.Errorf("%q, %q", now, notes)
	}
}
