package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/file"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/burstview"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// bursting is the burst of this session that was started last. It goes on whether its
// view is open or not.
type bursting struct {
	b       *burst.Burst
	aimed   string // what it runs, in words
	facts   burstview.Facts
	abandon context.CancelCauseFunc
	began   time.Time
	listed  time.Time // when the history was read again last
}

func (v *bursting) inFlight() bool { return v != nil && v.facts.Stage != burstview.Ended }

// burstListing is how often the history is read again while a burst adds to it.
const burstListing = time.Second

// burstEndedMsg is sent when no run of a burst is in flight any more.
type burstEndedMsg struct {
	of  *bursting
	err error
}

// burstForm is the overlay that asks what to run how often.
type burstForm struct {
	dialog.Base
	table  *action.Table
	target model.Info
	aimed  string // what is run, in words
	form   *burstview.Form
	aim    model.ARN
	asked  ask.Latest // for what the burst needs
}

// burstReadyMsg is sent when all is known that has to be before a burst starts, or why it
// cannot start.
type burstReadyMsg struct {
	of       *burstForm
	asked    ask.Seq
	plan     burst.Plan
	file     *burst.File // nil if the inputs are in none
	question string      // to be agreed to, "" if there is none
	row      burstview.Row
	err      error
}

func (a *App) cannotBurst() string {
	if a.burst.inFlight() {
		return "" // it is shown
	}
	if a.focus == machinesPane {
		return a.cannotPick()
	}
	if a.machine.ARN == "" {
		return a.noMachine()
	}
	return a.machine.SyncProblem()
}

// askBurst opens the form for what is picked, or, in the list of machines, for what the
// cursor is on, which is picked then. One burst is in flight at a time: while it is, that
// one is shown.
func (a *App) askBurst() tea.Cmd {
	if a.burst.inFlight() {
		return a.showBurst()
	}
	var picked tea.Cmd
	if m, ok := a.picker.Selected(); ok && a.focus == machinesPane {
		if m.Problem != "" {
			return a.warn(m.Problem)
		}
		if aim := a.picker.Aim(); aim != a.aim {
			picked = a.pick(m, aim)
		}
	}
	if a.form == nil {
		a.form = burstview.NewForm()
	}
	f := newBurstForm(a.form, a.aim, a.aimed(), a.cfg.Bench.Target.Info())
	a.form.Open()
	a.form.SetSaved(nil) // the machine's own follow
	a.form.Choose(burstview.Source{Kind: burstview.Editor})
	f.learn(a)
	if input, ok := a.input.Saved.Selected(); ok && a.focus == savedPane {
		a.form.Choose(burstview.Source{Kind: burstview.Saved, Name: input.Name})
	}
	a.dialogs.Replace(f)
	a.toast.Clear()
	return picked
}

// learn tells the form the saved inputs, as soon as those of the machine are read.
func (f *burstForm) learn(a *App) {
	if !a.input.Opened() {
		return
	}
	var names []string
	for _, input := range a.input.Saved.All() {
		names = append(names, input.Name)
	}
	f.form.SetSaved(names)
}

func newBurstForm(form *burstview.Form, aim model.ARN, aimed string, target model.Info) *burstForm {
	f := &burstForm{form: form, aim: aim, aimed: aimed, target: target}
	f.table = action.New(
		action.Action{ID: "start-burst", Title: "start", Keys: []string{"enter"}, Do: action.Plain(func() {
			if !f.asked.Waiting() {
				f.Tell(prepareBurstMsg{f})
			}
		})},
		action.Action{ID: "cancel", Title: "cancel", Keys: []string{"esc", "ctrl+c"}, Do: action.Plain(func() {
			f.asked.Drop()
			f.Close()
		})},
	)
	return f
}

// The answers of the form, and of the question after it: what it asks for is to be read, a
// burst may start, it may not.
type (
	prepareBurstMsg struct{ form *burstForm }
	startBurstMsg   struct {
		plan burst.Plan
		file *burst.File
	}
	dropBurstMsg struct{ file *burst.File }
)

// Actions are to start, and to leave it.
func (f *burstForm) Actions() []action.Action { return f.table.All() }

