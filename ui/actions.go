package ui

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/history"
	"expresso/ui/input"
	"expresso/ui/keymap"
	"expresso/ui/layout"
	"expresso/ui/links"
	"expresso/ui/machine"
	"expresso/ui/picker"
	"expresso/ui/terminal"
)

// scoped is an action and where its keys work.
type scoped = keymap.Scoped

// everything lists what App can do, in display order. The links are needed for nothing else.
func (a *App) everything(pages *links.Room) []scoped {
	open := func(tab history.Tab) func() tea.Cmd {
		return action.Plain(func() { a.history.Details.Open(tab); a.setFocus(detailsPane) })
	}
	runs := []pane{historyPane, detailsPane}
	machines, notText := []pane{machinesPane}, []pane{machinesPane, savedPane, historyPane, detailsPane}
	saved, listed := []pane{savedPane}, []pane{historyPane}
	return slices.Concat(a.panesActions(), []scoped{
		{Action: action.Action{ID: "run-the-input", Title: "run the input", Words: "send start execute", Sends: true, Keys: input.RunKeys(), Short: "run", Disabled: a.cannotRunHere, Do: func() tea.Cmd { return a.input.Run(a.picker.Picked()) }}},
		{Action: action.Action{ID: "edit-the-input-in-editor", Title: "edit the input in $EDITOR", Words: "vim open", Keys: []string{"ctrl+o", "e"}, Disabled: a.picker.None, Do: a.input.EditOutside}},
		{Action: action.Action{ID: "save-the-input-under-a-name", Title: "save the input under a name", Words: "store keep", Keys: []string{"ctrl+s"}, Short: "save", Disabled: a.picker.None, Do: a.input.AskSave}},
		{Action: action.Action{ID: "open-a-file-as-the-input", Title: "open a file as the input", Words: "import read load", Keys: []string{"alt+o"}, Disabled: a.picker.None, Do: a.input.AskOpen}},
		{Action: action.Action{ID: "save-the-input-to-a-file", Title: "save the input to a file", Words: "write", Keys: []string{"alt+s"}, Disabled: a.picker.None, Do: a.input.AskWrite}},
		{Action: action.Action{ID: "compare-the-input-with-another-version", Title: "compare with another version, file or target", Words: "versus against alias", Sends: true, Keys: []string{"V"}, Disabled: a.cannotCompare, Do: a.askCompare}},
		{Action: action.Action{ID: "show-the-input-as-it-would-be-sent", Title: "show the input with its parameters filled in", Words: "request preview parameters dry", Keys: []string{"f12"}, Disabled: a.cannotRun, Do: func() tea.Cmd { return a.input.Look(a.picker.Picked()) }}},
		{Action: action.Action{ID: "run-the-input-many-times", Title: "burst: run the input many times", Words: "load stress throttle budget", Sends: true, Keys: []string{"B"}, Disabled: a.cannotBurst, Do: a.askBurst}},
		{Action: action.Action{ID: "show-the-burst", Title: "show the burst", Anywhere: true, Disabled: a.burst.None, Do: a.burst.Show}},
		{Action: action.Action{ID: "stop-the-burst", Title: "stop the burst", Anywhere: true, Disabled: a.burst.Idle, Do: a.burst.Stop}},
		{Action: action.Action{ID: "rerun-the-last-input-on-save", Title: "rerun the last input on save: on or off", Words: "watch automatically", Sends: true, Keys: []string{"alt+r"}, Disabled: a.notWatched, Do: a.toggleRerun}},
		{Action: action.Action{ID: "include-data-or-not", Title: "responses with all data, or METADATA_ONLY", Words: "included withheld kms request setting", Disabled: a.flight.NoRequests, Do: a.flight.ToggleData}},
		{Action: action.Action{ID: "new-x-ray-trace-or-not", Title: "give each run its own X-Ray trace, or none", Words: "xray header sampled request setting", Disabled: a.flight.NoRequests, Do: a.flight.ToggleTrace}},
		{Action: action.Action{ID: "abandon-the-run-in-flight", Title: "stop waiting for the run in flight", Words: "abandon cancel abort kill", Keys: []string{"x"}, Disabled: a.flight.None, Do: a.askStopWaiting}},

		{Action: action.Action{ID: "pick-the-machine", Title: "pick the machine", Words: "choose select switch", Keys: []string{"enter"}, Short: "pick", Disabled: a.picker.CannotPick, Do: a.pickSelected}, In: machines},
		{Action: action.Action{ID: "look-into-the-machine", Title: "open the machine", Words: "graph definition", Keys: []string{"o"}, Short: "open", Disabled: a.noSubject, Do: a.showGraph}, In: machines},
		{Action: action.Action{ID: "show-the-machines-graph", Title: "show the graph", Words: "picture diagram states", Keys: []string{"f2"}, Disabled: a.noSubject, Do: a.showGraph}},
		{Action: action.Action{ID: "show-the-machines-definition", Title: "show the definition", Words: "asl source json", Disabled: a.noSubject, Do: a.showText}},
		{Action: action.Action{ID: "validate-the-definition", Title: "validate the definition", Words: "check lint problems warnings diagnostics", Disabled: a.noSubject, Do: a.validate}},
		{Action: action.Action{ID: "edit-file-of-machine", Title: "edit the definition in $EDITOR", Words: "asl file open", Keys: []string{"e"}, Disabled: a.noSubject, Do: a.editDefinition}, In: machines},
		{Action: action.Action{ID: "show-versions", Title: "show versions, aliases and test cases", Words: "qualifiers mocks expand", Keys: []string{"right", "l"}, Short: "versions", Disabled: a.picker.CannotOpen, Do: a.picker.Open}, In: machines},
		{Action: action.Action{ID: "hide-versions", Title: "hide versions, aliases and test cases", Keys: []string{"left", "h"}, Do: action.Plain(func() { a.picker.List.Close() })}, In: machines},
		{Action: action.Action{ID: "list-the-machines-again", Title: "reload the machines", Words: "refresh list", Keys: []string{"ctrl+l"}, Hidden: func() bool { return a.focus == detailsPane && a.history.Details.CanAskAgain() }, Do: a.reread}},
		{Action: action.Action{ID: "toggle-as-express", Title: picker.AsExpressTitle + ", or not", Disabled: a.picker.NoStandard, Do: a.picker.ToggleExpress}},
		{Action: action.Action{ID: "save-as-express", Title: "save in the project file that STANDARD machines run as EXPRESS", Words: "type remember", Disabled: a.picker.CannotRemember, Do: a.picker.Remember}},
		{Action: action.Action{ID: "order-by-the-latest-run-or-as-listed", Title: "sort by latest run, or as listed", Words: "order", Keys: []string{"s"}, Do: a.picker.ToggleOrder}, In: machines},
		{Action: action.Action{ID: "go-to-arn", Title: "go to an ARN", Words: "machine execution console url account region open paste", Keys: []string{"alt+g"}, Do: a.picker.AskGoTo}},
		{Action: action.Action{ID: "star-the-machine", Title: "list the machine first, or not", Words: "star favourite favorite pin", Keys: []string{"*"}, Disabled: a.picker.NotStarred, Do: a.picker.Star}, In: machines},

		{Action: action.Action{ID: "load-the-saved-input", Title: "use the saved input", Words: "load open", Keys: []string{"enter", "i"}, Short: "use", Disabled: a.input.NoInput, Do: a.input.LoadSelected}, In: saved},
		{Action: action.Action{ID: "replay-the-saved-inputs-of-the-machine", Title: "replay the saved inputs of the machine", Words: "test suite regression all", Sends: true, Keys: []string{"R"}, Short: "replay", Disabled: a.cannotReplay, Do: a.replayMachine}, In: []pane{machinesPane, savedPane}},
		{Action: action.Action{ID: "edit-the-saved-input", Title: "edit the saved input in $EDITOR", Keys: []string{"e"}, Short: "edit", Disabled: a.input.NoInput, Do: a.input.EditSelected}, In: saved},
		{Action: action.Action{ID: "delete-the-saved-input", Title: "delete the saved input", Words: "remove", Keys: []string{"d"}, Short: "delete", Disabled: a.input.CannotDelete, Do: a.input.Delete}, In: saved},
		{Action: action.Action{ID: "bring-the-deleted-input-back", Title: "undo the deletion of the saved input", Words: "restore bring back", Keys: []string{"u"}, Short: "undo", Disabled: a.input.CannotRestore, Do: a.input.Restore}, In: saved},
		{Action: action.Action{ID: "rename-the-saved-input", Title: "rename the saved input", Keys: []string{"r"}, Short: "rename", Disabled: a.input.CannotRename, Do: a.input.AskRename}, In: saved},
		{Action: action.Action{ID: "rerun-the-failures-of-the-replay", Title: "rerun the failures of the replay", Words: "failed", Sends: true, Keys: []string{"F"}, Disabled: a.replay.None, Do: a.replay.RerunFailures}, In: []pane{machinesPane, savedPane}},
		{Action: action.Action{ID: "replay-the-saved-inputs-of-every-machine", Title: "replay the saved inputs of every machine", Words: "test suite regression all", Sends: true, Disabled: a.replay.Busy, Do: a.replayAll}},
		{Action: action.Action{ID: "show-the-replay", Title: "show the replay", Anywhere: true, Disabled: a.replay.None, Do: a.replay.Show}},
		{Action: action.Action{ID: "stop-the-replay", Title: "stop the replay", Anywhere: true, Disabled: a.replay.Idle, Do: a.replay.Stop}},
		{Action: action.Action{ID: "duplicate-the-saved-input", Title: "duplicate the saved input", Words: "copy", Keys: []string{"c"}, Short: "duplicate", Disabled: a.input.NoInput, Do: a.input.AskDuplicate}, In: saved},
		{Action: action.Action{ID: "try-an-expression-on-the-input", Title: "try an expression on the input", Words: "evaluate jsonata jsonpath intrinsic", Keys: []string{"|"}, Disabled: a.picker.None, Do: a.tryOnInput}, In: []pane{machinesPane, savedPane}},

		{Action: action.Action{ID: "look-into-the-run", Title: "open the run, or the runs of its group", Keys: []string{"enter"}, Short: "open", Disabled: a.history.NoRun, Do: action.Plain(a.lookInto)}, In: listed},
		{Action: action.Action{ID: "runs-of-any-kind", Title: "filter the runs by status, star, machine, saved input or time", Words: "only failed succeeded starred today", Keys: []string{"f"}, Short: "filter", Do: a.history.AskFilter}, In: listed},
		{Action: action.Action{ID: "find-text-in-inputs", Title: "search inputs, outputs, errors and notes, or a date", Words: "find text history day", Keys: []string{"/"}, Short: "find", Do: action.Plain(func() { a.history.List.StartFilter() })}, In: listed},
		{Action: action.Action{ID: "write-a-note-on-the-run", Title: "annotate the run", Words: "note comment write", Keys: []string{"a"}, Short: "note", Disabled: a.history.NoSingleRun, Do: a.history.AskNote}, In: runs},
		{Action: action.Action{ID: "sort-the-runs", Title: "sort the runs: newest, longest, most expensive or failures first", Words: "order duration slow status", Keys: []string{"s"}, Short: "sort", Do: a.history.Sort}, In: listed},
		{Action: action.Action{ID: "run-this-very-run-again", Title: "rerun this run", Words: "again repeat", Sends: true, Keys: []string{"R"}, Short: "rerun", Disabled: a.history.CannotRepeat, Do: a.history.Repeat}, In: runs},
		{Action: action.Action{ID: "mock-the-task", Title: "mock the task that had no mock", Words: "stub fake", Keys: []string{"M"}, Disabled: a.history.CannotMock, Do: a.history.Mock}, In: runs},
		{Action: action.Action{ID: "load-the-runs-input-into-the-editor", Title: "use the input of this run", Words: "load reuse", Keys: []string{"i"}, Short: "use input", Disabled: a.history.NoRun, Do: a.history.Reuse}, In: runs},
		{Action: action.Action{ID: "accept-this-run-as-expected", Title: "accept this run as expected", Words: "expectation approve", Keys: []string{"E"}, Short: "accept", Disabled: a.cannotAccept, Do: a.accept}, In: runs},
		{Action: action.Action{ID: "show-all-runs-again", Title: "clear the filter of the history", Words: "all show", Disabled: a.history.NoFilter, Do: action.Plain(func() { a.history.List.ClearFilters() })}},
		{Action: action.Action{ID: "star-the-run", Title: "star the run, or remove its star", Words: "favourite favorite bookmark", Keys: []string{"*"}, Disabled: a.history.NoSingleRun, Do: a.history.Star}, In: runs},
		{Action: action.Action{ID: "show-the-comparison-that-the-run-is-part-of", Title: "open the comparison that the run is part of", Keys: []string{"o"}, Disabled: a.noComparison, Hidden: a.opensOther, Do: a.showComparison}, In: runs},
		{Action: action.Action{ID: "mark-the-run-to-compare-others-with-it", Title: "set this run as the baseline, or unset it", Words: "mark compare runs", Keys: []string{"m"}, Short: "baseline", Disabled: a.history.NoRun, Do: a.history.SetBaseline}, In: runs},
		{Action: action.Action{ID: "copy-menu", Title: "copy: a menu", Words: "clipboard yank value path", Keys: []string{"y"}, Short: "copy", Disabled: a.history.NoRun, Do: a.copyMenu}, In: runs},
		{Action: action.Action{ID: "copy-what-the-open-tab-shows", Title: "copy what the open tab shows", Disabled: a.history.NoRun, Do: a.history.CopyTab}, In: runs},
		{Action: action.Action{ID: "copy-the-run-as-an-aws-command", Title: "copy the run as an aws command", Words: "cli", Disabled: a.history.NoRun, Do: a.history.CopyAWS}, In: runs},
		{Action: action.Action{ID: "copy-the-run-as-an-expresso-command", Title: "copy the run as an expresso command", Words: "cli", Disabled: a.history.NoRun, Do: a.history.CopyExpresso}, In: runs},
		{Action: action.Action{ID: "save-menu", Title: "save: this tab, the run's folder or a report", Words: "export write file folder", Keys: []string{"W"}, Short: "save", Disabled: a.history.NoSingleRun, Do: a.history.AskSave}, In: runs},
		{Action: action.Action{ID: "save-what-the-open-tab-shows-to-a-file", Title: "save what the open tab shows to a file", Words: "export write", Disabled: a.history.NoRun, Do: a.history.AskExport}, In: runs},
		{Action: action.Action{ID: "save-the-run-to-a-folder", Title: "save the run to a folder: input, output, response, trace", Words: "export write", Disabled: a.history.NoSingleRun, Do: a.history.AskSaveRun}, In: runs},
		{Action: action.Action{ID: "save-a-report", Title: "save a report of the run: HTML or Markdown", Words: "export write share", Disabled: a.history.NoSingleRun, Do: a.history.AskReport}, In: runs},
		{Action: action.Action{ID: "prune-the-history", Title: "prune the history: delete old runs", Words: "clean remove", Do: a.history.AskPrune}},
		{Action: action.Action{ID: "runs-of-all-machines", Title: "runs of all machines, or of this one", Words: "history", Keys: []string{"A"}, Do: action.Plain(func() { a.history.List.ToggleMachine() })}},

		{Action: action.Action{ID: "next-tab", Title: "next tab", Keys: []string{"]"}, Short: "tab", Do: action.Plain(func() { a.history.Details.Turn(1) })}, In: runs},
		{Action: action.Action{ID: "previous-tab", Title: "previous tab", Keys: []string{"["}, Do: action.Plain(func() { a.history.Details.Turn(-1) })}, In: runs},
		{Action: action.Action{ID: "show-the-output", Title: "show the output", Words: "result json", Do: open(history.Output)}},
		{Action: action.Action{ID: "show-the-error-and-its-cause", Title: "show the error and its cause", Words: "failure why failed problem", Do: open(history.Error)}},
		{Action: action.Action{ID: "show-the-trace", Title: "show the trace", Words: "waterfall timeline events states steps", Do: open(history.Trace)}},
		{Action: action.Action{ID: "show-the-billing", Title: "show the billing", Words: "cost bill price money memory spent duration", Do: open(history.Billing)}},
		{Action: action.Action{ID: "compare-with-the-marked-run", Title: "show the diff with the baseline, or the run before", Words: "difference compare runs", Do: open(history.Diff)}},
		{Action: action.Action{ID: "show-the-response-as-it-came", Title: "show the raw response", Words: "unmodified json answer", Do: open(history.Raw)}},

		{Action: action.Action{ID: "give-the-pane-the-whole-screen", Title: "zoom the pane: on or off", Words: "fullscreen maximize whole screen", Keys: []string{"z", "f9"}, Do: action.Plain(func() { a.prefs.Zoomed = !a.prefs.Zoomed; a.arrange() })}},
		{Action: action.Action{ID: "make-the-pane-wider", Title: "make the pane wider", Words: "resize size", Keys: []string{">"}, Do: a.grow(wider, 0)}},
		{Action: action.Action{ID: "make-the-pane-narrower", Title: "make the pane narrower", Words: "resize size", Keys: []string{"<"}, Do: a.grow(-wider, 0)}},
		{Action: action.Action{ID: "make-the-pane-taller", Title: "make the pane taller", Words: "resize size higher", Keys: []string{"}"}, Do: a.grow(0, taller)}},
		{Action: action.Action{ID: "make-the-pane-lower", Title: "make the pane shorter", Words: "resize size lower", Keys: []string{"{"}, Do: a.grow(0, -taller)}},
		{Action: action.Action{ID: "make-all-panes-as-large-as-they-were", Title: "reset the sizes of the panes", Words: "resize layout", Do: action.Plain(func() { a.prefs.Sizes = layout.Sizes{}; a.arrange() })}},
		{Action: action.Action{ID: "leave-what-is-open", Title: "back: close what is open", Words: "close esc", Keys: []string{"esc"}, Do: a.back}},
		{Action: action.Action{ID: "switch-target", Title: "switch target", Words: "aws profile region account embedded connect endpoint", Keys: []string{"T"}, Disabled: a.target.None, Do: a.target.Ask}, In: notText},
		{Action: action.Action{ID: "open-in-console", Title: "open in the AWS console: a menu", Words: "browser web url link page", Keys: []string{"O"}, Disabled: pages.None, Do: pages.Menu}, In: notText},
	}, everywhere(a.credential.Commands()), everywhere(a.prefs.Actions()), []scoped{
		{Action: action.Action{ID: "suspend", Title: "suspend: back to the shell, fg returns", Words: "background stop", Keys: []string{"ctrl+z"}, Anywhere: true, Disabled: terminal.NoSuspend, Do: func() tea.Cmd { return tea.Suspend }}, In: notText},
		{Action: action.Action{ID: "commands", Title: "commands", Words: "palette actions", Keys: []string{"ctrl+p", ":"}, Anywhere: true, Short: "commands", Do: a.openPalette}},
		{Action: action.Action{ID: "manual", Title: "read the manual", Words: "documentation topics guide help", Anywhere: true, Disabled: a.manual.None, Do: a.manual.Open}},
		{Action: action.Action{ID: "help", Title: "help: the keys of this pane", Words: "shortcuts bindings", Keys: []string{"f1", "?"}, Anywhere: true, Short: "help", Do: action.Plain(a.openHelp)}},
		{Action: action.Action{ID: "quit", Title: "quit", Words: "exit leave close bye", Keys: []string{"ctrl+q", "q"}, Anywhere: true, Do: a.askQuit}},
		{Action: action.Action{ID: "quit-when-pressed-twice", Title: "quit when pressed twice", Keys: []string{"ctrl+c"}, Do: a.interrupt}},
	}, everywhere(pages.Actions()), everywhere(a.folder.Actions()))
}

