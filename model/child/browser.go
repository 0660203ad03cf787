package child

import (
	"context"
	"os"
	"os/exec"
	"time"
)

// Browser opens an address: open, xdg-open, wslview, termux-open-url, rundll32.exe, or what $BROWSER
// names. What else it inherits leads to the display, and to a browser that runs already. Who has
// not failed by its limit is left alone: some stay for as long as the browser does.
var Browser = Program{
	Name: "browser", Named: "expresso",
	Inherits: append([]string{
		"USER", "LOGNAME", "SHELL", "BROWSER", "DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_*", "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "KDE_*", "GNOME_*",
		"__CF_USER_TEXT_ENCODING", "WSL*", "SystemRoot", "VSCODE_IPC_HOOK_CLI", "PREFIX", "TMPDIR", "TERMUX*", "ANDROID_*", "BOOTCLASSPATH", "DEX2OATBOOTCLASSPATH",
	}, basic...),
	Limit: 3 * time.Second,
}

// Browse opens an address with a command that takes it as its last argument. It has no terminal to
// write to.
func Browse(ctx context.Context, command []string, address string) error {
	arguments := append(append([]string{}, command[1:]...), address)
	cmd := exec.CommandContext(context.WithoutCancel(ctx), command[0], arguments...)
	cmd.Env = Browser.environment(os.Environ())
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(Browser.Limit):
		return nil
	}
}
