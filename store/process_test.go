package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
)

// Tests start this binary again as another process on the same history: with childTask in
// its environment it does that instead of the tests.
const childTask = "EXPRESSO_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childTask); task != "" {
		if err := processTask(strings.Fields(task)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if manyDir != "" {
		_ = os.RemoveAll(manyDir)
	}
	os.Exit(code)
}

// processTask does "begin DIR" (begins a run and waits to be killed) or "write DIR NAME COUNT"
// (runs so many).
func processTask(task []string) error {
	h, err := Open(task[1])
	if err != nil {
		return err
	}
	ctx := context.Background()
	switch task[0] {
	case "begin":
		run := hostileRun("child")
		run.Group = "burst-1"
		if err := h.Begin(ctx, run); err != nil {
			return err
		}
		fmt.Println("begun")
		select {}
	case "write":
		count, err := strconv.Atoi(task[3])
		if err != nil {
			return err
		}
		for i := range count {
			run := model.Run{ID: model.RunID(fmt.Sprintf("%s-%04d", task[2], i)), Asked: time.Now()}
			if err := h.Begin(ctx, run); err != nil {
				return err
			}
			run.Status, run.Billing = model.Succeeded, model.Billing{Duration: 100 * time.Millisecond, MemoryMB: 64}
			if err := h.Finish(ctx, run, nil); err != nil {
				return err
			}
			if _, err := h.List(ctx, model.Query{Limit: 10}); err != nil {
				return err
			}
		}
	}
	return h.Close()
}

func childCommand(t *testing.T, task ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childTask+"="+strings.Join(task, " "))
	cmd.Stderr = os.Stderr
	return cmd
}

// hostileRun is a run whose texts hold what a careless store would alter.
func hostileRun(id string) model.Run {
	return model.Run{
		ID: model.RunID(id), Target: "embedded", Asked: time.Date(2026, 3, 4, 5, 6, 7, 8000, time.UTC), Status: model.Running,
		Request: model.Request{
			Machine: "arn:aws:states:us-east-1:000000000000:stateMachine:order-approval:7",
			Input:   "{\"a\":1.00,\r\n\t\"b\":\"\xff\xfe\x00\u202e%_\\\"}\n ",
		},
	}
}

func TestARunWhoseProcessWasKilledHasNoAnswer(t *testing.T) {
	dir := t.TempDir()
	cmd := childCommand(t, "begin", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "begun\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	h := open(t, dir)
	if run := get(t, h, "child"); run.Status != model.Running || run.Problem != "" {
		t.Errorf("while the child lives the run is %s (%s)", run.Status, run.Problem)
	}
	statuses := []model.Status{model.Running}
	if n := totals(t, h, model.Query{Status: statuses}).Runs; n != 1 {
		t.Errorf("%d runs are running", n)
	}

	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed

	for _, from := range []*History{h, open(t, dir)} {
		run := get(t, from, "child")
		want := hostileRun("child")
		if run.Status != model.NoResponse || run.Input != want.Input || run.Machine != want.Machine || !run.Asked.Equal(want.Asked) {
			t.Errorf("after the kill: %+v", run)
		}
		if !strings.Contains(run.Problem, "ended before the response arrived") || !strings.Contains(run.Hint, "may have run") {
			t.Errorf("problem %q, hint %q", run.Problem, run.Hint)
		}
		if n := totals(t, from, model.Query{Status: statuses}).Runs; n != 0 {
			t.Errorf("%d runs are running", n)
		}
		if group := totals(t, from, model.Query{Group: "burst-1"}); group.Runs != 1 || group.Running != 0 {
			t.Errorf("of the group %d of %d are running", group.Running, group.Runs)
		}
		if runs := list(t, from, model.Query{Status: []model.Status{model.NoResponse}}); len(runs) != 1 || runs[0].ID != "child" || runs[0].Status != model.NoResponse {
			t.Errorf("without answer are %v", runs)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, processes, "*")); err != nil || len(left) != 0 {
		t.Errorf("lock files are left: %v, %v", left, err)
	}
}

func TestProcessesShareAHistory(t *testing.T) {
	dir := t.TempDir() // with no history yet: all make it at the same moment
	const each = 40
	var children []*exec.Cmd
	for i := range 3 {
		cmd := childCommand(t, "write", dir, fmt.Sprintf("p%d", i), strconv.Itoa(each))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, cmd)
	}
	for _, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	h := open(t, dir)
	got := totals(t, h, model.Query{Status: []model.Status{model.Succeeded}})
	want := model.Totals{
		Runs: 3 * each, Succeeded: 3 * each, Requests: 3 * each, MBMillis: 3 * each * 6400,
		Regions: []model.RegionUse{{Region: "", Requests: 3 * each, MBMillis: 3 * each * 6400}},
	}
	if !cmp.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if err := integrity(h); err != nil {
		t.Error(err)
	}
}

func TestClosingEndsTheWaiting(t *testing.T) {
	dir := t.TempDir()
	ours, other := open(t, dir), open(t, dir)
	begin(t, ours, hostileRun("a"))
	begin(t, other, hostileRun("b"))
	for id, want := range map[model.RunID]model.Status{"a": model.Running, "b": model.Running} {
		if got := get(t, ours, id).Status; got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[model.RunID]model.Status{"a": model.Running, "b": model.NoResponse} {
		if got := get(t, ours, id).Status; got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	// What was taken for lost may still come.
	late := hostileRun("b")
	late.Status, late.Output = model.Succeeded, "1"
	if err := ours.Finish(t.Context(), late, nil); err != nil {
		t.Fatal(err)
	}
	if run := get(t, ours, "b"); run.Status != model.Succeeded || run.Problem != "" || run.Output != "1" {
		t.Errorf("finished late: %+v", run)
	}
}

func TestOwnersOfADatabaseFromElsewhereAreDead(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"", "../" + fileName, "1-nobody", `..\x`} {
		if alive(dir, name) {
			t.Errorf("%q is alive", name)
		}
	}
}
