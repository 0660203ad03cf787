// Package browser opens URLs in the user's browser, by a program of the system. Where the user
// sits at another machine, or there is no display, it says so and opens nothing.
package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/child"
)

// Browser is the user's. The zero value is the system's.
type Browser struct {
	// In the place of the system, for tests.
	child.System
	Run func(ctx context.Context, command []string, address string) error // child.Browse
}

// ErrNone is wrapped by the errors about a browser that cannot be reached.
var ErrNone = errors.New("no browser found")

// Open opens an https address. It takes up to three seconds.
func (b Browser) Open(ctx context.Context, address string) error {
	if !strings.HasPrefix(address, "https://") {
		return fmt.Errorf("%q is not an https URL", address)
	}
	b.System = b.Filled()
	if b.Run == nil {
		b.Run = child.Browse
	}
	command, err := b.command()
	if err != nil {
		return err
	}
	if err := b.Run(ctx, command, address); err != nil {
		return fmt.Errorf("%s: %w", command[0], err)
	}
	return nil
}

// command is the program that opens an address, with its other arguments.
func (b Browser) command() ([]string, error) {
	// The user's own word goes before all: over SSH an editor sets it to what reaches its window.
	if own := strings.Fields(b.Getenv("BROWSER")); len(own) > 0 && !strings.ContainsAny(own[0], ":%") {
		if _, err := b.LookPath(own[0]); err == nil {
			return own, nil
		}
	}
	if b.OverSSH() {
		return nil, fmt.Errorf("%w: this is an SSH session", ErrNone)
	}
	windows := []string{"rundll32.exe", "url.dll,FileProtocolHandler"}
	var candidates [][]string
	switch {
	case b.OS == "darwin":
		candidates = [][]string{{"open"}}
	case b.OS == "windows":
		candidates = [][]string{windows}
	case b.Getenv("TERMUX_VERSION") != "":
		candidates = [][]string{{"termux-open-url"}}
	case b.Getenv("WSL_DISTRO_NAME") != "":
		candidates = [][]string{{"wslview"}, windows}
	case b.Getenv("DISPLAY") == "" && b.Getenv("WAYLAND_DISPLAY") == "":
		return nil, fmt.Errorf("%w: no display", ErrNone)
	default:
		candidates = [][]string{{"xdg-open"}}
	}
	if command := b.First(candidates); command != nil {
		return command, nil
	}
	return nil, model.WithHint(fmt.Errorf("%w: %s is not found", ErrNone, candidates[0][0]), "install it, or set BROWSER")
}
