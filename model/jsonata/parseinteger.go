package jsonata

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func parseInteger(text, picture string) (value, error) {
	p, err := readIntegerPicture(picture)
	if err != nil {
		return value{}, err
	}
	if p.style == unknownStyle {
		return value{}, fault("D3130", 0, about{value: str(p.text)})
	}
	f, ok := p.parse(text)
	if !ok {
		f = math.NaN()
	}
	return number(f), nil
}

// parse reads an integer that was written with the picture. ok is false if it was not.
func (p *integerPicture) parse(text string) (f float64, ok bool) {
	switch p.style {
	case letterStyle:
		first := 'a'
		if p.upper {
			first = 'A'
		}
		for _, c := range text { // what is no letter counts as well
			f = f*26 + float64(c-first+1)
		}
		return f, true
	case romanStyle:
		if !p.upper {
			text = strings.ToUpper(text)
		}
		return parseRoman(text)
	case wordStyle:
		return parseWords(strings.ToLower(text))
	case unknownStyle:
		return 0, false
	}
	if p.ordinal {
		text = text[:max(0, len(text)-2)]
	}
	return leadingInteger(strings.Map(func(c rune) rune {
		switch {
		case p.every > 0 && c == ',', p.every == 0 && slices.ContainsFunc(p.separators, func(s separator) bool { return c == s.char }):
			return -1
		default:
			return c - p.zero + '0'
		}
	}, text))
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// leadingInteger reads the integer with which a text begins, as ECMAScript's parseInt.
func leadingInteger(text string) (f float64, ok bool) {
	text = strings.TrimSpace(text)
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 {
		return 0, false
	}
	base := 10.0
	if len(digits) > 1 && digits[0] == '0' && digits[1]|0x20 == 'x' {
		digits, base = digits[2:], 16
	}
	for i := range len(digits) {
		n := strings.IndexByte("0123456789abcdef", lower(digits[i]))
		if n < 0 || n >= int(base) {
			break
		}
		f, ok = f*base+float64(n), true
	}
	if base == 10 && ok { // exactly, however long it is
		end := 0
		for end < len(digits) && '0' <= digits[end] && digits[end] <= '9' {
			end++
		}
		f, _ = strconv.ParseFloat(digits[:end], 64) // of digits
	}
	if strings.HasPrefix(text, "-") {
		f = -f
	}
	return f, ok
}

func parseRoman(text string) (f float64, ok bool) {
	highest := 0
	for len(text) > 0 {
		c, width := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-width]
		n := 0
		for _, r := range romans {
			if r.text == string(c) {
				n = r.value
			}
		}
		switch {
		case n == 0:
			return 0, false
		case n < highest:
			f -= float64(n)
		default:
			highest = n
			f += float64(n)
		}
	}
	return f, true
}
