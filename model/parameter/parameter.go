// Package parameter puts values into an input's text before it is sent:
//
//	{{uuid}}           a random UUID, version 4, a new one for each
//	{{now}}            the time, as in 2026-11-03T14:03:22.417Z, the same throughout a run
//	{{n}}              which run of a burst this is, from 1; 1 outside of a burst
//	{{env.NAME}}       the environment variable NAME
//	{{file "x.json"}}  the contents of a file
//
// Within a JSON string the value is text, with the escapes that JSON needs; there the
// quotes round a file's name may be escaped or not. Outside of strings {{n}}, {{env.NAME}}
// and {{file "x.json"}} stand for a whole JSON value. What is put in is not looked through
// for parameters, and anything else stays as it is, byte for byte: {{name}} is
// text. \u007b{n}} in a string is the text {{n}} itself.
//
// Clock, random numbers, environment and files are handed in; only Folder touches a disk.
package parameter

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/jsonvalue"
)

const (
	opening = "{{"
	closing = "}}"
)

// kind is what a parameter stands for.
type kind byte

const (
	uuid kind = iota
	now
	number
	env
	file
)

// hole is the place of a parameter in a text.
type hole struct {
	kind     kind
	name     string // of the variable or the file
	from, to int
	quoted   bool // it is in a JSON string
}

// Template is an input's text with the places of its parameters.
type Template struct {
	text  string
	holes []hole
}

// Error says what is wrong with a parameter, or with a text that has some, and where in
// the text as it was written.
type Error struct {
	Offset       int // bytes before the place
	Line, Column int // counted from 1, the column in characters
	Msg          string
	Err          error // the reason, nil if Msg is all
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
}
func (e *Error) Unwrap() error { return e.Err }

// wrong makes an Error of a place in the text, with what to do about it.
func (t *Template) wrong(offset int, hint, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	line, column := jsonvalue.LineColumn(t.text, offset)
	if inner := model.HintOf(err); inner != "" {
		hint = inner
	}
	return model.WithHint(&Error{offset, line, column, err.Error(), errors.Unwrap(err)}, hint)
}

// Parse finds the parameters in a text. Its error is an *Error for the first that is
// malformed.
func Parse(text string) (*Template, error) {
	t := &Template{text: text}
	if err := t.find(false); err != nil {
		return nil, err
	}
	return t, nil
}

// Places returns where parameters are in a part of a text that begins outside of a
// string, as pairs of offsets. Malformed ones are passed over.
func Places(part string) (places [][2]int) {
	t := &Template{text: part}
	_ = t.find(true)
	for _, h := range t.holes {
		places = append(places, [2]int{h.from, h.to})
	}
	return places
}

// find finds the parameters. It ends with the first that is malformed, unless those are to
// be passed over.
func (t *Template) find(passOver bool) error {
	if !strings.Contains(t.text, opening) {
		return nil
	}
	quoted := false
	for i := 0; i < len(t.text); {
		switch c := t.text[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == '{' && strings.HasPrefix(t.text[i:], opening):
			h, ok, err := t.read(i, quoted)
			if err != nil && !passOver {
				return err
			}
			if ok {
				t.holes = append(t.holes, h)
				i = h.to
				continue
			}
		}
		i++
	}
	return nil
}

// Count is how many parameters there are.
func (t *Template) Count() int { return len(t.holes) }

// read reads what begins with the braces at from: ok is false if it is no parameter.
func (t *Template) read(from int, quoted bool) (h hole, ok bool, err error) {
	s := scanner{t.text, from + len(opening)}
	s.blanks()
	word := s.word()
	h = hole{from: from, quoted: quoted}
	switch {
	case word == "uuid" || word == "now" || word == "n":
		h.kind = map[string]kind{"uuid": uuid, "now": now, "n": number}[word]
	case word == "env" && s.take("."):
		h.kind = env
		if h.name = s.word(); h.name == "" || h.name[0] <= '9' {
			return h, false, t.wrong(from, "write it as {{env.NAME}}", "the name of a variable is missing after {{env.")
		}
	case word == "file":
		h.kind = file
		if s.blanks() == 0 {
			return h, false, nil
		}
		raw := quoted && s.peek('"') // of a valid text this is the string's end
		if h.name = s.string(quoted); h.name == "" {
			if raw {
				return h, false, nil
			}
			return h, false, t.wrong(from, `write it as {{file "x.json"}}`, "the name of a file, in quotes, is missing after {{file")
		}
		if s.blanks(); raw && !s.take(closing) {
			return h, false, nil
		} else if raw {
			s.at -= len(closing)
		}
	default:
		return h, false, nil
	}
	s.blanks()
	if !s.take(closing) {
		if h.kind == env || h.kind == file {
			return h, false, t.wrong(from, "write it as {{env.NAME}} or {{file \"x.json\"}}", "the parameter %s is not closed by }}", t.text[from:s.at])
		}
		return h, false, nil
	}
	h.to = s.at
	if !quoted {
		err = t.alone(h)
	}
	return h, err == nil, err
}

