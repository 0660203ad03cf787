// Package ui is the workbench on a terminal. It is the one Bubble Tea model, App, which owns
// the panes, lays them out, routes keys to them and turns what they want into calls of the
// model's use cases. It decides nothing about workflows, and does no I/O but in commands:
// anything that takes longer than a frame happens in one, and comes back as a message.
package ui

import (
	"context"
	"log/slog"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/pricing"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/bench"
	"expresso/ui/burst"
	"expresso/ui/clipboard"
	"expresso/ui/compare"
	"expresso/ui/confirm"
	"expresso/ui/credential"
	"expresso/ui/desk"
	"expresso/ui/dialog"
	"expresso/ui/editor"
	"expresso/ui/flight"
	"expresso/ui/folder"
	"expresso/ui/history"
	"expresso/ui/input"
	"expresso/ui/jsonview"
	"expresso/ui/keymap"
	"expresso/ui/layout"
	"expresso/ui/links"
	"expresso/ui/machine"
	"expresso/ui/manual"
	"expresso/ui/picker"
	"expresso/ui/preferences"
	"expresso/ui/replay"
	"expresso/ui/room"
	"expresso/ui/save"
	"expresso/ui/target"
	"expresso/ui/terminal"
	"expresso/ui/trace"
)

// Connection is a target with all that belongs to it.
type Connection = desk.Connection

// Config is what a workbench is made with.
type Config struct {
	Connection
	// Guard says which starts need a question; nil if none does.
	Guard *guard.Guard
	// Codes asks for MFA codes while the workbench has the terminal; nil if nothing does.
	Codes credential.Codes
	// Targets lists the other targets, and Connect connects to one of them, or to what was typed;
	// nil if there is only one target.
	Targets model.Directory
	Connect func(ctx context.Context, name string) (Connection, error)

	// Preferences saves how the screen looks, on all targets; nil to save it for each.
	Preferences model.Session
	// Lists saves the machines of targets between sessions; nil to save none.
	Lists model.Lists

	Settings
	Manual []manual.Topic
	Debug  *slog.Logger // nil for none
	// Demo is for presentations: the last line shows the keys that are pressed, and the graph of a
	// run is beside its output.
	Demo bool

	Prices pricing.Book     // nil for US East's alone
	Now    func() time.Time // nil for time.Now

	ctx  context.Context // of all commands, nil for one that does not end
	tick func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	// board is the clipboard. Its terminal is that of the workbench.
	board *clipboard.Board
}

// Settings are the settings of the screen.
type Settings = preferences.Settings

// Shell says how a command line reaches the target of the workbench.
type Shell = history.Shell

// App is the workbench.
type App struct {
	cfg Config

	rooms   []room.Room // all of them: each takes its own messages, and is asked what it has to tell
	panes   [len(layout.Panes)]view
	picker  *picker.Room
	input   *input.Room
	history *history.Room

	keys *keymap.Map // what App answers keys with

	screen  layout.Layout
	drawn   drawn
	focus   pane
	prefs   *preferences.Room
	dialogs *dialog.Stack // what lies over the panes

	target     *target.Room
	credential *credential.Room
	manual     *manual.Room
	folder     *folder.Room

	flight  *flight.Room
	replay  *replay.Room
	burst   *burst.Room
	confirm *confirm.Room

	compare     *compare.Room
	bench       *bench.Room
	definitions *machine.Room

	away terminal.Away
	desk *desk.Desk // that it is on, with the workbenches on other targets
}

