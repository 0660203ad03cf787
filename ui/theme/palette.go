package theme

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// palette holds the colours of one theme: "#rrggbb", or the number of an ANSI colour. An
// empty colour is the terminal's own foreground.
type palette struct {
	dim, accent, frame, focus, ok, fail, wait, warn string
	key, text, number, literal, punct               string // JSON; text is for strings
	selected                                        string // behind the current row: it is reversed
}

// tokens are the colours of a palette by the names that users give them, in the order in which
// they are told. What is only read has none: it is the terminal's own.
var tokens = []struct {
	name string
	of   func(*palette) *string
}{
	{"dim", func(p *palette) *string { return &p.dim }},
	{"accent", func(p *palette) *string { return &p.accent }},
	{"frame", func(p *palette) *string { return &p.frame }},
	{"focus", func(p *palette) *string { return &p.focus }},
	{"ok", func(p *palette) *string { return &p.ok }},
	{"fail", func(p *palette) *string { return &p.fail }},
	{"wait", func(p *palette) *string { return &p.wait }},
	{"warn", func(p *palette) *string { return &p.warn }},
	{"select", func(p *palette) *string { return &p.selected }},
	{"key", func(p *palette) *string { return &p.key }},
	{"string", func(p *palette) *string { return &p.text }},
	{"number", func(p *palette) *string { return &p.number }},
	{"literal", func(p *palette) *string { return &p.literal }},
	{"punct", func(p *palette) *string { return &p.punct }},
}

// ColourError says why a token cannot have a colour.
type ColourError struct {
	Token string
	what  string
}

func (e *ColourError) Error() string { return e.what }

// CheckColours reports, as a *ColourError, the first token by name that there is none of, or
// that cannot have its colour.
func CheckColours(colours map[string]string) error {
	for _, token := range slices.Sorted(maps.Keys(colours)) {
		names, known := make([]string, 0, len(tokens)), false
		for _, t := range tokens {
			names, known = append(names, t.name), known || t.name == token
		}
		switch {
		case !known:
			return &ColourError{token, fmt.Sprintf("unknown token %q; the tokens are %s", token, strings.Join(names, ", "))}
		case !isColour(colours[token]):
			return &ColourError{token, fmt.Sprintf("%q is not a colour: use a text like \"#8b93a3\", in quotes, or a number from 0 to 255", colours[token])}
		}
	}
	return nil
}

func isColour(text string) bool {
	if hex, ok := strings.CutPrefix(text, "#"); ok {
		_, err := strconv.ParseUint(hex, 16, 32)
		return err == nil && len(hex) == 6
	}
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= 255
}

// with is the palette with a user's colours in the place of its own.
func (p palette) with(colours map[string]string) palette {
	for _, t := range tokens {
		if colour, ok := colours[t.name]; ok && isColour(colour) {
			*t.of(&p) = colour
		}
	}
	return p
}

var palettes = map[string]palette{
	Dark: {
		dim: "#8b93a3", accent: "#e0af68", frame: "#4a5160", focus: "#7fb4ff",
		ok: "#8fc98a", fail: "#f7686f", wait: "#6fd0d8", warn: "#e5c07b",
		key: "#86b9f5", text: "#a8cf9a", number: "#dba6ee", literal: "#6fd0d8", punct: "#8b93a3",
	},
	Light: {
		dim: "#646b76", accent: "#8a4b00", frame: "#b3b9c4", focus: "#1f55c4",
		ok: "#1f7a34", fail: "#c4161c", wait: "#0b6e80", warn: "#855600",
		key: "#1f4fb0", text: "#2c6b2f", number: "#7a34ab", literal: "#0b6e80", punct: "#646b76",
	},
	// Every colour has a relative luminance between 0.175 and 0.183, the only band with a
	// contrast of 4.5 to 1 against black and against white.
	Contrast: {
		dim: "#767676", accent: "#9c6d00", frame: "#767676", focus: "#0077d7",
		ok: "#008740", fail: "#ed0033", wait: "#00818c", warn: "#9c6d00",
		key: "#0077d7", text: "#008740", number: "#a554c0", literal: "#00818c", punct: "",
	},
	Terminal: {
		dim: "8", accent: "3", frame: "8", focus: "12",
		ok: "2", fail: "1", wait: "6", warn: "3",
		key: "4", text: "2", number: "5", literal: "6", punct: "",
	},
}
