package preferences

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/layout"
	"expresso/ui/theme"
)

// Room is the room of how the screen looks: it has the theme, and what was switched while the
// workbench ran. It tells, see action.Out, PaintMsg, VimMsg and dialog.SayMsg.
type Room struct {
	dialog.Voice
	Screen
	T *theme.Theme // changes where it is

	set      Settings
	session  model.Session
	dialogs  *dialog.Stack
	scheme   scheme
	previews bool // others are shown, to be looked at
}

type (
	// PaintMsg is told when the theme has other colours: what holds some makes them again.
	PaintMsg struct{}
	// VimMsg is told when Vim's keys were switched.
	VimMsg struct{ On bool }

	// styleMsg is told when a style of JSON was chosen.
	styleMsg struct{ name string }
)

// scheme is what the colours are, by name: of the theme, "" for the one that is dark, and of
// JSON, "" for the theme's own.
type scheme struct{ theme, style string }

// New returns a room as it is set.
func New(set Settings, session model.Session) *Room {
	r := &Room{set: set, session: session, scheme: scheme{set.Theme, set.CodeStyle}}
	r.T = r.themeOf(r.scheme)
	return r
}

// SetDialogs says where it opens what it asks.
func (r *Room) SetDialogs(s *dialog.Stack) { r.dialogs = s }

// Read takes what the session remembers.
func (r *Room) Read(ctx context.Context) {
	r.Screen = read(ctx, r.session)
	if r.set.Forced.Theme {
		r.Theme = ""
	}
	if r.set.Forced.Mouse {
		r.Mouse = nil
	}
	if r.Theme != "" {
		r.scheme.theme = r.Theme
	}
	if r.Style != nil {
		r.scheme.style = *r.Style
	}
	r.paint(r.scheme)
}

// Write records how the screen looks, with the pane in focus and the tab that is open.
func (r *Room) Write(ctx context.Context, focus layout.Pane, tab int) error {
	now := r.Screen
	now.Focus, now.Tab = focus, tab
	return now.Write(ctx, r.session)
}

// Settings are those of a workbench that looks the same.
func (r *Room) Settings() Settings {
	set := r.set
	set.Theme, set.Forced.Theme, set.CodeStyle = r.scheme.theme, true, r.scheme.style
	return set
}

// Chosen reports whether a theme was chosen, for good, for this start or while the workbench ran.
func (r *Room) Chosen() bool { return r.set.Theme != "" || r.Theme != "" }

// Actions are what can be switched.
func (r *Room) Actions() []action.Action {
	dye := func(id, title string, do func() tea.Cmd) action.Action {
		return action.Action{ID: id, Title: title, Words: "colours colors", Anywhere: true, Disabled: r.noColours, Do: do}
	}
	style := dye("code-style", "code style: the colours of JSON", r.askStyle)
	style.Words = "theme colors chroma highlight"
	return []action.Action{
		{ID: "mouse-off-or-on", Title: "mouse: on or off", Anywhere: true, Keys: []string{"f10"}, Do: r.toggleMouse},
		{ID: "vim-keys-in-the-input", Title: "vim keys in the input: on or off", Do: action.Plain(r.toggleVim)},
		dye("theme-dark", "theme dark", r.choose(theme.Dark)),
		dye("theme-light", "theme light", r.choose(theme.Light)),
		dye("theme-contrast", "theme contrast: readable on black and white", r.choose(theme.Contrast)),
		dye("theme-terminal", "theme terminal: its own 16 colours", r.choose(theme.Terminal)),
		dye("theme-auto", "theme auto: from the terminal's background", r.choose("")),
		style,
	}
}

// Update takes what is chosen, and shows what the palette's cursor is on.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case styleMsg:
		r.Style = &msg.name
		r.scheme.style = msg.name
		r.paint(r.scheme)
	case dialog.PreviewMsg:
		s, ok := msg.Of.(scheme)
		if r.previews = ok; !ok {
			s = r.scheme // what was chosen
		}
		r.paint(s)
	}
	return nil
}

