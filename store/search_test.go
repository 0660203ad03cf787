package store

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"expresso/model"
	"expresso/store/storetest"
)

// settle puts all runs into the index.
func settle(t testing.TB, h *History) {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = h.indexSome(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := lacking(t, h); n != 0 {
		t.Fatalf("%d runs are not indexed", n)
	}
}

func lacking(t testing.TB, h *History) (n int) {
	t.Helper()
	if err := h.db.QueryRow("SELECT count(*) FROM unindexed").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// The index leaves out no run that LIKE finds, whatever bytes runs and searches are of.
func TestTheIndexLosesNothing(t *testing.T) {
	h := open(t, t.TempDir())
	letters := []string{"a", "b", "A", `"`, `\`, "%", "é", "É", "ß", "\u0301", "\u202e", "\xff", "\xc3", "\xa9", "\x00", "\n", "😀", "K", "ſ", "s"}
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 12).Draw(t, "letters"), "")
	})
	runs := map[model.RunID]model.Run{}
	found := 0
	rapid.Check(t, func(rt *rapid.T) {
		run := model.Run{ID: model.RunID(strconv.Itoa(len(runs))), Error: text.Draw(rt, "error"), Note: text.Draw(rt, "note"), Output: text.Draw(rt, "output"), Cause: text.Draw(rt, "cause")}
		run.Input = text.Draw(rt, "input")
		if err := h.Import(t.Context(), slices.Values([]model.Run{run})); err != nil {
			rt.Fatal(err)
		}
		runs[run.ID] = run
		settle(t, h)
		query := text.Draw(rt, "query")
		if whole := rapid.SampledFrom([]string{run.Input, run.Note, run.Cause}).Draw(rt, "of"); len(whole) > 3 && rapid.Bool().Draw(rt, "known") {
			query = whole[rapid.IntRange(0, len(whole)-3).Draw(rt, "from"):]
		}
		if query == "" || trigrams(query) == "" {
			return
		}
		var want int
		pattern := "%" + likeEscaper.Replace(query) + "%"
		err := h.db.QueryRow(`SELECT count(*) FROM runs JOIN requests ON requests.run = seq JOIN answers ON answers.run = seq
			WHERE error LIKE ?1 ESCAPE '\' OR note LIKE ?1 ESCAPE '\' OR CAST(input AS TEXT) LIKE ?1 ESCAPE '\'
			OR CAST(output AS TEXT) LIKE ?1 ESCAPE '\' OR CAST(cause AS TEXT) LIKE ?1 ESCAPE '\'`, pattern).Scan(&want)
		if err != nil {
			rt.Fatal(err)
		}
		found += want
		if got := totals(t, h, model.Query{Text: query}).Runs; got != int64(want) {
			rt.Fatalf("%q is in %d runs, and %d are found", query, want, got)
		}
	})
	if found == 0 {
		t.Error("nothing was ever to be found")
	}
	if err := integrity(h); err != nil {
		t.Error(err)
	}
}

func TestTheIndexFollowsTheRuns(t *testing.T) {
	h := open(t, t.TempDir())
	is := func(text string, want int) {
		t.Helper()
		for _, state := range []string{"before", "after"} {
			if got := len(list(t, h, model.Query{Text: text})); got != want {
				t.Errorf("%s indexing, %q is in %d runs, want %d", state, text, got, want)
			}
			settle(t, h)
		}
	}
	run := hostileRun("a")
	run.Input = "the question"
	begin(t, h, run)
	is("Question", 1)
	is("answer", 0)
	run.Status, run.Output, run.Error = model.Failed, "an answer", "Some.Error"
	if err := h.Finish(t.Context(), run, nil); err != nil {
		t.Fatal(err)
	}
	is("ANSWER", 1)
	is("me.er", 1)
	is("question", 1)
	for _, note := range []string{"remember", "forget"} {
		if err := h.Annotate(t.Context(), "a", false, note); err != nil {
			t.Fatal(err)
		}
		is(note, 1)
	}
	is("remember", 0)
	if _, err := h.db.Exec("DELETE FROM runs"); err != nil {
		t.Fatal(err)
	}
	is("forget", 0)
	if n := lacking(t, h); n != 0 {
		t.Errorf("%d runs that are gone wait to be indexed", n)
	}
	if err := integrity(h); err != nil {
		t.Error(err)
	}
}

// A search sets the work going, and closing the history ends it.
func TestSearchingCatchesUp(t *testing.T) {
	const n = 700 // takes several turns
	dir := t.TempDir()
	h, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Import(t.Context(), storetest.Runs(n)); err != nil {
		t.Fatal(err)
	}
	if missing := lacking(t, h); missing != n {
		t.Errorf("%d runs are not indexed, want all", missing)
	}
	one := func() {
		t.Helper()
		if got := len(list(t, h, model.Query{Text: "needle"})); got != 1 {
			t.Errorf("%d needles", got)
		}
	}
	one()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = open(t, dir)
	for range 5 {
		one()
	}
	h.index.done.Wait()
	if missing := lacking(t, h); missing != 0 {
		t.Errorf("%d runs are not indexed", missing)
	}
	one()
	if err := integrity(h); err != nil {
		t.Error(err)
	}
}

func TestTrigrams(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "ab": "", "éé": "", "abc": `"abc"`, "abcd": `"abc" AND "bcd"`, `a"b" OR`: `"a""b" AND """b""" AND "b"" " AND """ O" AND " OR"`,
		"ab\xff": "", "abc\x00": "",
	} {
		if got := trigrams(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if got := strings.Count(trigrams(strings.Repeat("abcdef", 100)), "AND"); got != maxTrigrams-1 {
		t.Errorf("a long text is asked for with %d trigrams", got+1)
	}
}
