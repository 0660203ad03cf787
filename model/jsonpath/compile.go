package jsonpath

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxNesting bounds filters within filters, which recurse while a path is compiled. Jayway
// refuses the second level anyhow, but only after it has been read.
const maxNesting = 20

// Compile reads a path. An error is an *Error.
//
// It reads as Jayway 2.0.0 does, character by character, so that the same texts are
// accepted and mean the same, strange ones included: [a0] is the index 0, and a slice may
// have a step, which changes nothing.
func Compile(path string) (*Path, error) { return compile(path, 0) }

func compile(path string, depth int) (*Path, error) {
	text := strings.TrimFunc(path, func(r rune) bool { return r <= ' ' })
	switch {
	case depth > maxNesting:
		return nil, &Error{Msg: "filters are nested too deep"}
	case text == "":
		return nil, &Error{Msg: "Path may not be null empty"}
	case !utf8.ValidString(text):
		return nil, &Error{Msg: "a path must be UTF-8"}
	case strings.HasSuffix(text, ".."):
		return nil, &Error{Msg: "A path can not end with a scan."}
	case text[0] != '$' && text[0] != '@':
		text = "$." + text
	}
	p := &Path{text: path, item: text[0] == '@'}
	text = "$" + text[1:]
	if len(text) > 1 && text[1] != '.' && text[1] != '[' {
		return nil, &Error{Msg: "Invalid path " + text}
	}
	for i := 1; i < len(text); {
		var t token
		var err error
		switch text[i] {
		case ' ':
			err = &Error{Msg: "Space not allowed in path"}
		case '$': // a root in the middle of a path goes nowhere
			i++
			continue
		case '[':
			end := closing(text, i)
			t, err = component(text[i:end], depth)
			i = end
		case '*':
			t.kind = wildcard
			i++
		case '.':
			if i++; i == len(text) {
				return nil, &Error{Msg: "a path cannot end with a dot"}
			}
			if text[i] == '.' {
				t.kind = scan
				i++
				break
			}
			if text[i] == '[' || text[i] == ' ' {
				continue
			}
			fallthrough
		default:
			end := i + wordLength(text[i:])
			if text[i:end] == "*" {
				t.kind = wildcard
			} else {
				t, err = component("['"+text[i:end]+"']", depth)
			}
			i = end
		}
		if err != nil {
			return nil, err
		}
		p.tokens = append(p.tokens, t)
	}
	p.finish()
	if n := len(p.tokens); n > 0 && p.tokens[n-1].kind == scan {
		return nil, &Error{Msg: "A path can not end with a scan."}
	}
	return p, nil
}

// finish finds out, from back to front, what is definite.
func (p *Path) finish() {
	p.definite, p.direct = true, true
	for i := len(p.tokens) - 1; i >= 0; i-- {
		t := &p.tokens[i]
		switch t.kind {
		case index:
		case fromEnd:
			p.direct = false
		case properties:
			p.direct = p.direct && len(t.names) == 1
		default:
			p.definite, p.direct = false, false
		}
		t.definite = p.definite
	}
	for i := 0; p.direct && i < len(p.tokens); i++ {
		if t := &p.tokens[i]; t.kind == properties {
			p.steps = append(p.steps, step{key: t.names[0], index: -1})
		} else if t.numbers[0] >= 0 {
			p.steps = append(p.steps, step{index: t.numbers[0]})
		}
	}
}

// wordLength is how far a key goes that is written without brackets.
func wordLength(s string) int {
	if n := strings.IndexAny(s, ".[ "); n >= 0 {
		return n
	}
	return len(s)
}

// closing returns the place after the bracket that closes the one at i, or the end. It
// counts brackets in quotes too, as Jayway does.
func closing(text string, i int) int {
	open := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '[':
			open++
		case ']':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
	return i
}

