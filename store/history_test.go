package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"expresso/model"
	"expresso/store/storetest"
)

func open(t testing.TB, dir string) *History {
	t.Helper()
	h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func begin(t testing.TB, h *History, run model.Run) {
	t.Helper()
	if err := h.Begin(t.Context(), run); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, h *History, id model.RunID) model.Run {
	t.Helper()
	run, err := h.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func list(t testing.TB, h *History, query model.Query) []model.Run {
	t.Helper()
	runs, err := h.List(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func totals(t testing.TB, h *History, query model.Query) model.Totals {
	t.Helper()
	sum, err := h.Totals(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// integrity asks SQLite whether the file is whole, and compares the tallies with what
// they stand for. It asks on a new connection: what FTS5 remembers of an index is looked
// at again by each search, but not by this check, which then finds fault with a file that
// another connection has written to.
func integrity(h *History) error {
	db, err := sql.Open("sqlite", dsn(h.path, false))
	if err != nil {
		return err
	}
	defer db.Close()
	var result string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&result); err != nil || result != "ok" {
		return fmt.Errorf("integrity: %s, %w", result, err)
	}
	var wrong int
	err = db.QueryRow(`SELECT count(*) FROM (
		SELECT machine, status, region, runs, charged, usage FROM tallies WHERE runs <> 0 EXCEPT
		SELECT machine, status, region, count(*), sum(charged), sum(usage) FROM runs GROUP BY machine, status, region)`).Scan(&wrong)
	if err != nil || wrong != 0 {
		return fmt.Errorf("%d tallies are wrong, %w", wrong, err)
	}
	return nil
}

func TestARunComesBackByteForByte(t *testing.T) {
	h := open(t, t.TempDir())
	bytes := rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes")) })
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMicro(rapid.Int64Range(-1e15, 1e17).Draw(t, "micros")).UTC()
	})
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		run := model.Run{
			ID: model.RunID(strconv.Itoa(n)), Target: bytes.Draw(rt, "target"),
			Request: model.Request{
				Machine: model.ARN(bytes.Draw(rt, "machine")), Name: bytes.Draw(rt, "name"),
				Input: bytes.Draw(rt, "input"), TraceHeader: bytes.Draw(rt, "trace"),
			},
			Asked: moment.Draw(rt, "asked"), Status: model.Running,
			Starred: rapid.Bool().Draw(rt, "starred"), Note: bytes.Draw(rt, "note"),
		}
		begin(t, h, run)
		if diff := gocmp.Diff(run.Plausible(), get(t, h, run.ID)); diff != "" {
			rt.Fatalf("begun (-want +got):\n%s", diff)
		}
		run.Status = rapid.SampledFrom([]model.Status{model.NoResponse, model.NotStarted, model.Succeeded, model.Failed, model.TimedOut}).Draw(rt, "status")
		run.Took = time.Duration(rapid.Int64().Draw(rt, "took"))
		run.Execution = model.ARN(bytes.Draw(rt, "execution"))
		run.Started, run.Stopped = moment.Draw(rt, "started"), moment.Draw(rt, "stopped")
		run.Output, run.Error, run.Cause = bytes.Draw(rt, "output"), bytes.Draw(rt, "error"), bytes.Draw(rt, "cause")
		run.Billing = model.Billing{Duration: time.Duration(rapid.Int64().Draw(rt, "billed")), MemoryMB: rapid.Int64().Draw(rt, "memory")}
		run.Problem, run.Hint = bytes.Draw(rt, "problem"), bytes.Draw(rt, "hint")
		run.Raw = strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			quoted(run.Input), quoted(run.Output), quoted(run.Cause), strconv.Quote(run.Output), run.Input, "{", "",
		}), 0, 6).Draw(rt, "parts of raw"), bytes.Draw(rt, "raw"))
		if err := h.Finish(t.Context(), run, nil); err != nil {
			rt.Fatal(err)
		}
		run = run.Plausible()
		if diff := gocmp.Diff(run, get(t, h, run.ID)); diff != "" {
			rt.Fatalf("finished (-want +got):\n%s", diff)
		}
		run.Input, run.Output, run.Cause, run.Raw = "", "", "", ""
		listed := list(t, h, model.Query{})
		if i := slices.IndexFunc(listed, func(r model.Run) bool { return r.ID == run.ID }); i < 0 || !gocmp.Equal(run, listed[i]) {
			rt.Fatalf("listed as %+v", listed)
		}
	})
	if err := integrity(h); err != nil {
		t.Error(err)
	}
	if sum := totals(t, h, model.Query{}); sum.Runs != int64(n) || sum.MBMillis < 0 {
		t.Errorf("totals of %d absurd runs: %+v", n, sum)
	}
}

