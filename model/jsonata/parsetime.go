package jsonata

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// fields are the components of a date that were read, by their letters.
type fields map[byte]int

// parseTime reads a date that was written with a picture. It is undefined if it was not.
func (ev *evaluator) parseTime(text, picture string) (value, error) {
	parts, err := readPicture(picture)
	if err != nil {
		return value{}, err
	}
	var pattern strings.Builder
	pattern.WriteString("(?is)^")
	for i := range parts {
		p, err := parts[i].pattern()
		if err != nil {
			return value{}, err
		}
		pattern.WriteString("(" + p + ")")
	}
	pattern.WriteString("$")
	re, err := regexp.Compile(pattern.String())
	if err != nil {
		return value{}, fault("D3136", 0, about{})
	}
	found := re.FindStringSubmatch(text)
	if found == nil {
		return value{}, nil
	}
	read := fields{}
	for i := range parts {
		if c := parts[i].component; c != 0 {
			n, ok := parts[i].parse(found[i+1])
			if !ok {
				return value{}, fault("D3136", 0, about{})
			}
			read[c] = n
		}
	}
	if len(read) == 0 {
		return value{}, nil
	}
	t, err := read.time(ev.time().UTC())
	if err != nil {
		return value{}, err
	}
	return number(float64(t.UnixMilli())), nil
}

// pattern is the regular expression for what the part looks like.
func (p *part) pattern() (string, error) {
	switch {
	case p.component == 0:
		return regexp.QuoteMeta(p.literal), nil
	case p.component == 'Z' || p.component == 'z':
		pattern := "[-+][0-9]+"
		if p.picture != nil && p.picture.every > 0 {
			pattern += regexp.QuoteMeta(string(p.picture.separators[0].char)) + "[0-9]+"
		}
		if p.second == 't' {
			pattern = "Z|" + pattern
		}
		if p.component == 'z' {
			pattern = "GMT" + pattern
		}
		return pattern, nil
	case p.picture == nil:
		if strings.IndexByte("MxFP", p.component) < 0 {
			return "", fault("D3133", 0, about{value: str(string(p.component))})
		}
		return "[a-zA-Z]+", nil
	}
	switch p.picture.style {
	case letterStyle:
		return "[a-zA-Z]+", nil
	case romanStyle:
		return "[MDCLXVImdclxvi]+", nil
	case wordStyle:
		return numberWords(), nil
	case unknownStyle:
		return "", fault("D3130", 0, about{value: str(p.picture.text)})
	}
	pattern := "[0-9]"
	separators := ""
	for _, s := range p.picture.separators {
		separators += regexp.QuoteMeta(string(s.char))
	}
	if separators != "" {
		pattern = "[0-9" + separators + "]"
	}
	if w := p.picture.width; w > 0 {
		pattern += "{" + strconv.Itoa(w) + "}"
	} else {
		pattern += "+"
	}
	if p.picture.ordinal {
		pattern += "(?:th|st|nd|rd)"
	}
	return pattern, nil
}

// numberWords matches a number in English.
func numberWords() string {
	all := make([]string, 0, 64)
	all = append(all, "hundredth", "hundred", "and", "[-, ]")
	for i := range few {
		all = append(all, fewth[i], few[i])
	}
	for _, name := range decades {
		all = append(all, name[:len(name)-1]+"ieth", name)
	}
	for _, name := range magnitudes {
		all = append(all, name+"th", name)
	}
	return "(?:" + strings.Join(all, "|") + ")+"
}

// parse reads what the pattern has matched.
func (p *part) parse(text string) (int, bool) {
	switch {
	case p.component == 'Z' || p.component == 'z':
		return p.parseZone(strings.TrimPrefix(strings.ToUpper(text), "GMT")), true
	case p.component == 'P' && p.picture == nil:
		if strings.EqualFold(text, "am") {
			return 0, true
		}
		return 1, strings.EqualFold(text, "pm")
	case p.picture != nil:
		f, ok := p.picture.parse(text)
		return floor(f), ok
	}
	for n := 1; n <= 12; n++ {
		name := time.Month(n).String()
		if p.component == 'F' {
			if n >= len(weekdays) {
				break
			}
			name = weekdays[n]
		}
		if p.max > 0 {
			name = name[:min(p.max, len(name))]
		}
		if strings.EqualFold(name, text) {
			return n, true
		}
	}
	return 0, false
}

// parseZone reads an offset from UTC in minutes.
func (p *part) parseZone(text string) int {
	if text == "Z" {
		return 0
	}
	sign, digits := 1, text[1:]
	if text[0] == '-' {
		sign = -1
	}
	hours, minutes := digits, ""
	if p.picture != nil && p.picture.every > 0 {
		hours, minutes, _ = strings.Cut(digits, string(p.picture.separators[0].char))
	} else if len(digits) > 2 {
		hours, minutes = digits[:2], digits[2:]
	}
	h, _ := strconv.Atoi(hours)              // digits, or none
	m, _ := strconv.Atoi(minutes)            // likewise
	return sign*min(h, 100)*60 + min(m, 100) // minutes have no sign: the reference has it so
}

// time makes a date of what was read. What is missing before the first component that is
// there is taken from the present; what is missing after the last is the least that it can
// be; nothing may be missing between them.
func (f fields) time(now time.Time) (time.Time, error) {
	has := func(letters string) bool {
		for _, c := range []byte(letters) {
			if _, ok := f[c]; ok {
				return true
			}
		}
		return false
	}
	date, clock := "YMD", "Hmsf"
	switch {
	case has("Xxw") || has("W"):
		return now, fault("D3136", 0, about{}) // dates by week are written, not read
	case has("d") && !has("MD"):
		date = "Yd"
	}
	if has("Ph") && !has("H") {
		clock = "Phmsf"
	}
	begun, ended := false, false
	for _, c := range []byte(date + clock) {
		switch _, ok := f[c]; {
		case ok && ended:
			return now, fault("D3136", 0, about{})
		case ok:
			begun = true
		case begun:
			ended = true
			f[c] = 0
			if c == 'M' || c == 'D' || c == 'd' {
				f[c] = 1
			}
		default:
			f[c] = component(now, c)
		}
	}
	if clock == "Phmsf" {
		f['H'] = f['h']%12 + 12*f['P']
	}
	f['M'] = max(f['M'], 1)
	if date == "Yd" {
		f['M'], f['D'] = 1, f['d']
	}
	if 0 <= f['Y'] && f['Y'] < 100 {
		f['Y'] += 1900
	}
	t := time.Date(f['Y'], time.Month(f['M']), f['D'], f['H'], f['m'], f['s'], f['f']*1e6, time.UTC)
	return t.Add(-time.Duration(f['Z']+f['z']) * time.Minute), nil
}
