// Package screen makes text safe for a terminal, and exactly as wide as asked. It makes
// visible what would act on the terminal or hide on it, measures and cuts by cells, and puts
// durations, sizes and counts into the words that the screens use. It knows nothing of colours
// (see theme) nor of JSON (see highlight).
package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// TabStop is the distance in cells between two tab stops.
const TabStop = 4

// maxMarks is how many combining marks may stand on one character before the next is
// spelled out: living languages use two or three, more would draw over the lines above.
const maxMarks = 3

// Visible returns s as it can be written to a terminal: every control character, format
// character (bidirectional overrides, zero-width characters, joiners), line separator,
// private or unassigned code point and byte of invalid UTF-8 is replaced with a picture.
// Controls below U+0020 and DEL become their symbol of one cell (␛), other code points
// their number (‹202E›), bytes theirs (‹9B›). A tab becomes blanks up to the next tab
// stop, counted from the beginning of s. A newline is a control like others: split
// first. Variation selectors and skin tones count as format characters, because
// terminals disagree on how wide they make what stands before them.
//
// Text of printable ASCII is returned as it is, without allocation.
func Visible(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] <= '~' {
		i++
	}
	if i == len(s) {
		return s
	}
	return visible(s, i)
}

// visible does Visible's work on text whose first clean bytes are printable ASCII.
func visible(s string, clean int) string {
	var b strings.Builder
	done := 0 // s[:done] is in b already
	marks := 0
	afterBase := clean > 0
	for i := clean; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		mark := r >= 0x300 && unicode.Is(unicode.M, r)
		if mark {
			marks++
		} else {
			marks = 0
		}
		if r == utf8.RuneError && size == 1 || hides(r) || mark && (!afterBase || marks > maxMarks) {
			b.WriteString(s[done:i])
			if r == '\t' {
				blanks := TabStop - Width(b.String())%TabStop
				b.WriteString("        "[:blanks])
			} else {
				b.WriteString(Picture(s[i : i+size]))
			}
			done = i + size
		}
		afterBase = true
		i += size
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// Picture spells out the first character of s, or its first byte if that is no valid
// UTF-8, whatever it is: ␛, ‹202E›, ‹9B›.
func Picture(s string) string {
	const digits = "0123456789ABCDEF"
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case size == 0:
		return ""
	case r == utf8.RuneError && size == 1:
		return "‹" + string(digits[s[0]>>4]) + string(digits[s[0]&15]) + "›"
	case r < ' ':
		return string('␀' + r)
	case r == 0x7f:
		return "␡"
	}
	var hex []byte
	for shift := 20; shift >= 0; shift -= 4 {
		if r>>shift != 0 || shift < 16 {
			hex = append(hex, digits[r>>shift&15])
		}
	}
	return "‹" + string(hex) + "›"
}

// hides reports whether r acts on the terminal, hides on it, or has no agreed width.
func hides(r rune) bool {
	if r <= '~' {
		return r < ' '
	}
	return !unicode.IsGraphic(r) || r >= 0x34f && unicode.Is(widthless, r)
}

// widthless holds the graphic characters that are not drawn by themselves: Unicode's
// Default_Ignorable_Code_Point as far as Go's tables call them graphic, and the emoji
// modifiers.
var widthless = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034f, Hi: 0x034f, Stride: 1},
		{Lo: 0x115f, Hi: 0x1160, Stride: 1},
		{Lo: 0x17b4, Hi: 0x17b5, Stride: 1},
		{Lo: 0x180b, Hi: 0x180f, Stride: 1},
		{Lo: 0x3164, Hi: 0x3164, Stride: 1},
		{Lo: 0xfe00, Hi: 0xfe0f, Stride: 1},
		{Lo: 0xffa0, Hi: 0xffa0, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f3fb, Hi: 0x1f3ff, Stride: 1},
		{Lo: 0xe0000, Hi: 0xe0fff, Stride: 1},
	},
}
