package store

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

func TestVerdictsOutliveTheProcess(t *testing.T) {
	dir := t.TempDir()
	h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	group := model.NewGroup(model.ReplayGroup, time.Now())
	at := time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)
	begin := func(id model.RunID, saved string, group model.GroupID, after time.Duration) {
		t.Helper()
		run := model.Run{ID: id, Request: model.Request{Machine: "arn:aws:states:us-east-1:1:stateMachine:m"}, Asked: at.Add(after), Group: group, Saved: saved}
		if err := h.Begin(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	begin("a", "small", group, 0)
	begin("b", "big", group, time.Hour)
	begin("c", "big", "", 2*time.Hour)
	for id, verdict := range map[model.RunID]string{"a": "CHANGED", "b": "CHANGED"} {
		if err := h.Judge(t.Context(), id, verdict); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Judge(t.Context(), "b", "PASSED"); err != nil {
		t.Fatal(err)
	}
	if err := h.Judge(t.Context(), "none", "PASSED"); !errors.Is(err, model.ErrNoRun) {
		t.Error(err)
	}
	// That the run ends later takes nothing away.
	if err := h.Finish(t.Context(), model.Run{ID: "b", Status: model.Failed}, nil); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if h, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	for id, want := range map[model.RunID]string{"a": "CHANGED", "b": "PASSED", "c": ""} {
		if run, err := h.Get(t.Context(), id); err != nil || run.Verdict != want {
			t.Errorf("%s: %q, %v", id, run.Verdict, err)
		}
	}
	totals, err := h.Totals(t.Context(), model.Query{Group: group})
	if want := map[string]int64{"CHANGED": 1, "PASSED": 1}; err != nil || !maps.Equal(totals.Verdicts, want) {
		t.Errorf("%v, %v", totals.Verdicts, err)
	}
	for _, tt := range []struct {
		query model.Query
		want  string
	}{
		{model.Query{Saved: "big"}, "cb"},
		{model.Query{Saved: "big", Until: at.Add(2 * time.Hour)}, "b"},
		{model.Query{Since: at.Add(time.Hour), Until: at.Add(3 * time.Hour)}, "cb"},
		{model.Query{Saved: "nothing"}, ""},
	} {
		runs, err := h.List(t.Context(), tt.query)
		ids := make([]string, len(runs))
		for i, run := range runs {
			ids[i] = string(run.ID)
		}
		got := strings.Join(ids, "")
		totals, totalsErr := h.Totals(t.Context(), tt.query)
		if err != nil || totalsErr != nil || got != tt.want || totals.Runs != int64(len(tt.want)) {
			t.Errorf("%+v: %q of %d, %v, %v", tt.query, got, totals.Runs, err, totalsErr)
		}
	}
}
