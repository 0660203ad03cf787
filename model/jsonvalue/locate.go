package jsonvalue

import (
	"strconv"
	"strings"
)

// Locate tells at which byte of a JSON text the value at pointer begins. The pointer is
// written /a/0/b, as RFC 6901 has it (~1 for a slash in a key, ~0 for a tilde); "" is the
// whole document. ok is false if there is no such value, or the text is not JSON.
func Locate(text, pointer string) (offset int, ok bool) {
	offset, _, ok = Span(text, pointer)
	return offset, ok
}

// Span tells as well at which byte the value ends.
func Span(text, pointer string) (from, to int, ok bool) {
	if Check(text) != nil || pointer != "" && pointer[0] != '/' {
		return 0, 0, false
	}
	p := parser{text: text}
	p.space()
	for pointer != "" {
		token, rest, more := strings.Cut(pointer[1:], "/")
		if pointer = rest; more {
			pointer = "/" + rest
		}
		token = PointerKey(token)
		if !p.enter(token) {
			return 0, 0, false
		}
	}
	from = p.at
	p.value(0)
	return from, p.at, true
}

// enter goes from the beginning of an array or object of a valid text to the beginning of
// the value under token. Of keys that come twice the last one counts.
func (p *parser) enter(token string) bool {
	open := p.next()
	if open != '{' && open != '[' {
		return false
	}
	p.at++
	found := -1
	for i := 0; ; i++ {
		p.space()
		switch p.next() {
		case '}', ']':
			if found >= 0 {
				p.at = found
			}
			return found >= 0
		case ',':
			p.at++
			p.space()
		}
		here := open == '[' && token == strconv.Itoa(i)
		if open == '{' {
			p.build = true // to have the key decoded
			key, _, _ := p.string()
			p.build = false
			here = key == token
			p.space()
			p.at++ // the colon
			p.space()
		}
		if here {
			found = p.at
		}
		p.value(0)
	}
}
