package guard

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"expresso/model"
	"expresso/model/pricing"
)

// Budget limits what runs may cost together. The cost of a run is known when it has ended, so a run
// in flight counts as much as the most expensive one of its machine so far. A run that may have been
// billed and whose bill is unknown counts as much, permanently. The nil budget limits nothing. It is
// safe for concurrent use.
type Budget struct {
	of     string // "session", "burst"
	limit  pricing.Money
	prices pricing.Book
	within *Budget // the session's, which counts the same runs by itself

	mu       sync.Mutex
	spent    map[string]pricing.Money // by currency: each has the whole limit
	machines map[model.ARN]*tally
}

// tally is what is known about a machine's runs, except for their total cost.
type tally struct {
	currency        string
	each            pricing.Money // what the dearest run cost, or is expected to
	known           bool          // a run of these has ended with a bill
	flying, unknown int64
}

// Least is the least that AWS bills for a run: one step of 100 ms and of 64 MB.
var Least = model.Billing{Duration: 100_000_000, MemoryMB: 64}

// NewBudget returns a budget of this amount for a session, burst or replay.
func NewBudget(of string, limit pricing.Money, prices pricing.Book) *Budget {
	return &Budget{of: of, limit: limit, prices: prices, spent: map[string]pricing.Money{}, machines: map[model.ARN]*tally{}}
}

// BudgetError says that a budget does not allow another run.
type BudgetError struct {
	Of      string // "session", "burst", "replay"
	Limit   string // as Table.Format has it
	Spent   string
	Each    string // what one more run of the machine may cost
	Unknown int64  // runs whose cost nobody knows
	Counted string // as how much those count together
	Flying  int64  // runs in flight
	Held    string // as how much those count together
}

func (e *BudgetError) Error() string {
	text := fmt.Sprintf("the %s's budget of %s is reached: about %s is spent, and one more run may cost %s", e.Of, e.Limit, e.Spent, e.Each)
	if e.Unknown > 0 {
		text += fmt.Sprintf("; the cost of %s is unknown and counts as %s", runs(e.Unknown), e.Counted)
	}
	if e.Flying > 0 {
		text += fmt.Sprintf("; %s in flight may cost %s", runs(e.Flying), e.Held)
	}
	return text
}

// hint says what to do.
func (e *BudgetError) hint() string {
	if e.Of == "session" {
		return "no more runs are started; raise session under budget in the configuration, or restart expresso"
	}
	return "no more runs are started; give a larger budget to run more"
}

// errFirst is why a run waits for the first one of its machine.
var errFirst = errors.New("the cost of a run is not known yet")

// IsBudget reports whether an error says that a budget is reached.
func IsBudget(err error) bool {
	var reached *BudgetError
	return errors.As(err, &reached)
}

func runs(n int64) string {
	if n == 1 {
		return "1 run"
	}
	return strconv.FormatInt(n, 10) + " runs"
}

// tally returns what is known of a machine. b.mu is held.
func (b *Budget) tally(machine model.ARN) *tally {
	machine = machine.Unqualified()
	t := b.machines[machine]
	if t == nil {
		prices := b.prices.In(machine.Region())
		t = &tally{currency: prices.Currency, each: prices.Of(Least).Total}
		b.machines[machine] = t
	}
	return t
}

// Expect sets what a run of a machine is expected to cost until one has ended.
func (b *Budget) Expect(machine model.ARN, like model.Billing) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tally(machine)
	t.each = max(t.each, b.prices.In(machine.Region()).Of(like).Total)
	b.within.Expect(machine, like)
}

// counted is what runs in a currency may have cost, including those in flight. b.mu is held.
func (b *Budget) counted(currency string) (ended, all pricing.Money) {
	ended = b.spent[currency]
	all = ended
	for _, t := range b.machines {
		if t.currency == currency {
			unknown := t.each.Times(t.unknown)
			ended, all = ended.Plus(unknown), all.Plus(unknown).Plus(t.each.Times(t.flying))
		}
	}
	return ended, all
}

