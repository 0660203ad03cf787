package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/keymap"
	"expresso/ui/screen"
)

// capturing reports whether keys that type are text for the pane in focus.
func (a *App) capturing() bool { return a.panes[a.focus].Capturing() }

// onKey routes a key: to what lies over the panes, to an action, or to the pane in focus.
func (a *App) onKey(msg tea.KeyMsg) tea.Cmd {
	if a.screen.Width > 0 && a.screen.TooSmall() {
		// Nothing is seen of what a key would type, send or answer.
		switch {
		case msg.Type == tea.KeyCtrlC:
			return a.interrupt()
		case a.quits(msg):
			return a.askQuit()
		}
		return nil
	}
	takes := a.dialogs.TakesKey()
	if c := a.onPages(msg); c != nil {
		if c.ID == "quit" && action.Types(msg) {
			return a.askLeave() // esc may have been meant
		}
		return a.perform(*c)
	}
	if takes {
		if a.quits(msg) {
			return a.askQuit()
		}
		return a.serve(a.dialogs.Update(msg))
	}
	view := a.panes[a.focus]
	if !msg.Paste && !view.First(msg) {
		if c := a.keys.In(a.focus).Find(msg.String()); c != nil {
			return a.perform(*c)
		}
	}
	strays := a.focus == inputPane && a.input.Editor.Strays(msg)
	cmd := view.Update(msg)
	if strays {
		cmd = tea.Batch(cmd, a.warn(strconv.Quote(msg.String())+" was typed into the input: "+
			a.input.Editor.UndoKey()+" undoes it, "+a.keyOf("next-pane", true)+" leaves the input"))
	}
	return cmd
}

// vim are the editor's actions with Vim's keys.
func (a *App) vim() []action.Action {
	normal, visual := a.input.Editor.VimActions()
	return slices.Concat(normal, visual, a.input.Editor.VimLeaves())
}

// own are the actions of a pane itself.
func (a *App) own(p pane) []action.Action { return a.panes[p].Actions() }

// narrow is the width below which hints are shorter, tiny that below which there are hardly any.
const narrow, tiny = 100, 60

// hintName is how many cells a hint spends on a name.
const hintName = 24

