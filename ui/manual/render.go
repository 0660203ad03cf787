package manual

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Line is a line of a topic as it is drawn.
type Line struct {
	Text  string // with SGR sequences, if the theme has any
	Level int    // of the heading that it is, 0 for none
}

// widest is how wide texts are set at most: longer lines are hard to read.
const widest = 96

// Render draws blocks in lines of at most width cells, except for code, which is to be copied as
// it is. Without a theme it draws plain text, in which literals keep their `marks`.
func Render(blocks []Block, t *theme.Theme, width int) []Line {
	return render(blocks, renderer{t: t, width: width})
}

// Spoken are the lines of a topic for a screen reader: without columns, which it would read
// across.
func Spoken(markdown string) []string {
	var lines []string
	for _, line := range render(Parse(markdown), renderer{width: widest, spoken: true}) {
		if line.Text != "" {
			lines = append(lines, line.Text)
		}
	}
	return lines
}

func render(blocks []Block, r renderer) []Line {
	r.width = max(min(r.width, widest), 20)
	if r.t != nil {
		r.styles[Literal], r.styles[Strong] = theme.NewInk(r.t.Accent), theme.NewInk(r.t.Bold)
		r.styles[Link], r.dim = theme.NewInk(r.t.Text.Underline(true)), theme.NewInk(r.t.Dim)
	}
	for i, b := range blocks {
		if i > 0 && (b.Kind != Item || blocks[i-1].Kind != Item) {
			r.add("")
		}
		r.block(b)
	}
	return r.lines
}

type renderer struct {
	t      *theme.Theme
	width  int
	cuts   bool                 // no line is longer than width
	spoken bool                 // for a screen reader
	styles [Image + 1]theme.Ink // of spans
	dim    theme.Ink
	lines  []Line
}

func (r *renderer) add(text string) { r.lines = append(r.lines, Line{Text: text}) }

func (r *renderer) block(b Block) {
	switch b.Kind {
	case Heading:
		for _, line := range r.wrap(b.Text, r.width) {
			r.lines = append(r.lines, Line{Text: r.heading(line, b.Level), Level: b.Level})
		}
	case Paragraph:
		for _, line := range r.wrap(b.Text, r.width) {
			r.add(line)
		}
	case Item:
		mark := b.Mark
		if mark == "" {
			mark = "-"
		}
		margin := screen.Blanks(2 + 2*b.Level)
		for i, line := range r.wrap(b.Text, r.width-len(margin)-len(mark)-1) {
			if i > 0 {
				mark = screen.Blanks(len(mark))
			}
			r.add(margin + mark + " " + line)
		}
	case Code:
		for _, line := range b.Lines {
			r.code(line)
		}
	case Table:
		r.table(b.Rows)
	}
}

func (r *renderer) heading(line string, level int) string {
	switch {
	case r.t == nil && level == 1 && !r.spoken:
		return strings.ToUpper(line)
	case r.t == nil:
		return line
	case level == 1:
		return r.t.Focus.Render(ansi.Strip(line))
	}
	return r.t.Bold.Render(ansi.Strip(line))
}

// code draws a line of code. Comments of a shell are dim.
func (r *renderer) code(line string) {
	const margin = "    "
	line = screen.Visible(line)
	parts := []string{line}
	if r.cuts {
		parts = cut(line, r.width-len(margin))
	}
	for i, part := range parts {
		switch {
		case r.t == nil:
		case strings.HasPrefix(strings.TrimSpace(line), "#"):
			part = r.dim.Paint(part)
		case i == 0 && strings.Contains(part, "  #"):
			code, comment, _ := strings.Cut(part, "  #")
			part = code + r.dim.Paint("  #"+comment)
		}
		r.add(strings.TrimRight(margin+part, " "))
	}
}

// cut breaks a line of code, before a word if it can.
func cut(line string, width int) (parts []string) {
	for screen.Width(line) > width {
		head := ansi.Truncate(line, width, "")
		if head == "" {
			break // not even one character fits
		}
		rest := line[len(head):]
		if at := strings.LastIndexByte(head, ' '); rest[0] != ' ' && strings.TrimSpace(head[:at+1]) != "" {
			head, rest = head[:at], line[at:]
		}
		parts, line = append(parts, head), strings.TrimPrefix(rest, " ")
	}
	return append(parts, line)
}

// word is what is not broken.
type word struct {
	text  string // with SGR sequences
	width int
	glued bool // no blank before it
}

