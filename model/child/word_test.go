package child

import "testing"

func TestWord(t *testing.T) {
	for text, want := range map[string]string{
		"orders":                "orders",
		"arn:aws:states:a:1:b:": "arn:aws:states:a:1:b:",
		"":                      "''",
		"Charge card":           "'Charge card'",
		"$(touch x)":            "'$(touch x)'",
		"it's":                  `'it'\''s'`,
		"a;b":                   "'a;b'",
		"a`b`c":                 "'a`b`c'",
		"~":                     "'~'",
	} {
		if got := Word(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
