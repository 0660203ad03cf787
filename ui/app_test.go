package ui_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui"
	"expresso/ui/uitest"
)

func TestRun(t *testing.T) {
	start(t, setup{target: orders(succeed(`{"approved":true,"by":"rule"}`))}).
		Pick("order-approval").
		Type(`{"amount": 120}`).
		Press("ctrl+r").
		SeesIn(history, "History · order-approval", "when", "edited input", "SUCCEEDED", "120 ms", "200 ms", "64 MB", "$0.00000121", "1 run").
		SeesIn(details, `"approved": true`, "✓ SUCCEEDED   ran 120 ms   billed 200 ms × 64 MB   $0.00000121").
		Sees("session 1 run · about $0.00000121").
		Focus(details).
		Press("]").SeesIn(details, `"amount": 120`).
		Press("]", "]", "]", "]").SeesIn(details, "200 ms  ×  64 MB   =   0.0125 GB-s", "40 % of the billed time is rounding",
		"a million $1.21", "estimate · us-east-1 · first tier · prices of 2026-11", "all 1 run $0.00000121").
		Press("]", "]").SeesIn(details, `"status": "SUCCEEDED"`)
}

func TestFailedRunShowsErrorAndCause(t *testing.T) {
	fail := func(context.Context, model.Request) (model.Run, error) {
		run, _ := succeed("")(context.Background(), model.Request{})
		run.Status, run.Output, run.Error, run.Cause = model.Failed, "", "OrderTooLarge", `{"limit":1000}`
		return run, nil
	}
	start(t, setup{target: orders(fail)}).
		Pick("order-approval").Type(`{}`).Press("ctrl+r").
		SeesIn(history, "✗ FAILED").
		SeesIn(details, "OrderTooLarge", `"limit": 1000`)
}

func TestRefusedRunSaysWhatToDo(t *testing.T) {
	refuse := func(context.Context, model.Request) (model.Run, error) {
		return model.Run{}, &model.NotStartedError{Code: "AccessDeniedException", Err: model.WithHint(
			errors.New("access denied"), "grant states:StartSyncExecution")}
	}
	start(t, setup{target: orders(refuse)}).
		Pick("order-approval").Type(`{}`).Press("ctrl+r").
		SeesIn(history, "NOT STARTED").
		SeesIn(details, "access denied", "grant states:StartSyncExecution")
}

func TestInputThatIsNotJSONIsNotSent(t *testing.T) {
	sent := false
	d := start(t, setup{target: orders(func(context.Context, model.Request) (model.Run, error) {
		sent = true
		return model.Run{}, errors.New("sent")
	})}).
		Pick("order-approval").Type("{\n  \"amount\": ,\n}").Focus(machines).
		Press("ctrl+r").
		Sees("not sent: invalid JSON in line 2, column 13")
	if sent || d.app.Focused() != input {
		t.Errorf("sent: %v, focus on %s", sent, d.app.Focused())
	}
	big := `"` + strings.Repeat("x", model.MaxInput) + `"`
	d.Type(big).Press("ctrl+r").Sees("not sent: the input has 262146 bytes; the limit is 262144")
	if sent {
		t.Error("an input over the limit was sent")
	}
}

func TestRunsInFlight(t *testing.T) {
	answers, sent := make(chan string), make(chan bool, 2)
	d := start(t, setup{target: billing(func(ctx context.Context, request model.Request) (model.Run, error) {
		sent <- true
		select {
		case out := <-answers:
			return succeed(out)(ctx, request)
		case <-ctx.Done():
			return model.Run{}, ctx.Err()
		}
	})})
	d.Pick("order-approval").Type(`{"first":1}`).Press("ctrl+r").
		SeesIn(history, "● RUNNING").SeesIn(details, "RUNNING   0.0 s of 5 min", "esc stop waiting").
		Pass(1200*time.Millisecond).SeesIn(details, "1.2 s of 5 min").
		// The workbench is live meanwhile, and takes another run.
		Pick("slow-report").Type(`{"second":2}`).Press("ctrl+r").
		SeesIn(history, "1 run").SeesIn(details, "RUNNING   0.0 s of 5 min").Sees(" order-approval 1.2 s")
	<-sent
	<-sent
	// Giving up asks first, and says what it does not do.
	d.Press("esc").Sees("Stop waiting for the run of slow-report", "is billed").
		Press("n").SeesNot("Stop waiting").
		Press("esc", "y").
		SeesIn(history, "NO RESPONSE").
		SeesIn(details, "you stopped waiting", "the execution continues, up to five minutes, and is billed")
	// Leaving asks too.
	d.Press("ctrl+q").Sees("a run is in flight").Press("n")
	if d.quit {
		t.Fatal("left without an answer to the question")
	}
	answers <- `{"done":true}`
	d.Sees("order-approval SUCCEEDED").SeesNot("of 5 min")
	d.Press("ctrl+q").until("the program ends", func() bool { return d.quit })
}

