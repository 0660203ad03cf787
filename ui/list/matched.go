package list

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Matched draws a text in exactly width cells, in a style, with what a fuzzy search found
// in it standing out. matched holds byte offsets into the text, ascending.
func Matched(t *theme.Theme, style lipgloss.Style, text string, matched []int, width int) string {
	if len(matched) == 0 {
		return style.Render(t.Fit(screen.Visible(text), width))
	}
	var out strings.Builder
	hit := style.Inherit(t.Match)
	from := 0
	for _, at := range matched {
		if at < from || at >= len(text) {
			continue
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		if at > from {
			out.WriteString(style.Render(screen.Visible(text[from:at])))
		}
		out.WriteString(hit.Render(screen.Visible(text[at : at+size])))
		from = at + size
	}
	if from < len(text) {
		out.WriteString(style.Render(screen.Visible(text[from:])))
	}
	drawn := out.String()
	if pad := width - screen.Width(drawn); pad > 0 {
		return drawn + style.Render(screen.Blanks(pad))
	}
	return t.Fit(drawn, width)
}
