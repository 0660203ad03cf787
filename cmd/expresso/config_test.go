package main

import (
	"regexp"
	"slices"
	"testing"

	"expresso/store/config"
	"expresso/ui"
	"expresso/ui/action"
)

// The package of the template knows no actions: that its example names some is seen here.
func TestTemplateNamesActions(t *testing.T) {
	named := regexp.MustCompile(`(?m)^#     ([a-z-]+): \[`).FindAllStringSubmatch(config.Template(), -1)
	if len(named) == 0 {
		t.Fatal("the template has no example of keys")
	}
	for _, m := range named {
		if !slices.ContainsFunc(ui.Bindings(nil), func(b action.Binding) bool { return b.Action == m[1] }) {
			t.Errorf("unknown action %s", m[1])
		}
	}
}