// everywhere are actions whose keys work in all panes.
func everywhere(all []action.Action) []scoped {
	scopes := make([]scoped, len(all))
	for i, c := range all {
		scopes[i].Action = c
	}
	return scopes
}

// panesActions move between panes: by number, or to the next.
func (a *App) panesActions() []scoped {
	var all []scoped
	for _, p := range layout.Panes {
		all = append(all, scoped{Action: action.Action{
			ID: "go-to-" + strings.ReplaceAll(p.String(), " ", "-"), Title: "go to " + p.String(), Words: "focus pane", Anywhere: true, Keys: []string{strconv.Itoa(int(p) + 1)},
			Do: action.Plain(func() { a.dialogs.Clear(); a.setFocus(p) }),
		}})
	}
	return append(all,
		scoped{Action: action.Action{ID: "next-pane", Title: "next pane", Keys: []string{"tab"}, Short: "next pane", Do: action.Plain(func() { a.turnFocus(1) })}},
		scoped{Action: action.Action{ID: "previous-pane", Title: "previous pane", Keys: []string{"shift+tab"}, Do: action.Plain(func() { a.turnFocus(-1) })}},
	)
}

// The reasons why an action is not available now, "" if it is.

func (a *App) cannotRun() string {
	switch {
	case a.picker.Machine().ARN == "":
		return a.picker.None()
	case a.picker.Machine().SyncProblem() != "":
		return a.picker.Problem(a.picker.Machine())
	case !a.input.Opened():
		return "the machine's input is still loading"
	}
	return ""
}