// matches is what a query means, said the slow way.
func matches(query model.Query, run model.Run) bool {
	holds := func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(query.Text)) }
	return (query.Machine == "" || run.Machine.Machine() == query.Machine) &&
		(len(query.Status) == 0 || slices.Contains(query.Status, run.Status)) &&
		!run.Asked.Before(query.Since) && (!query.Starred || run.Starred) &&
		(query.Text == "" || holds(run.Input) || holds(run.Output) || holds(run.Error) || holds(run.Cause) || holds(run.Note))
}

func TestQueries(t *testing.T) {
	h := open(t, t.TempDir())
	const n = 1600
	runs := slices.Collect(storetest.Runs(n))
	for i := 3; i < n; i += 160 {
		runs[i].Starred, runs[i].Note = true, "See TICKET-"+strconv.Itoa(i)
	}
	// Many at the same time: only the ID says which stands before which.
	for i := n / 2; i < n/2+20; i++ {
		runs[i].Asked = runs[n/2].Asked
	}
	slices.SortFunc(runs, func(a, b model.Run) int {
		return cmp.Or(a.Asked.Compare(b.Asked), strings.Compare(string(a.ID), string(b.ID)))
	})
	if err := h.Import(t.Context(), slices.Values(runs)); err != nil {
		t.Fatal(err)
	}
	other := open(t, h.dir)
	for i, h := range []*History{h, other} { // one of ours waits, and one of another process's
		run := model.Run{ID: model.RunID(fmt.Sprintf("waiting-%d", i)), Asked: storetest.Epoch.Add(n * time.Minute)}
		run.Machine, run.Input, run.Status = "arn:aws:states:us-east-1:000000000000:stateMachine:slow-report", `{"half":"50%_a\\b"}`, model.Running
		begin(t, h, run)
		runs = append(runs, run)
	}
	slices.Reverse(runs) // newest first; of two at the same time the greater ID

	queries := []model.Query{
		{},
		{Limit: 1},
		{Limit: 50, Offset: 20},
		{Limit: 50, Offset: n - 10},
		{Offset: n + 10},
		{Machine: "slow-report"},
		{Machine: "slow-report", Limit: 7, Offset: 3},
		{Machine: "nothing"},
		{Status: []model.Status{model.Failed}},
		{Status: []model.Status{model.NoResponse}},
		{Status: []model.Status{model.Running}},
		{Status: []model.Status{model.Running, model.NoResponse, model.Succeeded}, Machine: "slow-report"},
		{Status: []model.Status{"NOPE"}},
		{Since: storetest.Epoch.Add(1000 * 30 * time.Second)},
		{Since: storetest.Epoch.Add(1000 * 30 * time.Second), Status: []model.Status{model.TimedOut, model.Failed}},
		{Text: "needle"},
		{Text: "OVER THE LIMIT OF"},
		{Text: "ordertoolarge", Machine: "order-approval", Limit: 3},
		{Text: "50%_A"},
		{Text: `a\\B`},
		{Text: "5%a"},
		{Text: "50__a"},
		{Text: "status"}, // stands in Raw only
		{Text: "ticket-1"},
		{Starred: true},
		{Starred: true, Limit: 2, Offset: 3},
		{Starred: true, Machine: "slow-report", Status: []model.Status{model.Succeeded, model.Failed}},
		{Starred: true, Status: []model.Status{model.NoResponse, model.Running}},
		{Starred: true, Text: "ticket-1"},
		{Before: runs[10].ID},
		{Before: runs[n-1].ID, Limit: 50},
		{Before: runs[n+1].ID, Limit: 1},
		{Before: runs[n/2+n/8].ID, Limit: n / 4, Offset: 5},
		{Before: runs[n/2].ID, Machine: "slow-report", Status: []model.Status{model.Failed}, Limit: 9},
		{Before: runs[n/2].ID, Starred: true},
		{Before: runs[n/2].ID, Text: "needle", Since: storetest.Epoch.Add(time.Hour)},
	}
	// Below any of those that were asked at the same time stand the others.
	for i, run := range runs {
		if run.Asked.Equal(runs[n+1-n/2].Asked) {
			queries = append(queries, model.Query{Before: runs[i].ID, Limit: 30})
		}
	}
	check := func(t *testing.T, query model.Query) {
		var want []model.RunID
		var sum model.Totals
		below := query.Before == ""
		for _, run := range runs {
			if matches(query, run) {
				sum.Add(run)
				if below {
					want = append(want, run.ID)
				}
			}
			below = below || run.ID == query.Before
		}
		want = want[min(query.Offset, len(want)):]
		if query.Limit > 0 {
			want = want[:min(query.Limit, len(want))]
		}
		var got []model.RunID
		for _, run := range list(t, h, query) {
			got = append(got, run.ID)
			if run.Input+run.Output+run.Cause+run.Raw != "" {
				t.Errorf("%s was listed with a body", run.ID)
			}
		}
		if !slices.Equal(want, got) {
			t.Errorf("got %d runs, want %d", len(got), len(want))
		}
		if got := totals(t, h, query); !gocmp.Equal(got, sum) {
			t.Errorf("totals %+v, want %+v", got, sum)
		}
	}
	for _, state := range []string{"not indexed", "indexed"} {
		for _, query := range queries {
			t.Run(fmt.Sprintf("%s %+v", state, query), func(t *testing.T) { check(t, query) })
		}
		settle(t, h)
	}
	if err := integrity(h); err != nil {
		t.Error(err)
	}
	if _, err := h.List(t.Context(), model.Query{Text: strings.Repeat("a", maxSearch+1)}); err == nil {
		t.Error("any length of text is searched for")
	}
}

