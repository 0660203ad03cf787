package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"expresso/model"
)

// Click presses the mouse on a text, where it stands first on the screen.
func (d *driver) Click(text string) *driver {
	d.t.Helper()
	x, y := d.at(text)
	d.send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	d.send(tea.MouseMsg{X: x, Y: y, Action: tea.MouseActionRelease})
	return d
}

// Wheel turns the wheel over a text, downwards if notches is positive.
func (d *driver) Wheel(text string, notches int) *driver {
	d.t.Helper()
	x, y := d.at(text)
	button := tea.MouseButtonWheelDown
	if notches < 0 {
		button, notches = tea.MouseButtonWheelUp, -notches
	}
	for range notches {
		d.send(tea.MouseMsg{X: x, Y: y, Button: button, Action: tea.MouseActionPress})
	}
	return d
}

func (d *driver) at(text string) (x, y int) {
	d.t.Helper()
	d.Sees(text)
	for y, line := range strings.Split(d.screen(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	return 0, 0
}

func (d *driver) focused(pane string) *driver {
	d.t.Helper()
	if d.app.Focused() != pane {
		d.t.Errorf("the focus is on %s, want %s\n%s", d.app.Focused(), pane, d.screen())
	}
	return d
}

// numbered answers each run with its number.
func numbered() func(context.Context, model.Request) (model.Run, error) {
	n := 0
	return func(ctx context.Context, request model.Request) (model.Run, error) {
		n++
		return succeed(fmt.Sprintf(`{"number":%d}`, n))(ctx, request)
	}
}

func TestMouse(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {200, 60}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			d := start(t, setup{target: orders(numbered()), width: size[0], height: size[1]}).Pick("order-approval").Type("{}")
			for range 30 {
				d.Press("ctrl+r").Settle()
			}
			d.focused(input).SeesIn(details, `"number": 30`)
			// A tab is open with the first click on it, though it moves the focus and, on a
			// small screen, the panes.
			d.Click("Billing").focused(details).SeesIn(details, "estimate")
			d.Click("Trace").Click("Input Error").SeesIn(details, "{}").Click("Output")
			// A click on a run chooses it. The wheel scrolls what it is over, and no more.
			d.Focus(history).Press("g", "down", "down").Settle().SeesIn(details, `"number": 28`)
			if size[0] < 100 { // the history is there as long as it has the focus
				d.Click("4 History").focused(history).Click("Raw").focused(details).Click("order-approval").focused(machines)
			} else {
				d.Focus(details).Wheel("History", 2).focused(details).Settle().SeesIn(details, `"number": 22`)
				d.Focus(history).Press("g", "down").Settle().SeesIn(details, `"number": 29`)
				d.Focus(details).Click("▌   14:03").focused(history).Settle().SeesIn(details, `"number": 29`)
			}
			// The first click on a machine chooses it, the second picks it.
			d.Click("fan-out-totals").focused(machines).Click("fan-out-totals").focused(input).SeesIn(input, "Input · fan-out-totals")
		})
	}
}

func TestMouseOverlays(t *testing.T) {
	d := start(t, setup{target: orders(succeed("{}"))}).Pick("order-approval")
	d.Press("ctrl+p").Sees("Commands").Keys("billin").Click("show the billing").SeesNot("Commands").focused(details).SeesIn(details, "no run to show")
	d.Press("ctrl+p").Wheel("Commands", 3).Press("down").Sees("Commands").Click("expresso").SeesNot("Commands")
	d.Press("?").Sees("▸ Help", "here: details").Wheel("▸ Help", 15).SeesNot("here: details").Wheel("▸ Help", -20).Sees("here: details").Click("expresso").SeesNot("▸ Help")
	// What was typed is not lost by a click beside it.
	d.Focus(input).Press("ctrl+s").Sees("Save").Keys("abc").Click("expresso").Sees("abc").Press("esc")

	// The answers to a question can be clicked; beside them nothing happens.
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	d = start(t, setup{target: orders(func(ctx context.Context, _ model.Request) (model.Run, error) {
		select {
		case <-hang:
		case <-ctx.Done():
		}
		return model.Run{}, ctx.Err()
	})}).Pick("order-approval").Press("ctrl+r").Sees("RUNNING")
	d.Press("ctrl+q").Sees("y quit").Click("its response will").Sees("y quit").Click("n no").SeesNot("y quit")
	if d.quit {
		t.Fatal("it quit though nobody said yes")
	}
	d.Press("ctrl+q").Click("y quit").until("it quits", func() bool { return d.quit })
}

// The title of the graph's overlay leads to its other faces.
func TestMouseFaces(t *testing.T) {
	d := start(t, setup{target: sampleTarget(t)}).Pick("order-approval").Press("f2").Sees("CheckLimit")
	d.Click("Definition").Sees(`"StartAt"`).Click("Graph").SeesNot(`"StartAt"`).Click("Graph").Sees("CheckLimit").Press("esc").SeesNot("Definition")
}

// What the details can do stands among the commands too, for the tab that is open.
func TestDetailsInPalette(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{"a":{"b":1}}`))}).Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(details, `"b": 1`)
	d.Do("details: fold all").focused(details).SeesIn(details, "1 key")
	d.Do("details: unfold all").SeesIn(details, `"b": 1`)
	d.Do("details: search").Keys("b").SeesIn(details, "1 of 1").Press("esc")
	d.Press("ctrl+p").Keys("details: half a page").Sees("no command matches")
}
