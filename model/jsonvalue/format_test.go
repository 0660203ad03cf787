package jsonvalue

import (
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	for _, test := range []struct{ text, formatted, minified string }{
		{`{"a":1.0,"b":[ ],"c":{ }}`, "{\n  \"a\": 1.0,\n  \"b\": [],\n  \"c\": {}\n}", `{"a":1.0,"b":[],"c":{}}`},
		{` [1e2 , "\u0041\/" ,[null]] `, "[\n  1e2,\n  \"\\u0041\\/\",\n  [\n    null\n  ]\n]", `[1e2,"\u0041\/",[null]]`},
		{`{"a": 1, "a": 2}`, "{\n  \"a\": 1,\n  \"a\": 2\n}", `{"a":1,"a":2}`},
		{"\t-0 ", "-0", "-0"},
		{`"a : , { [ \" \\"`, `"a : , { [ \" \\"`, `"a : , { [ \" \\"`},
	} {
		if got, err := Format(test.text, "  "); err != nil || got != test.formatted {
			t.Errorf("Format(%s)\ngot  %s (%v)\nwant %s", test.text, got, err, test.formatted)
		}
		if got, err := Minify(test.text); err != nil || got != test.minified {
			t.Errorf("Minify(%s)\ngot  %s (%v)\nwant %s", test.text, got, err, test.minified)
		}
		if got, _ := Minify(test.formatted); got != test.minified {
			t.Errorf("Minify(Format(%s)) = %s", test.text, got)
		}
	}
	if _, err := Format(`{"a":}`, "  "); err == nil {
		t.Error("formatted what is no JSON")
	}
}

func TestFormatKeepsDeepDocumentsShort(t *testing.T) {
	text := strings.Repeat("[", MaxDepth) + strings.Repeat("1,", 10_000) + "1" + strings.Repeat("]", MaxDepth)
	got, err := Format(text, "  ")
	if err != nil {
		t.Fatal(err)
	}
	if limit := 13_000 * 2 * (maxIndent + 2); len(got) > limit {
		t.Errorf("%d bytes became %d", len(text), len(got))
	}
}
