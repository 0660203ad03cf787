package editor

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// piece draws text that has everything in it that a buffer or a layout may stumble over,
// now and then enough of it to make a long line.
func piece(t *rapid.T, label string) string {
	s := rapid.OneOf(
		rapid.SampledFrom([]string{"", "\n", "\r\n", "\r", "\t", "\xff", "\"", "\\", "{", "}", "e\u0301", "\u0301", "世", "👨‍👩‍👧", "a\nb\r\nc"}),
		rapid.StringN(0, 8, -1),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "bytes")) }),
	).Draw(t, label)
	if rapid.IntRange(0, 7).Draw(t, "long") == 0 {
		s = strings.Repeat(s, rapid.IntRange(1, 3000).Draw(t, "times"))
	}
	return s
}

// TestBuffer compares a buffer with a string that is cut and pasted.
func TestBuffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := piece(t, "text")
		b := newBuffer(text)
		check := func() {
			if got := b.slice(0, b.size()); got != text {
				t.Fatalf("text is %q, not %q", got, text)
			}
			if b.lines() != 1+strings.Count(text, "\n") {
				t.Fatalf("%d lines in %q", b.lines(), text)
			}
			start := 0
			for n, line := range strings.SplitAfter(text, "\n") {
				if b.start(n) != start {
					t.Fatalf("line %d of %q begins at %d, not %d", n, text, b.start(n), start)
				}
				body, ended := strings.CutSuffix(line, "\n")
				if ended {
					body = strings.TrimSuffix(body, "\r")
				}
				if b.end(n) != start+len(body) {
					t.Fatalf("line %d of %q ends at %d, not %d", n, text, b.end(n), start+len(body))
				}
				start += len(line)
			}
		}
		check()
		for range rapid.IntRange(1, 20).Draw(t, "edits") {
			from := rapid.IntRange(0, len(text)).Draw(t, "from")
			to := rapid.IntRange(from, len(text)).Draw(t, "to")
			s := piece(t, "new")
			b.replace(from, to, s)
			text = text[:from] + s + text[to:]
			check()
			i := rapid.IntRange(0, len(text)).Draw(t, "at")
			if want := strings.Count(text[:i], "\n"); b.line(i) != want {
				t.Fatalf("offset %d of %q is on line %d, not %d", i, text, b.line(i), want)
			}
			if i < len(text) && b.at(i) != text[i] {
				t.Fatalf("byte %d of %q is %q", i, text, b.at(i))
			}
			if got := b.slice(from, from+len(s)); got != s {
				t.Fatalf("slice is %q, not %q", got, s)
			}
		}
	})
}

// TestUndo compares any sequence of edits, undo and redo with a list of all texts there
// have been.
func TestUndo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := []string{piece(t, "text")}
		at := 0
		e := newEditor(texts[0])
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			text := texts[at]
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				if e.undo() != (at > 0) {
					t.Fatalf("undo at step %d of %d", at, len(texts))
				}
				at = max(at-1, 0)
			case 1:
				if e.redo() != (at < len(texts)-1) {
					t.Fatalf("redo at step %d of %d", at, len(texts))
				}
				at = min(at+1, len(texts)-1)
			default:
				from := rapid.IntRange(0, len(text)).Draw(t, "from")
				to := rapid.IntRange(from, len(text)).Draw(t, "to")
				s := piece(t, "new")
				e.put(from, to, s, from, other)
				if s != text[from:to] {
					at++
					texts = append(texts[:at], text[:from]+s+text[to:])
				}
			}
			if got := e.Text(); got != texts[at] {
				t.Fatalf("text is %q, not %q", got, texts[at])
			}
			if e.Size() != len(texts[at]) {
				t.Fatalf("size is %d, not %d", e.Size(), len(texts[at]))
			}
		}
	})
}

// TestAnyKeys presses keys at random: whatever they do can be undone and done again, the
// view stays as large as it is asked to be, and what the layout remembers stays true.
func TestAnyKeys(t *testing.T) {
	names := make([]string, 0, len(keyNamed))
	for _, b := range newEditor("").Actions() {
		for _, k := range b.Keys {
			if keyNamed[k].String() != k {
				t.Fatalf("no terminal sends %q", k)
			}
			names = append(names, "<"+k+">")
		}
	}
	slices.Sort(names)
	keys := rapid.OneOf(rapid.SampledFrom(names), rapid.SampledFrom([]string{`"`, "{", "[", "]", "}", ",", " ", "a", "\n", "é", "\u0301"}))
	rapid.Check(t, func(t *rapid.T) {
		text := piece(t, "text") + piece(t, "more")
		e := newEditor(text)
		e.SetSize(rapid.IntRange(1, 60).Draw(t, "width"), rapid.IntRange(1, 10).Draw(t, "height"))
		for range rapid.IntRange(1, 40).Draw(t, "keys") {
			send(e, keys.Draw(t, "key"))
			if e.sel.cursor < 0 || e.sel.cursor > e.Size() || e.sel.anchor < 0 || e.sel.anchor > e.Size() {
				t.Fatalf("selection %v of %d bytes", e.sel, e.Size())
			}
			checkView(t, e)
			n := rapid.IntRange(0, e.buf.lines()-1).Draw(t, "line")
			off := rapid.IntRange(0, e.buf.end(n)-e.buf.start(n)).Draw(t, "off")
			fresh := layout{buf: e.buf}
			if got, want := e.layout.seek(n, off, far), fresh.seek(n, off, far); got != want {
				t.Fatalf("line %d, byte %d is at %v, not %v", n, off, got, want)
			}
		}
		last := e.Text()
		undone := 0
		for e.undo() {
			undone++
		}
		if e.Text() != text {
			t.Fatalf("everything undone gives %q, not %q", e.Text(), text)
		}
		for range undone {
			e.redo()
		}
		if e.Text() != last {
			t.Fatalf("everything done again gives %q, not %q", e.Text(), last)
		}
	})
}