// component reads what is in brackets, which are part of the fragment.
func component(fragment string, depth int) (token, error) {
	if fragment == "[*]" {
		return token{kind: wildcard}, nil
	}
	for i := range len(fragment) {
		switch c := fragment[i]; {
		case c == '?':
			return filterOf(fragment, i, depth)
		case c == '\'':
			return propertiesOf(fragment[i:])
		case c == '@':
			return fromEndOf(fragment[i:])
		case isDigit(c) || c == ':' || c == '-':
			return numbersOf(fragment[i:])
		}
	}
	return token{}, &Error{Msg: "Could not analyze path component: " + fragment}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func unclosed(fragment string) error {
	return &Error{Msg: "not closed in a path: " + fragment}
}

// propertiesOf reads 'key', or 'key', 'key', up to the bracket. Quotes cannot be escaped.
func propertiesOf(s string) (token, error) {
	t := token{kind: properties}
	from := -1 // after the quote that opened a key
	for i := range len(s) {
		switch {
		case s[i] == ']':
			return t, nil
		case s[i] != '\'':
		case from < 0:
			from = i + 1
		default:
			t.names = append(t.names, s[from:i])
			from = -1
		}
	}
	return t, unclosed(s)
}

// fromEndOf reads @.length-1 or @.size()-1 with any brackets and blanks in it, up
// to a round bracket.
func fromEndOf(s string) (token, error) {
	end := -1
	minus := strings.IndexByte(s, '-')
	if minus >= 2 {
		end = strings.IndexByte(s[minus:], ')')
	}
	if end < 0 {
		return token{}, unclosed(s)
	}
	function := strings.NewReplacer(" ", "", "(", "", ")", "").Replace(s[2:minus])
	if function != "size" && function != "length" {
		return token{}, &Error{Msg: "Invalid function: @." + function +
			". Supported functions are: [(@.length - n)] and [(@.size() - n)]"}
	}
	n, err := number(strings.ReplaceAll(s[minus:minus+end], " ", ""))
	return token{kind: fromEnd, numbers: []int{n}}, err
}

// numbersOf reads an index, a list of them or a slice, up to the first character that
// belongs to none of these.
func numbersOf(s string) (token, error) {
	var t token
	var list, from, to, between bool
	word := ""
	take := func() error {
		n, err := number(word)
		t.numbers = append(t.numbers, n)
		word = ""
		return err
	}
	// digits makes a word of what can be in a number.
	digits := func(begin int) (end int) {
		for end = begin; end < len(s) && (isDigit(s[end]) || s[end] == ' ' || s[end] == '-'); end++ {
		}
		word = strings.ReplaceAll(s[begin:end], " ", "")
		return end
	}
	i := 0
loop:
	for {
		i = digits(i)
		if i == len(s) {
			return t, unclosed(s)
		}
		switch s[i] {
		default:
			break loop
		case ',':
			if err := take(); err != nil {
				return t, err
			}
			list = true
			i++
		case ':':
			open := word != ""
			if open {
				if err := take(); err != nil {
					return t, err
				}
			}
			i = digits(i + 1)
			switch {
			case open && word == "":
				from = true
			default:
				to, between = !open, open
				if err := take(); err != nil {
					return t, err
				}
			}
			if i == len(s) {
				return t, unclosed(s)
			}
			if s[i] == ']' {
				break loop
			}
			i++ // what ends a slice is passed over
		}
	}
	if word != "" {
		if err := take(); err != nil {
			return t, err
		}
	}
	switch {
	case len(t.numbers) == 1 && !to && !from:
		t.kind = index
	case list:
		t.kind = indexes
	case from:
		t.kind = sliceFrom
	case to:
		t.kind = sliceTo
	case between:
		t.kind = sliceBetween
	default:
		return t, &Error{Msg: "Could not analyze path component: [" + s}
	}
	return t, nil
}

func number(s string) (int, error) {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return 0, &Error{Msg: "not an index in a path: " + strconv.Quote(s)}
	}
	return int(n), nil
}

// String is the token as messages show it.
func (t *token) String() string {
	switch t.kind {
	case properties:
		return "['" + strings.Join(t.names, "', '") + "']"
	case fromEnd:
		return "[@.size()" + strconv.Itoa(t.numbers[0]) + "]"
	case sliceFrom:
		return "[" + strconv.Itoa(t.numbers[0]) + ":]"
	case sliceTo:
		return "[:" + strconv.Itoa(t.numbers[0]) + "]"
	case sliceBetween:
		return "[" + strconv.Itoa(t.numbers[0]) + ":" + strconv.Itoa(t.numbers[1]) + "]"
	case wildcard:
		return "[*]"
	case scan:
		return ".."
	case filter:
		return "[?]"
	default:
		words := make([]string, len(t.numbers))
		for i, n := range t.numbers {
			words[i] = strconv.Itoa(n)
		}
		return "[" + strings.Join(words, ",") + "]"
	}
}
