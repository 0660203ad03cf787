// Package pricing estimates what runs cost. It has AWS's price table for Express workflows and
// the arithmetic over billed duration and memory, exact to 10^-13 of a dollar. It knows
// neither what the account has used this month, nor discounts, taxes or what the called
// services cost, and does not ask: every figure is an estimate, to be shown with Label.
package pricing

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"expresso/model"
)

// Usage is billed memory times billed duration, in MB x ms.
type Usage int64

// perGBSecond is how much Usage makes one GB-second: AWS counts 1,024 MB to the GB.
const perGBSecond = 1024 * 1000

// UsageOf is what one run used, saturating, 0 where billing holds nonsense.
func UsageOf(b model.Billing) Usage {
	return Usage(mulDiv(b.MemoryMB, b.Duration.Milliseconds(), 1))
}

// GBSeconds is the usage in the unit that AWS prices.
func (u Usage) GBSeconds() float64 { return float64(u) / perGBSecond }

// String is the usage in GB-seconds: "0.03125 GB-s". Five decimals are exact for all
// that AWS bills.
func (u Usage) String() string {
	return grouped(trimZeros(strconv.FormatFloat(u.GBSeconds(), 'f', 5, 64), 0)) + " GB-s"
}

// Table is what Express workflows cost in one region.
type Table struct {
	Currency string // ISO 4217, such as "USD"
	Region   string
	Date     string // when the prices were read, as precisely as it is known: "2026-11"
	Request  Money  // for each run that was started
	Tiers    []Tier // of duration, cheapest last; at least one
}

// Tier is the price of a GB-second while the account's use in the calendar month is
// below UpTo.
type Tier struct {
	UpTo     int64 // GB-seconds; 0 for no end
	GBSecond Money
}

// USEast is the price of US East (N. Virginia). AWS's price page gives it by the
// GB-hour ($0.06, $0.03, $0.01642); the bill, and so this table, goes by the Price
// List's rounded figures by the GB-second.
func USEast() Table {
	return Table{
		Currency: "USD",
		Region:   "us-east-1",
		Date:     "2026-11",
		Request:  Micro(1),
		Tiers: []Tier{
			{UpTo: 3_600_000, GBSecond: 1667 * unit / 100_000_000},
			{UpTo: 18_000_000, GBSecond: 833 * unit / 100_000_000},
			{GBSecond: 456 * unit / 100_000_000},
		},
	}
}

// What New takes for a name. Tables are printed on terminals, so nothing else may pass.
// They are compiled when they are asked, not at every start of the program.
const (
	currencyShape = `^[A-Z]{3}$`
	regionShape   = `^[a-z]{2}[a-z0-9-]{1,30}$`
	dateShape     = `^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$`
)

// New makes a table of prices that a user wrote down. Prices are above zero, each tier
// ends above the one before it, and the last has no end. The error says which does not.
func New(list model.PriceList) (Table, error) {
	t := Table{Currency: list.Currency, Region: list.Region, Date: list.Date}
	for _, name := range []struct {
		of, is, like, shape string
	}{
		{"region", list.Region, "us-east-1", regionShape},
		{"currency", list.Currency, "USD", currencyShape},
		{"date", list.Date, "2026-11 or 2026-11-22", dateShape},
	} {
		if !regexp.MustCompile(name.shape).MatchString(name.is) {
			return Table{}, fmt.Errorf("%s must be like %s, got %.40q", name.of, name.like, name.is)
		}
	}
	var err error
	if t.Request, err = price(list.Request); err != nil {
		return Table{}, fmt.Errorf("price of a request: %w", err)
	}
	if len(list.Tiers) == 0 {
		return Table{}, errors.New("no tiers: give at least one, with the price of a GB-second")
	}
	var below int64
	for i, written := range list.Tiers {
		tier := Tier{UpTo: written.UpTo}
		if tier.GBSecond, err = price(written.GBSecond); err != nil {
			return Table{}, fmt.Errorf("tier %d: %w", i+1, err)
		}
		last := i == len(list.Tiers)-1
		switch {
		case last && tier.UpTo != 0:
			return Table{}, fmt.Errorf("tier %d is the last and must not end, but ends at %d GB-seconds", i+1, tier.UpTo)
		case !last && tier.UpTo <= below:
			return Table{}, fmt.Errorf("tier %d ends at %d GB-seconds, which is not above its start, %d", i+1, tier.UpTo, below)
		}
		below = tier.UpTo
		t.Tiers = append(t.Tiers, tier)
	}
	return t, nil
}

// price reads an amount above zero.
func price(text string) (Money, error) {
	m, err := ParseMoney(text)
	if err == nil && m <= 0 {
		err = fmt.Errorf("%s is not above zero", text)
	}
	return m, err
}

// Cost is what runs cost. Total is Requests plus Duration.
type Cost struct {
	Requests, Duration, Total Money
	Usage                     Usage
}

// Of is what one run costs at the first tier: nothing if the service sent no billing
// details, for then it is not known that it charged.
func (t Table) Of(b model.Billing) Cost {
	if b == (model.Billing{}) {
		return Cost{}
	}
	return t.cost(1, UsageOf(b), t.first)
}

// OfTotals is what all the runs of totals cost at the first tier.
func (t Table) OfTotals(totals model.Totals) Cost {
	return t.cost(totals.Requests, Usage(totals.MBMillis), t.first)
}

func (t Table) cost(requests int64, u Usage, duration func(Usage) Money) Cost {
	u = max(u, 0)
	c := Cost{
		Requests: Money(mulDiv(requests, int64(t.Request), 1)),
		Duration: duration(u),
		Usage:    u,
	}
	c.Total = c.Requests.Plus(c.Duration)
	return c
}

func (t Table) first(u Usage) Money {
	return Money(mulDiv(int64(u), int64(t.Tiers[0].GBSecond), perGBSecond))
}

// Label is what has to stand beside every figure of Of and OfTotals.
func (t Table) Label() string {
	return "estimate · " + t.Region + " · first tier · prices of " + t.Date
}

// Format writes an amount for people, with the decimals it takes to show three
// significant digits and two at least: "$482.97", "$0.0000155", "$0.00".
func (t Table) Format(m Money) string { return t.signed(m.short()) }

// FormatColumn writes an amount with eight decimals, to stand above and below others:
// "$0.00000152". What would round to zero and is not has more.
func (t Table) FormatColumn(m Money) string {
	const half = unit / 100_000_000 / 2
	if m != 0 && abs(m) < half {
		return t.Format(m)
	}
	return t.signed(grouped(m.fixed(columnPlaces)))
}

// signed puts the currency before an amount, after the amount's minus.
func (t Table) signed(amount string) string {
	sign := t.Currency + " "
	switch t.Currency {
	case "USD":
		sign = "$"
	case "EUR":
		sign = "€"
	}
	if amount[0] == '-' {
		return "-" + sign + amount[1:]
	}
	return sign + amount
}