// New returns a workbench that must get the size of its terminal before it draws.
func New(cfg Config) *App {
	resolved, lost, err := resolve(cfg.Keys)
	if err == nil { // else they have not passed CheckKeys: those that there are work
		cfg.Keys = resolved
	}
	if cfg.Debug == nil {
		cfg.Debug = slog.New(slog.DiscardHandler)
	}
	if cfg.ctx == nil {
		cfg.ctx = context.Background()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.tick = tea.Tick
	if cfg.board == nil {
		cfg.board = &clipboard.Board{Way: cfg.Clipboard}
	}
	a := &App{cfg: cfg}
	a.away = terminal.Away{Bell: cfg.Bell, Title: cfg.Title}
	a.drawn.cap.Shown = cfg.Demo
	a.prefs = preferences.New(cfg.Settings, preferences.Global(cfg.Preferences, cfg.Session))
	a.dialogs = dialog.NewStack(a.prefs.T, cfg.Keys, cfg.Now)
	a.prefs.SetDialogs(a.dialogs)
	common := room.Common{
		Context: cfg.ctx, Theme: a.prefs.T, Dialogs: a.dialogs, Bench: cfg.Bench, Inputs: cfg.Inputs, Session: cfg.Session, Parameters: cfg.Parameters,
		Prices: cfg.Prices, Now: cfg.Now, Sending: new(sync.WaitGroup),
		After: func(rest time.Duration, msg func(time.Time) tea.Msg) tea.Cmd { return a.cfg.tick(rest, msg) },
	}
	selected := func() (model.Run, bool) { return a.history.List.Selected() }
	single := func() (model.Run, bool) {
		run, ok := selected()
		return run, ok && a.history.NoSingleRun() == ""
	}
	a.picker = picker.New(picker.Config{Common: common, Standard: cfg.Standard, Lists: cfg.Lists, On: cfg.Name, Targets: cfg.Targets})
	pages := links.New(links.Config{Common: common, Machine: a.looksAt, Run: selected})
	a.folder = folder.New(folder.Config{Common: common, Folder: cfg.Folder, Machine: a.looksAt, Run: single})
	a.credential = credential.New(credential.Config{Common: common, Credentials: cfg.Credentials})
	a.target = target.New(cfg.ctx, a.dialogs, cfg.Targets, a.credential.About)
	a.input = input.New(input.Config{Common: common, Vim: cfg.Vim})
	a.flight = flight.New(common)
	a.history = history.New(history.Config{Common: common, Shell: a.shell, Spent: a.spent, Mocks: cfg.Mocks})
	a.compare = compare.New(compare.Config{Common: common, ResolveOther: cfg.ResolveOther, Places: cfg.Places})
	a.replay = replay.New(common)
	a.burst = burst.New(common)
	a.confirm = confirm.New(confirm.Config{Common: common, Guard: cfg.Guard})
	a.definitions = machine.New(machine.Config{Common: common, Project: cfg.Project})
	if cfg.Demo {
		a.history.Details.Stage()
	}
	a.bench = bench.New(bench.Config{Common: common, Tester: cfg.Tester, Mocks: mocksOf(cfg)})
	a.manual = manual.New(a.dialogs, cfg.Manual)
	a.rooms = []room.Room{a.manual, a.picker, a.input, a.flight, a.history, save.New(a.dialogs), clipboard.NewCopier(cfg.ctx, cfg.board), a.target, a.credential, a.replay, a.burst, a.compare, a.bench, a.definitions, a.prefs, a.confirm, pages, a.folder}
	a.panes = [...]view{machinesPane: a.picker.List, savedPane: a.input.Saved, inputPane: a.input.Editor, historyPane: a.history.List, detailsPane: a.history.Details}
	a.keys = keymap.New(a.everything(pages), cfg.Keys)
	for _, v := range a.panes {
		v.Bind(cfg.Keys)
	}
	a.setFocus(inputPane)
	if text := action.LostWords(lost); text != "" {
		a.warn(text) // until the next key
	}
	desk.New(a) // alone, until another target is opened
	return a
}

// Init asks for what the first screen shows.
func (a *App) Init() tea.Cmd {
	return tea.Batch(a.picker.Load(), a.credential.Ask(), a.asks())
}

// Update takes one message, and then requests what the panes need, see asks.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := ask.Logged(a.cfg.Debug, msg, a.dispatch)
	for told := a.told(); len(told) > 0; told = a.told() {
		cmd = a.serve(cmd, told)
	}
	cmd = tea.Batch(cmd, a.refused(msg))
	a.arrange()
	if a.dialogs.Front() == nil { // the palette was closed
		a.prefs.EndPreview()
		a.serve(nil, a.prefs.Told())
	}
	return a, tea.Batch(cmd, a.asks())
}

// dispatch is the table of contents: what happens on which message.
func (a *App) dispatch(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
	case tea.KeyMsg:
		a.drawn.cap.Press(msg, action.Types(msg) && (a.dialogs.Front() != nil || a.capturing()))
		said := a.dialogs.Toast.Seq()
		cmd := a.onKey(msg)
		if a.dialogs.Toast.Seq() == said {
			a.dialogs.Toast.Read(a.cfg.Now()) // what was said before the key
		}
		return tea.Batch(cmd, a.away.Back())
	case tea.MouseMsg:
		return a.onMouse(msg)

	case model.Change:
		return a.onChange(msg)
	case compare.SendMsg:
		a.history.List.Reload()
		a.flight.Fly(msg.Run, msg.Send, msg.Broken)
	case compare.AnsweredMsg:
		a.landed(msg.Answer.Run)
		return a.compare.Update(msg)
	case compare.StopWaitingMsg:
		a.flight.StopWaiting(msg.Group)

	case flight.FinishedMsg:
		return a.onRunFinished(msg)
	case flight.TickMsg:
		return a.onTick(msg)
	case terminal.BackgroundMsg:
		a.prefs.OnBackground(msg.Dark)
	case action.RefusedMsg:
		return a.warn(msg.Reason)
	case action.MenuMsg:
		a.openMenu(msg)
	case tea.ResumeMsg:
		return a.prefs.TakeMouse()
	case dialog.SayMsg:
		return a.show(msg)
	case ask.BrokenMsg:
		return a.fail(msg.What, "")

	case credential.ReturnedMsg:
		return tea.Batch(a.credential.Update(msg), a.prefs.TakeMouse())
	case trace.TestMsg:
		return a.testState(msg)
	case bench.SavedInputMsg:
		return a.onInputSaved(msg)
	case jsonview.EvalMsg:
		return a.tryExpression(msg)
	case editor.OpenedMsg:
		return a.onFileEdited(msg)
	case editor.EditedMsg:
		return tea.Batch(a.input.Update(msg), a.prefs.TakeMouse())
	default:
		// Their own: checks after a pause, and comparisons that took long.
		var cmds []tea.Cmd
		for _, r := range a.rooms {
			cmds = append(cmds, r.Update(msg))
		}
		a.dialogs.Toast.Update(msg)
		return tea.Batch(append(cmds, a.serve(a.dialogs.Update(msg)))...)
	}
	return nil
}

// asks requests what the panes need now, as commands, and saves the draft if it has changed. Each
// thing is requested once.
func (a *App) asks() tea.Cmd {
	var cmds []tea.Cmd
	if a.picker.Settled() {
		cmds = a.history.Asks()
	}
	if cmd := a.input.Keep(); cmd != nil {
		cmds = append(cmds, cmd)
	}
	if cmd := a.credential.Keep(); cmd != nil {
		cmds = append(cmds, cmd)
	}
	if a.moves() {
		cmds = append(cmds, a.flight.Tick(a.looked()))
	}
	return tea.Batch(cmds...)
}
