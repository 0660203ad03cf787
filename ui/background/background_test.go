package background_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"expresso/ui/background"

	_ "github.com/charmbracelet/bubbletea" // whose init would ask the terminal
)

func TestDark(t *testing.T) {
	for _, tt := range []struct {
		theme, colorFGBG string
		want             bool
	}{
		{"", "", true},
		{"", "15;0", true},
		{"", "0;15", false},
		{"", "0;default;15", false},
		{"", "0;7", false},
		{"", "nonsense", true},
		{"light", "15;0", false},
		{"dark", "0;15", true},
		{"contrast", "0;15", false},
	} {
		if got := background.Dark(tt.theme, tt.colorFGBG); got != tt.want {
			t.Errorf("Dark(%q, %q) = %v, want %v", tt.theme, tt.colorFGBG, got, tt.want)
		}
	}
}

// asked is set in the environment of a test binary that runs on a pseudo-terminal: it
// leaves as soon as its packages are initialised.
const asked = "EXPRESSO_BACKGROUND_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(asked) != "" {
		_, _ = os.Stdout.WriteString("main")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// This test binary imports Bubble Tea, as the command does: with the package under test
// beside it, nothing may be written to the terminal before main.
func TestNothingIsWrittenBeforeMain(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), asked+"=1", "TERM=xterm-256color", "EXPRESSO_THEME=", "COLORFGBG=", "NO_COLOR=", "CI=")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	// Bubble Tea's question would keep the program from main for five seconds.
	if err := terminal.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil && !errors.Is(err, os.ErrNoDeadline) {
		t.Fatal(err)
	}
	var written bytes.Buffer
	if _, err := written.ReadFrom(terminal); err != nil && !errors.Is(err, syscall.EIO) {
		t.Fatal(err) // EIO is how Linux says that the other side was closed
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := written.String(); got != "main" {
		t.Errorf("the program wrote %q, want %q and no question", got, "main")
	}
}
