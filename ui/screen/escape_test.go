package screen

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"plain é 中 😀\n\tx":    "plain é 中 😀\n\tx",
		"\u009b31m":           `\u009b31m`,
		"\x1b[2J\x07\r\x00":   `\u001b[2J\u0007\u000d\u0000`,
		"\x7f":                `\u007f`,
		"a\r\nb\r":            "a\r\nb\\u000d",
		"\u202ea\u2066\u200b": `\u202ea\u2066\u200b`,
		"\ufeff\u2028":        `\ufeff\u2028`,
		"\U000e0041":          `\udb40\udc41`,
		"\x9b31m\xff":         `\x9b31m\xff`,
	} {
		if got := Escape(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		for size := 1; size <= 3; size++ {
			var out bytes.Buffer
			e := NewEscaper(&out)
			for rest := []byte(text); len(rest) > 0; rest = rest[min(size, len(rest)):] {
				part := rest[:min(size, len(rest))]
				if n, err := e.Write(part); n != len(part) || err != nil {
					t.Fatal(n, err)
				}
			}
			if err := e.Flush(); err != nil || out.String() != want {
				t.Errorf("%q in parts of %d: %q, %v", text, size, out.String(), err)
			}
		}
	}
}

// JSON says the same, escaped.
func FuzzEscape(f *testing.F) {
	f.Add("a\u009b\u202e\U000e0041\x7f")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		document, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		escaped := Escape(string(document))
		var got string
		if err := json.Unmarshal([]byte(escaped), &got); err != nil || got != text {
			t.Errorf("%q is %q: %v", text, got, err)
		}
		for _, r := range escaped {
			if r != '\n' && r != '\t' && hides(r) {
				t.Errorf("%q has %U", escaped, r)
			}
		}
	})
}
