package store

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
)

// passes are the events of an execution through so many states, each with this text.
func passes(n int, text string) []model.Event {
	events := make([]model.Event, n)
	for i := range events {
		events[i] = model.Event{
			ID: int64(i + 1), Previous: int64(i), Type: "PassStateEntered", Time: time.Unix(1_790_000_000, int64(i)).UTC(),
			State: "State " + strconv.Itoa(i), Details: `{"input":"` + text + `"}`,
		}
	}
	return events
}

func TestTracesAreKeptWithTheirRuns(t *testing.T) {
	dir := t.TempDir()
	h, err := Open(dir)
	must(t, err)
	trace := passes(3, "quotes \\\" and \u00e9 <\u2028>")
	begin := func(id model.RunID, events []model.Event) {
		run := model.Run{ID: id, Asked: time.Unix(1_790_000_000, 0), Status: model.Succeeded, Output: "{}"}
		must(t, h.Begin(t.Context(), run))
		must(t, h.Finish(t.Context(), run, events))
	}
	begin("a", trace)
	begin("b", nil)
	begin("later", nil)
	must(t, h.KeepTrace(t.Context(), "later", trace))
	must(t, h.KeepTrace(t.Context(), "b", nil))
	begin("large", passes(65, strings.Repeat("x", model.MaxInput)))
	begin("long", passes(maxTrace/eventSize, ""))
	must(t, h.Close())

	h, err = Open(dir)
	must(t, err)
	defer func() { must(t, h.Close()) }()
	for _, id := range []model.RunID{"a", "later"} {
		got, err := h.Trace(t.Context(), id)
		must(t, err)
		if diff := cmp.Diff(trace, got); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
	for _, id := range []model.RunID{"b", "large", "long", "nobody"} {
		if _, err := h.Trace(t.Context(), id); !errors.Is(err, model.ErrNoTrace) {
			t.Errorf("%s: %v instead of no trace", id, err)
		}
	}
	_, err = h.Prune(t.Context(), model.Pruning{Keep: 0})
	must(t, err)
	if _, err := h.Trace(t.Context(), "a"); !errors.Is(err, model.ErrNoTrace) {
		t.Errorf("after the run is gone: %v", err)
	}
}

func TestATraceThatIsDamagedIsAnError(t *testing.T) {
	h, err := Open(t.TempDir())
	must(t, err)
	defer func() { must(t, h.Close()) }()
	run := model.Run{ID: "a", Asked: time.Unix(1_790_000_000, 0), Status: model.Succeeded}
	must(t, h.Begin(t.Context(), run))
	must(t, h.Finish(t.Context(), run, passes(1, "x")))
	_, err = h.db.ExecContext(t.Context(), "UPDATE traces SET events = x'00'")
	must(t, err)
	if _, err := h.Trace(t.Context(), "a"); err == nil || errors.Is(err, model.ErrNoTrace) || model.HintOf(err) == "" {
		t.Errorf("%v instead of an error with a hint", err)
	}
}

func BenchmarkPackTrace(b *testing.B) {
	for _, n := range []int{10, 1000} {
		events := passes(n, strings.Repeat("x", 200))
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := packTrace(events); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
