package child

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// trap is a program that a repository names. What it was called with tells that it ran.
type trap struct{ path, log string }

func newTrap(t *testing.T) trap {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	dir := t.TempDir()
	trap := trap{filepath.Join(dir, "trap"), filepath.Join(dir, "ran")}
	write(t, trap.path, "#!/bin/sh\necho \"$0 $*\" >> "+trap.log+"\nenv >> "+trap.log+"\nexit 1\n", 0o700)
	return trap
}

// sprung is what ran, "" if nothing did. It sets the trap again.
func (tr trap) sprung(t *testing.T) string {
	t.Helper()
	ran, err := os.ReadFile(tr.log)
	if err != nil {
		return ""
	}
	if err := os.Remove(tr.log); err != nil {
		t.Fatal(err)
	}
	return string(ran)
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// plain runs git as a shell would, and returns what it prints; with fatal it has to succeed.
func plain(t *testing.T, dir, stdin string, fatal bool, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com")
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil && fatal {
		t.Fatalf("git %v: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

const definition = "{\"StartAt\": \"A\"}\r\n"

// repository makes one with a signed commit of orders.asl.json.
func repository(t *testing.T) (dir, commit string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	t.Setenv("HOME", t.TempDir())
	dir = t.TempDir()
	plain(t, dir, "", true, "init", "-q", "-b", "main")
	write(t, filepath.Join(dir, "orders.asl.json"), definition, 0o600)
	write(t, filepath.Join(dir, ".gitattributes"), "* diff=evil filter=evil merge=evil\n", 0o600)
	plain(t, dir, "", true, "add", ".")
	tree := plain(t, dir, "", true, "write-tree")
	commit = plain(t, dir, "tree "+tree+"\nauthor A <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n"+
		"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n\nFirst\n", true, "hash-object", "-t", "commit", "-w", "--stdin")
	plain(t, dir, "", true, "update-ref", "refs/heads/main", commit)
	return dir, commit
}

// Whoever hands over a folder with its .git has written its configuration.
func TestRepositoryRunsNothing(t *testing.T) {
	trap := newTrap(t)
	dir, commit := repository(t)
	fifo := filepath.Join(dir, "endless")
	if out, err := exec.Command("mkfifo", fifo).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	evil := strings.NewReplacer("TRAP", trap.path, "FIFO", fifo).Replace(`
[core]
	fsmonitor = TRAP
	hooksPath = HOOKS
	pager = TRAP
	editor = TRAP
	askPass = TRAP
	sshCommand = TRAP
	gitProxy = TRAP
	alternateRefsCommand = TRAP
[log]
	showSignature = true
	follow = true
	mailmap = true
[mailmap]
	file = FIFO
[diff]
	external = TRAP
	orderFile = FIFO
	renames = copies
[diff "evil"]
	command = TRAP
	textconv = TRAP
[filter "evil"]
	clean = TRAP
	smudge = TRAP
	process = TRAP
	required = true
[merge "evil"]
	driver = TRAP
[gpg]
	program = TRAP
[gpg "ssh"]
	program = TRAP
	defaultKeyCommand = TRAP
[credential]
	helper = !TRAP
[alias]
	log = !TRAP
	cat-file = !TRAP
[pager]
	log = TRAP
	cat-file = TRAP
[trace2]
	normalTarget = TRAP
[uploadpack]
	packObjectsHook = TRAP
`)
	write(t, filepath.Join(dir, ".git", "more"), evil, 0o600)
	config, err := os.ReadFile(filepath.Join(dir, ".git", "config"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, ".git", "config"), string(config)+evil+"[include]\n\tpath = more\n", 0o600)
	for _, hook := range []string{"post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman", "pre-auto-gc"} {
		write(t, filepath.Join(dir, ".git", "hooks", hook), "#!/bin/sh\nexec "+trap.path+" "+hook+"\n", 0o700)
	}

	plain(t, dir, "", false, "log", "--no-mailmap", "-O/dev/null", "-p")
	if ran := trap.sprung(t); !strings.Contains(ran, "gpg") && !strings.Contains(ran, "--verify") {
		t.Fatalf("git alone ran %q, and no gpg.program: the trap does not work", ran)
	}
	log, err := GitLog(t.Context(), dir, "orders.asl.json", "%H%x09%s", 6)
	if err != nil || log != commit+"\tFirst\n" {
		t.Errorf("log: %q, %v", log, err)
	}
	text, err := GitFile(t.Context(), dir, "orders.asl.json", "HEAD")
	if err != nil || text != definition {
		t.Errorf("file: %q, %v", text, err)
	}
	if ran := trap.sprung(t); ran != "" {
		t.Errorf("ran: %s", ran)
	}
}

// A promisor remote is where git fetches missing objects from, in any command that needs them.
func promisor(how string) string {
	return "[core]\n\trepositoryFormatVersion = 1\n\tsshCommand = TRAP\n\tgitProxy = TRAP\n[extensions]\n\tpartialClone = origin\n[remote \"origin\"]\n\tpromisor = true\n\t" + how + "\n[protocol]\n\tallow = always\n"
}

func TestNothingIsFetched(t *testing.T) {
	trap := newTrap(t)
	for name, how := range map[string]string{
		"ssh":         "url = ssh://host.invalid/x",
		"scp":         "url = host.invalid:x",
		"ext":         "url = ext::TRAP",
		"upload-pack": "url = /\n\tuploadpack = TRAP",
		"file":        "url = file:///\n\tuploadpack = TRAP",
		"helper":      "url = x\n\tvcs = trap",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
			dir, commit := repository(t)
			for _, kind := range []string{"commit", "blob"} {
				object := commit
				if kind == "blob" {
					object = plain(t, dir, "", true, "rev-parse", "HEAD:orders.asl.json")
				}
				// A helper is a program git-remote-trap in PATH, which is not the folder's.
				write(t, filepath.Join(dir, ".git", "config"), strings.ReplaceAll(promisor(how), "TRAP", trap.path), 0o600)
				lost := filepath.Join(dir, ".git", "objects", object[:2], object[2:])
				whole, err := os.ReadFile(lost)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Remove(lost); err != nil {
					t.Fatal(err)
				}
				plain(t, dir, "", false, "cat-file", "-p", object)
				if ran := trap.sprung(t); name != "helper" && !strings.Contains(ran, "AWS_SECRET_ACCESS_KEY=secret") {
					t.Fatalf("%s: git alone ran %q: the trap does not work", kind, ran)
				}
				if _, err := GitFile(t.Context(), dir, "orders.asl.json", "HEAD"); err == nil {
					t.Errorf("%s: there is a file", kind)
				}
				_, _ = GitLog(t.Context(), dir, "orders.asl.json", "%H", 6) // works without blobs
				if ran := trap.sprung(t); ran != "" {
					t.Errorf("%s: ran %s", kind, ran)
				}
				write(t, lost, string(whole), 0o400)
			}
		})
	}
}

// A bare repository is an ordinary folder to the one that it is committed in: a clone has it.
func TestEmbeddedBareRepositoryIsNotEntered(t *testing.T) {
	trap := newTrap(t)
	outer, commit := repository(t)
	dir := filepath.Join(outer, "workflows")
	config := strings.Replace(promisor("url = ssh://host.invalid/x"), "[core]", "[core]\n\tbare = true\n\tfsmonitor = TRAP", 1)
	write(t, filepath.Join(dir, "config"), strings.ReplaceAll(config, "TRAP", trap.path), 0o600)
	write(t, filepath.Join(dir, "HEAD"), "ref: refs/heads/main\n", 0o600)
	write(t, filepath.Join(dir, "refs", "heads", "main"), commit+"\n", 0o600)
	write(t, filepath.Join(dir, "objects", "keep"), "", 0o600)
	write(t, filepath.Join(dir, "orders.asl.json"), definition, 0o600)
	plain(t, outer, "", true, "add", ".")
	plain(t, outer, "", true, "commit", "-q", "-m", "Second")
	clone := t.TempDir()
	plain(t, clone, "", true, "clone", "-q", outer, ".")
	dir = filepath.Join(clone, "workflows")

	plain(t, dir, "", false, "log", "--", "orders.asl.json")
	if trap.sprung(t) == "" {
		t.Fatal("git alone ran nothing: the trap does not work")
	}
	if log, err := GitLog(t.Context(), dir, "orders.asl.json", "%H", 6); err == nil {
		t.Errorf("log: %q", log)
	}
	if text, err := GitFile(t.Context(), dir, "orders.asl.json", "HEAD"); err == nil {
		t.Errorf("file: %q", text)
	}
	if ran := trap.sprung(t); ran != "" {
		t.Errorf("ran: %s", ran)
	}
	// The repository around it is as good as any.
	if text, err := GitFile(t.Context(), clone, "orders.asl.json", "HEAD"); err != nil || text != definition {
		t.Errorf("file of the clone: %q, %v", text, err)
	}
}

// fake puts a program of this name at the front of PATH.
func fake(t *testing.T, name, script string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, name), "#!/bin/sh\n"+script, 0o700)
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

func TestGitInherits(t *testing.T) {
	fake(t, "git", "env")
	t.Setenv("PATH", os.Getenv("PATH")+":bin:.")
	t.Setenv("HOME", "/home/me")
	t.Setenv("LC_ALL", "C")
	for _, name := range []string{"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "DATABASE_URL", "GIT_DIR", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_CONFIG_COUNT", "SSH_AUTH_SOCK", "LD_PRELOAD", "EDITOR"} {
		t.Setenv(name, "")
	}
	out, err := GitFile(t.Context(), t.TempDir(), "x", "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(out) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if strings.HasPrefix(name, "LC_") || slices.Contains([]string{"PWD", "_", "SHLVL", "OLDPWD"}, name) { // the shell's own
			continue
		}
		names = append(names, name)
		if name == "PATH" && (strings.Contains(value, "bin:.") || strings.HasSuffix(value, ":.") || strings.Contains(value, ":bin")) {
			t.Errorf("PATH has folders of the current one: %s", value)
		}
	}
	slices.Sort(names)
	want := []string{"GIT_ALLOW_PROTOCOL", "GIT_NO_LAZY_FETCH", "GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT", "HOME", "PATH"}
	for _, name := range []string{"LANG", "LANGUAGE"} {
		if _, ok := os.LookupEnv(name); ok {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("git inherits %q, want %q", names, want)
	}
}

func TestGitOutputIsBounded(t *testing.T) {
	fake(t, "git", "exec cat /dev/zero")
	text, err := GitFile(t.Context(), t.TempDir(), "x", "HEAD")
	if err == nil || text != "" || !strings.Contains(err.Error(), "git printed more than 16777216 bytes") {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	fake(t, "git", "head -c 1000000 /dev/zero >&2; exit 1")
	if _, err := GitFile(t.Context(), t.TempDir(), "x", "HEAD"); err == nil || len(err.Error()) > 8<<10 {
		t.Errorf("the error has %d bytes", len(err.Error()))
	}
}
