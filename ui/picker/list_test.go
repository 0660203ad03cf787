package picker_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui/picker"
	"expresso/ui/theme"
)

var now = time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)

func arn(name string) model.ARN {
	return model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:" + name)
}

func machines(names ...string) []model.Machine {
	list := make([]model.Machine, len(names))
	for i, name := range names {
		list[i] = model.Machine{ARN: arn(name), Name: name, Type: model.Express}
	}
	return list
}

func newPicker(profile termenv.Profile, list []model.Machine) *picker.List {
	p := picker.NewList(theme.New(theme.Options{Profile: profile}), func() time.Time { return now })
	p.SetSize(30, 12)
	p.SetMachines(list)
	p.Focus()
	return p
}

func press(p *picker.List, keys ...tea.KeyType) {
	for _, k := range keys {
		p.Update(tea.KeyMsg{Type: k})
	}
}

func typed(p *picker.List, text string) {
	for _, r := range text {
		p.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
}

// rows are the lines of a view without colours and blanks at their ends.
func rows(t *testing.T, p *picker.List) []string {
	t.Helper()
	lines := strings.Split(p.View(), "\n")
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > 30 {
			t.Errorf("line %d has %d cells: %q", i, w, line)
		}
		lines[i] = strings.TrimRight(ansi.Strip(line), " ")
	}
	if len(lines) != 12 {
		t.Errorf("%d lines", len(lines))
	}
	return lines
}

func TestChildren(t *testing.T) {
	p := newPicker(termenv.Ascii, machines("orders", "payments"))
	if m, ask := p.Open(); !ask || m != arn("orders") {
		t.Fatalf("asks %v of %s", ask, m)
	}
	if got := rows(t, p)[3]; !strings.Contains(got, "└ loading versions") {
		t.Errorf("while it is read: %q", got)
	}
	p.SetQualifiers(arn("orders"), model.Qualifiers{
		Aliases: []model.Alias{
			{ARN: arn("orders:PROD"), Routes: []model.Route{{Version: arn("orders:7"), Weight: 90}, {Version: arn("orders:6"), Weight: 10}}},
			{ARN: arn("orders:TEST"), Routes: []model.Route{{Version: arn("orders:7"), Weight: 100}}},
		},
		Versions: []model.Version{{ARN: arn("orders:7"), Created: now.Add(-2 * time.Hour)}, {ARN: arn("orders:6")}},
		Cases:    []string{"TooLarge"},
	}, "")
	want := []string{"  orders", "    ├ PROD    v7 90  v6 10", "    ├ TEST    v7", "    ├ v7      2h", "    ├ v6", "    └ #TooLarge", "  payments"}
	if got := rows(t, p)[2:9]; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for _, want := range []model.ARN{arn("orders:PROD"), arn("orders:TEST"), arn("orders:7"), arn("orders:6"), arn("orders#TooLarge"), arn("payments")} {
		if press(p, tea.KeyDown); p.ARN() != want {
			t.Errorf("the cursor is on %s, want %s", p.ARN(), want)
		}
	}
	press(p, tea.KeyUp, tea.KeyUp, tea.KeyUp)
	p.SetPicked(p.ARN())
	if got := rows(t, p)[5]; got != "▌   ├ v7      2h" {
		t.Errorf("picked: %q", got)
	}
	p.SetMachines(machines("payments", "orders", "new")) // the cursor stays
	if p.ARN() != arn("orders:7") {
		t.Errorf("after a reload the cursor is on %s", p.ARN())
	}
	if m, _ := p.Selected(); m.Name != "orders" {
		t.Errorf("the version is of %s", m.Name)
	}
	p.Close()
	if got := rows(t, p)[3]; p.ARN() != arn("orders") || got != "▌ orders             :7" {
		t.Errorf("closed: %s, %q", p.ARN(), got)
	}
	if _, ask := p.Open(); ask {
		t.Error("what is known is asked for again")
	}
	if at := p.Place(); at != "2/3" {
		t.Errorf("at %s", at)
	}
	p.SetQualifiers(arn("orders"), model.Qualifiers{}, "denied")
	if got := rows(t, p)[4]; got != "    └ denied" {
		t.Errorf("a problem: %q", got)
	}
	p.SetMachines(nil) // fewer machines than the rows before
	if p.ARN() != "" {
		t.Errorf("%s is under the cursor of nothing", p.ARN())
	}
}