// Take lets one run of a machine start; Settle must be called when it has ended. If there is no
// budget left it returns an error, and wait is set if there may be some when a run in flight has
// ended. The first run of a machine runs alone: another input may cost any multiple of what runs
// cost before.
func (b *Budget) Take(machine model.ARN) (wait bool, err error) { return b.take(machine, true) }

func (b *Budget) take(machine model.ARN, alone bool) (wait bool, err error) {
	if b == nil {
		return false, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tally(machine)
	if limited := b.limit > 0 || b.within.Limit() > 0; limited && alone && !t.known && t.flying > 0 {
		return true, errFirst
	}
	var flying int64
	for _, other := range b.machines {
		flying += other.flying
	}
	if b.limit > 0 {
		if ended, all := b.counted(t.currency); all.Plus(t.each) > b.limit {
			return flying > 0 && ended.Plus(t.each) <= b.limit, b.reached(machine, t)
		}
	}
	if err := b.within.room(machine, flying+1); err != nil {
		return flying > 0, err
	}
	t.flying++
	return false, nil
}

// room says why no more runs of a machine may be in flight than now, or than so many.
func (b *Budget) room(machine model.ARN, flying int64) error {
	if b == nil || b.limit == 0 {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tally(machine)
	_, all := b.counted(t.currency)
	if more := max(flying-t.flying, 1); all.Plus(t.each.Times(more)) > b.limit {
		return b.reached(machine, t)
	}
	return nil
}

// Room says why no run of a machine may start now, nil if one may.
func (b *Budget) Room(machine model.ARN) error {
	if b == nil {
		return nil
	}
	return cmp.Or(b.room(machine, 0), b.within.room(machine, 0))
}

// over reports whether runs have cost so much more than expected that even runs that were taken may
// not start.
func (b *Budget) over(machine model.ARN) bool {
	if b == nil || b.limit == 0 {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	_, all := b.counted(b.tally(machine).currency)
	return all > b.limit
}

// Settle counts how a run that was taken has ended.
func (b *Budget) Settle(run model.Run) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tally(run.Machine)
	t.flying = max(t.flying-1, 0)
	switch {
	case run.Status == model.NotStarted:
	case run.Billing == (model.Billing{}):
		t.unknown++
	default:
		cost := b.prices.Of(run).Of(run.Billing).Total
		b.spent[t.currency] = b.spent[t.currency].Plus(cost)
		t.each, t.known = max(t.each, cost), true
	}
}

// reached is the error of a run of a machine. b.mu is held.
func (b *Budget) reached(machine model.ARN, t *tally) error {
	format := b.prices.In(machine.Region()).Format
	e := &BudgetError{Of: b.of, Limit: format(b.limit), Spent: format(b.spent[t.currency]), Each: format(t.each)}
	var counted, held pricing.Money
	for _, t := range b.inCurrency(t.currency) {
		e.Unknown, e.Flying = e.Unknown+t.unknown, e.Flying+t.flying
		counted, held = counted.Plus(t.each.Times(t.unknown)), held.Plus(t.each.Times(t.flying))
	}
	e.Counted, e.Held = format(counted), format(held)
	return model.WithHint(e, e.hint())
}

func (b *Budget) inCurrency(currency string) (tallies []*tally) {
	for _, t := range b.machines {
		if t.currency == currency {
			tallies = append(tallies, t)
		}
	}
	return tallies
}

// Limit is how much may be spent, 0 for any amount.
func (b *Budget) Limit() pricing.Money {
	if b == nil {
		return 0
	}
	return b.limit
}

// State is the spent part of a budget for people, in the currency of a region: "$0.12 of $5.00",
// with the number of runs of unknown cost; "" without a limit.
func (b *Budget) State(region string) string {
	if b.Limit() == 0 {
		return ""
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	prices := b.prices.In(region)
	ended, _ := b.counted(prices.Currency)
	text := prices.Format(ended) + " of " + prices.Format(b.limit)
	var unknown int64
	for _, t := range b.inCurrency(prices.Currency) {
		unknown += t.unknown
	}
	if unknown > 0 {
		text += ", " + runs(unknown) + " of unknown cost"
	}
	return text
}
