package jsonvalue

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deep arrays and objects may be nested in a text that is parsed
// (Jackson's default, and so AWS's).
const MaxDepth = 1000

// SyntaxError says where and why a text is not JSON.
type SyntaxError struct {
	Offset       int // bytes before the place
	Line, Column int // counted from 1, the column in characters
	Msg          string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
}

// Parse reads one JSON text (RFC 8259, strictly). An error is a *SyntaxError. The value
// shares the memory of text.
func Parse(text string) (Value, error) {
	p := parsers.Get().(*parser)
	p.text, p.build = text, true
	v, ok := p.document()
	err := p.err
	p.release()
	if !ok {
		return Value{}, err
	}
	return v, nil
}

// Check returns what is wrong with a JSON text, nil if nothing is. It builds nothing.
func Check(text string) *SyntaxError {
	p := parser{text: text}
	p.document()
	return p.err
}

// parser walks one text, from front to back. Elements and members are collected on
// stacks and moved, once their number is known, into slabs that values share.
type parser struct {
	text  string
	at    int
	build bool
	err   *SyntaxError

	elems      []Value
	members    []Member
	elemSlab   []Value
	memberSlab []Member
	buf        []byte // of a string that has escapes
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// release gives the stacks back for the next text, unless one is out of all proportion.
func (p *parser) release() {
	const keep = 4096
	if cap(p.elems) <= keep && cap(p.members) <= keep && cap(p.buf) <= keep*16 {
		clear(p.elems) // not empty after an error
		clear(p.members)
		*p = parser{elems: p.elems[:0], members: p.members[:0], buf: p.buf}
		parsers.Put(p)
	}
}

func (p *parser) fail(at int, msg string) (Value, bool) {
	line, column := LineColumn(p.text, at)
	p.err = &SyntaxError{Offset: at, Line: line, Column: column, Msg: msg}
	return Value{}, false
}

// space skips white space.
func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\n', '\r', '\t':
			p.at++
		default:
			return
		}
	}
}

// next is the byte to come, 0 at the end (a byte 0 is allowed nowhere).
func (p *parser) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) document() (Value, bool) {
	p.space()
	if p.at == len(p.text) {
		return p.fail(p.at, "expected a value, found nothing")
	}
	v, ok := p.value(0)
	if !ok {
		return v, false
	}
	p.space()
	if p.at < len(p.text) {
		return p.fail(p.at, "expected the end of the text after the value, found "+p.found(p.at))
	}
	return v, true
}

func (p *parser) value(depth int) (Value, bool) {
	switch c := p.next(); c {
	case '{':
		return p.object(depth + 1)
	case '[':
		return p.array(depth + 1)
	case '"':
		s, size, ok := p.string()
		return stringValue(s, size), ok
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		end, msg := scanNumber(p.text, p.at)
		if msg != "" {
			return p.fail(end, msg)
		}
		v := numberValue(p.text[p.at:end])
		p.at = end
		return v, true
	case 't':
		return p.literal("true", NewBool(true))
	case 'f':
		return p.literal("false", NewBool(false))
	case 'n':
		return p.literal("null", Null())
	default:
		return p.fail(p.at, "expected a value, found "+p.found(p.at))
	}
}

func (p *parser) literal(word string, v Value) (Value, bool) {
	if strings.HasPrefix(p.text[p.at:], word) {
		p.at += len(word)
		return v, true
	}
	return p.fail(p.at, "expected a value, found "+p.found(p.at))
}

func (p *parser) array(depth int) (Value, bool) {
	if depth > MaxDepth {
		return p.fail(p.at, fmt.Sprintf("nested deeper than %d levels", MaxDepth))
	}
	p.at++
	p.space()
	if p.next() == ']' {
		p.at++
		return arrayValue(nil, 2), true
	}
	base, size := len(p.elems), 1
	for {
		v, ok := p.value(depth)
		if !ok {
			return v, false
		}
		if p.build {
			p.elems = append(p.elems, v)
			size = min(size+1+v.Size(), maxSize)
		}
		p.space()
		switch p.next() {
		case ',':
			p.at++
			p.space()
			if p.next() == ']' {
				return p.fail(p.at, "expected a value after ',', found ']'")
			}
			continue
		case ']':
			p.at++
		default:
			return p.fail(p.at, "expected ',' or ']' after an element, found "+p.found(p.at))
		}
		return arrayValue(take(&p.elemSlab, &p.elems, base, len(p.text)-p.at), size), true
	}
}

