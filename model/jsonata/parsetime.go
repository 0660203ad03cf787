package jsonata

import (
	"fmt"
	"math"
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
	read, none := fields{}, true
	for i := range parts {
		c := parts[i].component
		if c == 0 {
			continue
		}
		none = false
		switch n, ok := parts[i].parse(found[i+1]); {
		case ok:
			read[c] = n
		case parts[i].picture != nil:
			return value{}, fault("D3136", 0, about{})
		}
	}
	if none {
		return value{}, nil
	}
	t, err := read.time(ev.time().UTC())
	if err != nil {
		return value{}, err
	}
	millis := float64(t.UnixMilli())
	if millis > maxMillis || millis < -maxMillis {
		millis = math.NaN()
	}
	return number(millis), nil
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
	pattern := "[0-9]+" // the reference reads no separators
	if w, optional := p.picture.width, p.picture.optional; w > 0 {
		pattern = fmt.Sprintf("[0-9]{%d,%d}", max(w-optional, 0), w)
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

// parse reads what the pattern has matched. It is false for a name that is none: they are read as
// they are written without a picture for their case.
func (p *part) parse(text string) (int, bool) {
	switch {
	case p.component == 'Z' || p.component == 'z':
		return p.parseZone(strings.TrimPrefix(strings.ToUpper(text), "GMT")), true
	case p.component == 'P' && p.picture == nil:
		if text == "am" || text == "AM" {
			return 0, true
		}
		return 1, text == "pm" || text == "PM"
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
		if name == text {
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
	// only reports whether some of the components are there, and nothing else of their kind. One
	// that is 0 counts as missing.
	only := func(some, kind string) bool {
		found := false
		for _, c := range []byte(kind) {
			if f[c] != 0 {
				found = true
				if strings.IndexByte(some, c) < 0 {
					return false
				}
			}
		}
		return found
	}
	const dates, clocks = "YXMxWwdD", "PHhmsf"
	date, clock := "YMD", "Hmsf"
	byDay := only("Yd", dates) && !only("YMD", dates)
	switch {
	case only("Xxw", dates) || only("XW", dates):
		return now, fault("D3136", 0, about{}) // dates by week are written, not read
	case byDay:
		date = "YD"
	}
	byHalf := only("Phmsf", clocks) && !only("Hmsf", clocks)
	if byHalf {
		clock = "Phmsf"
	}
	half := f['P']
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
			if c == 'M' || c == 'D' {
				f[c] = 1
			}
		default:
			f[c] = component(now, c)
		}
	}
	if byHalf {
		if f['H'] = f['h'] + 12*half; f['h'] == 12 {
			f['H'] -= 12
		}
	}
	f['M'] = max(f['M'], 1)
	if byDay {
		f['M'], f['D'] = 1, f['d']
	}
	if 0 <= f['Y'] && f['Y'] < 100 {
		f['Y'] += 1900
	}
	t := time.Date(f['Y'], time.Month(f['M']), f['D'], f['H'], f['m'], f['s'], f['f']*1e6, time.UTC)
	return t.Add(-time.Duration(f['Z']+f['z']) * time.Minute), nil
}
