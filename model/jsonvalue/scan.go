package jsonvalue

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

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
		p.fail(i, p.control(i))
		return "", 0, false
	}
	p.fail(len(p.text), fmt.Sprintf("a string is not closed: it began at line %d", p.lineOf(begin-1)))
	return "", 0, false
}

// control says why a control character cannot be in a string. A line break is there when the
// closing quote is not.
func (p *parser) control(at int) string {
	if c := p.text[at]; c == '\n' || c == '\r' {
		return `a string is not closed on its line: add the closing ", or write a line break as \n`
	}
	return "a control character in a string: write it as an escape, found " + p.found(at)
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
			p.fail(i, p.control(i))
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
		return 0, 0, `an unknown escape: JSON has \" \\ \/ \b \f \n \r \t and \u`
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
		return begin + 1, "a number cannot have leading zeros"
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
