package replay

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/model/suite"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/diff"
	"expresso/ui/room"
	"expresso/ui/screen"
	"expresso/ui/sheet"
)

// Accept accepts a run as what is expected of its saved input, which it gets first if it has
// none.
func (r *Room) Accept(run model.Run) tea.Cmd {
	machine := run.Machine.Machine()
	if run.Saved != "" {
		return r.accepting(run.ID, machine, run.Saved, nil, 0)
	}
	p := dialog.NewPrompt("Accept as expected: save the input as", "name", "", func(name string) tea.Msg {
		if name == "" {
			return nil
		}
		return acceptAsMsg{run.ID, machine, name}
	})
	inputs := r.cfg.Inputs
	p.Check = func(name string) string {
		if err := inputs.Check(machine, name); err != nil && name != "" {
			return err.Error()
		}
		return ""
	}
	r.cfg.Dialogs.Replace(p)
	return nil
}

// acceptAsMsg is told when a name for the input of an expectation was entered.
type acceptAsMsg struct {
	id            model.RunID
	machine, name string
}

// review is an expectation that is about to be written, beside the one of before. Nothing
// is written before it was shown.
type review struct {
	sheet.Beside
	price         pricing.Table
	machine, name string
	view          *View // that has the run as a case, nil if it is looked at elsewhere
	place         int   // of the case
	run           model.Run
	file          string
	before        string // the file's text now, "" for none
	problem       string // why the file there now cannot be read
	old           *suite.Expectation
	now           *suite.Expectation
	text          string // that now has in a file
	budget        bool   // the run's bill becomes the budget

	// input is written along with it, unless it is the text that is saved now.
	save    bool
	savedAs string // what is saved under the name now
	exists  bool
	example string // the project's file that the input is in, "" for none: it is saved, too

	standIns []model.StandIn // of the run's machine
	made     []suite.Made    // those in what is expected

	line int // at which the cursor continues when the texts are compared
	head int // lines above the comparison, when it was drawn last
}

// acceptingMsg is sent when what a review needs has been read.
type acceptingMsg struct {
	review *review
	err    error
}

// accepting reads what it takes to review a run as what is expected of a saved input.
func (r *Room) accepting(id model.RunID, machine, name string, view *View, place int) tea.Cmd {
	v := &review{machine: machine, name: name, view: view, place: place, price: r.cfg.PriceTable()}
	cfg := r.cfg
	return ask.Command(func() tea.Msg { return acceptingMsg{v, v.read(cfg, id)} })
}

func (r *review) read(cfg room.Common, id model.RunID) (err error) {
	inputs := cfg.Inputs
	if r.run, err = cfg.Bench.Journal.Get(cfg.Context, id); err != nil {
		return err
	}
	r.savedAs, err = inputs.Load(r.machine, r.name)
	switch {
	case err == nil:
		r.exists = true
		r.save = r.run.Saved != r.name && r.savedAs != r.run.Input
	case errors.Is(err, fs.ErrNotExist):
		r.save = true
	default:
		return err
	}
	if r.before, r.file, err = inputs.Expectation(r.machine, r.name); err != nil {
		return err
	}
	if r.before != "" {
		if r.old, err = suite.Parse(r.before, r.file); err != nil {
			r.problem = err.Error()
		}
	}
	list, err := inputs.List(r.machine)
	if err != nil {
		return err
	}
	for _, input := range list {
		if input.Name == r.name {
			r.example = input.Example
		}
	}
	r.standIns = cfg.Bench.StandIns(cfg.Context, r.run)
	r.now, err = suite.Accept(r.run, r.old)
	return err
}

func (r *Room) onAccepting(msg acceptingMsg) tea.Cmd {
	if msg.err != nil {
		r.Fail("cannot accept this run", msg.err)
		return nil
	}
	if r.cfg.Dialogs.Front() != nil && !r.inFront() {
		return nil // something else was opened since
	}
	v := msg.review
	v.NewDiff(r.cfg.Theme)
	v.bind(r)
	r.cfg.Dialogs.Push(v)
	return v.compare()
}

// compare shows the text of before beside that of now.
func (r *review) compare() tea.Cmd {
	r.text, r.made = r.now.Text(), r.now.Made(r.run, r.standIns)
	return r.Diff.Set(diff.Side{Name: "current", Text: r.before}, diff.Side{Name: "new", Text: r.text})
}