func (p *parser) object(depth int) (Value, bool) {
	if depth > MaxDepth {
		return p.fail(p.at, fmt.Sprintf("nested deeper than %d levels", MaxDepth))
	}
	p.at++
	p.space()
	if p.next() == '}' {
		p.at++
		return objectValue(nil, nil, 2), true
	}
	base, size := len(p.members), 1
	for {
		if p.next() != '"' {
			if p.next() == '}' { // there was a comma, else the object would be an empty one
				return p.fail(p.at, "expected a member after ',', found '}'")
			}
			return p.fail(p.at, "expected a key in double quotes, found "+p.found(p.at))
		}
		key, keySize, ok := p.string()
		if !ok {
			return Value{}, false
		}
		p.space()
		if p.next() != ':' {
			return p.fail(p.at, "expected ':' after a key, found "+p.found(p.at))
		}
		p.at++
		p.space()
		v, ok := p.value(depth)
		if !ok {
			return v, false
		}
		if p.build {
			p.members = append(p.members, Member{key, v})
			size = min(size+keySize+2+v.Size(), maxSize)
		}
		p.space()
		switch p.next() {
		case ',':
			p.at++
			p.space()
			continue
		case '}':
			p.at++
		default:
			return p.fail(p.at, "expected ',' or '}' after a member, found "+p.found(p.at))
		}
		if !p.build {
			return Value{}, true
		}
		count := len(p.members) - base
		members, index := unique(take(&p.memberSlab, &p.members, base, len(p.text)-p.at))
		if len(members) < count {
			return NewObject(members), true // the size is another one
		}
		return objectValue(members, index, size), true
	}
}

// take moves the elements of stack from base on into what is left of the slab, or into a
// new one, which is larger if there is much text to come.
func take[T any](slab, stack *[]T, base, rest int) []T {
	list := (*stack)[base:]
	n := len(list)
	if n > len(*slab) {
		*slab = make([]T, max(n, min(rest/64, 128)))
	}
	mine := (*slab)[:n:n]
	*slab = (*slab)[n:]
	copy(mine, list)
	clear(list)
	*stack = (*stack)[:base]
	return mine
}

// string reads a string and tells the size that its text has when it is written.
func (p *parser) string() (s string, size int, ok bool) {
	begin := p.at + 1
	var or byte
	for i := begin; i < len(p.text); i++ {
		c := p.text[i]
		or |= c
		if special[c] == 0 {
			continue
		}
		s = p.text[begin:i]
		if or >= utf8.RuneSelf && !utf8.ValidString(s) {
			p.fail(begin+invalidAt(s), "a byte that is not UTF-8")
			return "", 0, false
		}
		switch c {
		case '"':
			p.at = i + 1
			return s, len(s) + 2, true
		case '\\':
			return p.escaped(begin, i)
		}
		p.fail(i, "a control character in a string: write it as an escape, found "+p.found(i))
		return "", 0, false
	}
	p.fail(len(p.text), fmt.Sprintf("a string is not closed: it began at line %d", p.lineOf(begin-1)))
	return "", 0, false
}

func (p *parser) lineOf(at int) int {
	line, _ := LineColumn(p.text, at)
	return line
}

