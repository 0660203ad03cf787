package child

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// What is not the user's own has neither secrets nor the terminal, and an end.
func TestPrograms(t *testing.T) {
	for _, p := range Programs() {
		env := p.environment([]string{"AWS_SECRET_ACCESS_KEY=x", "GITHUB_TOKEN=x", "PATH=/bin", "HOME=/", "LC_TIME=C"})
		own := p.Named != "expresso"
		if got := slices.Contains(env, "AWS_SECRET_ACCESS_KEY=x") || slices.Contains(env, "GITHUB_TOKEN=x"); got != own {
			t.Errorf("%s inherits secrets: %v", p.Name, got)
		}
		for _, want := range []string{"PATH=/bin", "HOME=/", "LC_TIME=C"} {
			if !slices.Contains(env, want) {
				t.Errorf("%s does not inherit %s", p.Name, want)
			}
		}
		if p.Terminal != (own || p.Name == Restorer.Name) {
			t.Errorf("%s has the terminal: %v", p.Name, p.Terminal)
		}
		if p.Limit == 0 && p.Name != Editor.Name && p.Name != Pager.Name && p.Name != SignIn.Name && p.Name != Restorer.Name {
			t.Errorf("%s has no limit", p.Name)
		}
	}
}

func TestTimeIsUp(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs sleep")
	}
	sleeps := func(ctx context.Context) *exec.Cmd { return exec.CommandContext(ctx, "sleep", "600") }
	if _, err := (Program{Limit: time.Millisecond, MaxOutput: 1}).run(t.Context(), sleeps); !errors.Is(err, ErrTime) {
		t.Errorf("limit: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	cancel(stopped)
	if _, err := (Program{Limit: time.Minute, MaxOutput: 1}).run(ctx, sleeps); !errors.Is(err, stopped) {
		t.Errorf("cancelled: %v", err)
	}
}

// A program in the current folder is not found by its name.
func TestFindLeavesTheCurrentFolderAlone(t *testing.T) {
	trap := newTrap(t)
	dir := t.TempDir()
	for _, name := range []string{"git", "xclip"} {
		if err := os.Symlink(trap.path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, path := range []string{".", "", "sub/.."} {
		t.Setenv("PATH", path)
		if at, err := Find("xclip"); !errors.Is(err, ErrNotFound) {
			t.Errorf("PATH=%q: found %q, %v", path, at, err)
		}
		if _, err := GitFile(t.Context(), dir, "x", "HEAD"); !errors.Is(err, ErrNotFound) {
			t.Errorf("PATH=%q: %v", path, err)
		}
	}
	if ran := trap.sprung(t); ran != "" {
		t.Errorf("ran: %s", ran)
	}
}

func TestGive(t *testing.T) {
	trap := newTrap(t) // ends with 1
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("DISPLAY", ":0")
	if err := Give(t.Context(), []string{trap.path}, []byte("text")); err == nil {
		t.Error("no error")
	}
	if ran := trap.sprung(t); strings.Contains(ran, "secret") || !strings.Contains(ran, "DISPLAY=:0") {
		t.Errorf("inherits %s", ran)
	}
}

func TestEdit(t *testing.T) {
	trap := newTrap(t)
	t.Setenv("EDITOR_OPTION", "1")
	e := Edit(t.Context(), trap.path, "a file")
	if err := e.Run(); err == nil {
		t.Error("no error")
	}
	if ran := trap.sprung(t); !strings.Contains(ran, "trap a file\n") || !strings.Contains(ran, "EDITOR_OPTION=1") {
		t.Errorf("ran %s", ran)
	}
}
