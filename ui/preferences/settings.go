package preferences

import "github.com/muesli/termenv"

// Settings are what is set of the screen, for good or for this start.
type Settings struct {
	Theme string // one of theme.Names, "" to ask the terminal
	ASCII bool   // draw with ASCII only
	// Colours take the place of the theme's own, and CodeStyle of those of JSON: see
	// theme.Options.
	Colours   map[string]string
	CodeStyle string
	Mouse     bool // take the mouse
	Vim       bool // Vim's keys in the input
	// What took long rings the bell and is shown in the window's title when it has ended.
	Bell, Title bool
	Clipboard   string // how it is reached: a Way of a clipboard.Board
	// Keys take the place of those that actions have, by the action's id. They have been checked.
	Keys map[string][]string
	// Forced tells which of these were given for this start: they go before what was chosen while
	// the workbench ran, which goes before what is set for good.
	Forced  struct{ Theme, Mouse bool }
	Profile termenv.Profile // colours of the terminal; it is asked for them
}
