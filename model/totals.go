package model

import (
	"slices"
	"strings"
)

// Totals sums up runs.
type Totals struct {
	Runs      int64
	Succeeded int64
	// Requests counts the runs that were charged for: those with billing details.
	Requests int64
	// MBMillis is the sum over runs of billed memory in MB times billed duration in ms.
	MBMillis int64
	// Regions are Requests and MBMillis by region, since prices are: those in which
	// something was charged for, in the order of their names.
	Regions []RegionUse
	// Machines is of how many machines the runs of a query's Group are, and Running how many
	// of them have not ended. Both are 0 without a group.
	Machines, Running int64
	// Verdicts is how many of a Group's runs have which Verdict, those with one.
	Verdicts map[string]int64
}

// Add counts one more run.
func (t *Totals) Add(r Run) {
	t.Runs++
	if r.Status == Succeeded {
		t.Succeeded++
	}
	if r.Billing == (Billing{}) {
		return
	}
	r = r.Plausible()
	t.charge(RegionUse{r.Machine.Region(), 1, r.Billing.MemoryMB * r.Billing.Duration.Milliseconds()})
}

// Plus adds the sums of other runs.
func (t Totals) Plus(more Totals) Totals {
	t.Runs += more.Runs
	t.Succeeded += more.Succeeded
	for _, use := range more.Regions {
		t.charge(use)
	}
	return t
}

func (t *Totals) charge(use RegionUse) {
	t.Requests += use.Requests
	t.MBMillis += use.MBMillis
	i, found := slices.BinarySearchFunc(t.Regions, use, func(a, b RegionUse) int { return strings.Compare(a.Region, b.Region) })
	t.Regions = slices.Clone(t.Regions) // a copy of the totals must not change
	if !found {
		t.Regions = slices.Insert(t.Regions, i, use)
		return
	}
	t.Regions[i].Requests += use.Requests
	t.Regions[i].MBMillis += use.MBMillis
}

// RegionUse is what the runs of one region were charged for.
type RegionUse struct {
	Region             string
	Requests, MBMillis int64
}
