package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/jsonview"
	"expresso/ui/replay"
	"expresso/ui/theme"
)

// page is an overlay that takes the whole screen but for the footer. Help, palette and what
// else works anywhere work on it, too, as they do on the panes.
type page interface {
	overlay
	// help lists all its keys, under what it is called there.
	help() action.Section
	// capturing reports whether keys that type are text for it.
	capturing() bool
	// repaint takes new colours.
	repaint(t *theme.Theme)
}

// covering is an overlay that may lie over a page, which is back when it is closed.
type covering interface{ under() overlay }

func (c *confirm) under() overlay { return c.back }
func (h *help) under() overlay    { return h.back }
func (p *palette) under() overlay { return p.back }

// shown is what lies over the panes, be it covered for a while or not; nil if nothing does.
func (a *App) shown() overlay {
	if c, ok := a.over.(covering); ok && c.under() != nil {
		return c.under()
	}
	return a.over
}

// onPages is the action of a key that works on the page that is open, too, nil if there is
// none. What closes a page there does not quit.
func (a *App) onPages(msg tea.KeyMsg) *action.Action {
	p, ok := a.over.(page)
	pressed := msg.String()
	if !ok || msg.Paste || action.Types(msg) && p.capturing() || pressed == "q" || pressed == "ctrl+c" {
		return nil
	}
	return a.anywhere.Find(pressed)
}

// pageHelp are the keys of a page, and those that work on every one.
func (a *App) pageHelp(p page) []action.Section {
	every := action.Section{Title: "everywhere"}
	every.Actions = append(every.Actions, action.Action{Title: "leave what is open", Keys: []string{"esc", "q", "ctrl+c"}})
	for _, c := range a.anywhere.All() {
		if len(c.Keys) > 0 {
			c.Keys = slices.DeleteFunc(slices.Clone(c.Keys), func(k string) bool { return k == "q" || k == "ctrl+c" })
			every.Actions = append(every.Actions, c)
		}
	}
	return []action.Section{p.help(), every}
}

// pageFoot is the footer of a page: help stands before what leaves it, and goes first where
// room is short.
func (a *App) pageFoot(p page) []key.Binding {
	keys := p.keys()
	for _, c := range a.actions {
		if label := label(c.Action, p.capturing()); c.ID == "help" && label != "" && len(keys) > 0 {
			return slices.Insert(slices.Clone(keys), len(keys)-1, footKey(label, c.Short))
		}
	}
	return keys
}

func (*replayed) help() action.Section    { return section("replay", replay.Bindings()) }
func (*replayed) capturing() bool         { return false }
func (*burstOver) help() action.Section   { return section("burst", burstBindings()) }
func (*burstOver) capturing() bool        { return false }
func (c *comparing) help() action.Section { return section("comparison", c.pane.Here()) }
func (*comparing) capturing() bool        { return false }
func (*review) capturing() bool           { return false }
func (*opened) capturing() bool           { return false }

func (r *review) help() action.Section {
	return section("expectation", append(reviewBindings(), r.diff.Bindings()...))
}

func (o *opened) help() action.Section {
	return section("replay: one input", append([]key.Binding{replay.Keys.Accept, replay.Keys.Run}, o.diff.Bindings()...))
}

func (s *state) help() action.Section { return section("document", s.sheets[s.at].doc.Bindings()) }
func (s *state) capturing() bool      { return s.sheets[s.at].doc.Capturing() }

func (d *definition) help() action.Section {
	if v := d.document(); v != nil {
		return section("document", v.Bindings())
	}
	return section("graph", d.graph.Bindings())
}

func (d *definition) capturing() bool {
	if v := d.document(); v != nil {
		return v.Capturing()
	}
	return d.drawn && d.graph.Capturing()
}

func (*replayed) repaint(*theme.Theme)      {} // it holds no inks
func (*burstOver) repaint(*theme.Theme)     {}
func (c *comparing) repaint(t *theme.Theme) { c.pane.SetTheme(t) }
func (r *review) repaint(t *theme.Theme)    { r.diff.SetTheme(t) }
func (o *opened) repaint(t *theme.Theme)    { o.diff.SetTheme(t) }

func (s *state) repaint(t *theme.Theme) {
	for _, one := range s.sheets {
		one.doc.SetTheme(t)
	}
}

func (d *definition) repaint(t *theme.Theme) {
	d.graph.SetTheme(t)
	for _, v := range []*jsonview.View{d.source, d.faults, d.state} {
		v.SetTheme(t)
	}
}