func TestStandardMachineIsRefusedWithTheReason(t *testing.T) {
	d := start(t, setup{target: orders(succeed("{}"))}).
		Focus(machines).SeesIn(machines, "STANDARD: not for sync runs", "nightly-batch").
		Press("end", "enter").
		Sees("STANDARD machines cannot be run synchronously")
	if d.app.Focused() != machines {
		t.Errorf("focus on %s", d.app.Focused())
	}
}

func TestPickerSaysWhatIsWrong(t *testing.T) {
	target := &fake{listed: model.WithHint(errors.New("token has expired"), "run aws sso login")}
	d := start(t, setup{target: target}).Focus(machines).
		SeesIn(machines, "cannot list the state", "token has expired", "run aws sso login")
	target.listed = nil
	d.Press("ctrl+l").SeesIn(machines, "no state machines here")
	target.list = []model.Machine{machine("late", model.Express)}
	d.Press("ctrl+l").SeesIn(machines, "late")
}

func TestDraftsAreKeptByMachine(t *testing.T) {
	dir := t.TempDir()
	t.Run("first session", func(t *testing.T) {
		d := start(t, setup{target: orders(nil), dir: dir})
		d.Pick("order-approval").Type(`{"draft":1}`).
			Pick("slow-report").Type(`{"draft":2}`).
			Pick("order-approval").SeesIn(input, `{"draft":1}`).
			Pick("slow-report").SeesIn(input, `{"draft":2}`)
		// Written by a timer, too, for a terminal that is closed without a word.
		d.Keys(" ").Pass(time.Second).Settle()
	})
	t.Run("second session", func(t *testing.T) {
		start(t, setup{target: orders(nil), dir: dir}).
			SeesIn(input, "slow-report", `{"draft":2}`).
			Pick("order-approval").SeesIn(input, `{"draft":1}`)
	})
}

func TestSavedInputs(t *testing.T) {
	d := start(t, setup{target: orders(nil)}).
		Pick("order-approval").Type(`{"amount": 1}`).
		Press("ctrl+s").Sees("Save input of order-approval").Keys("small").Press("enter").
		SeesIn(saved, "small").SeesIn(input, "order-approval · small").
		Keys(" ").SeesIn(input, "small ●").
		Type(`{"amount": 9000}`).Press("ctrl+s", "ctrl+u").Keys("big").Press("enter").
		SeesIn(saved, "big").
		Focus(saved).Press("end", "enter").
		SeesIn(input, "order-approval · small", `{"amount": 1}`)
	text, err := os.ReadFile(filepath.Join(d.dir, ".expresso", "inputs", "order-approval", "big.json"))
	if err != nil || string(text) != `{"amount": 9000}` {
		t.Errorf("big.json holds %q, %v", text, err)
	}
	d.Press("ctrl+z").SeesIn(input, `9000`)
}

func TestReplayLoadsTheInputOfARun(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))}).
		Pick("order-approval").Type(`{"first":1}`).Press("ctrl+r").SeesIn(history, "1 run", "SUCCEEDED").
		Pass(time.Second). // runs of one millisecond have no order
		Pick("slow-report").Type(`{"second":2}`).Press("ctrl+r").SeesIn(history, "1 run", "slow-report").
		Focus(history).Press("A").SeesIn(history, "all machines", "2 runs")
	d.until("both have ended", func() bool { return strings.Count(d.app.Draw(history), "SUCCEEDED") == 2 })
	d.Focus(history).Press("down", "i").
		SeesIn(input, "order-approval", `{"first":1}`)
}

