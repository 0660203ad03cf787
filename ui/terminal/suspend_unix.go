//go:build unix

package terminal

import (
	"os"

	"golang.org/x/sys/unix"
)

// NoSuspend says why the program cannot be suspended, "" if it can. The leader of a session has no
// shell that would let it continue: the kernel does not stop it, and whoever waits for that waits for
// ever.
func NoSuspend() string {
	if leader, err := unix.Getsid(0); err == nil && leader == os.Getpid() {
		return "no shell to return to"
	}
	return ""
}
