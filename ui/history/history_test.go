package history_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/pricing"
	"expresso/ui/history"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // times of day are drawn
	flag.Parse()
	os.Exit(m.Run())
}

var now = time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)

func clock() time.Time { return now }

func plain() *theme.Theme {
	return theme.New(theme.Options{Name: theme.Dark, Profile: termenv.Ascii})
}

// run is the nth run of a long history, the newest first.
func run(n int) model.Run {
	began := now.Add(-time.Duration(n) * time.Second)
	r := model.Run{
		ID: model.RunID(fmt.Sprintf("%032d", 1_000_000-n)), Asked: began, Status: model.Succeeded,
		Request: model.Request{Machine: "arn:aws:states:us-east-1:000000000000:stateMachine:order-approval"},
		Started: began, Stopped: began.Add(120 * time.Millisecond),
		Billing: model.Billing{Duration: 200 * time.Millisecond, MemoryMB: 64},
	}
	return r
}

// journal answers what a list asks, and notes how.
type journal struct {
	runs  []model.Run
	reads []model.Query
}

func (j *journal) answer(l *history.List) {
	for {
		w, ok := l.Want()
		if !ok {
			return
		}
		j.reads = append(j.reads, w.Query)
		first := w.Query.Offset
		if w.Query.Before != "" {
			first += 1 + slices.IndexFunc(j.runs, func(r model.Run) bool { return r.ID == w.Query.Before })
		}
		first = min(first, len(j.runs))
		if l.Give(w, slices.Clone(j.runs[first:min(first+w.Query.Limit, len(j.runs))]), nil) {
			l.Count(w, int64(len(j.runs)), nil)
		}
	}
}

func long(n int) *journal {
	j := &journal{}
	for i := range n {
		j.runs = append(j.runs, run(i))
	}
	return j
}

func list(j *journal, width, height int) *history.List {
	l := history.NewList(plain(), nil, clock)
	l.SetSize(width, height)
	l.Focus()
	j.answer(l)
	return l
}

func TestOnlyWhatIsLookedAtIsRead(t *testing.T) {
	j := long(100_000)
	l := list(j, 100, 10)
	if len(j.reads) != 1 || l.Len() != 100_000 {
		t.Fatalf("%d reads for a list of %d", len(j.reads), l.Len())
	}
	for n := 1; n <= 1000; n++ {
		l.Update(uitest.Key("down"))
		j.answer(l)
		if r, ok := l.Selected(); !ok || r.ID != run(n).ID {
			t.Fatalf("%d rows down is %v, %v", n, r.ID, ok)
		}
	}
	if len(j.reads) > 10 {
		t.Errorf("%d reads for a thousand rows", len(j.reads))
	}
	for _, q := range j.reads[1:] {
		if q.Before == "" || q.Offset != 0 {
			t.Errorf("a page after one that was read is asked for by counting rows: %+v", q)
		}
	}
	l.Update(uitest.Key("end"))
	j.answer(l)
	if r, ok := l.Selected(); !ok || r.ID != run(99_999).ID {
		t.Errorf("the oldest is %v, %v", r.ID, ok)
	}
	l.Update(uitest.Key("home"))
	j.answer(l)
	if r, ok := l.Selected(); !ok || r.ID != run(0).ID {
		t.Errorf("the newest is %v, %v", r.ID, ok)
	}
}

func TestTheCursorStaysAtItsRun(t *testing.T) {
	j := long(300)
	l := list(j, 100, 10)
	for range 5 {
		l.Update(uitest.Key("down"))
	}
	was, _ := l.Selected()
	j.runs = slices.Insert(j.runs, 0, run(-2), run(-1))
	l.Reload()
	j.answer(l)
	if r, _ := l.Selected(); r.ID != was.ID {
		t.Errorf("newer runs moved the cursor from %s to %s", was.ID, r.ID)
	}
}

func TestAnswersOfThePastAreDropped(t *testing.T) {
	l := history.NewList(plain(), nil, clock)
	l.SetSize(100, 10)
	old, _ := l.Want()
	l.OnlyFailed()
	l.Give(old, []model.Run{run(1)}, nil)
	if l.Len() != 0 {
		t.Errorf("an answer to another question is shown: %d runs", l.Len())
	}
	w, ok := l.Want()
	if !ok || !slices.Contains(w.Query.Status, model.Failed) {
		t.Errorf("asked for %+v, %v", w.Query, ok)
	}
	l.Give(w, nil, errors.New("disk on fire"))
	if !strings.Contains(l.View(), "cannot read the history: disk on fire") {
		t.Errorf("the list does not say why it is empty:\n%s", l.View())
	}
}