func TestHistoryFilters(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{"found":"needle"}`))}).
		Pick("order-approval").Type(`{}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").
		Pick("slow-report").
		Focus(history).
		SeesIn(history, "History · slow-report", "no runs of slow-report yet").SeesIn(details, "no run to show").
		Press("A").SeesIn(history, "History · all machines", "order-approval").SeesIn(details, "needle").
		Press("f").Sees("Filter runs", "f failed").Press("f").SeesIn(history, "failed", "no run matches").
		Press("esc").SeesIn(history, "order-approval").
		Pass(6*time.Second).Press("/").Sees("esc all runs").Keys("needle").SeesIn(history, "order-approval", "1 match").
		Keys("x").SeesIn(history, "no run matches")
	d.Press("esc").SeesIn(history, "order-approval")
}

func TestHelpAndPalette(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))}).Pick("order-approval").
		Press("f1").Sees("here: input", "ctrl+z", "undo").Press("ctrl+end").Sees("elsewhere: history").Press("esc").SeesNot("elsewhere: history").
		Press("ctrl+p").Sees("Commands").Keys("show the billing").Press("enter")
	if d.app.Focused() != details {
		t.Errorf("focus on %s", d.app.Focused())
	}
	d.Focus(history).Press(":").Keys("stop waiting").Sees("no run is in flight").Press("enter").Sees("! no run is in flight")
}

func TestKeyTable(t *testing.T) {
	seen := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(ui.KeyTable()), "\n")[2:] {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) != 3 || cells[2] == "" {
			t.Fatalf("%q has no three cells", line)
		}
		for _, k := range strings.Split(strings.Trim(cells[1], "`"), "` `") {
			// Of these a pane has one of two: JSON in a string, or what belongs to the run.
			if other, ok := seen[cells[0]+" "+k]; ok && k != "o" {
				t.Errorf("%s: %q is both %q and %q", cells[0], k, other, cells[2])
			}
			seen[cells[0]+" "+k] = cells[2]
		}
	}
}

func TestZoom(t *testing.T) {
	start(t, setup{target: orders(succeed(`{}`))}).Pick("order-approval").Focus(history).
		Press("z").SeesNot("Machines").Press("z").Sees("Machines")
}

func TestCopyWritesOneSequence(t *testing.T) {
	var terminal bytes.Buffer
	d := start(t, setup{target: orders(succeed(`{"a":1}`))})
	d.app.SetClipboard(&terminal)
	d.Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(details, `"a": 1`).
		Focus(history).Press("y").Sees("what the open tab shows").Press("enter").Sees("copied the output, 7 B")
	if got := terminal.String(); got != "\x1b]52;c;eyJhIjoxfQ==\x07" {
		t.Errorf("wrote %q", got)
	}
}

// hostile is what an output may hold to take over a terminal.
const hostile = "\x1b]52;c;aGk=\x07\x1b]0;title\x07\x1b[2J\x1b[31m\u009b2J\u202e\u2066 \x00\x7f\r"

func TestHostileTextChangesNothingButItsPane(t *testing.T) {
	list := []model.Machine{machine("order-approval", model.Express), machine("evil\x1b]0;x\x07", model.Express)}
	target := &fake{list: list, answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		run, _ := succeed(hostile+strings.Repeat("x", 1<<20))(ctx, r)
		run.Status, run.Error, run.Cause = model.Failed, hostile, hostile
		return run, nil
	}}
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		d := start(t, setup{target: target, width: size[0], height: size[1], profile: termenv.TrueColor}).
			Pick("order-approval").Type(`{"a":"` + strings.ReplaceAll(hostile, "\\", "") + `"}`)
		check := func(where string) {
			t.Helper()
			for i, line := range strings.Split(d.app.View(), "\n") {
				if w := ansi.StringWidth(line); w > size[0] {
					t.Errorf("%v %s: line %d is %d cells wide", size, where, i, w)
				}
				for _, r := range ansi.Strip(line) {
					if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' || r == '\u2066' {
						t.Fatalf("%v %s: line %d holds %U: %q", size, where, i, r, line)
					}
				}
				if rest := sgr(line); strings.Contains(rest, "\x1b") {
					t.Fatalf("%v %s: line %d holds more than colours: %q", size, where, i, rest)
				}
			}
			if got := strings.Count(d.app.View(), "\n") + 1; got != size[1] {
				t.Errorf("%v %s: %d lines", size, where, got)
			}
		}
		check("input")
		d.Press("ctrl+a", "delete").Keys("{}").Press("ctrl+r").until("the run has ended", func() bool {
			return strings.Contains(d.screen(), "FAILED")
		})
		d.Focus(details)
		for range 7 {
			d.Press("]")
			check("details")
		}
		d.Focus(history)
		check("history")
		d.Focus(machines)
		check("machines")
	}
}

