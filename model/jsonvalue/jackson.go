package jsonvalue

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// JacksonError is what Jackson, AWS's parser, says of a text that is not JSON.
type JacksonError struct {
	Message      string // "" if nothing is wrong that Jackson would tell
	Line, Column int    // 0 where Jackson names no place
}

// String is the error as Jackson writes it where it does not quote the text.
func (e JacksonError) String() string {
	if e.Line == 0 {
		return e.Message
	}
	return e.Message + "\n at " + fmt.Sprintf(sourceFormat, e.Line, e.Column)
}

// Jackson says why a text is not JSON in the words of Jackson: what it had read, what
// it expected, and where. It reads the text in Jackson's order, in UTF-16 units, because the
// column that a message names depends on how far Jackson had read. It is for texts that
// Parse has refused.
func Jackson(text string) JacksonError {
	r := &jackson{text: utf16.Encode([]rune(text)), line: 1}
	if c, ok := r.space(); ok {
		r.value(c, scope{name: "root", line: 1})
	}
	if r.err.Message == "" {
		r.trailing()
	}
	return r.err
}

// jackson reads one text up to its first error.
type jackson struct {
	text  []uint16
	at    int // the next unit
	line  int
	begin int // of the line
	depth int
	err   JacksonError
}

// scope is the array or object that is open, or the root.
type scope struct {
	name         string
	line, column int // where it was opened
}

const (
	expectedValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	// RedactedSource is how Jackson names a text that it does not quote, up to the line.
	RedactedSource = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: "
	sourceFormat   = RedactedSource + "%d, column: %d]"
	// maxToken is how much of a token that it does not know Jackson quotes.
	maxToken = 256
)

func (s scope) String() string { return fmt.Sprintf(sourceFormat, s.line, s.column) }

// fail reports an error at the next unit, back units before it.
func (r *jackson) fail(back int, format string, args ...any) bool {
	if r.err.Message == "" {
		r.err = JacksonError{fmt.Sprintf(format, args...), r.line, r.at - r.begin + 1 - back}
	}
	return false
}

func (r *jackson) unexpected(c uint16, why string) bool {
	return r.fail(1, "Unexpected character (%s): %s", described(c), why)
}

func (r *jackson) ends(why string) bool { return r.fail(0, "Unexpected end-of-input%s", why) }

func (r *jackson) more() bool { return r.at < len(r.text) }

// described is a character as messages show it.
func described(c uint16) string {
	switch {
	case c < ' ' || c >= 0x7f && c <= 0x9f:
		return fmt.Sprintf("(CTRL-CHAR, code %d)", c)
	case c > 255:
		return fmt.Sprintf("'%c' (code %d / 0x%x)", rune(c), c, c)
	default:
		return fmt.Sprintf("'%c' (code %d)", rune(c), c)
	}
}

// space reads up to the first unit that is not white space, which it returns. It is false
// at the end and after an error.
func (r *jackson) space() (uint16, bool) {
	for r.more() {
		c := r.text[r.at]
		r.at++
		switch c {
		case ' ', '\t':
		case '\r', '\n':
			if c == '\r' && r.more() && r.text[r.at] == '\n' {
				r.at++
			}
			r.line++
			r.begin = r.at
		case '/':
			return c, r.unexpected(c, "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)")
		default:
			if c < ' ' {
				return c, r.fail(1, `Illegal character (%s): only regular white space (\r, \n, \t) is allowed between tokens`, described(c))
			}
			return c, true
		}
	}
	return 0, false
}

