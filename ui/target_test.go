package ui_test

import (
	"testing"

	"expresso/model"
)

func TestTheTargetSwitcherListsTargets(t *testing.T) {
	d := start(t, setup{target: orders(nil), targets: []model.Place{{With: "embedded"}, {With: "profile:dev", Note: "SSO  111122223333"}}})
	d.Press("T").Sees("T") // in the input a T is a letter
	d.Focus(machines).Press("T").Settle().Sees("Switch target", "profile:dev", "SSO  111122223333")
	d.Press("1", "1", "1", "1").Sees("profile:dev").Press("esc").Settle()
	start(t, setup{target: orders(nil)}).Focus(machines).Press("T").Settle().Sees("the samples run on the embedded target here")
}
