package editor

import (
	"strconv"

	"expresso/model/parameter"
	"expresso/ui/highlight"
	"expresso/ui/theme"
)

// Widths below which parts of the view are left out, in cells.
const (
	minGutterWidth = 24 // line numbers
	minMessage     = 16 // what is wrong, behind the line on which it is
)

// paint is what the view draws with, made ready once per theme.
type paint struct {
	text, dim, fail, warn, cursor, head, selected, match, parameter theme.Ink

	theme  *theme.Theme
	tokens map[string][]token // what is known about lines, or windows of long ones
	bytes  int                // length of the keys of tokens
}

// token is a run of bytes in one colour.
type token struct {
	end int // offset behind it in the line
	ink theme.Ink
}

func newPaint(t *theme.Theme) paint {
	return paint{
		text:      theme.NewInk(t.Text),
		dim:       theme.NewInk(t.Dim),
		fail:      theme.NewInk(t.Fail),
		warn:      theme.NewInk(t.Warn),
		cursor:    theme.NewInk(t.Cursor),
		head:      theme.NewInk(t.Cursor.Bold(true).Underline(true)), // the cursor in what is selected
		selected:  theme.NewInk(t.Select),
		match:     theme.NewInk(t.Match),
		parameter: theme.NewInk(t.Accent),
		theme:     t,
		tokens:    map[string][]token{},
	}
}

// maxTokens bounds, in bytes of text, what paint remembers: a few screens.
const maxTokens = 64 << 10

// of highlights text, a line or a window of one. Lines on screen are asked for with every
// key, and few of them differ from the last time.
func (p *paint) of(text []byte) []token {
	if tokens, ok := p.tokens[string(text)]; ok {
		return tokens
	}
	if p.bytes += len(text); p.bytes > maxTokens {
		clear(p.tokens)
		p.bytes = len(text)
	}
	line := string(text)
	spans := highlight.Line(line)
	tokens := make([]token, 0, len(spans))
	end := 0
	for _, s := range spans {
		end += len(s.Text)
		tokens = append(tokens, token{end, p.theme.Code(s.Token)})
	}
	for _, place := range parameter.Places(line) {
		tokens = cover(tokens, place[0], place[1], p.parameter)
	}
	p.tokens[line] = tokens
	return tokens
}

// cover draws what is between two offsets in another ink.
func cover(tokens []token, from, to int, ink theme.Ink) []token {
	var out []token
	begin := 0
	for _, t := range tokens {
		if begin < from {
			out = append(out, token{min(t.end, from), t.ink})
		}
		if begin < to && t.end >= to {
			out = append(out, token{to, ink})
		}
		if t.end > to {
			out = append(out, t)
		}
		begin = t.end
	}
	return out
}

// gutterWidth is what line numbers take: a mark, the digits, a blank.
func (e *Editor) gutterWidth() int {
	if e.width < minGutterWidth {
		return 0
	}
	return 2 + max(2, len(strconv.Itoa(e.buf.lines())))
}

func (e *Editor) textWidth() int { return max(e.width-e.gutterWidth(), 1) }

// textHeight leaves out the line at the bottom that a prompt or a notice takes.
func (e *Editor) textHeight() int {
	if e.prompt.open && e.height > 1 {
		return e.height - 1
	}
	return max(e.height, 1)
}

// View draws exactly height lines of exactly width cells.
func (e *Editor) View() string {
	if e.width == 0 || e.height == 0 {
		return ""
	}
	d := e.newDrawing()
	bottom := e.bottomLine()
	rows := e.height
	if bottom != "" {
		rows--
	}
	for row := range rows {
		if row > 0 {
			d.out = append(d.out, '\n')
		}
		d.row(e.top + row)
	}
	if bottom != "" {
		if rows > 0 {
			d.out = append(d.out, '\n')
		}
		d.out = append(d.out, bottom...)
	}
	e.drawn = d.out
	return string(d.out)
}

// bottomLine is what takes the place of the last line of text: a prompt or a notice.
func (e *Editor) bottomLine() string {
	switch {
	case e.prompt.open:
		return e.promptLine()
	case e.notice != "":
		return e.paint.warn.Paint(e.theme.Fit(" "+e.notice, e.width))
	}
	return ""
}
