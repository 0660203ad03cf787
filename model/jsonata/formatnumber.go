package jsonata

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// numberFormat holds the characters that have a meaning in pictures of numbers, as XPath's
// decimal formats do.
type numberFormat struct {
	decimal, grouping, exponent, minus, percent, perMille, digit, pattern string
	zero                                                                  rune
}

func (f *numberFormat) isDigit(c rune) bool { return f.zero <= c && c <= f.zero+9 }

// isActive reports whether a character has a meaning between prefix and suffix.
func (f *numberFormat) isActive(c rune) bool {
	s := string(c)
	return f.isDigit(c) || s == f.decimal || s == f.exponent || s == f.grouping || s == f.digit || s == f.pattern
}

// digits counts the characters of s that stand for a digit, and those of them that are
// mandatory.
func (f *numberFormat) digits(s string) (all, mandatory int) {
	for _, c := range s {
		switch {
		case f.isDigit(c):
			all++
			mandatory++
		case string(c) == f.digit:
			all++
		}
	}
	return all, mandatory
}

// numberPicture is one of a picture's two forms: for numbers from 0 on, for those below.
type numberPicture struct {
	text                        string
	prefix, active, suffix      string
	integer, fraction, exponent string
	hasExponent                 bool

	groups, fractionGroups                     []int
	every                                      int
	minInteger, scaling                        int
	minFraction, maxFraction, minExponentDigit int
}

func formatNumber(_ *evaluator, args []value) (value, error) {
	f := numberFormat{decimal: ".", grouping: ",", exponent: "e", minus: "-", percent: "%", perMille: "‰", digit: "#", pattern: ";", zero: '0'}
	f.read(argument(args, 2))
	if err := checkPicture(argument(args, 1).json.Str()); err != nil {
		return value{}, err
	}
	forms := strings.Split(argument(args, 1).json.Str(), f.pattern)
	if len(forms) > 2 {
		return value{}, fault("D3080", 0, about{})
	}
	pictures := make([]numberPicture, len(forms))
	for i, text := range forms {
		p := &pictures[i]
		f.split(text, p)
		if code := f.check(p); code != "" {
			return value{}, fault(code, 0, about{})
		}
		f.analyse(p)
	}
	n := args[0].float()
	p := pictures[0]
	if !(n >= 0) { // or no number
		if len(pictures) == 2 {
			p = pictures[1]
		} else {
			p.prefix = f.minus + p.prefix
		}
	}
	return str(f.format(math.Abs(n), &p)), nil
}

// read takes over the options that a caller gives.
func (f *numberFormat) read(options value) {
	for name, to := range map[string]*string{
		"decimal-separator": &f.decimal, "grouping-separator": &f.grouping, "exponent-separator": &f.exponent, "minus-sign": &f.minus,
		"percent": &f.percent, "per-mille": &f.perMille, "digit": &f.digit, "pattern-separator": &f.pattern,
	} {
		if v := options.get(name); v.isString() && v.json.Len() > 0 {
			*to = v.json.Str()
		}
	}
	for _, c := range options.get("zero-digit").json.Str() {
		f.zero = c
		break
	}
}

func (f *numberFormat) split(text string, p *numberPicture) {
	p.text = text
	meaning := func(c rune) bool { return f.isActive(c) && string(c) != f.exponent }
	begin := strings.IndexFunc(text, meaning)
	if begin < 0 {
		begin = 0
	}
	end := len(text)
	if last := strings.LastIndexFunc(text, meaning); last >= 0 {
		end = last + len(string([]rune(text[last:])[:1]))
	}
	p.prefix, p.active, p.suffix = text[:begin], text[begin:max(begin, end)], text[max(begin, end):]
	mantissa := p.active
	if at := strings.Index(p.active, f.exponent); at >= 0 {
		mantissa, p.exponent, p.hasExponent = p.active[:at], p.active[at+len(f.exponent):], true
	}
	p.hasExponent = p.hasExponent || strings.HasPrefix(p.suffix, f.exponent)
	p.integer, p.fraction, _ = strings.Cut(mantissa, f.decimal)
}

// check returns the code of what is wrong with a picture, if anything is.
func (f *numberFormat) check(p *numberPicture) string {
	percents, perMilles := strings.Count(p.text, f.percent), strings.Count(p.text, f.perMille)
	digits, _ := f.digits(p.integer + p.fraction)
	exponentDigits, plain := 0, 0
	for _, c := range p.exponent {
		if f.isDigit(c) {
			exponentDigits++
		} else {
			plain++
		}
	}
	integerDigits, fractionDigits := -1, -1 // that are mandatory, on the wrong side of an optional one
	if at := strings.Index(p.integer, f.digit); at >= 0 {
		_, integerDigits = f.digits(p.integer[:at])
	}
	if at := strings.LastIndex(p.fraction, f.digit); at >= 0 {
		_, fractionDigits = f.digits(p.fraction[at:])
	}
	at := strings.Index(p.text, f.decimal)
	// Of several mistakes the last one is reported.
	for _, rule := range [...]struct {
		code   string
		broken bool
	}{
		{"D3093", p.hasExponent && (exponentDigits == 0 || plain > 0)},
		{"D3092", p.hasExponent && p.exponent != "" && percents+perMilles > 0},
		{"D3091", fractionDigits > 0},
		{"D3090", integerDigits > 0},
		{"D3089", strings.Contains(p.text, f.grouping+f.grouping)},
		{"D3088", at < 0 && strings.HasSuffix(p.integer, f.grouping)},
		{"D3087", at >= 0 && (strings.HasSuffix(p.text[:at], f.grouping) || strings.HasPrefix(p.text[at+len(f.decimal):], f.grouping))},
		{"D3086", strings.ContainsFunc(p.active, func(c rune) bool { return !f.isActive(c) })},
		{"D3085", digits == 0},
		{"D3084", percents > 0 && perMilles > 0},
		{"D3083", perMilles > 1},
		{"D3082", percents > 1},
		{"D3081", strings.Count(p.text, f.decimal) > 1},
	} {
		if rule.broken {
			return rule.code
		}
	}
	return ""
}

