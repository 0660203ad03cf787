package burst

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// page shows the burst that was started last.
type page struct {
	dialog.Base
	of    *flight
	table *action.Table
}

// Sections are all that a burst's page and form answer keys with, with those that a user bound.
func Sections(keys action.Keys) []action.Section {
	r := &Room{latest: &flight{}, form: NewForm()}
	shown, asked := newPage(r), newAsking(r, Subject{})
	shown.Bind(keys)
	asked.Bind(keys)
	return []action.Section{{Title: shown.Name(), Actions: shown.Actions()}, {Title: "the form of a burst", Actions: asked.Actions(), Typed: true}}
}

func newPage(r *Room) *page {
	o := &page{of: r.latest}
	leave := func(group func() model.GroupID) func() tea.Cmd {
		return action.Plain(func() { r.cfg.Dialogs.Clear(); r.Tell(LeftMsg{group()}) })
	}
	none := func() model.GroupID { return "" }
	o.table = action.New(
		action.Action{ID: "stop-shown-burst", Title: "stop; again: stop waiting for those in flight", Keys: []string{"x"}, Do: r.Stop},
		action.Action{ID: "open-burst-in-history", Title: "open its runs", Keys: []string{"enter", "o"}, Do: leave(func() model.GroupID { return o.of.b.Group })},
		action.Action{ID: "start-another-burst", Title: "start another burst", Keys: []string{"B"}, Hidden: r.InFlight, Do: action.Plain(func() { r.Tell(AnotherMsg{}) })},
		action.Action{ID: "close-burst", Title: "hide: it keeps running", Keys: []string{"esc"}, Do: leave(none)},
		dialog.Leave(func() { leave(none)() }),
	)
	return o
}

// Name is what the help calls it.
func (*page) Name() string { return "burst" }

// Actions are all that it does.
func (o *page) Actions() []action.Action { return o.table.All() }

// Capturing is false: nothing is typed here.
func (*page) Capturing() bool { return false }

// Bind gives the actions other keys.
func (o *page) Bind(keys action.Keys) { o.table.Bind(keys) }

// Update takes a key.
func (o *page) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		cmd, _ := o.table.Press(k)
		return cmd
	}
	return nil
}

// Foot is what makes sense now.
func (o *page) Foot() []key.Help {
	own := o.table.Hint
	runs := own("open-burst-in-history", "its runs")
	switch o.of.facts.Stage {
	case Running:
		return []key.Help{own("stop-shown-burst", "stop"), runs, own("close-page", "hide (keeps running)")}
	case Stopping:
		return []key.Help{own("stop-shown-burst", "stop waiting"), runs, own("close-page", "close")}
	case NotWaiting:
		return []key.Help{runs, own("close-page", "close")}
	}
	return []key.Help{runs, own("start-another-burst", "another burst"), own("close-page", "close")}
}

// View draws the counts.
func (o *page) View(width, height int) string {
	facts := o.of.facts
	title := "Burst " + o.T.Sep + " " + screen.Visible(o.of.name)
	return o.T.Box(title, facts.Title(), View(o.T, facts, width-2, height-2), width, height, o.Front)
}
