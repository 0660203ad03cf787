package history_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/clipboard"
	"expresso/ui/history"
	"expresso/ui/save"
	"expresso/ui/uitest"
)

// records is a journal in memory, newest first.
type records struct {
	model.Journal
	mu     sync.Mutex
	runs   []model.Run
	broken error // what every reading fails with
}

func (j *records) List(_ context.Context, q model.Query) (found []model.Run, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, r := range j.runs {
		if q.Before != "" && r.ID >= q.Before || q.Text != "" && !strings.Contains(r.Note, q.Text) || q.Starred && !r.Starred ||
			q.Saved != "" && r.Saved != q.Saved || r.Asked.Before(q.Since) || !q.Until.IsZero() && !r.Asked.Before(q.Until) ||
			len(q.Status) > 0 && !slices.Contains(q.Status, r.Status) || q.Machine != "" && string(r.Machine.Unqualified()) != q.Machine {
			continue
		}
		r.Input, r.Output, r.Raw = "", "", ""
		found = append(found, r)
	}
	switch q.Order {
	case model.Longest:
		slices.SortStableFunc(found, func(a, b model.Run) int { return cmp.Compare(b.Duration(), a.Duration()) })
	case model.Costliest:
		slices.SortStableFunc(found, func(a, b model.Run) int { return cmp.Compare(b.Billing.MemoryMB, a.Billing.MemoryMB) })
	case model.ByStatus:
		slices.SortStableFunc(found, func(a, b model.Run) int { return cmp.Compare(a.Status, b.Status) }) // FAILED, SUCCEEDED
	}
	found = found[min(q.Offset, len(found)):]
	return found[:min(q.Limit, len(found))], j.broken
}

func (j *records) Get(_ context.Context, id model.RunID) (model.Run, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, r := range j.runs {
		if r.ID == id && j.broken == nil {
			return r, nil
		}
	}
	return model.Run{}, errors.Join(j.broken, model.ErrNoRun)
}

func (j *records) Totals(ctx context.Context, q model.Query) (model.Totals, error) {
	q.Limit, q.Offset, q.Before = len(j.runs), 0, ""
	runs, err := j.List(ctx, q)
	return model.Totals{Runs: int64(len(runs))}, err
}

func (j *records) Trace(context.Context, model.RunID) ([]model.Event, error) {
	return nil, model.ErrNoTrace
}

func (j *records) Annotate(_ context.Context, id model.RunID, starred bool, note string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range j.runs {
		if j.runs[i].ID == id {
			j.runs[i].Starred, j.runs[i].Note = starred, note
		}
	}
	return j.broken
}

func (j *records) Prune(_ context.Context, p model.Pruning) (int64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := int64(len(j.runs)) - p.Keep
	if !p.DryRun {
		j.runs = j.runs[:p.Keep]
	}
	return n, j.broken
}

func (j *records) Size() (int64, error) { return 4096, nil }

// elsewhere is a target that is never asked.
type elsewhere struct{ model.Target }

func (elsewhere) Info() model.Info { return model.Info{Name: "fake"} }

func (elsewhere) Trace(context.Context, model.Run) ([]model.Event, error) {
	return nil, model.ErrNoTrace
}

func (elsewhere) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{Definition: `{"StartAt":"One","States":{"One":{"Type":"Succeed"}}}`}, nil
}

// stage is a room and its owner.
type stage struct {
	*uitest.Owner
	t       *testing.T
	room    *history.Room
	journal *records
}

func newStage(t *testing.T) *stage {
	j := &records{}
	for n := range 3 {
		r := run(n)
		r.Target, r.Input, r.Output, r.Saved = "fake", `{"n":1}`, `{"answer":42}`, "small"
		j.runs = append(j.runs, r)
	}
	s := &stage{t: t, Owner: uitest.Own(t, clock), journal: j}
	s.room = history.New(history.Config{
		Common: s.Common(&model.Workbench{Target: elsewhere{}, Journal: j, Now: clock}),
		Shell:  func() history.Shell { return history.Shell{Flags: []string{"--target", "fake"}} }, Spent: func() model.Totals { return model.Totals{Runs: 7} },
	})
	s.room.List.SetSize(80, 10)
	s.room.Details.SetSize(80, 20)
	s.Has(s.room)
	return s.read()
}