// escaped reads on in a string that began at begin and has its first backslash at i.
func (p *parser) escaped(begin, i int) (s string, size int, ok bool) {
	text := p.text
	buf := p.buf[:0]
	if p.build {
		buf = append(buf, text[begin:i]...)
	}
	for i < len(text) {
		switch c := text[i]; {
		case c == '"':
			p.at = i + 1
			if !p.build {
				return "", 0, true
			}
			p.buf = buf
			s, size = measure(string(buf))
			return s, size, true
		case c == '\\':
			r, width, msg := unescape(text[i:])
			if msg != "" {
				p.fail(i, msg)
				return "", 0, false
			}
			if p.build {
				buf = utf8.AppendRune(buf, r)
			}
			i += width
		case c < 0x20:
			p.fail(i, "a control character in a string: write it as an escape, found "+p.found(i))
			return "", 0, false
		case c < utf8.RuneSelf:
			if p.build {
				buf = append(buf, c)
			}
			i++
		default:
			r, width := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && width == 1 {
				p.fail(i, "a byte that is not UTF-8")
				return "", 0, false
			}
			if p.build {
				buf = append(buf, text[i:i+width]...)
			}
			i += width
		}
	}
	p.fail(len(text), fmt.Sprintf("a string is not closed: it began at line %d", p.lineOf(begin-1)))
	return "", 0, false
}

// unescape reads one escape at the beginning of s. Half a surrogate pair is read as
// U+FFFD, since no UTF-8 has it.
func unescape(s string) (r rune, width int, msg string) {
	if len(s) < 2 {
		return 0, 0, "a string ends in the middle of an escape"
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2, ""
	case 'b':
		return '\b', 2, ""
	case 'f':
		return '\f', 2, ""
	case 'n':
		return '\n', 2, ""
	case 'r':
		return '\r', 2, ""
	case 't':
		return '\t', 2, ""
	case 'u':
		r, ok := hex4(s)
		if !ok {
			return 0, 0, `\u needs four hexadecimal digits`
		}
		if !utf16.IsSurrogate(r) {
			return r, 6, ""
		}
		if low, ok := hex4(s[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12, ""
			}
		}
		return utf8.RuneError, 6, ""
	default:
		return 0, 0, `an escape that JSON does not have: \" \\ \/ \b \f \n \r \t and \u are all`
	}
}

// hex4 reads \uXXXX at the beginning of s.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2:6]) {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// scanNumber returns where the number that begins at i ends, or where and why it is none.
func scanNumber(text string, i int) (end int, msg string) {
	if i < len(text) && text[i] == '-' {
		i++
	}
	begin := i
	if i = scanDigits(text, i); i == begin {
		return i, "expected a digit in a number"
	}
	if text[begin] == '0' && i > begin+1 {
		return begin + 1, "a number cannot begin with 0 and go on with digits"
	}
	if i < len(text) && text[i] == '.' {
		begin = i + 1
		if i = scanDigits(text, begin); i == begin {
			return i, "expected a digit after the decimal point"
		}
	}
	if i < len(text) && text[i]|0x20 == 'e' {
		i++
		if i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		begin = i
		if i = scanDigits(text, begin); i == begin {
			return i, "expected a digit in the exponent"
		}
	}
	return i, ""
}

func scanDigits(text string, i int) int {
	for i < len(text) && text[i]-'0' <= 9 {
		i++
	}
	return i
}

// found names what is at a place, for a message.
func (p *parser) found(at int) string {
	if at >= len(p.text) {
		return "the end of the text"
	}
	r, width := utf8.DecodeRuneInString(p.text[at:])
	switch {
	case r == utf8.RuneError && width == 1:
		return "a byte that is not UTF-8"
	case r == '\'':
		return `"'": strings are written in double quotes`
	case isWordByte(p.text[at]):
		end := at
		for end < len(p.text) && end < at+20 && isWordByte(p.text[end]) {
			end++
		}
		return fmt.Sprintf("%q", p.text[at:end])
	case r < 0x20 || r == 0x7f || r > 0x7e:
		return fmt.Sprintf("%U", r)
	default:
		return "'" + string(r) + "'"
	}
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, width := utf8.DecodeRuneInString(s[i:]); width == 1 {
				return i
			}
		}
	}
	return 0
}

// LineColumn tells where a byte of text is: counted from 1, the column in characters.
func LineColumn(text string, offset int) (line, column int) {
	before := text[:min(max(offset, 0), len(text))]
	begin := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[begin:])
}
