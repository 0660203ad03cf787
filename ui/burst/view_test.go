package burst_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/guard"
	"expresso/model/pricing"
	burstui "expresso/ui/burst"
	"expresso/ui/theme"
)

func TestBars(t *testing.T) {
	ms := time.Millisecond
	bars := []burst.Bar{{To: ms / 2, Count: 1000}, {To: ms, Count: 500}, {To: 3 * ms / 2}, {To: 75 * ms, Count: 1}}
	plain := func(s string) string { return s }
	want := "0.5 ms  ########## 1,000\n" +
		"  1 ms  ##### 500\n" +
		"1.5 ms\n" +
		" 75 ms  = 1"
	if got := strings.Join(burstui.Bars(bars, 24, "#", "=", plain), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for width := range 40 {
		for _, line := range burstui.Bars(bars, width, "#", "=", plain) {
			if width > 16 && len(line) > width {
				t.Errorf("%q is wider than %d", line, width)
			}
		}
	}
}

// counted is how a burst of 1,000 runs stands, after so many.
func counted(done int64) burst.Snapshot {
	s := burst.Snapshot{
		Planned: 1000, Done: done, InFlight: 8, Limit: 10, Elapsed: 2 * time.Second,
		Answered: done - done/10, Throttled: done / 20,
		Totals: model.Totals{Runs: done, Succeeded: done / 2, Requests: done, MBMillis: done * 6400},
		Errors: []burst.Named{{Name: "Bad\x1b[2J", Count: 40}, {Name: "Worse", Count: 3}, {Name: "C", Count: 1}, {Name: "D", Count: 1}},
	}
	for i := range done {
		s.Latency.Add(time.Duration(i%37) * time.Millisecond)
		s.Billed.Add(100 * time.Millisecond)
	}
	return s
}

func TestViewIsExactAndSafe(t *testing.T) {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	long := model.WithHint(errors.New("stopped after 20 runs in a row that did not start: \x1b]0;x\x07 "+strings.Repeat("refused ", 40)), "look there")
	for _, f := range []burstui.Facts{
		{Snapshot: burst.Snapshot{Planned: 1000}, Stage: burstui.Running},
		{Snapshot: counted(400), Stage: burstui.Running},
		{Snapshot: counted(1000), Stage: burstui.Ended},
		{Snapshot: counted(400), Stage: burstui.Ended, Err: long},
	} {
		f.Price, f.Concurrency = pricing.USEast(), 10
		for width := range 130 {
			for _, height := range []int{0, 1, 9, 16, 21, 37} {
				view := burstui.View(th, f, width, height)
				if lines := strings.Count(view, "\n") + 1; lines != max(height, 1) {
					t.Fatalf("%dx%d has %d lines", width, height, lines)
				}
				for line := range strings.SplitSeq(view, "\n") {
					if w := ansi.StringWidth(line); w != width && height > 0 {
						t.Fatalf("%dx%d has a line of %d cells: %q", width, height, w, line)
					}
					if strings.ContainsAny(ansi.Strip(line), "\x1b\x07") {
						t.Fatalf("escapes: %q", line)
					}
				}
			}
		}
	}
}

func TestViewTells(t *testing.T) {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	f := burstui.Facts{Snapshot: counted(400), Price: pricing.USEast(), Concurrency: 20}
	refused := f
	refused.Snapshot.NotStarted = 15
	if view := ansi.Strip(burstui.View(th, refused, 110, 40)); !strings.Contains(view, "! 15 not started   ! 5 no response") {
		t.Error(view)
	}
	for _, width := range []int{60, 110} {
		view := ansi.Strip(burstui.View(th, f, width, 40))
		for _, want := range []string{
			"400 of 1,000  40 %", "200/s", "8 in flight of 10", "2.00 s so far", "3 s left", "slowed down: throttled",
			"✓ 200 succeeded", "✗ 160 failed", "! 20 throttled", "! 20 no response",
			"p50         p90         p99         max", "18 ms       32 ms", "Billed duration", "40  Bad␛[2J", " 3  Worse",
			"Cost  $0.000442", "estimate", "prices of 2026-11",
		} {
			if !strings.Contains(view, want) {
				t.Errorf("%d cells: no %q in\n%s", width, want, view)
			}
		}
	}
	f.Stage = burstui.Ended
	f.Err = model.WithHint(errors.New("refused"), "ask")
	if view := ansi.Strip(burstui.View(th, f, 80, 22)); !strings.Contains(view, "refused: ask") || !strings.Contains(view, "at most 20 at once") || strings.Contains(view, "in flight") {
		t.Errorf("ended:\n%s", view)
	}
}

func TestTitle(t *testing.T) {
	for want, f := range map[string]burstui.Facts{
		"running":         {},
		"stopping":        {Stage: burstui.Stopping},
		"stopped waiting": {Stage: burstui.NotWaiting},
		"finished":        {Stage: burstui.Ended, Snapshot: burst.Snapshot{Planned: 3, Done: 3}},
		"stopped":         {Stage: burstui.Ended, Snapshot: burst.Snapshot{Planned: 3, Done: 2}},
		"budget reached":  {Stage: burstui.Ended, Snapshot: burst.Snapshot{Planned: 3, Done: 2, OverBudget: true}, Err: errors.New("reached")},
	} {
		if got := f.Title(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func press(f *burstui.Form, keys ...any) {
	for _, k := range keys {
		switch k := k.(type) {
		case tea.KeyType:
			f.Update(tea.KeyMsg{Type: k})
		case string:
			f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)})
		}
	}
}

func TestForm(t *testing.T) {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	seen := func(f *burstui.Form) string { return ansi.Strip(strings.Join(f.View(th, 72), "\n")) }

	f := burstui.NewForm()
	f.SetSaved([]string{"big", "small"})
	plan, ok := f.Plan()
	if !ok || plan.Count != 100 || plan.Concurrency != 10 || plan.Rate != 0 || plan.Saved != "" {
		t.Errorf("defaults: %+v %v", plan, ok)
	}
	press(f, "12,000", tea.KeyTab, tea.KeyEnd, tea.KeyBackspace, "6", tea.KeyDown, "2.5", tea.KeyTab, "0.50", tea.KeyTab, tea.KeyRight, tea.KeyRight)
	if plan, ok = f.Plan(); !ok || plan.Count != 12_000 || plan.Concurrency != 16 || plan.Rate != 2.5 || plan.Saved != "small" || f.Limit().String() != "0.5" {
		t.Errorf("%+v %v", plan, ok)
	}
	// Another machine has other inputs.
	f.SetSaved([]string{"small"})
	if got := f.Source(); got != (burstui.Source{Kind: burstui.Saved, Name: "small"}) {
		t.Errorf("chosen: %v", got)
	}
	f.SetSaved(nil)
	if got := f.Source(); got.Kind != burstui.Editor {
		t.Errorf("chosen: %v", got)
	}

	// What is wrong is said beside the field, and the cursor goes to the first.
	f = burstui.NewForm()
	press(f, "none", tea.KeyTab, "0", tea.KeyTab, "-1")
	if _, ok := f.Plan(); ok {
		t.Error("a plan of nonsense")
	}
	for _, want := range []string{"❯ runs", "✗ a number from 1 to 1,000,000,000", "above 0; empty for no limit"} {
		if !strings.Contains(seen(f), want) {
			t.Errorf("no %q in\n%s", want, seen(f))
		}
	}
	press(f, tea.KeyCtrlU, "7", tea.KeyTab, "1", tea.KeyTab, tea.KeyBackspace)
	if plan, ok := f.Plan(); !ok || plan.Count != 7 || plan.Concurrency != 1 || strings.Contains(seen(f), "✗") {
		t.Errorf("fixed: %+v %v\n%s", plan, ok, seen(f))
	}
	for _, rate := range []string{"NaN", "Inf", "0", "1e999"} {
		press(f, tea.KeyCtrlU, rate)
		if _, ok := f.Plan(); ok {
			t.Errorf("a rate of %s", rate)
		}
	}

	press(f, tea.KeyCtrlU, tea.KeyTab)
	for _, limit := range []string{"0", "-1", "1e3", "$1"} {
		press(f, tea.KeyCtrlU, limit)
		if _, ok := f.Plan(); ok || !strings.Contains(seen(f), "✗ an amount above 0") {
			t.Errorf("a budget of %s", limit)
		}
	}
	f.SetLimit(1)
	press(f, tea.KeyCtrlU)
	f.SetLimit(guard.New(nil).Limit(guard.Limits{Burst: pricing.Micro(2_500_000)}).BurstLimit(model.Info{Name: "aws"}))
	if _, ok := f.Plan(); !ok || f.Limit() != pricing.Micro(2_500_000) {
		t.Errorf("the configuration's budget: %v", f.Limit())
	}

	// A file has as many runs as lines, unless the user has given a number.
	f = burstui.NewForm()
	press(f, tea.KeyUp, tea.KeyLeft)
	if got := f.Source().Kind; got != burstui.Lines {
		t.Fatalf("chosen: %v", got)
	}
	if _, ok := f.Plan(); ok || !strings.Contains(seen(f), "give a JSON Lines file") {
		t.Errorf("no file is named:\n%s", seen(f))
	}
	press(f, "rows.jsonl")
	if plan, ok := f.Plan(); !ok || plan.Count != 0 || f.Path() != "rows.jsonl" {
		t.Errorf("%+v %v %q", plan, ok, f.Path())
	}
	press(f, tea.KeyTab, "5", tea.KeyShiftTab)
	if plan, ok := f.Plan(); !ok || plan.Count != 5 {
		t.Errorf("%+v %v", plan, ok)
	}
	press(f, tea.KeyUp, tea.KeySpace)
	if plan, ok := f.Plan(); !ok || plan.Count != 5 || f.Source().Kind != burstui.Editor {
		t.Errorf("%+v %v", plan, ok)
	}
}
