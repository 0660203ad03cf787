package jsonata

import (
	"encoding/base64"
	"math"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

func stringFunctions() []definition {
	return []definition{
		{"string", "<x-b?:s>", 1, onFirst(func(ev *evaluator, args []value) (value, error) {
			v := args[0]
			if v.box != nil && v.box.wrapper {
				v = v.at(0)
			}
			s, err := stringify(v, argument(args, 1).json.Bool())
			if err == nil {
				err = ev.made(len(s))
			}
			return str(s), err
		})},
		{"substring", "<s-nn?:s>", 3, onFirst(substring)},
		{"substringBefore", "<s-s:s>", 2, onFirst(func(_ *evaluator, args []value) (value, error) {
			before, _, _ := strings.Cut(args[0].json.Str(), sought(args[1]))
			return str(before), nil
		})},
		{"substringAfter", "<s-s:s>", 2, onFirst(func(_ *evaluator, args []value) (value, error) {
			_, after, found := strings.Cut(args[0].json.Str(), sought(args[1]))
			switch {
			case !found:
				return args[0], nil
			case args[1].undefined():
				return value{}, ErrInternal
			}
			return str(after), nil
		})},
		{"lowercase", "<s-:s>", 1, ofString(lowercase)},
		{"uppercase", "<s-:s>", 1, ofString(uppercase)},
		{"length", "<s-:n>", 1, onFirst(func(_ *evaluator, args []value) (value, error) {
			return integer(utf8.RuneCountInString(args[0].json.Str())), nil
		})},
		{"trim", "<s-:s>", 1, ofString(trim)},
		{"pad", "<s-ns?:s>", 3, onFirst(pad)},
		{"match", "<s-f<s:o>n?:a<o>>", 3, onFirst(match)},
		{"contains", "<s-(sf):b>", 2, onFirst(contains)},
		{"replace", "<s-(sf)(sf)n?:s>", 4, onFirst(replace)},
		{"split", "<s-(sf)n?:a<s>>", 3, onFirst(split)},
		{"join", "<a<s>s?:s>", 2, onFirst(join)},
		{"base64encode", "<s-:s>", 1, ofString(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) })},
		{"base64decode", "<s-:s>", 1, onFirst(base64decode)},
		{"encodeUrlComponent", "<s-:s>", 1, encodeURL("encodeUrlComponent", "")},
		{"encodeUrl", "<s-:s>", 1, encodeURL("encodeUrl", ";/?:@&=+$,#")},
		{"decodeUrlComponent", "<s-:s>", 1, decodeURL("decodeUrlComponent", "")},
		{"decodeUrl", "<s-:s>", 1, decodeURL("decodeUrl", ";/?:@&=+$,#")},
	}
}

// sought is what a text is searched for: a missing one is taken by its name.
func sought(v value) string {
	if v.undefined() {
		return "undefined"
	}
	return v.json.Str()
}

// uppercase and lowercase are those of Unicode in full: some letters become two, and a
// sigma is another one at the end of a word.
func uppercase(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

func lowercase(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return cases.Lower(language.Und).String(s)
}

// trimmed is where a string begins and ends without its blanks.
func trimmed(s string) (begin, end int) {
	end = len(s)
	for begin < end && s[begin] == ' ' {
		begin++
	}
	for end > begin && s[end-1] == ' ' {
		end--
	}
	return begin, end
}

// trim takes white space from both ends, and leaves a single blank of what is between words.
func trim(s string) string {
	if begin, end := trimmed(s); strings.IndexByte(s[begin:end], ' ') < 0 && !strings.ContainsAny(s[begin:end], "\t\n\r") {
		return s[begin:end] // a single word
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }), " ")
}

func substring(_ *evaluator, args []value) (value, error) {
	if args[1].undefined() {
		if !argument(args, 2).undefined() {
			return str(""), nil
		}
		return args[0], nil
	}
	s := args[0].json.Str()
	n := utf8.RuneCountInString(s)
	start := max(min(args[1].float(), float64(n)), -float64(n))
	if start < 0 {
		start += float64(n)
	}
	from, to := int(start), n
	if length := argument(args, 2); !length.undefined() {
		f := length.float()
		if f <= 0 {
			return str(""), nil
		}
		to = int(min(float64(n), start+f))
	}
	return str(runes(s, from, to)), nil
}

