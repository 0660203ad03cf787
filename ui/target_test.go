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

func TestSignIn(t *testing.T) {
	d := start(t, setup{target: orders(nil), signIn: []string{"no-such-program", "sso", "login"}})
	d.Press("ctrl+p").Keys("sign in").Press("enter").Settle().Sees("not signed in", "no-such-program")
	start(t, setup{target: orders(nil)}).Press("ctrl+p").Keys("sign in").Settle().Sees("this target has no SSO")
}
