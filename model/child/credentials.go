package child

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// maxCredentials bounds what a credential process prints, in bytes.
const maxCredentials = 1 << 20

// maxSaid bounds what is kept of what it says on its standard error, in bytes.
const maxSaid = 4 << 10

// CredentialProcess is the credential_process of a profile, which the SDK starts and reads. What
// it says on its standard error is kept for messages. With a terminal, where that goes too, it
// may ask the user; without one it can't, and draws on nobody's screen.
type CredentialProcess struct {
	Command  string
	Terminal io.Writer // nil for none
	// Mask takes the secrets out of what it says, before anybody sees that.
	Mask func(text string) string

	said *bounded
	seen *masked // what goes to the terminal, nil for nothing
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
	c.said = &bounded{most: maxSaid, drop: true}
	cmd.Stderr = c.said
	if c.Terminal == nil {
		apart(cmd)
		return cmd, nil
	}
	c.seen = &masked{to: c.Terminal, mask: c.Mask, after: time.AfterFunc}
	cmd.Stdin, cmd.Stderr = os.Stdin, io.MultiWriter(c.said, c.seen)
	return cmd, nil
}

// Ended writes what is left of what the process said.
func (c *CredentialProcess) Ended() {
	if c.seen != nil {
		c.seen.flush()
	}
}

// Failed is the error of a process that failed with err, with what it said.
func (c *CredentialProcess) Failed(err error) error {
	if c.said == nil {
		return err
	}
	text := string(c.said.text)
	if len(text) == maxSaid { // what was cut off in the middle looks like no secret
		text = text[:max(strings.LastIndexAny(text, " \t\r\n"), 0)]
	}
	if why := strings.TrimSpace(c.Mask(text)); why != "" {
		return fmt.Errorf("%w: %s", err, why)
	}
	return err
}
