package theme

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/muesli/termenv"
)

var update = flag.Bool("update", false, "write the table of styles anew")

// made is the table of the styles that chroma has.
func made() string {
	var out strings.Builder
	for _, name := range styles.Names() {
		style := styles.Get(name)
		background := "light"
		if style.Get(chroma.Background).Background.Brightness() < 0.5 {
			background = "dark"
		}
		out.WriteString(name + "\t" + background)
		for _, s := range styled {
			e := style.Get(s.token)
			var words []string
			for _, attribute := range []struct {
				on   chroma.Trilean
				word string
			}{{e.Bold, "bold"}, {e.Italic, "italic"}, {e.Underline, "underline"}} {
				if attribute.on == chroma.Yes {
					words = append(words, attribute.word)
				}
			}
			if e.Colour.IsSet() {
				words = append(words, e.Colour.String())
			}
			if len(words) == 0 {
				words = []string{"noinherit"}
			}
			out.WriteString("\t" + strings.Join(words, " "))
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestStylesAreChromas(t *testing.T) {
	want := made()
	if *update {
		if err := os.WriteFile("styles.tsv", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want {
		t.Error("styles.tsv is not what chroma has: go test ./ui/theme -update writes it anew")
	}
	if got := len(Styles()); got != len(styles.Names()) {
		t.Errorf("%d styles are read, not %d", got, len(styles.Names()))
	}
}

func TestCodeStyle(t *testing.T) {
	ink := func(o Options, token chroma.TokenType) string { return New(o).Code(token).Paint("x") }
	colour := Options{Profile: termenv.TrueColor, Code: "Dracula"}
	if got, want := ink(colour, chroma.NameTag), "\x1b[38;2;255;121;198mx\x1b[0m"; got != want {
		t.Errorf("a key in dracula is %q, want %q", got, want)
	}
	if got, want := New(colour).Key.Render("x"), "\x1b[38;2;255;121;198mx\x1b[0m"; got != want {
		t.Errorf("a key in dracula is %q, want %q", got, want)
	}
	// What has no colour there is the terminal's own, not the theme's.
	if got := ink(Options{Profile: termenv.TrueColor, Code: "bw"}, chroma.LiteralNumber); got != "x" {
		t.Errorf("a number in bw is %q", got)
	}
	// The user's own colours go before, and NO_COLOR before all.
	colour.Colours = map[string]string{"key": "#010203", "number": "9"}
	if got, want := ink(colour, chroma.NameTag), "\x1b[38;2;1;2;3mx\x1b[0m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := ink(colour, chroma.LiteralString), "\x1b[38;2;241;250;140mx\x1b[0m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	colour.Profile = termenv.Ascii
	if got, want := ink(colour, chroma.NameTag), ink(Options{Profile: termenv.Ascii}, chroma.NameTag); got != want {
		t.Errorf("without colours a key is %q, want %q", got, want)
	}
	// What is no style changes nothing.
	if got, want := ink(Options{Profile: termenv.TrueColor, Code: "no-such"}, chroma.NameTag), ink(Options{Profile: termenv.TrueColor}, chroma.NameTag); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if s, ok := StyleOf("DRACULA"); !ok || !s.Dark || s.Name != "dracula" {
		t.Errorf("%+v", s)
	}
	if s, ok := StyleOf("github"); !ok || s.Dark {
		t.Errorf("%+v", s)
	}
}

func TestColours(t *testing.T) {
	for _, tt := range []struct {
		token, colour, want string
	}{
		{"fail", "#ff0000", ""},
		{"dim", "0", ""},
		{"select", "255", ""},
		{"string", "#FFaa00", ""},
		{"red", "#ff0000", `unknown token "red"; the tokens are dim, accent, frame, focus, ok, fail, wait, warn, select, key, string, number, literal, punct`},
		{"fail", "red", `"red" is not a colour: use a text like "#8b93a3", in quotes, or a number from 0 to 255`},
		{"fail", "#ff00", `"#ff00" is not a colour`},
		{"fail", "#gg0000", `"#gg0000" is not a colour`},
		{"fail", "256", `"256" is not a colour`},
		{"fail", "-1", `"-1" is not a colour`},
		{"fail", "", `"" is not a colour`},
		{"fail", "#+12345", `"#+12345" is not a colour`},
	} {
		err := CheckColours(map[string]string{tt.token: tt.colour})
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %q: %v, want %q", tt.token, tt.colour, err, tt.want)
		}
	}
	o := Options{Name: Light, Profile: termenv.TrueColor, Colours: map[string]string{"fail": "#010203", "select": "#040506", "focus": "#070809"}}
	th := New(o)
	for name, got := range map[string]string{
		"\x1b[1;38;2;1;2;3mx\x1b[0m": th.Fail.Render("x"),
		"\x1b[7;38;2;4;5;6mx\x1b[0m": th.Select.Render("x"),
	} {
		if got != name {
			t.Errorf("%q, want %q", got, name)
		}
	}
	if box := th.Box("t", "", "", 10, 2, true); !strings.Contains(box, "38;2;7;8;9") {
		t.Errorf("the frame has another colour: %q", box)
	}
	if plain := New(Options{Name: Light, Profile: termenv.TrueColor}); th.Dim.Render("x") != plain.Dim.Render("x") {
		t.Error("a token that was not set has another colour")
	}
	var names []string
	for _, token := range tokens {
		names = append(names, token.name)
	}
	if slices.Contains(names, "text") {
		t.Error("text is the terminal's own")
	}
}
