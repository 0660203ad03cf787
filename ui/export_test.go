package ui

import (
	"fmt"
	"io"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/file"
	"expresso/ui/action"
	"expresso/ui/canvas"
	"expresso/ui/clipboard"
	"expresso/ui/layout"
	"expresso/ui/terminal"
)

// Watch makes every action be noted when it is done, by its id.
func (a *App) Watch(note func(id string)) { a.keys.Watch(note) }

// Own are the ids of what App does itself.
func Own() (ids []string) {
	for _, c := range New(Config{Connection: Connection{Bench: &model.Workbench{}}}).keys.All() {
		ids = append(ids, c.ID)
	}
	return ids
}

// SetTick replaces the timers, so that tests hold the clock.
func (a *App) SetTick(tick func(time.Duration, func(time.Time) tea.Msg) tea.Cmd) { a.cfg.tick = tick }

// SetClipboard gives the writer that stands for the terminal, with no program beside it.
func (a *App) SetClipboard(out io.Writer) {
	*a.cfg.board = clipboard.Board{Terminal: out, Way: clipboard.Terminal, System: child.System{Getenv: func(string) string { return "" }}}
}

// Focused is the name of the pane in focus.
func (a *App) Focused() string { return a.focus.String() }

// Opened reports whether the picked machine's input is in the editor.
func (a *App) Opened() bool { return a.input.Opened() }

// Draw draws one pane alone, in its frame.
func (a *App) Draw(name string) string {
	for _, p := range layout.Panes {
		if p.String() == name {
			return strings.Join(a.drawn.boxes[p].Lines(a.prefs.T, a.content(p)), "\n")
		}
	}
	return ""
}

// ReadPreferences makes the screen look as it did when the session ended.
func (a *App) ReadPreferences() { a.readPreferences(a.cfg.ctx) }

// Theme is the name of the theme.
func (a *App) Theme() string { return a.prefs.T.Name }

// Mouse reports whether the workbench takes the mouse.
func (a *App) Mouse() bool { return a.prefs.TakesMouse() }

// Home is what a path with a tilde stands for.
var Home = file.Home

// Runner is a program on something that stands for a terminal.
type Runner struct{ *tea.Program }

// Run runs it.
func (r Runner) Run() error {
	_, err := r.Program.Run()
	return err
}

// Program makes a program of an App as Run does.
func Program(a *App, out io.Writer, options ...tea.ProgramOption) Runner {
	c := canvas.On(out)
	m := &terminal.Painted{Model: a, Out: c, Log: a.cfg.Debug}
	p := tea.NewProgram(m, append(options, tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithOutput(c), tea.WithFPS(1), tea.WithoutSignalHandler())...)
	m.Quit = p.Quit
	return Runner{p}
}

// ShowOutput shows a run with this output.
func (a *App) ShowOutput(text string) {
	a.history.Details.ShowWhole(model.Run{ID: "any", Status: model.Succeeded, Output: text})
}

// Over is the type of what lies over the panes, "" if nothing does.
func (a *App) Over() string {
	if a.dialogs.Front() == nil {
		return ""
	}
	_, name, _ := strings.Cut(fmt.Sprintf("%T", a.dialogs.Front()), ".")
	return name
}

// Places are where keys do something, with all that they do there.
func Places() []action.Section { return places(nil) }

// Say says something in the last line.
func (a *App) Say(text string) { a.say(text) }
