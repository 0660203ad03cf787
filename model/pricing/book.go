package pricing

import (
	"fmt"
	"slices"
	"strings"

	"expresso/model"
)

// Book has the prices of regions, by name: those that a user wrote down. The empty book
// knows US East alone.
type Book map[string]Table

// NewBook makes the tables of lists that are all right, as New says.
func NewBook(lists map[string]model.PriceList) (Book, error) {
	book := Book{}
	for region, list := range lists {
		table, err := New(list)
		if err != nil {
			return nil, fmt.Errorf("prices of %s: %w", region, err)
		}
		book[region] = table
	}
	return book, nil
}

// In returns the prices of a region, or US East's where none are known: AWS's own differ
// little, and the table's Region, which its Label names, says whose they are.
func (b Book) In(region string) Table {
	if table, ok := b[region]; ok {
		return table
	}
	return usEast
}

var usEast = USEast()

// Of returns the prices of the region in which a run was made.
func (b Book) Of(r model.Run) Table { return b.In(r.Machine.Region()) }

// Bill is what runs cost in all, an amount for each currency: the prices of regions may be
// in different ones. A table stands with each amount to write it.
type Bill []Amount

// Amount is a part of a Bill.
type Amount struct {
	Table Table // of one of the regions with this currency
	Total Money
}

// OfTotals is what all the runs of totals cost at the first tier, each by the prices of
// its region.
func (b Book) OfTotals(totals model.Totals) Bill {
	var bill Bill
	for _, use := range totals.Regions {
		table := b.In(use.Region)
		cost := table.cost(use.Requests, Usage(use.MBMillis), table.first).Total
		i := slices.IndexFunc(bill, func(a Amount) bool { return a.Table.Currency == table.Currency })
		if i < 0 {
			bill = append(bill, Amount{table, cost})
			continue
		}
		bill[i].Total = bill[i].Total.Plus(cost)
	}
	return bill
}

// Format writes a bill for people: "$0.0000155", "$1.20 + €0.35", and "$0.00" for none.
func (b Bill) Format() string {
	if len(b) == 0 {
		return usEast.Format(0)
	}
	amounts := make([]string, len(b))
	for i, a := range b {
		amounts[i] = a.Table.Format(a.Total)
	}
	return strings.Join(amounts, " + ")
}

// FormatColumn writes a bill to stand above and below amounts, like Table.FormatColumn. One
// in several currencies has no room there.
func (b Bill) FormatColumn() string {
	switch len(b) {
	case 0:
		return usEast.FormatColumn(0)
	case 1:
		return b[0].Table.FormatColumn(b[0].Total)
	}
	return "several"
}