// footerKeys are what the footer shows: what can be done in the pane in focus, or on what lies
// over the panes, the most useful first, and what is always there.
func (a *App) footerKeys() (here, always []key.Help) {
	here, always = a.drawn.keys.Here[:0], a.drawn.keys.Always[:0]
	if d := a.dialogs.Front(); d != nil {
		if p := a.dialogs.FrontPage(); p != nil {
			always = a.always(always, p.Capturing(), "commands", "help")
		}
		here = append(here, dialog.Foot(d)...)
		if n := len(here); n > 0 { // what closes it
			here, always = here[:n-1], append(always, here[n-1])
		}
		return here, always
	}
	capturing := a.capturing()
	if capturing && a.focus == historyPane {
		entry := a.history.List.Entry()
		here = append(here, entry[0].Help(), key.Help{Key: a.keyOf("leave-what-is-open", true), Desc: "all runs"}, entry[1].Help())
		return here, a.always(always, capturing, "next-pane", "commands", "help")
	}
	add := func(k, what string) {
		if k != "" {
			here = append(here, key.Help{Key: k, Desc: what})
		}
	}
	run := func() {
		if a.picker.Machine().ARN != "" && a.cannotRunHere() == "" {
			add(a.keyOf("run-the-input", capturing), "run "+a.named(a.picker.Name()))
		}
	}
	// What the pane does itself comes first, except for what it is there for.
	switch a.focus {
	case machinesPane:
		if what := a.picker.Entering(); what != "" {
			add(a.keys.In(a.focus).Get("pick-the-machine").Cap(capturing), what)
			add(a.keyOf("leave-what-is-open", capturing), "clear the filter")
			break
		}
		if m, ok := a.picker.List.Selected(); ok && a.picker.List.ARN() != a.picker.Picked() && a.picker.CannotPick() == "" {
			verb := "pick "
			if m.Problem != "" {
				verb = "why not "
			}
			add(a.keys.In(a.focus).Get("pick-the-machine").Cap(capturing), verb+a.named(m.Name))
		}
		run()
		if capturing {
			add(a.keyOf("leave-what-is-open", true), "clear the filter")
			break
		}
		add(a.picker.List.Actions()[0].Help().Key, "filter")
	case inputPane:
		run()
		add(a.keyOf("save-the-input-under-a-name", capturing), "save")
		here = append(here, a.input.Editor.ShortHelp()...)
	case detailsPane:
		add(a.keys.In(a.focus).Get("next-tab").Cap(capturing), "next tab")
		own := a.history.Details.Actions()
		here = append(here, action.Helps(own[:min(len(own), 2)])...)
		add(a.keyOf("show-the-machines-graph", capturing), "graph")
	}
	for _, c := range a.keys.Of(a.focus) {
		if c.Short == "" || c.Hidden != nil && c.Hidden() || c.Reason() != "" || c.ID == "pick-the-machine" || c.ID == "next-tab" {
			continue
		}
		add(c.Cap(capturing), c.Short)
	}
	if word := a.escHistory(); word != "" {
		here = slices.Insert(here, min(1, len(here)), key.Help{Key: "esc", Desc: word})
	}
	if a.focus != machinesPane && a.focus != inputPane {
		run()
	}
	always = a.always(always, capturing, "next-pane", "commands", "help")
	if a.screen.Width < tiny && len(here) > 0 { // there is room for hardly two: what the pane is for, and help
		return nil, append(always[:0:0], here[0], always[len(always)-1])
	}
	return here, always
}

// escHistory says what esc leaves in the history, "" for nothing.
func (a *App) escHistory() string {
	switch {
	case a.focus != historyPane || a.prefs.Zoomed: // esc ends the zoom first
		return ""
	case a.history.NoFilter() == "":
		return "all runs"
	case a.history.List.Group() != "":
		return "back"
	}
	return ""
}

// named is a name as a hint has room for it.
func (a *App) named(name string) string {
	name = screen.Visible(name)
	return strings.TrimRight(a.prefs.T.Fit(name, min(screen.Width(name), hintName)), " ") // half a wide rune is a blank
}

// always are the hints that are never left out.
func (a *App) always(all []key.Help, capturing bool, ids ...string) []key.Help {
	for _, id := range ids {
		c := a.keys.In(inputPane).Get(id)
		if k := c.Cap(capturing); k != "" {
			word := c.Short
			if id == "next-pane" && a.screen.Width < narrow {
				word = "next" // the pane's own keys are worth more
			}
			all = append(all, key.Help{Key: k, Desc: word})
		}
	}
	return all
}

// keyOf is the key of an action of everywhere, as a hint shows it.
func (a *App) keyOf(id string, capturing bool) string {
	return a.keys.In(inputPane).Get(id).Cap(capturing)
}

// onPress presses a key where it works.
func (a *App) onPress(msg keymap.PressMsg) tea.Cmd {
	k, ok := action.Key(msg.Key)
	if !ok {
		return nil
	}
	if msg.Out {
		a.setFocus(msg.In)
	}
	return a.onKey(k)
}

// openHelp shows what the keys do here, then what they do everywhere, then elsewhere, and the
// topics of the manual.
func (a *App) openHelp() {
	own, text := a.own(a.focus), a.capturing()
	if a.focus == inputPane && a.input.Editor.Vim() {
		own, text = append(own, a.vim()...), false
	}
	keys := a.keys.PaneHelp(a.focus, own, text)
	if p := a.dialogs.FrontPage(); p != nil {
		keys = a.keys.PageHelp(p)
	}
	a.dialogs.Push(dialog.NewHelp(append(keys, a.manual.Chapter())))
}
