package history

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// filter is which runs are listed, of the machine that is picked or of all. The zero value
// lets all through.
type filter struct {
	kind  int       // index into kinds
	saved string    // only runs of the saved input of this name
	place string    // only runs in this region and account, as ARN.Place says
	span  int       // index into spans
	since time.Time // when the span begins
	text  string    // as it was entered: what runs hold, or the day on which they were made
}

// kinds are the runs that can be listed by how they ended, or by their star.
var kinds = []struct {
	key, name string
	status    []model.Status
	starred   bool
}{
	{key: "a", name: "all runs"},
	{key: "s", name: "succeeded", status: []model.Status{model.Succeeded}},
	{key: "f", name: "failed", status: []model.Status{model.Failed, model.TimedOut}},
	{key: "n", name: "no response", status: []model.Status{model.NoResponse, model.NotStarted, model.Running}},
	{key: "*", name: "starred", starred: true},
}

// spans are the times that runs can be listed of.
var spans = []struct {
	key, name string
	begins    func(now time.Time) time.Time
}{
	{},
	{"h", "last hour", func(now time.Time) time.Time { return now.Add(-time.Hour) }},
	{"t", "today", midnight},
	{"w", "last 7 days", func(now time.Time) time.Time { return midnight(now).AddDate(0, 0, -6) }},
}

func midnight(t time.Time) time.Time {
	year, month, day := t.Local().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.Local)
}

// on reports whether it hides any run.
func (f *filter) on() bool { return f.chosen() || f.text != "" }

// chosen reports whether something was chosen from the menu.
func (f *filter) chosen() bool { return f.kind != 0 || f.saved != "" || f.place != "" || f.span != 0 }

// words are what is chosen, each in a few words.
func (f *filter) words() []string {
	var all []string
	if f.kind != 0 {
		all = append(all, kinds[f.kind].name)
	}
	if f.saved != "" {
		all = append(all, screen.Visible(f.saved))
	}
	if f.place != "" {
		all = append(all, inWords(f.place))
	}
	if f.span != 0 {
		all = append(all, spans[f.span].name)
	}
	return all
}

// into puts what is to be listed into a query.
func (f *filter) into(q *model.Query, now time.Time) {
	q.Status, q.Starred, q.Saved, q.Place, q.Since = kinds[f.kind].status, kinds[f.kind].starred, f.saved, f.place, f.since
	since, until, isDay := day(f.text, now)
	switch {
	case !isDay:
		q.Text = unquoted(f.text)
	case since.After(q.Since):
		q.Since, q.Until = since, until
	default:
		q.Until = until
	}
}

// lets reports whether a run that no page has yet is listed. What it contains is not checked.
func lets(q *model.Query, r *model.Run) bool {
	return q.Text == "" && q.Group == r.Group && (q.Machine == "" || string(r.Machine.Unqualified()) == q.Machine) &&
		(len(q.Status) == 0 || slices.Contains(q.Status, r.Status)) && (!q.Starred || r.Starred) &&
		(q.Saved == "" || q.Saved == r.Saved) && (q.Place == "" || q.Place == r.Machine.Place()) && !r.Asked.Before(q.Since) && (q.Until.IsZero() || r.Asked.Before(q.Until))
}

// unquoted is a text to search for. Quotes keep it from being read as a date.
func unquoted(text string) string {
	if inner, ok := strings.CutPrefix(text, `"`); ok {
		if inner, ok = strings.CutSuffix(inner, `"`); ok && inner != "" {
			return inner
		}
	}
	return text
}

// dayLayouts are the ways in which a day can be written, those without a year last.
var dayLayouts = []string{"2006-01-02", "2 Jan 2006", "Jan 2 2006", "2 Jan", "Jan 2"}

// monthLayouts are those of a month.
var monthLayouts = []string{"2006-01", "Jan 2006"}

