package jsonata

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"expresso/model/jsonvalue"
)

// style is how an integer is written.
type style uint8

const (
	digitStyle style = iota
	letterStyle
	romanStyle
	wordStyle
	unknownStyle // a sequence of which nothing is known but how it begins
)

// integerPicture is a picture of an integer, as XPath's format-integer has them.
type integerPicture struct {
	style        style
	upper, title bool
	ordinal      bool
	text         string // without its modifier
	zero         rune   // of the family of digits
	mandatory    int
	optional     int
	separators   []separator
	every        int // the distance of separators that repeat, 0 if they do not
	width        int // of the digits that are read, 0 for any
}

// separator stands so many digits from the right.
type separator struct {
	position int
	char     rune
}

// maxPicture bounds a picture in bytes, of a number or of a date. What is done for each of
// its parts grows with their number.
const maxPicture = 1000

func checkPicture(picture string) error {
	if len(picture) > maxPicture {
		return limit("The picture has more than " + strconv.Itoa(maxPicture) + " bytes")
	}
	return nil
}

func readIntegerPicture(picture string) (*integerPicture, error) {
	if err := checkPicture(picture); err != nil {
		return nil, err
	}
	p := &integerPicture{zero: '0', text: picture}
	if i := strings.LastIndexByte(picture, ';'); i >= 0 {
		p.text = picture[:i]
		p.ordinal = strings.HasPrefix(picture[i+1:], "o")
	}
	switch p.text {
	case "A", "a":
		p.style, p.upper = letterStyle, p.text == "A"
	case "I", "i":
		p.style, p.upper = romanStyle, p.text == "I"
	case "W", "w", "Ww":
		p.style, p.upper, p.title = wordStyle, p.text == "W", p.text == "Ww"
	default:
		return p, p.readDigits()
	}
	return p, nil
}

func (p *integerPicture) readDigits() error {
	chars := []rune(p.text)
	position, zero := 0, rune(-1)
	for i := len(chars) - 1; i >= 0; i-- {
		switch c := chars[i]; {
		case unicode.Is(unicode.Nd, c):
			z := zeroOf(c)
			if zero >= 0 && z != zero {
				return fault("D3131", 0, about{})
			}
			zero = z
			p.mandatory++
			position++
		case c == '#':
			p.optional++
			position++
		default:
			p.separators = append(p.separators, separator{position, c})
		}
	}
	if p.mandatory == 0 {
		p.style = unknownStyle
		return nil
	}
	p.zero = zero
	p.every = interval(p.separators)
	return nil
}

// zeroOf is the zero of the digits that c belongs to. They stand in tens, one family after
// the other.
func zeroOf(c rune) rune {
	for _, r := range unicode.Nd.R16 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return c - (c-rune(r.Lo))%10
		}
	}
	for _, r := range unicode.Nd.R32 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return c - (c-rune(r.Lo))%10
		}
	}
	return c
}

// interval is the distance of separators that are alike and as far from one another as the
// first is from the right, else 0.
func interval(list []separator) int {
	if len(list) == 0 {
		return 0
	}
	step := list[0].position
	for _, s := range list {
		if s.char != list[0].char {
			return 0
		}
		for a := s.position; a != 0; {
			step, a = a, step%a
		}
	}
	for i := range list {
		found := false
		for _, s := range list {
			found = found || s.position == step*(i+1)
		}
		if !found {
			return 0
		}
	}
	return step
}

func formatInteger(f float64, picture string) (string, error) {
	p, err := readIntegerPicture(picture)
	if err != nil {
		return "", err
	}
	return p.format(f)
}

func (p *integerPicture) format(f float64) (string, error) {
	text, err := p.formatPositive(math.Abs(math.Floor(f)))
	if f < 0 {
		text = "-" + text
	}
	return text, err
}

func (p *integerPicture) formatPositive(f float64) (string, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return p.formatNone(f)
	}
	if f > 1e300 && p.style == wordStyle || f > 1e15 && (p.style == romanStyle || p.style == letterStyle) {
		return "", fault("D1001", 0, about{value: number(f)})
	}
	switch p.style {
	case letterStyle:
		return letters(int64(f), p.upper), nil
	case romanStyle:
		if f > 1e6 { // a thousand letters M are enough for everybody
			return "", fault("D1001", 0, about{value: number(f)})
		}
		text := roman(int(f))
		if !p.upper {
			text = strings.ToLower(text)
		}
		return text, nil
	case wordStyle:
		text := words(f, p.ordinal)
		switch {
		case p.upper:
			text = strings.ToUpper(text)
		case !p.title:
			text = strings.ToLower(text)
		}
		return text, nil
	case unknownStyle:
		return "", fault("D3130", 0, about{value: str(p.text)})
	default:
		return p.formatDigits(f), nil
	}
}

func (p *integerPicture) formatDigits(f float64) string {
	return p.layOut(jsonvalue.NewFloat(f).NumberText()) // with an exponent if it is very large
}

// formatNone writes what is no number, or infinite, as the reference does.
func (p *integerPicture) formatNone(f float64) (string, error) {
	switch {
	case p.style == digitStyle:
		return p.layOut(infinite(f)), nil
	case p.style == unknownStyle:
		return "", fault("D3130", 0, about{value: str(p.text)})
	case math.IsNaN(f) && p.style != wordStyle:
		return "", nil
	default:
		return "", ErrInternal
	}
}

// layOut fills digits up, and puts separators between them.
func (p *integerPicture) layOut(text string) string {
	if n := p.mandatory - len(text); n > 0 {
		text = strings.Repeat("0", n) + text
	}
	var out []rune
	for i, c := range text {
		left := len(text) - i
		if i > 0 {
			if p.every > 0 {
				if left%p.every == 0 {
					out = append(out, p.separators[0].char)
				}
			} else {
				out = p.separatorsAt(out, left)
			}
		}
		out = append(out, c-'0'+p.zero)
	}
	out = p.separatorsAt(out, 0)
	s := string(out)
	if p.ordinal {
		s += ordinalSuffix(text)
	}
	return s
}

// separatorsAt appends the separators that stand so many digits from the right.
func (p *integerPicture) separatorsAt(out []rune, position int) []rune {
	for i := len(p.separators) - 1; i >= 0; i-- {
		if p.separators[i].position == position {
			out = append(out, p.separators[i].char)
		}
	}
	return out
}

func ordinalSuffix(digits string) string {
	n := len(digits)
	if n > 1 && digits[n-2] == '1' {
		return "th"
	}
	switch digits[n-1] {
	case '1':
		return "st"
	case '2':
		return "nd"
	case '3':
		return "rd"
	default:
		return "th"
	}
}

// letters counts a, b, ... z, aa, ab and so on.
func letters(n int64, upper bool) string {
	first := byte('a')
	if upper {
		first = 'A'
	}
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append([]byte{first + byte((n-1)%26)}, b...)
	}
	return string(b)
}

var romans = [...]struct {
	value int
	text  string
}{
	{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
}

func roman(n int) string {
	var b strings.Builder
	for _, r := range romans {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}