// cannotRunHere is cannotRun where the keys are: in the list of machines only the one under the
// cursor can run.
func (a *App) cannotRunHere() string {
	if m, ok := a.picker.List.Selected(); ok && a.focus == machinesPane && a.picker.Machine().ARN != "" && a.picker.List.ARN() != a.picker.Picked() {
		return a.keys.In(machinesPane).Get("pick-the-machine").Help().Key + " picks " + m.Name + strings.TrimPrefix(string(a.picker.List.ARN()), string(m.ARN)) + " first"
	}
	return a.cannotRun()
}

// perform does an action, or says why it is not available.
func (a *App) perform(c action.Action) tea.Cmd {
	if reason := c.Reason(); reason != "" {
		return a.warn(reason)
	}
	return c.Do()
}

func (a *App) pickSelected() tea.Cmd {
	if cmd, ok := a.picker.Enter(); ok {
		return cmd
	}
	m, _ := a.picker.List.Selected()
	if m.Problem != "" {
		return a.definitions.Open(m, model.Run{}, machine.Problems)
	}
	if a.picker.Problem(m) != "" {
		return a.picker.AskExpress(m)
	}
	arn := a.picker.List.ARN()
	a.picker.List.ClearFilter()
	a.setFocus(inputPane)
	return a.pick(m, arn)
}

