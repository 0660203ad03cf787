package browser

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"expresso/model/child"
)

func TestCommands(t *testing.T) {
	type env = map[string]string
	for name, test := range map[string]struct {
		system   string
		env      env
		programs string
		want     string
		err      string
	}{
		"macOS":              {"darwin", nil, "open", "open", ""},
		"Windows":            {"windows", nil, "rundll32.exe", "rundll32.exe url.dll,FileProtocolHandler", ""},
		"X":                  {"linux", env{"DISPLAY": ":0"}, "xdg-open", "xdg-open", ""},
		"Wayland":            {"freebsd", env{"WAYLAND_DISPLAY": "wayland-0"}, "xdg-open", "xdg-open", ""},
		"WSL":                {"linux", env{"WSL_DISTRO_NAME": "Debian"}, "rundll32.exe", "rundll32.exe url.dll,FileProtocolHandler", ""},
		"Termux":             {"android", env{"TERMUX_VERSION": "1"}, "termux-open-url", "termux-open-url", ""},
		"no display":         {"linux", nil, "xdg-open", "", "no display"},
		"no program":         {"linux", env{"DISPLAY": ":0"}, "", "", "xdg-open is not found"},
		"over SSH":           {"linux", env{"DISPLAY": ":10", "SSH_CONNECTION": "a 1 b 2"}, "xdg-open", "", "this is an SSH session"},
		"macOS over SSH":     {"darwin", env{"SSH_TTY": "/dev/ttys1"}, "open", "", "this is an SSH session"},
		"the user's":         {"linux", env{"BROWSER": "firefox --new-window", "DISPLAY": ":0"}, "firefox xdg-open", "firefox --new-window", ""},
		"an editor over SSH": {"linux", env{"BROWSER": "/opt/helper.sh", "SSH_CLIENT": "a 1 2"}, "/opt/helper.sh", "/opt/helper.sh", ""},
		"the user's is gone": {"linux", env{"BROWSER": "firefox", "DISPLAY": ":0"}, "xdg-open", "xdg-open", ""},
		"a list of browsers": {"linux", env{"BROWSER": "firefox:w3m", "DISPLAY": ":0"}, "firefox xdg-open", "xdg-open", ""},
	} {
		var ran []string
		b := Browser{
			System: child.System{OS: test.system, Getenv: func(name string) string { return test.env[name] }, LookPath: func(name string) (string, error) {
				if slices.Contains(strings.Fields(test.programs), name) {
					return name, nil
				}
				return "", exec.ErrNotFound
			}},
			Run: func(_ context.Context, command []string, address string) error {
				ran = append(slices.Clone(command), address)
				return nil
			},
		}
		err := b.Open(t.Context(), "https://example.com/#a")
		if test.err != "" {
			if !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), test.err) || ran != nil {
				t.Errorf("%s: %v, ran %v", name, err, ran)
			}
			continue
		}
		if want := append(strings.Split(test.want, " "), "https://example.com/#a"); err != nil || !slices.Equal(ran, want) {
			t.Errorf("%s: %v, ran %v, want %v", name, err, ran, want)
		}
		if err := b.Open(t.Context(), "file:///etc/passwd"); err == nil || len(ran) != len(strings.Split(test.want, " "))+1 {
			t.Errorf("%s: opens what is not an https URL", name)
		}
	}
}
