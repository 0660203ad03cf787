package ui

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/ui/dialog"
	"expresso/ui/theme"
)

// look is what the colours are, by name: of the theme, "" for the one that is dark, and of
// JSON, "" for the theme's own.
type look struct{ theme, style string }

// themeOf is the theme of a look on this terminal.
func (a *App) themeOf(l look) *theme.Theme {
	return theme.New(theme.Options{Name: l.theme, Profile: a.cfg.Profile, ASCII: a.cfg.ASCII, Colours: a.cfg.Colours, Code: l.style})
}

func (a *App) setTheme(name string) {
	a.look.theme = name
	a.wear(a.look)
}

func (a *App) setStyle(name string) {
	a.look.style = name
	a.wear(a.look)
}

// wear changes the looks. The panes hold the theme, so that it changes where it is; those that
// have made inks of it make them anew.
func (a *App) wear(l look) {
	*a.t = *a.themeOf(l)
	a.input.SetTheme(a.t)
	a.history.Details.SetTheme(a.t)
	a.dialogs.SetTheme(a.t)
	a.compare.SetTheme(a.t)
	a.drawn = drawn{} // they were drawn with the colours of before
}

// preview shows what the palette's cursor is on, and what was chosen when it is on nothing to
// be seen any more.
func (a *App) preview(msg dialog.PreviewMsg) {
	l, ok := msg.Of.(look)
	if a.previews = ok; !ok {
		l = a.look
	}
	a.wear(l)
}

// previewOf is what an action would make the screen look like, nil if it changes no colours.
func (a *App) previewOf(id string) tea.Msg {
	if a.noColours() != "" {
		return nil
	}
	switch id {
	case "theme-dark":
		return look{theme.Dark, a.look.style}
	case "theme-light":
		return look{theme.Light, a.look.style}
	case "theme-contrast":
		return look{theme.Contrast, a.look.style}
	case "theme-terminal":
		return look{theme.Terminal, a.look.style}
	}
	return nil
}

// chooseTheme changes the theme for this start and the next ones; "" for what goes with
// the terminal's background.
func (a *App) chooseTheme(name string) func() tea.Cmd {
	return func() tea.Cmd {
		a.prefs.Theme = name
		if name == "" {
			return a.say("the terminal is asked for its background at the next start")
		}
		a.setTheme(name)
		return nil
	}
}

// styleMsg is told when a style of JSON was chosen.
type styleMsg struct{ name string }

// askStyle lists the styles of JSON. The one under the cursor is shown at once.
func (a *App) askStyle() tea.Cmd {
	styles := theme.Styles()
	all := make([]dialog.Command, 0, 1+len(styles))
	all = append(all, dialog.Command{Title: "the theme's own", Then: styleMsg{}, Preview: look{a.look.theme, ""}})
	for _, s := range styles {
		background := "for a light background"
		if s.Dark {
			background = "for a dark background"
		}
		all = append(all, dialog.Command{Title: s.Name, Keys: background, Then: styleMsg{s.Name}, Preview: look{a.look.theme, s.Name}})
	}
	p := dialog.NewPalette(all)
	p.Title = "Code style"
	a.dialogs.Push(p)
	return nil
}

// onStyle takes a style for this start and the next ones.
func (a *App) onStyle(msg styleMsg) {
	a.prefs.Style = &msg.name
	a.setStyle(msg.name)
}

// noColours says why another theme changes nothing.
func (a *App) noColours() string {
	if a.cfg.Profile == termenv.Ascii {
		return "this terminal shows no colours, or NO_COLOR is set"
	}
	return ""
}
