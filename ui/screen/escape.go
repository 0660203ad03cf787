package screen

import (
	"io"
	"unicode/utf8"
)

// Escape is Visible for text that keeps its lines and stays JSON if it is: every character
// that acts on the terminal or hides on it is written as in JSON, \u009b, and a byte that is
// no UTF-8 as \x9b. Newlines, those of Windows too, and tabs stay.
func Escape(s string) string {
	text, _ := escape(nil, []byte(s), true)
	return string(text)
}

// escape appends text to out, escaped, and returns the beginning of a character that is not
// all there. At the end of the text there is none.
func escape(out, text []byte, end bool) (escaped, rest []byte) {
	const hex = "0123456789abcdef"
	unit := func(n rune) { out = append(out, '\\', 'u', hex[n>>12&15], hex[n>>8&15], hex[n>>4&15], hex[n&15]) }
	for len(text) > 0 {
		if !end && (!utf8.FullRune(text) || len(text) == 1 && text[0] == '\r') {
			return out, text
		}
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			out = append(out, '\\', 'x', hex[text[0]>>4], hex[text[0]&15])
		case r == '\n' || r == '\t' || !hides(r), r == '\r' && len(text) > 1 && text[1] == '\n':
			out = append(out, text[:size]...)
		case r > 0xffff:
			unit(0xd800 + (r-0x10000)>>10)
			unit(0xdc00 + (r-0x10000)&0x3ff)
		default:
			unit(r)
		}
		text = text[size:]
	}
	return out, nil
}

// Escaper writes text to a terminal as Escape has it.
type Escaper struct {
	to   io.Writer
	rest []byte // the beginning of a character
}

// NewEscaper returns a writer to a terminal. Flush is called at the end.
func NewEscaper(to io.Writer) *Escaper { return &Escaper{to: to} }

// Write writes what is whole of text.
func (e *Escaper) Write(text []byte) (int, error) {
	return len(text), e.write(text, false)
}

// Flush writes what was left: bytes that are no character.
func (e *Escaper) Flush() error { return e.write(nil, true) }

func (e *Escaper) write(text []byte, end bool) error {
	if len(e.rest) > 0 {
		text = append(e.rest, text...)
	}
	out, rest := escape(make([]byte, 0, len(text)), text, end)
	e.rest = append([]byte(nil), rest...)
	if len(out) == 0 {
		return nil
	}
	_, err := e.to.Write(out)
	return err
}