// Runs are listed in other orders than that of time, page by page.
func TestOrders(t *testing.T) {
	h := open(t, t.TempDir())
	if err := h.Import(t.Context(), storetest.Runs(400)); err != nil {
		t.Fatal(err)
	}
	newest := list(t, h, model.Query{})
	rank := func(r model.Run) int {
		switch r.Status {
		case model.Failed:
			return 0
		case model.TimedOut:
			return 1
		case model.Succeeded:
			return 3
		}
		return 2
	}
	for order, compare := range map[model.Order]func(a, b model.Run) int{
		model.Longest: func(a, b model.Run) int { return cmp.Compare(b.Duration().Microseconds(), a.Duration().Microseconds()) },
		model.Costliest: func(a, b model.Run) int {
			return cmp.Compare(b.Billing.Duration.Milliseconds()*b.Billing.MemoryMB, a.Billing.Duration.Milliseconds()*a.Billing.MemoryMB)
		},
		model.ByStatus: func(a, b model.Run) int { return cmp.Compare(rank(a), rank(b)) },
	} {
		want := slices.Clone(newest)
		slices.SortStableFunc(want, compare)
		if slices.EqualFunc(want, newest, func(a, b model.Run) bool { return a.ID == b.ID }) {
			t.Fatalf("order %d is that of time", order)
		}
		var got []model.Run
		for offset := 0; offset < len(want); offset += 64 {
			got = append(got, list(t, h, model.Query{Order: order, Limit: 64, Offset: offset})...)
		}
		for i := range want {
			if got[i].ID != want[i].ID {
				t.Errorf("order %d: %d is %s, not %s", order, i, got[i].ID, want[i].ID)
				break
			}
		}
		failed := list(t, h, model.Query{Order: order, Machine: "order-approval", Status: []model.Status{model.Failed}, Text: "limit"})
		if !slices.IsSortedFunc(failed, compare) {
			t.Errorf("order %d: a search is not sorted", order)
		}
	}
}