// read reads what list and details lack, until they lack nothing.
func (s *stage) read() *stage {
	for cmds := s.room.Asks(); len(cmds) > 0; cmds = s.room.Asks() {
		for _, cmd := range cmds {
			s.Do(cmd)
		}
		s.Settle()
	}
	return s
}

// shows checks what the details show.
func (s *stage) shows(texts ...string) *stage {
	s.t.Helper()
	drawn := uitest.Plain(s.room.Details.View())
	for _, text := range texts {
		if !strings.Contains(drawn, text) {
			s.t.Errorf("%q is not in\n%s", text, drawn)
		}
	}
	return s
}

// hears checks what was said.
func (s *stage) hears(text string) *stage {
	s.t.Helper()
	if got := s.Settle().Heard(); !strings.Contains(got, text) {
		s.t.Errorf("said %q, not %q", got, text)
	}
	return s
}

// told is the last message of a kind that was told.
func told[T any](s *stage) (last T, ok bool) {
	s.Settle()
	for _, msg := range s.Told {
		if m, is := msg.(T); is {
			last, ok = m, true
		}
	}
	return last, ok
}

func TestRoomReadsWhatIsLookedAt(t *testing.T) {
	s := newStage(t)
	if drawn := uitest.Plain(s.room.List.View()); strings.Count(drawn, "small") != 3 {
		t.Errorf("not all runs are listed:\n%s", drawn)
	}
	s.shows(`"answer": 42`)
	s.room.Details.Open(history.Billing)
	s.read().shows("7 runs")
	s.room.Details.Open(history.Diff)
	s.read()
	if _, whole := s.room.Details.Run(); !whole {
		t.Error("the run was not read")
	}
	// Set another baseline, and none again.
	s.Do(s.room.SetBaseline())
	s.hears("baseline set: Diff compares other runs with this one").read().shows("this is the baseline")
	s.Do(s.room.SetBaseline())
	s.hears("baseline removed")
	s.journal.broken = model.WithHint(errors.New("the disk is gone"), "mount it")
	s.room.List.OnlyFailed()
	if s.read(); !strings.Contains(uitest.Plain(s.room.List.View()), "the disk is gone") {
		t.Errorf("a broken journal is not told of:\n%s", s.room.List.View())
	}
}

func TestStarsAndNotes(t *testing.T) {
	s := newStage(t)
	s.Do(s.room.Star())
	if s.hears("starred: press f, then *"); !s.journal.runs[0].Starred {
		t.Error("the star is not written down")
	}
	s.Do(s.room.AskNote())
	s.Sees("Note on the run of 14:03:22").Keys("slow").Press("enter")
	if s.hears("note saved: find it with /"); s.journal.runs[0].Note != "slow" || !s.journal.runs[0].Starred {
		t.Errorf("kept %+v", s.journal.runs[0])
	}
	s.read()
	s.journal.broken = errors.New("the disk is full")
	s.Do(s.room.Star())
	s.hears("cannot save the note: the disk is full")
}

func TestPruneAsks(t *testing.T) {
	s := newStage(t)
	s.Do(s.room.AskPrune())
	s.Sees("Runs to delete").Keys("soon").Press("enter").Sees("an age must be like").Press("ctrl+u").Keys("1").Press("enter").
		Sees("2 runs will be deleted").Press("n").Settle()
	if len(s.journal.runs) != 3 {
		t.Fatal("deleted without a yes")
	}
	s.Do(s.room.AskPrune())
	s.Keys("1").Press("enter").Sees("will be deleted").Press("y")
	if s.hears("deleted 2 runs: the history takes 4 KiB"); len(s.journal.runs) != 1 {
		t.Errorf("%d runs are left", len(s.journal.runs))
	}
}

