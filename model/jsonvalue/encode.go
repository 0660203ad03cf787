package jsonvalue

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// String is the compact JSON text.
func (v Value) String() string {
	return string(v.AppendJSON(make([]byte, 0, min(v.Size(), 1<<20))))
}

// MaxExcerpt is the size in bytes up to which a message quotes a value. The largest that
// a workflow is allowed to hand on are a quarter of it.
const MaxExcerpt = 1 << 20

// Excerpt is the compact JSON text for a message: of a value so large that it can only be
// one that contains another many times, no more than an ellipsis.
func (v Value) Excerpt() string {
	if v.Size() > MaxExcerpt {
		return "…"
	}
	return v.String()
}

// AppendJSON appends the compact JSON text: numbers as they were spelled, members in
// their order, and in strings only what has to be escaped, as Jackson and so AWS does it.
func (v Value) AppendJSON(dst []byte) []byte {
	switch v.kind {
	case KindBool:
		return strconv.AppendBool(dst, v.n == 1)
	case KindNumber:
		return v.appendNumber(dst)
	case KindString:
		return appendString(dst, v.text(), int(v.size))
	case KindArray:
		dst = append(dst, '[')
		for i, e := range v.elems() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = e.AppendJSON(dst)
		}
		return append(dst, ']')
	case KindObject:
		dst = append(dst, '{')
		members := v.members()
		for i := range members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendString(dst, members[i].Key, 0)
			dst = append(dst, ':')
			dst = members[i].Value.AppendJSON(dst)
		}
		return append(dst, '}')
	default:
		return append(dst, "null"...)
	}
}

func (v Value) appendNumber(dst []byte) []byte {
	switch v.form {
	case integer:
		return strconv.AppendInt(dst, int64(v.n), 10)
	case float:
		return appendFloat(dst, math.Float64frombits(v.n))
	default:
		return append(dst, v.text()...)
	}
}

// appendFloat writes the shortest digits that mean f, without an exponent from 1e-6 up to
// 1e21 (ECMA-262, Number::toString).
func appendFloat(dst []byte, f float64) []byte {
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	dst = strconv.AppendFloat(dst, f, format, -1, 64)
	if n := len(dst); format == 'e' && dst[n-4] == 'e' && dst[n-2] == '0' { // e-07: in Go two digits at least
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

// digits is the length of i as text.
func digits(i int64) int {
	n, u := 1, uint64(i)
	if i < 0 {
		n, u = 2, -u
	}
	for ; u >= 10; u /= 10 {
		n++
	}
	return n
}

// special has for each byte of a string how many bytes more than one its text takes.
var special = func() (extra [256]uint8) {
	for c := range 0x20 {
		extra[c] = 5 // \u001f
	}
	for _, c := range "\b\t\n\f\r\"\\" {
		extra[c] = 1
	}
	return extra
}()

// measure returns s, with what is not UTF-8 replaced, and the size of its text in quotes.
func measure(s string) (string, int) {
	size := len(s) + 2
	var or byte
	for i := range len(s) {
		size += int(special[s[i]])
		or |= s[i]
	}
	if or >= utf8.RuneSelf && !utf8.ValidString(s) {
		return measure(string([]rune(s)))
	}
	return s, size
}

// appendString appends s in quotes. size is that of the result, 0 if not known.
func appendString(dst []byte, s string, size int) []byte {
	dst = append(dst, '"')
	if size == len(s)+2 { // nothing to escape
		dst = append(dst, s...)
		return append(dst, '"')
	}
	begin := 0
	for i := range len(s) {
		c := s[i]
		if special[c] == 0 {
			continue
		}
		dst = append(dst, s[begin:i]...)
		begin = i + 1
		switch c {
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '"', '\\':
			dst = append(dst, '\\', c)
		default:
			const hex = "0123456789ABCDEF" // as Jackson
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	dst = append(dst, s[begin:]...)
	return append(dst, '"')
}
