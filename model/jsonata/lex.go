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
	power uint8  // of an operator: how strongly it binds to what is left of it
	pos   int    // the byte after it
	text  string // a name, a variable without its $, a string's content, or as it is written
	regex *regexp2.Regexp
}

// value is what a string, a number or a literal stands for.
func (t *token) value() value {
	switch {
	case t.kind == stringToken:
		return str(t.text)
	case t.kind == numberToken:
		return plain(jsonvalue.NewNumber(t.text))
	case t.text == "null":
		return plain(jsonvalue.Null())
	default:
		return boolean(t.text == "true")
	}
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
	case numberToken:
		return t.value().json.String()
	case endToken:
		return "(end)"
	default:
		return t.text
	}
}

// about is what a message says of the token.
func (t *token) about() about {
	a := about{token: t.shown()}
	switch t.kind {
	case regexToken: // which the reference cannot write
		a.written = "{}"
	case numberToken:
		a.written = jsonvalue.NewFloat(t.value().float()).String()
	case literalToken:
		a.written = t.shown()
	}
	return a
}

// class is what a byte begins.
type class uint8

const (
	blankByte    class = iota
	operatorByte       // as a blank does, it ends a name
	wordByte
	digitByte
	quoteByte
	tickByte
)

var classes = func() (of [256]class) {
	set := func(c class, bytes string) {
		for _, b := range []byte(bytes) {
			of[b] = c
		}
	}
	for b := range of {
		of[b] = wordByte
	}
	set(blankByte, " \t\n\v\r")
	set(operatorByte, ".[]{}(),@#;:?+-*/%|=<>^&!~")
	set(digitByte, "0123456789")
	set(quoteByte, "\"'")
	set(tickByte, "`")
	return of
}()

type lexer struct {
	text string
	at   int
}

func (l *lexer) fail(code string, a about) error { return fault(code, l.at, a) }

// next reads a token into t. A slash is an operator where one may stand, else it begins a
// regular expression.
func (l *lexer) next(t *token, operator bool) error {
	for l.at < len(l.text) && classes[l.text[l.at]] == blankByte {
		l.at++
	}
	rest := l.text[l.at:]
	if rest == "" {
		*t = token{pos: l.at}
		return nil
	}
	switch classes[rest[0]] {
	case operatorByte:
		return l.operator(t, rest, operator)
	case quoteByte:
		return l.string(t, rest[0])
	case digitByte:
		n := numberLength(rest)
		l.at += n
		*t = token{kind: numberToken, text: rest[:n], pos: l.at}
		if v := t.value(); v.float() > maxFloat {
			return l.fail("S0102", about{token: t.text})
		}
		return nil
	case tickByte:
		n := strings.IndexByte(rest[1:], '`')
		if n < 0 {
			l.at = len(l.text)
			return l.fail("S0105", about{})
		}
		l.at += n + 2
		*t = token{kind: nameToken, text: rest[1 : n+1], pos: l.at}
		return nil
	}
	n := 1
	for n < len(rest) && classes[rest[n]] > operatorByte {
		n++
	}
	l.at += n
	*t = token{kind: nameToken, text: rest[:n], pos: l.at}
	switch t.text {
	case "and", "or", "in":
		t.kind, t.power = operatorToken, power(t.text)
	case "true", "false", "null":
		t.kind = literalToken
	default:
		if rest[0] == '$' {
			t.kind, t.text = variableToken, t.text[1:]
		}
	}
	return nil
}

// operator reads what begins with a character of an operator: a comment and what is behind it, or a
// regular expression, too.
func (l *lexer) operator(t *token, rest string, may bool) error {
	n := 1
	if len(rest) > 1 {
		switch rest[:2] {
		case "/*":
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return l.fail("S0106", about{})
			}
			l.at += n + 4
			return l.next(t, may)
		case "..", ":=", "!=", ">=", "<=", "**", "~>":
			n = 2
		}
	}
	if rest[0] == '/' && !may {
		return l.regex(t)
	}
	l.at += n
	if n == 1 && (rest[0] == '!' || rest[0] == '~') {
		return l.fail("S0204", about{token: rest[:1]})
	}
	*t = token{kind: operatorToken, text: rest[:n], power: power(rest[:n]), pos: l.at}
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
		*t = token{kind: stringToken, text: l.text[begin : l.at-1], pos: l.at}
		return nil
	}
	var b strings.Builder
	b.WriteString(l.text[begin:l.at])
	for l.at < len(l.text) {
		switch c := l.text[l.at]; c {
		case quote:
			l.at++
			*t = token{kind: stringToken, text: b.String(), pos: l.at}
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
	// A surrogate is joined with its other half; alone it is not a character.
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
