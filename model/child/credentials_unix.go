//go:build !windows

package child

import (
	"os/exec"
	"syscall"
)

// apart keeps a process from the terminal, and has its children end with it.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
