package store

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
	"expresso/store/storetest"
)

// older makes a database as an older version of expresso left it, with one run that was
// answered and one that was not, which the first version wrote.
func older(t *testing.T, dir string, version int) []model.Run {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	exec := func(statement string, args ...any) {
		t.Helper()
		if _, err := db.Exec(statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec("PRAGMA journal_mode = WAL")
	exec(migrations()[0])
	exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	runs := slices.Collect(storetest.Runs(2))
	runs[1] = hostileRun("lost")
	runs[1].Status, runs[1].Problem = model.NoResponse, "gone"
	for i, r := range runs {
		exec(`INSERT INTO runs (seq, id, target, arn, machine, name, trace, asked, took, status, owner,
			execution, started, stopped, error, billed, memory, problem, hint)
			VALUES (?, ?, ?, ?, ?, '', '', ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?)`,
			i+1, r.ID, r.Target, r.Machine, nameOf(r.Machine), r.Asked.UnixMicro(), int64(r.Took), r.Status,
			r.Execution, micros(r.Started), micros(r.Stopped), r.Error, int64(r.Billing.Duration), r.Billing.MemoryMB, r.Problem, r.Hint)
		exec("INSERT INTO requests VALUES (?, ?)", i+1, []byte(r.Input))
		if r.Status.Answered() {
			exec("INSERT INTO answers VALUES (?, ?, ?, ?)", i+1, []byte(r.Output), []byte(r.Cause), []byte(r.Raw))
		}
	}
	exec("INSERT INTO session VALUES ('here', 'draft', x'7b7d')")
	for _, migration := range migrations()[1:version] {
		exec(migration)
	}
	exec(fmt.Sprintf("PRAGMA user_version = %d", version))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return runs
}

// nameOf is what the column machine held until version 10.
func nameOf(arn model.ARN) string {
	if name := arn.Machine(); name != "" {
		return name
	}
	return string(arn)
}

func TestHistoriesOfOlderVersionsAreBroughtUpToDate(t *testing.T) {
	for version := 1; version < len(migrations()); version++ {
		t.Run(strconv.Itoa(version), func(t *testing.T) { broughtUpToDate(t, version) })
	}
}

func broughtUpToDate(t *testing.T, version int) {
	t.Helper()
	dir := t.TempDir()
	runs := older(t, dir, version)
	h := open(t, dir)
	open(t, dir) // and another process finds it done
	if version, err := h.version(t.Context(), h.db); version != len(migrations()) || err != nil {
		t.Errorf("version %d, %v", version, err)
	}
	for _, want := range runs {
		if diff := cmp.Diff(want, get(t, h, want.ID)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	if draft, err := h.Session("here").Get(t.Context(), "draft"); draft != "{}" || err != nil {
		t.Errorf("draft %q, %v", draft, err)
	}
	if n := totals(t, h, model.Query{}).Runs; n != 2 {
		t.Errorf("%d runs", n)
	}
	for _, want := range runs {
		for _, machine := range []string{string(want.Machine.Unqualified()), want.Machine.Machine()} {
			if got := list(t, h, model.Query{Machine: machine}); machine != "" && !slices.ContainsFunc(got, func(r model.Run) bool { return r.ID == want.ID }) {
				t.Errorf("%s is not among the runs of %s", want.ID, machine)
			}
			if n := totals(t, h, model.Query{Machine: machine}).Runs; n < 1 {
				t.Errorf("%d runs of %s", n, machine)
			}
		}
	}
	// What is new can be done to what is old.
	if err := h.Annotate(t.Context(), runs[0].ID, true, "seen"); err != nil {
		t.Fatal(err)
	}
	if starred := list(t, h, model.Query{Starred: true}); len(starred) != 1 || starred[0].ID != runs[0].ID || starred[0].Note != "seen" {
		t.Errorf("starred: %+v", starred)
	}
	if err := h.Finish(t.Context(), runs[0], nil); err != nil {
		t.Fatal(err)
	}
	if run := get(t, h, runs[0].ID); run.Raw != runs[0].Raw || !run.Starred || run.Note != "seen" {
		t.Errorf("finished again: %+v", run)
	}
	if err := integrity(h); err != nil {
		t.Error(err)
	}
}

// TestAnOlderProcessGoesOnWriting has one that does not know that runs are kept by ARN.
func TestAnOlderProcessGoesOnWriting(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir)
	const machine model.ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:orders"
	group := model.NewGroup(model.BurstGroup, time.UnixMicro(0))
	for i := range 3 {
		run := model.Run{ID: model.RunID(fmt.Sprintf("run-%d", i)), Request: model.Request{Machine: machine, Input: "{}"}, Group: group, Asked: time.UnixMicro(int64(i))}
		if err := h.Begin(t.Context(), run); err != nil {
			t.Fatal(err)
		}
		run.Status = model.Failed
		if err := h.Finish(t.Context(), run, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.db.Exec(`UPDATE runs SET machine = 'orders', machine_head = id = 'run-1' WHERE id <> 'run-0';
		UPDATE tallies SET runs = 1; INSERT INTO tallies SELECT 'orders', status, region, 2, charged, usage FROM tallies`); err != nil {
		t.Fatal(err)
	}
	h = open(t, dir)
	of := model.Query{Machine: string(machine)}
	if n := totals(t, h, of).Runs; n != 3 || len(list(t, h, of)) != 3 {
		t.Errorf("%d runs in all, and %d are listed", n, len(list(t, h, of)))
	}
	of.Fold = true
	if heads := list(t, h, of); len(heads) != 1 {
		t.Errorf("the burst has %d rows", len(heads))
	}
	if err := integrity(h); err != nil {
		t.Error(err)
	}
}

// A migration's number is the version that it leads to.
// A database that an older version made has been through these: an edited one would give two schemas with one number.
func TestMigrationsAreNeverEdited(t *testing.T) {
	for i, want := range []string{
		"5b9f463e03a491bf", "47a46f0c436178d4", "96c2c3360d2fa85b", "20ed0242aff918f2", "e7a0282e300ceeca",
		"554bfce21af23f94", "1e3dfd3eb85930ed", "a43a68441eea608f", "0303b6ef7c3c77ed", "a05e8ac7facb9100",
	} {
		if got := fmt.Sprintf("%x", sha256.Sum256([]byte(migrations()[i])))[:16]; got != want {
			t.Errorf("migration %d was edited: its sum is %s, not %s", i+1, got, want)
		}
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	names, err := fs.Glob(migrationFiles, "migrations/*")
	if err != nil || len(names) < 7 {
		t.Fatalf("%q, %v", names, err)
	}
	for i, name := range names {
		if !strings.HasPrefix(name, fmt.Sprintf("migrations/%03d_", i+1)) {
			t.Errorf("%s leads to version %d", name, i+1)
		}
	}
}

func TestAnnotate(t *testing.T) {
	h := open(t, t.TempDir())
	begin(t, h, hostileRun("a"))
	long := string(make([]byte, model.MaxNote))
	for _, want := range []struct {
		starred bool
		note    string
	}{{true, ""}, {true, "\x1b]52;c;\xff\x00'\"%_"}, {false, long}, {false, ""}} {
		if err := h.Annotate(t.Context(), "a", want.starred, want.note); err != nil {
			t.Fatal(err)
		}
		for _, run := range []model.Run{get(t, h, "a"), list(t, h, model.Query{})[0]} {
			if run.Starred != want.starred || run.Note != want.note || run.Status != model.Running {
				t.Errorf("got %v %q %s, want %v %q", run.Starred, run.Note, run.Status, want.starred, want.note)
			}
		}
		if n := totals(t, h, model.Query{Starred: true}).Runs; (n == 1) != want.starred {
			t.Errorf("%d runs have a star", n)
		}
	}
	if err := h.Annotate(t.Context(), "a", true, long+"x"); model.HintOf(err) == "" || get(t, h, "a").Starred {
		t.Errorf("a note that is too long: %v", err)
	}
	if err := integrity(h); err != nil {
		t.Error(err)
	}
}
