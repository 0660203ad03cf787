package jsonata

import (
	"math"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"

	"expresso/model/jsonvalue"
)

// regexTimeout bounds one search: patterns may backtrack.
const regexTimeout = 500 * time.Millisecond

func compileRegex(pattern string, flags regexp2.RegexOptions) (*regexp2.Regexp, error) {
	re, err := regexp2.Compile(pattern, flags)
	if err == nil {
		re.MatchTimeout = regexTimeout
	}
	return re, err
}

// found is a match, of a regular expression or of a function that stands in for one.
type found struct {
	text       string
	from, to   int // in bytes
	start, end int // in UTF-16 units
	groups     []value
	next       func() (*found, error)
}

// patiently searches until the time is really over. The library reads a clock that a
// goroutine sets: where the machine is busy it is late, and what began before it was set
// seems to have taken all the time between.
func patiently(find func() (*regexp2.Match, error)) (*regexp2.Match, error) {
	for began := time.Now(); ; {
		m, err := find()
		if err == nil || time.Since(began) >= regexTimeout {
			return m, err
		}
	}
}

// search finds the first match in s.
func search(re *regexp2.Regexp, s string) (*found, error) {
	m, err := patiently(func() (*regexp2.Match, error) { return re.FindStringMatch(s) })
	return foundIn(re, s, m, err, mark{})
}

// searchFrom finds the first match that begins at a UTF-16 unit or behind it.
func searchFrom(re *regexp2.Regexp, s string, from int) (*found, error) {
	if from <= 0 {
		return search(re, s)
	}
	if from > units(s) {
		return nil, nil
	}
	m, err := patiently(func() (*regexp2.Match, error) { return re.FindStringMatchStartingAt(s, byteOf(s, from)) })
	return foundIn(re, s, m, err, mark{})
}

// mark is a place in a text, in bytes and in UTF-16 units.
type mark struct{ byte, unit int }

// units is the length of a text in UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// foundIn is a match and the way to those behind it. They come from the match, which has s
// taken apart already, so that many of them take no longer than s does. before is a place that
// the match is not before.
func foundIn(re *regexp2.Regexp, s string, m *regexp2.Match, err error, before mark) (*found, error) {
	if err != nil {
		return nil, limit("Expression evaluation timeout: the regular expression takes too long")
	}
	if m == nil {
		return nil, nil
	}
	at, length := m.ByteRange()
	f := &found{text: s[at : at+length], from: at, to: at + length}
	f.start = before.unit + units(s[before.byte:at])
	f.end = f.start + units(f.text)
	groups := m.Groups()
	for i := 1; i < len(groups); i++ {
		var v value // a group that took no part
		if len(groups[i].Captures) > 0 {
			v = str(groups[i].String())
		}
		f.groups = append(f.groups, v)
	}
	f.next = func() (*found, error) {
		if f.to >= len(s) {
			return nil, nil
		}
		if length == 0 {
			return nil, fault("D1004", 0, about{value: str(re.String())})
		}
		next, err := patiently(func() (*regexp2.Match, error) { return re.FindNextMatch(m) })
		if next != nil && next.RuneLength == 0 {
			return nil, fault("D1004", 0, about{value: str(re.String())})
		}
		return foundIn(re, s, next, err, mark{f.to, f.end})
	}
	return f, nil
}

// regexFunction is a regular expression as the function that it is in the language: from a
// string to the first match, which leads to the next. Its second parameter is the UTF-16 unit to
// search from, for which functions like $filter hand it the index of an item.
func regexFunction(re *regexp2.Regexp) *function {
	return &function{name: "regex", arity: 2, regex: re, native: func(_ *evaluator, args []value) (value, error) {
		if argument(args, 0).function() != nil {
			return value{}, nil
		}
		from := 0
		if second := argument(args, 1); second.isNumber() {
			from = floor(second.float())
		}
		f, err := searchFrom(re, subject(argument(args, 0)), from)
		if err != nil || f == nil {
			return value{}, err
		}
		return f.value(), nil
	}}
}

// subject is the text in which a regular expression that was called as a function searches: the
// value as ECMAScript writes it.
func subject(v value) string {
	switch v.typ() {
	case tString:
		return v.json.Str()
	case tUndefined:
		return "undefined"
	case tNumber:
		f := v.float()
		if math.IsInf(f, 0) || math.IsNaN(f) {
			return infinite(f)
		}
		return jsonvalue.NewFloat(f).NumberText()
	case tArray:
		texts := make([]string, v.length())
		for i := range texts {
			if item := v.at(i); !item.undefined() && item.typ() != tNull {
				texts[i] = subject(item)
			}
		}
		return strings.Join(texts, ",")
	case tObject:
		return "[object Object]"
	default:
		return v.json.String()
	}
}