// Bind gives the actions other keys.
func (f *burstForm) Bind(keys action.Keys) { f.table.Bind(keys) }

// Keeps is true: a click beside the form does not lose what was typed.
func (*burstForm) Keeps() bool { return true }

// Update takes a key.
func (f *burstForm) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if !action.Types(k) {
		if cmd, used := f.table.Press(k); used {
			return cmd
		}
	}
	if !f.asked.Waiting() {
		f.form.Update(k)
	}
	return nil
}

// Foot is what the keys do now.
func (f *burstForm) Foot() []key.Help {
	if f.asked.Waiting() {
		return []key.Help{f.table.Hint("cancel", "cancel")}
	}
	return []key.Help{f.table.Hint("start-burst", "start"), hint("tab", "next field"), hint("← →", "choose the input"), f.table.Hint("cancel", "cancel")}
}

// View draws the form.
func (f *burstForm) View(width, height int) string {
	width = min(width, 74)
	lines := append([]string{""}, f.form.View(f.T, width-2)...)
	last := "asks before anything is sent to " + screen.Visible(f.target.Name)
	switch {
	case f.asked.Waiting():
		last = "reading the inputs " + f.T.Ellipsis
	case f.target.Local:
		last = "inside this process: nothing is billed"
	case !f.target.Bills():
		last = "on this machine: nothing is billed"
	}
	lines = append(lines, "", "   "+f.T.Dim.Render(last))
	title := "Run many times " + f.T.Sep + " " + screen.Visible(f.aimed)
	return f.T.Box(title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}

// prepareBurst reads the inputs of a burst and what they may cost.
func (a *App) prepareBurst(f *burstForm) tea.Cmd {
	plan, ok := f.form.Plan()
	if !ok {
		return nil
	}
	plan.Machine = f.aim
	source, path, text := f.form.Source(), f.form.Path(), ""
	if source.Kind == burstview.Editor {
		if problem := a.cannotRun(); problem != "" {
			f.form.Refuse(burstview.Input, problem)
			return nil
		}
		text = a.input.Editor.Text()
		if !a.input.Changed() {
			plan.Saved = a.input.Name()
		}
	}
	ctx, asked := f.asked.Next(a.ctx)
	msg := burstReadyMsg{of: f, asked: asked}
	cfg, prices, aimed, machine := a.cfg, a.price, a.aimed(), a.machine.Name
	return command(func() tea.Msg {
		switch source.Kind {
		case burstview.Lines:
			msg.row = burstview.File
			if msg.file, msg.err = burst.OpenFile(ctx, file.Home(path), cfg.Parameters.Fill); msg.err != nil {
				return msg
			}
			plan.Inputs = msg.file.Inputs()
			if plan.Count == 0 || plan.Count > msg.file.Rows {
				plan.Count = msg.file.Rows
			}
		default:
			msg.row = burstview.Input
			if source.Kind == burstview.Saved {
				if text, msg.err = cfg.Inputs.Load(machine, source.Name); msg.err != nil {
					return msg
				}
			}
			if plan.Inputs, msg.err = burst.Input(cfg.Bench, text, cfg.Parameters); msg.err != nil {
				return msg
			}
		}
		msg.plan = plan
		info := cfg.Bench.Target.Info()
		if !info.Bills() {
			return msg
		}
		var e burst.Estimate
		msg.row = burstview.Count
		if e, msg.err = burst.EstimateOf(ctx, cfg.Bench.Journal, prices, plan.Machine, plan.Count); msg.err == nil {
			msg.question = burstview.Question(plan.Count, aimed, info.Name, prices, e)
		}
		return msg
	})
}

// onBurstReady starts a burst, or asks whether to, or says in the form why it cannot.
func (a *App) onBurstReady(msg burstReadyMsg) tea.Cmd {
	f := msg.of
	if a.dialogs.Front() != dialog.Dialog(f) || !f.asked.Done(msg.asked) {
		return closing(msg.file)
	}
	if msg.err != nil {
		f.form.Refuse(msg.row, dialog.Sentence(msg.err))
		return closing(msg.file)
	}
	return a.askBilled(dialog.BilledMsg{
		Title: "Run many times", Question: msg.question, Yes: "send them",
		Then: startBurstMsg{msg.plan, msg.file}, Otherwise: dropBurstMsg{msg.file},
	})
}

// closing closes a file of inputs that is not needed, if there is one.
func closing(file *burst.File) tea.Cmd {
	if file == nil {
		return nil
	}
	return command(func() tea.Msg {
		_ = file.Close() // was only read
		return nil
	})
}

// startBurst starts a burst and shows it.
func (a *App) startBurst(plan burst.Plan, file *burst.File) tea.Cmd {
	ctx, cancel := context.WithCancelCause(a.ctx)
	v := &bursting{b: burst.New(a.cfg.Bench, plan), aimed: a.aimed(), abandon: cancel, began: a.now()}
	v.facts = burstview.Facts{Snapshot: v.b.Snapshot(), Concurrency: plan.Concurrency, Price: a.price}
	a.burst = v
	a.sending.Add(1)
	run := ask.Run(func() tea.Msg {
		defer a.sending.Done()
		defer cancel(nil)
		err := v.b.Run(ctx)
		if file != nil {
			_ = file.Close() // was only read
		}
		return burstEndedMsg{v, err}
	}, func(b ask.BrokenMsg) tea.Msg { return burstEndedMsg{v, errors.New(b.What)} })
	return tea.Batch(a.input.Before(run), a.showBurst())
}

// countBurst takes in how far the burst has come. Its row in the history counts along; the
// journal is asked again only for the row itself, and, now and then, where runs are listed
// one by one.
func (a *App) countBurst() {
	v := a.burst
	if !v.inFlight() {
		return
	}
	v.facts.Snapshot = v.b.Snapshot()
	s := v.facts.Snapshot
	if a.list.Grows(v.b.Group, s.Totals) && v.listed.After(v.began) || s.Done == 0 {
		return
	}
	if _, covered := a.dialogs.Shown().(*burstOver); !covered && a.now().Sub(v.listed) >= burstListing {
		v.listed = a.now()
		a.list.Reload()
	}
}

func (a *App) onBurstEnded(msg burstEndedMsg) tea.Cmd {
	v := msg.of
	v.facts.Snapshot, v.facts.Stage, v.facts.Err = v.b.Snapshot(), burstview.Ended, msg.err
	s := v.facts.Snapshot
	a.session = a.session.Plus(s.Totals)
	a.list.Reload()
	a.details.StaleStats()
	latest := a.loadLast(slices.Clone(a.picker.Machines()))
	if _, shown := a.dialogs.Shown().(*burstOver); shown {
		return latest
	}
	text := fmt.Sprintf("burst of %s %s: %s of %s runs SUCCEEDED", v.aimed, v.facts.Title(), screen.Count(s.Totals.Succeeded), screen.Count(s.Done))
	switch {
	case msg.err != nil:
		return tea.Batch(latest, a.fail(text+": "+msg.err.Error(), model.HintOf(msg.err)))
	case s.Totals.Succeeded < s.Done:
		return tea.Batch(latest, a.warn(text))
	}
	return tea.Batch(latest, a.good(text))
}

// spent sums up the runs of this session, those of a burst in flight among them.
func (a *App) spent() model.Totals {
	if a.burst.inFlight() {
		return a.session.Plus(a.burst.facts.Snapshot.Totals)
	}
	return a.session
}

func (a *App) noBurst() string {
	if a.burst == nil {
		return "no burst was started: B runs the input many times"
	}
	return ""
}

func (a *App) noBurstInFlight() string {
	if !a.burst.inFlight() {
		return "no burst is in flight"
	}
	return ""
}

// showBurst opens the view of the burst.
func (a *App) showBurst() tea.Cmd {
	a.dialogs.Replace(newBurstOver(a.burst))
	return nil
}

// stopBurst stops starting runs, and the second time gives up waiting for those in flight.
func (a *App) stopBurst() tea.Cmd {
	v := a.burst
	switch v.facts.Stage {
	case burstview.Running:
		v.facts.Stage = burstview.Stopping
		v.b.Stop()
	case burstview.Stopping:
		v.facts.Stage = burstview.Abandoning
		v.abandon(model.ErrAbandoned)
	}
	return nil
}

// burstOver is the overlay of the burst.
type burstOver struct {
	dialog.Base
	of    *bursting
	table *action.Table
}

// burstMsg is told when something is to be done with the burst that is shown.
type burstMsg struct {
	what burstDeed
	of   *bursting
}

type burstDeed int

const (
	closeBurst burstDeed = iota
	stopBurst
	anotherBurst
	openBurst
)

func newBurstOver(of *bursting) *burstOver {
	o := &burstOver{of: of}
	tell := func(what burstDeed) func() tea.Cmd {
		return action.Plain(func() { o.Tell(burstMsg{what, of}) })
	}
	o.table = action.New(
		dialog.Leave(func() { o.Tell(burstMsg{closeBurst, of}) }),
		action.Action{ID: "stop-shown-burst", Title: "start no more; again: abandon those in flight", Keys: []string{"x"}, Do: tell(stopBurst)},
		action.Action{ID: "start-another-burst", Title: "another burst", Keys: []string{"B"}, Hidden: of.inFlight, Do: tell(anotherBurst)},
		action.Action{ID: "open-burst-in-history", Title: "its runs in the history", Keys: []string{"enter", "o"}, Do: tell(openBurst)},
	)
	return o
}

// onBurst does something with a burst that is shown.
func (a *App) onBurst(msg burstMsg) tea.Cmd {
	switch msg.what {
	case stopBurst:
		return a.stopBurst()
	case anotherBurst:
		return a.askBurst()
	case openBurst:
		a.openGroup(msg.of.b.Group)
	}
	a.dialogs.Clear()
	a.list.Reload()
	return nil
}

// Name is what the help calls it.
func (*burstOver) Name() string { return "burst" }

// Actions are those that help shows.
func (*burstOver) Actions() []action.Action { return action.Bound(burstBindings()) }

// Capturing is false: nothing is typed here.
func (*burstOver) Capturing() bool { return false }

// Bind gives the actions other keys.
func (o *burstOver) Bind(keys action.Keys) { o.table.Bind(keys) }

// Update takes a key.
func (o *burstOver) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		cmd, _ := o.table.Press(k)
		return cmd
	}
	return nil
}