// bind makes what answers keys.
func (r *review) bind(room *Room) {
	act := func(id, title string, do func() tea.Cmd, keys ...string) action.Action {
		return action.Action{ID: id, Title: title, Keys: keys, Do: do}
	}
	r.Table = action.New(
		act("write-expectation", "save the expectation", func() tea.Cmd { return room.write(r) }, "enter"),
		act("leave-expectation", "cancel: change nothing", action.Plain(r.Close), "esc"),
		act("ignore-value", "ignore the value under the cursor, or stop ignoring it", func() tea.Cmd { return r.ignore(false) }, "I"),
		act("ignore-in-every-element", "ignore it in every element of the array", func() tea.Cmd { return r.ignore(true) }, "alt+i"),
		action.Action{ID: "ignore-stand-ins", Title: "ignore the stand-ins", Keys: []string{"p"}, Do: r.ignoreMade, Disabled: func() string {
			if len(r.made) == 0 {
				return "no stand-ins here"
			}
			return ""
		}},
		act("expect-budget", "set the budget to the run's billing, or back", func() tea.Cmd {
			r.budget = !r.budget
			return r.again(r.Diff.Line())
		}, "b"),
		dialog.Leave(r.Close),
	)
}

// Name is what the help calls it.
func (*review) Name() string { return "expectation" }

// Update takes a key, or the comparison of large texts.
func (r *review) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		if cmd, used := r.Table.Press(k); used {
			return cmd
		}
		return r.Diff.Update(k)
	}
	before := r.Diff.Result()
	cmd := r.Diff.Update(msg)
	if r.Diff.Result() != before {
		r.Diff.SeekFrom(r.line)
	}
	return cmd
}

// ignore leaves out what is under the cursor from now on, in every element if it is in an
// array and every is set, or, if that is ignored, has it compared again.
func (r *review) ignore(every bool) tea.Cmd {
	path, ok := r.now.Ignoring(r.Diff.Place(false))
	if !ok {
		var err error
		if path, err = suite.Ignorable(r.Diff.Place(every)); err != nil {
			r.Warn(err.Error())
			return nil
		}
	}
	line := r.Diff.Line()
	if r.now.Heed(path) {
		r.Say("compares " + path)
		return r.again(line)
	}
	if err := r.now.Ignore(path); err != nil {
		r.Warn(err.Error())
		return nil
	}
	r.Say("ignores " + path)
	return r.again(line + 1)
}

// ignoreMade leaves out what holds stand-ins.
func (r *review) ignoreMade() tea.Cmd {
	line := r.Diff.Line()
	for _, m := range r.made {
		if err := r.now.Ignore(m.Path); err != nil {
			r.Warn(err.Error())
			break
		}
	}
	r.Say("ignores " + suite.InWords(r.made))
	return r.again(line)
}

// again makes the expectation again, because of what it ignores or allows for. The cursor
// continues from a line.
func (r *review) again(line int) tea.Cmd {
	now, err := suite.Accept(r.run, r.now)
	if err != nil { // it was accepted before
		r.Tell(dialog.SayMsg{Kind: dialog.Failed, Text: err.Error(), Hint: model.HintOf(err)})
		return nil
	}
	r.now = now
	switch {
	case r.budget:
		r.now.Budget = suite.BudgetOf(r.run.Billing)
	case r.old != nil:
		r.now.Budget = r.old.Budget
	default:
		r.now.Budget = suite.Budget{}
	}
	r.line = line
	cmd := r.compare()
	r.Diff.SeekFrom(line)
	return cmd
}

// Mouse takes the mouse at a cell of the content.
func (r *review) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	return r.Diff.Mouse(x, y-r.head, msg)
}

// Foot is what the keys do now.
func (r *review) Foot() []key.Help {
	budget := "set a budget"
	if r.budget {
		budget = "previous budget"
	}
	own, of := r.Table.Hint, r.Diff.Hint
	return []key.Help{
		own("write-expectation", "save"), own("ignore-value", "ignore this"), own("expect-budget", budget),
		of("next-difference", "next"),
		own("ignore-in-every-element", "ignore it in every element"),
		of("fold-or-unfold-difference", "fold"),
		own("leave-expectation", "cancel"),
	}
}

