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

// spending sums up what runs cost, by region: prices and currencies differ.
type spending struct {
	book    pricing.Book
	regions map[string]*model.Totals
}

func (s *spending) add(r model.Run) {
	region := r.Machine.Region()
	if s.regions == nil {
		s.regions = map[string]*model.Totals{}
	}
	if s.regions[region] == nil {
		s.regions[region] = &model.Totals{}
	}
	s.regions[region].Add(r)
}

// print writes a line for each region that something was billed in, and whose prices it
// goes by.
func (s *spending) print(w io.Writer) error {
	for _, region := range slices.Sorted(maps.Keys(s.regions)) {
		totals, prices := s.regions[region], s.book.In(region)
		if totals.Requests == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s billed in %s: %s (%s)\n", countRuns(totals.Requests), screen.Visible(region), prices.Format(prices.OfTotals(*totals).Total), prices.Label()); err != nil {
			return err
		}
	}
	return nil
}