func TestWhatIsToldOfARun(t *testing.T) {
	s := newStage(t)
	s.Do(s.room.CopyTab())
	if c, _ := told[clipboard.CopyMsg](s); c.Text != `{"answer":42}` || c.What != "the output" {
		t.Errorf("%+v", c)
	}
	s.Do(s.room.CopyExpresso())
	if c, _ := told[clipboard.CopyMsg](s); c.Text != `expresso run `+string(s.journal.runs[0].Machine)+` --input '{"n":1}' --target fake` {
		t.Errorf("%+v", c)
	}
	s.Do(s.room.Reuse())
	if r, _ := told[history.ReuseMsg](s); r.Run.Input != `{"n":1}` {
		t.Errorf("%+v", r)
	}
	if why := s.room.CannotRepeat(); why != "" {
		t.Error(why)
	}
	s.Do(s.room.Repeat())
	if r, _ := told[history.AgainMsg](s); r.Run.Saved != "small" {
		t.Errorf("%+v", r)
	}
	dir := t.TempDir()
	s.Do(s.room.AskSaveRun())
	asked, ok := told[save.AskMsg](s)
	if !ok {
		t.Fatal("nothing is to be saved")
	}
	if w := asked.Write(filepath.Join(dir, "run"))(); w.Err != nil || !strings.Contains(w.What, "output") {
		t.Errorf("%+v", w)
	}
	s.Do(s.room.AskExport())
	asked, _ = told[save.AskMsg](s)
	if w := asked.Write(filepath.Join(dir, "tab"))(); w.Err != nil || w.What != "the output" {
		t.Errorf("%+v", w)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "tab")); string(text) != `{"answer":42}` {
		t.Errorf("%q, %v", text, err)
	}
	// A run of elsewhere is not made again here; what cannot be read is told.
	s.journal.runs[0].Target = "other"
	s.room.List.Reload()
	if s.read(); !strings.Contains(s.room.CannotRepeat(), "this run was made on other") {
		t.Error(s.room.CannotRepeat())
	}
	s = newStage(t)
	s.journal.broken = errors.New("the disk is gone")
	s.room.Details.Clear()
	s.Do(s.room.Reuse())
	s.hears("cannot read this run: the disk is gone")
}

func TestSaveMenu(t *testing.T) {
	s := newStage(t)
	s.Do(s.room.AskSave())
	s.Sees("Save", "t this tab", "the output", "f the run's folder", "r a report", "HTML or Markdown").Press("r")
	asked, ok := told[save.AskMsg](s)
	if !ok || asked.Value != "report.html" || !strings.Contains(asked.Check("report.pdf"), "an .html or .md file") || asked.Check("report.md") != "" {
		t.Fatalf("%+v", asked)
	}
	path := filepath.Join(t.TempDir(), "report.html")
	if w := asked.Write(path)(); w.Err != nil || w.What != "the report" {
		t.Errorf("%+v", w)
	}
	if w := asked.Write(path)(); !errors.Is(w.Err, os.ErrExist) {
		t.Errorf("the report was replaced unasked: %+v", w)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "<h1>order-approval</h1>") || !strings.Contains(string(text), ">One</text>") {
		t.Errorf("%s, %v", text, err)
	}
	s.Do(s.room.AskSave())
	s.Press("t")
	if asked, _ := told[save.AskMsg](s); !strings.Contains(asked.Title, "the output") {
		t.Errorf("%+v", asked)
	}
	// What is empty is refused before a name is asked for.
	s = newStage(t)
	s.room.Details.Open(history.Error)
	s.Do(s.room.AskSave())
	s.Press("t")
	s.hears("nothing to save: error and cause is empty")
	if asked, ok := told[save.AskMsg](s); ok {
		t.Errorf("%+v", asked)
	}
}

