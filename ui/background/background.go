// Package background finds out whether the terminal is dark, before Bubble Tea asks it.
//
// Importing Bubble Tea runs an init that writes a question to the terminal and waits up to
// five seconds for an answer: also for `expresso --version`, and for a headless run. Lip
// Gloss asks only if nobody told it the answer, and Go initialises packages in the order
// of their import paths as far as their imports allow; `expresso/...` comes before
// `github.com/...`. So the command imports this package for its effect, and it must import
// nothing that is not initialised before Bubble Tea: Lip Gloss, and the standard library.
//
// The answer given here is a guess from the environment. The workbench asks the terminal
// properly when it starts, and never uses the guess for more than what to do on silence.
package background

import (
	"os"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

func init() {
	lipgloss.SetHasDarkBackground(Dark(os.Getenv("EXPRESSO_THEME"), os.Getenv("COLORFGBG")))
}

// Dark guesses from the name of a theme and from COLORFGBG ("foreground;background" in
// the terminal's sixteen colours, as rxvt, Konsole and others set it) whether the
// background is dark. With no hint it is.
func Dark(themeName, colorFGBG string) bool {
	switch themeName {
	case "light":
		return false
	case "dark":
		return true
	}
	fields := strings.Split(colorFGBG, ";")
	switch fields[len(fields)-1] {
	case "7", "15": // white and bright white; vim draws the line here too
		return false
	}
	return true
}
