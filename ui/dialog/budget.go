package dialog

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/pricing"
	"expresso/ui/field"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// What is said of a budget that is asked for.
const (
	BudgetLabel = "budget"
	BudgetHint  = "maximum cost; empty for no limit"
	budgetWrong = "an amount above 0, such as 0.50; empty for no limit"
)

// ParseBudget reads a budget, 0 for no limit, and says what is wrong with it.
func ParseBudget(text string) (limit pricing.Money, problem string) {
	text = strings.NewReplacer(",", "", "_", "", " ", "").Replace(text)
	if text == "" {
		return 0, ""
	}
	limit, err := pricing.ParseMoney(text)
	if err != nil || limit == 0 {
		return 0, budgetWrong
	}
	return limit, ""
}

// Budget is a line of a Confirm that takes how much runs may cost: digits are typed into it, while
// the letters answer. It keeps what was typed from question to question.
type Budget struct {
	// Check says why the runs cannot have this budget, "" if they can; nil if any will do.
	Check func(limit pricing.Money) string

	field   field.Field
	limit   pricing.Money
	problem string
}

// Limit is the budget that was agreed to, 0 for none.
func (b *Budget) Limit() pricing.Money {
	if b == nil {
		return 0
	}
	return b.limit
}

// take reads what was typed, and reports whether it will do.
func (b *Budget) take() bool {
	if b == nil {
		return true
	}
	b.limit, b.problem = ParseBudget(b.field.Value())
	if b.problem == "" && b.Check != nil {
		b.problem = b.Check(b.limit)
	}
	return b.problem == ""
}

// update takes a key of those that an amount is typed with.
func (b *Budget) update(k tea.KeyMsg) {
	if k.Type == tea.KeyRunes && strings.Trim(string(k.Runes), "0123456789.,_ ") != "" {
		return
	}
	before := b.field.Value()
	if b.field.Update(k); b.field.Value() != before {
		b.problem = ""
	}
}

// lines draw it in so many cells.
func (b *Budget) lines(t *theme.Theme, width int) []string {
	const names, number = 10, 12
	line := " " + t.Dim.Render(screen.Fit(BudgetLabel, names)) + b.field.View(t, min(number, max(width-names-4, 1)), true)
	if width-2-screen.Width(line) > screen.Width(BudgetHint)+2 {
		line += "  " + t.Dim.Render(BudgetHint)
	}
	lines := []string{line}
	if b.problem == "" {
		return append(lines, "")
	}
	sign := t.Cross + " "
	for _, part := range screen.Wrap(b.problem, width-6-names) {
		lines = append(lines, " "+screen.Blanks(names)+t.Fail.Render(sign+part))
		sign = "  "
	}
	return append(lines, "")
}