// While a filter is typed the list does not flicker, and says that it is behind.
func TestTheListStaysWhileAFilterIsTyped(t *testing.T) {
	j := long(300)
	l := list(j, 87, 10)
	l.StartFilter()
	before, _ := l.Selected()
	l.Update(uitest.Key("x"))
	w, ok := l.Want()
	if !ok || w.Query.Text != "x" {
		t.Fatalf("asked for %+v, %v", w, ok)
	}
	if run, ok := l.Selected(); !ok || run.ID != before.ID || !strings.HasPrefix(l.Status(), "reading") {
		t.Errorf("before the answer: %v, %v, %q", run.ID, ok, l.Status())
	}
	l.Give(w, []model.Run{run(7)}, nil)
	if one, _ := l.Selected(); one.ID != run(7).ID || l.Len() != 1 || l.Status() != "1 match" {
		t.Errorf("after the answer: %v, %d, %q", one.ID, l.Len(), l.Status())
	}
	// What belongs to another question is gone if there is no answer.
	l.Update(uitest.Key("y"))
	w, _ = l.Want()
	l.Give(w, nil, errors.New("disk is gone"))
	if got := ansi.Strip(l.View()); l.Len() != 0 || !strings.Contains(got, "disk is gone") {
		t.Errorf("got %d runs\n%s", l.Len(), got)
	}
}

func TestTheTitleTellsWhatIsListed(t *testing.T) {
	j := long(3)
	l := list(j, 100, 10)
	l.SetMachine("arn:aws:states:us-east-1:000000000000:stateMachine:order-approval")
	l.OnlyStarred()
	l.StartFilter()
	l.Update(uitest.Key("x\x1b[2J"))
	j.answer(l)
	want := `History · order-approval · starred · "x‹ESC›[2J"`
	if got := ansi.Strip(l.Title()); !strings.HasPrefix(got, `History · order-approval · starred · "x`) || strings.Contains(got, "\x1b") {
		t.Errorf("got %q, want about %q", got, want)
	}
	if got := l.Status(); got != "3 matches" {
		t.Errorf("status %q", got)
	}
	if !l.ClearFilters() || l.Filtered() {
		t.Error("the filters are still in force")
	}
}

// mixed are runs of every kind.
func mixed() *journal {
	j := long(8)
	r := j.runs
	r[0].Status, r[0].Billing, r[0].Took = model.Running, model.Billing{}, 0
	r[1].Status, r[1].Starred, r[1].Error, r[1].Saved = model.Failed, true, "OrderTooLarge", "big-order"
	r[2].Status, r[2].Stopped = model.TimedOut, r[2].Started.Add(5*time.Minute)
	r[2].Billing = model.Billing{Duration: 5 * time.Minute, MemoryMB: 3008}
	r[3].Status, r[3].Billing, r[3].Took = model.NoResponse, model.Billing{}, 125*time.Second
	r[4].Status, r[4].Billing, r[4].Took = model.NotStarted, model.Billing{}, 3*time.Millisecond
	r[2].Error, r[2].Note = "States.Timeout", "only on Mondays"
	r[5].Note = "the one that support asked about, with a note that is longer than the line"
	r[6].Machine = "arn:aws:states:us-east-1:000000000000:stateMachine:a-machine-whose-name-takes-all-that-a-name-may-take"
	r[7].Asked = now.AddDate(0, 0, -20)
	r[6].Saved, r[7].Saved = "an-input-with-a-long-name-that-ends-in-7", "small-order"
	burst, replay, compare := run(8), run(9), run(10)
	burst.Group, replay.Group, compare.Group = "burst-1", "replay-1", "compare-1"
	j.runs = append(j.runs, burst, replay, compare)
	return j
}

func TestRows(t *testing.T) {
	for _, width := range []int{38, 58, 68, 78, 87, 90, 160} {
		for _, whose := range []string{"", "order-approval"} {
			rows(t, width, whose)
		}
	}
}

