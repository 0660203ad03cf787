package child

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// maxCredentials bounds what a credential process prints, in bytes.
const maxCredentials = 1 << 20

// CredentialProcess is the credential_process of a profile, which the SDK starts and reads. What
// it says on its standard error is kept for messages. With a terminal, where that goes too, it
// may ask the user; without one it can't, and draws on nobody's screen.
type CredentialProcess struct {
	Command  string
	Terminal io.Writer // nil for none

	said *bounded
}

// NewCommand prepares it, as the SDK asks.
func (c *CredentialProcess) NewCommand(ctx context.Context) (*exec.Cmd, error) {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd.exe", "/C"}
	}
	cmd := exec.CommandContext(ctx, shell[0], append(shell[1:], c.Command)...)
	cmd.Env = Credentials.environment(os.Environ())
	cmd.WaitDelay = killed
	cmd.Stdout = &bounded{most: maxCredentials} // the SDK reads it beside this, which ends more than that
	c.said = &bounded{most: 4 << 10, drop: true}
	cmd.Stderr = c.said
	if c.Terminal == nil {
		apart(cmd)
		return cmd, nil
	}
	cmd.Stdin, cmd.Stderr = os.Stdin, io.MultiWriter(c.said, c.Terminal)
	return cmd, nil
}

// Failed is the error of a process that failed with err, with what it said.
func (c *CredentialProcess) Failed(err error) error {
	if c.said == nil {
		return err
	}
	if why := strings.TrimSpace(string(c.said.text)); why != "" {
		return fmt.Errorf("%w: %s", err, why)
	}
	return err
}