// View draws what is going to be written, and the comparison.
func (r *review) View(width, height int) string {
	t := r.T
	lines := r.headLines(width - 4)
	r.head = len(lines)
	r.Diff.SetSize(width-2, max(height-2-r.head, 0))
	lines = append(lines, r.Diff.View())
	title := "Accept " + t.Sep + " " + screen.Visible(r.machine) + " " + t.Sep + " " + screen.Visible(r.name)
	return t.Box(title, r.Diff.Status(), strings.Join(lines, "\n"), width, height, r.Front)
}

// headLines tell what is going to be written.
func (r *review) headLines(width int) []string {
	t := r.T
	var lines []string
	say := func(text string, paint func(...string) string) {
		for _, line := range screen.Wrap(text, width) {
			lines = append(lines, " "+paint(line))
		}
	}
	verb := "writes "
	switch {
	case r.before == r.text:
		verb = "no changes in "
	case r.before != "":
		verb = "replaces "
	}
	say(verb+r.file, t.Text.Render)
	switch {
	case r.save && r.exists:
		say(fmt.Sprintf("the saved input %s is different: it is replaced by this run's input", r.name), t.Warn.Render)
	case r.save:
		say("saves the run's input as "+r.name, t.Text.Render)
	case r.example != "":
		say("saves the example "+r.name+" as an input", t.Text.Render)
	case r.savedAs != r.run.Input && !strings.Contains(r.savedAs, "{{"):
		say("this run's input differs from the saved input "+r.name+", which is not changed", t.Warn.Render)
	}
	if r.problem != "" {
		say("the existing file is invalid: "+r.problem, t.Warn.Render)
	}
	if r.old != nil && !r.budget {
		j := suite.Judge(&suite.Expectation{Status: r.run.Status, Budget: r.old.Budget}, r.run, r.price)
		if j.Verdict == suite.OverBudget {
			say("the run is over the budget, which is not changed: "+j.Differences[0].String()+": press b to set the budget to its billing", t.Warn.Render)
		}
	}
	if len(r.made) > 0 {
		say("contains stand-ins, which differ once deployed: press p to ignore "+suite.InWords(r.made), t.Warn.Render)
	}
	return append(lines, "")
}

// acceptedMsg is sent when an expectation has been written, or could not be.
type acceptedMsg struct {
	review *review
	result suite.Result // of the run, judged again
	err    error
}

// write writes what was reviewed, unless what it takes the place of has changed meanwhile.
func (r *Room) write(v *review) tea.Cmd {
	cfg := r.cfg
	cfg.Dialogs.Close(v)
	if o, ok := cfg.Dialogs.Front().(*opened); ok {
		cfg.Dialogs.Close(o) // what it compares with has changed
	}
	return ask.Command(func() tea.Msg {
		err := v.write(cfg.Inputs)
		result := suite.Result{Run: v.run, Judgement: suite.Judge(v.now, v.run, cfg.PriceTable())}
		if err == nil {
			result.Note(cfg.Context, cfg.Bench.Journal)
		}
		return acceptedMsg{v, result, err}
	})
}

func (r *review) write(inputs model.SavedInputs) error {
	changed := model.WithHint(errors.New("the file has changed in the meantime"), "press E to see it again")
	before, _, err := inputs.Expectation(r.machine, r.name)
	switch {
	case err != nil:
		return err
	case before != r.before:
		return changed
	}
	if r.save {
		now, err := inputs.Load(r.machine, r.name)
		if r.exists != (err == nil) || now != r.savedAs {
			return changed
		}
		if err := inputs.Save(r.machine, r.name, r.run.Input); err != nil {
			return err
		}
	}
	if r.text != r.before {
		return inputs.Expect(r.machine, r.name, r.text)
	}
	return nil
}

func (r *Room) onAccepted(msg acceptedMsg) {
	v := msg.review
	r.Tell(AcceptedMsg{
		Machine: v.machine, Name: v.name, Input: v.run.Input, Saved: v.save, Verdict: msg.result.Verdict, Failed: msg.err != nil,
	})
	if msg.err != nil {
		r.Fail("cannot accept the run as "+v.name, msg.err)
		return
	}
	if v.view != nil {
		if was, done := v.view.At(v.place); done && was.Run.ID == v.run.ID {
			msg.result.Case = was.Case
			v.view.Amend(v.place, msg.result)
		}
	}
	said := "saved the expectation of " + v.name
	if v.text == v.before {
		said = "no changes: the expectation of " + v.name + " is as it was"
	}
	r.Tell(dialog.SayMsg{Kind: dialog.Succeeded, Text: said})
}
