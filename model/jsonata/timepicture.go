package jsonata

import (
	"strconv"
	"strings"
)

// part is a literal text of a picture of a date, or one of its components.
type part struct {
	literal   string
	component byte // 0 for a literal
	first     string
	second    byte // a, t, c, o, or 0
	upper     bool // names
	lower     bool
	title     bool
	max       int // the most characters of a name, 0 for all
	digits    int // of a year: how many of its last digits, 0 for all
	picture   *integerPicture
}

func (p *part) named() bool { return p.upper || p.lower || p.title }

const isoPicture = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"

// defaultPresentation is how a component is written if a picture does not say; "" for what
// is no component.
func defaultPresentation(component byte) string {
	switch component {
	case 'Y', 'M', 'D', 'd', 'W', 'w', 'X', 'x', 'H', 'h', 'f':
		return "1"
	case 'm', 's':
		return "01"
	case 'F', 'P', 'C', 'E':
		return "n"
	case 'Z', 'z':
		return "01:01"
	default:
		return ""
	}
}

// readPicture reads a picture of a date. Brackets that are doubled stand for themselves.
func readPicture(picture string) ([]part, error) {
	if err := checkPicture(picture); err != nil {
		return nil, err
	}
	var parts []part
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			parts = append(parts, part{literal: literal.String()})
			literal.Reset()
		}
	}
	for i := 0; i < len(picture); i++ {
		switch rest := picture[i:]; {
		case strings.HasPrefix(rest, "[["), strings.HasPrefix(rest, "]]"):
			literal.WriteByte(rest[0])
			i++
		case rest[0] == '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, fault("D3135", 0, about{})
			}
			flush()
			p, err := readMarker(rest[1:end])
			if err != nil {
				return nil, err
			}
			parts = append(parts, p)
			i += end
		default:
			literal.WriteByte(rest[0])
		}
	}
	flush()
	return parts, nil
}

// readMarker reads what is in brackets: a component, how it is presented, its width.
func readMarker(marker string) (part, error) {
	marker = strings.Join(strings.Fields(marker), "")
	if marker == "" {
		return part{}, fault("D3132", 0, about{value: str("")})
	}
	p := part{component: marker[0]}
	presentation, lowest, highest := marker[1:], 0, 0
	if comma := strings.LastIndexByte(presentation, ','); comma >= 0 {
		low, high, _ := strings.Cut(presentation[comma+1:], "-")
		lowest, highest = leadingNumber(low), leadingNumber(high) // a star stands for any
		presentation = presentation[:comma]
	}
	lowest, highest = min(max(lowest, 0), 1000), min(max(highest, 0), 1000)
	if n := len(presentation); n > 1 && strings.IndexByte("atco", presentation[n-1]) >= 0 {
		presentation, p.second = presentation[:n-1], presentation[n-1]
	}
	standard := defaultPresentation(p.component)
	if standard == "" {
		return p, fault("D3132", 0, about{value: str(marker[:1])})
	}
	if presentation == "" {
		presentation = standard
	}
	p.first = presentation
	p.max = highest
	switch {
	case strings.HasPrefix(presentation, "Nn"):
		p.title = true
	case presentation[0] == 'N':
		p.upper = true
	case presentation[0] == 'n':
		p.lower = true
	case p.component == 'Z' || p.component == 'z' || strings.IndexByte("YMDdFWwXxHhmsf", p.component) >= 0:
		return p, p.readInteger(presentation, lowest, highest)
	}
	return p, nil
}

// leadingNumber is the number that s begins with, 0 if it begins with none.
func leadingNumber(s string) int {
	end := 0
	for end < len(s) && '0' <= s[end] && s[end] <= '9' {
		end++
	}
	n, _ := strconv.Atoi(s[:end]) // nothing is 0
	return n
}

func (p *part) readInteger(presentation string, lowest, highest int) (err error) {
	if p.second != 0 && p.component != 'Z' && p.component != 'z' {
		presentation += ";" + string(p.second)
	}
	if p.picture, err = readIntegerPicture(presentation); err != nil {
		return err
	}
	if p.component == 'Y' {
		p.digits = highest
	}
	if p.picture.style != digitStyle {
		return nil
	}
	p.picture.mandatory = max(p.picture.mandatory, lowest)
	if highest > 0 && strings.IndexByte("YMD", p.component) >= 0 {
		p.picture.mandatory = highest // of a date as many digits as there may be
	}
	width := highest
	if w := p.picture.mandatory + p.picture.optional; highest == 0 && w >= 2 {
		width = w
	}
	switch p.component {
	case 'Y':
		p.digits, p.picture.width = width, width
	case 'M', 'D':
		p.picture.width = width
	}
	return nil
}
