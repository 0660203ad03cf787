package pricing

import (
	"testing"

	"expresso/model"
)

func TestBook(t *testing.T) {
	book, err := NewBook(map[string]model.PriceList{
		"eu-central-1": {Region: "eu-central-1", Currency: "EUR", Date: "2026-11", Request: "0.00001", Tiers: []model.PriceTier{{GBSecond: "0.00002"}}},
		"eu-west-1":    {Region: "eu-west-1", Currency: "EUR", Date: "2026-11", Request: "0.00002", Tiers: []model.PriceTier{{GBSecond: "0.00002"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := func(region string, billed bool) model.Run {
		r := model.Run{Request: model.Request{Machine: model.ARN("arn:aws:states:" + region + ":1:stateMachine:m")}}
		if billed {
			r.Billing = billing(100_000_000, 64)
		}
		return r
	}
	for region, want := range map[string]string{"eu-west-1": "eu-west-1", "us-east-1": "us-east-1", "sa-east-1": "us-east-1", "": "us-east-1"} {
		if got := book.Of(in(region, true)).Region; got != want {
			t.Errorf("%q: prices of %s, want %s", region, got, want)
		}
	}
	var totals model.Totals
	if got := book.OfTotals(totals); got.Format() != "$0.00" || got.FormatColumn() != "$0.00000000" {
		t.Errorf("nothing costs %s, %s", got.Format(), got.FormatColumn())
	}
	totals.Add(in("eu-west-1", true))
	before := totals
	for range 3 {
		totals.Add(in("eu-west-1", true))
		totals.Add(in("eu-central-1", false))
	}
	totals.Add(in("eu-central-1", true))
	// 0.000 02 + 0.006 25 x 0.000 02 = 0.000 020 125 in eu-west-1, 0.000 010 125 in eu-central-1
	if got := book.OfTotals(totals); got.Format() != "€0.0000906" || got.FormatColumn() != "€0.00009063" {
		t.Errorf("euros alone: %s, %s", got.Format(), got.FormatColumn())
	}
	totals.Add(in("ap-south-1", true))
	if got := book.OfTotals(totals); got.Format() != "$0.0000011 + €0.0000906" || got.FormatColumn() != "several" {
		t.Errorf("two currencies: %s, %s", got.Format(), got.FormatColumn())
	}
	if got := book.OfTotals(before).Format(); got != "€0.0000201" {
		t.Errorf("a copy of the totals changed to %s", got)
	}
}
