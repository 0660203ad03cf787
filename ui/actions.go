package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/editor"
	"expresso/ui/history"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// action is something that the workbench can do. The footer, the ? overlay, the palette
// and the table in the README are made of the list of them.
type action struct {
	title    string
	keys     []string
	in       []pane // where the keys work; nil for everywhere
	pages    bool   // also on what takes the whole screen, which stays
	short    string // in the footer, "" if it is not shown there
	disabled func(*App) string
	do       func(*App) tea.Cmd
}

// works reports whether the action's keys are answered in a pane.
func (c action) works(p pane) bool { return c.in == nil || slices.Contains(c.in, p) }

// binding is the action as bubbles see it.
func (c action) binding() key.Binding {
	return key.NewBinding(key.WithKeys(c.keys...), key.WithHelp(strings.Join(c.keys, " "), c.title))
}

// actions lists everything, in the order in which it is shown. It is filled in init
// because what the actions do refers to the list.
var actions []action

func init() {
	plain := func(do func(*App)) func(*App) tea.Cmd {
		return func(a *App) tea.Cmd { do(a); return nil }
	}
	open := func(tab history.Tab) func(*App) tea.Cmd {
		return plain(func(a *App) { a.details.Open(tab); a.setFocus(detailsPane) })
	}
	runs := []pane{historyPane, detailsPane}
	actions = []action{
		{title: "run the input", keys: []string{"ctrl+r", "f5"}, short: "run", disabled: (*App).cannotRun, do: (*App).run},
		{title: "save the input under a name", keys: []string{"ctrl+s"}, short: "save", disabled: (*App).noMachine, do: (*App).askSave},
		{title: "edit the input in $EDITOR", keys: []string{"ctrl+o"}, disabled: (*App).noMachine, do: func(a *App) tea.Cmd { return a.editor.ExternalEdit() }},
		{title: "open a file as the input", keys: []string{"alt+o"}, disabled: (*App).noMachine, do: (*App).askOpen},
		{title: "save the input to a file", keys: []string{"alt+s"}, disabled: (*App).noMachine, do: (*App).askWrite},
		{title: "compare the input with another version, file or target", keys: []string{"V"}, disabled: (*App).cannotCompare, do: (*App).askCompare},
		{title: "show the input as it would be sent", keys: []string{"f12"}, disabled: (*App).cannotRun, do: (*App).showFilled},
		{title: "run the input many times: a burst", keys: []string{"B"}, disabled: (*App).cannotBurst, do: (*App).askBurst},
		{title: "show the burst", pages: true, disabled: (*App).noBurst, do: (*App).showBurst},
		{title: "stop the burst", pages: true, disabled: (*App).noBurstInFlight, do: (*App).stopBurst},
		{title: "rerun the last input on save, or not", keys: []string{"alt+r"}, disabled: (*App).notWatched, do: (*App).toggleRerun},
		{title: "abandon the run in flight", keys: []string{"x"}, in: []pane{historyPane}, disabled: (*App).nothingInFlight, do: (*App).askAbandon},

		{title: "pick the machine", keys: []string{"enter"}, in: []pane{machinesPane}, short: "pick", disabled: (*App).cannotPick, do: (*App).pickSelected},
		{title: "show the machine's graph, with the run's colours", keys: []string{"f2"}, disabled: (*App).noSubject, do: (*App).showGraph},
		{title: "show the machine's definition", disabled: (*App).noSubject, do: (*App).showText},
		{title: "look into the machine: graph and definition", keys: []string{"d"}, in: []pane{machinesPane}, short: "graph", disabled: (*App).noSubject, do: (*App).showGraph},
		{title: "show versions, aliases and test cases", keys: []string{"right", "l"}, in: []pane{machinesPane}, short: "versions", disabled: (*App).cannotOpen, do: (*App).openMachine},
		{title: "hide versions, aliases and test cases", keys: []string{"left", "h"}, in: []pane{machinesPane}, do: plain(func(a *App) { a.picker.Close() })},
		{title: "list the machines again", keys: []string{"r"}, in: []pane{machinesPane}, short: "reload", do: (*App).reread},
		{title: "order by the latest run or as listed", keys: []string{"s"}, in: []pane{machinesPane}, do: func(a *App) tea.Cmd {
			a.picker.ToggleOrder()
			if a.picker.Recent() {
				return a.say("machines by their latest run")
			}
			return a.say("machines as the target lists them")
		}},

		{title: "load the saved input", keys: []string{"enter"}, in: []pane{savedPane}, short: "load", disabled: (*App).noInput, do: func(a *App) tea.Cmd {
			input, _ := a.inputs.Selected()
			return a.loadInput(input.Name)
		}},
		{title: "delete the saved input", keys: []string{"d"}, in: []pane{savedPane}, short: "delete", disabled: (*App).cannotDelete, do: (*App).deleteInput},
		{title: "bring the deleted input back", keys: []string{"u"}, in: []pane{savedPane}, short: "undo", disabled: (*App).cannotRestore, do: (*App).restore},
		{title: "rename the saved input", keys: []string{"r"}, in: []pane{savedPane}, short: "rename", disabled: (*App).cannotRename, do: (*App).askRename},
		{title: "replay the saved inputs of the machine", keys: []string{"R"}, in: []pane{machinesPane, savedPane}, short: "replay", disabled: (*App).cannotReplay, do: (*App).replayMachine},
		{title: "replay the saved inputs of every machine", disabled: (*App).replayBusy, do: (*App).replayAll},
		{title: "show the replay", pages: true, disabled: (*App).noReplay, do: (*App).showReplay},
		{title: "stop the replay", pages: true, disabled: (*App).notReplaying, do: (*App).stopReplay},
		{title: "duplicate the saved input", keys: []string{"c"}, in: []pane{savedPane}, short: "duplicate", disabled: (*App).noInput, do: (*App).askDuplicate},

		{title: "look into the run, or at the runs of its group", keys: []string{"enter"}, in: []pane{historyPane}, short: "open", disabled: (*App).noRun, do: plain((*App).lookInto)},
		{title: "run this very run again", keys: []string{"R"}, in: runs, short: "run again", disabled: (*App).cannotRepeat, do: (*App).repeat},
		{title: "accept this run as expected", keys: []string{"E"}, in: runs, disabled: (*App).cannotAccept, do: (*App).accept},
		{title: "load the run's input into the editor", keys: []string{"r"}, in: runs, short: "reuse input", disabled: (*App).noRun, do: (*App).reuse},
		{title: "runs of all machines, or of this one", keys: []string{"a"}, in: []pane{historyPane}, short: "this machine", do: plain(func(a *App) { a.list.ToggleMachine() })},
		{title: "runs of any kind, failed, succeeded, unanswered, starred", keys: []string{"f"}, in: []pane{historyPane}, short: "filter", do: plain(func(a *App) { a.list.NextFilter() })},
		{title: "find text in inputs, outputs, errors and notes", keys: []string{"/"}, in: []pane{historyPane}, short: "find", do: plain(func(a *App) { a.list.StartFilter() })},
		{title: "show all runs again", disabled: (*App).noFilter, do: plain(func(a *App) { a.list.ClearFilters() })},
		{title: "star the run, or take its star away", keys: []string{"*"}, in: runs, disabled: (*App).noSingleRun, do: (*App).star},
		{title: "write a note on the run", keys: []string{"n"}, in: []pane{historyPane}, short: "note", disabled: (*App).noSingleRun, do: (*App).askNote},
		{title: "show the comparison that the run is part of", keys: []string{"v"}, in: runs, disabled: (*App).noComparison, do: (*App).showComparison},
		{title: "mark the run to compare others with it, or unmark it", keys: []string{"m"}, in: runs, short: "mark", disabled: (*App).noRun, do: (*App).markRun},
		{title: "copy what the open tab shows", keys: []string{"y"}, in: []pane{historyPane}, disabled: (*App).noRun, do: (*App).copyTab},
		{title: "copy the run as an aws command", keys: []string{"c"}, in: runs, disabled: (*App).noRun, do: copyAs(awsCommand)},
		{title: "copy the run as an expresso command", keys: []string{"C"}, in: runs, disabled: (*App).noRun, do: copyAs(expressoCommand)},
		{title: "save what the open tab shows to a file", keys: []string{"w"}, in: []pane{historyPane}, disabled: (*App).noRun, do: (*App).askExport},
		{title: "save the run to a folder: input, output, response, trace", keys: []string{"W"}, in: runs, disabled: (*App).noSingleRun, do: (*App).askSaveRun},
		{title: "prune the history: delete old runs", do: (*App).askPrune},

		{title: "next tab", keys: []string{"]"}, in: runs, short: "tab", do: plain(func(a *App) { a.details.Turn(1) })},
		{title: "previous tab", keys: []string{"["}, in: runs, do: plain(func(a *App) { a.details.Turn(-1) })},
		{title: "show the output", do: open(history.Output)},
		{title: "show the error and its cause", do: open(history.Error)},
		{title: "show the trace", do: open(history.Trace)},
		{title: "show the billing", do: open(history.Billing)},
		{title: "compare with the marked run, or the one before", do: open(history.Diff)},
		{title: "show the response as it came", do: open(history.Raw)},

		{title: "next pane", keys: []string{"tab"}, short: "next pane", do: plain(func(a *App) { a.turnFocus(1) })},
		{title: "previous pane", keys: []string{"shift+tab"}, do: plain(func(a *App) { a.turnFocus(-1) })},
		{title: "give the pane the whole screen", keys: []string{"z", "f9"}, do: plain(func(a *App) { a.zoomed = !a.zoomed; a.arrange() })},
		{title: "make the pane wider", keys: []string{">"}, do: grow(wider, 0)},
		{title: "make the pane narrower", keys: []string{"<"}, do: grow(-wider, 0)},
		{title: "make the pane taller", keys: []string{"}"}, do: grow(0, taller)},
		{title: "make the pane lower", keys: []string{"{"}, do: grow(0, -taller)},
		{title: "make all panes as large as they were", do: plain(func(a *App) { a.sizes = sizes{}; a.arrange() })},
		{title: "leave what is open, or abandon the run in flight", keys: []string{"esc"}, do: (*App).back},
		{title: "mouse off or on", pages: true, keys: []string{"f10"}, do: (*App).toggleMouse},
		{title: "vim keys in the input, on or off", do: (*App).toggleVim},
		{title: "theme dark", pages: true, disabled: (*App).noColours, do: chooseTheme(theme.Dark)},
		{title: "theme light", pages: true, disabled: (*App).noColours, do: chooseTheme(theme.Light)},
		{title: "theme contrast, readable on black and on white", pages: true, disabled: (*App).noColours, do: chooseTheme(theme.Contrast)},
		{title: "theme terminal, its own sixteen colours", pages: true, disabled: (*App).noColours, do: chooseTheme(theme.Terminal)},
		{title: "theme auto, as the terminal's background", pages: true, disabled: (*App).noColours, do: chooseTheme("")},
		{title: "commands", keys: []string{"ctrl+p", ":"}, pages: true, short: "commands", do: (*App).openPalette},
		{title: "help", keys: []string{"f1", "?"}, pages: true, short: "help", do: plain(func(a *App) { a.over = &help{back: a.over} })},
		{title: "quit", keys: []string{"ctrl+q", "ctrl+c", "q"}, pages: true, do: (*App).askQuit},
	}
}

