package theme

import "strings"

// Glyphs are the signs that panes draw with, each of one cell. They come in two sets: what
// common monospace fonts hold, and ASCII.
type Glyphs struct {
	Check, Cross, Bang string // a run succeeded, failed, timed out
	Pointer            string // the current row
	Dot                string // unsaved, in flight
	Star               string
	Sep                string // between facts on one line
	Ellipsis           string // what was cut away
	Open, Closed       string // a node that shows its children, or hides them
	Arrow, Back        string // from state to state
	Retry              string
	Branch, LastBranch string // rows under a row
	Mark               string // beside the current line
	Times              string
	Full, Half, Light  string   // a bar's filled cell, half-filled one, empty one
	Tick               string   // a bar of no length
	Ramp               []string // a chart's cells, low to high
	Spinner            []string // frames of about 100 ms
	frame, focused     border
}

// border is what a frame is drawn with.
type border struct {
	h, v, topLeft, topRight, bottomLeft, bottomRight string
	mark                                             string // before the title, with a blank after it
}

var unicodeGlyphs = Glyphs{
	Check: "✓", Cross: "✗", Bang: "!", Pointer: "❯", Dot: "●", Star: "★", Sep: "·", Ellipsis: "…",
	Open: "▾", Closed: "▸", Arrow: "→", Back: "←", Retry: "↻", Branch: "├", LastBranch: "└", Mark: "▌",
	Times: "×", Full: "█", Half: "▌", Light: "░", Tick: "▏",
	Ramp:    []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
	frame:   border{"─", "│", "╭", "╮", "╰", "╯", ""},
	focused: border{"━", "┃", "┏", "┓", "┗", "┛", "▸ "},
}

// No '+': that is what was added.
var asciiGlyphs = Glyphs{
	Check: "o", Cross: "x", Bang: "!", Pointer: ">", Dot: "*", Star: "*", Sep: "-", Ellipsis: "~",
	Open: "v", Closed: ">", Arrow: ">", Back: "<", Retry: "@", Branch: "|", LastBranch: "`", Mark: "|",
	Times: "x", Full: "#", Half: "=", Light: ".", Tick: "|",
	Ramp:    []string{"_", ".", "-", ":", "=", "*", "%", "#"},
	Spinner: []string{"|", "/", "-", "\\"},
	frame:   border{"-", "|", ".", ".", "'", "'", ""},
	focused: border{"=", "#", "#", "#", "#", "#", "> "},
}

// spelled are signs of texts that are the same on every terminal, in ASCII.
var spelled = strings.NewReplacer("·", asciiGlyphs.Sep, "–", "-", "↑", "up", "↓", "down", "←", "left", "→", "right")

// Spell gives a text that is made elsewhere, such as the name of a key, signs that the
// terminal has.
func (t *Theme) Spell(text string) string {
	if t.Sep != asciiGlyphs.Sep {
		return text
	}
	return spelled.Replace(text)
}
