package jsonvalue

import (
	"fmt"
	"strings"
	"testing"
)

// TestJackson holds the messages that Jackson 2.17 has for texts that are not JSON.
func TestJackson(t *testing.T) {
	source := func(line, column int) string {
		return fmt.Sprintf("[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: %d, column: %d]", line, column)
	}
	const valid = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	for _, test := range []struct {
		text, want   string
		line, column int
	}{
		{`not`, "Unrecognized token 'not': was expecting " + valid, 1, 4},
		{`[tru, 1]`, "Unrecognized token 'tru': was expecting " + valid, 1, 5},
		{`[truex]`, "Unrecognized token 'truex': was expecting " + valid, 1, 7},
		{strings.Repeat("a", 300), "Unrecognized token '" + strings.Repeat("a", 256) + "...': was expecting " + valid, 1, 257},
		{`{"foo": }`, "Unexpected character ('}' (code 125)): expected a valid value " + valid, 1, 9},
		{"{\n\"a\":1,\n\n\n}", "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 5, 1},
		{`{i:1}`, "Unexpected character ('i' (code 105)): was expecting double-quote to start field name", 1, 2},
		{`{"a" 1}`, "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 6},
		{`{"a":1 "b"}`, `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`, 1, 8},
		{`[1 2]`, "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 4},
		{`[1,]`, "Unexpected character (']' (code 93)): expected a valid value " + valid, 1, 4},
		{`[{]}`, "Unexpected close marker ']': expected '}' (for Object starting at " + source(1, 2) + ")", 1, 3},
		{`}`, "Unexpected close marker '}': expected ']' (for root starting at " + source(1, 0) + ")", 1, 1},
		{`{"a":1`, "Unexpected end-of-input: expected close marker for Object (start marker at " + source(1, 1) + ")", 1, 7},
		{`[1,`, "Unexpected end-of-input within/between Array entries", 1, 4},
		{`{"a"`, "Unexpected end-of-input within/between Object entries", 1, 5},
		{`{"a":"b`, "Unexpected end-of-input: was expecting closing quote for a string value", 1, 8},
		{`{"a`, "Unexpected end-of-input in field name", 1, 4},
		{`"\x"`, "Unrecognized character escape 'x' (code 120)", 1, 3},
		{`"\u12g4"`, "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence", 1, 6},
		{"\"a\nb\"", "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value", 1, 3},
		{"\x01", `Illegal character ((CTRL-CHAR, code 1)): only regular white space (\r, \n, \t) is allowed between tokens`, 1, 1},
		{`8etg`, "Unexpected character ('t' (code 116)) in numeric value: Exponent indicator not followed by a digit", 1, 1},
		{`8tg`, "Unexpected character ('t' (code 116)): Expected space separating root-level values", 1, 2},
		{`01`, "Invalid numeric value: Leading zeroes not allowed", 1, 2},
		{`-x`, "Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value", 1, 2},
		{`'a'`, "Unexpected character (''' (code 39)): expected a valid value " + valid, 1, 1},
		{`→`, "Unexpected character ('→' (code 8594 / 0x2192)): expected a valid value " + valid, 1, 1},
		{`// x`, "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)", 1, 1},
		{`NaN`, "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", 1, 4},
	} {
		if got, want := Jackson(test.text).String(), test.want+"\n at "+source(test.line, test.column); got != want {
			t.Errorf("%.50q\ngot  %s\nwant %s", test.text, got, want)
		}
	}
}

// FuzzJacksonError looks for texts that are not JSON but of which nothing is said.
func FuzzJackson(f *testing.F) {
	for _, seed := range []string{"", "[1,", `{"a":tru}`, "-1.", "0x", "1e+", "\"\\u12", "[{]}", "{} {}", "1\r\n 2", "+", "/", "Inf", strings.Repeat("[", 1100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		if strings.Trim(text, " \t\r\n") == "" || Check(text) == nil {
			return
		}
		if Jackson(text).Message == "" {
			t.Errorf("nothing is said of %q", text)
		}
	})
}
