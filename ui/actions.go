package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/history"
	"expresso/ui/input"
	"expresso/ui/layout"
	"expresso/ui/machine"
	"expresso/ui/picker"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// scoped is an action and where its keys work.
type scoped struct {
	action.Action
	in []pane // nil for everywhere
}

// works reports whether the action's keys are answered in a pane.
func (c scoped) works(p pane) bool { return c.in == nil || slices.Contains(c.in, p) }

// everything lists what App can do, in the order in which it is shown.
func (a *App) everything() []scoped {
	open := func(tab history.Tab) func() tea.Cmd {
		return action.Plain(func() { a.history.Details.Open(tab); a.setFocus(detailsPane) })
	}
	runs := []pane{historyPane, detailsPane}
	return []scoped{
		{Action: action.Action{ID: "run-the-input", Title: "run the input", Keys: input.RunKeys(), Short: "run", Disabled: a.cannotRun, Do: func() tea.Cmd { return a.input.Run(a.picker.Picked()) }}},
		{Action: action.Action{ID: "save-the-input-under-a-name", Title: "save the input under a name", Keys: []string{"ctrl+s"}, Short: "save", Disabled: a.picker.None, Do: a.input.AskSave}},
		{Action: action.Action{ID: "edit-the-input-in-editor", Title: "edit the input in $EDITOR", Keys: []string{"ctrl+o"}, Disabled: a.picker.None, Do: a.input.EditOutside}},
		{Action: action.Action{ID: "open-a-file-as-the-input", Title: "open a file as the input", Keys: []string{"alt+o"}, Disabled: a.picker.None, Do: a.input.AskOpen}},
		{Action: action.Action{ID: "save-the-input-to-a-file", Title: "save the input to a file", Keys: []string{"alt+s"}, Disabled: a.picker.None, Do: a.input.AskWrite}},
		{Action: action.Action{ID: "compare-the-input-with-another-version", Title: "compare the input with another version, file or target", Keys: []string{"V"}, Disabled: a.cannotCompare, Do: a.askCompare}},
		{Action: action.Action{ID: "show-the-input-as-it-would-be-sent", Title: "show the input as it would be sent", Keys: []string{"f12"}, Disabled: a.cannotRun, Do: func() tea.Cmd { return a.input.Look(a.picker.Picked()) }}},
		{Action: action.Action{ID: "run-the-input-many-times", Title: "run the input many times: a burst", Keys: []string{"B"}, Disabled: a.cannotBurst, Do: a.askBurst}},
		{Action: action.Action{ID: "show-the-burst", Title: "show the burst", Anywhere: true, Disabled: a.burst.None, Do: a.burst.Show}},
		{Action: action.Action{ID: "stop-the-burst", Title: "stop the burst", Anywhere: true, Disabled: a.burst.Idle, Do: a.burst.Stop}},
		{Action: action.Action{ID: "rerun-the-last-input-on-save", Title: "rerun the last input on save, or not", Keys: []string{"alt+r"}, Disabled: a.notWatched, Do: a.toggleRerun}},
		{Action: action.Action{ID: "abandon-the-run-in-flight", Title: "abandon the run in flight", Keys: []string{"x"}, Disabled: a.flight.None, Do: a.askAbandon}, in: []pane{historyPane}},

		{Action: action.Action{ID: "pick-the-machine", Title: "pick the machine", Keys: []string{"enter"}, Short: "pick", Disabled: a.picker.CannotPick, Do: a.pickSelected}, in: []pane{machinesPane}},
		{Action: action.Action{ID: "show-the-machines-graph", Title: "show the machine's graph, with the run's colours", Keys: []string{"f2"}, Disabled: a.noSubject, Do: a.showGraph}},
		{Action: action.Action{ID: "show-the-machines-definition", Title: "show the machine's definition", Disabled: a.noSubject, Do: a.showText}},
		{Action: action.Action{ID: "look-into-the-machine", Title: "look into the machine: graph and definition", Keys: []string{"d"}, Short: "graph", Disabled: a.noSubject, Do: a.showGraph}, in: []pane{machinesPane}},
		{Action: action.Action{ID: "show-versions", Title: "show versions, aliases and test cases", Keys: []string{"right", "l"}, Short: "versions", Disabled: a.picker.CannotOpen, Do: a.picker.Open}, in: []pane{machinesPane}},
		{Action: action.Action{ID: "hide-versions", Title: "hide versions, aliases and test cases", Keys: []string{"left", "h"}, Do: action.Plain(func() { a.picker.List.Close() })}, in: []pane{machinesPane}},
		{Action: action.Action{ID: "list-the-machines-again", Title: "list the machines again", Keys: []string{"r"}, Short: "reload", Do: a.reread}, in: []pane{machinesPane}},
		{Action: action.Action{ID: "toggle-as-express", Title: picker.AsExpressTitle + ", or not", Disabled: a.picker.NoStandard, Do: a.picker.ToggleExpress}},
		{Action: action.Action{ID: "order-by-the-latest-run-or-as-listed", Title: "order by the latest run or as listed", Keys: []string{"s"}, Do: a.picker.ToggleOrder}, in: []pane{machinesPane}},

		{Action: action.Action{ID: "load-the-saved-input", Title: "load the saved input", Keys: []string{"enter"}, Short: "load", Disabled: a.input.NoInput, Do: a.input.LoadSelected}, in: []pane{savedPane}},
		{Action: action.Action{ID: "delete-the-saved-input", Title: "delete the saved input", Keys: []string{"d"}, Short: "delete", Disabled: a.input.CannotDelete, Do: a.input.Delete}, in: []pane{savedPane}},
		{Action: action.Action{ID: "bring-the-deleted-input-back", Title: "bring the deleted input back", Keys: []string{"u"}, Short: "undo", Disabled: a.input.CannotRestore, Do: a.input.Restore}, in: []pane{savedPane}},
		{Action: action.Action{ID: "rename-the-saved-input", Title: "rename the saved input", Keys: []string{"r"}, Short: "rename", Disabled: a.input.CannotRename, Do: a.input.AskRename}, in: []pane{savedPane}},
		{Action: action.Action{ID: "replay-the-saved-inputs-of-the-machine", Title: "replay the saved inputs of the machine", Keys: []string{"R"}, Short: "replay", Disabled: a.cannotReplay, Do: a.replayMachine}, in: []pane{machinesPane, savedPane}},
		{Action: action.Action{ID: "replay-the-saved-inputs-of-every-machine", Title: "replay the saved inputs of every machine", Disabled: a.replay.Busy, Do: a.replayAll}},
		{Action: action.Action{ID: "show-the-replay", Title: "show the replay", Anywhere: true, Disabled: a.replay.None, Do: a.replay.Show}},
		{Action: action.Action{ID: "stop-the-replay", Title: "stop the replay", Anywhere: true, Disabled: a.replay.Idle, Do: a.replay.Stop}},
		{Action: action.Action{ID: "duplicate-the-saved-input", Title: "duplicate the saved input", Keys: []string{"c"}, Short: "duplicate", Disabled: a.input.NoInput, Do: a.input.AskDuplicate}, in: []pane{savedPane}},

		{Action: action.Action{ID: "look-into-the-run", Title: "look into the run, or at the runs of its group", Keys: []string{"enter"}, Short: "open", Disabled: a.history.NoRun, Do: action.Plain(a.lookInto)}, in: []pane{historyPane}},
		{Action: action.Action{ID: "run-this-very-run-again", Title: "run this very run again", Keys: []string{"R"}, Short: "run again", Disabled: a.history.CannotRepeat, Do: a.history.Repeat}, in: runs},
		{Action: action.Action{ID: "accept-this-run-as-expected", Title: "accept this run as expected", Keys: []string{"E"}, Disabled: a.cannotAccept, Do: a.accept}, in: runs},
		{Action: action.Action{ID: "mock-the-task", Title: "mock the task that had no answer", Keys: []string{"M"}, Disabled: a.history.CannotMock, Do: a.history.Mock}, in: runs},
		{Action: action.Action{ID: "load-the-runs-input-into-the-editor", Title: "load the run's input into the editor", Keys: []string{"r"}, Short: "reuse input", Disabled: a.history.NoRun, Do: a.history.Reuse}, in: runs},
		{Action: action.Action{ID: "runs-of-all-machines", Title: "runs of all machines, or of this one", Keys: []string{"a"}, Short: "all machines", Do: action.Plain(func() { a.history.List.ToggleMachine() })}, in: []pane{historyPane}},
		{Action: action.Action{ID: "runs-of-any-kind", Title: "runs of any kind, failed, succeeded, unanswered, starred", Keys: []string{"f"}, Short: "filter", Do: action.Plain(func() { a.history.List.NextFilter() })}, in: []pane{historyPane}},
		{Action: action.Action{ID: "find-text-in-inputs", Title: "find text in inputs, outputs, errors and notes", Keys: []string{"/"}, Short: "find", Do: action.Plain(func() { a.history.List.StartFilter() })}, in: []pane{historyPane}},
		{Action: action.Action{ID: "show-all-runs-again", Title: "show all runs again", Disabled: a.history.NoFilter, Do: action.Plain(func() { a.history.List.ClearFilters() })}},
		{Action: action.Action{ID: "star-the-run", Title: "star the run, or take its star away", Keys: []string{"*"}, Disabled: a.history.NoSingleRun, Do: a.history.Star}, in: runs},
		{Action: action.Action{ID: "write-a-note-on-the-run", Title: "write a note on the run", Keys: []string{"n"}, Short: "note", Disabled: a.history.NoSingleRun, Do: a.history.AskNote}, in: []pane{historyPane}},
		{Action: action.Action{ID: "show-the-comparison-that-the-run-is-part-of", Title: "show the comparison that the run is part of", Keys: []string{"v"}, Disabled: a.noComparison, Do: a.showComparison}, in: runs},
		{Action: action.Action{ID: "mark-the-run-to-compare-others-with-it", Title: "mark the run to compare others with it, or unmark it", Keys: []string{"m"}, Short: "mark", Disabled: a.history.NoRun, Do: a.history.MarkRun}, in: runs},
		{Action: action.Action{ID: "copy-what-the-open-tab-shows", Title: "copy what the open tab shows", Keys: []string{"y"}, Disabled: a.history.NoRun, Do: a.history.CopyTab}, in: []pane{historyPane}},
		{Action: action.Action{ID: "copy-the-run-as-an-aws-command", Title: "copy the run as an aws command", Keys: []string{"c"}, Disabled: a.history.NoRun, Do: a.history.CopyAWS}, in: runs},
		{Action: action.Action{ID: "copy-the-run-as-an-expresso-command", Title: "copy the run as an expresso command", Keys: []string{"C"}, Disabled: a.history.NoRun, Do: a.history.CopyExpresso}, in: runs},
		{Action: action.Action{ID: "save-what-the-open-tab-shows-to-a-file", Title: "save what the open tab shows to a file", Keys: []string{"w"}, Disabled: a.history.NoRun, Do: a.history.AskExport}, in: []pane{historyPane}},
		{Action: action.Action{ID: "save-menu", Title: "save: this tab, the run's folder or a report", Keys: []string{"W"}, Disabled: a.history.NoSingleRun, Do: a.history.AskSave}, in: runs},
		{Action: action.Action{ID: "save-the-run-to-a-folder", Title: "save the run to a folder: input, output, response, trace", Disabled: a.history.NoSingleRun, Do: a.history.AskSaveRun}, in: runs},
		{Action: action.Action{ID: "save-a-report", Title: "save a report of the run: HTML or Markdown", Disabled: a.history.NoSingleRun, Do: a.history.AskReport}, in: runs},
		{Action: action.Action{ID: "prune-the-history", Title: "prune the history: delete old runs", Do: a.history.AskPrune}},

		{Action: action.Action{ID: "next-tab", Title: "next tab", Keys: []string{"]"}, Short: "tab", Do: action.Plain(func() { a.history.Details.Turn(1) })}, in: runs},
		{Action: action.Action{ID: "previous-tab", Title: "previous tab", Keys: []string{"["}, Do: action.Plain(func() { a.history.Details.Turn(-1) })}, in: runs},
		{Action: action.Action{ID: "show-the-output", Title: "show the output", Do: open(history.Output)}},
		{Action: action.Action{ID: "show-the-error-and-its-cause", Title: "show the error and its cause", Do: open(history.Error)}},
		{Action: action.Action{ID: "show-the-trace", Title: "show the trace", Do: open(history.Trace)}},
		{Action: action.Action{ID: "show-the-billing", Title: "show the billing", Do: open(history.Billing)}},
		{Action: action.Action{ID: "compare-with-the-marked-run", Title: "compare with the marked run, or the one before", Do: open(history.Diff)}},
		{Action: action.Action{ID: "show-the-response-as-it-came", Title: "show the response as it came", Do: open(history.Raw)}},

		{Action: action.Action{ID: "next-pane", Title: "next pane", Keys: []string{"tab"}, Short: "next pane", Do: action.Plain(func() { a.turnFocus(1) })}},
		{Action: action.Action{ID: "previous-pane", Title: "previous pane", Keys: []string{"shift+tab"}, Do: action.Plain(func() { a.turnFocus(-1) })}},
		{Action: action.Action{ID: "give-the-pane-the-whole-screen", Title: "give the pane the whole screen", Keys: []string{"z", "f9"}, Do: action.Plain(func() { a.prefs.Zoomed = !a.prefs.Zoomed; a.arrange() })}},
		{Action: action.Action{ID: "make-the-pane-wider", Title: "make the pane wider", Keys: []string{">"}, Do: a.grow(wider, 0)}},
		{Action: action.Action{ID: "make-the-pane-narrower", Title: "make the pane narrower", Keys: []string{"<"}, Do: a.grow(-wider, 0)}},
		{Action: action.Action{ID: "make-the-pane-taller", Title: "make the pane taller", Keys: []string{"}"}, Do: a.grow(0, taller)}},
		{Action: action.Action{ID: "make-the-pane-lower", Title: "make the pane lower", Keys: []string{"{"}, Do: a.grow(0, -taller)}},
		{Action: action.Action{ID: "make-all-panes-as-large-as-they-were", Title: "make all panes as large as they were", Do: action.Plain(func() { a.prefs.Sizes = layout.Sizes{}; a.arrange() })}},
		{Action: action.Action{ID: "leave-what-is-open", Title: "leave what is open, or abandon the run in flight", Keys: []string{"esc"}, Do: a.back}},
		{Action: action.Action{ID: "mouse-off-or-on", Title: "mouse off or on", Anywhere: true, Keys: []string{"f10"}, Do: a.toggleMouse}},
		{Action: action.Action{ID: "vim-keys-in-the-input", Title: "vim keys in the input, on or off", Do: a.toggleVim}},
		{Action: action.Action{ID: "theme-dark", Title: "theme dark", Anywhere: true, Disabled: a.noColours, Do: a.chooseTheme(theme.Dark)}},
		{Action: action.Action{ID: "theme-light", Title: "theme light", Anywhere: true, Disabled: a.noColours, Do: a.chooseTheme(theme.Light)}},
		{Action: action.Action{ID: "theme-contrast", Title: "theme contrast, readable on black and on white", Anywhere: true, Disabled: a.noColours, Do: a.chooseTheme(theme.Contrast)}},
		{Action: action.Action{ID: "theme-terminal", Title: "theme terminal, its own sixteen colours", Anywhere: true, Disabled: a.noColours, Do: a.chooseTheme(theme.Terminal)}},
		{Action: action.Action{ID: "code-style", Title: "code style: the colours of JSON", Anywhere: true, Disabled: a.noColours, Do: a.askStyle}},
		{Action: action.Action{ID: "theme-auto", Title: "theme auto, as the terminal's background", Anywhere: true, Disabled: a.noColours, Do: a.chooseTheme("")}},
		{Action: action.Action{ID: "commands", Title: "commands", Keys: []string{"ctrl+p", ":"}, Anywhere: true, Short: "commands", Do: a.openPalette}},
		{Action: action.Action{ID: "help", Title: "help", Keys: []string{"f1", "?"}, Anywhere: true, Short: "help", Do: action.Plain(a.openHelp)}},
		{Action: action.Action{ID: "quit", Title: "quit", Keys: []string{"ctrl+q", "ctrl+c", "q"}, Anywhere: true, Do: a.askQuit}},
	}
}

