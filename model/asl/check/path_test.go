package check

import "testing"

func TestVariableName(t *testing.T) {
	for text, want := range map[string]string{
		"$": "", "$.a": "", "$$": "", "$$.a": "", "$['a']": "", "$a": "a", "$a.b": "a", "$a_1[0].b": "a_1", "$1": "", "$straße.x": "straße", "": "",
	} {
		if got := VariableName(text); got != want {
			t.Errorf("%s begins with %q, want %q", text, got, want)
		}
	}
}
