package theme

import (
	_ "embed"
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// table has what the styles of chroma give the tokens of JSON, a line each: the name, dark or
// light for the background that it was made for, and the entries of styled in their order. It
// is made from chroma's package of styles by a test, because that package parses all of them
// at every start of the program, whether one is wanted or not.
//
//go:embed styles.tsv
var table string

// styled are the tokens that a style has colours for, with what a user calls them; "" for
// what only a style gives a colour.
var styled = []struct {
	token chroma.TokenType
	name  string
}{
	{chroma.NameTag, "key"},
	{chroma.LiteralString, "string"},
	{chroma.LiteralNumber, "number"},
	{chroma.KeywordConstant, "literal"},
	{chroma.Punctuation, "punct"},
	{chroma.Comment, ""},
}

// Style is a style for JSON.
type Style struct {
	Name string
	Dark bool // made for a dark background

	entries []string // of styled
}

// Styles lists the styles there are, by name.
func Styles() []Style {
	var all []Style
	for line := range strings.Lines(table) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) == 2+len(styled) {
			all = append(all, Style{fields[0], fields[1] == "dark", fields[2:]})
		}
	}
	return all
}

// StyleOf is the style of a name, in any case. It reports false if there is none.
func StyleOf(name string) (Style, bool) {
	for _, s := range Styles() {
		if strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	return Style{}, false
}

// chosen are the entries of the style that was chosen, except for tokens whose colours the user
// set.
func chosen(o Options) chroma.StyleEntries {
	entries := chroma.StyleEntries{}
	if o.Code == "" {
		return entries // and nothing is parsed
	}
	s, _ := StyleOf(o.Code)
	for i, entry := range s.entries {
		if _, set := o.Colours[styled[i].name]; !set {
			entries[styled[i].token] = entry
		}
	}
	return entries
}