// The reasons why an action cannot be done now, "" if it can.

func (a *App) cannotRun() string {
	switch {
	case a.picker.Machine().ARN == "":
		return a.picker.None()
	case a.picker.Machine().SyncProblem() != "":
		return a.picker.Problem(a.picker.Machine())
	case !a.input.Opened():
		return "the input of this machine is still being read"
	}
	return ""
}

// perform does an action, or says why it cannot be done.
func (a *App) perform(c action.Action) tea.Cmd {
	if reason := c.Reason(); reason != "" {
		return a.warn(reason)
	}
	return c.Do()
}

func (a *App) pickSelected() tea.Cmd {
	m, _ := a.picker.List.Selected()
	if m.Problem != "" {
		return a.definitions.Open(a.ctx, m, model.Run{}, machine.Problems)
	}
	if a.picker.Problem(m) != "" {
		return a.picker.AskExpress(m)
	}
	arn := a.picker.List.ARN()
	a.picker.List.ClearFilter()
	a.setFocus(inputPane)
	return a.pick(m, arn)
}

// lookInto goes on to what is under the history's cursor: a run's details, or a group's
// runs.
func (a *App) lookInto() {
	if group, ok := a.history.List.SelectedGroup(); ok {
		a.history.List.OpenGroup(group)
		return
	}
	a.setFocus(detailsPane)
}

