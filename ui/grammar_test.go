package ui_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/store"
)

// Digits go to the panes, from pages too, where letters are text they are text.
func TestDigitsGoToPanes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		d := start(t, setup{target: orders(succeed(`{"a":1}`)), width: size[0], height: size[1]}).Pick("order-approval").Type("{}").Press("ctrl+r").Settle().Focus(history)
		for digit, pane := range map[string]string{"1": machines, "2": saved, "3": input, "5": details} {
			if d.Focus(history).Press(digit); d.app.Focused() != pane {
				t.Errorf("%s goes to %s, not %s", digit, d.app.Focused(), pane)
			}
		}
		if d.Focus(history).Press("5", "4"); d.app.Focused() != history {
			t.Errorf("4 goes to %s", d.app.Focused())
		}
		d.Press("f2").Settle().Press("1")
		if d.app.Over() != "" || d.app.Focused() != machines {
			t.Errorf("from a page 1 goes to %s, with %q open", d.app.Focused(), d.app.Over())
		}
		d.Type("{}").Keys("4").SeesIn(input, "{}4")
	}
}

// Nothing is sent to what the cursor is not on: among the machines the picked one runs only
// under the cursor.
func TestTheMachineUnderTheCursorRuns(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))}).Pick("order-approval").Type("{}").Focus(machines).Sees("ctrl+r run order-approval").
		Press("down").SeesNot("ctrl+r run order-approval").Sees("enter pick fan-out-totals").
		Press("ctrl+r").Sees("! enter picks fan-out-totals first").Settle()
	if runs, err := d.journal.List(t.Context(), model.Query{}); len(runs) != 0 || err != nil {
		t.Errorf("sent %v, %v", runs, err)
	}
	d.Press("up", "ctrl+r").SeesIn(history, "SUCCEEDED")
}

// ctrl+c copies what is selected; without a selection it says how to quit, and quits only when
// pressed again.
func TestControlC(t *testing.T) {
	var terminal bytes.Buffer
	d := start(t, setup{target: orders(succeed(`{}`))}).Pick("order-approval").Type("{}")
	d.app.SetClipboard(&terminal)
	d.Press("shift+home", "ctrl+c").Sees("copied the selection").Press("esc")
	if d.quit || terminal.Len() == 0 {
		t.Fatalf("it quit: %v, and copied %q", d.quit, terminal.String())
	}
	d.Pass(2 * time.Second).Press("ctrl+c").Sees("ctrl+q quits, or ctrl+c again").Pass(2 * time.Second).Press("left").SeesNot("ctrl+q quits")
	if d.Press("ctrl+c"); d.quit {
		t.Fatal("it quit though something was done between")
	}
	d.Sees("ctrl+q quits").Press("ctrl+c").until("it quits", func() bool { return d.quit })
}

// On a target that bills, a rerun asks; elsewhere it runs.
func TestARerunAsksWhereItIsBilled(t *testing.T) {
	d := start(t, setup{target: billing(succeed(`{}`))}).Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	d.Pass(time.Minute).Focus(history).Press("R").Sees("Rerun the run of", "It is billed", "y rerun it").Press("n").SeesNot("y rerun it").SeesIn(history, "1 run").
		Press("R", "y").SeesIn(history, "2 runs").Settle()
}

