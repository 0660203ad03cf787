package check_test

import (
	"testing"

	"expresso/model/asl/check"
)

func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		text                 string
		line, column, at     int
		wantLine, wantColumn int
	}{
		{`{"a": "{% 1 + x %}"}`, 1, 7, 5, 1, 15},
		{`{"a": "{%1 + x%}"}`, 1, 7, 5, 1, 14},
		{"{\n  \"a\": \"{% \\\"é\\\" & x %}\"}", 2, 8, 7, 2, 20},
		{`{"a": "{%\n  x %}"}`, 1, 7, 1, 1, 14},
		{"a: '{% ''q'' & x %}'", 1, 4, 7, 1, 16},
		{"a: {% 1 + x %}", 1, 4, 5, 1, 11},
		{`{"a": "{% 1 + x %}"}`, 1, 7, 0, 1, 7},
		{`{"a": "{% 1 + x %}"}`, 1, 7, 99, 1, 7},
		{`{"a": "x"}`, 1, 7, 1, 1, 7},
		{"a: |\n  {% 1 + x %}", 1, 4, 5, 1, 4},
		{"", 3, 4, 5, 3, 4},
	} {
		line, column := check.Diagnostic{At: tt.at}.Within(tt.text, tt.line, tt.column)
		if line != tt.wantLine || column != tt.wantColumn {
			t.Errorf("%s: character %d is at %d:%d, want %d:%d", tt.text, tt.at, line, column, tt.wantLine, tt.wantColumn)
		}
	}
	// As a definition has it.
	const definition = `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% 1 + total %}","End":true}}}`
	_, _, found := check.Definition(definition, true)
	if len(found) != 1 {
		t.Fatal(found)
	}
	if line, column := found[0].Position(definition); line != 1 || definition[column-1:column+4] != "total" {
		t.Errorf("%v is at %d:%d, %s", found[0], line, column, definition[column-1:])
	}
}
