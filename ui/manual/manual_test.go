package manual

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"github.com/muesli/termenv"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// topicsOf are the topics of the program, by their files.
func topicsOf(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("../../cmd/expresso/help/*.md")
	if err != nil || len(names) == 0 {
		t.Fatal("this build has no manual: ", err)
	}
	all := map[string]string{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = string(b)
	}
	return all
}

// GitHub shows the same files: what our parser reads has to be what a whole one reads.
func TestParseReadsTopicsAsMarkdownDoes(t *testing.T) {
	for name, source := range topicsOf(t) {
		var ours []string
		for _, b := range Parse(source) {
			switch b.Kind {
			case Heading:
				ours = append(ours, strings.Repeat("#", b.Level)+" "+Words(b.Text))
			case Paragraph:
				ours = append(ours, "paragraph "+Words(b.Text))
			case Item:
				ours = append(ours, "item "+Words(b.Text))
			case Code:
				ours = append(ours, "code "+b.Lang+": "+strings.Join(b.Lines, "\n"))
			case Table:
				for _, row := range b.Rows {
					cells := []string{"row"}
					for _, cell := range row {
						cells = append(cells, Words(cell))
					}
					ours = append(ours, strings.Join(cells, " | "))
				}
			}
		}
		if diff := cmp.Diff(blocksOf(source), ours); diff != "" {
			t.Errorf("%s (-goldmark +ours):\n%s", name, diff)
		}
	}
}

// blocksOf reads Markdown with goldmark.
func blocksOf(source string) []string {
	md := goldmark.New(goldmark.WithExtensions(extension.Table))
	src := []byte(source)
	var all []string
	lines := func(n ast.Node) string {
		var out strings.Builder
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			out.Write(line.Value(src))
		}
		return strings.TrimSuffix(out.String(), "\n")
	}
	_ = ast.Walk(md.Parser().Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			all = append(all, strings.Repeat("#", n.Level)+" "+inline(n, src))
		case *ast.Paragraph:
			all = append(all, "paragraph "+inline(n, src))
		case *ast.TextBlock:
			all = append(all, "item "+inline(n, src))
		case *ast.FencedCodeBlock:
			lang := ""
			if n.Info != nil {
				lang = string(n.Info.Segment.Value(src))
			}
			all = append(all, "code "+lang+": "+lines(n))
		case *ast.CodeBlock:
			all = append(all, "code : "+lines(n))
		case *extast.TableRow, *extast.TableHeader:
			cells := []string{"row"}
			for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cells = append(cells, inline(cell, src))
			}
			all = append(all, strings.Join(cells, " | "))
		}
		return ast.WalkContinue, nil
	})
	return all
}

