package compare

import (
	"time"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/screen"
)

// bill is what one of the two runs costs.
type bill struct {
	run   model.Run
	price pricing.Table
	cost  pricing.Cost
}

// billing draws both bills and what the right one has more or less. What is not known has
// no figure.
func (v *View) billing() []string {
	t := v.t
	var bills [2]bill
	known := true
	for i, r := range v.runs {
		price := v.of.Sides[i].Prices
		bills[i] = bill{r, price, price.Of(r.Billing)}
		known = known && r.Billing != (model.Billing{})
	}
	left, right := bills[0], bills[1]
	// Amounts of two currencies have no difference.
	money := known && left.price.Currency == right.price.Currency
	const label, more = 12, 14
	column := max(min((v.width-label-more-6)/2, 32), 10)
	row := func(name, a, b, by string) string {
		return " " + t.Dim.Render(screen.Fit(name, label)) + t.Fit(a, column) + "  " + t.Fit(b, column) + "  " + t.Fit(by, more)
	}
	minus, plus := v.inks()
	lines := []string{row("", minus.Render("- "+screen.Visible(v.of.Sides[0].Name)), plus.Render("+ "+screen.Visible(v.of.Sides[1].Name)), t.Dim.Render("difference"))}
	figure := func(name string, of func(bill) string, by func() string) {
		var texts [2]string
		for i, b := range bills {
			texts[i] = t.Dim.Render("unknown")
			if b.run.Billing != (model.Billing{}) {
				texts[i] = of(b)
			}
		}
		difference := ""
		if known {
			difference = by()
		}
		lines = append(lines, row(name, texts[0], texts[1], difference))
	}
	amount := func(name string, of func(bill) pricing.Money) {
		figure(name, func(b bill) string { return b.price.FormatColumn(of(b)) }, func() string {
			by := of(right) - of(left)
			switch {
			case !money || by == 0:
				return ""
			case by > 0:
				return "+" + right.price.Format(by)
			}
			return right.price.Format(by)
		})
	}
	duration := func(name string, of func(bill) time.Duration) {
		figure(name, func(b bill) string { return screen.Duration(of(b)) }, func() string {
			return difference(of(left), of(right))
		})
	}
	duration("Ran", func(b bill) time.Duration { return b.run.Duration() })
	duration("Billed", func(b bill) time.Duration { return b.run.Billing.Duration })
	figure("Memory", func(b bill) string { return screen.Count(b.run.Billing.MemoryMB) + " MB" }, func() string {
		switch by := right.run.Billing.MemoryMB - left.run.Billing.MemoryMB; {
		case by > 0:
			return "+" + screen.Count(by) + " MB"
		case by < 0:
			return screen.Count(by) + " MB"
		}
		return ""
	})
	figure("Usage", func(b bill) string { return b.cost.Usage.String() }, func() string { return "" })
	amount("Request", func(b bill) pricing.Money { return b.cost.Requests })
	amount("Duration", func(b bill) pricing.Money { return b.cost.Duration })
	amount("Total", func(b bill) pricing.Money { return b.cost.Total })
	amount("A thousand", func(b bill) pricing.Money { return b.cost.Total.Times(1_000) })
	amount("A million", func(b bill) pricing.Money { return b.cost.Total.Times(1_000_000) })
	lines = append(lines, " "+t.Dim.Render(t.Spell(left.price.Label())))
	if label := right.price.Label(); label != left.price.Label() {
		lines = append(lines, " "+t.Dim.Render(t.Spell(label)))
	}
	return lines
}
