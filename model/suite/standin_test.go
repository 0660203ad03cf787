package suite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
)

func TestMade(t *testing.T) {
	all := []model.StandIn{{Name: "Table", Value: "OrdersTable"}, {Name: "Fn.Arn", Value: "arn:aws:lambda:us-east-1:000000000000:function:Fn"}}
	run := model.Run{Status: model.Succeeded, Output: `{"table": "OrdersTable", "a b": ["x", "arn:aws:lambda:us-east-1:000000000000:function:Fn", "OrdersTable"],
		"OrdersTable": "other", "body": "{\"t\": \"OrdersTable\"}", "id": "OrdersTable"}`}
	e := &Expectation{}
	if err := e.Ignore("$.id"); err != nil {
		t.Fatal(err)
	}
	want := []Made{{"$.table", "Table"}, {`$["a b"][*]`, "Fn.Arn"}, {"$.body", "Table"}}
	if diff := cmp.Diff(want, e.Made(run, all)); diff != "" {
		t.Error(diff)
	}
	if got := InWords(want[:2]); got != `$.table (Table), $["a b"][*] (Fn.Arn)` {
		t.Error(got)
	}
	for _, m := range want {
		if err := e.Ignore(m.Path); err != nil {
			t.Error(err)
		}
	}
	if got := e.Made(run, all); len(got) != 0 {
		t.Errorf("ignored, and found: %v", got)
	}
	for name, run := range map[string]model.Run{
		"all of it":  {Status: model.Succeeded, Output: `"OrdersTable"`},
		"no cause":   {Status: model.Failed},
		"plain text": {Status: model.Failed, Cause: "OrdersTable is gone"},
	} {
		if got := (&Expectation{}).Made(run, all); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := (&Expectation{}).Made(model.Run{Status: model.Failed, Cause: `{"table": "OrdersTable"}`}, all); len(got) != 1 {
		t.Errorf("a cause: %v", got)
	}
	if got := (&Expectation{}).Made(run, nil); got != nil {
		t.Errorf("without stand-ins: %v", got)
	}
}
