package jsonata

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"

	"expresso/model/jsonvalue"
)

// tokenKind is what a token is.
type tokenKind uint8

const (
	endToken tokenKind = iota
	nameToken
	variableToken
	operatorToken
	stringToken
	numberToken
	literalToken // true, false, null
	regexToken
)

// token is one word of an expression.
type token struct {
	kind  tokenKind
	text  string // name, variable without its $, or operator
	value value  // of strings, numbers and literals
	regex *regexp2.Regexp
	pos   int // the byte after it
}

// id is what the grammar tells tokens apart by: an operator's own text.
func (t *token) id() string {
	switch t.kind {
	case operatorToken:
		return t.text
	case endToken:
		return "(end)"
	default:
		return ""
	}
}

// shown is the token as messages name it.
func (t *token) shown() string {
	switch t.kind {
	case stringToken:
		return t.value.json.Str()
	case numberToken, literalToken:
		return t.value.json.String()
	case endToken:
		return "(end)"
	default:
		return t.text
	}
}

// operators are the characters that end a name. Each begins an operator.
var operators = func() (is [256]bool) {
	for _, c := range []byte(".[]{}(),@#;:?+-*/%|=<>^&!~") {
		is[c] = true
	}
	return is
}()

type lexer struct {
	text string
	at   int
}