func TestJournalRefuses(t *testing.T) {
	h := open(t, t.TempDir())
	if _, err := h.Get(t.Context(), "nobody"); !errors.Is(err, model.ErrNoRun) {
		t.Errorf("Get: %v", err)
	}
	if err := h.Finish(t.Context(), model.Run{ID: "nobody"}, nil); !errors.Is(err, model.ErrNoRun) {
		t.Errorf("Finish: %v", err)
	}
	if err := h.Annotate(t.Context(), "nobody", true, ""); !errors.Is(err, model.ErrNoRun) {
		t.Errorf("Annotate: %v", err)
	}
	if _, err := h.List(t.Context(), model.Query{Before: "nobody"}); !errors.Is(err, model.ErrNoRun) {
		t.Errorf("List before nobody: %v", err)
	}
	begin(t, h, hostileRun("once"))
	if err := h.Begin(t.Context(), hostileRun("once")); err == nil {
		t.Error("the same run was begun twice")
	}
	bad := slices.Values([]model.Run{{ID: "new"}, {ID: "once"}})
	if err := h.Import(t.Context(), bad); err == nil || totals(t, h, model.Query{}).Runs != 1 {
		t.Errorf("half of an import stayed: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.Begin(ctx, hostileRun("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("Begin without time: %v", err)
	}
}

func TestConcurrentRuns(t *testing.T) {
	h := open(t, t.TempDir())
	const workers, each = 8, 10
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				run := hostileRun(fmt.Sprintf("%d-%d", w, i))
				if err := h.Begin(t.Context(), run); err != nil {
					t.Error(err)
				}
				run.Status = model.Failed
				if err := h.Finish(t.Context(), run, nil); err != nil {
					t.Error(err)
				}
				if _, err := h.List(t.Context(), model.Query{Limit: 5, Text: "order"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := totals(t, h, model.Query{Status: []model.Status{model.Failed}}).Runs; n != workers*each {
		t.Errorf("%d runs", n)
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "expresso")
	h := open(t, dir)
	begin(t, h, hostileRun("a"))
	found := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		found++
		want := os.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has %v, want %v", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found != 6 { // two folders, the database, its log and index, a lock
		t.Errorf("%d files and folders", found)
	}

	path := filepath.Join(t.TempDir(), fileName)
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, filepath.Dir(path))
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a database that others could read has %v, %v", info.Mode(), err)
	}
}

func TestCloseWritesTheLogBack(t *testing.T) {
	dir := t.TempDir()
	h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	begin(t, h, hostileRun("a"))
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, fileName+"-*")); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if err := h.Begin(t.Context(), hostileRun("b")); err == nil {
		t.Error("a closed history takes runs")
	}
}

func TestDefaultDir(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for state, want := range map[string]string{
		"/var/state": "/var/state/expresso", "": filepath.Join(home, ".local/state/expresso"), "relative": filepath.Join(home, ".local/state/expresso"),
	} {
		t.Setenv("XDG_STATE_HOME", state)
		if got, err := DefaultDir(); got != want || err != nil {
			t.Errorf("%q: %s, %v", state, got, err)
		}
	}
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("HOME", "")
	// The user's home is known without HOME, except for users of whom nothing is known.
	if got, err := DefaultDir(); !strings.HasSuffix(got, filepath.FromSlash("/.local/state/expresso")) && model.HintOf(err) == "" {
		t.Errorf("without HOME: %s, %v", got, err)
	}
}