// inline is the text below a node.
func inline(n ast.Node, src []byte) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if of, ok := n.(*ast.Text); ok && entering {
			value := of.Segment.Value(src)
			if n.Parent().Kind() != ast.KindCodeSpan {
				value = unescaped(value)
			}
			out.Write(value)
			if of.SoftLineBreak() {
				out.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

func unescaped(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), `\`, "")) }

const sample = `# Title

A topic about **what** is *set*, with ` + "`code`" + `, a [link](keys.md) and [another](https://example.com/x).

- one item that is long enough to be broken into two lines at forty cells
  - below it
1. first

| key | what it does |
| --- | --- |
| ` + "`a` `\\|`" + ` | something that needs more than the room that there is |

` + "```sh\nexpresso run order-approval --input '{\"amount\": 120}'   # a comment\n```\n"

func TestRenderPlain(t *testing.T) {
	var out strings.Builder
	for _, line := range Render(Parse(sample), nil, 40) {
		out.WriteString(line.Text + "\n")
	}
	const want = "TITLE\n" + `
A topic about what is set, with ` + "`code`" + `,
a link and another
(https://example.com/x).

  - one item that is long enough to be
    broken into two lines at forty cells
    - below it
  1. first

key      what it does
-------  -------------------------------
` + "`a` `|`" + `  something that needs more than
         the room that there is

    expresso run order-approval --input '{"amount": 120}'   # a comment
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestSpokenHasNoColumns(t *testing.T) {
	got := strings.Join(Spoken("# Keys\n\n| key | what |\n| --- | --- |\n| `a` | note |\n| `b` | burst |\n"), "\n")
	if want := "Keys\na\n  what: note\nb\n  what: burst"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// On the page no line is wider than asked, and each ends the styles that it begins.
func TestRenderKeepsToItsWidth(t *testing.T) {
	look := theme.New(theme.Options{Name: theme.Dark, Profile: termenv.TrueColor})
	for name, source := range topicsOf(t) {
		for _, width := range []int{20, 38, 78, 200} {
			for _, line := range render(Parse(source), renderer{t: look, width: width, cuts: true}) {
				if w := screen.Width(line.Text); w > width {
					t.Errorf("%s: %d cells of %d: %q", name, w, width, line.Text)
				}
				if i := strings.LastIndex(line.Text, "\x1b["); i >= 0 && !strings.HasPrefix(line.Text[i:], "\x1b[0m") {
					t.Errorf("%s: a style continues in the next line: %q", name, line.Text)
				}
			}
		}
		words := func(width int) string {
			var out strings.Builder
			for _, line := range Render(Parse(source), look, width) {
				out.WriteString(line.Text)
			}
			return strings.ReplaceAll(ansi.Strip(out.String()), " ", "")
		}
		if !strings.Contains(source, "\n| ") && words(40) != words(90) {
			t.Errorf("%s: words are lost where it is narrow", name)
		}
	}
}

// What is to be typed is typed as it is, and no line is a request by accident.
func TestRoff(t *testing.T) {
	got := Roff("expresso-x", Topics, "A topic", Parse("# X\n\nA topic.\n\n.start with `--flag`, a\\b and 'it'.\n\n## Next\n\n| a | b |\n| --- | --- |\n| `c` | d |\n"))
	const want = `'\" t
.TH "EXPRESSO-X" 7 "" "expresso" "expresso manual"
.ad l
.nh
.SH NAME
expresso\-x \- A topic
.SH DESCRIPTION
.PP
\&.start with \fB\-\-flag\fR, a\eb and \(aqit\(aq.
.SH "NEXT"
.TP
\&\fBc\fR
\&d
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadRefusesTopicsWithoutASummary(t *testing.T) {
	for name, text := range map[string]string{
		"no title": "Targets\n\nWhere.\n\nMore.\n", "long": "# Targets\n\nWhere\nand how.\n\nMore.\n", "short": "# Targets\n",
	} {
		if _, err := Read(fstest.MapFS{"x.md": {Data: []byte(text)}}, []string{"x"}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	all, err := Read(fstest.MapFS{"x.md": {Data: []byte("# Targets\n\nWhere.\n\nMore.\n")}}, []string{"x"})
	if err != nil || all[0].Summary != "Where" || all[0].Title != "Targets" {
		t.Error(all, err)
	}
}

// What is not Markdown of ours ends, and nothing of it is lost.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("```\nopen")
	f.Add("<!-- open")
	f.Add("| a | b\n|")
	f.Add("[a](b `c **d *e ![")
	f.Fuzz(func(t *testing.T, source string) {
		for _, line := range render(Parse(source), renderer{width: 30, cuts: true}) {
			if screen.Width(line.Text) > 30+4 {
				t.Errorf("%q", line.Text)
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	source := topicsOf(b)["keys.md"]
	look := theme.New(theme.Options{Name: theme.Dark, Profile: termenv.TrueColor})
	b.ReportAllocs()
	for b.Loop() {
		Render(Parse(source), look, 100)
	}
}

func BenchmarkChapter(b *testing.B) {
	var topics []Topic
	for name, text := range topicsOf(b) {
		topics = append(topics, Topic{Name: name, Text: text})
	}
	b.ReportAllocs()
	for b.Loop() {
		chapter(topics)
	}
}
