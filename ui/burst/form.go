package burst

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/burst"
	"expresso/model/pricing"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/field"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Row is a line of the form.
type Row int

// The rows of the form, from the top.
const (
	Count Row = iota
	Concurrency
	Rate
	Budget
	Input
	File // only if the inputs are in one
	rows
)

// The defaults: enough to show a distribution, few enough to be harmless.
const (
	defaultCount       = "100"
	defaultConcurrency = "10"
)

// Kind is where inputs come from.
type Kind int

// The places that inputs come from.
const (
	Editor Kind = iota // what is there when the burst starts
	Saved
	Lines // a JSON Lines file
)

// Source is a choice of the form's row Input.
type Source struct {
	Kind Kind
	Name string // of a saved input
}

func (s Source) String() string {
	switch s.Kind {
	case Editor:
		return "the editor's text"
	case Saved:
		return "saved input " + s.Name
	}
	return "lines of a JSON Lines file"
}

// Form is the form of what to run and how often.
type Form struct {
	fields  [rows]field.Field
	at      Row
	sources []Source
	source  int
	typed   bool // the count is the user's, not the default
	limit   pricing.Money
	whole   bool // the value under the cursor is selected: typing replaces it
	problem [rows]string
	table   *action.Table
}

// NewForm returns a form with the defaults.
func NewForm() *Form {
	f := &Form{sources: []Source{{Kind: Editor}, {Kind: Lines}}, whole: true}
	f.fields[Count].Set(defaultCount)
	f.fields[Concurrency].Set(defaultConcurrency)
	move := func(by int) func() { return func() { f.move(by) } }
	turn := func(by int) func() { return func() { f.turn(by) } }
	typing := func() bool { return f.at != Input }
	f.table = action.New(
		action.Of("next-field", "next field", move(1), "tab", "down"),
		action.Of("previous-field", "previous field", move(-1), "shift+tab", "up"),
		action.Of("next-burst-input", "choose the next input", turn(1), "right").Unless(typing),
		action.Of("previous-burst-input", "choose the input before", turn(-1), "left").As("← →").Unless(typing),
	)
	return f
}

// Bind gives the actions other keys.
func (f *Form) Bind(keys action.Keys) { f.table.Bind(keys) }

// hint is an action in a footer under another word.
func (f *Form) hint(id, word string) key.Help { return f.table.Hint(id, word) }

// Actions are to go from field to field, and to choose an input.
func (f *Form) Actions() []action.Action { return f.table.All() }

// Open starts at the first row, with the values from before.
func (f *Form) Open() { f.at, f.problem, f.whole = Count, [rows]string{}, true }

// SetSaved gives the names of the machine's saved inputs. The choice stays if it still exists.
func (f *Form) SetSaved(names []string) {
	was := f.Source()
	f.sources = f.sources[:0:0]
	f.sources = append(f.sources, Source{Kind: Editor})
	for _, name := range names {
		f.sources = append(f.sources, Source{Saved, name})
	}
	f.sources = append(f.sources, Source{Kind: Lines})
	f.source = 0
	f.choose(was)
}

// choose chooses where inputs come from, if there is such a source.
func (f *Form) choose(s Source) {
	for i, is := range f.sources {
		if is == s {
			f.source = i
		}
	}
	f.suggest()
}

// suggest leaves the count to the lines of a file, unless the user has given one.
func (f *Form) suggest() {
	switch {
	case f.typed:
	case f.Source().Kind == Lines:
		f.fields[Count].Set("")
	default:
		f.fields[Count].Set(defaultCount)
	}
}

// Source is where inputs come from.
func (f *Form) Source() Source { return f.sources[f.source] }

// Limit is how much the runs may cost together, 0 for no limit: as read by Plan.
func (f *Form) Limit() pricing.Money { return f.limit }

// SetLimit fills in the configuration's budget, unless the user has given one.
func (f *Form) SetLimit(limit pricing.Money) {
	if f.fields[Budget].Value() == "" && limit > 0 {
		f.fields[Budget].Set(limit.String())
	}
}

// Path is the file that was typed.
func (f *Form) Path() string { return strings.TrimSpace(f.fields[File].Value()) }

// refuse shows beside a row what is wrong with it, and moves the cursor there.
func (f *Form) refuse(r Row, problem string) {
	f.problem[r], f.at, f.whole = problem, r, false
}

