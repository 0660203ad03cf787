package theme

import (
	"maps"
	"strconv"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// codeTokens are the token types that code is drawn with, see package highlight. Comment is
// what stands beside the code, such as the size of what is folded away. Error is what is
// no JSON: it is underlined, not red, because half-typed text is no failure.
var codeTokens = []chroma.TokenType{
	chroma.Text, chroma.NameTag, chroma.LiteralString, chroma.LiteralNumber,
	chroma.KeywordConstant, chroma.Punctuation, chroma.Comment, chroma.Error,
}

// setCode makes the styles for code: the palette's colours become a chroma style, and its
// entries our styles. A style that was chosen goes before the palette, and a colour that the
// user gave a token before both.
func (t *Theme) setCode(p palette, o Options, style func(colour string) lipgloss.Style, mono bool) {
	entries := chroma.StyleEntries{
		chroma.NameTag:         entry(p.key, mono, "bold"),
		chroma.LiteralString:   entry(p.text, mono, ""),
		chroma.LiteralNumber:   entry(p.number, mono, ""),
		chroma.KeywordConstant: entry(p.literal, mono, ""),
		chroma.Punctuation:     entry(p.punct, mono, ""),
		chroma.Comment:         entry(p.dim, mono, ""),
		chroma.Error:           entry(p.warn, false, "underline"),
	}
	if !mono {
		maps.Copy(entries, chosen(o))
	}
	code := chroma.MustNewStyle("expresso-"+t.Name, entries)
	styles := make(map[chroma.TokenType]lipgloss.Style, len(codeTokens))
	t.code = make(map[chroma.TokenType]Ink, len(codeTokens))
	for _, token := range codeTokens {
		e := code.Get(token)
		colour := ""
		if e.Colour.IsSet() {
			colour = e.Colour.String()
		}
		s := style(colour)
		if e.Bold == chroma.Yes {
			s = s.Bold(true)
		}
		if e.Italic == chroma.Yes {
			s = s.Italic(true)
		}
		if e.Underline == chroma.Yes {
			s = s.Underline(true)
		}
		styles[token], t.code[token] = s, NewInk(s)
	}
	t.Key, t.String, t.Number = styles[chroma.NameTag], styles[chroma.LiteralString], styles[chroma.LiteralNumber]
	t.Literal, t.Punct = styles[chroma.KeywordConstant], styles[chroma.Punctuation]
}

// entry is a chroma style entry: a colour, and an attribute that takes its place where
// there are no colours.
func entry(colour string, mono bool, attribute string) string {
	if n, err := strconv.Atoi(colour); err == nil {
		colour = termenv.ConvertToRGB(termenv.ANSIColor(n)).Hex()
	}
	if attribute == "underline" || mono {
		colour = strings.TrimSpace(attribute + " " + colour)
	}
	if colour == "" {
		return "noinherit"
	}
	return colour
}

// Code is the ink for a chroma token type: its own, or that of the category it is in.
func (t *Theme) Code(token chroma.TokenType) Ink {
	for {
		if ink, ok := t.code[token]; ok || token == 0 {
			return ink
		}
		token = token.Parent()
	}
}

// Ink is a style made ready for drawing many short texts of one line: the sequences
// before and after. It does no more than colours and attributes, and does it without the
// cost of a lipgloss.Style's Render. The zero Ink leaves text as it is.
type Ink struct{ before, after string }

// NewInk takes colours and attributes from a style.
func NewInk(s lipgloss.Style) Ink {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return Ink{before, after}
}

// Paint returns text, which must not be more than one line, in this ink.
func (i Ink) Paint(text string) string {
	if text == "" || i.before == "" {
		return text
	}
	return i.before + text + i.after
}

// Append appends text in this ink to dst.
func (i Ink) Append(dst []byte, text string) []byte {
	if text == "" {
		return dst
	}
	dst = append(dst, i.before...)
	dst = append(dst, text...)
	return append(dst, i.after...)
}
