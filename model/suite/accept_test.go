package suite

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
)

func TestAcceptKnowsTheTestCase(t *testing.T) {
	run := succeeded(`1`)
	for _, test := range []struct {
		machine model.ARN
		old     *Expectation
		want    string
	}{
		{orders.ARN, nil, ""},
		{orders.ARN + "#Happy", nil, "Happy"},
		{orders.ARN + ":prod#Happy", parse(t, `{"testCase":"Sad"}`), "Happy"},
		{orders.ARN, parse(t, `{"testCase":"Sad"}`), "Sad"},
	} {
		run.Machine = test.machine
		e, err := Accept(run, test.old)
		if err != nil || e.TestCase != test.want {
			t.Errorf("%s: test case %q, %v, want %q", test.machine, e.TestCase, err, test.want)
		}
	}
}

func TestIgnoring(t *testing.T) {
	for place, want := range map[string]string{
		"$.output.id":               "$.id",
		"$.output[0].id":            "$[0].id",
		`$.output["a b"][*].c`:      `$["a b"][*].c`,
		"$.cause.requestId":         "$.requestId",
		"$.output":                  "the whole output",
		"$.cause":                   "the whole cause",
		"$.outputAt":                "only values in",
		"$.status":                  "only values in",
		"$":                         "only values in",
		"":                          "only values in",
		"$.budget.billedMemoryUsed": "only values in",
	} {
		path, err := Ignorable(place)
		if err != nil && !strings.Contains(err.Error(), want) || err == nil && path != want {
			t.Errorf("%s: %q, %v, want %q", place, path, err, want)
		}
	}
	e, err := Accept(succeeded(`{"id":1,"at":2}`), parse(t, `{"ignore":["$.id","$.at"]}`))
	if err != nil {
		t.Fatal(err)
	}
	if path, ok := e.Ignoring("$.ignore[1]"); !ok || path != "$.at" {
		t.Errorf("under $.ignore[1] is %q, %v", path, ok)
	}
	if _, ok := e.Ignoring("$.ignore[2]"); ok {
		t.Error("there is a third path")
	}
	if e.Heed("$.x") || !e.Heed("$.at") || len(e.ignore) != 1 {
		t.Errorf("ignores %v", e.ignore)
	}
	e, err = Accept(succeeded(`{"id":1,"at":2}`), e)
	if err != nil || e.Output.String() != `{"at":2}` {
		t.Errorf("expects %s, %v", e.Output, err)
	}
}

// What an expectation that was accepted ignores is not what the older one ignores.
func TestAcceptLeavesTheOldOneAlone(t *testing.T) {
	old := parse(t, `{"ignore":["$.a"]}`)
	one, _ := Accept(succeeded(`{}`), old)
	two, _ := Accept(succeeded(`{}`), old)
	_, _ = one.Ignore("$.b"), two.Ignore("$.c")
	if len(old.ignore) != 1 || one.ignore[1].String() != "$.b" || two.ignore[1].String() != "$.c" {
		t.Errorf("%v, %v, %v", old.ignore, one.ignore, two.ignore)
	}
}

func TestSides(t *testing.T) {
	for _, test := range []struct {
		expected  string
		run       model.Run
		want, got string
	}{
		{``, succeeded(`{"a":1}`), ``, `{"status":"SUCCEEDED","output":{"a":1}}`},
		{``, failed("E", `{"code":1}`), ``, `{"status":"FAILED","error":"E","cause":{"code":1}}`},
		{
			`{"output":{"a":1,"at":2},"ignore":["$.at"]}`, succeeded(`{"a":1.0,"at":3}`),
			`{"status":"SUCCEEDED","output":{"a":1}}`, `{"status":"SUCCEEDED","output":{"a":1.0}}`,
		},
		{
			`{"outputAt":{"$.a":1,"$.b":2}}`, succeeded(`{"a":3,"c":4}`),
			`{"status":"SUCCEEDED","outputAt":{"$.a":1,"$.b":2}}`, `{"status":"SUCCEEDED","outputAt":{"$.a":3}}`,
		},
		{`{"output":1}`, failed("E", "c"), `{"status":"SUCCEEDED","output":1}`, `{"status":"FAILED","error":"E","cause":"c"}`},
		{`{"error":"E"}`, failed("F", "c"), `{"status":"FAILED","error":"E"}`, `{"status":"FAILED","error":"F"}`},
		{`{"error":"E","cause":"c"}`, succeeded(`{"a":1}`), `{"status":"FAILED","error":"E","cause":"c"}`, `{"status":"SUCCEEDED"}`},
		{`{}`, model.Run{Problem: "gone"}, `{"status":"SUCCEEDED"}`, `{"status":"NO RESPONSE","problem":"gone"}`},
		{`{"output":1}`, succeeded(`no JSON`), `{"status":"SUCCEEDED","output":1}`, `{"status":"SUCCEEDED","output":"no JSON"}`},
	} {
		var e *Expectation
		if test.expected != "" {
			e = parse(t, test.expected)
		}
		want, got := Sides(e, test.run)
		for _, text := range []string{want, got} {
			if _, err := jsonvalue.Parse(text); err != nil && text != "" {
				t.Errorf("%s: %v", text, err)
			}
		}
		if want != test.want || got != test.got {
			t.Errorf("%s:\n%s\n%s\nwant\n%s\n%s", test.expected, want, got, test.want, test.got)
		}
	}
}

// latest is a journal in which a machine's latest run was billed for so much.
type latest struct {
	model.Journal
	billed map[string]model.Billing
}

func (l latest) List(_ context.Context, q model.Query) ([]model.Run, error) {
	if b, ok := l.billed[q.Machine]; ok {
		return []model.Run{{Billing: b}}, nil
	}
	return nil, nil
}

func TestEstimateOf(t *testing.T) {
	prices := pricing.USEast()
	other := model.Machine{ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:other", Name: "other"}
	cases := []Case{{Machine: orders}, {Machine: other}, {Machine: orders}}
	big, least := model.Billing{Duration: 1e10, MemoryMB: 1024}, model.Billing{Duration: 1e8, MemoryMB: 64}
	cost := func(b model.Billing) pricing.Money { return prices.Of(b).Total }
	for _, test := range []struct {
		journal model.Journal
		want    Estimate
	}{
		{model.Forgetful{}, Estimate{Runs: 3, Machines: 2, Cost: cost(least).Plus(cost(least)).Plus(cost(least))}},
		{latest{billed: map[string]model.Billing{string(orders.ARN): big}}, Estimate{Runs: 3, Machines: 2, Cost: cost(big).Plus(cost(big)).Plus(cost(least))}},
		{latest{billed: map[string]model.Billing{string(orders.ARN): big, string(other.ARN): least}}, Estimate{Runs: 3, Machines: 2, Latest: true, Cost: cost(big).Plus(cost(big)).Plus(cost(least))}},
	} {
		got, err := EstimateOf(t.Context(), test.journal, prices, cases)
		got.like = nil
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%+v, %v, want %+v", got, err, test.want)
		}
	}
}

func TestACaseThatPanicsDoesNotEndTheReplay(t *testing.T) {
	r, _ := newReplay(t, many(3), Plan{}, func(context.Context, model.Request) (model.Run, error) { panic("no such thing") })
	done := 0
	r.Run(t.Context(), func(_ int, result Result) {
		done++
		if result.Problem == nil || result.Verdict != Failed || !strings.Contains(result.Problem.Error(), "internal error (bug): no such thing") {
			t.Errorf("%+v", result)
		}
	})
	if done != 3 {
		t.Errorf("%d results", done)
	}
}
