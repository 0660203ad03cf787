package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/screen"
)

// printBilling writes what a run took and what it will cost.
func printBilling(w io.Writer, r model.Run, prices pricing.Table) {
	if r.Billing == (model.Billing{}) {
		fmt.Fprintf(w, "ran %s, billing unknown\n", screen.Duration(r.Duration()))
		return
	}
	fmt.Fprintf(w, "ran %s, billed %s x %d MB, %s (%s)\n", screen.Duration(r.Duration()),
		screen.Duration(r.Billing.Duration), r.Billing.MemoryMB, prices.Format(prices.Of(r.Billing).Total), prices.Label())
}

// spending sums up what runs cost, by region: prices and currencies differ. Those of the embedded
// target, which is in no region and bills nothing, are apart.
type spending struct {
	book  pricing.Book
	sums  map[string]*model.Totals // by region, "" for the embedded target
	there string                   // the region whose prices runs of the embedded target go by
}

func (s *spending) add(r model.Run) {
	region := r.Machine.Region()
	if r.Target == "embedded" {
		region, s.there = "", region
	}
	if s.sums == nil {
		s.sums = map[string]*model.Totals{}
	}
	if s.sums[region] == nil {
		s.sums[region] = &model.Totals{}
	}
	s.sums[region].Add(r)
}

// print writes a line for each region that something was billed in, and whose prices it
// goes by.
func (s *spending) print(w io.Writer) error {
	for _, region := range slices.Sorted(maps.Keys(s.sums)) {
		totals, where, prices := s.sums[region], "billed in "+screen.Visible(region)+":", s.book.In(region)
		if region == "" && s.there != "" {
			where, prices = "on the embedded target, which bills nothing; on AWS:", s.book.In(s.there)
		}
		if totals.Requests == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s %s %s (%s)\n", countRuns(totals.Requests), where, prices.Format(prices.OfTotals(*totals).Total), prices.Label()); err != nil {
			return err
		}
	}
	return nil
}
