package ui_test

import (
	"testing"

	"expresso/ui/manual"
)

// topics are a manual for tests.
var topics = []manual.Topic{
	{Name: "targets", Title: "Targets", Summary: "Where workflows run", Text: "# Targets\n\nWhere workflows run.\n\n## Guard\n\nA guard asks before production.\n"},
	{Name: "costs", Title: "Costs", Summary: "How runs are billed", Text: "# Costs\n\nHow runs are billed.\n"},
}

// The help finds what is in the manual, opens it, and is there again after it.
func TestTheHelpFindsTheManual(t *testing.T) {
	d := start(t, setup{target: orders(nil)}).Focus(machines).Press("?").Keys("production").
		Sees("manual", "targets", "Guard").SeesNot("nothing found").
		Press("enter").Sees("Manual · targets", "A guard asks before production").
		Press("]").Sees("Manual · costs", "How runs are billed").Press("[").Sees("Manual · targets").
		Press("/").Keys("guard asks").Sees("1 of 1").Press("enter").Sees("1 of 1").Press("esc").SeesNot("1 of 1").
		Press("esc").Sees("production", "Guard").Press("esc")
	if d.app.Over() != "" {
		t.Errorf("%s is open", d.app.Over())
	}
	d.Do("read the manual").Sees("Manual · targets").Press("?").Sees("on this page: manual", "next topic").Press("esc", "esc")
	if d.app.Over() != "" {
		t.Errorf("%s is open", d.app.Over())
	}
}
