package bench

import (
	"context"
	"errors"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/editor"
	"expresso/ui/graph"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Tester tests states, and knows what answers them where no run tells.
type Tester interface {
	model.StateTester
	// Answer is nil for a state that takes no mock.
	Answer(d model.Description, state string) *model.StateMock
}

// Mocks writes what answers tasks.
type Mocks interface {
	// AddMock writes a mock, which answers from then on, and returns the file's path.
	AddMock(mock model.Mock) (path string, err error)
	// ShortPath is a path as short as the user writes it.
	ShortPath(path string) string
}

// StateSubject is a state that is to be tested.
type StateSubject struct {
	Machine model.ARN
	State   string
	Run     model.Run    // whose data it begins with, zero for none
	Tree    *trace.Tree  // of that
	Visit   *trace.Visit // nil if it did not come there
}

// stateBench is the page on which one state is tested: what it is given, what its call results
// in and its own text can be edited, and every step of its data flow follows what is typed.
type stateBench struct {
	dialog.Base
	room *Room
	StateSubject
	table *action.Table

	loading bool
	problem string // why it cannot be tested at all, "" if it can
	whole   jsonvalue.Value
	state   *asl.State
	context string
	role    model.ARN // the machine's

	there ask.Latest // the target's own answer

	parts []bit
	at    int // of the parts; len(parts) for the steps
	steps *jsonview.View
	split int // the cell, or the line where wide is false, where the steps begin
	wide  bool

	asked  ask.Latest
	tested model.StateTested
	wrong  string // why there is no answer to what is typed, "" if there is one
}

// bit is a part of a test that can be edited.
type bit struct {
	title string
	text  *editor.Editor
	seen  uint64 // its revision when it was tested
}

// The parts.
const (
	inputPart     = "Input"
	variablesPart = "Variables"
	mockPart      = "Mock"
	statePart     = "State"
)

// describedMsg is sent when what a state is to be tested with is at hand.
type describedMsg struct {
	of      *stateBench
	whole   jsonvalue.Value
	state   *asl.State
	texts   map[string]string // by part
	context string
	role    model.ARN
	err     error
}

// OpenState opens the bench of a state.
func (r *Room) OpenState(s StateSubject) tea.Cmd {
	p := &stateBench{room: r, StateSubject: s, loading: true, steps: jsonview.New(r.Theme)}
	p.steps.Placeholder = "the steps appear here"
	p.bind()
	r.Dialogs.Push(p)
	target, tester := r.Bench.Target, r.Tester
	return ask.Command(func() tea.Msg { return describe(r.Context, target, tester, p) })
}

// describe reads the definition, and what the state was given by the run.
func describe(ctx context.Context, target model.Target, tester Tester, p *stateBench) describedMsg {
	msg := describedMsg{of: p, texts: map[string]string{inputPart: "{}"}}
	var d model.Description
	d, m, found, err := graph.Read(ctx, target, model.Machine{ARN: p.Machine.Unqualified()}, p.Machine)
	switch {
	case err != nil:
		msg.err = err
		return msg
	case m == nil:
		msg.err = errors.New("the definition is invalid")
		if len(found) > 0 {
			msg.err = errors.New(found[0].Message)
		}
		return msg
	}
	if msg.state = m.Find(p.State); msg.state == nil {
		msg.err = errors.New("the definition has no state " + p.State)
		return msg
	}
	if msg.whole, msg.err = jsonvalue.Parse(d.Definition); msg.err != nil {
		return msg
	}
	msg.role = d.Role
	msg.texts[statePart] = pretty(bench.Part(msg.whole, msg.state.Location).String())
	mocked := msg.state.Type == asl.Task || msg.state.Type == asl.Map || msg.state.Type == asl.Parallel
	if p.Visit != nil {
		saw := bench.OfVisit(p.Run, p.Tree, p.Visit, m)
		if text := p.Tree.Input(p.Visit); text != "" {
			msg.texts[inputPart] = pretty(text)
		}
		if saw.Variables.Len() > 0 {
			msg.texts[variablesPart] = pretty(saw.Variables.String())
		}
		msg.context = saw.Context.String()
		if mocked {
			msg.texts[mockPart] = pretty(bench.MockText(answered(p.Visit, saw)))
		}
	}
	if mocked && msg.texts[mockPart] == "" {
		if d.Name == "" {
			d.Name = p.Machine.Machine()
		}
		msg.texts[mockPart] = pretty(bench.MockText(tester.Answer(d, p.State)))
	}
	return msg
}

// answered is what a visit's task, iterations or branches resulted in, or failed with, nil if the
// trace does not tell.
func answered(v *trace.Visit, saw bench.Sight) *model.StateMock {
	switch {
	case !saw.Result.IsUndefined():
		return &model.StateMock{Result: saw.Result.String()}
	case len(v.Tries) > 0 && v.Tries[len(v.Tries)-1].Error != "":
		last := v.Tries[len(v.Tries)-1]
		return &model.StateMock{Error: last.Error, Cause: last.Cause}
	case v.Error != "":
		return &model.StateMock{Error: v.Error, Cause: v.Cause}
	}
	return nil
}

func pretty(text string) string {
	if formatted, err := jsonvalue.Format(text, "  "); err == nil {
		return formatted
	}
	return text
}

func (p *stateBench) bind() {
	turn := func(by int) func() tea.Cmd { return action.Plain(func() { p.focus(p.at + by) }) }
	p.table = action.New(
		action.Action{ID: "next-part-of-test", Title: "next part", Keys: []string{"tab"}, Do: turn(1)},
		action.Action{ID: "previous-part-of-test", Title: "previous part", Keys: []string{"shift+tab"}, Do: turn(-1)},
		action.Action{ID: "run-from-tested-state", Title: "run from this state with this input and these variables", Keys: []string{"ctrl+r", "f5"}, Sends: true, Disabled: p.cannotRun, Do: p.run},
		action.Action{ID: "test-state-on-target", Title: "test it on AWS too, and compare", Keys: []string{"alt+t"}, Sends: true, Disabled: p.cannotTestThere, Do: p.testThere},
		action.Action{ID: "save-mock-of-test", Title: "save the mock to the mock file", Keys: []string{"alt+m"}, Disabled: p.cannotSaveMock, Do: p.saveMock},
		action.Action{ID: "save-input-of-test", Title: "save the input under a name", Keys: []string{"ctrl+s"}, Do: p.saveInput},
		dialog.Leave(p.leave),
	)
}

// Name is what the help calls it.
func (*stateBench) Name() string { return "state" }

// Bind gives the actions other keys.
func (p *stateBench) Bind(keys action.Keys) {
	p.table.Bind(keys)
	p.steps.Bind(keys)
}

// SetTheme gives the colours.
func (p *stateBench) SetTheme(t *theme.Theme) {
	p.Base.SetTheme(t)
	p.steps.SetTheme(t)
	for _, b := range p.parts {
		b.text.SetTheme(t)
	}
}

// editing is the part that has the keys, nil if the steps have them.
func (p *stateBench) editing() *bit {
	if p.at < len(p.parts) {
		return &p.parts[p.at]
	}
	return nil
}

// Actions are those of the page, and of what has the keys.
func (p *stateBench) Actions() []action.Action {
	of := p.steps.Actions()
	if b := p.editing(); b != nil {
		of = b.text.Actions()
	}
	return append(p.table.All(), action.Beside(of, p.table.All()...)...)
}

// Capturing reports whether keys type.
func (p *stateBench) Capturing() bool { return p.editing() != nil || p.steps.Capturing() }

// Keeps is true: a click beside the page does not lose what was typed.
func (*stateBench) Keeps() bool { return true }

// Foot is what the keys do now.
func (p *stateBench) Foot() []key.Help {
	keys := []key.Help{p.table.Hint("next-part-of-test", "next part"), p.table.Hint("save-input-of-test", "save the input")}
	if p.cannotRun() == "" {
		keys = append(keys, p.table.Hint("run-from-tested-state", "run from here"))
	}
	if p.cannotTestThere() == "" {
		keys = append(keys, p.table.Hint("test-state-on-target", "test on "+screen.Visible(p.room.Bench.Target.Info().Name)))
	}
	if p.cannotSaveMock() == "" {
		keys = append(keys, p.table.Hint("save-mock-of-test", "save the mock"))
	}
	if p.editing() == nil {
		keys = append(keys, p.steps.Hint("fold-or-unfold", "fold"), p.steps.Hint("copy-menu", "copy"))
	}
	return append(keys, p.table.Hint("close-page", "close"))
}

func (p *stateBench) focus(at int) {
	if p.loading || p.problem != "" {
		return
	}
	if b := p.editing(); b != nil {
		b.text.Blur()
	}
	p.steps.Blur()
	p.at = (at + len(p.parts) + 1) % (len(p.parts) + 1)
	if b := p.editing(); b != nil {
		b.text.Focus()
	} else {
		p.steps.Focus()
	}
}

func (p *stateBench) leave() {
	p.asked.Drop()
	p.there.Drop()
	p.Close()
}

// Update takes a key, and the answer to what is typed.
func (p *stateBench) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case testedMsg:
		p.onTested(msg)
		return nil
	case tea.KeyMsg:
		return p.key(msg)
	}
	var cmds []tea.Cmd
	for _, b := range p.parts {
		cmds = append(cmds, b.text.Update(msg)) // their checks after a pause
	}
	return tea.Batch(cmds...)
}