func (f *found) value() value {
	next := funcValue(&function{name: "next", native: func(*evaluator, []value) (value, error) {
		n, err := f.next()
		if err != nil || n == nil {
			return value{}, err
		}
		return n.value(), nil
	}})
	return object([]string{"match", "start", "end", "groups", "next"},
		[]value{str(f.text), integer(f.start), integer(f.end), array(f.groups), next})
}

// first applies a matcher to a string, name is the function that does it.
func (ev *evaluator) first(matcher *function, s, name string) (*found, error) {
	if matcher.regex != nil {
		return search(matcher.regex, s)
	}
	v, err := ev.callback(matcher, str(s))
	if err != nil {
		return nil, err
	}
	return ev.match(v, s, name)
}

// match reads the object that a matcher returned.
func (ev *evaluator) match(v value, s, name string) (*found, error) {
	if v.undefined() {
		return nil, nil
	}
	start, end, groups, next := v.get("start"), v.get("end"), v.get("groups"), v.get("next").function()
	if !start.isNumber() && !end.isNumber() && !groups.isArray() && next == nil {
		return nil, fault("T1010", 0, about{token: name})
	}
	f := &found{text: v.get("match").json.Str(), groups: groups.items(), start: floor(start.float()), end: floor(end.float())}
	if !start.isNumber() {
		f.start = -1
	}
	f.from = byteOf(s, f.start)
	f.to = min(f.from+len(f.text), len(s))
	f.next = func() (*found, error) {
		if next == nil {
			return nil, nil
		}
		if err := ev.step(1); err != nil {
			return nil, err
		}
		v, err := ev.callback(next)
		if err != nil {
			return nil, err
		}
		return ev.match(v, s, name)
	}
	return f, nil
}

// byteOf is where the nth UTF-16 unit of s begins, or the character behind it.
func byteOf(s string, n int) int {
	at := 0
	for n > 0 && at < len(s) {
		r, width := utf8.DecodeRuneInString(s[at:])
		at += width
		n -= utf16.RuneLen(r)
	}
	return at
}

// limitOf is a limit that is given as an argument: -1 for none.
func limitOf(v value, code, name string) (int, error) {
	if v.undefined() {
		return -1, nil
	}
	if v.float() < 0 {
		return 0, fault(code, 0, about{token: name, value: v})
	}
	return floor(v.float()), nil
}

// matches goes through the matches of a function or a literal text.
func (ev *evaluator) matches(pattern value, s, name string, limit int, visit func(*found) error) error {
	if pattern.isString() {
		text := pattern.json.Str()
		for at := 0; limit != 0; limit-- {
			n := strings.Index(s[at:], text)
			if n < 0 {
				return nil
			}
			at += n
			if err := visit(&found{text: text, from: at, to: at + len(text)}); err != nil {
				return err
			}
			at += len(text)
		}
		return nil
	}
	f, err := ev.first(pattern.function(), s, name)
	for ; err == nil && f != nil && limit != 0; limit-- {
		if err = visit(f); err != nil {
			return err
		}
		if err = ev.step(8); err != nil {
			return err
		}
		f, err = f.next()
	}
	return err
}

func match(ev *evaluator, args []value) (value, error) {
	limit, err := limitOf(argument(args, 2), "D3040", "match")
	if err != nil {
		return value{}, err
	}
	var out []value
	err = ev.matches(args[1], args[0].json.Str(), "match", limit, func(f *found) error {
		keys, values := []string{"match", "index", "groups"}, []value{str(f.text), integer(f.start), array(f.groups)}
		if f.start < 0 { // a function that stands in for a pattern may not tell
			keys, values = []string{"match", "groups"}, []value{values[0], values[2]}
		}
		out = append(out, object(keys, values))
		return ev.grow(4*elemSize + len(f.text))
	})
	return sequence(out), err
}

func contains(ev *evaluator, args []value) (value, error) {
	if args[1].isString() {
		return boolean(strings.Contains(args[0].json.Str(), args[1].json.Str())), nil
	}
	f := args[1].function()
	if f == nil {
		return value{}, ErrInternal
	}
	m, err := ev.first(f, args[0].json.Str(), "contains")
	return boolean(m != nil), err
}
