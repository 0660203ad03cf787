package highlight

import (
	"fmt"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLine(t *testing.T) {
	type spans = []Span
	tests := []struct {
		line string
		want spans
	}{
		{"", spans{}},
		{`  "a": "b",`, spans{{"  ", chroma.Text}, {`"a"`, chroma.NameTag}, {":", chroma.Punctuation}, {" ", chroma.Text}, {`"b"`, chroma.LiteralStringDouble}, {",", chroma.Punctuation}}},
		{`"a\"b" : 1`, spans{{`"a\"b"`, chroma.NameTag}, {" ", chroma.Text}, {":", chroma.Punctuation}, {" ", chroma.Text}, {"1", chroma.LiteralNumber}}},
		{`[-1.50e+3,null]`, spans{{"[", chroma.Punctuation}, {"-1.50e+3", chroma.LiteralNumber}, {",", chroma.Punctuation}, {"null", chroma.KeywordConstant}, {"]", chroma.Punctuation}}},
		{`"open`, spans{{`"open`, chroma.LiteralStringDouble}}},
		{`"open\`, spans{{`"open\`, chroma.LiteralStringDouble}}},
		{`1.`, spans{{"1.", chroma.Error}}},
		{`nulls`, spans{{"nulls", chroma.Error}}},
		{"\"\xff\": \xc3", spans{{"\"\xff\"", chroma.NameTag}, {":", chroma.Punctuation}, {" ", chroma.Text}, {"\xc3", chroma.Error}}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, Line(test.line)); diff != "" {
			t.Errorf("%q: %s", test.line, diff)
		}
	}
}

func TestLineKeepsEveryByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{`"`, `\`, `:`, ` `, "\t", "1", "-", ".", "true", "e", "{", "é", "\xff", "\u202e", "\x1b", "\n", "\r"})).Draw(t, "pieces")
		line := strings.Join(pieces, "")
		var got strings.Builder
		for _, s := range Line(line) {
			got.WriteString(s.Text)
		}
		if got.String() != line {
			t.Fatalf("%q became %q", line, got.String())
		}
	})
}

// BenchmarkHostile is lines that make a careless pattern take more than linear time.
func BenchmarkHostile(b *testing.B) {
	for name, unit := range map[string]string{"quotes": `"`, "escapes": `\"`, "digits": "1", "blanks": " ", "brackets": "[", "errors": "x"} {
		for _, n := range []int{512, 4096} {
			line := strings.Repeat(unit, n/len(unit)) + "x"
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(n))
				for b.Loop() {
					Line(line)
				}
			})
			b.Run(fmt.Sprintf("open %s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(n))
				for b.Loop() {
					Line(`"` + line)
				}
			})
		}
	}
}

func BenchmarkLine(b *testing.B) {
	for _, line := range []string{`  "orderId": "A-1001",`, `      { "sku": "S-1", "qty": 3, "price": 12.50, "gift": false, "tags": ["a", "b"] },`, `  "text": "` + strings.Repeat("lorem ipsum ", 16), `"` + strings.Repeat(`\"`, 100)} {
		b.Run(line[:10], func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(line)))
			for b.Loop() {
				Line(line)
			}
		})
	}
}