// words sets spans in their styles, word by word, so that no style continues in the next line.
// What is wider than a line is cut.
func (r *renderer) words(spans []Span, width int) []word {
	var words []word
	open := false // the last word may continue
	put := func(text string, style Style) {
		for n, w := 0, screen.Width(text); w > 0; n++ {
			part := text
			if w > width {
				part = ansi.Truncate(text, width, "")
			}
			if part == "" {
				return // not even one character fits
			}
			size := screen.Width(part)
			if n == 0 && open && words[len(words)-1].width+size <= width {
				words[len(words)-1].text += r.styles[style].Paint(part)
				words[len(words)-1].width += size
			} else {
				words = append(words, word{r.styles[style].Paint(part), size, n > 0 || open})
			}
			text, w, open = text[len(part):], w-size, true
		}
	}
	for _, s := range spans {
		for i, part := range strings.Split(r.shown(s), " ") {
			open = open && i == 0
			put(part, s.Style)
		}
	}
	return words
}

// wrap breaks a text into lines.
func (r *renderer) wrap(spans []Span, width int) []string {
	width = max(width, 8)
	var lines []string
	var line strings.Builder
	at := 0
	for _, w := range r.words(spans, width) {
		blank := 1
		if w.glued || at == 0 {
			blank = 0
		}
		if at > 0 && at+blank+w.width > width {
			lines = append(lines, line.String())
			line.Reset()
			at, blank = 0, 0
		}
		line.WriteString(screen.Blanks(blank) + w.text)
		at += blank + w.width
	}
	return append(lines, line.String())
}

// shown is a span's text as it is drawn, except for its style.
func (r *renderer) shown(s Span) string {
	text := screen.Visible(s.Text)
	switch {
	case r.t == nil && s.Style == Literal && !r.spoken:
		text = "`" + text + "`"
	case s.Style == Link && strings.Contains(s.To, "://"):
		text += " (" + screen.Visible(s.To) + ")"
	}
	return text
}

// natural is how wide a text is in one line.
func (r *renderer) natural(spans []Span) (n int) {
	for _, s := range spans {
		n += screen.Width(r.shown(s))
	}
	return n
}

// gap is between the columns of a table.
const gap = 2

// narrow is how narrow the widest columns may become. Where that is not enough, a table is
// drawn row by row.
const narrow = 14

// table draws rows in columns. The widest columns give what the others need.
func (r *renderer) table(rows [][][]Span) {
	titles := rows[0]
	widths := make([]int, len(titles))
	for _, row := range rows {
		for i, cell := range row[:min(len(row), len(widths))] {
			widths[i] = max(widths[i], r.natural(cell))
		}
	}
	if r.spoken || !shrink(widths, r.width-gap*(len(widths)-1)) {
		r.rows(rows)
		return
	}
	rules := make([]string, len(widths))
	for i, w := range widths {
		rules[i] = strings.Repeat(r.dash(), w)
	}
	for n, row := range rows {
		cells, high := make([][]string, len(widths)), 0
		for i := range min(len(row), len(widths)) {
			cells[i] = r.wrap(row[i], widths[i])
			high = max(high, len(cells[i]))
		}
		for y := range high {
			r.line(cells, widths, y, n == 0)
		}
		if n == 0 {
			r.add(r.dim.Paint(strings.Join(rules, screen.Blanks(gap))))
		}
	}
}

// line draws a line of a row's cells.
func (r *renderer) line(cells [][]string, widths []int, y int, title bool) {
	var out strings.Builder
	blank := 0
	for i, lines := range cells {
		if y < len(lines) && lines[y] != "" {
			cell := lines[y]
			if title {
				cell = r.dim.Paint(cell)
			}
			out.WriteString(screen.Blanks(blank) + cell)
			blank = -screen.Width(lines[y])
		}
		blank += widths[i] + gap
	}
	r.add(out.String())
}

// rows draws a table where there is no room for its columns: under each first cell the
// others, with their titles.
func (r *renderer) rows(rows [][][]Span) {
	for n, row := range rows[1:] {
		if n > 0 {
			r.add("")
		}
		for i, cell := range row {
			margin := ""
			if i > 0 && i < len(rows[0]) {
				cell, margin = append(append([]Span{}, rows[0][i]...), append([]Span{{Text: ": "}}, cell...)...), "  "
			}
			for _, line := range r.wrap(cell, r.width-len(margin)) {
				r.add(margin + line)
			}
		}
	}
}

func (r *renderer) dash() string {
	if r.t == nil || r.t.Sep == "-" {
		return "-"
	}
	return "─"
}

// shrink takes from the widest columns until all fit into the room, and reports whether they
// do.
func shrink(widths []int, room int) bool {
	total := 0
	for _, w := range widths {
		total += w
	}
	for ; total > room; total-- {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrow {
			return false
		}
		widths[widest]--
	}
	return true
}
