// Package child starts all processes that expresso starts, and nothing else does. Programs
// says of each what it inherits and how far it may go. None of them is ever named by a file
// of the folder that is open: the user's environment, the user's AWS configuration, or this
// package names them.
package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Program is a kind of child process.
type Program struct {
	Name  string
	Named string // who says which program it is
	// Inherits are the names of the environment variables that it gets; one that ends in '*'
	// stands for all that begin so.
	Inherits  []string
	Terminal  bool          // has the user's terminal
	Limit     time.Duration // it is killed after; 0 if the user ends it
	MaxOutput int           // bytes of standard output that are read, more is an error; 0 if it is not ours to read
}

// basic is what a program needs to find its files and to speak the user's language. No
// secret is in it.
var basic = []string{"PATH", "HOME", "LANG", "LANGUAGE", "LC_*"}

// The programs.
var (
	// Git reads commits. It is kept from running or fetching what a repository names: see
	// git.go.
	Git = Program{
		Name: "git", Named: "expresso", Inherits: basic,
		Limit: 20 * time.Second, MaxOutput: 16 << 20,
	}
	// Clipboard takes a text on its standard input: pbcopy, wl-copy, xclip, xsel, clip.exe or
	// termux-clipboard-set. What else it inherits leads to the display.
	Clipboard = Program{
		Name: "clipboard", Named: "expresso",
		Inherits: append([]string{
			"DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "__CF_USER_TEXT_ENCODING", "WSL*",
			"PREFIX", "TMPDIR", "TERMUX*", "ANDROID_*", "BOOTCLASSPATH", "DEX2OATBOOTCLASSPATH", "LD_PRELOAD", "LD_LIBRARY_PATH",
		}, basic...),
		Limit: 2 * time.Second, // some wait for a display that does not answer
	}
	// Editor is $VISUAL or $EDITOR. It is the user's own shell command, and gets what a shell
	// would give it.
	Editor = Program{Name: "editor", Named: "$VISUAL, $EDITOR", Inherits: []string{"*"}, Terminal: true}
	// Pager is $PAGER, or less. A less without options of its own is to let colours through.
	Pager = Program{Name: "pager", Named: "$PAGER", Inherits: []string{"*"}, Terminal: true}
	// SignIn is the AWS CLI, which signs in to an account: it prints a code and opens a browser.
	SignIn = Program{Name: "aws", Named: "the AWS configuration", Inherits: []string{"*"}, Terminal: true}
	// Credentials is the credential_process of an AWS profile, which the SDK starts and reads.
	// It may ask for a code on the terminal, and needs what finds its own secrets.
	Credentials = Program{
		Name: "credential process", Named: "the AWS configuration", Inherits: []string{"*"}, Terminal: true,
		Limit: time.Minute,
	}
	// Restorer is the shell that restores the terminal when the workbench could not: see
	// restore.go. It ends with the workbench.
	Restorer = Program{Name: "restorer", Named: "expresso", Inherits: basic, Terminal: true}
)

// Programs lists all child processes.
func Programs() []Program {
	return []Program{Git, Clipboard, Browser, Editor, Pager, SignIn, Credentials, Restorer}
}

// killed is how long a killed process's pipes are waited for: a child of it may hold them.
const killed = time.Second

// ErrNotFound is wrapped by the errors about programs that are not on this machine.
var ErrNotFound = exec.ErrNotFound

// ErrTime is the error of a process that was killed when its time was up.
var ErrTime = errors.New("did not end in time")

// Find returns the path of a program. One that PATH names relative to the current folder is
// not found: the folder may be a stranger's.
func Find(name string) (string, error) {
	path, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrDot) {
		return "", &exec.Error{Name: name, Err: ErrNotFound}
	}
	return path, err
}

// environment is what of env the program inherits.
func (p Program) environment(env []string) []string {
	kept := []string{} // nil would inherit all
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		if !p.inherits(name) {
			continue
		}
		if name == "PATH" && p.Named == "expresso" {
			entry = name + "=" + absolute(value)
		}
		kept = append(kept, entry)
	}
	return kept
}