// back leaves the innermost of what is open.
func (a *App) back() tea.Cmd {
	switch {
	case a.prefs.Zoomed:
		a.prefs.Zoomed = false
		a.arrange()
	case a.focus == machinesPane && a.picker.List.ClearFilter():
	case a.focus == historyPane && (a.history.List.ClearFilters() || a.history.List.CloseGroup()):
	case a.flight.Len() > 0:
		return a.askAbandon()
	case a.focus == detailsPane:
		a.setFocus(historyPane)
	case a.focus == machinesPane || a.focus == savedPane:
		a.setFocus(inputPane)
	}
	return nil
}

// askQuit leaves, after asking if a run is in flight.
func (a *App) askQuit() tea.Cmd {
	n := int64(a.flight.Len()) + a.burst.Waiting() + int64(a.replay.InFlight())
	if n == 0 {
		return a.leave()
	}
	text, far := "a run is in flight: ", "its execution goes on, and is billed, but "
	seen := "its answer will not be seen"
	if n > 1 {
		text, far = screen.Count(n)+" runs are in flight: ", "their executions go on, and are billed, but "
		seen = "their answers will not be seen"
	}
	if a.bills() {
		text += far
	}
	text += seen
	switch burst := a.burst.InFlight(); {
	case burst && a.replay.Running():
		text = "the burst and the replay stop; " + text
	case burst:
		text = "the burst stops; " + text
	case a.replay.Running():
		text = "the replay stops; " + text
	}
	a.dialogs.Push(&dialog.Confirm{Title: "Quit", Question: text, Yes: "quit", Then: leaveMsg{}})
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
		for _, c := range section.Actions {
			if len(c.Keys) == 0 {
				continue
			}
			keys := strings.ReplaceAll(strings.Join(c.Keys, "` `"), "|", "\\|")
			if keys == " " {
				keys = "space"
			}
			out.WriteString("| " + section.Title + " | `" + keys + "` | " + c.Title + " |\n")
		}
	}
	return out.String()
}

// tableSections are the sections of the help, and those of the tabs whose keys are not
// those of a document.
func tableSections() []action.Section {
	a := New(Config{Bench: &model.Workbench{}})
	a.history.Details.ShowWhole(model.Run{ID: "any", Status: model.Succeeded, Output: "{}"}) // its keys are those of a document
	all := sections(a)
	for _, tab := range []history.Tab{history.Trace, history.Diff} {
		a.history.Details.Open(tab)
		all = append(all, action.Section{Title: strings.ToLower(tab.String()), Actions: a.history.Details.Actions()})
	}
	normal, visual := a.input.Editor.VimActions()
	return append(all, action.Section{Title: "input with vim keys", Actions: normal}, action.Section{Title: "input with vim keys, selecting", Actions: visual})
}
