package guard

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/pricing"
)

// billed is a run that ended with a bill, or without one.
func billed(status model.Status, span time.Duration, mb int64) model.Run {
	r := model.Run{Request: model.Request{Machine: orders}, Status: status}
	r.Billing = model.Billing{Duration: span, MemoryMB: mb}
	return r
}

func money(t *testing.T, text string) pricing.Money {
	t.Helper()
	m, err := pricing.ParseMoney(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// known lets runs start side by side: as if one had ended.
func known(b *Budget) { b.tally(orders).known = true }

// least is what a run costs that is billed for 100 ms and 64 MB.
const least = "0.0000011041875"

func TestABudgetCountsWhatIsKnownAndWhatIsNot(t *testing.T) {
	b := NewBudget("burst", money(t, least).Times(10), nil)
	known(b)
	take := func(wantWait, want bool) {
		t.Helper()
		if wait, err := b.Take(orders); wait != wantWait || (err == nil) != want {
			t.Errorf("wait %v, %v", wait, err)
		}
	}
	for range 4 {
		take(false, true)
	}
	b.Settle(billed(model.Succeeded, 100*time.Millisecond, 64))
	b.Settle(billed(model.NotStarted, 0, 0)) // costs nothing
	b.Settle(billed(model.NoResponse, 0, 0)) // nobody knows: as much as the dearest
	b.Settle(billed(model.Failed, 100*time.Millisecond, 64))
	if got := b.State("eu-west-1"); got != "$0.00000331 of $0.000011, 1 run of unknown cost" {
		t.Error(got)
	}
	for range 7 {
		take(false, true)
	}
	take(true, false) // what is in flight may cost less
	b.Settle(billed(model.NotStarted, 0, 0))
	take(false, true)
	for range 7 {
		b.Settle(billed(model.Succeeded, 100*time.Millisecond, 64))
	}
	take(false, false)
	_, err := b.Take(orders)
	if !IsBudget(err) || !strings.Contains(err.Error(), "the burst's budget of $0.000011 is reached: about $0.00000994 is spent, and one more run may cost $0.0000011; the cost of 1 run is unknown and counts as $0.0000011") {
		t.Error(err)
	}
	if model.HintOf(err) == "" {
		t.Error("no hint")
	}
}

func TestABudgetGoesByTheDearestRun(t *testing.T) {
	b := NewBudget("burst", money(t, "0.0001"), nil)
	b.Expect(orders.Unqualified(), model.Billing{Duration: 10 * time.Second, MemoryMB: 64}) // 0.000001 + 0.625 x 0.00001667
	known(b)
	taken := 0
	for {
		if _, err := b.Take(orders); err != nil {
			break
		}
		taken++
	}
	if taken != 8 {
		t.Errorf("%d runs of $0.0000114 within $0.0001", taken)
	}
	b.Settle(billed(model.Succeeded, 10*time.Minute, 64)) // far dearer than expected
	if !b.over(orders) {
		t.Error("what was taken may still start")
	}
}

func TestTheFirstRunGoesAlone(t *testing.T) {
	b := NewBudget("burst", money(t, "1"), nil)
	for range 2 { // one that did not start tells nothing
		if _, err := b.Take(orders); err != nil {
			t.Fatal(err)
		}
		if wait, err := b.Take(orders); !wait || err == nil {
			t.Errorf("a second one: %v, %v", wait, err)
		}
		b.Settle(billed(model.NotStarted, 0, 0))
	}
	if _, err := b.Take(orders); err != nil {
		t.Fatal(err)
	}
	b.Settle(billed(model.Failed, time.Second, 64))
	for range 5 {
		if _, err := b.Take(orders); err != nil {
			t.Error(err)
		}
	}
}

func TestEachCurrencyHasTheWholeBudget(t *testing.T) {
	euros, err := pricing.NewBook(map[string]model.PriceList{"eu-west-1": {Region: "eu-west-1", Currency: "EUR", Date: "2026-11", Request: "1", Tiers: []model.PriceTier{{GBSecond: "1"}}}})
	if err != nil {
		t.Fatal(err)
	}
	b := NewBudget("session", money(t, "0.5"), euros)
	if _, err := b.Take(orders); err == nil || !strings.Contains(err.Error(), "€0.50") {
		t.Errorf("a run of more than €1: %v", err)
	}
	if _, err := b.Take("arn:aws:states:us-east-1:111122223333:stateMachine:orders"); err != nil {
		t.Error(err)
	}
}

func TestASessionsBudgetHoldsOverAll(t *testing.T) {
	on := model.Info{Name: "aws"}
	g := New(nil).Limit(Limits{Session: money(t, least).Times(3)})
	if g.Empty() {
		t.Error("a guard with a budget is not empty")
	}
	var ends []func(model.Run)
	burst := g.Budget("burst", 0, on)
	known(burst)
	for range 3 {
		if _, err := burst.Take(orders); err != nil {
			t.Fatal(err)
		}
	}
	if wait, err := burst.Take(orders); !wait || err == nil || !strings.Contains(err.Error(), "the session's budget") {
		t.Errorf("a fourth: %v, %v", wait, err)
	}
	for range 3 {
		ended, err := g.Allow(on, orders)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, ended)
	}
	if _, err := g.Allow(on, orders); !IsBudget(err) {
		t.Errorf("the fourth is allowed: %v", err)
	}
	if _, _, err := g.Needs(Start{On: on, Machine: orders, Runs: 1}); !IsBudget(err) {
		t.Errorf("a question that nothing could follow: %v", err)
	}
	if _, err := g.Allow(model.Info{Local: true}, orders); err != nil {
		t.Errorf("the embedded target bills nothing: %v", err)
	}
	for _, ended := range ends {
		ended(billed(model.NotStarted, 0, 0))
	}
	if _, err := g.Allow(on, orders); err != nil {
		t.Errorf("none of the runs has started: %v", err)
	}
}

func TestAGrantEndsWithItsBudget(t *testing.T) {
	on := model.Info{Name: "aws"}
	g := New(rules(t, "account:1111*", "ask"))
	b := g.Budget("burst", money(t, "0.00001"), on)
	g.Grant(Start{On: on, Machine: orders, Runs: 100, Budget: b})
	if _, err := b.Take(orders); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Allow(on, orders); err != nil {
		t.Fatal(err)
	}
	b.Settle(billed(model.Succeeded, time.Minute, 64))
	if _, err := g.Allow(on, orders); err == nil {
		t.Error("runs start although their budget is spent")
	}
	g.Grant(Start{On: on, Machine: orders, Runs: 1})
	if _, err := g.Allow(on, orders); err != nil {
		t.Errorf("a grant of its own: %v", err)
	}
}

func TestNoRunTooManyForABudget(t *testing.T) {
	b := NewBudget("burst", money(t, least).Times(50), nil)
	known(b)
	var taken atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := b.Take(orders); err == nil {
				taken.Add(1)
				b.Settle(billed(model.Succeeded, 100*time.Millisecond, 64))
			}
		})
	}
	all.Wait()
	if taken.Load() != 50 {
		t.Errorf("%d runs", taken.Load())
	}
}
