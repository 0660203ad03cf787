// Package burst has the form of a burst, and its page of counts and charts. A Room runs it;
// what it wants of the rest of the screen it tells.
package burst

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/file"
	"expresso/model/guard"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
)

// What a Room tells, beside dialog.BilledMsg and dialog.SayMsg.
type (
	// TextMsg is told when the text of the editor is wanted. It is answered with Prepare.
	TextMsg struct{}
	// StartMsg is told when a burst begins, which Run does.
	StartMsg struct{ Run tea.Cmd }
	// EndedMsg is told when the last run of a burst has ended.
	EndedMsg struct {
		Totals   model.Totals
		Lasted   time.Duration
		Unsigned error // why runs were not started for lack of credentials, nil if that was not the reason
	}
	// AnotherMsg is told when another burst is wanted.
	AnotherMsg struct{}
	// LeftMsg is told when the page of the burst was left, for its runs in the history if
	// there is a group.
	LeftMsg struct{ Group model.GroupID }
)

// Room is the latest burst of this session, and the form for the next one. A burst continues whether
// its page is open or not.
type Room struct {
	action.Out
	cfg    room.Common
	latest *flight // nil if none was started
	form   *Form   // as it was filled in last
}

// New returns a room without a burst.
func New(cfg room.Common) *Room { return &Room{cfg: cfg, form: NewForm()} }

// None says why there is no burst to show, "" if there is one.
func (r *Room) None() string {
	if r.latest == nil {
		return "no burst yet: press B to run the input many times"
	}
	return ""
}

// Idle says why there is no burst to stop, "" if there is one.
func (r *Room) Idle() string {
	if !r.InFlight() {
		return "no burst is in flight"
	}
	return ""
}

// Update takes what was requested, what has ended, and the answers to questions.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case readyMsg:
		return r.onReady(msg)
	case startMsg:
		r.start(msg)
	case dropMsg:
		return closing(msg.file)
	case endedMsg:
		r.onEnded(msg)
	}
	return nil
}

// Ask opens the form for a subject.
func (r *Room) Ask(s Subject) {
	r.form.Open()
	r.form.SetLimit(guard.Of(r.cfg.Bench.Guard).BurstLimit(r.cfg.Bench.Target.Info()))
	r.form.SetSaved(s.Saved)
	r.form.choose(s.Input)
	r.cfg.Dialogs.Replace(newAsking(r, s))
}

// Learn tells the form, if it is open, the names of the machine's saved inputs.
func (r *Room) Learn(saved []string) {
	if f := r.asking(); f != nil {
		f.form.SetSaved(saved)
	}
}

// asking is the form that is in front, nil if there is none.
func (r *Room) asking() *asking {
	f, _ := r.cfg.Dialogs.Front().(*asking)
	return f
}

// Text is what the editor holds.
type Text struct {
	Text    string
	Saved   string // the name of the saved input that it is, "" for none
	Problem string // why it cannot be run, "" if it can
}

// prepare reads the inputs of a burst and what they may cost.
func (r *Room) prepare() tea.Cmd {
	f := r.asking()
	plan, ok := f.form.Plan()
	switch {
	case !ok:
	case f.form.Source().Kind == Editor:
		r.Tell(TextMsg{})
	default:
		return r.read(f, plan, "")
	}
	return nil
}

// Prepare is prepare with the text of the editor.
func (r *Room) Prepare(text Text) tea.Cmd {
	f := r.asking()
	if f == nil {
		return nil
	}
	if text.Problem != "" {
		f.form.refuse(Input, text.Problem)
		return nil
	}
	plan, ok := f.form.Plan()
	if !ok {
		return nil
	}
	plan.Saved = text.Saved
	return r.read(f, plan, text.Text)
}

// readyMsg is sent when a burst can start, or says why it cannot.
type readyMsg struct {
	of       *asking
	asked    ask.Seq
	plan     burst.Plan
	file     *burst.File // nil if the inputs are in none
	question string      // to be agreed to, "" if there is none
	row      Row
	err      error
}

func (r *Room) read(f *asking, plan burst.Plan, text string) tea.Cmd {
	plan.Machine = f.ARN
	info := r.cfg.Bench.Target.Info()
	plan.Budget = guard.Of(r.cfg.Bench.Guard).Budget("burst", f.form.Limit(), info)
	source, path := f.form.Source(), f.form.Path()
	ctx, asked := f.asked.Next(r.cfg.Context)
	msg := readyMsg{of: f, asked: asked}
	cfg, subject := r.cfg, f.Subject
	return ask.Command(func() tea.Msg {
		switch source.Kind {
		case Lines:
			msg.row = File
			if msg.file, msg.err = burst.OpenFile(ctx, file.Home(path), cfg.Parameters.Fill); msg.err != nil {
				return msg
			}
			plan.Inputs = msg.file.Inputs()
			if plan.Count == 0 || plan.Count > msg.file.Rows {
				plan.Count = msg.file.Rows
			}
		default:
			msg.row = Input
			if source.Kind == Saved {
				if text, msg.err = cfg.Inputs.Load(subject.Machine, source.Name); msg.err != nil {
					return msg
				}
			}
			if plan.Inputs, msg.err = burst.Input(cfg.Bench, text, cfg.Parameters); msg.err != nil {
				return msg
			}
		}
		msg.plan = plan
		if !info.Bills() && plan.Budget.Limit() == 0 {
			return msg
		}
		var e burst.Estimate
		msg.row = Count
		if e, msg.err = burst.EstimateOf(ctx, cfg.Bench.Journal, cfg.PriceTable(), plan.Machine, plan.Count); msg.err != nil {
			return msg
		}
		e.Expect(plan.Budget, plan.Machine)
		if info.Bills() {
			msg.question = Question(plan, subject.Name, info.Name, cfg.PriceTable(), e)
		}
		return msg
	})
}

// The answers to the question before a burst: it may start, it may not.
type (
	startMsg struct {
		plan burst.Plan
		file *burst.File
		name string
	}
	dropMsg struct{ file *burst.File }
)

// onReady starts a burst, or asks whether to, or says in the form why it cannot.
func (r *Room) onReady(msg readyMsg) tea.Cmd {
	f := msg.of
	if r.asking() != f || !f.asked.Done(msg.asked) {
		return closing(msg.file)
	}
	if msg.err != nil {
		problem := msg.err.Error()
		if hint := model.HintOf(msg.err); hint != "" {
			problem += ": " + hint
		}
		f.form.refuse(msg.row, problem)
		return closing(msg.file)
	}
	r.Tell(dialog.BilledMsg{
		Title: "Run many times", Question: msg.question, Yes: "send them",
		Then: startMsg{msg.plan, msg.file, f.Name}, Otherwise: dropMsg{msg.file},
		Starts: []guard.Start{msg.plan.Start(r.cfg.Bench.Target.Info())},
	})
	return nil
}

// closing closes a file of inputs that is not needed, if there is one.
func closing(file *burst.File) tea.Cmd {
	if file == nil {
		return nil
	}
	return ask.Command(func() tea.Msg {
		_ = file.Close() // was only read
		return nil
	})
}

// Show opens the page of the burst.
func (r *Room) Show() tea.Cmd {
	r.cfg.Dialogs.Replace(newPage(r))
	return nil
}