// Plan reads the numbers. If one is invalid, the reason is shown beside it, and ok is false.
func (f *Form) Plan() (plan burst.Plan, ok bool) {
	f.problem = [rows]string{}
	value := func(r Row) string { return strings.NewReplacer(",", "", "_", "", " ", "").Replace(f.fields[r].Value()) }
	// From the bottom, so that the cursor ends on the first that is wrong.
	if f.Source().Kind == Lines && f.Path() == "" {
		f.refuse(File, "give a JSON Lines file, with one input per line")
	}
	var err error
	f.limit = 0
	if limit, problem := dialog.ParseBudget(f.fields[Budget].Value()); problem != "" {
		f.refuse(Budget, problem)
	} else {
		f.limit = limit
	}
	if text := value(Rate); text != "" {
		if plan.Rate, err = strconv.ParseFloat(text, 64); err != nil || !(plan.Rate > 0) || math.IsInf(plan.Rate, 0) {
			f.refuse(Rate, "a number above 0; empty for no limit")
		}
	}
	if plan.Concurrency, err = strconv.Atoi(value(Concurrency)); err != nil || plan.Concurrency < 1 || plan.Concurrency > burst.MaxConcurrency {
		f.refuse(Concurrency, "a number from 1 to "+screen.Count(burst.MaxConcurrency))
	}
	if text := value(Count); text != "" || f.Source().Kind != Lines {
		if plan.Count, err = strconv.ParseInt(text, 10, 64); err != nil || plan.Count < 1 || plan.Count > burst.MaxCount {
			f.refuse(Count, "a number from 1 to "+screen.Count(burst.MaxCount))
		}
	}
	if source := f.Source(); source.Kind == Saved {
		plan.Saved = source.Name
	}
	return plan, f.problem == [rows]string{}
}

// last is the row at the bottom.
func (f *Form) last() Row {
	if f.Source().Kind == Lines {
		return File
	}
	return Input
}

// Update takes a key. Enter and esc are its owner's.
func (f *Form) Update(msg tea.KeyMsg) {
	if !action.Types(msg) {
		if _, used := f.table.Press(msg); used {
			return
		}
	}
	if f.at == Input {
		if msg.Type == tea.KeySpace {
			f.turn(1) // as in a browser's form
		}
		return
	}
	before := f.fields[f.at].Value()
	if f.whole && (msg.Type == tea.KeyRunes || msg.Type == tea.KeyBackspace || msg.Type == tea.KeyDelete) {
		f.fields[f.at].Set("")
	}
	f.whole = false
	f.fields[f.at].Update(msg)
	if f.fields[f.at].Value() != before {
		f.problem[f.at] = ""
		f.typed = f.typed || f.at == Count
	}
}

func (f *Form) move(by int) {
	n := int(f.last()) + 1
	f.at, f.whole = Row((int(f.at)+by+n)%n), true
}

func (f *Form) turn(by int) {
	n := len(f.sources)
	f.source = (f.source + by + n) % n
	f.problem[Input], f.problem[File] = "", ""
	f.suggest()
}

// value draws what is in a field, in exactly width cells.
func (f *Form) value(t *theme.Theme, r Row, width int) string {
	if value := f.fields[r].Value(); r == f.at && f.whole && value != "" {
		return t.Fit(t.Select.Render(screen.Visible(value)), width)
	}
	return f.fields[r].View(t, width, r == f.at)
}

// View draws the form in lines of exactly width cells.
func (f *Form) View(t *theme.Theme, width int) []string {
	hints := [rows]string{
		Count: "how many", Concurrency: fmt.Sprintf("from 1 to %s", screen.Count(burst.MaxConcurrency)),
		Rate: "maximum; empty for no limit", Budget: dialog.BudgetHint, Input: "left and right choose",
	}
	if f.Source().Kind == Lines {
		hints[Count] = "empty for all lines"
	}
	labels := [rows]string{Count: "runs", Concurrency: "at once", Rate: "a second", Budget: dialog.BudgetLabel, Input: "input", File: "file"}
	const label, number = 11, 14
	var lines []string
	for r := Count; r <= f.last(); r++ {
		mark, name := "  ", t.Dim.Render(screen.Fit(labels[r], label-2))
		if r == f.at {
			mark, name = t.Accent.Render(t.Pointer)+" ", screen.Fit(labels[r], label-2)
		}
		line := " " + mark + name
		switch r {
		case Input:
			choice := screen.Visible(f.Source().String())
			room := max(width-label-2, 0)
			if r == f.at {
				choice = t.Select.Render(t.Fit(" "+t.Back+" "+choice+" "+t.Arrow+" ", min(screen.Width(choice)+6, room)))
			}
			line += choice
		case File:
			line += f.value(t, r, max(width-label-2, 0))
		default:
			line += f.value(t, r, number)
		}
		if room := width - screen.Width(line) - 3; hints[r] != "" && room >= screen.Width(hints[r]) {
			line += "  " + t.Dim.Render(hints[r])
		}
		lines = append(lines, line)
		for _, part := range screen.Wrap(f.problem[r], width-label-5) {
			if part != "" {
				lines = append(lines, screen.Blanks(label+1)+t.Fail.Render(t.Cross+" "+part))
			}
		}
	}
	for i, line := range lines {
		lines[i] = t.Fit(line, width)
	}
	return lines
}
