package jsonata

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

func timeFunctions() []definition {
	return []definition{
		{"now", "<s?s?:s>", 0, func(ev *evaluator, args []value) (value, error) {
			t := ev.time()
			return formatTime(&t, argument(args, 0), argument(args, 1))
		}},
		{"millis", "<:n>", 0, func(ev *evaluator, _ []value) (value, error) { return number(float64(ev.time().UnixMilli())), nil }},
		{"fromMillis", "<n-s?s?:s>", 3, onFirst(func(_ *evaluator, args []value) (value, error) {
			f := args[0].float()
			if f != f || f > maxMillis || f < -maxMillis {
				return formatTime(nil, argument(args, 1), argument(args, 2))
			}
			t := time.UnixMilli(int64(f))
			return formatTime(&t, argument(args, 1), argument(args, 2))
		})},
		{"toMillis", "<s-s?:n>", 2, onFirst(func(ev *evaluator, args []value) (value, error) {
			text := args[0].json.Str()
			if picture := argument(args, 1); !picture.undefined() {
				return ev.parseTime(text, picture.json.Str())
			}
			if !looksISO().MatchString(text) {
				return value{}, fault("D3110", 0, about{token: "toMillis", value: args[0]})
			}
			return number(parseISO(text)), nil
		})},
	}
}

// maxMillis is how far from 1970 a date may be, in milliseconds.
const maxMillis = 8.64e15

// time is the time of the evaluation, which does not pass while it lasts.
func (ev *evaluator) time() time.Time {
	if ev.now.IsZero() {
		ev.now = time.Now()
	}
	return ev.now
}

// looksISO is what the reference takes for a date, iso what ECMAScript then reads of it: a year
// and as much of a month, a day, a time and a zone as there is.
var (
	looksISO = pattern(`^\d{4}(-[01]\d)*(-[0-3]\d)*(T[0-2]\d:[0-5]\d:[0-5]\d)*(\.\d+)?([+-][0-2]\d:?[0-5]\d|Z)?$`)
	iso      = pattern(`^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?(?:(Z)|([+-])(\d\d):?(\d\d))?$`)
)

// pattern is a regular expression that is compiled when it is first needed: every start would pay for it.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// parseISO reads a date in milliseconds since 1970. It is NaN for one that there is not, but
// every month may have 31 days, and a day may end at 24:00.
func parseISO(text string) float64 {
	found := iso().FindStringSubmatch(text)
	if found == nil {
		return math.NaN()
	}
	read := func(i, otherwise int) int {
		if found[i] == "" {
			return otherwise
		}
		n, _ := strconv.Atoi(found[i]) // digits
		return n
	}
	year, month, day := read(1, 0), read(2, 1), read(3, 1)
	hour, minute, second := read(4, 0), read(5, 0), read(6, 0)
	millis, _ := strconv.Atoi((found[7] + "000")[:3]) // digits
	switch {
	case month < 1 || month > 12, day < 1 || day > 31,
		hour > 24 || hour == 24 && minute+second+millis > 0,
		found[9] != "" && (found[4] == "" || read(10, 0) > 23):
		return math.NaN()
	}
	zone := read(10, 0)*60 + read(11, 0)
	if found[9] == "-" {
		zone = -zone
	}
	return float64(time.Date(year, time.Month(month), day, hour, minute-zone, second, millis*1e6, time.UTC).UnixMilli())
}

// zone reads an offset from UTC, like +0530, in minutes. The hours are rounded down and the
// minutes keep their sign, so that -0330 comes to -0430: the reference has it so.
func zone(text string) (minutes int, ok bool) {
	n, ok := leadingInteger(text)
	n = max(min(n, 10_000), -10_000)
	return int(math.Floor(n/100))*60 + int(math.Mod(n, 100)), ok
}

// formatTime writes a time. It is nil for one that there is not, which the reference writes as
// NaN, like every time in a zone that it cannot read.
func formatTime(t *time.Time, picture, timezone value) (value, error) {
	text := isoPicture
	if !picture.undefined() {
		text = picture.json.Str()
	}
	parts, err := readPicture(text)
	if err != nil {
		return value{}, err
	}
	offset, known := 0, true
	if !timezone.undefined() {
		offset, known = zone(timezone.json.Str())
	}
	var local time.Time
	if t != nil {
		local = t.UTC().Add(time.Duration(offset) * time.Minute)
	}
	var b strings.Builder
	for i := range parts {
		p := &parts[i]
		var s string
		switch zone := p.component == 'Z' || p.component == 'z'; {
		case zone && !known:
			s, err = p.formatNoZone()
		case zone || t != nil && known:
			s, err = p.format(local, offset)
		default:
			s, err = p.formatNone()
		}
		if err != nil {
			return value{}, err
		}
		b.WriteString(s)
	}
	return str(b.String()), nil
}