// lookInto opens what is under the history's cursor: a run's details, or a group's runs.
func (a *App) lookInto() {
	if group, ok := a.history.List.SelectedGroup(); ok {
		a.history.List.OpenGroup(group)
		return
	}
	a.setFocus(detailsPane)
}

// opensOther reports whether what belongs to the cursor is not a comparison: in the details it may
// be the JSON in a string.
func (a *App) opensOther() bool {
	return a.focus == detailsPane && (a.noComparison() != "" || a.history.Details.HoldsJSON())
}

// back closes the innermost of what is open.
func (a *App) back() tea.Cmd {
	what, _ := a.credential.Awaits()
	switch {
	case what != "":
		a.credential.Stop()
	case a.prefs.Zoomed:
		a.prefs.Zoomed = false
		a.arrange()
	case a.focus == machinesPane && a.picker.List.ClearFilter():
	case a.focus == historyPane && (a.history.List.ClearFilters() || a.history.List.CloseGroup()):
	case a.flight.Len() > 0:
		return a.askStopWaiting()
	case a.focus == detailsPane:
		a.setFocus(historyPane)
	case a.focus == machinesPane || a.focus == savedPane:
		a.setFocus(inputPane)
	}
	return nil
}

// askQuit quits, after asking if a run is in flight.
func (a *App) askQuit() tea.Cmd {
	all := a.desk.Unfinished()
	if all.Runs == 0 {
		return a.leave()
	}
	a.dialogs.Push(&dialog.Confirm{Title: "Quit", Question: all.Question(), Yes: "quit", Then: leaveMsg{}})
	return nil
}

// askLeave asks on a page, even if nothing is in flight.
func (a *App) askLeave() tea.Cmd {
	if a.desk.Unfinished().Runs > 0 {
		return a.askQuit()
	}
	a.dialogs.Push(&dialog.Confirm{Title: "Quit", Question: "Quit expresso? Press esc to go back to the page", Yes: "quit", Then: leaveMsg{}})
	return nil
}

// interrupt says how to quit, and quits when it is pressed again: users who copy with this key
// elsewhere must not lose the screen.
func (a *App) interrupt() tea.Cmd {
	again := a.keys.Anywhere().Get("quit").Help().Key + " quits, or ctrl+c again"
	if a.dialogs.Toast.Says(again) {
		return a.askQuit()
	}
	return a.say(again)
}

func (a *App) leave() tea.Cmd { return a.desk.Leave() }
