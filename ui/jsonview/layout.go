package jsonview

import (
	"sort"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/charmbracelet/x/ansi"

	"expresso/ui/highlight"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

const (
	// longLine is the length in bytes from which a line's layout is kept rather than made
	// for every frame. Shorter lines cost less than looking for them.
	longLine = 4096
	// maxLaid is how many layouts are kept: enough for some screens of them.
	maxLaid = 256
	// stride is how many cells apart the places are from which a column of a long line is
	// looked for.
	stride = 512
	// maxHighlight is the longest line of unmodified JSON that is coloured: the lexer takes
	// up to a microsecond a byte, and a screen may be full of such lines.
	maxHighlight = 512
)

// laid is a line made ready for the screen: visible text in pieces of one colour each,
// without its indentation.
type laid struct {
	text   string
	pieces []piece
	plain  bool // printable ASCII: as many cells as bytes
	cells  int

	// breaks are the places where screen rows of width cells begin.
	breaks []place
	width  int
}

// piece is a part of a laid line: up to the byte end, in the ink of token.
type piece struct {
	end   int
	token chroma.TokenType
	hit   int // which search hit this is part of, from 1; 0 for none
}

// place is a byte of a laid line and the cell that it is drawn in.
type place struct{ at, cell int }

// builder collects the pieces of a line.
type builder struct {
	text strings.Builder
	laid laid
}

// add appends text, in which found are the hits of a search.
func (b *builder) add(text string, token chroma.TokenType, found hits) {
	done := 0
	for i, start := range found.starts {
		from, to := max(start-found.base, done), min(start-found.base+found.length, len(text))
		b.piece(text[done:from], token, 0)
		b.piece(text[from:to], token, found.number+i)
		done = to
	}
	b.piece(text[done:], token, 0)
}

func (b *builder) piece(text string, token chroma.TokenType, number int) {
	if text == "" {
		return
	}
	b.text.WriteString(screen.Visible(text))
	b.laid.pieces = append(b.laid.pieces, piece{b.text.Len(), token, number})
}

func (b *builder) done() *laid {
	l := &b.laid
	l.text = b.text.String()
	l.plain = ascii(l.text)
	switch {
	case l.plain:
		l.cells = len(l.text)
	case len(l.text) <= longLine:
		l.cells = screen.Width(l.text)
	default: // one walk for two purposes
		breaks := l.rowsOf(stride)
		last := breaks[len(breaks)-1]
		l.cells = last.cell + screen.Width(l.text[last.at:])
	}
	return l
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// valueToken is the chroma token of a JSON value, by its first byte.
func valueToken(value string) chroma.TokenType {
	switch {
	case value == "":
		return chroma.Text
	case value[0] == '"':
		return chroma.LiteralString
	case value[0] == 't' || value[0] == 'f' || value[0] == 'n':
		return chroma.KeywordConstant
	case value[0] == '-' || value[0] >= '0' && value[0] <= '9':
		return chroma.LiteralNumber
	default:
		return chroma.Punctuation
	}
}

// layout makes line i ready for the screen, or finds it made.
func (v *View) layout(i int) *laid {
	p := v.pane
	// What goes through the lexer is worth keeping too.
	keep := p.end(i)-p.lines[i].start > longLine || p == v.raw
	if keep {
		if l, ok := p.laid[i]; ok {
			return l
		}
	}
	b := &builder{}
	content := p.content(i)
	b.text.Grow(len(content) + 16)
	found := v.search.within(p.lines[i].start, p.end(i))
	if p.json {
		v.layJSON(b, i, found)
	} else {
		layText(b, content, found, v.source.json)
	}
	l := b.done()
	if keep {
		if p.laid == nil || len(p.laid) >= maxLaid {
			p.laid = make(map[int]*laid)
		}
		p.laid[i] = l
	}
	return l
}

// layJSON lays out a line of JSON, whose tokens are known without a lexer.
func (v *View) layJSON(b *builder, i int, found hits) {
	p := v.pane
	key, value := p.keyAndValue(i)
	content := p.content(i)
	at := 0
	add := func(text string, token chroma.TokenType) {
		b.add(text, token, found.within(at, at+len(text)))
		at += len(text)
	}
	add(key, chroma.NameTag)
	if key != "" {
		add(": ", chroma.Punctuation)
	}
	var spans []highlight.Span
	if len(value) <= maxHighlight {
		spans = highlight.Expression(key, value)
	}
	if spans == nil {
		spans = []highlight.Span{{Text: value, Token: valueToken(value)}}
	}
	for _, s := range spans {
		add(s.Text, s.Token)
	}
	if p.lines[i].folded {
		b.piece(" "+p.summary(i)+" ", chroma.Comment, 0)
		b.piece(p.content(int(p.lines[i].match)), chroma.Punctuation, 0)
		return
	}
	add(content[at:], chroma.Punctuation)
	if p.lines[i].inside > 0 {
		b.piece(" JSON in a string", chroma.Comment, 0)
	}
}

// summary says how much is in the node that begins on line i.
func (d *document) summary(i int) string {
	one, many := " item", " items"
	if _, value := d.keyAndValue(i); value == "{" {
		one, many = " key", " keys"
	}
	if n := d.children(i); n != 1 {
		return screen.Count(int64(n)) + many
	}
	return "1" + one
}

// layText lays out a line of plain text, coloured if the whole is JSON.
func layText(b *builder, content string, found hits, json bool) {
	content = strings.TrimSuffix(content, "\r")
	if !json || len(content) > maxHighlight || len(found.starts) > 0 {
		b.add(content, chroma.Text, found)
		return
	}
	for _, s := range highlight.Line(content) {
		b.add(s.Text, s.Token, hits{})
	}
}

// rowsOf returns where the line's screen rows of at most width cells begin. There is always
// one. They begin with words where that leaves no more than a third of a row empty.
func (l *laid) rowsOf(width int) []place {
	if l.width == width {
		return l.breaks
	}
	l.width = width
	l.breaks = append(l.breaks[:0], place{})
	if l.plain {
		for at := width; at < len(l.text); at += width {
			if blank := strings.LastIndexByte(l.text[at-width/3:at], ' '); blank >= 0 {
				at += blank + 1 - width/3
			}
			l.breaks = append(l.breaks, place{at, at})
		}
		return l.breaks
	}
	cell, used := 0, 0
	var word place // after the last blank of the row
	for at := 0; at < len(l.text); {
		cluster, w := ansi.FirstGraphemeCluster(l.text[at:], ansi.GraphemeWidth)
		if used+w > width && used > 0 {
			if cell-word.cell > width/3 || word.at == 0 {
				word = place{at, cell}
			}
			l.breaks = append(l.breaks, word)
			used, word = cell-word.cell, place{}
		}
		if cluster == " " {
			word = place{at + 1, cell + 1}
		}
		at += len(cluster)
		cell += w
		used += w
	}
	return l.breaks
}

// find returns the first character that begins at the given cell or after it.
func (l *laid) find(cell int) place {
	if l.plain {
		at := min(cell, len(l.text))
		return place{at, at}
	}
	var from place
	if len(l.text) > longLine {
		breaks := l.rowsOf(stride)
		from = breaks[sort.Search(len(breaks), func(i int) bool { return breaks[i].cell > cell })-1]
	}
	for from.cell < cell && from.at < len(l.text) {
		cluster, w := ansi.FirstGraphemeCluster(l.text[from.at:], ansi.GraphemeWidth)
		from.at += len(cluster)
		from.cell += w
	}
	return from
}

// after returns the last place that is at most width cells after from.
func (l *laid) after(from place, width int) place {
	if l.plain {
		at := min(from.at+width, len(l.text))
		return place{at, at}
	}
	to := from
	for to.at < len(l.text) {
		cluster, w := ansi.FirstGraphemeCluster(l.text[to.at:], ansi.GraphemeWidth)
		if to.cell+w > from.cell+width {
			break
		}
		to.at += len(cluster)
		to.cell += w
	}
	return to
}

// paint appends the part of the line between two places. Hit number current stands out
// from the others. A dimmed line has one colour except for its hits.
func (l *laid) paint(dst []byte, t *theme.Theme, inks *inks, from, to place, current int, dimmed bool) []byte {
	at := from.at
	first := sort.Search(len(l.pieces), func(i int) bool { return l.pieces[i].end > at })
	for _, p := range l.pieces[first:] {
		if at >= to.at {
			break
		}
		end := min(p.end, to.at)
		ink := t.Code(p.token)
		if dimmed {
			ink = inks.dim
		}
		switch {
		case p.hit > 0 && p.hit == current:
			ink = inks.current
		case p.hit > 0:
			ink = inks.hit
		}
		dst = ink.Append(dst, l.text[at:end])
		at = end
	}
	return dst
}

// cellOf is the cell in which the character at a byte of the line is drawn.
func (l *laid) cellOf(at int) int {
	if l.plain {
		return at
	}
	return screen.Width(l.text[:at])
}
