package ui_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"expresso/ui"
	"expresso/ui/uitest"
)

// What every key does in every place, so that a change of the keys is seen as one: where two
// actions stand for a key, the first that makes sense at the moment has it.
func TestPlaces(t *testing.T) {
	var out strings.Builder
	for _, place := range ui.Places() {
		fmt.Fprintln(&out, place.Title)
		var keys []string
		does := map[string][]string{}
		for _, a := range place.Actions {
			for _, k := range a.Keys {
				if does[k] == nil {
					keys = append(keys, k)
				}
				does[k] = append(does[k], cmp.Or(a.ID, "("+a.Title+")"))
			}
		}
		for _, k := range keys {
			if k == " " {
				fmt.Fprintf(&out, "  space\t%s\n", strings.Join(does[k], ", "))
				continue
			}
			fmt.Fprintf(&out, "  %s\t%s\n", k, strings.Join(does[k], ", "))
		}
	}
	uitest.Golden(t, "places", out.String())
}
