package replay_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/model/suite"
	"expresso/ui/replay"
	"expresso/ui/theme"
)

var now = time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)

func clock() time.Time { return now }

// table is one of so many cases of two machines.
func table(n int) *replay.View {
	cases := make([]suite.Case, n)
	for i := range cases {
		name := []string{"order-approval", "fan-out-totals"}[i*2/n]
		m := model.Machine{ARN: model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:" + name), Name: name}
		cases[i] = suite.Case{Machine: m, ARN: m.ARN, Input: fmt.Sprintf("in-%05d", i)}
	}
	v := replay.NewView(theme.New(theme.Options{Name: theme.Dark, Profile: termenv.Ascii}), pricing.USEast(), clock, cases)
	v.SetSize(100, 20)
	return v
}

// result is one of a case: every tenth has changed.
func result(v *replay.View, place int) suite.Result {
	r, _ := v.At(place)
	r.Verdict = suite.Passed
	r.Run = model.Run{
		ID: model.RunID(strconv.Itoa(place)), Status: model.Succeeded, Output: strings.Repeat("x", 1000),
		Started: now, Stopped: now.Add(120 * time.Millisecond), Billing: model.Billing{Duration: 200 * time.Millisecond, MemoryMB: 64},
	}
	if place%10 == 0 {
		r.Verdict = suite.Changed
		r.Differences = []suite.Difference{{Place: "output $.a", Path: "$.a", Want: "1", Got: "2"}, {Place: "output $.b"}}
		r.More = 3
	}
	return r
}

func all(n int) []int {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	return places
}

func key(name string) tea.KeyMsg {
	switch name {
	case "down":
		return tea.KeyMsg{Type: tea.KeyDown}
	case "end":
		return tea.KeyMsg{Type: tea.KeyEnd}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

func TestTheTableFillsIn(t *testing.T) {
	v := table(40)
	v.Begin(all(40), 3)
	sees := func(texts ...string) {
		t.Helper()
		got := ansi.Strip(v.View("*"))
		for _, text := range texts {
			if !strings.Contains(strings.Join(strings.Fields(got), " "), text) {
				t.Errorf("%q is not there:\n%s", text, got)
			}
		}
	}
	sees("* 0 of 40", "▌ order-approval in-00000 ● running", "in-00002 ● running", "in-00003 waiting")
	v.Give(1, result(v, 1))
	v.Give(0, result(v, 0))
	now = now.Add(10 * time.Second)
	sees("2 of 40", "10.00 s 3 min 10 s left", "✓ 1 passed ~ 1 changed", "in-00000 ~ changed", "5 differences: output", "in-00004 ● running", "in-00005 waiting")
	if n := v.InFlight(); n != 3 {
		t.Errorf("%d in flight", n)
	}
	// Stopped: what has not begun is not run, and counts for nothing.
	v.Stop()
	for place := 5; place < 40; place++ {
		r, _ := v.At(place)
		r.Problem, r.Verdict = suite.ErrNotReplayed, suite.Failed
		v.Give(place, r)
	}
	sees("stopping: 3 in flight", "! 35 not run", "in-00005 ! not run")
	for place := 2; place < 5; place++ {
		v.Give(place, result(v, place))
	}
	v.End()
	sees("~ 5 of 40", "✓ 4 passed ~ 1 changed ! 35 not run", "$0.00000604 estimate")
	if len(v.NotOK()) != 36 {
		t.Errorf("%d are not as expected", len(v.NotOK()))
	}
	// A result that nobody waits for changes nothing.
	v.Give(0, result(v, 1))
	sees("~ 1 changed")
	// Run again, and as expected now.
	v.Begin([]int{0}, 3)
	sees("0 of 1", "in-00000 ● running", "✓ 4 passed ! 35 not run")
	good := result(v, 1)
	good.Input = "in-00000"
	broken := good
	broken.Problem, broken.Verdict, broken.Run = errors.New("/a/b/in.expect.json:1:2: not JSON"), suite.Failed, model.Run{}
	v.Give(0, broken)
	v.End()
	sees("✗ 1 of 1", "in-00000 ✗ failed", "in.expect.json:1:2: no")
	v.Amend(0, good)
	sees("in-00000 ✓ passed", "✓ 5 passed")
}

func TestTheFilterKeepsTheCursorsCase(t *testing.T) {
	v := table(100)
	v.Begin(all(100), 8)
	for place := range 50 {
		v.Give(place, result(v, place))
	}
	for range 25 {
		v.Update(key("down"))
	}
	v.Update(key("f"))
	if place, _, _, _ := v.Selected(); place != 20 || v.Status() != "5 of 100 inputs" {
		t.Errorf("at %d, %s", place, v.Status())
	}
	// Others that come before and after do not push it away.
	v.Begin([]int{0}, 8)
	if place, _, _, _ := v.Selected(); place != 20 {
		t.Errorf("at %d", place)
	}
	v.Begin(all(100), 8)
	v.Give(90, result(v, 90))
	v.Give(10, result(v, 10))
	if place, _, _, ok := v.Selected(); !ok || place != 90 && place != 10 {
		t.Errorf("at %d, %v", place, ok)
	}
	v.Update(key("end"))
	v.Update(key("f"))
	if place, _, _, _ := v.Selected(); place != 90 {
		t.Errorf("at %d", place)
	}
}

func TestClicks(t *testing.T) {
	v := table(100)
	v.View("")
	if v.Click(3) {
		t.Error("a click above the rows is on one")
	}
	if v.Click(6) || !v.Click(6) {
		t.Error("the second click on a row is not told from the first")
	}
	if place, _, _, _ := v.Selected(); place != 2 {
		t.Errorf("at %d", place)
	}
	v.Wheel(50)
	if place, _, _, _ := v.Selected(); place != 52 {
		t.Errorf("at %d", place)
	}
}

func TestEverySize(t *testing.T) {
	v := table(50)
	v.Begin(all(50), 8)
	for place := range 30 {
		v.Give(place, result(v, place))
	}
	for width := range 130 {
		for _, height := range []int{0, 1, 3, 4, 5, 30} {
			v.SetSize(width, height)
			got := v.View("*")
			if n := strings.Count(got, "\n") + 1; n != max(height, 1) {
				t.Errorf("%dx%d: %d lines", width, height, n)
			}
			for line := range strings.SplitSeq(got, "\n") {
				if w := ansi.StringWidth(line); w != width && height > 0 {
					t.Errorf("%dx%d: a line of %d cells: %q", width, height, w, line)
				}
			}
		}
	}
}

func TestQuestion(t *testing.T) {
	got := replay.Question(suite.Estimate{Runs: 1200, Machines: 1, Cost: 1_000_000, Latest: true}, "aws\x1b[2J", pricing.USEast())
	if !strings.HasPrefix(got, "1,200 runs of 1 machine on aws") || strings.Contains(got, "\x1b") || !strings.Contains(got, "based on the costs of the latest runs (estimate") {
		t.Error(got)
	}
}

// BenchmarkTenThousand is a key and its screen, a batch of results having come in.
func BenchmarkTenThousand(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			v := table(n)
			v.SetSize(118, 36)
			v.Begin(all(n), 8)
			for place := range n / 2 {
				v.Give(place, result(v, place))
			}
			moves := []tea.KeyMsg{key("down"), {Type: tea.KeyUp}}
			b.ReportAllocs()
			for i := range b.N {
				v.Amend(0, result(v, 0))
				v.Update(moves[i%2])
				_ = v.View("*")
			}
		})
	}
}
