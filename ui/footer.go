package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

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
	always = a.always(always, capturing, "next-pane", "commands", "help")
	if capturing && a.focus == historyPane {
		entry := a.history.List.Entry()
		return append(here, entry[0].Help(), key.Help{Key: a.keyOf("leave-what-is-open", true), Desc: "all runs"}, entry[1].Help()), always
	}
	f := hints(here)
	a.paneHints(&f, capturing)
	if word := a.escHistory(); word != "" {
		f = slices.Insert(f, min(1, len(f)), key.Help{Key: "esc", Desc: word})
	}
	if a.focus != machinesPane && a.focus != inputPane {
		a.runHint(&f, capturing)
	}
	if a.screen.Width < tiny && len(f) > 0 { // there is room for hardly two: what the pane is for, and help
		return nil, append(always[:0:0], f[0], always[len(always)-1])
	}
	return f, always
}

// hints are those of a footer so far.
type hints []key.Help

// add adds a key, if it is one.
func (h *hints) add(k, what string) {
	if k != "" {
		*h = append(*h, key.Help{Key: k, Desc: what})
	}
}

// paneHints adds what can be done in the pane in focus. What the pane does itself comes first,
// except for what it is there for.
func (a *App) paneHints(f *hints, capturing bool) {
	switch a.focus {
	case machinesPane:
		pick := a.keys.In(a.focus).Get("pick-the-machine").Cap(capturing)
		if what := a.picker.Entering(); what != "" {
			f.add(pick, what)
			f.add(a.keyOf("leave-what-is-open", capturing), "clear the filter")
			break
		}
		if m, ok := a.picker.List.Selected(); ok && a.picker.List.ARN() != a.picker.Picked() && a.picker.CannotPick() == "" {
			verb := "pick "
			if m.Problem != "" {
				verb = "why not "
			}
			f.add(pick, verb+a.named(m.Name))
		}
		a.runHint(f, capturing)
		if capturing {
			f.add(a.keyOf("leave-what-is-open", true), "clear the filter")
			break
		}
		f.add(a.picker.List.Actions()[0].Help().Key, "filter")
	case inputPane:
		a.runHint(f, capturing)
		f.add(a.keyOf("save-the-input-under-a-name", capturing), "save")
		*f = append(*f, a.input.Editor.ShortHelp()...)
	case detailsPane:
		f.add(a.keys.In(a.focus).Get("next-tab").Cap(capturing), "next tab")
		own := a.history.Details.Actions()
		*f = append(*f, action.Helps(own[:min(len(own), 2)])...)
		f.add(a.keyOf("show-the-machines-graph", capturing), "graph")
	}
	for _, c := range a.keys.Of(a.focus) {
		if c.Short == "" || c.Hidden != nil && c.Hidden() || c.Reason() != "" || c.ID == "pick-the-machine" || c.ID == "next-tab" {
			continue
		}
		f.add(c.Cap(capturing), c.Short)
	}
}

// runHint adds how the input is run, if it can be.
func (a *App) runHint(f *hints, capturing bool) {
	if a.picker.Machine().ARN != "" && a.cannotRunHere() == "" {
		f.add(a.keyOf("run-the-input", capturing), "run "+a.named(a.picker.Name()))
	}
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
