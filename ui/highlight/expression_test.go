package highlight

import (
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"pgregory.net/rapid"
)

// shown are spans as one text: v for variables, f for functions and words, s for strings, n for
// numbers, p for punctuation, e for what is wrong, and nothing for names.
func shown(spans []Span) string {
	letters := map[chroma.TokenType]string{chroma.NameTag: "v", chroma.KeywordConstant: "f", chroma.LiteralNumber: "n", chroma.Punctuation: "p", chroma.Error: "e", chroma.Comment: "c"}
	var words []string
	for _, s := range spans {
		if strings.TrimSpace(s.Text) == "" {
			continue
		}
		kind := letters[s.Token]
		if s.Token.InSubCategory(chroma.LiteralString) {
			kind = "s"
		}
		words = append(words, kind+"‹"+s.Text+"›")
	}
	return strings.Join(words, " ")
}

func TestExpressions(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{
			`"a": "{% $sum($states.input.lines.price) + 1.5 %}",`,
			`v‹"a"› p‹:› p‹"{%› f‹$sum› p‹(› v‹$states› p‹.› ‹input› p‹.› ‹lines› p‹.› ‹price› p‹)› p‹+› n‹1.5› p‹%}"› p‹,›`,
		},
		{`"a": "{% 'it' & \"so\\\"o\" and true /* x */ %}"`, `v‹"a"› p‹:› p‹"{%› s‹'it'› p‹&› s‹\"so\\\"o\"› f‹and› f‹true› c‹/* x */› p‹%}"›`},
		{`"a": "{% $x`, `v‹"a"› p‹:› p‹"{%› v‹$x›`},
		{`"x.$": "States.Format('{} items', $.lines[0])"`, `v‹"x.$"› p‹:› p‹"› f‹States.Format› p‹(› s‹'{} items'› p‹,› v‹$› p‹.› ‹lines› p‹[› n‹0› p‹])"›`},
		{`"InputPath": "$$.Execution.Id"`, `v‹"InputPath"› p‹:› p‹"› v‹$$› p‹.› ‹Execution› p‹.› ‹Id› p‹"›`},
		// Not what looks like one.
		{`"price": "$5.00"`, `v‹"price"› p‹:› s‹"$5.00"›`},
		{`"x.$": "text"`, `v‹"x.$"› p‹:› s‹"text"›`},
		{`["$.a", "x"]`, `p‹[› s‹"$.a"› p‹,› s‹"x"› p‹]›`},
	} {
		if got := shown(Line(tt.line)); got != tt.want {
			t.Errorf("%s\n%s\nwant\n%s", tt.line, got, tt.want)
		}
	}
}

// Whatever is in a string, nothing of it is lost.
func TestExpressionsKeepTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom([]string{`"a": "{% `, `"x.$": "$`, `"x.$": "States.`}).Draw(t, "before") + rapid.String().Draw(t, "text")
		var all strings.Builder
		for _, s := range Line(line) {
			all.WriteString(s.Text)
		}
		if all.String() != line {
			t.Errorf("%q became %q", line, all.String())
		}
	})
}
