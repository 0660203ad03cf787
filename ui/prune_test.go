package ui_test

import "testing"

func TestOldRunsAreDeletedAfterAQuestion(t *testing.T) {
	d := start(t, setup{target: orders(answers(ok(`{"a":1}`)))}).
		Pick("order-approval").Type("{}").Press("ctrl+r").SeesIn(history, "1 run").
		Press("ctrl+r").SeesIn(history, "2 runs").Press("ctrl+r").SeesIn(history, "3 runs").Settle()
	d.Focus(history).Press("end", "*").Sees("starred")

	prune := func(which string) *driver {
		return d.Press("ctrl+p").Keys("prune the history").Press("enter").Sees("Runs to delete").Keys(which).Press("enter")
	}
	prune("soon").Sees("an age must be like 90d, 12w or 36h, got \"soon\"").Press("esc")
	prune("1h").Sees("nothing to delete: no such runs")
	prune("5").Sees("nothing to delete")
	prune("0").Sees("2 runs will be deleted", "those with a star or a note", "y delete").
		Press("n").SeesIn(history, "3 runs")
	prune("0").Sees("2 runs will be deleted").Press("y").
		Sees("deleted 2 runs: the history takes ").SeesIn(history, "1 run", "★").Settle()
	d.SeesIn(details, `"a": 1`)
}
