// Package highlight colours JSON line by line, with a chroma lexer. The cost depends on the
// lines on screen and never on the document. Whole documents are none of its business, nor is
// whether they are valid. The lexer is ours, because those that chroma brings need the whole
// document to tell a key from a string, and building their registry takes 20 ms of every
// start.
package highlight

import (
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
)

// lexer knows JSON by the line: a string that a colon follows is a key, a string that is
// not closed reaches to the end of the line, and a run of what is not JSON is one error.
var lexer = chroma.Coalesce(chroma.MustNewLexer(&chroma.Config{Name: "JSON by line", DotAll: true}, func() chroma.Rules {
	const str = `"(?>[^"\\]+|\\.)*"`
	return chroma.Rules{"root": {
		{Pattern: `\s+`, Type: chroma.Text},
		{Pattern: str + `(?=\s*:)`, Type: chroma.NameTag},
		{Pattern: `"(?>[^"\\]+|\\.)*(?:"|\\?$)`, Type: chroma.LiteralStringDouble},
		{Pattern: `[{}\[\],:]+`, Type: chroma.Punctuation},
		{Pattern: `-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])`, Type: chroma.LiteralNumber},
		{Pattern: `(?:true|false|null)(?!\w)`, Type: chroma.KeywordConstant},
		{Pattern: `[^\s"{}\[\],:]+`, Type: chroma.Error},
	}}
}))

// Span is a piece of a line and what it is: chroma's NameTag for a key, LiteralString...,
// LiteralNumber, KeywordConstant, Punctuation, Text for blanks, Error for what is not JSON.
// theme.Code has the colours.
type Span struct {
	Text  string
	Token chroma.TokenType
}

// Line splits one line of JSON into spans, whose texts together are line, byte for byte.
// Expressions of definitions are split too. The time that it takes grows with the line: ask for
// a window of a very long one.
func Line(line string) []Span { return expressions(tokens(lexer, line)) }

// tokens splits a text by a lexer.
func tokens(lexer chroma.Lexer, line string) []Span {
	tokens, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, line)
	if err != nil {
		return []Span{{line, chroma.Text}}
	}
	spans := make([]Span, 0, 8)
	// chroma works on runes and makes every invalid byte a U+FFFD, so that the tokens'
	// lengths in runes are right, and their texts may be not.
	at := 0
	for token := tokens(); token != chroma.EOF && at < len(line); token = tokens() {
		end := at
		for range utf8.RuneCountInString(token.Value) {
			_, size := utf8.DecodeRuneInString(line[end:])
			end += size
		}
		spans = append(spans, Span{line[at:end], token.Type})
		at = end
	}
	if at < len(line) {
		spans = append(spans, Span{line[at:], chroma.Error})
	}
	return spans
}
