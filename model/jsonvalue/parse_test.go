package jsonvalue

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSyntaxErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{``, "line 1, column 1: expected a value, found nothing"},
		{" \n ", "line 2, column 2: expected a value, found nothing"},
		{`{"a" 1}`, "line 1, column 6: expected ':' after a key, found \"1\""},
		{`{"a":1 "b":2}`, "line 1, column 8: expected ',' or '}' after a member, found '\"'"},
		{`[1 2]`, "line 1, column 4: expected ',' or ']' after an element, found \"2\""},
		{"{\n  \"é\": 1,\n}", "line 3, column 1: expected a member after ',', found '}'"},
		{`[1,]`, "line 1, column 4: expected a value after ',', found ']'"},
		{`[,1]`, "line 1, column 2: expected a value, found ','"},
		{`{a:1}`, "line 1, column 2: expected a key in double quotes, found \"a\""},
		{`{'a':1}`, "line 1, column 2: expected a key in double quotes, found \"'\": strings are written in double quotes"},
		{`{"a":'b'}`, "line 1, column 6: expected a value, found \"'\": strings are written in double quotes"},
		{"{// x\n}", "line 1, column 2: expected a key in double quotes, found a comment, which JSON does not have"},
		{`[1 /* x */]`, "line 1, column 4: expected ',' or ']' after an element, found a comment, which JSON does not have"},
		{`[True]`, "line 1, column 2: expected a value, found \"True\""},
		{`nul`, "line 1, column 1: expected a value, found \"nul\""},
		{`nullx`, "line 1, column 5: expected the end of the text after the value, found \"x\""},
		{`1 2`, "line 1, column 3: expected the end of the text after the value, found \"2\""},
		{`01`, "line 1, column 2: a number cannot have leading zeros"},
		{`-`, "line 1, column 2: expected a digit in a number"},
		{`+1`, "line 1, column 1: expected a value, found '+'"},
		{`.5`, "line 1, column 1: expected a value, found '.'"},
		{`1.`, "line 1, column 3: expected a digit after the decimal point"},
		{`1e+`, "line 1, column 4: expected a digit in the exponent"},
		{`NaN`, "line 1, column 1: expected a value, found \"NaN\""},
		{`"a`, "line 1, column 3: a string is not closed: it began at line 1"},
		{`"\n`, "line 1, column 4: a string is not closed: it began at line 1"},
		{`"\`, "line 1, column 2: a string ends in the middle of an escape"},
		{`"\x"`, `line 1, column 2: an unknown escape: JSON has \" \\ \/ \b \f \n \r \t and \u`},
		{`"é\u12g4"`, `line 1, column 3: \u needs four hexadecimal digits`},
		{"\"a\nb\"", "line 1, column 3: a string is not closed on its line: add the closing \", or write a line break as \\n"},
		{"\"é\rb\"", "line 1, column 3: a string is not closed on its line: add the closing \", or write a line break as \\n"},
		{"\"\\t\t\"", "line 1, column 4: a control character in a string: write it as an escape, found U+0009"},
		{"\"ab\xff\"", "line 1, column 4: a byte that is not UTF-8"},
		{"\"\\n\xc3\"", "line 1, column 4: a byte that is not UTF-8"},
		{"[\x00]", "line 1, column 2: expected a value, found U+0000"},
		{"[\xff]", "line 1, column 2: expected a value, found a byte that is not UTF-8"},
		{"\ufeff{}", "line 1, column 1: expected a value, found U+FEFF"},
		{`[1`, "line 1, column 3: expected ',' or ']' after an element, found the end of the text"},
		{`{`, "line 1, column 2: expected a key in double quotes, found the end of the text"},
		{strings.Repeat("[", MaxDepth+1), "line 1, column 1001: nested deeper than 1000 levels"},
	} {
		_, err := Parse(test.text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: error is %v", test.text, err)
			continue
		}
		if err.Error() != test.want {
			t.Errorf("%q:\ngot  %s\nwant %s", test.text, err, test.want)
		}
		if checked := Check(test.text); checked == nil || *checked != *syntax {
			t.Errorf("%q: Check says %v", test.text, checked)
		}
		if line, column := LineColumn(test.text, syntax.Offset); line != syntax.Line || column != syntax.Column {
			t.Errorf("%q: offset %d is at %d:%d", test.text, syntax.Offset, line, column)
		}
		if json.Valid([]byte(test.text)) && utf8.ValidString(test.text) {
			t.Errorf("%q: encoding/json accepts it", test.text)
		}
	}
}

func TestParserIsCleanAfterAnError(t *testing.T) {
	for range 100 {
		if _, err := Parse(`{"a":[1,2,{"b":`); err == nil {
			t.Fatal("no error")
		}
		if v, err := Parse(`[[],{}]`); err != nil || v.String() != `[[],{}]` {
			t.Fatal(v, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.50e+3,true,null,"x\u00e9\ud83d\ude00\ud83d\n"],"a":{}}`, `[[[[]]]]`, `"\ud800"`, ` 1 `, `{"":""}`,
		strings.Repeat("[", 1001), "\"\xff\"", `{"a":1,}`, document(1 << 10),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse(text)
		if checked := Check(text); (checked == nil) != (err == nil) {
			t.Fatalf("Parse says %v, Check says %v", err, checked)
		}
		formatted, formatErr := Format(text, "  ")
		if (formatErr == nil) != (err == nil) {
			t.Fatalf("Parse says %v, Format says %v", err, formatErr)
		}
		if err != nil {
			return
		}
		if !json.Valid([]byte(text)) {
			t.Fatal("encoding/json does not accept it")
		}
		written := v.String()
		if len(written) != v.Size() {
			t.Fatalf("size is %d, the text has %d bytes: %s", v.Size(), len(written), written)
		}
		for _, other := range []string{written, formatted} {
			again, err := Parse(other)
			if err != nil {
				t.Fatal(other, err)
			}
			if !Equal(v, again) || again.String() != written {
				t.Fatalf("%s became %s", written, again)
			}
		}
		minified, err := Minify(formatted)
		if direct, _ := Minify(text); err != nil || minified != direct {
			t.Fatalf("formatting changed %s into %s", direct, minified)
		}
	})
}