func TestSession(t *testing.T) {
	h := open(t, t.TempDir())
	ours, other := h.Session("embedded ./orders"), h.Session("aws")
	expect := func(s model.Session, key, want string) {
		t.Helper()
		if got, err := s.Get(t.Context(), key); got != want || err != nil {
			t.Errorf("%s: %.20q, %v, want %.20q", key, got, err, want)
		}
	}
	put := func(s model.Session, key, value string) {
		t.Helper()
		if err := s.Put(t.Context(), key, value); err != nil {
			t.Error(err)
		}
	}
	expect(ours, "draft", "")
	for _, value := range []string{"{\x00\xff\r\n", strings.Repeat("é", 1<<19), "last"} {
		put(ours, "draft", value)
		expect(ours, "draft", value)
	}
	expect(other, "draft", "")
	put(other, "draft", "theirs")
	put(ours, "draft", "")
	expect(ours, "draft", "")
	expect(other, "draft", "theirs")
	if err := ours.Put(t.Context(), "draft", strings.Repeat("x", maxRemembered+1)); err == nil {
		t.Error("any size is remembered")
	}
}

// A database that cannot be used is left as it is, and the error says what to do.
func TestOpenRefuses(t *testing.T) {
	database := func(t *testing.T, statements ...string) []byte {
		path := filepath.Join(t.TempDir(), "x.db")
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range statements {
			if _, err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	ours := fmt.Sprintf("PRAGMA application_id = %d", applicationID)
	tests := []struct {
		name, error, hint string
		content           func(t *testing.T) []byte
	}{
		{"no database", "is damaged", "move away this file and those", func(*testing.T) []byte { return []byte(strings.Repeat("not a database ", 100)) }},
		{"cut short", "is damaged", "move away this file and those", func(t *testing.T) []byte {
			return database(t, ours, "PRAGMA user_version = 1", "CREATE TABLE runs (a)", "CREATE TABLE b (a)")[:5000]
		}},
		{"newer", "written by a newer expresso", "update expresso", func(t *testing.T) []byte {
			return database(t, ours, fmt.Sprintf("PRAGMA user_version = %d", len(migrations())+1), "CREATE TABLE runs (later)")
		}},
		{"negative", "its version is negative", "move away this file and those", func(t *testing.T) []byte {
			return database(t, ours, "PRAGMA user_version = -1", "CREATE TABLE runs (a)")
		}},
		{"foreign", "of another program", "move the file away", func(t *testing.T) []byte { return database(t, "CREATE TABLE bookmarks (url)") }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, fileName)
			content := test.content(t)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			h, err := Open(dir)
			if err == nil {
				_, err = h.List(t.Context(), model.Query{})
				if err := h.Close(); err != nil {
					t.Error(err)
				}
			}
			if err == nil || !strings.Contains(err.Error(), test.error) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v", err)
			}
			if !strings.Contains(model.HintOf(err), test.hint) {
				t.Errorf("hint %q", model.HintOf(err))
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(content) {
				t.Errorf("the file was changed (%d bytes, were %d), %v", len(after), len(content), err)
			}
			if beside, _ := filepath.Glob(path + "-*"); len(beside) != 0 {
				t.Errorf("files were put beside it: %v", beside)
			}
		})
	}
	t.Run("folder in its place", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, fileName), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "is a folder") || model.HintOf(err) == "" {
			t.Errorf("got %v (%s)", err, model.HintOf(err))
		}
	})
	t.Run("file in its folder's place", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("got %v", err)
		}
	})
}