// value reads what begins with c, which has been read.
func (r *jackson) value(c uint16, in scope) bool {
	switch {
	case c == '"':
		return r.quoted("string value", ": was expecting closing quote for a string value")
	case c == '{' || c == '[':
		if r.depth++; r.depth > MaxDepth {
			r.err.Message = fmt.Sprintf("Document nesting depth (%d) exceeds the maximum allowed (%d, from `StreamReadConstraints.getMaxNestingDepth()`)", r.depth, MaxDepth)
			return false
		}
		s := scope{name: "Array", line: r.line, column: r.at - r.begin}
		if c == '{' {
			s.name = "Object"
		}
		ok := r.entries(s)
		r.depth--
		return ok
	case c == 't':
		return r.token("true")
	case c == 'f':
		return r.token("false")
	case c == 'n':
		return r.token("null")
	case c == '-' || c >= '0' && c <= '9':
		return r.number(c, in)
	default:
		return r.odd(c, in)
	}
}

// entries reads what is in an array or an object, and what closes it.
func (r *jackson) entries(s scope) bool {
	object := s.name == "Object"
	for first := true; ; first = false {
		c, ok := r.space()
		if !ok {
			return r.ends(fmt.Sprintf(": expected close marker for %s (start marker at %s)", s.name, s))
		}
		if c == ']' || c == '}' {
			if object != (c == '}') {
				return r.unclosed(c, s)
			}
			return true
		}
		if !first {
			if c != ',' {
				return r.unexpected(c, "was expecting comma to separate "+s.name+" entries")
			}
			if c, ok = r.space(); !ok {
				return r.ends(" within/between " + s.name + " entries")
			}
		}
		if object {
			if c, ok = r.name(c, s); !ok {
				return false
			}
		} else if c == '}' {
			return r.unexpected(c, "expected a value")
		}
		if !r.value(c, s) {
			return false
		}
	}
}

func (r *jackson) unclosed(c uint16, in scope) bool {
	expected := ']'
	if c == ']' {
		expected = '}'
	}
	return r.fail(1, "Unexpected close marker '%c': expected '%c' (for %s starting at %s)", rune(c), expected, in.name, in)
}

// name reads a key, its colon, and the first unit of its value, which it returns.
func (r *jackson) name(c uint16, s scope) (uint16, bool) {
	if c != '"' {
		return c, r.unexpected(c, "was expecting double-quote to start field name")
	}
	if !r.quoted("name", " in field name") {
		return c, false
	}
	c, ok := r.space()
	if ok && c != ':' {
		return c, r.unexpected(c, "was expecting a colon to separate field name and value")
	}
	if ok {
		c, ok = r.space()
	}
	if !ok {
		return c, r.ends(" within/between " + s.name + " entries")
	}
	return c, true
}

// quoted reads a string whose quote has been read.
func (r *jackson) quoted(what, atEnd string) bool {
	for r.more() {
		c := r.text[r.at]
		r.at++
		switch {
		case c == '"':
			return true
		case c < ' ':
			return r.fail(1, "Illegal unquoted character (%s): has to be escaped using backslash to be included in %s", described(c), what)
		case c == '\\' && !r.escape():
			return false
		}
	}
	return r.ends(atEnd)
}

func (r *jackson) escape() bool {
	const atEnd = " in character escape sequence"
	if !r.more() {
		return r.ends(atEnd)
	}
	c := r.text[r.at]
	r.at++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
	default:
		return r.fail(1, "Unrecognized character escape %s", described(c))
	}
	for range 4 {
		if !r.more() {
			return r.ends(atEnd)
		}
		c := r.text[r.at]
		r.at++
		if c > 'f' || !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return r.unexpected(c, "expected a hex-digit for character escape sequence")
		}
	}
	return true
}

// token reads on in a word whose first letter has been read.
func (r *jackson) token(word string) bool {
	for i := 1; i < len(word); i++ {
		if !r.more() || r.text[r.at] != uint16(word[i]) {
			return r.unrecognized(word[:i])
		}
		r.at++
	}
	if r.more() && identifierPart(r.text[r.at]) {
		return r.unrecognized(word)
	}
	return true
}

func (r *jackson) unrecognized(begin string) bool {
	word := utf16.Encode([]rune(begin))
	for r.more() && identifierPart(r.text[r.at]) {
		word = append(word, r.text[r.at])
		if r.at++; len(word) >= maxToken {
			return r.fail(0, "Unrecognized token '%s...': was expecting %s", string(utf16.Decode(word)), expectedValue)
		}
	}
	return r.fail(0, "Unrecognized token '%s': was expecting %s", string(utf16.Decode(word)), expectedValue)
}