// The reasons why an action cannot be done now, "" if it can.

func (a *App) noMachine() string {
	if a.machine.ARN == "" {
		return "no state machine is picked"
	}
	return ""
}

func (a *App) cannotRun() string {
	switch {
	case a.machine.ARN == "":
		return a.noMachine()
	case a.machine.SyncProblem() != "":
		return a.machine.SyncProblem()
	case a.draft.of != a.machine.ARN:
		return "the input of this machine is still being read"
	}
	return ""
}

func (a *App) cannotPick() string {
	m, ok := a.picker.Selected()
	if !ok {
		return "no state machine is under the cursor"
	}
	if m.Problem != "" {
		return "" // picking it tells what is wrong
	}
	return m.SyncProblem()
}

func (a *App) cannotOpen() string {
	m, ok := a.picker.Selected()
	if !ok {
		return "no state machine is under the cursor"
	}
	return m.SyncProblem()
}

func (a *App) noInput() string {
	if _, ok := a.inputs.Selected(); !ok {
		return "no input is saved for this machine: ctrl+s saves one"
	}
	return ""
}

func (a *App) cannotDelete() string {
	input, ok := a.inputs.Selected()
	switch {
	case !ok:
		return a.noInput()
	case input.BuiltIn:
		return "this input comes with the sample and has no file"
	}
	return ""
}

