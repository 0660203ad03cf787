package manual

import (
	"fmt"
	"strconv"
	"strings"
)

// The sections of man pages.
const (
	Commands = 1
	Topics   = 7
)

// Roff writes blocks as a man page, whose first heading is left to its title. summary is its
// line in lists of pages.
func Roff(name string, section int, summary string, blocks []Block) string {
	w := &roff{}
	w.line("'\\\" t") // there are tables
	w.line(".TH " + quoted(strings.ToUpper(name)) + " " + strconv.Itoa(section) + ` "" "expresso" "expresso manual"`)
	w.line(".ad l\n.nh") // what is to be typed is not stretched, nor broken within a word
	w.line(".SH NAME")
	w.line(escaped(name) + ` \- ` + escaped(summary))
	for i, b := range blocks {
		switch {
		case b.Kind == Heading && b.Level == 1:
		case i == 1 && b.Kind == Paragraph && strings.TrimSuffix(Words(b.Text), ".") == summary: // said already
			w.line(".SH DESCRIPTION")
		default:
			w.block(b)
		}
	}
	return w.String()
}

type roff struct{ strings.Builder }

func (w *roff) line(text string) { w.WriteString(text + "\n") }

// text writes a line of text, which is not a request whatever it begins with.
func (w *roff) text(spans []Span) { w.line(`\&` + styled(spans)) }

func (w *roff) block(b Block) {
	switch b.Kind {
	case Heading:
		if b.Level == 2 {
			w.line(".SH " + quoted(escaped(strings.ToUpper(Words(b.Text)))))
			return
		}
		w.line(".SS " + quoted(escaped(Words(b.Text))))
	case Paragraph:
		w.line(".PP")
		w.text(b.Text)
	case Item:
		mark := `\(bu`
		if b.Mark != "" {
			mark = quoted(b.Mark)
		}
		w.line(".IP " + mark + " 4")
		w.text(b.Text)
	case Code:
		w.line(".PP\n.RS 4\n.nf")
		for _, line := range b.Lines {
			w.line(`\&` + escaped(line))
		}
		w.line(".fi\n.RE")
	case Table:
		w.table(b.Rows)
	}
}

// table writes two columns as a list of terms, and more as a table.
func (w *roff) table(rows [][][]Span) {
	columns := len(rows[0])
	if columns == 2 {
		for _, row := range rows[1:] {
			w.line(".TP")
			for _, cell := range row {
				w.text(cell)
			}
		}
		return
	}
	w.line(".PP\n.TS\nallbox;")
	w.line(strings.TrimSpace(strings.Repeat("lb ", columns)))
	w.line(strings.TrimSpace(strings.Repeat("l ", columns)) + ".")
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				w.WriteString("\t")
			}
			w.WriteString("T{\n" + `\&` + styled(cell) + "\nT}")
		}
		w.WriteString("\n")
	}
	w.line(".TE")
}

func styled(spans []Span) string {
	var out strings.Builder
	for _, s := range spans {
		text := escaped(s.Text)
		switch {
		case s.Style == Literal || s.Style == Strong:
			text = `\fB` + text + `\fR`
		case s.Style == Link && !strings.Contains(s.To, "://"):
			text = `\fI` + text + `\fR`
		case s.Style == Link:
			text += " (" + escaped(s.To) + ")"
		case s.Style == Emphasis:
			text = `\fI` + text + `\fR`
		}
		out.WriteString(text)
	}
	return out.String()
}

// escapes keep what roff would read otherwise: its own escapes, and what it would print as
// other characters than those to type.
var escapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`)

func escaped(text string) string {
	var out strings.Builder
	for _, r := range escapes.Replace(text) {
		if r < 0x80 {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, `\[u%04X]`, r)
		}
	}
	return out.String()
}

// quoted is one argument of a request.
func quoted(text string) string { return `"` + text + `"` }