// burstBindings are the keys of a burst's view, for the help.
func burstBindings() []key.Binding {
	return []key.Binding{
		key.NewBinding(key.WithKeys("x"), key.WithHelp("x", "start no more; again: abandon those in flight")),
		key.NewBinding(key.WithKeys("enter", "o"), key.WithHelp("enter", "its runs in the history")),
		key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "close: it goes on")),
	}
}

// Foot is what makes sense now.
func (o *burstOver) Foot() []key.Help {
	own := o.table.Hint
	runs := own("open-burst-in-history", "its runs")
	switch o.of.facts.Stage {
	case burstview.Running:
		return []key.Help{own("stop-shown-burst", "stop"), runs, own("close-page", "close: it goes on")}
	case burstview.Stopping:
		return []key.Help{own("stop-shown-burst", "abandon"), runs, own("close-page", "close")}
	case burstview.Abandoning:
		return []key.Help{runs, own("close-page", "close")}
	}
	return []key.Help{runs, own("start-another-burst", "another burst"), own("close-page", "close")}
}

// View draws the counts.
func (o *burstOver) View(width, height int) string {
	facts := o.of.facts
	title := "Burst " + o.T.Sep + " " + screen.Visible(o.of.aimed)
	return o.T.Box(title, facts.Title(), burstview.View(o.T, facts, width-2, height-2), width, height, o.Front)
}

// burstMark is what the header says of a burst in flight.
func (a *App) burstMark() string {
	if !a.burst.inFlight() {
		return ""
	}
	s := a.burst.facts.Snapshot
	return a.t.Dim.Render(" "+a.t.Sep+" ") + a.t.Wait.Render("burst "+screen.Count(s.Done)+"/"+screen.Count(s.Planned))
}
