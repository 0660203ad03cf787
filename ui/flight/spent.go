package flight

import (
	"expresso/model"
	"expresso/ui/screen"
)

// Spend adds runs to what the session has cost.
func (r *Room) Spend(runs model.Totals) { r.session = r.session.Plus(runs) }

// SpendRun adds one.
func (r *Room) SpendRun(run model.Run) { r.session.Add(run) }

// Session is what the session has cost; runs that are in flight elsewhere are more of it.
func (r *Room) Session(more model.Totals) model.Totals { return r.session.Plus(more) }

// Cost says what the session has cost, with what is left of a budget, "" for none, and the same in
// fewer cells.
func (r *Room) Cost(spent model.Totals, budget string) (whole, short string) {
	t, runs := r.Theme, " runs"
	sep := t.Dim.Render(" " + t.Sep + " ")
	if spent.Runs == 1 {
		runs = " run"
	}
	about, roughly := "", "" // what runs cost is worked out, not asked for
	if spent.Runs > 0 {
		about, roughly = t.Dim.Render("about "), t.Dim.Render("~")
	}
	bill := r.Prices.OfTotals(spent)
	money := bill.FormatColumn() // as precise as in the history
	if len(bill) != 1 {
		money = bill.Format() // nothing, or several currencies
	}
	counted := screen.Count(spent.Runs) + runs + sep
	if budget != "" {
		return t.Dim.Render("session ") + counted + about + money + sep + budget + " ", budget + " "
	}
	return t.Dim.Render("session ") + counted + about + money + " ", counted + roughly + money + " "
}
