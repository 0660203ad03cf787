package clipboard

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/child"
)

// place is a system to copy on.
type place struct {
	env      map[string]string
	programs []string
	fails    bool

	terminal bytes.Buffer
	ran      []string
	got      []byte
}

func (p *place) board(system, way string) Board {
	return Board{
		Terminal: &p.terminal, Way: way,
		System: child.System{OS: system, Getenv: func(name string) string { return p.env[name] }, LookPath: func(name string) (string, error) {
			if slices.Contains(p.programs, name) {
				return name, nil
			}
			return "", exec.ErrNotFound
		}},
		Run: func(_ context.Context, command []string, text []byte) error {
			p.ran, p.got = command, text
			if p.fails {
				return errors.New("exit status 1")
			}
			return nil
		},
	}
}

var all = []string{"pbcopy", "wl-copy", "xclip", "xsel", "clip.exe", "termux-clipboard-set"}

func TestWays(t *testing.T) {
	type env = map[string]string
	desk, wayland, ssh := env{"DISPLAY": ":0"}, env{"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, env{"DISPLAY": ":10", "SSH_CONNECTION": "a 1 b 2"}
	for name, tt := range map[string]struct {
		system, way string
		env         env
		programs    []string
		want        string // the command, "" for the terminal
	}{
		"macOS":                  {"darwin", "", nil, all, "pbcopy"},
		"Windows":                {"windows", Auto, nil, all, "clip.exe"},
		"Wayland":                {"linux", Auto, wayland, all, "wl-copy"},
		"Wayland with X only":    {"linux", Auto, wayland, []string{"xclip"}, "xclip -selection clipboard"},
		"X":                      {"linux", Auto, desk, all, "xclip -selection clipboard"},
		"X with xsel":            {"linux", Auto, desk, []string{"xsel", "wl-copy"}, "xsel --clipboard --input"},
		"BSD":                    {"freebsd", Auto, desk, all, "xclip -selection clipboard"},
		"WSL":                    {"linux", Auto, env{"WSL_DISTRO_NAME": "Debian"}, []string{"clip.exe"}, "clip.exe"},
		"Termux":                 {"linux", Auto, env{"TERMUX_VERSION": "1"}, all, "termux-clipboard-set"},
		"no display":             {"linux", Auto, nil, all, ""},
		"no program":             {"linux", Auto, desk, nil, ""},
		"over SSH":               {"linux", Auto, ssh, all, ""},
		"over SSH to a Mac":      {"darwin", Auto, env{"SSH_TTY": "/dev/ttys1"}, all, ""},
		"terminal by choice":     {"darwin", Terminal, nil, all, ""},
		"native though over SSH": {"linux", Native, ssh, all, "xclip -selection clipboard"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &place{env: tt.env, programs: tt.programs}
			through, err := p.board(tt.system, tt.way).Copy(t.Context(), "text")
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(p.ran, " "); got != tt.want {
				t.Errorf("ran %q, want %q", got, tt.want)
			}
			if tt.want == "" {
				if through != "the terminal" || p.terminal.String() != "\x1b]52;c;dGV4dA==\x07" {
					t.Errorf("through %q: %q", through, &p.terminal)
				}
				return
			}
			if through != p.ran[0] || string(p.got) != "text" || p.terminal.Len() > 0 {
				t.Errorf("through %q, which got %q; the terminal %q", through, p.got, &p.terminal)
			}
		})
	}
}

func TestWhereTheProgramFails(t *testing.T) {
	p := &place{programs: all, fails: true}
	if through, err := p.board("darwin", Auto).Copy(t.Context(), "text"); err != nil || through != "the terminal" || p.terminal.Len() == 0 {
		t.Errorf("through %q, %v; %q", through, err, &p.terminal)
	}
	p.terminal.Reset()
	if _, err := p.board("darwin", Native).Copy(t.Context(), "text"); err == nil || err.Error() != "pbcopy: exit status 1" || p.terminal.Len() > 0 {
		t.Errorf("native: %v; %q", err, &p.terminal)
	}
	big := strings.Repeat("x", MaxTerminal+1)
	if _, err := p.board("darwin", Auto).Copy(t.Context(), big); err == nil || !strings.Contains(err.Error(), "pbcopy: exit status 1\nthe text has 56001 bytes") || p.terminal.Len() > 0 {
		t.Errorf("too large for the terminal: %v", err)
	}
	p.fails = false
	if _, err := p.board("darwin", Auto).Copy(t.Context(), big); err != nil || len(p.got) != len(big) {
		t.Errorf("programs take what terminals do not: %v", err)
	}
	_, err := (&place{}).board("linux", Native).Copy(t.Context(), "text")
	if err == nil || model.HintOf(err) == "" {
		t.Errorf("no program: %v", err)
	}
	if _, err := (Board{Way: Terminal}).Copy(t.Context(), "text"); err == nil {
		t.Error("no terminal: no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.fails = true
	if _, err := p.board("darwin", Native).Copy(ctx, "text"); err == nil || err.Error() != "pbcopy did not end in time" {
		t.Errorf("time is up: %v", err)
	}
}

// Between the workbench and the terminal may stand a multiplexer.
func TestThroughMultiplexers(t *testing.T) {
	text := base64.StdEncoding.EncodeToString([]byte("text"))
	for env, want := range map[string]string{
		"TMUX": "\x1bPtmux;\x1b\x1b]52;c;" + text + "\x07\x1b\\",
		"STY":  "\x1bP\x1b]52;c;" + text + "\x07\x1b\\",
	} {
		p := &place{env: map[string]string{env: "1"}}
		if _, err := p.board("linux", Auto).Copy(t.Context(), "text"); err != nil || p.terminal.String() != want {
			t.Errorf("%s: %v, %q", env, err, &p.terminal)
		}
	}
}

func TestClipReadsUTF16(t *testing.T) {
	p := &place{programs: all}
	for text, want := range map[string]string{
		"{}\n":         "{}\n",
		"é \U0001f600": "\xe9\x00 \x00\x3d\xd8\x00\xde",
	} {
		if _, err := p.board("windows", Auto).Copy(t.Context(), text); err != nil || string(p.got) != want {
			t.Errorf("%q: %v, %q, want %q", text, err, p.got, want)
		}
	}
}

// A real program reads the text from its standard input, and may continue living as those do
// that hold the selection.
func TestRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	dir := t.TempDir()
	got := filepath.Join(dir, "got")
	script := "#!/bin/sh\ncat > " + got + "\nsleep 60 &\n"
	if err := os.WriteFile(filepath.Join(dir, "xclip"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	env := map[string]string{"DISPLAY": ":0"}
	text := strings.Repeat("text é\x00", 50_000)
	through, err := (Board{System: child.System{OS: "linux", Getenv: func(name string) string { return env[name] }}}).Copy(t.Context(), text)
	if err != nil || through != "xclip" {
		t.Fatalf("%q, %v", through, err)
	}
	if b, err := os.ReadFile(got); err != nil || string(b) != text {
		t.Errorf("%v: %d bytes arrived of %d", err, len(b), len(text))
	}
}
