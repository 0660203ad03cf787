package compare_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/pricing"
	"expresso/model/trace"
	"expresso/model/trace/tracetest"
	room "expresso/ui/compare"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// view shows two executions of a Map state with n items, of which the right one failed.
func view(t testing.TB, o theme.Options, n int) *room.View {
	t.Helper()
	began := tracetest.Epoch
	run := model.Run{
		Request: model.Request{Machine: "arn:aws:states:us-east-1:000000000000:stateMachine:m"}, Status: model.Succeeded, Output: `{"a":1}`,
		Asked: began, Started: began, Stopped: began.Add(time.Second), Billing: model.Billing{Duration: time.Second, MemoryMB: 64},
	}
	failed := run
	failed.Status, failed.Output, failed.Error, failed.Cause = model.Failed, "", "Late", "too\x1b[2J late"
	events := tracetest.Many(n)
	good := make([]model.Event, len(events))
	copy(good, events)
	for i := range good {
		good[i].Details = strings.Replace(good[i].Details, `"output":"{}"`, `"output":"[1]"`, 1)
	}
	c := &compare.Comparison{Runs: [2]model.Run{run, failed}}
	for i, name := range []string{"m:1\x1b]0;x\x07", "m:2"} {
		c.Sides[i] = compare.Side{Name: name, Machine: run.Machine, Prices: pricing.USEast()}
	}
	v := room.NewView(theme.New(o), c, func() time.Time { return began })
	v.SetSize(120, 40)
	answers := [2]compare.Answer{{Run: run, Tree: trace.Build(good)}, {Run: failed, Tree: trace.Build(events)}}
	if cmd := v.Give(compare.Of(answers, nil), compare.Document(run), compare.Document(failed)); cmd != nil {
		v.Update(cmd())
	}
	return v
}

func press(v *room.View, keys ...string) {
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		switch k {
		case "down":
			msg = tea.KeyMsg{Type: tea.KeyDown}
		case "end":
			msg = tea.KeyMsg{Type: tea.KeyEnd}
		case "enter":
			msg = tea.KeyMsg{Type: tea.KeyEnter}
		}
		if cmd := v.Update(msg); cmd != nil {
			v.Update(cmd())
		}
	}
}

func TestEverySize(t *testing.T) {
	for _, o := range []theme.Options{{Profile: termenv.Ascii}, {Profile: termenv.TrueColor, ASCII: true}} {
		v := view(t, o, 30)
		exact := func(width, height int) {
			t.Helper()
			v.SetSize(width, height)
			lines := strings.Split(v.View(), "\n")
			if len(lines) != max(height, 1) {
				t.Fatalf("%dx%d: %d lines", width, height, len(lines))
			}
			for _, line := range lines {
				if height > 0 && screen.Width(line) != width {
					t.Fatalf("%dx%d: a line of %d cells: %q", width, height, screen.Width(line), ansi.Strip(line))
				}
				if rest := ansi.Strip(line); screen.Visible(rest) != rest {
					t.Fatalf("not safe: %q", rest)
				}
			}
			v.Status()
		}
		for _, keys := range [][]string{nil, {"]"}, {"end"}, {"-"}, {"enter"}, {"]"}, {"["}} {
			press(v, keys...)
			for _, width := range []int{0, 1, 2, 5, 11, 20, 38, 57, 58, 78, 99, 118, 198} {
				for _, height := range []int{0, 1, 2, 3, 4, 5, 15, 16, 22, 38} {
					exact(width, height)
				}
			}
		}
	}
}

// What is on the screen is all that is drawn, and the list stays under the cursor.
func TestManyStates(t *testing.T) {
	v := view(t, theme.Options{Profile: termenv.Ascii}, 2000)
	press(v, "]")
	if !strings.Contains(ansi.Strip(v.View()), "2,001 states, 1,999 differ") {
		t.Errorf("%s", ansi.Strip(v.View()))
	}
	press(v, "end")
	if got := ansi.Strip(v.View()); !strings.Contains(got, "1999 Price") || strings.Contains(got, "▌→") {
		t.Errorf("%s", got)
	}
	if v.Status() != "Items[1999].Price" {
		t.Errorf("at %s", v.Status())
	}
	// Round the end to the first that differs.
	press(v, "n")
	if v.Status() != "Items[0].Price" {
		t.Errorf("at %s", v.Status())
	}
}

func BenchmarkKeyAndView(b *testing.B) {
	for _, n := range []int{2, 200, 2000} {
		b.Run(fmt.Sprintf("%d states", n+1), func(b *testing.B) {
			v := view(b, theme.Options{Profile: termenv.TrueColor}, n)
			press(v, "]")
			b.ReportAllocs()
			for b.Loop() {
				press(v, "down")
				v.View()
			}
		})
	}
}

// What is counted above the documents is what one goes through in them: of a run that failed the missing
// output, too.
func TestDifferencesAreCountedAsTheDocumentsShowThem(t *testing.T) {
	v := view(t, theme.Options{Profile: termenv.Ascii}, 3)
	press(v, "n")
	if shown := ansi.Strip(v.View()); !strings.Contains(shown, "4 differences") || !strings.Contains(v.Status(), " of 4") {
		t.Errorf("%q above\n%.600s", v.Status(), shown)
	}
}