func (f *numberFormat) analyse(p *numberPicture) {
	for rest := p.integer; ; {
		_, after, more := strings.Cut(rest, f.grouping)
		if !more {
			break
		}
		right, _ := f.digits(after)
		p.groups = append(p.groups, right)
		rest = after
	}
	// Behind its first separator the reference looks for more of them in the wrong part.
	for at := strings.Index(p.fraction, f.grouping); at >= 0; {
		left, _ := f.digits(p.fraction[:min(at, len(p.fraction))])
		p.fractionGroups = append(p.fractionGroups, left)
		next := -1
		if at+1 < len(p.integer) {
			next = strings.Index(p.integer[at+1:], f.grouping)
		}
		if next < 0 {
			break
		}
		at += 1 + next
	}
	list := make([]separator, len(p.groups))
	for i, position := range p.groups {
		list[i].position = position
	}
	p.every = interval(list)
	_, p.minInteger = f.digits(p.integer)
	p.scaling = p.minInteger
	p.maxFraction, p.minFraction = f.digits(p.fraction)
	if p.minInteger == 0 && p.maxFraction == 0 {
		if p.hasExponent {
			p.minFraction, p.maxFraction = 1, 1
		} else {
			p.minInteger = 1
		}
	}
	if p.hasExponent && p.minInteger == 0 && strings.Contains(p.integer, f.digit) {
		p.minInteger = 1
	}
	if p.minInteger == 0 && p.minFraction == 0 {
		p.minFraction = 1
	}
	_, p.minExponentDigit = f.digits(p.exponent)
}

// format writes a number that is not negative.
func (f *numberFormat) format(n float64, p *numberPicture) string {
	switch {
	case strings.Contains(p.text, f.percent):
		n *= 100
	case strings.Contains(p.text, f.perMille):
		n *= 1000
	}
	exponent := 0
	if p.hasExponent && n > 0 {
		high, low := math.Pow10(p.scaling), math.Pow10(p.scaling-1)
		for ; n < low; exponent-- {
			n *= 10
		}
		for ; n > high; exponent++ {
			n /= 10
		}
	}
	n = shifted(math.RoundToEven(shifted(n, p.maxFraction)), -p.maxFraction)
	text := strconv.FormatFloat(n, 'f', p.maxFraction, 64)
	if math.IsInf(n, 0) || math.IsNaN(n) {
		return p.prefix + infinite(n) + p.suffix
	}
	if n >= 1e21 {
		text = jsonvalue.NewFloat(n).NumberText() // with an exponent
	}
	whole, fraction, _ := strings.Cut(text, ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	whole = strings.Repeat("0", max(0, p.minInteger-len(whole))) + whole
	fraction += strings.Repeat("0", max(0, p.minFraction-len(fraction)))

	var b strings.Builder
	b.WriteString(p.prefix)
	b.WriteString(f.grouped(whole, fraction, p))
	if p.hasExponent {
		b.WriteString(f.exponent)
		if exponent < 0 {
			b.WriteString(f.minus)
			exponent = -exponent
		}
		digits := strconv.Itoa(exponent)
		digits = strings.Repeat("0", max(0, p.minExponentDigit-len(digits))) + digits
		for _, c := range digits {
			b.WriteRune(c - '0' + f.zero)
		}
	}
	b.WriteString(p.suffix)
	return b.String()
}

// grouped writes the digits before and behind the point, with separators between them.
func (f *numberFormat) grouped(whole, fraction string, p *numberPicture) string {
	digit := func(c rune) rune { return c - '0' + f.zero }
	text := []rune(strings.Map(digit, whole) + f.decimal + strings.Map(digit, fraction))
	point := len(whole)
	insert := func(at int) {
		if at < 0 { // counts from the end: the reference has it so, where a number is shorter than its picture
			at = max(0, len(text)+at)
		}
		text = slices.Insert(text, min(at, len(text)), []rune(f.grouping)...)
	}
	if p.every > 0 {
		for group := 1; group <= (point-1)/p.every; group++ {
			insert(point - group*p.every)
		}
	} else {
		for _, position := range p.groups {
			insert(point - position)
			point++
		}
	}
	point = runesBefore(text, f.decimal)
	for _, position := range p.fractionGroups {
		insert(point + 1 + position)
	}
	if fraction == "" {
		text = text[:len(text)-1]
	}
	return string(text)
}

// runesBefore is how many characters stand before a part of a text.
func runesBefore(text []rune, part string) int {
	before, _, _ := strings.Cut(string(text), part)
	return utf8.RuneCountInString(before)
}