// sgr takes the colour sequences out of a line.
func sgr(line string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(line, "\x1b[")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		end := strings.IndexFunc(after, func(r rune) bool { return (r < '0' || r > '9') && r != ';' && r != ':' })
		if end < 0 || after[end] != 'm' {
			out.WriteString("\x1b[")
			line = after
			continue
		}
		line = after[end+1:]
	}
}

// commands is how many commands the palette has, in its frame: every new action changes it.
var commands = regexp.MustCompile(` \d{3} (\x1b\[1m━┓)`)

func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		name          string
		width, height int
		profile       termenv.Profile
		keys          []string
	}{
		{"120x40", 120, 40, termenv.Ascii, nil},
		{"120x40-colour", 120, 40, termenv.TrueColor, nil},
		{"120x40-billing", 120, 40, termenv.Ascii, []string{"tab", "tab", "[", "[", "["}},
		{"200x60", 200, 60, termenv.Ascii, nil},
		{"200x60-colour", 200, 60, termenv.TrueColor, nil},
		{"80x24", 80, 24, termenv.Ascii, nil},
		{"80x24-colour", 80, 24, termenv.TrueColor, nil},
		{"80x24-history", 80, 24, termenv.Ascii, []string{"tab"}},
		{"80x24-details", 80, 24, termenv.Ascii, []string{"tab", "tab"}},
		{"80x24-machines", 80, 24, termenv.Ascii, []string{"shift+tab"}},
		{"80x24-help", 80, 24, termenv.Ascii, []string{"f1"}},
		{"80x24-palette", 80, 24, termenv.Ascii, []string{"ctrl+p"}},
		{"40x10", 40, 10, termenv.Ascii, nil},
		{"40x10-colour", 40, 10, termenv.TrueColor, nil},
		{"40x10-history", 40, 10, termenv.Ascii, []string{"tab"}},
		{"40x10-details", 40, 10, termenv.Ascii, []string{"tab", "tab"}},
		{"40x10-billing", 40, 10, termenv.Ascii, []string{"tab", "tab", "[", "[", "["}},
		{"40x10-machines", 40, 10, termenv.Ascii, []string{"shift+tab"}},
		{"40x10-help", 40, 10, termenv.Ascii, []string{"f1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := start(t, setup{target: orders(succeed(`{"approved":true,"total":1250.00,"lines":[1,2]}`)), width: tt.width, height: tt.height, profile: tt.profile})
			d.until("the first machine is picked", d.app.Opened).Type("{\n  \"orderId\": \"A-1001\",\n  \"amount\": 1250.00\n}").
				Press("ctrl+r").Settle().Pass(6 * time.Second).Press(tt.keys...).Settle()
			uitest.Golden(t, tt.name, commands.ReplaceAllString(d.app.View(), " nnn $1")+"\n")
		})
	}
	t.Run("39x10", func(t *testing.T) {
		uitest.Golden(t, "39x10", start(t, setup{target: orders(nil), width: 39, height: 10}).app.View()+"\n")
	})
}

func BenchmarkKey(b *testing.B) {
	for _, pane := range []string{input, history, details} {
		b.Run(pane, func(b *testing.B) {
			app := ui.New(ui.Config{Connection: ui.Connection{Bench: &model.Workbench{Target: orders(nil)}}, Settings: ui.Settings{Profile: termenv.TrueColor, Theme: "dark"}})
			app.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
			for app.Focused() != pane {
				app.Update(tea.KeyMsg{Type: tea.KeyTab})
			}
			down := []tea.KeyMsg{{Type: tea.KeyDown}, {Type: tea.KeyUp}}
			b.ReportAllocs()
			for i := range b.N {
				app.Update(down[i%2])
				_ = app.View()
			}
		})
	}
}

// A key that was meant for another pane says where it went.
func TestKeyTypedIntoInput(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))})
	d.Pick("fan-out-totals").Type(`{"a": 1}`).Sees("JSON ok").Press("ctrl+home").Keys("1").
		Sees(`"1" was typed into the input: ctrl+z undoes it, tab leaves the input`).Sees("← expected")
	d.Press("ctrl+z").Sees("JSON ok").SeesIn(input, ` 1 {"a": 1}`).Keys("?").
		Sees(`"?" was typed into the input: ctrl+z undoes it, and here f1 is "help"`)
}
