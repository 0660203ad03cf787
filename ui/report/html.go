package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"

	"expresso/model/trace"
	"expresso/ui/graph"
	"expresso/ui/highlight"
	"expresso/ui/screen"
	"expresso/ui/status"
)

//go:embed page.css
var style string

// page is HTML as it grows. Only raw writes what is not escaped. It is no html/template, which
// calls methods by their names: the linker has to keep all there are then, and the program
// grows by a third.
type page struct{ strings.Builder }

// raw writes markup of ours.
func (p *page) raw(markup ...string) {
	for _, m := range markup {
		p.WriteString(m)
	}
}

// text writes a text as it is to be read.
func (p *page) text(s string) { p.WriteString(html.EscapeString(s)) }

// element writes an element with a text in it.
func (p *page) element(tag, class, text string) {
	p.raw("<", tag)
	if class != "" {
		p.raw(` class="`, class, `"`)
	}
	p.raw(">")
	p.text(text)
	p.raw("</", tag, ">")
}

// line is element where there is a text.
func (p *page) line(tag, class, text string) {
	if text != "" {
		p.element(tag, class, text)
		p.raw("\n")
	}
}

// section begins a section, and ends the one before with end.
func (p *page) section(title string) { p.raw("<section>"); p.element("h2", "", title); p.raw("\n") }
func (p *page) end()                 { p.raw("</section>\n") }

// writeHTML writes the report as one file. What the browser is told not to do is in the
// policy: it loads nothing, runs nothing, and takes no style but the one whose hash it is
// given.
func writeHTML(w io.Writer, d *document) error {
	p := &page{}
	hash := sha256.Sum256([]byte(style))
	p.raw(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-`, base64.StdEncoding.EncodeToString(hash[:]), `'; base-uri 'none'; form-action 'none'"/>
<meta name="referrer" content="no-referrer"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
`)
	p.line("title", "", d.Title)
	p.raw("<style>", style, "</style>\n</head>\n<body>\n<header>\n")
	p.line("p", "status "+d.Class, d.Status)
	p.line("h1", "", d.Machine)
	p.line("p", "dim", d.Asked)
	p.raw(`<dl class="facts">`)
	for _, f := range d.Facts {
		p.raw("<div>")
		p.element("dt", "", f.Name)
		p.element("dd", "", f.Value)
		p.raw("</div>")
	}
	p.raw("</dl>\n")
	p.line("p", "note", d.Note)
	p.raw("</header>\n<main>\n")
	d.htmlError(p)
	p.raw(`<div class="pair">`)
	p.section("Input")
	p.body(d.Input)
	p.end()
	if d.HasOutput {
		p.section("Output")
		p.body(d.Output)
		p.end()
	}
	p.raw("</div>\n")
	d.htmlGraph(p)
	d.htmlTrace(p)
	if d.Bill != nil {
		p.section("Billing")
		p.table("bill", d.Bill)
		p.line("p", "dim", d.Label)
		p.end()
	}
	p.section("Run")
	p.table("about", d.About)
	p.end()
	p.raw("</main>\n</body>\n</html>\n")
	_, err := io.WriteString(w, p.String())
	return err
}

func (d *document) htmlError(p *page) {
	switch {
	case d.Error != "":
		p.section("Error")
		p.line("p", "error", d.Error)
		if !d.Cause.Empty() {
			p.body(d.Cause)
		}
		p.end()
	case d.Problem != "":
		p.section("Problem")
		p.line("p", "", d.Problem)
		p.line("p", "dim", d.Hint)
		p.end()
	}
}

func (d *document) htmlGraph(p *page) {
	if d.Definition == nil && d.NoGraph == "" {
		return
	}
	p.section("Graph")
	drawn := ""
	if d.Definition != nil {
		drawn = graph.SVG(d.Definition, d.Tree)
	}
	switch {
	case drawn != "":
		p.raw(`<div class="wide">`, drawn, "</div>\n")
	case d.Definition != nil:
		p.line("p", "dim", tooLarge)
	default:
		p.line("p", "dim", d.NoGraph)
	}
	p.end()
}

func (d *document) htmlTrace(p *page) {
	p.section("Trace")
	if len(d.Bars) > 0 {
		p.raw(`<div class="wide"><table class="trace"><thead><tr><th>state</th><th>type</th><th class="right">took</th><th class="axis"><span>0</span>`)
		p.element("span", "", screen.Duration(d.Whole))
		p.raw("</th><th></th></tr></thead>\n<tbody>\n")
		for _, b := range d.Bars {
			p.raw(fmt.Sprintf(`<tr class="%s"><td class="name d%d">`, class(b.Outcome), min(b.Depth, deepest)))
			p.element("span", "sign", status.Outcome(glyphs(), b.Outcome))
			p.text(" " + b.Name)
			p.raw("</td>")
			p.element("td", "dim", b.Kind)
			p.element("td", "right", screen.Duration(b.End-b.Start))
			from := d.share(b.Start)
			p.raw(fmt.Sprintf(`<td class="bar"><svg viewBox="0 0 %d 10" preserveAspectRatio="none" aria-hidden="true"><rect x="%d" y="0" width="%d" height="10"/></svg></td>`,
				wholeBar+leastBar, from, max(d.share(b.End)-from, leastBar)))
			p.element("td", "why", b.Note)
			p.raw("</tr>\n")
		}
		p.raw("</tbody></table></div>\n")
	}
	if d.More > 0 {
		p.line("p", "dim", "and "+screen.Count(int64(d.More))+" more")
	}
	p.line("p", "dim", d.NoTrace)
	p.end()
}

// What a bar is made of: the whole of the execution, the least that is seen. deepest is the
// level from which on rows are not further in.
const (
	wholeBar = 1000
	leastBar = 4
	deepest  = 8
)

// share is a time in parts of the whole.
func (d *document) share(at time.Duration) int {
	if d.Whole <= 0 {
		return 0
	}
	return int(min(max(float64(at)/float64(d.Whole), 0), 1) * wholeBar)
}

// class is an outcome as the style sheet knows it.
func class(o trace.Outcome) string {
	switch {
	case o.Bad():
		return "fail"
	case o == trace.Caught:
		return "caught"
	case o == trace.Succeeded:
		return "ok"
	}
	return "wait"
}

func (p *page) table(class string, facts []fact) {
	p.raw(`<table class="`, class, `">`)
	for _, f := range facts {
		p.raw("<tr>")
		p.element("th", "", f.Name)
		p.element("td", "", f.Value)
		p.raw("</tr>\n")
	}
	p.raw("</table>\n")
}

// maxColoured is the longest text that is given the colours of JSON, in bytes: they take
// time, and make it several times as long.
const maxColoured = 64 << 10

// body writes a text that may be long.
func (p *page) body(t text) {
	p.raw("<pre>\n") // a line end right behind it is dropped
	long := 0
	for _, line := range t.Lines {
		long += len(line)
	}
	for i, line := range t.Lines {
		if i > 0 {
			p.raw("\n")
		}
		if !t.JSON || long > maxColoured {
			p.text(line)
			continue
		}
		for _, s := range highlight.Line(line) {
			switch {
			case s.Token == chroma.NameTag:
				p.element("span", "key", s.Text)
			case s.Token.InSubCategory(chroma.LiteralString):
				p.element("span", "string", s.Text)
			case s.Token.InSubCategory(chroma.LiteralNumber):
				p.element("span", "number", s.Text)
			case s.Token == chroma.KeywordConstant:
				p.element("span", "literal", s.Text)
			default:
				p.text(s.Text)
			}
		}
	}
	p.raw("</pre>\n")
}