// A run that failed as expected says so, in its row and above its details, where there is room.
func TestVerdictOfARun(t *testing.T) {
	s := newStage(t)
	s.journal.runs[0].Status, s.journal.runs[0].Error, s.journal.runs[0].Verdict = model.Failed, "OrderTooLarge", "PASSED"
	s.journal.runs[1].Verdict = "NO_EXPECTATION"
	s.room.List.SetSize(120, 10)
	s.room.List.Reload()
	s.room.Details.Clear()
	if view := uitest.Plain(s.read().room.List.View()); !strings.Contains(view, "✗ FAILED  ✓ passed  OrderTooLarge") || strings.Contains(view, "expectation") {
		t.Errorf("\n%s", view)
	}
	s.shows("✗ FAILED  ✓ passed   ran 120 ms   billed 200 ms × 64 MB")
	s.room.Details.SetSize(60, 20)
	s.shows("✗ FAILED   ran 120 ms   billed 200 ms × 64 MB")
	for width, want := range map[int]string{80: "✗ FAILED  ✓  OrderTo", 60: "✗ FAILED  ✓  OrderT", 50: "✗ FAILED"} {
		s.room.List.SetSize(width, 10)
		if view := uitest.Plain(s.room.List.View()); !strings.Contains(view, want) {
			t.Errorf("%d\n%s", width, view)
		}
	}
}

func TestSort(t *testing.T) {
	s := newStage(t)
	runs := s.journal.runs
	runs[0].Group = "burst-1"
	runs[1].Status, runs[1].Stopped = model.Failed, runs[1].Started.Add(time.Minute)
	runs[2].Billing.MemoryMB = 128
	s.room.List.Reload()
	s.read()
	first := func(said, title string, n int) {
		t.Helper()
		s.Do(s.room.Sort())
		s.hears("sorted: " + said).read()
		if run, _ := s.room.List.Selected(); run.ID != runs[n].ID || !strings.HasSuffix(s.room.List.Title(), title) {
			t.Errorf("%s: %s, not %s, under %q", said, run.ID, runs[n].ID, s.room.List.Title())
		}
	}
	first("longest first", "longest first", 1)
	if view := uitest.Plain(s.room.List.View()); !strings.Contains(view, "▾ran") || strings.Contains(view, "burst") {
		t.Errorf("the column is not marked, or a group is a row\n%s", view)
	}
	first("most expensive first", "most expensive first", 2)
	first("failures first", "failures first", 1)
	first("newest first", "all machines", 0)
	// A run that is sent is listed first, whatever the order was.
	first("longest first", "longest first", 1)
	s.room.List.Started(model.Run{ID: "new", Request: runs[0].Request, Status: model.Running, Asked: clock()})
	if run, ok := s.room.List.Selected(); !ok || run.ID != "new" || strings.Contains(s.room.List.Title(), "longest") {
		t.Errorf("%+v under %q", run.ID, s.room.List.Title())
	}
	// So is what was opened from a report, at its place in the order of time.
	first("longest first", "longest first", 1)
	s.room.List.ShowAll()
	s.room.List.Seek(runs[2], 2)
	s.read()
	if run, ok := s.room.List.Selected(); !ok || run.ID != runs[2].ID {
		t.Errorf("%+v", run.ID)
	}
}

