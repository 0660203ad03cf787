package list

import (
	"strings"

	"expresso/ui/theme"
)

// Row is a line of a list in exactly width cells: inverse as a whole where the cursor is, which
// is seen in the pane in focus alone. Colours make way for that; what a filter found stays
// underlined.
func Row(t *theme.Theme, line string, width int, cursor bool) string {
	line = t.Fit(line, width)
	if !cursor {
		return line
	}
	var out strings.Builder
	found := t.Select.Underline(true)
	underlined := false
	for line != "" {
		text, rest, more := strings.Cut(line, "\x1b[")
		if text != "" && underlined {
			out.WriteString(found.Render(text))
		} else if text != "" {
			out.WriteString(t.Select.Render(text))
		}
		if !more {
			break
		}
		var codes string
		codes, line, _ = strings.Cut(rest, "m")
		underlined = underlines(codes)
	}
	return out.String()
}

// underlines reports whether an SGR sequence underlines.
func underlines(codes string) bool {
	list := strings.Split(codes, ";")
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case "4":
			return true
		case "38", "48": // a colour: its numbers follow
			if i++; i < len(list) && list[i] == "2" {
				i += 3
			} else {
				i++
			}
		}
	}
	return false
}
