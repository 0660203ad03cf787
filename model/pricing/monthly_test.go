package pricing

import (
	"math"

	"expresso/model"
)

// monthly is what so many runs like this one cost within one month in which the account
// uses nothing else: through the tiers.
func (t Table) monthly(b model.Billing, runs int64) Cost {
	if b == (model.Billing{}) {
		return Cost{}
	}
	return t.cost(runs, Usage(mulDiv(int64(UsageOf(b)), runs, 1)), t.tiered)
}

func (t Table) tiered(u Usage) Money {
	var total Money
	var below Usage // where the tier begins
	for _, tier := range t.Tiers {
		end := Usage(math.MaxInt64)
		if tier.UpTo > 0 {
			end = Usage(mulDiv(tier.UpTo, perGBSecond, 1))
		}
		if within := min(u, end) - below; within > 0 {
			total = total.Plus(Money(mulDiv(int64(within), int64(tier.GBSecond), perGBSecond)))
		}
		below = max(below, end)
	}
	return total
}