func TestFilterMenu(t *testing.T) {
	s := newStage(t)
	s.journal.runs[1].Status, s.journal.runs[1].Saved = model.Failed, "big"
	s.journal.runs[2].Asked, s.journal.runs[2].Status = clock().AddDate(0, 0, -3), model.Failed
	s.room.List.Reload()
	s.read()
	lists := func(what string, n int) {
		t.Helper()
		s.read()
		if got := s.room.List.Title(); !strings.Contains(got, what) || s.room.List.Len() != n {
			t.Errorf("%d runs under %q, want %d under %q", s.room.List.Len(), got, n, what)
		}
	}
	choose := func(keys ...string) {
		t.Helper()
		s.Do(s.room.AskFilter())
		s.Press(keys...)
	}
	lists("History · all machines", 3)
	s.Do(s.room.AskFilter())
	s.Sees("a all runs", "f failed", "* starred", "no machine is picked", "i saved input small", "w last 7 days").Press("esc")
	choose("f")
	lists("all machines · failed", 2)
	choose("t")
	lists("failed · today", 1)
	if s.room.NoFilter() != "" {
		t.Error("nothing is filtered")
	}
	choose("f") // chosen again, it is let go
	lists("all machines · today", 2)
	choose("w")
	lists("last 7 days", 3)
	s.room.List.Update(uitest.Key("down"))
	choose("i")
	lists("big · last 7 days", 1)
	s.Do(s.room.AskFilter())
	s.Sees("saved input big").Press("i")
	lists("all machines · last 7 days", 3)
	choose("a")
	lists("History · all machines", 3)
	s.room.List.SetMachine("arn:aws:states:us-east-1:000000000000:stateMachine:order-approval")
	lists("History · order-approval", 3)
	choose("m")
	lists("History · all machines", 3)
}

func TestADateIsLookedFor(t *testing.T) {
	s := newStage(t)
	s.journal.runs[1].Asked = time.Date(2026, 10, 31, 23, 59, 0, 0, time.UTC)
	s.journal.runs[2].Asked = time.Date(2025, 12, 24, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		text, title string
		found       int
	}{
		{"2026-10-31", "31 October 2026", 1},
		{"31 oct", "31 October 2026", 1},
		{"Oct 31", "31 October 2026", 1},
		{"24 Dec", "24 December 2025", 1}, // that of this year is to come
		{"dec 2025", "December 2025", 1},
		{"2025-12", "December 2025", 1},
		{"today", "3 November 2026", 1},
		{"yesterday", "2 November 2026", 0},
		{"30 feb", `"30 feb"`, 0},
		{"10-31", `"10-31"`, 0}, // which may be an order's number
		{`"2026-10-31"`, `"2026-10-31"`, 0},
	} {
		s.room.List.ClearFilters()
		s.room.List.StartFilter()
		for _, c := range tt.text {
			s.room.List.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{c}})
		}
		s.read()
		if got := s.room.List.Title(); !strings.HasSuffix(got, "· "+tt.title) || s.room.List.Len() != tt.found {
			t.Errorf("%s: %d runs under %q", tt.text, s.room.List.Len(), got)
		}
		if drawn := uitest.Plain(s.room.List.View()); tt.text == "yesterday" && !strings.Contains(drawn, "no runs at that time") {
			t.Errorf("the list does not say why it is empty:\n%s", drawn)
		}
	}
}

// A comparison that waits for the answer of the other run comes with it.
func TestDiffFollowsItsOtherRun(t *testing.T) {
	s := newStage(t)
	s.journal.runs[1].Status, s.journal.runs[1].Output = model.Running, ""
	s.room.Details.Open(history.Diff)
	s.read().shows("waiting for the response of the run")
	s.journal.runs[1].Status, s.journal.runs[1].Output = model.Succeeded, `{"answer":41}`
	s.room.Landed(s.journal.runs[2])
	s.read().shows("waiting for the response of the run") // it is another one
	s.room.Landed(s.journal.runs[1])
	s.read().shows("the run before", "41", "42")
}

// A run in flight has no response yet, which is another thing than none received.
func TestRawOfARunInFlightWaits(t *testing.T) {
	s := newStage(t)
	s.room.Details.Open(history.Raw)
	run := s.journal.runs[2]
	run.Raw, run.Status = "", model.Running
	s.room.Details.ShowWhole(run)
	s.shows("waiting for the response")
	run.Status = model.NoResponse
	s.room.Details.ShowWhole(run)
	s.shows("no response was received")
}
