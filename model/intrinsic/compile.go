package intrinsic

import (
	"fmt"
	"strings"
	"unicode"

	"expresso/model/jsonpath"
	"expresso/model/jsonvalue"
)

// maxNesting is how deep calls may stand within calls (AWS: intrinsic functions).
const maxNesting = 10

// SyntaxError says where and why a text is not an expression.
type SyntaxError struct {
	Offset int // bytes before the place
	Msg    string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s at character %d", e.Msg, e.Offset+1) }

// Compile reads an expression. An error is a *SyntaxError.
func Compile(text string) (*Expr, error) {
	p := parser{text: text}
	var e *Expr
	if strings.HasPrefix(text, "$") {
		e = p.path(len(text))
	} else {
		e = p.call(1)
		if p.err == nil && p.at < len(text) {
			p.fail("unexpected text after the call")
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	return e, nil
}

type parser struct {
	text string
	at   int
	err  error
}

func (p *parser) fail(msg string) *Expr {
	if p.err == nil {
		p.err = &SyntaxError{min(p.at, len(p.text)), msg}
	}
	return &Expr{}
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\n\r", p.text[p.at]) >= 0 {
		p.at++
	}
}

// call reads States.Name(arguments).
func (p *parser) call(depth int) *Expr {
	if depth > maxNesting {
		return p.fail(fmt.Sprintf("calls are nested deeper than %d", maxNesting))
	}
	begin := p.at
	open := strings.IndexByte(p.text[begin:], '(')
	if open < 0 || !strings.HasPrefix(p.text[begin:], "States.") {
		return p.fail("expected a path, or a call of a function such as States.Format(…)")
	}
	name := strings.TrimRight(p.text[begin:begin+open], " ")
	f, ok := functions[name]
	if !ok {
		return p.fail("unknown function " + shorten(name))
	}
	e := &Expr{kind: call, function: f}
	p.at = begin + open + 1
	p.space()
	for p.err == nil && !strings.HasPrefix(p.text[p.at:], ")") {
		if len(e.args) > 0 {
			if !strings.HasPrefix(p.text[p.at:], ",") {
				return p.fail("expected ',' or ')' after an argument")
			}
			p.at++
			p.space()
		}
		e.args = append(e.args, p.argument(depth, f.template && len(e.args) == 0))
		p.space()
	}
	p.at++
	e.text = p.text[begin:min(p.at, len(p.text))]
	return e
}

func shorten(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

// argument reads one argument. A template keeps its escapes: Format reads them.
func (p *parser) argument(depth int, template bool) *Expr {
	rest := p.text[p.at:]
	switch {
	case rest == "":
		return p.fail("expected an argument")
	case rest[0] == '\'':
		return p.string(template)
	case rest[0] == '$':
		return p.path(p.at + argumentLength(rest))
	case strings.HasPrefix(rest, "States."):
		return p.call(depth + 1)
	}
	word := strings.TrimRight(rest[:argumentLength(rest)], " \t\r\n")
	e := &Expr{kind: literal, text: word}
	switch word {
	case "null":
		e.literal = jsonvalue.Null()
	case "true", "false":
		e.literal = jsonvalue.NewBool(word == "true")
	default:
		if e.literal = jsonvalue.NewNumber(word); e.literal.IsUndefined() {
			return p.fail("expected a string in single quotes, a number, true, false, null, a path or a call")
		}
	}
	p.at += len(word)
	return e
}

// argumentLength is how far an argument goes that is neither a text nor a call: up to a
// comma or a bracket that does not belong to it.
func argumentLength(s string) int {
	open, quoted := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'' && open > 0:
			quoted = !quoted
		case quoted:
		case c == '[' || c == '(':
			open++
		case c == ']':
			open--
		case c == ',' || c == ')':
			if open <= 0 {
				return i
			}
			if c == ')' {
				open--
			}
		}
	}
	return len(s)
}

// string reads a text in single quotes, with \' \{ \} and \\ for what they mean.
func (p *parser) string(template bool) *Expr {
	begin := p.at
	var b strings.Builder
	for p.at++; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; c {
		case '\'':
			p.at++
			s := b.String()
			if template {
				s = p.text[begin+1 : p.at-1]
			}
			return &Expr{kind: literal, text: p.text[begin:p.at], literal: jsonvalue.NewString(s)}
		case '\\':
			if p.at++; p.at == len(p.text) || strings.IndexByte(`'{}\`, p.text[p.at]) < 0 {
				p.at--
				return p.fail(`only \' \{ \} and \\ are escapes`)
			}
			b.WriteByte(p.text[p.at])
		default:
			b.WriteByte(c)
		}
	}
	return p.fail("the string is not closed: expected '")
}

// path reads what begins with $ and ends before end.
func (p *parser) path(end int) *Expr {
	text := strings.TrimRight(p.text[p.at:end], " \t\n\r")
	e := &Expr{text: text}
	path := text
	switch {
	case strings.HasPrefix(text, "$$"):
		e.kind, path = context, text[1:]
	case len(text) > 1 && text[1] != '.' && text[1] != '[':
		e.kind = variable
		n := nameLength(text[1:])
		if n == 0 {
			return p.fail("expected a path or the name of a variable after $")
		}
		e.name, path = text[1:1+n], "$"+text[1+n:]
	}
	var err error
	if e.path, err = jsonpath.Compile(path); err != nil {
		return p.fail(err.Error())
	}
	p.at = end
	return e
}

// nameLength is how far the name of a variable goes: a Unicode identifier.
func nameLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && r != '_' && (i == 0 || !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) &&
			!unicode.Is(unicode.Mc, r) && !unicode.Is(unicode.Pc, r)) {
			return i
		}
	}
	return len(s)
}
