package history_test

import (
	"testing"

	"expresso/model"
	"expresso/ui/uitest"
)

func TestAGroupIsOpenedAndLeft(t *testing.T) {
	j := long(300)
	j.runs[200].Group = "burst-1"
	l := list(j, 100, 10)
	for range 200 {
		l.Update(uitest.Key("down"))
		j.answer(l)
	}
	group, ok := l.SelectedGroup()
	if !ok || group != "burst-1" || !j.reads[0].Fold {
		t.Fatalf("under the cursor is %q, %v; asked for %+v", group, ok, j.reads[0])
	}
	inside := long(5)
	l.OpenGroup(group)
	inside.answer(l)
	if q := inside.reads[0]; q.Group != "burst-1" || q.Fold || l.Len() != 5 {
		t.Errorf("asked for %+v, %d runs", q, l.Len())
	}
	l.OnlyFailed()
	inside.answer(l)
	l.ClearFilters()
	inside.answer(l)
	if l.Group() != "burst-1" {
		t.Error("a filter that ends leaves the group")
	}
	if !l.CloseGroup() || l.CloseGroup() {
		t.Error("the group is not closed once")
	}
	if g, ok := l.SelectedGroup(); !ok || g != "burst-1" {
		t.Errorf("back at %q, %v", g, ok)
	}
	j.answer(l)
	if r, _ := l.Selected(); r.ID != run(200).ID || l.Len() != 300 {
		t.Errorf("back at %s of %d", r.ID, l.Len())
	}
}

func TestTotalsOfGroupsAreAskedForWhereTheyAreSeen(t *testing.T) {
	j := long(100)
	j.runs[2].Group, j.runs[95].Group = "burst-1", "burst-2"
	l := list(j, 100, 10)
	want := func(g model.GroupID) {
		t.Helper()
		got, ok := l.WantGroup()
		if got != g || ok != (g != "") {
			t.Errorf("asked for %q, %v, want %q", got, ok, g)
		}
	}
	want("burst-1")
	want("")
	l.Reload()
	j.answer(l)
	want("") // while the answer is awaited
	l.GiveGroup("burst-1", model.Totals{Runs: 3}, nil)
	want("burst-1") // it may have more by now
	want("")
	l.GiveGroup("burst-1", model.Totals{Runs: 4}, nil)
	want("")
	l.Update(uitest.Key("end"))
	j.answer(l)
	want("burst-2")
	l.OnlyFailed()
	j.answer(l)
	want("") // a filter lists the runs themselves
	if _, ok := l.SelectedGroup(); ok {
		t.Error("a row stands for its group while there is a filter")
	}
}

func TestARunLeavesTheOpenGroup(t *testing.T) {
	l := list(long(3), 100, 10)
	l.OpenGroup("burst-1")
	l.Started(run(-1))
	if r, ok := l.Selected(); l.Group() != "" || !ok || r.ID != run(-1).ID {
		t.Errorf("group %q, at %s, %v", l.Group(), r.ID, ok)
	}
}
