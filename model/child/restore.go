package child

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
)

// restoreScript reads the terminal's settings (descriptor 3), says that it has them, and waits until
// the other end of its input is closed. What came over it is a dot at the end of a program
// that ended in order, or what the runtime says of a crash.
//
// The signals that may end the program, and that a background process gets for changing the
// settings, must not end the script.
const restoreScript = `trap '' HUP INT QUIT ABRT TERM TTOU TSTP
saved=$(stty -g <&3) || exit
echo
said=$(cat)
[ "$said" = . ] && exit
stty "$saved" <&3
printf '\033[0m\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[?25h\033[?1049l' >&4
[ -n "$said" ] && printf '%s\n' "$said" >&4
`

// RestoreTerminal leaves the terminal as it is now when the program cannot do it itself: it was
// killed, or crashed in a goroutine where nobody can recover. A shell waits for the program's
// end; a program that ends in order tells it so, and it does nothing. The
// function that it returns is called when the program has restored the terminal itself. Where
// there is no shell or no terminal, it does nothing.
func RestoreTerminal(in, out *os.File) (done func()) {
	nothing := func() {}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nothing
	}
	cmd := exec.CommandContext(context.Background(), "/bin/sh", "-c", restoreScript)
	cmd.Env = Restorer.environment(os.Environ())
	cmd.Stdin, cmd.ExtraFiles = theirs, []*os.File{in, out}
	ready, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	_ = theirs.Close() // the shell has its own
	if err != nil {
		_ = ours.Close()
		return nothing
	}
	if _, err := bufio.NewReader(ready).ReadString('\n'); err != nil {
		_ = ours.Close()
		_ = cmd.Wait()
		return nothing
	}
	// The runtime writes what it says of a crash here too: on the screen it would be gone
	// with the alternate screen.
	_ = debug.SetCrashOutput(ours, debug.CrashOptions{})
	return func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
		_, _ = io.WriteString(ours, ".")
		_ = ours.Close()
		_ = cmd.Wait()
	}
}
