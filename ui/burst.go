package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/burst"
	"expresso/ui/burstview"
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
	form    *burstview.Form
	aim     model.ARN
	asked   uint64             // counts what was asked for; answers to older ones are dropped
	cancel  context.CancelFunc // of what is being read, nil if nothing is
	opening uint64             // of the input whose saved inputs the form knows
}

// burstReadyMsg is sent when all is known that has to be before a burst starts, or why it
// cannot start.
type burstReadyMsg struct {
	of       *burstForm
	asked    uint64
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
	f := &burstForm{form: a.form, aim: a.aim}
	a.form.Open()
	a.form.SetSaved(nil) // the machine's own follow
	a.form.Choose(burstview.Source{Kind: burstview.Editor})
	f.learn(a)
	if input, ok := a.inputs.Selected(); ok && a.focus == savedPane {
		a.form.Choose(burstview.Source{Kind: burstview.Saved, Name: input.Name})
	}
	a.over = f
	a.toast.text = ""
	return picked
}

// learn tells the form the saved inputs, as soon as those of the machine are read.
func (f *burstForm) learn(a *App) {
	if f.opening == a.input.opening || a.draft.of != a.machine.ARN {
		return
	}
	f.opening = a.input.opening
	var names []string
	for _, input := range a.inputs.All() {
		names = append(names, input.Name)
	}
	f.form.SetSaved(names)
}

func (f *burstForm) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch msg.Type {
	case tea.KeyEsc, tea.KeyCtrlC:
		if f.cancel != nil {
			f.cancel()
		}
		a.over = nil
	case tea.KeyEnter:
		if f.cancel == nil {
			return f.prepare(a)
		}
	default:
		if f.cancel == nil {
			f.form.Update(msg)
		}
	}
	return nil
}

func (f *burstForm) keys() []key.Binding {
	if f.cancel != nil {
		return []key.Binding{footKey("esc", "cancel")}
	}
	return []key.Binding{footKey("enter", "start"), footKey("tab", "next field"), footKey("← →", "choose the input"), footKey("esc", "cancel")}
}

func (f *burstForm) view(a *App, width, height int) string {
	width = min(width, 74)
	lines := append([]string{""}, f.form.View(a.t, width-2)...)
	info := a.cfg.Bench.Target.Info()
	last := "asks before anything is sent to " + screen.Visible(info.Name)
	switch {
	case f.cancel != nil:
		last = "reading the inputs " + a.t.Ellipsis
	case info.Local:
		last = "inside this process: nothing is billed"
	}
	lines = append(lines, "", "   "+a.t.Dim.Render(last))
	title := "Run many times " + a.t.Sep + " " + screen.Visible(a.aimed())
	return a.t.Box(title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}

// prepare reads the inputs and what they may cost.
func (f *burstForm) prepare(a *App) tea.Cmd {
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
		text = a.editor.Text()
		if !a.changedInput() {
			plan.Saved = a.input.name
		}
	}
	ctx, cancel := context.WithCancel(a.ctx)
	f.cancel = cancel
	f.asked++
	msg := burstReadyMsg{of: f, asked: f.asked}
	cfg, prices, aimed, machine := a.cfg, a.price, a.aimed(), a.machine.Name
	return command(func() tea.Msg {
		switch source.Kind {
		case burstview.Lines:
			msg.row = burstview.File
			if msg.file, msg.err = burst.OpenFile(ctx, home(path), cfg.Parameters.Fill); msg.err != nil {
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
		if info.Local {
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
	f, open := a.over.(*burstForm)
	if !open || f != msg.of || f.asked != msg.asked {
		return closing(msg.file)
	}
	f.cancel()
	f.cancel = nil
	if msg.err != nil {
		f.form.Refuse(msg.row, withHint(msg.err))
		return closing(msg.file)
	}
	start := func() tea.Cmd { return a.startBurst(msg.plan, msg.file) }
	if msg.question == "" {
		return start()
	}
	a.over = &confirm{
		title: "Run many times", text: msg.question, yes: "send them", do: start,
		no: func() tea.Cmd { a.over = f; return closing(msg.file) },
	}
	return nil
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
	run := command(func() tea.Msg {
		defer a.sending.Done()
		defer cancel(nil)
		err := v.b.Run(ctx)
		if file != nil {
			_ = file.Close() // was only read
		}
		return burstEndedMsg{v, err}
	})
	guarded := func() tea.Msg {
		msg := run()
		if broken, ok := msg.(brokenMsg); ok {
			return burstEndedMsg{v, fmt.Errorf("%s", broken.what)}
		}
		return msg
	}
	return tea.Batch(guarded, a.startSpin(), a.showBurst())
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
	if _, covered := a.shown().(*burstOver); !covered && a.now().Sub(v.listed) >= burstListing {
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
	if _, shown := a.shown().(*burstOver); shown {
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
	a.over = &burstOver{a.burst}
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
type burstOver struct{ of *bursting }

func (o *burstOver) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch msg.String() {
	case "esc", "q", "ctrl+c":
		a.over = nil
		a.list.Reload()
	case "x":
		return a.stopBurst()
	case "B":
		if !a.burst.inFlight() {
			a.over = nil
			return a.askBurst()
		}
	case "o", "enter":
		a.over = nil
		a.list.Reload()
		a.openGroup(o.of.b.Group)
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

func (o *burstOver) keys() []key.Binding {
	runs := footKey("enter", "its runs")
	switch o.of.facts.Stage {
	case burstview.Running:
		return []key.Binding{footKey("x", "stop"), runs, footKey("esc", "close: it goes on")}
	case burstview.Stopping:
		return []key.Binding{footKey("x", "abandon"), runs, footKey("esc", "close")}
	case burstview.Abandoning:
		return []key.Binding{runs, footKey("esc", "close")}
	}
	return []key.Binding{runs, footKey("B", "another burst"), footKey("esc", "close")}
}

// view takes the whole screen but for the footer.
func (o *burstOver) view(a *App, _, height int) string {
	width := a.screen.width
	height += 2
	facts := o.of.facts
	title := "Burst " + a.t.Sep + " " + screen.Visible(o.of.aimed)
	return a.t.Box(title, facts.Title(), burstview.View(a.t, facts, width-2, height-2), width, height, a.over == o)
}

// burstMark is what the header says of a burst in flight.
func (a *App) burstMark() string {
	if !a.burst.inFlight() {
		return ""
	}
	s := a.burst.facts.Snapshot
	return a.t.Dim.Render(" "+a.t.Sep+" ") + a.t.Wait.Render("burst "+screen.Count(s.Done)+"/"+screen.Count(s.Planned))
}