func rows(t *testing.T, width int, whose string) {
	t.Helper()
	l := list(mixed(), width, 13)
	if whose != "" {
		l.SetMachine(model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:" + whose))
	}
	mixed().answer(l)
	l.SetBaseline(mixed().runs[4].ID)
	for {
		group, ok := l.WantGroup()
		if !ok {
			break
		}
		totals := map[model.GroupID]model.Totals{
			"burst-1":  {Runs: 100_000, Succeeded: 99_998, Regions: []model.RegionUse{{Region: "us-east-1", Requests: 100_000, MBMillis: 100_000 * 6400}}, Machines: 1},
			"replay-1": {Runs: 12, Succeeded: 8, Regions: []model.RegionUse{{Region: "us-east-1", Requests: 12, MBMillis: 12 * 6400}}, Machines: 3, Running: 1, Verdicts: map[string]int64{"PASSED": 8, "CHANGED": 2, "NO_EXPECTATION": 1}},
		}
		if group != "compare-1" { // which is still being read
			l.GiveGroup(group, totals[group], nil)
		}
	}
	l.Update(uitest.Key("down"))
	got := ansi.Strip(l.View())
	for i, line := range strings.Split(got, "\n") {
		if w := ansi.StringWidth(line); w != width {
			t.Errorf("width %d: line %d takes %d cells", width, i, w)
		}
	}
	if width >= 68 && !strings.Contains(got, "$0.0000") {
		t.Errorf("width %d: the money is not shown", width)
	}
	if whose != "" {
		whose = "-one"
	}
	uitest.Golden(t, fmt.Sprintf("rows-%d%s", width, whose), got+"\n")
}

// details of a run that the billing tab shows.
func billing(r model.Run, width, height int) *history.Details {
	d := history.NewDetails(plain(), nil, clock)
	d.SetSize(width, height)
	d.ShowWhole(r)
	d.Open(history.Billing)
	machine, _ := d.WantStats()
	s := history.Stats{}
	for i := range 60 {
		one := run(i)
		one.Billing.Duration = time.Duration(1+i%7*i%5) * 100 * time.Millisecond
		s.Latest = append(s.Latest, one)
		s.All.Add(one)
		s.Machine.Add(one)
	}
	s.Session.Add(r)
	d.SetStats(machine, s)
	return d
}

func TestBilling(t *testing.T) {
	usual, none, free, long := run(0), run(0), run(0), run(0)
	none.Billing = model.Billing{}
	free.Billing, free.Stopped = model.Billing{MemoryMB: 64}, free.Started
	long.Billing, long.Stopped = model.Billing{Duration: 5 * time.Minute, MemoryMB: 3008}, long.Started.Add(5*time.Minute)
	for name, r := range map[string]model.Run{"usual": usual, "unknown": none, "free": free, "long": long} {
		for _, size := range [][2]int{{78, 5}, {78, 12}, {87, 14}} {
			d := billing(r, size[0], size[1])
			got := ansi.Strip(d.View())
			if !strings.Contains(got, "estimate · us-east-1 · first tier · prices of ") {
				t.Errorf("%s at %v does not say that it is an estimate", name, size)
			}
			if n := strings.Count(got, "\n") + 1; n != size[1] {
				t.Errorf("%s at %v takes %d lines", name, size, n)
			}
			uitest.Golden(t, fmt.Sprintf("billing-%s-%dx%d", name, size[0], size[1]), got+"\n")
		}
	}
}

func TestARunIsPricedByItsRegion(t *testing.T) {
	euros := pricing.Book{"eu-central-1": {Currency: "EUR", Region: "eu-central-1", Date: "2026-10", Request: pricing.Micro(2), Tiers: []pricing.Tier{{GBSecond: pricing.Micro(20)}}}}
	j := long(3)
	j.runs[1].Machine = "arn:aws:states:eu-central-1:000000000000:stateMachine:order-approval"
	j.runs[2].Machine = "arn:aws:states:sa-east-1:000000000000:stateMachine:order-approval"
	l := history.NewList(plain(), euros, clock)
	l.SetSize(160, 10)
	j.answer(l)
	d := history.NewDetails(plain(), euros, clock)
	d.SetSize(87, 14)
	d.Open(history.Billing)
	rows := strings.Split(ansi.Strip(l.View()), "\n")
	for i, want := range []struct{ money, label string }{
		{"$0.00000121", "estimate · us-east-1 · first tier · prices of 2026-11"},
		{"€0.00000225", "estimate · eu-central-1 · first tier · prices of 2026-10"},
		{"$0.00000121", "estimate · us-east-1 · first tier · prices of 2026-11"},
	} {
		if !slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, want.money) }) {
			t.Errorf("run %d: no row has %s: %q", i, want.money, rows)
		}
		d.ShowWhole(j.runs[i])
		if got := ansi.Strip(d.View()); !strings.Contains(got, want.money) || !strings.Contains(got, want.label) {
			t.Errorf("run %d is shown without %s or %s:\n%s", i, want.money, want.label, got)
		}
	}
}

func TestDocumentIsJSON(t *testing.T) {
	r := run(0)
	r.Status, r.Error, r.Cause, r.Input = model.Failed, "A \"name\"", `{"limit":1000.0}`, "not JSON \x1b"
	want := `{"status":"FAILED","error":"A \"name\"","cause":{"limit":1000.0},"input":"not JSON \u001B"}`
	if got := compare.Document(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func BenchmarkListView(b *testing.B) {
	l := list(long(100_000), 87, 30)
	moves := []tea.KeyMsg{uitest.Key("down"), {Type: tea.KeyUp}}
	b.ReportAllocs()
	for i := range b.N {
		l.Update(moves[i%2])
		_ = l.View()
	}
}
