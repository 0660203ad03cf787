package jsonvalue

import (
	"cmp"
	"strconv"
	"strings"
)

// shortInt reads an integer that is spelled with at most 18 digits and nothing else, as
// most numbers are.
func shortInt(text string) (int64, bool) {
	s := text
	if s != "" && s[0] == '-' {
		s = s[1:]
	}
	if s == "" || len(s) > 18 {
		return 0, false
	}
	var i int64
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		i = 10*i + int64(c-'0')
	}
	if len(s) != len(text) {
		i = -i
	}
	return i, true
}

// shortDecimal reads a number of at most 15 digits with a point among them and nothing
// else: its digits and the power of ten that they are divided by are exact, and so the
// quotient is the nearest float64.
func shortDecimal(text string) (float64, bool) {
	s := text
	if s != "" && s[0] == '-' {
		s = s[1:]
	}
	if len(s) > 16 {
		return 0, false
	}
	var i int64
	point := -1
	for at := range len(s) {
		switch c := s[at]; {
		case '0' <= c && c <= '9':
			i = 10*i + int64(c-'0')
		case c == '.':
			point = at
		default:
			return 0, false
		}
	}
	if point < 0 {
		return 0, false
	}
	f := float64(i) / powers[len(s)-point-1]
	if len(s) != len(text) {
		f = -f
	}
	return f, true
}

var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// decimal is a number free of its spelling: 0.digits times ten to the exponent, digits
// beginning and ending with another than 0. Zero is the zero decimal.
type decimal struct {
	negative bool
	digits   string
	exponent int64
}

// decimalOf reads the text of a JSON number.
func decimalOf(text string) decimal {
	var d decimal
	if text != "" && text[0] == '-' {
		d.negative, text = true, text[1:]
	}
	if e := strings.IndexAny(text, "eE"); e >= 0 {
		// An exponent beyond int64 saturates: no text is long enough to bring it back.
		d.exponent, _ = strconv.ParseInt(strings.TrimPrefix(text[e+1:], "+"), 10, 64)
		d.exponent = min(max(d.exponent, -1<<60), 1<<60)
		text = text[:e]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits := whole + fraction
	d.exponent += int64(len(whole))
	trimmed := strings.TrimLeft(digits, "0")
	d.exponent -= int64(len(digits) - len(trimmed))
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		return decimal{}
	}
	return d
}

// compare orders two numbers: negative if d is the smaller one.
func (d decimal) compare(other decimal) int {
	if d.sign() != other.sign() {
		return d.sign() - other.sign()
	}
	order := cmp.Compare(d.exponent, other.exponent)
	if order == 0 {
		order = strings.Compare(d.digits, other.digits)
	}
	return d.sign() * order
}

func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	default:
		return 1
	}
}

// CompareNumbers orders two numbers by value, exactly: negative if a is the smaller one.
// What is not a number counts as 0.
func CompareNumbers(a, b Value) int {
	if x, ok := a.Int(); ok {
		if y, ok := b.Int(); ok {
			return cmp.Compare(x, y)
		}
	}
	return decimalOf(a.NumberText()).compare(decimalOf(b.NumberText()))
}

// int64 is the number if it is an integer of 64 bits.
func (d decimal) int64() (int64, bool) {
	if d.digits == "" {
		return 0, true
	}
	if d.exponent < int64(len(d.digits)) || d.exponent > 19 {
		return 0, false
	}
	text := d.digits + strings.Repeat("0", int(d.exponent)-len(d.digits))
	if d.negative {
		text = "-" + text
	}
	i, err := strconv.ParseInt(text, 10, 64)
	return i, err == nil
}
