package ui

import (
	"context"
	"encoding/json"
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/ui/history"
	"expresso/ui/theme"
)

// keyScreen is where the session keeps what the screen looked like.
const keyScreen = "screen"

// looks is what is remembered of the screen from one start to the next.
type looks struct {
	Theme  string `json:"theme,omitempty"` // that was chosen while the workbench ran
	Mouse  *bool  `json:"mouse,omitempty"` // that was switched while the workbench ran
	Vim    *bool  `json:"vim,omitempty"`   // as well
	Focus  pane   `json:"focus"`
	Tab    int    `json:"tab"`
	Zoomed bool   `json:"zoomed,omitempty"`
	Rerun  bool   `json:"rerun,omitempty"` // the last input when its machine's definition is saved
	Sizes  sizes  `json:"sizes"`
}

// recall makes the screen look as it did. What is not there, or cannot be read, costs a
// convenience only.
func (a *App) recall(ctx context.Context) {
	text, err := a.cfg.Session.Get(ctx, keyScreen)
	was := looks{Focus: inputPane}
	if err != nil || text == "" || json.Unmarshal([]byte(text), &was) != nil {
		return
	}
	if slices.Contains(theme.Names(), was.Theme) && !a.cfg.Forced.Theme {
		a.chosen = was.Theme
		a.setTheme(was.Theme)
	}
	if was.Mouse != nil && !a.cfg.Forced.Mouse {
		a.mouse, a.switched = *was.Mouse, true
	}
	if was.Vim != nil {
		a.input.Editor.SetVim(*was.Vim)
		a.moded = true
	}
	if slices.Contains(panes[:], was.Focus) {
		a.focus = was.Focus
	}
	if was.Tab >= 0 && was.Tab <= int(history.Raw) {
		a.history.Details.Open(history.Tab(was.Tab))
	}
	a.rerun = was.Rerun
	a.zoomed, a.sizes = was.Zoomed, was.Sizes.bounded()
	a.setFocus(a.focus)
}

// maxSize bounds how far a size may be from what it would be.
const maxSize = 500

func (s sizes) bounded() sizes {
	for _, n := range []*int{&s.Side, &s.Saved, &s.Input, &s.Half, &s.List} {
		*n = max(min(*n, maxSize), -maxSize)
	}
	return s
}

// remember writes down how the screen looks.
func (a *App) remember(ctx context.Context) error {
	now := looks{Theme: a.chosen, Focus: a.focus, Tab: int(a.history.Details.Tab()), Zoomed: a.zoomed, Rerun: a.rerun, Sizes: a.sizes.bounded()}
	if a.switched {
		now.Mouse = &a.mouse
	}
	if a.moded {
		vim := a.input.Editor.Vim()
		now.Vim = &vim
	}
	text, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return a.cfg.Session.Put(ctx, keyScreen, string(text))
}

// chooseTheme changes the theme for this start and the next ones; "" for what goes with
// the terminal's background.
func (a *App) chooseTheme(name string) func() tea.Cmd {
	return func() tea.Cmd {
		a.chosen = name
		if name == "" {
			return a.say("the terminal is asked for its background at the next start")
		}
		a.setTheme(name)
		return nil
	}
}

// noColours says why another theme changes nothing.
func (a *App) noColours() string {
	if a.cfg.Profile == termenv.Ascii {
		return "this terminal shows no colours, or NO_COLOR is set"
	}
	return ""
}
