package store

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"expresso/model"
	"expresso/store/storetest"
)

// stored is how many bytes of the response the database holds.
func stored(t *testing.T, h *History, id model.RunID) (bytes int) {
	t.Helper()
	if err := h.db.QueryRow("SELECT length(raw) FROM answers JOIN runs ON run = seq WHERE id = ?", id).Scan(&bytes); err != nil {
		t.Fatal(err)
	}
	return bytes
}

func TestAResponseIsStoredWithoutWhatItRepeats(t *testing.T) {
	h := open(t, t.TempDir())
	run := hostileRun("a")
	run.Input = `{"text":"` + strings.Repeat(`é \"quoted\" <&> \\ 
	`, 1000) + `"}`
	begin(t, h, run)
	run.Status, run.Output, run.Cause = model.Succeeded, strings.Repeat(`["\u0001",1.50]`, 1000), strings.Repeat("why\x01\x1f\b\f\r", 100)
	encode := func(s string) string {
		var out strings.Builder
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(out.String())
	}
	run.Raw = `{"input":` + encode(run.Input) + `,"cause":` + encode(run.Cause) + `,"output":` + encode(run.Output) + `}`
	want := run.Raw
	run.Input = "not what was begun" // Finish is told less than Begin was
	if err := h.Finish(t.Context(), run, nil); err != nil {
		t.Fatal(err)
	}
	if got := get(t, h, "a").Raw; got != want {
		t.Errorf("the response came back as %.300q", got)
	}
	if n := stored(t, h, "a"); n > 40 {
		t.Errorf("%d bytes of a response of %d are stored", n, len(want))
	}

	// Written in a way of its own, it is stored whole.
	run.Raw = strings.ReplaceAll(want, `\"`, `\u0022`)
	if err := h.Finish(t.Context(), run, nil); err != nil {
		t.Fatal(err)
	}
	if got := get(t, h, "a").Raw; got != run.Raw {
		t.Errorf("the response came back as %.300q", got)
	}
	if n, kept := stored(t, h, "a"), len(quoted(run.Cause)); n != len(run.Raw)-kept {
		t.Errorf("%d bytes are stored, not all but the cause's %d of %d", n, kept, len(run.Raw))
	}
}

func TestRestoreUndoesCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(t, "text")) })
		run := model.Run{Output: text.Draw(t, "output"), Cause: text.Draw(t, "cause")}
		run.Input = text.Draw(t, "input")
		parts := rapid.SampledFrom([]string{quoted(run.Input), quoted(run.Output), quoted(run.Cause), quoted(quoted(run.Input)), `"`, "x"})
		run.Raw = strings.Join(rapid.SliceOfN(parts, 0, 8).Draw(t, "raw"), "")
		left, at := cut(run)
		if got := restore(left, run, at); got != run.Raw {
			t.Errorf("%q was restored to %q", run.Raw, got)
		}
	})
}

func TestDamagedPlacesDoNoHarm(t *testing.T) {
	h := open(t, t.TempDir())
	run := slices.Collect(storetest.Runs(1))[0]
	if err := h.Import(t.Context(), slices.Values([]model.Run{run})); err != nil {
		t.Fatal(err)
	}
	for _, place := range []int64{-1, 1 << 40} {
		if _, err := h.db.Exec("UPDATE answers SET input_at = ?", place); err != nil {
			t.Fatal(err)
		}
		if got := get(t, h, run.ID); got.Input != run.Input || strings.Contains(got.Raw, quoted(run.Input)) {
			t.Errorf("at %d: %+v", place, got)
		}
	}
}

// The format of what is stored rests on quoted: it is never to change.
func TestQuoted(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 `""`,
		"a\"b\\c/d":                        `"a\"b\\c/d"`,
		"\x00\x08\x09\x0a\x0b\x0c\x0d\x1f": `"\u0000\b\t\n\u000b\f\r\u001f"`,
		"\x7f<é\u2028\xff>":                "\"\x7f<é\u2028\xff>\"",
	} {
		if got := quoted(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
