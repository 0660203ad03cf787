package main

import (
	"fmt"
	"io"

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
