package theme

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/lucasb-eyer/go-colorful"
	"github.com/muesli/termenv"

	"expresso/ui/screen"
)

// luminance is the relative luminance that WCAG 2 defines.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	c, err := colorful.Hex(hex)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(x float64) float64 {
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func (p palette) colours() map[string]string {
	return map[string]string{
		"dim": p.dim, "accent": p.accent, "frame": p.frame, "focus": p.focus, "ok": p.ok, "fail": p.fail, "wait": p.wait,
		"warn": p.warn, "key": p.key, "text": p.text, "number": p.number, "literal": p.literal, "punct": p.punct,
	}
}

func TestContrast(t *testing.T) {
	const black, white = 0.05, 1.05
	for name, p := range palettes {
		for token, colour := range p.colours() {
			if colour == "" || name == Terminal || token == "frame" && name != Contrast {
				continue
			}
			l := luminance(t, colour) + 0.05
			onBlack, onWhite := l/black, white/l
			if (name == Contrast || name == Dark) && onBlack < 4.5 || (name == Contrast || name == Light) && onWhite < 4.5 {
				t.Errorf("%s %s %s: %.2f on black, %.2f on white", name, token, colour, onBlack, onWhite)
			}
		}
	}
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestNoColour(t *testing.T) {
	for _, name := range Names() {
		theme := New(Options{Name: name, Profile: termenv.Ascii})
		all := theme.Box("title", "right", theme.Fail.Render("x")+theme.Key.Render("k")+theme.Code(chroma.Error).Paint("e"), 40, 4, true) +
			theme.Select.Render("s") + theme.Match.Render("m") + theme.Warn.Render("w") + theme.Accent.Render("a")
		for _, seq := range sgr.FindAllString(all, -1) {
			if !regexp.MustCompile("^\x1b\\[(0|1|4|7|[147;]+)?m$").MatchString(seq) {
				t.Errorf("%s: %q", name, seq)
			}
		}
		for token, s := range map[string]string{"select": theme.Select.Render("x"), "cursor": theme.Cursor.Render("x"), "fail": theme.Fail.Render("x"), "key": theme.Key.Render("x"), "match": theme.Match.Render("x")} {
			if s == "x" {
				t.Errorf("%s: %s cannot be told from text", name, token)
			}
		}
	}
}

func TestTerminalColoursAreItsOwn(t *testing.T) {
	theme := New(Options{Name: Terminal, Profile: termenv.TrueColor})
	for want, got := range map[string]string{
		"\x1b[34mx\x1b[0m": theme.Key.Render("x"),
		"\x1b[32mx\x1b[0m": theme.Code(chroma.LiteralStringDouble).Paint("x"),
		"\x1b[35mx\x1b[0m": theme.Code(chroma.LiteralNumberFloat).Paint("x"),
		"\x1b[90mx\x1b[0m": theme.Dim.Render("x"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestBox(t *testing.T) {
	plain := func(s string) string { return sgr.ReplaceAllString(s, "") }
	theme := New(Options{Profile: termenv.TrueColor})
	ascii := New(Options{Profile: termenv.Ascii, ASCII: true})
	tests := []struct {
		got, want string
	}{
		{theme.Box("Input", "142 B", "a\nbcdefghijklmnopqrstuvwxyz", 24, 4, false), "╭ Input ─────── 142 B ─╮\n│a                     │\n│bcdefghijklmnopqrstuv…│\n╰──────────────────────╯"},
		{theme.Box("Input", "142 B", "", 24, 3, true), "┏ ▸ Input ━━━━━ 142 B ━┓\n┃                      ┃\n┗━━━━━━━━━━━━━━━━━━━━━━┛"},
		{ascii.Box("Input", "142 B", "", 24, 3, true), "# > Input ===== 142 B =#\n#                      #\n#======================#"},
		{theme.Box("a title that is too long", "right", "x", 16, 2, false), "╭ a title tha… ╮\n╰──────────────╯"},
		{
			theme.Box("Input · "+strings.Repeat("name-", 20), "142 B of 256 KiB", "", 60, 2, true),
			"┏ ▸ Input · name-name-name-name-name-… ━ 142 B of 256 KiB ━┓\n┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛",
		},
		{ascii.Spell("estimate · ↑ ↓"), "estimate - up down"},
		{theme.Spell("estimate · ↑ ↓"), "estimate · ↑ ↓"},
		{theme.Box("", "", "", 5, 2, false), "╭───╮\n╰───╯"},
		{theme.Box("t", "r", "", 1, 2, false), " \n "},
	}
	for _, test := range tests {
		if got := plain(test.got); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestBoxIsExact(t *testing.T) {
	for _, o := range []Options{{Profile: termenv.TrueColor}, {Profile: termenv.Ascii, ASCII: true}} {
		theme := New(o)
		body := theme.Key.Render("日本語日本語日本語") + "\n\n" + strings.Repeat("x", 100) + "\nlast"
		for width := range 30 {
			for height := range 8 {
				for _, focused := range []bool{false, true} {
					box := theme.Box("Eingabe "+theme.Warn.Render("日本")+" x", "rechts", body, width, height, focused)
					lines := strings.Split(box, "\n")
					if height > 0 && len(lines) != height {
						t.Fatalf("%dx%d has %d lines", width, height, len(lines))
					}
					for _, line := range lines {
						if w := screen.Width(line); height > 0 && w != width {
							t.Fatalf("%dx%d has a line of %d cells: %q", width, height, w, line)
						}
					}
				}
			}
		}
	}
}

func TestGlyphsAreOneCell(t *testing.T) {
	for _, g := range []Glyphs{unicodeGlyphs, asciiGlyphs} {
		all := append(append([]string{
			g.Check, g.Cross, g.Bang, g.Pointer, g.Dot, g.Star, g.Sep, g.Ellipsis, g.Open, g.Closed, g.Arrow, g.Back, g.Retry,
			g.Branch, g.LastBranch, g.Mark, g.Times, g.Full, g.Half, g.Light, g.Tick,
			g.frame.h, g.frame.v, g.focused.h, g.focused.v,
		}, g.Ramp...), g.Spinner...)
		for _, s := range all {
			if screen.Width(s) != 1 || g.Check == "+" && s[0] > '~' {
				t.Errorf("%q", s)
			}
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New(Options{Profile: termenv.TrueColor})
	}
}

func BenchmarkBox(b *testing.B) {
	theme := New(Options{Profile: termenv.TrueColor})
	line := screen.Fit(theme.Key.Render(`"key"`)+theme.Punct.Render(":")+" "+theme.String.Render(`"value"`), 118)
	body := strings.TrimSuffix(strings.Repeat(line+"\n", 38), "\n")
	b.ReportAllocs()
	for b.Loop() {
		theme.Box("Output", "3 of 1,204", body, 120, 40, true)
	}
}
