package manual

import (
	"strings"
	"unicode"
)

// Kind is what a block is.
type Kind int

// The blocks that topics consist of.
const (
	Paragraph Kind = iota
	Heading        // of a Level
	Item           // of a list, at a Level of nesting from 0
	Code           // Lines in a language
	Table          // Rows, of which the first are the titles
)

// Block is a part of a topic.
type Block struct {
	Kind  Kind
	Level int
	Text  []Span // of a paragraph, a heading, an item
	Mark  string // of an item: "" for a bullet, or its number
	Lang  string // of code, with what else follows the fence
	Lines []string
	Rows  [][][]Span
}

// Style is how a part of a text is set.
type Style int

// The styles.
const (
	Plain Style = iota
	Literal
	Strong
	Emphasis
	Link // To
	Image
)

// Span is a part of a text in one style.
type Span struct {
	Style Style
	Text  string
	To    string
}

// Words are the text of spans alone.
func Words(spans []Span) string {
	var out strings.Builder
	for _, s := range spans {
		out.WriteString(s.Text)
	}
	return out.String()
}

// Parse reads the Markdown that topics are written in: headings with #, paragraphs, lists,
// fenced code, tables, and in texts `code`, **strong**, *emphasis*, links and pictures.
// Comments are dropped. It is not Markdown for texts of others: what is none of these is a
// paragraph.
func Parse(text string) []Block {
	p := parser{lines: strings.Split(text, "\n")}
	for p.at < len(p.lines) {
		p.block()
	}
	return p.blocks
}

type parser struct {
	lines  []string
	at     int
	blocks []Block
}

func (p *parser) add(b Block) { p.blocks = append(p.blocks, b) }

func (p *parser) block() {
	line := p.lines[p.at]
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "":
		p.at++
	case strings.HasPrefix(trimmed, "<!--"):
		for p.at < len(p.lines) && !strings.Contains(p.lines[p.at], "-->") {
			p.at++
		}
		p.at++
	case strings.HasPrefix(trimmed, "```"):
		p.code(strings.TrimPrefix(trimmed, "```"))
	case strings.HasPrefix(line, "#"):
		rest := strings.TrimLeft(line, "#")
		p.add(Block{Kind: Heading, Level: len(line) - len(rest), Text: spans(strings.TrimSpace(rest))})
		p.at++
	case strings.HasPrefix(line, "|"):
		p.table()
	default:
		b := Block{Kind: Paragraph}
		if mark, rest, ok := item(line); ok {
			b = Block{Kind: Item, Level: indent(line) / 2, Mark: strings.TrimSuffix(mark, "-")}
			trimmed = rest
		}
		words := []string{strings.TrimSpace(trimmed)}
		for p.at++; p.at < len(p.lines) && p.continues(); p.at++ {
			words = append(words, strings.TrimSpace(p.lines[p.at]))
		}
		b.Text = spans(strings.Join(words, " "))
		p.add(b)
	}
}

// continues reports whether the line continues with the paragraph or item before it.
func (p *parser) continues() bool {
	line := strings.TrimSpace(p.lines[p.at])
	if line == "" || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "<!--") {
		return false
	}
	_, _, ok := item(p.lines[p.at])
	return !ok
}

// item cuts the mark of a list, "-" or "1.", from a line.
func item(line string) (mark, rest string, ok bool) {
	line = strings.TrimLeft(line, " ")
	mark, rest, ok = strings.Cut(line, " ")
	number := strings.TrimSuffix(mark, ".")
	digits := number != mark && number != "" && strings.Trim(number, "0123456789") == ""
	return mark, rest, ok && (mark == "-" || digits)
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func (p *parser) code(lang string) {
	b := Block{Kind: Code, Lang: strings.TrimSpace(lang)}
	margin := indent(p.lines[p.at])
	for p.at++; p.at < len(p.lines) && strings.TrimSpace(p.lines[p.at]) != "```"; p.at++ {
		line := p.lines[p.at]
		b.Lines = append(b.Lines, line[min(margin, indent(line)):])
	}
	p.at++
	p.add(b)
}

func (p *parser) table() {
	b := Block{Kind: Table}
	for ; p.at < len(p.lines) && strings.HasPrefix(p.lines[p.at], "|"); p.at++ {
		row := p.lines[p.at]
		if strings.Trim(row, "|-: ") == "" && len(b.Rows) == 1 {
			continue // the rule under the titles
		}
		texts := cellsOf(row)
		cells := make([][]Span, len(texts))
		for i, text := range texts {
			cells[i] = spans(text)
		}
		b.Rows = append(b.Rows, cells)
	}
	p.add(b)
}

// cellsOf splits a row at its bars. A bar that belongs to a text has a backslash.
func cellsOf(row string) []string {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	const bar = "\x00"
	cells := strings.Split(strings.ReplaceAll(row, `\|`, bar), "|")
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, bar, "|"))
	}
	return cells
}

// spans reads a text's parts.
func spans(text string) []Span {
	var spans []Span
	plain := 0
	flush := func(end int) {
		if plain < end {
			spans = append(spans, Span{Text: text[plain:end]})
		}
	}
	for i := 0; i < len(text); {
		span, size := spanAt(text, i)
		if size == 0 {
			i++
			continue
		}
		flush(i)
		spans = append(spans, span)
		i += size
		plain = i
	}
	flush(len(text))
	return spans
}

// spanAt reads a part that is not plain and how long it is in the source, 0 for none.
func spanAt(text string, i int) (Span, int) {
	rest := text[i:]
	switch rest[0] {
	case '`':
		if end := strings.IndexByte(rest[1:], '`'); end >= 0 {
			return Span{Style: Literal, Text: rest[1 : 1+end]}, end + 2
		}
	case '\\':
		if len(rest) > 1 && unicode.IsPunct(rune(rest[1])) {
			return Span{Text: rest[1:2]}, 2
		}
	case '*':
		mark, style := "*", Emphasis
		if strings.HasPrefix(rest, "**") {
			mark, style = "**", Strong
		}
		inner := rest[len(mark):]
		if end := strings.Index(inner, mark); end > 0 && inner[0] != ' ' && inner[end-1] != ' ' {
			return Span{Style: style, Text: inner[:end]}, end + 2*len(mark)
		}
	case '[', '!':
		style, from := Link, 1
		if rest[0] == '!' {
			if !strings.HasPrefix(rest, "![") {
				return Span{}, 0
			}
			style, from = Image, 2
		}
		between := strings.Index(rest, "](")
		if between < 0 || strings.IndexByte(rest[from:between], '[') >= 0 {
			return Span{}, 0
		}
		if end := strings.IndexByte(rest[between:], ')'); end >= 0 {
			return Span{Style: style, Text: strings.ReplaceAll(rest[from:between], "`", ""), To: rest[between+2 : between+end]}, between + end + 1
		}
	}
	return Span{}, 0
}
