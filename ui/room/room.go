// Package room defines what all rooms of the workbench share: how App calls them, and what they
// are made with. It is not a room itself, and decides nothing.
package room

import (
	"context"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/parameter"
	"expresso/model/pricing"
	"expresso/ui/dialog"
	"expresso/ui/theme"
)

// Room is a feature, as App calls it.
type Room interface {
	// Update takes its own messages.
	Update(msg tea.Msg) tea.Cmd
	// Told is what it wants of the rest of the screen since it was asked last.
	Told() []tea.Msg
}

// Common is what rooms are made with. What only one of them needs is in its own Config.
type Common struct {
	Context    context.Context // of all that commands do
	Theme      *theme.Theme
	Dialogs    *dialog.Stack // where it opens what it asks and shows
	Bench      *model.Workbench
	Inputs     model.SavedInputs
	Session    model.Session // of the target
	Parameters parameter.Values
	Prices     pricing.Book
	Now        func() time.Time
	// After returns a command that sends a message later.
	After func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	// Sending counts the runs whose outcome is not in the journal yet.
	Sending *sync.WaitGroup
}

// Bills reports whether somebody may be charged for runs on the target.
func (c Common) Bills() bool { return c.Bench.Target.Info().Bills() }

// PriceTable is what runs on the target cost.
func (c Common) PriceTable() pricing.Table { return c.Prices.In(c.Bench.Target.Info().Region) }