// runes is the part of s from one character to before another one.
func runes(s string, from, to int) string {
	if isASCII(s) {
		return s[from:max(from, to)]
	}
	return string([]rune(s)[from:max(from, to)])
}

func pad(ev *evaluator, args []value) (value, error) {
	s, with := args[0].json.Str(), argument(args, 2).json.Str()
	if with == "" {
		with = " "
	}
	width := args[1].float()
	missing := max(width, -width) - float64(utf8.RuneCountInString(s))
	switch {
	case args[1].undefined() || missing <= 0:
		return args[0], nil
	case missing != math.Trunc(missing):
		return value{}, ErrInternal
	}
	if missing > float64(ev.limits.Text) {
		return value{}, errMemory()
	}
	count := int(missing)
	if err := ev.made(count + args[0].json.Len()); err != nil {
		return value{}, err
	}
	if err := ev.grow(count * utf8.UTFMax); err != nil {
		return value{}, err
	}
	chars := []rune(with)
	filling := make([]rune, count)
	for i := range filling {
		filling[i] = chars[i%len(chars)]
	}
	if width < 0 {
		return str(string(filling) + s), nil
	}
	return str(s + string(filling)), nil
}

func join(ev *evaluator, args []value) (value, error) {
	between := argument(args, 1).json.Str()
	parts := args[0].list()
	size := 0
	for i := range parts.n {
		part := parts.at(i)
		size += part.json.Len() + len(between)
	}
	if err := ev.made(size); err != nil {
		return value{}, err
	}
	var b strings.Builder
	b.Grow(size)
	for i := range parts.n {
		if i > 0 {
			b.WriteString(between)
		}
		part := parts.at(i)
		b.WriteString(part.json.Str())
	}
	return str(b.String()), nil
}

// base64decode is as strict as browsers are: white space and missing padding are passed over,
// anything else that is no base64 is an internal error, as on AWS.
func base64decode(ev *evaluator, args []value) (value, error) {
	s := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n\f\r", r) {
			return -1
		}
		return r
	}, args[0].json.Str())
	if len(s)%4 == 0 {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	}
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return value{}, ErrInternal
	}
	return str(string(b)), ev.made(len(b))
}

// encodeURL escapes all but letters, digits, some marks and what is reserved.
func encodeURL(name, reserved string) func(*evaluator, []value) (value, error) {
	const hex = "0123456789ABCDEF"
	return onFirst(func(ev *evaluator, args []value) (value, error) {
		s := args[0].json.Str()
		if strings.ContainsRune(s, utf8.RuneError) { // half a character is what becomes of it
			return value{}, fault("D3140", 0, about{name: name, value: args[0]})
		}
		b := make([]byte, 0, len(s)+len(s)/2)
		for i := range len(s) {
			c := s[i]
			if isWord(c) || strings.IndexByte("-_.!~*'()", c) >= 0 || strings.IndexByte(reserved, c) >= 0 {
				b = append(b, c)
			} else {
				b = append(b, '%', hex[c>>4], hex[c&15])
			}
		}
		return str(string(b)), ev.made(len(b))
	})
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// decodeURL reads escapes, except for those of reserved characters.
func decodeURL(name, reserved string) func(*evaluator, []value) (value, error) {
	return onFirst(func(_ *evaluator, args []value) (value, error) {
		s := args[0].json.Str()
		for _, c := range []byte(reserved) {
			for _, escape := range [...]string{"%" + strings.ToUpper(hex2(c)), "%" + strings.ToLower(hex2(c))} {
				s = strings.ReplaceAll(s, escape, "%25"+escape[1:])
			}
		}
		out, err := url.PathUnescape(s)
		if err != nil || !utf8.ValidString(out) {
			return value{}, fault("D3140", 0, about{name: name, value: args[0]})
		}
		return str(out), nil
	})
}

func hex2(c byte) string {
	const hex = "0123456789ABCDEF"
	return string([]byte{hex[c>>4], hex[c&15]})
}