// What was chosen in the help is done, here and elsewhere.
func TestHelpDoesWhatIsChosen(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))}).Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	d.Press("f1").Sees("here: input", "undo").SeesNot("compare with another")
	d.Keys("annotate").Sees("elsewhere: history").Press("enter").Sees("Note on the run of").Press("esc")
	if d.app.Focused() != history {
		t.Errorf("focus on %s", d.app.Focused())
	}
	d.Press("?").Sees("here: history").Keys("zoom").Press("enter").SeesNot("Machines").Press("z").Sees("Machines")
	d.Press("f2").Settle().Press("?").Sees("on this page: ", "on every page").Keys("next tab").Press("enter").Settle()
	// A hint can be clicked.
	d.Press("esc", "esc").Focus(history)
	for x, r := range []rune(strings.Split(d.screen(), "\n")[39]) {
		if r == '?' {
			d.send(tea.MouseMsg{X: x, Y: 39, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
			break
		}
	}
	d.Sees("here: history")
}

// The keys that are needed most are on every screen, however narrow, beside whatever is said.
func TestHintsAreAlwaysThere(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`)), width: 80, height: 24}).Pick("order-approval").Type("{}")
	last := func() string { return strings.Split(d.screen(), "\n")[23] }
	for _, pane := range []string{machines, input, history, details} {
		d.Focus(pane)
		for _, said := range []string{"", "copied", strings.Repeat("a long sentence ", 12)} {
			if said != "" {
				d.app.Say(said)
			}
			help := "? help"
			if pane == input {
				help = "f1 help"
			}
			for _, hint := range []string{"tab next", "ctrl+p commands", help} {
				if !strings.Contains(last(), hint) {
					t.Errorf("%s: no %q in %q", pane, hint, last())
				}
			}
			if said != "" && strings.Count(d.screen(), strings.TrimSpace(said[:min(8, len(said))])) == 0 {
				t.Errorf("%s: %q is not shown", pane, said)
			}
		}
	}
}

// What lasted long is told to who looked away: with the bell, once, and in the window's title
// until the next key.
func TestWhatLastedLongRings(t *testing.T) {
	var terminal bytes.Buffer
	answer := make(chan struct{})
	d := start(t, setup{target: orders(func(ctx context.Context, r model.Request) (model.Run, error) {
		<-answer
		return succeed(`{}`)(ctx, r)
	}), away: true}).Pick("order-approval").Type("{}")
	d.app.SetClipboard(&terminal)
	d.Press("ctrl+r").Sees("RUNNING")
	d.Pass(11 * time.Second)
	close(answer)
	d.SeesIn(history, "SUCCEEDED").Settle()
	if terminal.String() != "\a" || d.title != "order-approval SUCCEEDED - expresso" {
		t.Errorf("wrote %q, the title is %q", terminal.String(), d.title)
	}
	if d.Press("left").Settle(); d.title != "expresso" {
		t.Errorf("after a key the title is %q", d.title)
	}
	// What is short does not.
	terminal.Reset()
	d.Press("ctrl+r").SeesIn(history, "2 runs").Settle()
	if terminal.Len() > 0 || d.title != "expresso" {
		t.Errorf("wrote %q, the title is %q", terminal.String(), d.title)
	}
}

// $EDITOR opens what the cursor is on.
func TestEditorOpensWhatTheCursorIsOn(t *testing.T) {
	dir := t.TempDir()
	asl := filepath.Join(dir, "m.asl.json")
	if err := os.WriteFile(asl, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", "true")
	t.Setenv("EDITOR", "true")
	keepInput(t, dir, "order-approval", "one", `{"one":1}`, "")
	d := start(t, setup{target: &describing{fake: orders(succeed(`{}`)), definition: "{}"}, dir: dir, builtIn: store.OpenInputs(dir, nil)}).Pick("order-approval").Type("{}")
	d.Focus(saved).Press("e").SeesIn(input, `{"one":1}`)
	d.Focus(machines).Press("e").Sees("this machine has no local file")
}

// Outside of text ctrl+z gives the terminal back to the shell; in text it is undo.
func TestSuspend(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))}).Pick("order-approval").Type("{}").Press("ctrl+z")
	if d.suspended {
		t.Error("in text it is undo")
	}
	if d.Focus(machines).Press("ctrl+z").Settle(); !d.suspended {
		t.Error("it does not suspend")
	}
}

// On a page the palette has what the page does itself before what is about the panes.
func TestPaletteOfAPage(t *testing.T) {
	d := start(t, setup{target: near{orders(echoes)}, dir: suiteDir(t)}).Pick("order-approval").Focus(saved).Press("R").Sees("5 of 5").Settle()
	for text, want := range map[string]string{"rerun": "rerun the failures", "accept": "accept the run as expected", "stop": "stop; again", "billing": "show the billing"} {
		if first := d.firstHit(text); !strings.HasPrefix(first, want) {
			t.Errorf("%q finds %q, want %q", text, first, want)
		}
	}
	d.Press("ctrl+p").Keys("rerun the f").Press("enter").Sees("3 of 3").Settle()
}

// The failures of a replay run again from the panes.
func TestRerunFailuresFromThePanes(t *testing.T) {
	d := start(t, setup{target: near{orders(echoes)}, dir: suiteDir(t)}).Pick("order-approval").Focus(saved).
		Press("F").Sees("no replay yet").Press("R").Sees("5 of 5").Settle().Press("esc").Focus(saved).
		Press("F").Sees("3 of 3").Settle()
	d.Press("R").Sees("5 of 5").Settle()
}

// What a menu offers is in the palette, too.
func TestWhatMenusOfferIsInThePalette(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{"a":1}`))}).Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	d.Do("save what the open tab shows").Sees("Save the output").Press("esc").
		Do("save the run to a folder").Sees("Save the run: input, output, response, trace").Press("esc").
		Do("save a report").Sees("report").Press("esc").
		Do("show the raw response").SeesIn(details, "SUCCEEDED")
	if d.app.Focused() != details {
		t.Errorf("focus on %s", d.app.Focused())
	}
}
