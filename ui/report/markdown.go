package report

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"expresso/ui/graph"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// glyphs are those of documents: every reader of them has Unicode.
var glyphs = sync.OnceValue(func() *theme.Theme { return theme.New(theme.Options{}) })

// barCells is how wide a waterfall is in characters.
const barCells = 40

// writeMarkdown writes the report for where Markdown is read: an issue, a wiki, a chat.
func writeMarkdown(w io.Writer, d *document) error {
	var out strings.Builder
	section := func(title string) { out.WriteString("\n## " + title + "\n\n") }
	table := func(facts []fact) {
		out.WriteString("| | |\n| --- | --- |\n")
		for _, f := range facts {
			out.WriteString("| " + inline(f.Name) + " | " + inline(f.Value) + " |\n")
		}
	}
	fmt.Fprintf(&out, "# %s\n\n%s\n\n", inline(d.Title), d.Asked)
	table(d.Facts)
	if d.Note != "" {
		out.WriteString("\n> " + inline(d.Note) + "\n")
	}
	switch {
	case d.Error != "":
		section("Error")
		out.WriteString("**" + inline(d.Error) + "**\n")
		if !d.Cause.Empty() {
			out.WriteString("\n" + d.Cause.fenced())
		}
	case d.Problem != "":
		section("Problem")
		out.WriteString(inline(d.Problem) + "\n")
		if d.Hint != "" {
			out.WriteString("\n" + inline(d.Hint) + "\n")
		}
	}
	section("Input")
	out.WriteString(d.Input.fenced())
	if d.HasOutput {
		section("Output")
		out.WriteString(d.Output.fenced())
	}
	if d.Definition != nil {
		section("Graph")
		if drawn := graph.Text(d.Definition, d.Tree); drawn != "" {
			out.WriteString(text{Lines: strings.Split(strings.TrimSuffix(drawn, "\n"), "\n")}.fenced())
		} else {
			out.WriteString(tooLarge + "\n")
		}
	} else if d.NoGraph != "" {
		section("Graph")
		out.WriteString(inline(d.NoGraph) + "\n")
	}
	section("Trace")
	if len(d.Bars) > 0 {
		out.WriteString(d.waterfall().fenced())
	}
	if d.NoTrace != "" {
		out.WriteString("\n" + inline(d.NoTrace) + "\n")
	}
	if d.Bill != nil {
		section("Billing")
		table(d.Bill)
		out.WriteString("\n" + inline(d.Label) + "\n")
	}
	section("Run")
	table(d.About)
	_, err := io.WriteString(w, out.String())
	return err
}

// tooLarge is what is said in the place of a graph that nobody could look at.
const tooLarge = "The state machine is too large to draw."

// waterfall draws the rows in columns.
func (d *document) waterfall() text {
	var names, kinds, took int
	for _, b := range d.Bars {
		names = max(names, 2*b.Depth+screen.Width(b.Name))
		kinds = max(kinds, screen.Width(b.Kind))
		took = max(took, screen.Width(screen.Duration(b.End-b.Start)))
	}
	var lines []string
	for _, b := range d.Bars {
		name := screen.Blanks(2*b.Depth) + b.Name
		time := screen.Duration(b.End - b.Start)
		line := status.Outcome(glyphs(), b.Outcome) + " " + name + screen.Blanks(names-screen.Width(name)) +
			"  " + b.Kind + screen.Blanks(kinds-screen.Width(b.Kind)) +
			"  " + screen.Blanks(took-screen.Width(time)) + time + "  " + b.Line(d.Whole, barCells)
		if b.Note != "" {
			line += screen.Blanks(barCells-screen.Width(b.Line(d.Whole, barCells))) + "  " + b.Note
		}
		lines = append(lines, line)
	}
	if d.More > 0 {
		lines = append(lines, "and "+screen.Count(int64(d.More))+" more")
	}
	return text{Lines: lines}
}

// fenced is a text as a block of code, whose fence is longer than any in it.
func (t text) fenced() string {
	fence, longest := "```", 0
	for _, line := range t.Lines {
		run := 0
		for _, c := range line {
			if run++; c != '`' {
				run = 0
			}
			longest = max(longest, run)
		}
	}
	for len(fence) <= longest {
		fence += "`"
	}
	kind := ""
	if t.JSON {
		kind = "json"
	}
	return fence + kind + "\n" + strings.Join(t.Lines, "\n") + "\n" + fence + "\n"
}

// inline is a text that Markdown shows as it is: nothing in it is a link, a picture, HTML or
// a cell of a table.
func inline(s string) string {
	var out strings.Builder
	for i, c := range s {
		switch {
		case c == '<':
			out.WriteString("&lt;")
		case c == '>':
			out.WriteString("&gt;")
		case c == '&':
			out.WriteString("&amp;")
		case c == '@' || c == ':' && strings.HasPrefix(s[i:], "://") || c == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www"):
			fmt.Fprintf(&out, "&#%d;", c) // else it makes a link of a bare address
		case strings.ContainsRune("\\`*_[]#!|~$", c), (c == '-' || c == '+' || c == '=') && i == 0,
			(c == '.' || c == ')') && strings.Trim(s[:i], "0123456789") == "" && strings.TrimLeft(s[i+1:i+1+min(1, len(s)-i-1)], " ") == "": // else it begins a list
			out.WriteByte('\\')
			out.WriteRune(c)
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}
