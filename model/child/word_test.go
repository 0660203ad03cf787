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

// Arguments and values of flags are not read as flags, even if they begin with a dash.
func TestNamesAndFlags(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"orders"}, "orders"},
		{[]string{"orders", "Charge card"}, "orders 'Charge card'"},
		{[]string{"-rf"}, "-- -rf"},
		{[]string{"orders", "--force"}, "-- orders --force"},
		{[]string{"-a;b"}, "-- '-a;b'"},
	} {
		if got := Names(c.names...); got != c.want {
			t.Errorf("%q are %s, want %s", c.names, got, c.want)
		}
	}
	for value, want := range map[string]string{"orders": "--machine orders", "-rf": "--machine=-rf", "-a b": "--machine='-a b'", "": "--machine ''"} {
		if got := Flag("--machine", value); got != want {
			t.Errorf("%q is %s, want %s", value, got, want)
		}
	}
}
