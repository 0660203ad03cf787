package frame

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Cap shows an audience the key that was pressed last.
type Cap struct {
	Shown bool // there is an audience

	key string
}

// Press notes a key. Text is not for the audience.
func (c *Cap) Press(msg tea.KeyMsg, text bool) {
	if !c.Shown || text || msg.Paste {
		return
	}
	if c.key = msg.String(); c.key == " " {
		c.key = "space"
	}
}

// View is the key, "" for none.
func (c *Cap) View(t *theme.Theme) string {
	if c.key == "" {
		return ""
	}
	return t.Select.Render(" " + t.Spell(screen.Visible(c.key)) + " ")
}