func (p Program) inherits(name string) bool {
	for _, pattern := range p.Inherits {
		if prefix, ok := strings.CutSuffix(pattern, "*"); ok && strings.HasPrefix(name, prefix) || name == pattern {
			return true
		}
	}
	return false
}

// absolute is a PATH without the folders that depend on the current one.
func absolute(path string) string {
	var kept []string
	for _, dir := range filepath.SplitList(path) {
		if filepath.IsAbs(dir) {
			kept = append(kept, dir)
		}
	}
	return strings.Join(kept, string(os.PathListSeparator))
}

// run runs a process to its end, or to that of its limits. The error says what the process
// said of it, or which limit it was.
func (p Program) run(ctx context.Context, cmd func(context.Context) *exec.Cmd) (string, error) {
	ctx, end := context.WithTimeout(ctx, p.Limit)
	defer end()
	c := cmd(ctx)
	c.WaitDelay = killed
	out, said := &bounded{most: p.MaxOutput}, &bounded{most: 4 << 10, drop: true}
	if p.MaxOutput > 0 {
		c.Stdout, c.Stderr = out, said
	}
	err := c.Run()
	switch {
	case out.full:
		return "", fmt.Errorf("%s printed more than %d bytes", p.Name, p.MaxOutput)
	case err == nil:
		return string(out.text), nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", ErrTime
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	}
	if why := strings.TrimSpace(string(said.text)); why != "" {
		return "", errors.New(strings.TrimPrefix(why, "fatal: "))
	}
	return "", err
}

// bounded keeps at most so many bytes. More is dropped, or else an error, which ends the
// process with a broken pipe.
type bounded struct {
	text []byte
	most int
	drop bool
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := min(b.most-len(b.text), len(p))
	b.text = append(b.text, p[:room]...)
	if room < len(p) && !b.drop {
		b.full = true
		return room, io.ErrShortBuffer
	}
	return len(p), nil
}

// Give runs a clipboard program with text on its standard input. What it prints is not
// read: those that hold the clipboard for as long as they live would keep a pipe open.
func Give(ctx context.Context, command []string, text []byte) error {
	_, err := Clipboard.run(ctx, func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, command[0], command[1:]...)
		cmd.Env = Clipboard.environment(os.Environ())
		cmd.Stdin = bytes.NewReader(text)
		return cmd
	})
	return err
}

// Interactive is a process that has the user's terminal until the user ends it.
type Interactive struct{ cmd *exec.Cmd }

// Edit prepares an editor: its program, and arguments.
func Edit(ctx context.Context, command ...string) *Interactive {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = Editor.environment(os.Environ())
	return &Interactive{cmd}
}

// Paging prepares a pager: its program, and arguments.
func Paging(ctx context.Context, command []string) (*Interactive, error) {
	path, err := Find(command[0])
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, command[1:]...)
	cmd.Env = Pager.environment(os.Environ())
	if _, set := os.LookupEnv("LESS"); !set {
		cmd.Env = append(cmd.Env, "LESS=R")
	}
	return &Interactive{cmd}, nil
}

// SigningIn prepares the AWS CLI's command that signs in.
func SigningIn(ctx context.Context, command []string) (*Interactive, error) {
	path, err := Find(command[0])
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, command[1:]...)
	cmd.Env = SignIn.environment(os.Environ())
	return &Interactive{cmd}, nil
}

// Args are the program and its arguments.
func (i *Interactive) Args() []string { return i.cmd.Args }

// Run runs it to its end.
func (i *Interactive) Run() error { return i.cmd.Run() }

// SetStdin says where it reads from.
func (i *Interactive) SetStdin(r io.Reader) { i.cmd.Stdin = r }

// SetStdout says where it writes to.
func (i *Interactive) SetStdout(w io.Writer) { i.cmd.Stdout = w }

// SetStderr says where it complains to.
func (i *Interactive) SetStderr(w io.Writer) { i.cmd.Stderr = w }