func TestFilterMarksWhatMatched(t *testing.T) {
	p := newPicker(termenv.TrueColor, machines("fan-out", "order-approval", "payments"))
	typed(p, "/oap")
	if m, ok := p.Selected(); !ok || m.Name != "order-approval" {
		t.Fatalf("selected %q", m.Name)
	}
	if at := p.Place(); at != "1 of 3" {
		t.Errorf("at %s", at)
	}
	var marked []rune
	underlined := false
	for _, part := range strings.SplitAfter(p.View(), "m") {
		text, sgr, _ := strings.Cut(part, "\x1b[")
		if underlined {
			marked = append(marked, []rune(text)...)
		}
		codes := strings.Split(strings.TrimSuffix(sgr, "m"), ";")
		underlined = false
		for _, c := range codes {
			underlined = underlined || c == "4"
		}
	}
	if string(marked) != "oap" {
		t.Errorf("marked %q", string(marked))
	}
	if p.Update(tea.KeyMsg{Type: tea.KeyEsc}); p.Capturing() {
		t.Error("esc does not end the filter")
	}
	if at := p.Place(); at != "2/3" {
		t.Errorf("at %s", at)
	}
	typed(p, "/xyz")
	if got := rows(t, p)[2]; !strings.HasPrefix(got, ` no machine matches "xyz":`) {
		t.Errorf("without a match: %q", got)
	}
}

func TestBarredMachinesStandBelow(t *testing.T) {
	list := machines("broken", "orders", "nightly", "totals")
	list[0].Problem = "invalid"
	list[2].Type = model.Standard
	p := newPicker(termenv.Ascii, list)
	want := []string{"  orders", "  totals", " not for sync runs", "  broken", "  nightly"}
	if got := rows(t, p)[2:7]; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	p.SetSize(70, 12) // where there is room the reason is told
	if line := strings.Split(ansi.Strip(p.View()), "\n")[5]; !strings.HasPrefix(line, "  broken  invalid") || ansi.StringWidth(line) != 70 {
		t.Errorf("with room: %q", line)
	}
	p.SetSize(30, 12)
	press(p, tea.KeyDown, tea.KeyDown) // over the rule
	if m, _ := p.Selected(); m.Name != "broken" {
		t.Errorf("selected %q", m.Name)
	}
	if _, ask := p.Open(); ask {
		t.Error("asks for versions of what cannot be run")
	}
	press(p, tea.KeyUp)
	if m, _ := p.Selected(); m.Name != "totals" {
		t.Errorf("selected %q", m.Name)
	}
}

// TestTheLatestRunCounts ends runs in another order than that in which they were asked for.
func TestTheLatestRunCounts(t *testing.T) {
	p := newPicker(termenv.Ascii, machines("a"))
	arn := machines("a")[0].ARN
	p.Ran(arn, picker.Last{Status: model.Failed, Asked: now})
	p.Ran(arn, picker.Last{Status: model.Succeeded, Asked: now.Add(-time.Second)})
	if last, _ := p.LastOf(arn); last.Status != model.Failed {
		t.Errorf("%+v", last)
	}
}

// After a replay the mark says whether all ended as expected, also where a failure was.
func TestMarkAfterReplay(t *testing.T) {
	for _, tt := range []struct {
		want     string
		verdicts []string // the latest last; all FAILED on AWS
	}{
		{"✓", []string{"PASSED"}},
		{"✓", []string{"PASSED", "PASSED"}},
		{"✗", []string{"FAILED", "PASSED"}},
		{"~", []string{"PASSED", "CHANGED", "PASSED"}},
		{"✗", []string{"NO_EXPECTATION"}}, // how it ended
	} {
		p := newPicker(termenv.Ascii, machines("a"))
		arn := machines("a")[0].ARN
		p.Ran(arn, picker.LastOf(model.Run{Status: model.Failed, Verdict: "FAILED", Group: "replay-1", Asked: now.Add(-time.Minute)}))
		for i, verdict := range tt.verdicts {
			p.Ran(arn, picker.LastOf(model.Run{Status: model.Failed, Verdict: verdict, Group: "replay-2", Asked: now.Add(time.Duration(i-9) * time.Second)}))
		}
		if got := rows(t, p)[2]; !strings.Contains(got, tt.want+"  ") {
			t.Errorf("%v: %q, want %s", tt.verdicts, got, tt.want)
		}
	}
}