func (p *stateBench) key(msg tea.KeyMsg) tea.Cmd {
	b := p.editing()
	if b == nil || p.loading || p.problem != "" {
		if !p.steps.Capturing() && (msg.Type != tea.KeyEsc || !p.steps.Searching()) {
			if cmd, used := p.table.Press(msg); used {
				return cmd
			}
		}
		return p.steps.Update(msg)
	}
	if !action.Types(msg) && !b.text.First(msg) {
		if cmd, used := p.table.Press(msg); used {
			return cmd
		}
	}
	cmd := b.text.Update(msg)
	return tea.Batch(cmd, p.test())
}

// give gives it what was read.
func (p *stateBench) give(msg describedMsg) tea.Cmd {
	p.loading = false
	if msg.err != nil {
		p.problem = msg.err.Error()
		return nil
	}
	p.whole, p.state, p.context, p.role = msg.whole, msg.state, msg.context, msg.role
	for _, title := range []string{inputPart, variablesPart, mockPart, statePart} {
		text, there := msg.texts[title]
		if !there && title == variablesPart && len(p.state.Variables) > 0 {
			text, there = "{}", true // it reads some
		}
		if there {
			e := editor.New(p.T)
			e.SetText(text)
			p.parts = append(p.parts, bit{title: title, text: e})
		}
	}
	p.focus(0)
	return p.test()
}

func (p *stateBench) text(part string) string {
	if i := slices.IndexFunc(p.parts, func(b bit) bool { return b.title == part }); i >= 0 {
		return p.parts[i].text.Text()
	}
	return ""
}
