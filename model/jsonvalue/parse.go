package jsonvalue

import (
	"fmt"
	"strings"
	"sync"
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

	elems   stack[Value]
	members stack[Member]
	buf     []byte // of a string that has escapes
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// release gives the stacks back for the next text, unless one is out of all proportion.
func (p *parser) release() {
	const keep = 4096
	if cap(p.elems.list) <= keep && cap(p.members.list) <= keep && cap(p.buf) <= keep*16 {
		*p = parser{elems: p.elems.emptied(), members: p.members.emptied(), buf: p.buf}
		parsers.Put(p)
	}
}

// stack collects what arrays or objects consist of while it is not known how much that is.
type stack[T any] struct {
	list []T
	high int // the most that the list has held
	slab []T
}

// take moves all from base on into what is left of the slab, or into a new one, which is
// larger if there is much text to come.
func (s *stack[T]) take(base, rest int) []T {
	s.high = max(s.high, len(s.list))
	n := len(s.list) - base
	if n > len(s.slab) {
		s.slab = make([]T, max(n, min(rest/64, 128)))
	}
	mine := s.slab[:n:n]
	s.slab = s.slab[n:]
	copy(mine, s.list[base:])
	s.list = s.list[:base]
	return mine
}

// emptied is an empty stack of the same capacity that refers to nothing any more.
func (s *stack[T]) emptied() stack[T] {
	clear(s.list[:max(s.high, len(s.list))])
	return stack[T]{list: s.list[:0]}
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
	base, size := len(p.elems.list), 1
	for {
		v, ok := p.value(depth)
		if !ok {
			return v, false
		}
		if p.build {
			p.elems.list = append(p.elems.list, v)
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
		return arrayValue(p.elems.take(base, len(p.text)-p.at), size), true
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
	base, size := len(p.members.list), 1
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
			p.members.list = append(p.members.list, Member{key, v})
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
		members := p.members.take(base, len(p.text)-p.at)
		count := len(members)
		members, index := unique(members)
		if len(members) < count {
			return NewObject(members), true // the size is another one
		}
		return objectValue(members, index, size), true
	}
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
	case strings.HasPrefix(p.text[at:], "//"), strings.HasPrefix(p.text[at:], "/*"):
		return "a comment, which JSON does not have"
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
