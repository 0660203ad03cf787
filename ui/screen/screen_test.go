package screen

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestVisible(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"plain text, 100 %", "plain text, 100 %"},
		{"Grüße, 日本語 ✓", "Grüße, 日本語 ✓"},
		{"e\u0301a\u0308", "e\u0301a\u0308"},
		{"\x1b[2J\x1b]0;title\a", "␛[2J␛]0;title␇"},
		{"a\x00b\x7fc", "a␀b␡c"},
		{"a\nb\r\n", "a␊b␍␊"},
		{"\tx", "    x"},
		{"ab\tx", "ab  x"},
		{"日\tx\ty", "日  x   y"},
		{"\u009b2J", "‹009B›2J"},
		{"\x9b2J", "‹9B›2J"},
		{"\xff\xfe", "‹FF›‹FE›"},
		{"\xe2\x82", "‹E2›‹82›"},
		{"a\u202eb\u2066c", "a‹202E›b‹2066›c"},
		{"a\u200bb\u200dc\ufeffd\u00ade", "a‹200B›b‹200D›c‹FEFF›d‹00AD›e"},
		{"a\u2028b\u2029", "a‹2028›b‹2029›"},
		{"\u26a0\ufe0f", "\u26a0‹FE0F›"},
		{"\U0001f44d\U0001f3fd", "\U0001f44d‹1F3FD›"},
		{"\U000e0041", "‹E0041›"},
		{"\ue0b0\ufffe", "‹E0B0›‹FFFE›"},
		{"\u0301x", "‹0301›x"},
		{"\u0903", "‹0903›"},
		{"नमस्ते हिंदी", "नमस्ते हिंदी"},
		{"x" + strings.Repeat("\u0301", 5), "x\u0301\u0301\u0301‹0301›‹0301›"},
		{"\ufffd", "\ufffd"},
	}
	for _, test := range tests {
		if got := Visible(test.in); got != test.want {
			t.Errorf("Visible(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestVisibleIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "in")
		out := Visible(in)
		if !utf8.ValidString(out) {
			t.Fatalf("%q is no UTF-8", out)
		}
		for _, r := range out {
			if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) {
				t.Fatalf("%q holds %U", out, r)
			}
		}
		if again := Visible(out); again != out {
			t.Fatalf("%q becomes %q", out, again)
		}
	})
}

func TestVisibleCostsNothingForASCII(t *testing.T) {
	line := strings.Repeat(`"key": "value", `, 20)
	if n := testing.AllocsPerRun(10, func() { Visible(line); Width(line); Fit(line, len(line)) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestFit(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  string
	}{
		{"abc", 5, "abc  "},
		{"abcdef", 4, "abc…"},
		{"abc", 3, "abc"},
		{"abc", 0, ""},
		{"abc", -1, ""},
		{"日本語", 5, "日本…"},
		{"日本語", 4, "日… "},
		{"", 2, "  "},
		{"\x1b[1mabcdef\x1b[0m", 4, "\x1b[1mabc…\x1b[0m"},
	}
	for _, test := range tests {
		got := Fit(test.in, test.width)
		if got != test.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", test.in, test.width, got, test.want)
		}
	}
	if got := FitLeft("/home/me/orders", 8, "…"); got != "…/orders" {
		t.Errorf("FitLeft: %q", got)
	}
	if got := FitLeft("orders", 8, "…"); got != "orders  " {
		t.Errorf("FitLeft: %q", got)
	}
}

func TestFitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Visible(rapid.String().Draw(t, "in"))
		width := rapid.IntRange(0, 40).Draw(t, "width")
		for _, got := range []string{Fit(in, width), FitLeft(in, width, "…")} {
			if Width(got) != width {
				t.Fatalf("%q has %d cells", got, Width(got))
			}
		}
	})
}

func TestDuration(t *testing.T) {
	tests := map[time.Duration]string{
		0:                        "0 ms",
		300 * time.Microsecond:   "<1 ms",
		412 * time.Millisecond:   "412 ms",
		999 * time.Millisecond:   "999 ms",
		1240 * time.Millisecond:  "1.24 s",
		2004 * time.Millisecond:  "2.004 s", // billed 2.10 s
		2014 * time.Millisecond:  "2.01 s",
		2100 * time.Millisecond:  "2.10 s",
		1999 * time.Millisecond:  "1.99 s",
		time.Second:              "1.00 s",
		59999 * time.Millisecond: "59.99 s",
		time.Minute:              "1 min",
		125 * time.Second:        "2 min 05 s",
		5 * time.Minute:          "5 min",
		200 * time.Minute:        "3 h 20 min",
		-412 * time.Millisecond:  "unknown",
		math.MinInt64:            "unknown",
		math.MaxInt64:            "2,562,047 h 47 min",
	}
	for d, want := range tests {
		if got := Duration(d); got != want {
			t.Errorf("%d: %q, want %q", d, got, want)
		}
	}
}

func TestDifference(t *testing.T) {
	tests := map[time.Duration]string{
		0: "0 ms", 412 * time.Millisecond: "+412 ms", -412 * time.Millisecond: "-412 ms", -1: "-<1 ms",
		math.MinInt64: "-2,562,047 h 47 min", math.MaxInt64: "+2,562,047 h 47 min",
	}
	for d, want := range tests {
		if got := Difference(d); got != want {
			t.Errorf("%d: %q, want %q", d, got, want)
		}
	}
}

func TestBytes(t *testing.T) {
	tests := map[int]string{
		0: "0 B", 142: "142 B", 1023: "1023 B", 1024: "1 KiB", 1229: "1.2 KiB", 2047: "1.9 KiB", 101*1024 + 1000: "101 KiB",
		262_144: "256 KiB", 262_143: "255 KiB", 1 << 20: "1 MiB", 3 << 29: "1.5 GiB", 1<<63 - 1: "7.9 EiB",
	}
	for n, want := range tests {
		if got := Bytes(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	tests := map[int64]string{0: "0", 999: "999", 1204: "1,204", -1234567: "-1,234,567", -1 << 63: "-9,223,372,036,854,775,808"}
	for n, want := range tests {
		if got := Count(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	tests := map[time.Duration]string{
		-time.Hour: "now", 0: "now", 42 * time.Second: "42s", 2 * time.Minute: "2m", 119 * time.Minute: "1h", 5 * time.Hour: "5h",
		3 * day: "3d", 13 * day: "13d", 50 * day: "7w", 800 * day: "2y",
	}
	for d, want := range tests {
		if got := Ago(now.Add(-d), now); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	if got := Ago(time.Time{}, now); got != "" {
		t.Errorf("zero time: %q", got)
	}
}

func BenchmarkVisible(b *testing.B) {
	for name, line := range map[string]string{"ascii": strings.Repeat(`"key": "value", `, 8), "german": strings.Repeat(`"Schlüssel": "größer" `, 6), "hostile": strings.Repeat("\x1b[2J\u202e", 20)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Visible(line)
			}
		})
	}
}

func TestElapsed(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0.0 s", 0: "0.0 s", 1290 * time.Millisecond: "1.2 s", 59_999 * time.Millisecond: "59.9 s", 125 * time.Second: "2 min 05 s",
	} {
		if got := Elapsed(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