func isBlank(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' && c != '\f' }

func (l *lexer) fail(code string, a about) error { return fault(code, l.at, a) }

// next reads a token into t. A slash is an operator where one may stand, else it begins a
// regular expression.
func (l *lexer) next(t *token, operator bool) error {
	for l.at < len(l.text) && isBlank(l.text[l.at]) {
		l.at++
	}
	rest := l.text[l.at:]
	if rest == "" {
		*t = token{pos: l.at}
		return nil
	}
	if strings.HasPrefix(rest, "/*") {
		n := strings.Index(rest[2:], "*/")
		if n < 0 {
			return l.fail("S0106", about{})
		}
		l.at += n + 4
		return l.next(t, operator)
	}
	if rest[0] == '/' && !operator {
		return l.regex(t)
	}
	if len(rest) > 1 && operators[rest[0]] {
		switch rest[:2] {
		case "..", ":=", "!=", ">=", "<=", "**", "~>":
			l.at += 2
			*t = token{kind: operatorToken, text: rest[:2], pos: l.at}
			return nil
		}
	}
	switch c := rest[0]; {
	case operators[c]:
		l.at++
		if c == '!' || c == '~' {
			return l.fail("S0204", about{token: rest[:1]})
		}
		*t = token{kind: operatorToken, text: rest[:1], pos: l.at}
		return nil
	case c == '"' || c == '\'':
		return l.string(t, c)
	case c == '`':
		n := strings.IndexByte(rest[1:], '`')
		if n < 0 {
			l.at = len(l.text)
			return l.fail("S0105", about{})
		}
		l.at += n + 2
		*t = token{kind: nameToken, text: rest[1 : n+1], pos: l.at}
		return nil
	}
	if n := numberLength(rest); n > 0 {
		l.at += n
		v := jsonvalue.NewNumber(rest[:n])
		if f := v.Float(); f > maxFloat {
			return l.fail("S0102", about{token: rest[:n]})
		}
		*t = token{kind: numberToken, value: plain(v), pos: l.at}
		return nil
	}
	n := 0
	for n < len(rest) && !isBlank(rest[n]) && !operators[rest[n]] {
		n++
	}
	l.at += n
	*t = token{kind: nameToken, text: rest[:n], pos: l.at}
	switch word := rest[:n]; word {
	case "and", "or", "in":
		t.kind = operatorToken
	case "true", "false":
		t.kind, t.value = literalToken, boolean(word == "true")
	case "null":
		t.kind, t.value = literalToken, plain(jsonvalue.Null())
	default:
		if word[0] == '$' {
			t.kind, t.text = variableToken, word[1:]
		}
	}
	return nil
}

// numberLength is how many bytes of s are a number without sign.
func numberLength(s string) int {
	digits := func(i int) int {
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i
	}
	n := digits(0)
	if n == 0 {
		return 0
	}
	if s[0] == '0' {
		n = 1
	}
	if n+1 < len(s) && s[n] == '.' {
		if end := digits(n + 1); end > n+1 {
			n = end
		}
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		begin := n + 1
		if begin < len(s) && (s[begin] == '+' || s[begin] == '-') {
			begin++
		}
		if end := digits(begin); end > begin {
			n = end
		}
	}
	return n
}

// string reads a string in the quotes that open it.
func (l *lexer) string(t *token, quote byte) error {
	l.at++
	begin := l.at
	for l.at < len(l.text) && l.text[l.at] != quote && l.text[l.at] != '\\' {
		l.at++
	}
	if l.at < len(l.text) && l.text[l.at] == quote { // as most of them are
		l.at++
		*t = token{kind: stringToken, value: str(l.text[begin : l.at-1]), pos: l.at}
		return nil
	}
	var b strings.Builder
	b.WriteString(l.text[begin:l.at])
	for l.at < len(l.text) {
		switch c := l.text[l.at]; c {
		case quote:
			l.at++
			*t = token{kind: stringToken, value: str(b.String()), pos: l.at}
			return nil
		case '\\':
			l.at++
			if err := l.escape(&b); err != nil {
				return err
			}
		default:
			b.WriteByte(c)
			l.at++
		}
	}
	return l.fail("S0101", about{})
}

// escape reads what follows a backslash.
func (l *lexer) escape(b *strings.Builder) error {
	if l.at == len(l.text) {
		return fault("S0103", l.at, about{})
	}
	c := l.text[l.at]
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		b.WriteByte("\"\\/\b\f\n\r\t"[i])
		l.at++
		return nil
	}
	if c != 'u' {
		_, width := utf8.DecodeRuneInString(l.text[l.at:])
		l.at += width
		return fault("S0103", l.at, about{name: "", token: l.text[l.at-width : l.at]})
	}
	unit := func() (rune, bool) {
		if l.at+5 > len(l.text) || l.text[l.at] != 'u' {
			return 0, false
		}
		n, err := strconv.ParseUint(l.text[l.at+1:l.at+5], 16, 32)
		if err != nil {
			return 0, false
		}
		l.at += 5
		return rune(n), true
	}
	r, ok := unit()
	if !ok {
		return fault("S0104", l.at, about{})
	}
	// A surrogate is joined with its other half; alone it is no character.
	if 0xd800 <= r && r < 0xdc00 && strings.HasPrefix(l.text[l.at:], `\u`) {
		back := l.at
		l.at++
		if low, ok := unit(); ok && 0xdc00 <= low && low < 0xe000 {
			r = (r-0xd800)<<10 + (low - 0xdc00) + 0x10000
		} else {
			l.at = back
		}
	}
	b.WriteRune(r)
	return nil
}

// regex reads a regular expression with its flags, from the slash that opens it.
func (l *lexer) regex(t *token) error {
	l.at++
	begin, depth := l.at, 0
	for ; l.at < len(l.text); l.at++ {
		c, escaped := l.text[l.at], l.text[l.at-1] == '\\'
		switch {
		case escaped:
		case c == '/' && depth == 0:
			pattern := l.text[begin:l.at]
			if pattern == "" {
				return l.fail("S0301", about{})
			}
			flags := regexp2.ECMAScript
			for l.at++; l.at < len(l.text); l.at++ {
				switch l.text[l.at] {
				case 'i':
					flags |= regexp2.IgnoreCase
					continue
				case 'm':
					flags |= regexp2.Multiline
					continue
				}
				break
			}
			re, err := compileRegex(pattern, flags)
			if err != nil {
				return l.fail("S0303", about{value: str(err.Error())})
			}
			*t = token{kind: regexToken, regex: re, text: pattern, pos: l.at}
			return nil
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		}
	}
	return l.fail("S0302", about{})
}
