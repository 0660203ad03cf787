package editor

import (
	"fmt"

	"expresso/model/jsonvalue"
	"expresso/model/parameter"
	"expresso/ui/screen"
)

// indentation is what Format puts before a line for each bracket that it stands in.
const indentation = "  "

// format lays JSON out over lines without touching its tokens. What is nested deeply can
// become a thousand times as large, so that its size is checked first.
func format(text string) (string, error) {
	if formattedSize(text) > MaxText {
		return "", fmt.Errorf("not formatted: the text would be larger than %s", screen.Bytes(MaxText))
	}
	return jsonvalue.Format(text, indentation)
}

// formattedSize returns about how many bytes a valid JSON text takes when it is formatted.
func formattedSize(text string) int {
	size, depth, str := 0, 0, false
	for i := 0; i < len(text); i++ {
		size++
		switch c := text[i]; {
		case str && c == '\\':
			i++
			size++
		case c == '"':
			str = !str
		case str:
		case class(c) == 0:
			size--
		case c == '{' || c == '[':
			depth++
			size += 1 + depth*len(indentation)
		case c == '}' || c == ']':
			depth--
			size += 1 + depth*len(indentation)
		case c == ',':
			size += 1 + depth*len(indentation)
		case c == ':':
			size++
		}
	}
	return size
}

func minify(text string) (string, error) { return jsonvalue.Minify(text) }

// rewrite replaces the whole text by another form of it, as one step, with its parameters
// as they are. The cursor stays behind as many characters that are no white space as before.
func (e *Editor) rewrite(form func(string) (string, error)) {
	text := e.Text()
	e.Check()
	if e.problem.blank {
		return
	}
	if e.problem.msg != "" {
		e.gotoProblem()
		return
	}
	template, err := parameter.Parse(text)
	var formed string
	if err == nil {
		formed, err = template.Rewrite(form)
	}
	if err != nil {
		e.notice = screen.Visible(err.Error())
		return
	}
	cursor := sameSign(text, e.sel.cursor, formed)
	e.record.closed = true
	if e.put(0, len(text), formed, cursor, other) {
		e.record.closed = true
		e.Check()
	}
}

// sameSign returns the offset in b that has as many bytes, white space left out, before
// it as offset i in a.
func sameSign(a string, i int, b string) int {
	n := 0
	for _, c := range []byte(a[:i]) {
		if class(c) != 0 {
			n++
		}
	}
	for j, c := range []byte(b) {
		if n == 0 && class(c) != 0 {
			return j
		}
		if class(c) != 0 {
			n--
		}
	}
	return len(b)
}