// Adopt looks like another room: a workbench on another target was seen before this one.
func (r *Room) Adopt(other *Room) {
	r.Screen, r.scheme, r.previews = other.Screen, other.scheme, false
	r.paint(r.scheme)
}

// EndPreview shows what was chosen again, when nothing is open that shows something else.
func (r *Room) EndPreview() {
	if r.previews {
		r.Update(dialog.PreviewMsg{})
	}
}

// PreviewOf is what an action would make the screen look like, nil if it changes no colours.
func (r *Room) PreviewOf(id string) tea.Msg {
	name := map[string]string{"theme-dark": theme.Dark, "theme-light": theme.Light, "theme-contrast": theme.Contrast, "theme-terminal": theme.Terminal}[id]
	if name == "" || r.noColours() != "" {
		return nil
	}
	return scheme{name, r.scheme.style}
}

// OnBackground takes the theme that goes with the terminal's background.
func (r *Room) OnBackground(dark bool) {
	r.scheme.theme = theme.Light
	if dark {
		r.scheme.theme = theme.Dark
	}
	r.paint(r.scheme)
}

// paint changes the colours.
func (r *Room) paint(s scheme) {
	*r.T = *r.themeOf(s)
	r.Tell(PaintMsg{})
}

// themeOf is the theme of a scheme on this terminal.
func (r *Room) themeOf(s scheme) *theme.Theme {
	return theme.New(theme.Options{Name: s.theme, Profile: r.set.Profile, ASCII: r.set.ASCII, Colours: r.set.Colours, Code: s.style})
}

// choose changes the theme for this start and the next ones; "" for what goes with the
// terminal's background.
func (r *Room) choose(name string) func() tea.Cmd {
	return action.Plain(func() {
		r.Theme = name
		if name == "" {
			r.Say("the theme follows the terminal's background from the next start")
			return
		}
		r.scheme.theme = name
		r.paint(r.scheme)
	})
}

// askStyle lists the styles of JSON. The one under the cursor is shown at once.
func (r *Room) askStyle() tea.Cmd {
	styles := theme.Styles()
	all := make([]dialog.Command, 0, 1+len(styles))
	all = append(all, dialog.Command{Title: "the theme's own", Then: styleMsg{}, Preview: scheme{r.scheme.theme, ""}})
	for _, s := range styles {
		background := "for a light background"
		if s.Dark {
			background = "for a dark background"
		}
		all = append(all, dialog.Command{Title: s.Name, Keys: background, Then: styleMsg{s.Name}, Preview: scheme{r.scheme.theme, s.Name}})
	}
	p := dialog.NewPalette(all)
	p.Title = "Code style"
	r.dialogs.Push(p)
	return nil
}

// noColours says why another theme changes nothing.
func (r *Room) noColours() string {
	if r.set.Profile == termenv.Ascii {
		return "this terminal shows no colours, or NO_COLOR is set"
	}
	return ""
}

// TakesMouse reports whether the mouse is the workbench's, not the terminal's.
func (r *Room) TakesMouse() bool {
	if r.Mouse != nil {
		return *r.Mouse
	}
	return r.set.Mouse
}

// TakeMouse takes the mouse again after another program had the terminal: Bubble Tea forgets it.
func (r *Room) TakeMouse() tea.Cmd {
	if !r.TakesMouse() {
		return nil
	}
	return tea.EnableMouseCellMotion
}

func (r *Room) toggleMouse() tea.Cmd {
	on := !r.TakesMouse()
	r.Mouse = &on
	if on {
		r.Say("mouse on: click, scroll and drag")
		return tea.EnableMouseCellMotion
	}
	r.Say("mouse off: the terminal selects text")
	return tea.DisableMouse
}

// TakesVim reports whether the input has Vim's keys.
func (r *Room) TakesVim() bool {
	if r.Vim != nil {
		return *r.Vim
	}
	return r.set.Vim
}

func (r *Room) toggleVim() {
	on := !r.TakesVim()
	r.Vim = &on
	r.Tell(VimMsg{on})
	if on {
		r.Say("vim keys on: i inserts, esc ends insert mode, U is redo")
		return
	}
	r.Say("vim keys off")
}
