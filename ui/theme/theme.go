// Package theme is how expresso looks: colours, glyphs, frames. Tokens (text, dim, ok, fail,
// key, string ...) are made into styles for one terminal. A theme has a renderer of its own
// with a fixed colour profile, asks the terminal nothing and touches no global state; whoever
// makes it has found out what the terminal can do. What the colours stand for is in the
// fields' comments; where they go is decided by the panes.
package theme

import (
	"io"

	"github.com/alecthomas/chroma/v2"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// The names that a theme can have.
const (
	Dark     = "dark"     // for a dark background; the default
	Light    = "light"    // for a light background
	Contrast = "contrast" // readable (WCAG AA) on black and on white
	Terminal = "terminal" // the terminal's own sixteen colours
)

// Names lists the themes in the order in which they are offered.
func Names() []string { return []string{Dark, Light, Contrast, Terminal} }

// Options choose a theme.
type Options struct {
	Name    string          // one of Names; anything else means Dark
	Profile termenv.Profile // what the terminal can show; Ascii, which NO_COLOR asks for, means no colours at all
	ASCII   bool            // glyphs of ASCII only (--ascii, TERM=linux)
	// Colours take the place of the theme's own, by token; see CheckColours.
	Colours map[string]string
	// Code is the style of JSON, one of Styles; "" for the theme's own.
	Code string
}

// Theme holds a style for each token. Under the Ascii profile the styles use bold,
// underline and reverse only, so a pane must never tell by colour alone what it can also
// tell with a glyph or a word.
type Theme struct {
	Name    string
	Profile termenv.Profile

	Text   lipgloss.Style // what is read: the terminal's own foreground
	Dim    lipgloss.Style // what is read second: labels, line numbers, what cannot be used now
	Bold   lipgloss.Style // headings, and what was found
	Accent lipgloss.Style // keys to press, matched characters, the program's name
	Frame  lipgloss.Style // frames and rules
	Focus  lipgloss.Style // the frame and title of the pane in focus
	OK     lipgloss.Style // a run that succeeded
	Fail   lipgloss.Style // a run that failed, an error: the only red there is
	Wait   lipgloss.Style // a run in flight
	Warn   lipgloss.Style // worth a look, but no failure
	Select lipgloss.Style // the current row or the selected text: reverse
	Match  lipgloss.Style // a search hit
	Cursor lipgloss.Style // the cell under the cursor

	Key, String, Number, Literal, Punct lipgloss.Style // JSON

	Glyphs

	code map[chroma.TokenType]Ink
	ink  inks
}

// inks are the styles that frames are drawn with.
type inks struct{ frame, focus, text, dim Ink }

// New makes the theme that o asks for.
func New(o Options) *Theme {
	p, ok := palettes[o.Name]
	if !ok {
		o.Name, p = Dark, palettes[Dark]
	}
	p = p.with(o.Colours)
	mono := o.Profile == termenv.Ascii
	profile := o.Profile
	if mono || o.Name == Terminal {
		// Under the Ascii profile termenv drops bold and reverse too. Styles without
		// colours need no colours taken away.
		profile = termenv.ANSI
	}
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(profile)
	renderer.SetHasDarkBackground(o.Name != Light)

	style := func(colour string) lipgloss.Style {
		s := renderer.NewStyle()
		if mono || colour == "" {
			return s
		}
		return s.Foreground(lipgloss.Color(colour))
	}
	t := &Theme{
		Name:    o.Name,
		Profile: o.Profile,
		Text:    style(""),
		Dim:     style(p.dim),
		Bold:    style("").Bold(true),
		Accent:  style(p.accent).Bold(mono),
		Frame:   style(p.frame),
		Focus:   style(p.focus).Bold(true),
		OK:      style(p.ok),
		Fail:    style(p.fail).Bold(true),
		Wait:    style(p.wait),
		Warn:    style(p.warn).Underline(mono),
		Select:  style(p.selected).Reverse(true),
		Match:   style(p.warn).Bold(true).Underline(true),
		Cursor:  style("").Reverse(true),
		Glyphs:  unicodeGlyphs,
	}
	if o.ASCII {
		t.Glyphs = asciiGlyphs
	}
	t.setCode(p, o, style, mono)
	t.ink = inks{NewInk(t.Frame), NewInk(t.Focus), NewInk(t.Bold), NewInk(t.Dim)}
	return t
}
