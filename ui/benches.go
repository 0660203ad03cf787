package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/ask"
	"expresso/ui/bench"
	"expresso/ui/folder"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/trace"
)

// tryExpression opens the bench of expressions over a document of the shown run.
func (a *App) tryExpression(msg jsonview.EvalMsg) tea.Cmd {
	run, _ := a.history.Details.Run()
	return a.bench.OpenDocument(run, a.picker.Picked(), msg)
}

// tryOnInput opens it on the text in the editor.
func (a *App) tryOnInput() tea.Cmd {
	if cmd, bad := a.input.Unsound("not evaluated", ""); bad {
		return cmd
	}
	if a.input.Editor.Parameters() > 0 {
		return a.warn("the input has parameters: press f12 to fill them in, then | there")
	}
	return a.bench.OpenInput(a.picker.Picked(), a.input.Editor.Text())
}

// testState opens the bench of a state.
func (a *App) testState(msg trace.TestMsg) tea.Cmd {
	run, _ := a.history.Details.Run()
	return a.bench.Test(msg, run)
}

// mocksOf is what writes mocks, nil if nothing does.
func mocksOf(cfg Config) bench.Mocks {
	if cfg.Mocks == nil {
		return nil
	}
	return cfg.Mocks
}

// onInputSaved lists an input that the bench of a state has saved.
func (a *App) onInputSaved(msg bench.SavedInputMsg) tea.Cmd {
	return tea.Batch(a.good("saved the input as "+screen.Visible(msg.Name)), a.listInputs(msg.Machine))
}

// listInputs lists a machine's inputs again, if it is the picked one.
func (a *App) listInputs(machine string) tea.Cmd {
	if a.picker.Machine().Name != machine {
		return nil
	}
	return ask.Command(func() tea.Msg { return a.input.List(machine) })
}

// onWrote applies what was written into the folder.
func (a *App) onWrote(msg folder.WroteMsg) tea.Cmd {
	return tea.Batch(a.reread(), a.listInputs(msg.Machine))
}
