package ui

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/ui/dialog"
	"expresso/ui/theme"
)

// scheme is what the colours are, by name: of the theme, "" for the one that is dark, and of
// JSON, "" for the theme's own.
type scheme struct{ theme, style string }

// themeOf is the theme of a scheme on this terminal.
func (a *App) themeOf(l scheme) *theme.Theme {
	return theme.New(theme.Options{Name: l.theme, Profile: a.cfg.Profile, ASCII: a.cfg.ASCII, Colours: a.cfg.Colours, Code: l.style})
}

func (a *App) setTheme(name string) {
	a.scheme.theme = name
	a.applyScheme(a.scheme)
}

func (a *App) setStyle(name string) {
	a.scheme.style = name
	a.applyScheme(a.scheme)
}

// applyScheme changes the colours. The panes hold the theme, so that it changes where it is; those that
// have made inks of it make them anew.
func (a *App) applyScheme(l scheme) {
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
	l, ok := msg.Of.(scheme)
	if a.previews = ok; !ok {
		l = a.scheme
	}
	a.applyScheme(l)
}

// previewOf is what an action would make the screen look like, nil if it changes no colours.
func (a *App) previewOf(id string) tea.Msg {
	if a.noColours() != "" {
		return nil
	}
	switch id {
	case "theme-dark":
		return scheme{theme.Dark, a.scheme.style}
	case "theme-light":
		return scheme{theme.Light, a.scheme.style}
	case "theme-contrast":
		return scheme{theme.Contrast, a.scheme.style}
	case "theme-terminal":
		return scheme{theme.Terminal, a.scheme.style}
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
	all = append(all, dialog.Command{Title: "the theme's own", Then: styleMsg{}, Preview: scheme{a.scheme.theme, ""}})
	for _, s := range styles {
		background := "for a light background"
		if s.Dark {
			background = "for a dark background"
		}
		all = append(all, dialog.Command{Title: s.Name, Keys: background, Then: styleMsg{s.Name}, Preview: scheme{a.scheme.theme, s.Name}})
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
