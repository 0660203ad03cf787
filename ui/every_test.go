package ui_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"expresso/ui"
)

// What no other test does.

func TestOrderOfMachines(t *testing.T) {
	d := start(t, setup{target: orders(succeed("{}"))}).Pick("slow-report").Type("{}").Press("ctrl+r").Settle()
	first := func() string {
		for _, line := range strings.Split(ansi.Strip(d.app.Draw(machines)), "\n")[3:] {
			if name := strings.Trim(line, "│┃ ▌"); name != "" {
				return strings.Fields(name)[0]
			}
		}
		return ""
	}
	before := first()
	d.Focus(machines).Press("s").Sees("machines ")
	after := first()
	if d.Press("s"); before == after || first() != before || before != "slow-report" && after != "slow-report" {
		t.Errorf("%s, then %s, then %s", before, after, first())
	}
}

func TestShowAllRunsAgain(t *testing.T) {
	d := start(t, setup{target: orders(succeed("{}"))}).Pick("order-approval").Type("{}").Press("ctrl+r").Settle().
		Focus(history).Press("f", "f").SeesIn(history, "no run matches").Do("clear the filter").SeesIn(history, "SUCCEEDED").
		Focus(details).Press("]", "]").Do("show the output").SeesIn(details, "{}")
	d.Press("ctrl+p").Keys("clear the filter").Sees("showing all runs").Press("esc")
}

func TestStopFromThePalette(t *testing.T) {
	target, reached := hanging()
	d := start(t, setup{target: target}).Pick("order-approval").Type("{}").Focus(machines).Press("B", "enter").Sees("running")
	d.Ticks("ten are in flight", func() bool { return reached.Load() == 10 })
	d.Press("esc").Do("stop the burst").Do("stop the burst").Sees("stopped: 0 of 10 runs").Settle()

	d.Press("ctrl+r").Ticks("the run is in flight", func() bool { return reached.Load() == 11 }).Focus(history).Press("home", "x").Sees("Stop waiting").Press("y").SeesIn(history, "NO RESPONSE").Settle()

	dir := t.TempDir()
	keepInput(t, dir, "order-approval", "one", `{}`, "")
	target, reached = hanging()
	start(t, setup{target: near{target.(local).fake}, dir: dir}).Pick("order-approval").Focus(saved).Press("R").Sees("● running").
		Press("esc").Do("stop the replay").Do("stop the replay").Sees("stopped waiting").Settle()
	if n := reached.Load(); n > 1 {
		t.Errorf("%d runs of one input", n)
	}
}

// $EDITOR gets a file that only its user can read, and what it writes is one step.
func TestExternalEditor(t *testing.T) {
	dir := t.TempDir()
	script := filepath.Join(dir, "edit")
	mode := filepath.Join(dir, "mode")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(script, []byte("#!/bin/sh\nls -l \"$1\" | cut -c1-10 >"+mode+"\nprintf '%s' '"+text+"' >\"$1\"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", script)
	t.Setenv("TMPDIR", dir)
	write(`{"edited": 1}`)
	d := start(t, setup{target: orders(succeed("{}"))}).Pick("order-approval").Type(`{"before": 1}`)
	var screen pty
	in, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = in.Close(), keys.Close() }()
	p := ui.Program(d.app, &screen, tea.WithInput(in))
	done := make(chan error, 1)
	go func() { done <- p.Run() }()
	p.Send(tea.WindowSizeMsg{Width: 120, Height: 40})
	screen.waitFor(t, "before")
	press := func(key, text string) {
		t.Helper()
		if _, err := io.WriteString(keys, key); err != nil {
			t.Fatal(err)
		}
		screen.waitFor(t, text)
	}
	press("\x0f", "edited")
	write(`{"broken": `)
	press("\x0f", "saved as ")
	p.Quit()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(mode); string(got) != "-rw-------\n" || err != nil {
		t.Errorf("the file's mode was %q, %v", got, err)
	}
	if kept, err := filepath.Glob(filepath.Join(dir, "expresso-*.json")); len(kept) != 1 || err != nil {
		t.Errorf("kept %v, %v", kept, err)
	}
	d.SeesIn(input, `{"broken":`).Press("ctrl+z").SeesIn(input, `{"edited": 1}`).Press("ctrl+z").SeesIn(input, `{"before": 1}`)
}

// Whatever the size and whatever is open: as many lines as the terminal has, none too long.
func TestSizes(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {39, 9}, {40, 10}, {59, 40}, {60, 17}, {60, 18}, {79, 24}, {99, 33}, {100, 34}, {159, 18}, {160, 18}, {300, 10}} {
		d := start(t, setup{target: orders(succeed(`{"a": [1, {"b": "c"}], "d": "` + strings.Repeat("long ", 100) + `"}`)), width: size[0], height: size[1]})
		check := func(where string) {
			t.Helper()
			lines := strings.Split(d.app.View(), "\n")
			if len(lines) != size[1] {
				t.Errorf("%v %s: %d lines", size, where, len(lines))
			}
			for i, line := range lines {
				if w := ansi.StringWidth(line); w > size[0] {
					t.Errorf("%v %s: line %d has %d cells: %q", size, where, i, w, ansi.Strip(line))
				}
			}
		}
		d.until("the input is there", d.app.Opened).Type(`{"a": x}`)
		check("a mistake")
		d.Type("{}").Press("ctrl+r").Settle()
		for range 5 {
			check(d.app.Focused())
			if d.app.Focused() == details {
				for range 7 {
					d.Press("]").Settle()
					check("a tab")
				}
			}
			for _, k := range []string{"f1", "ctrl+p", "ctrl+s", "alt+o", "f2", "f9"} {
				d.Press(k).Settle()
				check(d.app.Focused() + " with " + k)
				if k == "f9" {
					d.Press(k)
				} else {
					d.Press("esc")
				}
			}
			d.Press("tab")
		}
	}
}
