package jsonata

import (
	"errors"
	"strconv"
	"strings"
)

func split(ev *evaluator, args []value) (value, error) {
	limit, err := limitOf(argument(args, 2), "D3020", "split")
	if err != nil {
		return value{}, err
	}
	s, by := args[0].json.Str(), args[1]
	parts := []string{}
	if limit == 0 {
		return texts(parts), nil
	}
	if by.undefined() {
		return value{}, ErrInternal
	}
	if by.isString() {
		if err := ev.grow(len(s) + elemSize*(1+len(s)/max(1, by.json.Len()))); err != nil {
			return value{}, err
		}
		parts = strings.Split(s, by.json.Str())
		if limit >= 0 {
			parts = parts[:min(limit, len(parts))]
		}
		return texts(parts), nil
	}
	at, all := 0, true
	err = ev.matches(by, s, "split", -1, func(f *found) error {
		if limit >= 0 && len(parts) >= limit {
			all = false
			return errEnough
		}
		parts = append(parts, s[min(at, f.from):f.from])
		at = f.to
		return ev.grow(elemSize + f.to - f.from)
	})
	if err != nil && all {
		return value{}, err
	}
	if limit < 0 || len(parts) < limit {
		parts = append(parts, s[at:])
	}
	return texts(parts), nil
}

// errEnough stops a search.
var errEnough = errors.New("enough")

func replace(ev *evaluator, args []value) (value, error) {
	s, pattern, with := args[0].json.Str(), args[1], args[2]
	if pattern.isString() && pattern.json.Len() == 0 {
		return value{}, fault("D3010", 0, about{token: "replace", value: pattern})
	}
	limit, err := limitOf(argument(args, 3), "D3011", "replace")
	if err != nil {
		return value{}, err
	}
	if limit == 0 {
		return args[0], nil
	}
	if pattern.undefined() {
		return value{}, ErrInternal
	}
	var b strings.Builder
	at := 0
	err = ev.matches(pattern, s, "replace", limit, func(f *found) error {
		b.WriteString(s[min(at, f.from):f.from])
		at = f.to
		before := b.Len()
		switch {
		case with.undefined() && pattern.isString():
			b.WriteString("undefined")
		case with.undefined():
			return ErrInternal
		case with.function() != nil:
			v, err := ev.callback(with.function(), f.value())
			if err != nil {
				return err
			}
			if !v.isString() {
				return fault("D3012", 0, about{token: "replace", value: v})
			}
			b.WriteString(v.json.Str())
		case pattern.isString():
			b.WriteString(with.json.Str())
		default:
			f.expand(&b, with.json.Str())
		}
		return ev.grow(b.Len() - before)
	})
	b.WriteString(s[min(at, len(s)):])
	if err == nil {
		err = ev.made(b.Len())
	}
	return str(b.String()), err
}

// expand writes a replacement, in which $0 is the match, $1 and so on its groups, and $$ a
// dollar. Of digits behind a dollar as many count as there are in the number of groups.
func (f *found) expand(b *strings.Builder, with string) {
	for {
		before, after, ok := strings.Cut(with, "$")
		b.WriteString(before)
		if !ok {
			return
		}
		with = after
		switch {
		case strings.HasPrefix(with, "$"):
			b.WriteByte('$')
			with = with[1:]
			continue
		case strings.HasPrefix(with, "0"):
			b.WriteString(f.text)
			with = with[1:]
			continue
		}
		most := len(strconv.Itoa(max(1, len(f.groups))))
		digits := 0
		for digits < len(with) && digits < most && '0' <= with[digits] && with[digits] <= '9' {
			digits++
		}
		if digits == 0 {
			b.WriteByte('$')
			continue
		}
		n, _ := strconv.Atoi(with[:digits]) // digits, and few of them
		if digits > 1 && n > len(f.groups) {
			digits--
			n, _ = strconv.Atoi(with[:digits])
		}
		if 1 <= n && n <= len(f.groups) {
			b.WriteString(f.groups[n-1].json.Str())
		}
		with = with[digits:]
	}
}