var weekdays = [...]string{"", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

func (p *part) format(t time.Time, offset int) (string, error) {
	switch p.component {
	case 0:
		return p.literal, nil
	case 'Z', 'z':
		return p.formatZone(offset)
	case 'C', 'E':
		return "ISO", nil
	case 'P':
		half := "am"
		if t.Hour() >= 12 {
			half = "pm"
		}
		if p.upper {
			half = strings.ToUpper(half)
		}
		return half, nil
	}
	n := component(t, p.component)
	if !p.named() {
		if p.component == 'Y' && p.digits > 0 {
			for power, d := 1, 0; d <= p.digits && d < 9; d++ {
				if d == p.digits {
					n %= power
				}
				power *= 10
			}
		}
		return p.picture.format(float64(n))
	}
	var name string
	switch p.component {
	case 'M', 'x':
		name = time.Month(n).String()
	case 'F':
		name = weekdays[n]
	default:
		return "", fault("D3133", 0, about{value: str(string(p.component))})
	}
	switch {
	case p.upper:
		name = strings.ToUpper(name)
	case p.lower:
		name = strings.ToLower(name)
	}
	if p.max > 0 && p.max < len(name) {
		name = name[:p.max]
	}
	return name, nil
}

// formatNone writes the part of a date that there is not.
func (p *part) formatNone() (string, error) {
	switch {
	case strings.IndexByte("\x00CEP", p.component) >= 0:
		return p.format(time.Time{}, 0)
	case !p.named():
		return p.picture.formatNone(math.NaN())
	case strings.IndexByte("MxF", p.component) < 0:
		return "", fault("D3133", 0, about{value: str(string(p.component))})
	case p.title && p.max == 0:
		return "undefined", nil
	default:
		return "", ErrInternal
	}
}

// formatNoZone writes a zone that could not be read.
func (p *part) formatNoZone() (string, error) {
	if _, err := p.formatZone(1); err != nil {
		return "", err
	}
	text := "NaN:NaN"
	if p.picture.every > 0 || p.picture.mandatory > 2 {
		text = p.picture.layOut("NaN")
	}
	if p.component == 'z' {
		text = "GMT" + text
	}
	return text, nil
}

// component is the number that stands for a part of a date.
func component(t time.Time, c byte) int {
	// The week of a month is counted as that of a year: it belongs where its Thursday is.
	thursday := t.AddDate(0, 0, 4-weekday(t))
	switch c {
	case 'Y':
		return t.Year()
	case 'M':
		return int(t.Month())
	case 'D':
		return t.Day()
	case 'd':
		return t.YearDay()
	case 'F':
		return weekday(t)
	case 'W':
		_, week := t.ISOWeek()
		return week
	case 'w':
		return (thursday.Day()-1)/7 + 1
	case 'X':
		year, _ := t.ISOWeek()
		return year
	case 'x':
		return int(thursday.Month())
	case 'H':
		return t.Hour()
	case 'h':
		return (t.Hour()+11)%12 + 1
	case 'P':
		return t.Hour() / 12
	case 'm':
		return t.Minute()
	case 's':
		return t.Second()
	default:
		return t.Nanosecond() / 1e6
	}
}

// weekday counts from Monday, which is 1.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

func (p *part) formatZone(offset int) (string, error) {
	if offset == 0 && p.second == 't' {
		return "Z", nil
	}
	if p.picture == nil {
		return "", fault("D3134", 0, about{value: str(string(p.component))})
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	hours, minutes := offset/60, offset%60
	var text string
	var err error
	switch digits := p.picture.mandatory; {
	case p.picture.every > 0 || digits == 3 || digits == 4:
		text, err = p.picture.format(float64(hours*100 + minutes))
	case digits == 1 || digits == 2:
		if text, err = p.picture.format(float64(hours)); minutes != 0 {
			text += ":" + strings.TrimPrefix(sign, "+") + strconv.Itoa(minutes/10) + strconv.Itoa(minutes%10)
		}
	default:
		err = fault("D3134", 0, about{})
	}
	if p.component == 'z' {
		sign = "GMT" + sign
	}
	return sign + text, err
}
