package editor

import (
	"testing"

	"pgregory.net/rapid"

	"expresso/model/jsonvalue"
)

// TestBrackets compares what is found for each bracket of a document with what a stack
// finds in one go.
func TestBrackets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, err := jsonvalue.Format(drawJSON(t, 5), "\t")
		if err != nil {
			t.Fatal(err)
		}
		e := newEditor(text)
		e.buf.moveGap(rapid.IntRange(0, len(text)).Draw(t, "gap"))
		halves := map[int]int{}
		var open []int
		for i := 0; i < len(text); i++ {
			switch c := text[i]; c {
			case '"':
				for i++; text[i] != '"'; i++ {
					if text[i] == '\\' {
						i++
					}
				}
			case '{', '[':
				open = append(open, i)
			case '}', ']':
				j := open[len(open)-1]
				open = open[:len(open)-1]
				halves[i], halves[j] = j, i
			}
		}
		for i, want := range halves {
			if got, ok := e.match(i, MaxText); !ok || got != want {
				t.Fatalf("other half of %d in %q is %d (%v), not %d", i, text, got, ok, want)
			}
			e.moveTo(i, false)
			if got, ok := e.bracketAt(); !ok || got != i {
				t.Fatalf("bracket at %d in %q is at %d (%v)", i, text, got, ok)
			}
		}
		for i, want := range halves {
			if i < want && want-i > 2 {
				if _, ok := e.match(i, want-i-1); ok {
					t.Fatalf("found a half of %d in %q further away than asked for", i, text)
				}
			}
		}
	})
}

func TestBracketWithoutHalf(t *testing.T) {
	for _, text := range []string{"|{]", "[}|", "|[", "]|", `{"a": "|[`} {
		e := at(text)
		send(e, "<ctrl+]>")
		if got := marked(e); got != text || e.Notice() == "" {
			t.Errorf("%q: %q, %q", text, got, e.Notice())
		}
	}
}