// What SQLite answers to a full disk and to a file that may not be written is had without
// either: the size of the database is bounded, and a connection is opened for reading.
func TestWritingFailsWithAHint(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir)
	h.db.SetMaxOpenConns(1) // the bound is the connection's
	var pages int
	if err := h.db.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+5)); err != nil {
		t.Fatal(err)
	}
	run := hostileRun("big")
	run.Input = strings.Repeat("x", 1<<18)
	err := h.Begin(t.Context(), run)
	if err == nil || !strings.Contains(model.HintOf(err), "disk is full") {
		t.Errorf("full: %v (%s)", err, model.HintOf(err))
	}
	begin(t, h, hostileRun("small")) // the failure left nothing behind
	if runs := list(t, h, model.Query{}); len(runs) != 1 || runs[0].ID != "small" {
		t.Errorf("after a full disk: %v", runs)
	}

	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(h.path)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	reader := &History{dir: dir, path: h.path, db: db}
	t.Cleanup(func() { reader.Close() })
	err = reader.Begin(t.Context(), hostileRun("c"))
	if err == nil || !strings.Contains(model.HintOf(err), "writable") {
		t.Errorf("read only: %v (%s)", err, model.HintOf(err))
	}
	if len(list(t, reader, model.Query{})) != 1 {
		t.Error("a history that may not be written cannot be read")
	}
}

func TestTotalsDoNotOverflow(t *testing.T) {
	h := open(t, t.TempDir())
	absurd := model.Run{Billing: model.Billing{Duration: math.MaxInt64, MemoryMB: math.MaxInt64}}
	for i := range 20 {
		absurd.ID = model.RunID(strconv.Itoa(i))
		if err := h.Import(t.Context(), slices.Values([]model.Run{absurd})); err != nil {
			t.Fatal(err)
		}
	}
	if got := totals(t, h, model.Query{}); got.MBMillis <= 0 || got.Requests != 20 {
		t.Errorf("got %+v", got)
	}
}

func TestOpenInFoldersWithOddNames(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"relative", "a b?c=d#e%20f&g", "ü:é", "./x//y/.."} {
		h := open(t, dir)
		begin(t, h, hostileRun("a"))
		if info, err := os.Stat(filepath.Join(dir, fileName)); err != nil || info.Size() == 0 {
			t.Errorf("%s: the database lies elsewhere: %v", dir, err)
		}
	}
}

// TestMachinesOfTheSameName are of two accounts and of two regions: each has its own runs.
func TestMachinesOfTheSameName(t *testing.T) {
	h := open(t, t.TempDir())
	arns := []model.ARN{
		"arn:aws:states:us-east-1:111111111111:stateMachine:orders:prod",
		"arn:aws:states:us-east-1:222222222222:stateMachine:orders#Happy",
		"arn:aws:states:eu-west-1:111111111111:stateMachine:orders",
	}
	group := model.NewGroup(model.CompareGroup, time.Unix(0, 0))
	for i, arn := range arns {
		run := slices.Collect(storetest.Runs(1))[0]
		run.ID, run.Machine, run.Group = model.RunID(strconv.Itoa(i)), arn, group
		if err := h.Begin(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	for i, arn := range arns {
		of := model.Query{Machine: string(arn.Unqualified())}
		if runs := list(t, h, of); len(runs) != 1 || runs[0].ID != model.RunID(strconv.Itoa(i)) {
			t.Errorf("%s: %v", arn, runs)
		}
		if n := totals(t, h, of).Runs; n != 1 {
			t.Errorf("%s: %d runs", arn, n)
		}
		of.Fold = true
		if runs := list(t, h, of); len(runs) != 1 {
			t.Errorf("%s, folded: %v", arn, runs)
		}
	}
	if runs := list(t, h, model.Query{Machine: "orders"}); len(runs) != 3 {
		t.Errorf("by name: %v", runs)
	}
	if runs := list(t, h, model.Query{Machine: "rders"}); len(runs) != 0 {
		t.Errorf("by the end of a name: %v", runs)
	}
}
