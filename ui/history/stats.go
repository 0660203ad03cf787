package history

import (
	"expresso/model"
)

// Stats is what the billing tab sets one run against.
type Stats struct {
	Latest                []model.Run // of the run's machine, newest first
	Session, Machine, All model.Totals
}

// WantStats is the machine whose totals the billing tab lacks, if it does. It is asked for
// once.
func (d *Details) WantStats() (machine model.ARN, ok bool) {
	machine = d.run.Machine.Unqualified()
	if d.tab != Billing || !d.shown || d.statsOf == machine {
		return "", false
	}
	d.statsOf = machine
	return machine, true
}

// SetStats is the answer to WantStats. That about a machine of the past is dropped.
func (d *Details) SetStats(machine model.ARN, s Stats) {
	if machine == d.statsOf {
		d.stats = s
	}
}

// StaleStats has the totals read again, because there is one more run.
func (d *Details) StaleStats() { d.statsOf = "" }
