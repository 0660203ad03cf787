package highlight

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// Expressions are in strings of a definition: their characters are escaped as JSON's are, so
// that a quote is \" there. What they are made of has the tokens of JSON: NameTag for variables
// and paths' roots, KeywordConstant for functions and words of the language, Text for names.
var (
	jsonata  = newLexer("JSONata in a string", `^"\{%|%\}"$|^"|"$`, `\\"(?>(?!\\["\\])[^"]|\\\\\\\\|\\\\\\"|\\\\.)*(?:\\"|$)`, jsonataRules)
	jsonpath = newLexer("JSONPath in a string", `^"|"$`, "", jsonpathRules)

	plainJSONata  = newLexer("JSONata", "", `"(?>[^"\\]+|\\.)*(?:"|$)`, jsonataRules)
	plainJSONPath = newLexer("JSONPath", "", `"(?>[^"\\]+|\\.)*(?:"|$)`, jsonpathRules)
)

// newLexer returns a lexer of rules, before which stand those for what is around the expression
// and for strings in double quotes.
func newLexer(name, edges, quoted string, rules []chroma.Rule) chroma.Lexer {
	return chroma.Coalesce(chroma.MustNewLexer(&chroma.Config{Name: name, DotAll: true}, func() chroma.Rules {
		var all []chroma.Rule
		if edges != "" {
			all = append(all, chroma.Rule{Pattern: edges, Type: chroma.Punctuation})
		}
		if quoted != "" {
			all = append(all, chroma.Rule{Pattern: quoted, Type: chroma.LiteralStringDouble})
		}
		return chroma.Rules{"root": append(all, rules...)}
	}))
}

var jsonataRules = []chroma.Rule{
	{Pattern: `(?:\s|\\[nrt])+`, Type: chroma.Text},
	{Pattern: `/\*.*?(?:\*/|$)`, Type: chroma.Comment},
	{Pattern: `'(?>[^'\\]+|\\.)*(?:'|$)`, Type: chroma.LiteralStringSingle},
	{Pattern: "`[^`]*(?:`|$)", Type: chroma.Text},
	{Pattern: `\$[A-Za-z_]\w*(?=\s*\()`, Type: chroma.KeywordConstant},
	{Pattern: `\$\$?\w*`, Type: chroma.NameTag},
	{Pattern: `(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?!\w)`, Type: chroma.LiteralNumber},
	{Pattern: `(?:and|or|in|true|false|null|function)(?!\w)`, Type: chroma.KeywordConstant},
	{Pattern: `\w+`, Type: chroma.Text},
	{Pattern: `[^\s\w'"` + "`" + `$\\/%]+|.`, Type: chroma.Punctuation},
}

var jsonpathRules = []chroma.Rule{
	{Pattern: `\s+`, Type: chroma.Text},
	{Pattern: `'(?>[^'\\]+|\\.)*(?:'|$)`, Type: chroma.LiteralStringSingle},
	{Pattern: `States\.\w*`, Type: chroma.KeywordConstant},
	{Pattern: `\$\$?\w*`, Type: chroma.NameTag},
	{Pattern: `-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?!\w)`, Type: chroma.LiteralNumber},
	{Pattern: `(?:true|false|null)(?!\w)`, Type: chroma.KeywordConstant},
	{Pattern: `\w+`, Type: chroma.Text},
	{Pattern: `[^\s\w'"$\\]+|.`, Type: chroma.Punctuation},
}

// JSONata and JSONPath split an expression that stands for itself.
func JSONata(text string) []Span { return tokens(plainJSONata, text) }

// JSONPath see JSONata.
func JSONPath(text string) []Span { return tokens(plainJSONPath, text) }

// expressions splits the strings of a line that hold expressions: those that begin with {%, and
// paths and calls that are the value of a key which says so.
func expressions(spans []Span) []Span {
	key := ""
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		switch {
		case s.Token == chroma.NameTag:
			key = s.Text
			continue
		case s.Token != chroma.LiteralStringDouble:
			continue
		}
		parts := Expression(key, s.Text)
		if parts == nil {
			continue
		}
		spans = append(spans[:i:i], append(parts, spans[i+1:]...)...)
		i += len(parts) - 1
	}
	return spans
}

// Expression splits a string that holds an expression, given with its quotes as the key is that it
// is the value of. It is nil for any other value.
func Expression(key, value string) []Span {
	if lexer := of(key, value); lexer != nil {
		return tokens(lexer, value)
	}
	return nil
}

// of is the lexer of a string under a key, nil for one that is not an expression.
func of(key, text string) chroma.Lexer {
	switch {
	case strings.HasPrefix(text, `"{%`):
		return jsonata
	case !strings.HasSuffix(key, `.$"`) && !strings.HasSuffix(key, `Path"`) && key != `"Variable"`:
	case strings.HasPrefix(text, `"$`), strings.HasPrefix(text, `"States.`):
		return jsonpath
	}
	return nil
}
