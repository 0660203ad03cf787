package frame

import (
	"strings"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// TooSmall says, on a screen without room for anything else, how many cells are needed.
func TooSmall(t *theme.Theme, width, height, minWidth, minHeight int) string {
	size := func(width, height int) string { return screen.Count(int64(width)) + "x" + screen.Count(int64(height)) }
	lines := make([]string, height)
	for i, text := range []string{"expresso needs " + size(minWidth, minHeight) + " cells", "this terminal has " + size(width, height)} {
		if y := height/2 - 1 + i; y >= 0 && y < height {
			lines[y] = screen.Blanks((width-len(text))/2) + text
		}
	}
	for i, line := range lines {
		lines[i] = t.Fit(line, width)
	}
	return strings.Join(lines, "\n")
}