// identifierStart reports whether an identifier of Java can begin with c.
func identifierStart(c uint16) bool {
	return unicode.In(rune(c), unicode.L, unicode.Nl, unicode.Sc, unicode.Pc)
}

func identifierPart(c uint16) bool {
	ignorable := c <= 8 || c >= 0x0e && c <= 0x1b || c >= 0x7f && c <= 0x9f
	return ignorable || identifierStart(c) || unicode.In(rune(c), unicode.Nd, unicode.Mn, unicode.Mc, unicode.Cf)
}

// odd reports what no value begins with.
func (r *jackson) odd(c uint16, in scope) bool {
	const nonStandard = "Non-standard token '%s': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
	switch c {
	case ']', '}':
		if in.name == "root" {
			return r.unclosed(c, in)
		}
	case 'N':
		return r.token("NaN") && r.fail(0, nonStandard, "NaN")
	case 'I':
		return r.token("Infinity") && r.fail(0, nonStandard, "Infinity")
	case '+':
		if !r.more() {
			return r.ends(" in a Number value")
		}
		r.at++
		return r.fail(1, "Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow")
	}
	if identifierStart(c) {
		return r.unrecognized(string(rune(c)))
	}
	return r.unexpected(c, "expected a valid value "+expectedValue)
}

// number reads a number whose first unit has been read. Jackson reads ahead: what is wrong
// before the text ends is reported where the number begins.
func (r *jackson) number(c uint16, in scope) bool {
	begin := r.at
	digits := func() (n int) {
		for r.more() && r.text[r.at] >= '0' && r.text[r.at] <= '9' {
			r.at++
			n++
		}
		return n
	}
	wrong := func(why string) bool { // the unit that comes is none that a number continues with
		c := r.text[min(r.at, len(r.text)-1)]
		switch {
		case !r.more():
		case ahead(r.text[begin-1:]):
			r.at = begin
		default:
			r.at++
		}
		return r.fail(1, "Unexpected character (%s) in numeric value: %s", described(c), why)
	}
	if c == '-' {
		if !r.more() {
			return r.ends("No digit following minus sign")
		}
		if c = r.text[r.at]; c < '0' || c > '9' {
			r.at++
			return r.fail(1, "Unexpected character (%s) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value", described(c))
		}
		r.at++
	}
	if c == '0' && r.more() && r.text[r.at] >= '0' && r.text[r.at] <= '9' {
		return r.fail(0, "Invalid numeric value: Leading zeroes not allowed")
	}
	digits()
	if r.more() && r.text[r.at] == '.' {
		r.at++
		if digits() == 0 {
			return wrong("Decimal point not followed by a digit")
		}
	}
	if r.more() && r.text[r.at]|0x20 == 'e' {
		r.at++
		if r.more() && (r.text[r.at] == '+' || r.text[r.at] == '-') {
			r.at++
		}
		if !r.more() {
			return r.ends("expected a digit for number exponent")
		}
		if digits() == 0 {
			return wrong("Exponent indicator not followed by a digit")
		}
	}
	if in.name == "root" && r.more() {
		if c := r.text[r.at]; !strings.ContainsRune(" \t\r\n", rune(c)) {
			r.at++
			return r.unexpected(c, "Expected space separating root-level values")
		}
	}
	return true
}

// ahead reports whether Jackson reads a number without taking note of how far it is: all but
// those that begin with 0.
func ahead(number []uint16) bool {
	if number[0] == '-' {
		number = number[1:]
	}
	return number[0] != '0'
}

// trailing reports what follows a value.
func (r *jackson) trailing() {
	c, ok := r.space()
	if !ok || !r.value(c, scope{name: "root", line: 1}) {
		return
	}
	r.fail(0, "Trailing token found after value: not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`")
}