func (a *App) noRun() string {
	if _, ok := a.list.Selected(); !ok {
		return "no run is selected"
	}
	return ""
}

func (a *App) nothingInFlight() string {
	if len(a.flights) == 0 {
		return "no run is in flight"
	}
	return ""
}

// perform does an action, or says why it cannot be done.
func (a *App) perform(c action) tea.Cmd {
	if c.disabled != nil {
		if reason := c.disabled(a); reason != "" {
			return a.warn(reason)
		}
	}
	return c.do(a)
}

func (a *App) pickSelected() tea.Cmd {
	m, _ := a.picker.Selected()
	if m.Problem != "" {
		return a.describe(m, model.Run{}, foundFace)
	}
	aim := a.picker.Aim()
	a.picker.ClearFilter()
	a.setFocus(inputPane)
	return a.pick(m, aim)
}

// lookInto goes on to what is under the history's cursor: a run's details, or a group's
// runs.
func (a *App) lookInto() {
	if group, ok := a.list.SelectedGroup(); ok {
		a.list.OpenGroup(group)
		return
	}
	a.setFocus(detailsPane)
}

// editorAction does what the editor binds to a key.
func (a *App) editorAction(b key.Binding) tea.Cmd {
	for _, c := range a.editor.Actions() {
		if c.Binding.Help() == b.Help() {
			return c.Do()
		}
	}
	return nil
}