// alone checks a parameter outside of strings: it is a value of its own.
func (t *Template) alone(h hole) error {
	token := t.text[h.from:h.to]
	if h.kind == uuid || h.kind == now {
		return t.wrong(h.from, "write it as \""+token+"\"", "%s is text and must be in quotes", token)
	}
	before, after := strings.TrimRight(t.text[:h.from], " \t\r\n"), t.text[h.to:]
	if before != "" && !strings.ContainsAny(before[len(before)-1:], ":,[{") ||
		after != "" && !strings.ContainsAny(after[:1], ",]} \t\r\n") {
		return t.wrong(h.from, "put the whole value in quotes to send it as text", "%s outside of quotes must be a whole value", token)
	}
	return nil
}

// scanner reads a parameter.
type scanner struct {
	text string
	at   int
}

func (s *scanner) blanks() (n int) {
	for s.peek(' ') || s.peek('\t') {
		s.at++
		n++
	}
	return n
}

func (s *scanner) peek(c byte) bool { return s.at < len(s.text) && s.text[s.at] == c }

func (s *scanner) take(token string) bool {
	ok := strings.HasPrefix(s.text[s.at:], token)
	if ok {
		s.at += len(token)
	}
	return ok
}

// word reads letters, digits and underscores.
func (s *scanner) word() string {
	begin := s.at
	for s.at < len(s.text) {
		c := s.text[s.at]
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
		s.at++
	}
	return s.text[begin:s.at]
}

// maxName is the longest name of a file: that of a path on Linux.
const maxName = 4096

// string reads a name in quotes, which within a JSON string may be escaped; "" if there is
// none.
func (s *scanner) string(quoted bool) string {
	quote := `"`
	if quoted && s.peek('\\') {
		quote = `\"`
	}
	if !s.take(quote) {
		return ""
	}
	rest := s.text[s.at:min(len(s.text), s.at+maxName)]
	end := strings.IndexFunc(rest, func(r rune) bool { return r == '"' || r == '\\' || r < ' ' || r == 0x7f })
	if end <= 0 || !strings.HasPrefix(rest[end:], quote) {
		return ""
	}
	s.at += end + len(quote)
	return rest[:end]
}

// masked is the text with a value of the same length for each parameter.
func (t *Template) masked() string {
	if len(t.holes) == 0 {
		return t.text
	}
	b := []byte(t.text)
	for _, h := range t.holes {
		for i := h.from; i < h.to; i++ {
			b[i] = '1'
		}
	}
	return string(b)
}

// Check says what is wrong with the text as JSON, where each parameter stands for a value:
// nil, or an *Error.
func (t *Template) Check() error {
	bad := jsonvalue.Check(t.masked())
	if bad == nil {
		return nil
	}
	line, column := jsonvalue.LineColumn(t.text, bad.Offset)
	return &Error{Offset: bad.Offset, Line: line, Column: column, Msg: bad.Msg}
}

// Rewrite returns what form makes of the text, with the parameters as they were. form gets
// JSON, and may change nothing of it but the white space outside of strings.
func (t *Template) Rewrite(form func(string) (string, error)) (string, error) {
	masked := t.masked()
	formed, err := form(masked)
	if err != nil || len(t.holes) == 0 {
		return formed, err
	}
	b := []byte(formed)
	at, to := 0, 0 // the same place in masked and in b
	for _, h := range t.holes {
		signs := 0
		for ; at < h.from; at++ {
			if !blank(masked[at]) {
				signs++
			}
		}
		for ; signs > 0 || blank(b[to]); to++ {
			if !blank(b[to]) {
				signs--
			}
		}
		copy(b[to:], t.text[h.from:h.to])
		at, to = h.to, to+h.to-h.from
	}
	return string(b), nil
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