func TestRecentFirst(t *testing.T) {
	p := newPicker(termenv.Ascii, machines("a", "b", "c"))
	p.SetLast(map[model.ARN]picker.Last{machines("c")[0].ARN: {Status: model.Failed, Asked: now.Add(-time.Hour)}})
	p.ToggleOrder()
	p.Ran(machines("b")[0].ARN, picker.Last{Status: model.Succeeded, Asked: now.Add(-time.Minute)})
	want := []string{"  b                     ✓  1m", "  c                     ✗  1h", "  a"}
	if got := rows(t, p)[2:5]; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if p.ToggleOrder(); p.Recent() || !strings.HasPrefix(rows(t, p)[2], "  a") {
		t.Errorf("as listed: %q", rows(t, p)[2])
	}
}

func many(n int) []model.Machine {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("team-%02d-workflow-%05d", i%50, i)
	}
	return machines(names...)
}

func TestManyMachinesScroll(t *testing.T) {
	p := newPicker(termenv.Ascii, many(10_000))
	press(p, tea.KeyEnd)
	if got := rows(t, p)[11]; !strings.HasPrefix(got, "  team-49-wo…flow-09999") {
		t.Errorf("the last line is %q", got)
	}
	press(p, tea.KeyHome, tea.KeyPgDown, tea.KeyPgDown)
	if m, _ := p.Selected(); m.Name != "team-18-workflow-00018" {
		t.Errorf("two pages down is %s", m.Name)
	}
	p.SetSize(30, 0)
	p.SetSize(0, 12)
	_ = p.View()
}

func BenchmarkPicker(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		p := newPicker(termenv.TrueColor, many(n))
		p.SetSize(30, 30)
		b.Run(fmt.Sprintf("move/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				press(p, []tea.KeyType{tea.KeyDown, tea.KeyUp}[i%2])
				_ = p.View()
			}
		})
		b.Run(fmt.Sprintf("filter/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			typed(p, "/w")
			for i := range b.N {
				if i%2 == 0 {
					typed(p, "9")
				} else {
					press(p, tea.KeyBackspace)
				}
				_ = p.View()
			}
			p.ClearFilter()
		})
		for _, text := range []string{"w", "flow-09", "team-10 099", "zzzz"} {
			b.Run(fmt.Sprintf("like %s/%d", text, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_ = p.Like(text, 100, nil)
				}
			})
		}
	}
}

// What is found by a text is what can be run, before what cannot; what is offered already is not.
func TestLike(t *testing.T) {
	all := many(6_000) // more than a fuzzy search ranks
	for i := range all {
		if i%100 != 0 {
			all[i].Type = model.Standard
		}
	}
	p := newPicker(termenv.Ascii, all)
	found := p.Like("WORKFLOW 00", 65, map[model.ARN]bool{all[100].ARN: true})
	if len(found) != 65 || found[0].Name != "team-00-workflow-00000" || found[1].Name != "team-00-workflow-00200" || found[58].Type != model.Express || found[59].Type != model.Standard {
		t.Errorf("%d found: %v, %v, %v", len(found), found[:2], found[58], found[59])
	}
	for text, want := range map[string]int{"": 0, " ": 0, "nothing-like-it": 0, "workflow-05999": 1, "05999 team-49": 1, "05999 team-48": 0} {
		if found := p.Like(text, 10, nil); len(found) != want {
			t.Errorf("%q finds %v", text, found)
		}
	}
}