// back leaves the innermost of what is open.
func (a *App) back() tea.Cmd {
	switch {
	case a.zoomed:
		a.zoomed = false
		a.arrange()
	case a.focus == machinesPane && a.picker.ClearFilter():
	case a.focus == historyPane && (a.list.ClearFilters() || a.list.CloseGroup()):
	case len(a.flights) > 0:
		return a.askAbandon()
	case a.focus == detailsPane:
		a.setFocus(historyPane)
	case a.focus == machinesPane || a.focus == savedPane:
		a.setFocus(inputPane)
	}
	return nil
}

func (a *App) toggleMouse() tea.Cmd {
	a.mouse, a.switched = !a.mouse, true
	if a.mouse {
		return tea.Batch(tea.EnableMouseCellMotion, a.say("the mouse is the workbench's"))
	}
	return tea.Batch(tea.DisableMouse, a.say("the mouse is the terminal's: it selects text"))
}

func (a *App) toggleVim() tea.Cmd {
	on := !a.editor.Vim()
	a.moded = true
	a.editor.SetVim(on)
	if on {
		return a.say("the input has vim keys: i inserts, esc ends it, U is redo")
	}
	return a.say("the input has plain keys")
}

// askQuit leaves, after asking if a run is in flight.
func (a *App) askQuit() tea.Cmd {
	n := int64(len(a.flights))
	if a.burst.inFlight() {
		n += max(a.burst.facts.Snapshot.InFlight, 1)
	}
	if a.replaying.run != nil {
		n += int64(max(a.replaying.view.InFlight(), 1))
	}
	if n == 0 {
		return a.leave()
	}
	text, far := "a run is in flight: ", "its execution goes on, and is billed, but "
	seen := "its answer will not be seen"
	if n > 1 {
		text, far = screen.Count(n)+" runs are in flight: ", "their executions go on, and are billed, but "
		seen = "their answers will not be seen"
	}
	if !a.local() {
		text += far
	}
	text += seen
	switch burst := a.burst.inFlight(); {
	case burst && a.replaying.run != nil:
		text = "the burst and the replay stop; " + text
	case burst:
		text = "the burst stops; " + text
	case a.replaying.run != nil:
		text = "the replay stops; " + text
	}
	a.over = &confirm{title: "Quit", text: text, yes: "quit", do: a.leave, back: a.over}
	return nil
}

func (a *App) leave() tea.Cmd {
	a.quitting = true
	return tea.Quit
}

// KeyTable is the table of keys in the README, in Markdown.
func KeyTable() string {
	var out strings.Builder
	out.WriteString("| where | keys | what |\n| --- | --- | --- |\n")
	for _, section := range tableSections() {
		for _, b := range section.keys {
			if !b.Enabled() || len(b.Keys()) == 0 {
				continue
			}
			keys := strings.ReplaceAll(strings.Join(b.Keys(), "` `"), "|", "\\|")
			if keys == " " {
				keys = "space"
			}
			out.WriteString("| " + section.title + " | `" + keys + "` | " + b.Help().Desc + " |\n")
		}
	}
	return out.String()
}

// tableSections are the sections of the help, and those of the tabs whose keys are not
// those of a document.
func tableSections() []section {
	a := New(Config{Bench: &model.Workbench{}})
	a.details.ShowWhole(model.Run{ID: "any", Status: model.Succeeded, Output: "{}"}) // its keys are those of a document
	all := sections(a)
	for _, tab := range []history.Tab{history.Trace, history.Diff} {
		a.details.Open(tab)
		all = append(all, section{strings.ToLower(tab.String()), a.details.Bindings()})
	}
	normal, visual := editor.VimBindings()
	return append(all, section{"input with vim keys", normal}, section{"input with vim keys, selecting", visual})
}
