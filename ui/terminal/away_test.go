package terminal_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/terminal"
)

func TestWhatLastedLongIsTold(t *testing.T) {
	var out strings.Builder
	run := func(cmd tea.Cmd) (msgs int) {
		if cmd == nil {
			return 0
		}
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, cmd := range msg {
				if cmd() != nil { // the title: a bell tells nobody
					msgs++
				}
			}
		case nil:
		default:
			msgs++
		}
		return msgs
	}
	a := terminal.Away{Bell: true, Title: true}
	if run(a.Ended(&out, 9*time.Second, "orders SUCCEEDED")) != 0 || out.String() != "" || a.Back() != nil {
		t.Error("what was short is told")
	}
	if run(a.Ended(&out, 11*time.Second, "orders SUCCEEDED")) != 1 || out.String() != "\a" {
		t.Errorf("wrote %q", out.String())
	}
	if a.Back() == nil || a.Back() != nil {
		t.Error("the title is not taken back once")
	}
	quiet := terminal.Away{}
	if run(quiet.Ended(&out, time.Hour, "orders")) != 0 || out.String() != "\a" || quiet.Back() != nil {
		t.Error("it is told although that is off")
	}
}