// day is the time that a text stands for: a day, or a month, that is not to come.
func day(text string, now time.Time) (since, until time.Time, ok bool) {
	if text == "" {
		return since, until, false
	}
	text = strings.Join(strings.Fields(text), " ")
	switch today := midnight(now); strings.ToLower(text) {
	case "today":
		return today, today.AddDate(0, 0, 1), true
	case "yesterday":
		return today.AddDate(0, 0, -1), today, true
	}
	for _, layout := range dayLayouts {
		at, err := time.ParseInLocation(layout, text, time.Local)
		if err != nil {
			continue
		}
		if at.Year() == 0 { // the latest day of this name
			at = time.Date(now.Local().Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.Local)
			if at.After(now) {
				at = at.AddDate(-1, 0, 0)
			}
		}
		return at, at.AddDate(0, 0, 1), true
	}
	for _, layout := range monthLayouts {
		if at, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return at, at.AddDate(0, 1, 0), true
		}
	}
	return since, until, false
}

// orderWords are what the orders are called.
var orderWords = map[model.Order]string{
	model.Newest: "newest first", model.Longest: "longest first", model.Costliest: "most expensive first", model.ByStatus: "failures first",
}

// Sort lists the runs in the next order. Runs of groups are rows of their own in all but that of time.
func (r *Room) Sort() tea.Cmd {
	l := r.List
	l.sort((l.order + 1) % model.Order(len(orderWords)))
	r.Say("sorted: " + orderWords[l.order])
	return nil
}

func (l *List) sort(order model.Order) {
	l.order = order
	l.reset()
}

// The answers of the filter menu.
type (
	kindMsg    struct{ kind int }
	spanMsg    struct{ span int }
	savedMsg   struct{ name string }
	placeMsg   struct{ place string }
	machineMsg struct{}
)

// AskFilter opens the menu of filters. Choosing one again removes it.
func (r *Room) AskFilter() tea.Cmd {
	l := r.List
	items := make([]dialog.Item, 0, len(kinds)+len(spans)+1)
	for i, k := range kinds {
		items = append(items, dialog.Item{Key: k.key, Name: k.name, On: i > 0 && i == l.filter.kind, Then: kindMsg{i}})
	}
	machine := dialog.Item{Key: "m", Name: "all machines", On: l.all, Then: machineMsg{}}
	if l.machine == "" {
		machine.Reason = "no machine is picked"
	}
	saved := dialog.Item{Key: "i", Name: "one saved input", Reason: "the run under the cursor has no saved input"}
	run, _ := l.Selected()
	if name := l.filter.saved; name != "" {
		saved = dialog.Item{Key: "i", Name: "saved input " + name, On: true, Then: savedMsg{}}
	} else if run.Saved != "" {
		saved = dialog.Item{Key: "i", Name: "saved input " + run.Saved, Then: savedMsg{run.Saved}}
	}
	items = append(items, machine, saved, r.placeItem(run))
	for i, s := range spans[1:] {
		items = append(items, dialog.Item{Key: s.key, Name: s.name, On: i+1 == l.filter.span, Then: spanMsg{i + 1}})
	}
	r.Dialogs.Replace(dialog.NewMenu("Filter runs", "filter", items))
	return nil
}

// onFilter takes an answer of the filter menu.
func (l *List) onFilter(msg tea.Msg) {
	f := l.filter
	switch msg := msg.(type) {
	case machineMsg:
		l.ToggleMachine()
		return
	case kindMsg:
		switch msg.kind {
		case 0:
			f = filter{}
			l.field.Set("")
		case f.kind:
			f.kind = 0
		default:
			f.kind = msg.kind
		}
	case savedMsg:
		f.saved = msg.name
	case placeMsg:
		f.place = msg.place
		if f.place != "" && f.place != l.machine.Place() {
			l.all = true
		}
	case spanMsg:
		if f.span == msg.span {
			f.span, f.since = 0, time.Time{}
		} else {
			f.span, f.since = msg.span, spans[msg.span].begins(l.now())
		}
	}
	l.filter = f
	l.reset()
}
