package reference

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"order-approval", "orders", "run", "replay", "Nightly"}
	for word, want := range map[string]string{
		"order-approvl": "order-approval", "runn": "run", "order": "order-approval", "orderss": "orders", "nightly": "Nightly",
		"rpelay": "replay", "ordres": "orders", "xyz": "", "": "", "r": "", "ru": "run", "payment": "",
	} {
		if got := Nearest(word, names); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
