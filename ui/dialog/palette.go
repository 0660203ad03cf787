package dialog

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/list"
	"expresso/ui/mouse"
	"expresso/ui/screen"
)

// Command is one line of the palette.
type Command struct {
	Title, Keys string
	Words       string  // others that it is found by, in small letters
	Sends       bool    // it sends runs: scattered letters do not choose it
	Reason      string  // why it cannot be done now, "" if it can
	Then        tea.Msg // what is told when it is chosen
	Stays       bool    // the help stays open behind what it opens
	Preview     tea.Msg // what a PreviewMsg holds while the cursor is on it; nil for nothing
}

// CommandOf is what an action does as a command, which tells then when it is chosen.
func CommandOf(a action.Action, then tea.Msg) Command {
	return Command{Title: a.Title, Words: a.Words, Sends: a.Sends, Keys: a.Keycaps(), Reason: a.Reason(), Then: then}
}

// PreviewMsg is told when the cursor reaches something that can be seen before it is chosen,
// and with nil when it is there no longer.
type PreviewMsg struct{ Of tea.Msg }

// Palette finds a command by its name.
type Palette struct {
	Base
	Title string
	// Typed is what a text means that names no command, an ARN say; nil for nothing.
	Typed func(text string) (Command, bool)
	// More finds commands that are too many to be offered without a text; nil for none.
	More func(text string) []Command
	// Lacks says of which commands not all are known yet, "" for none; nil where all are.
	Lacks    func() string
	commands []Command
	field    field.Field
	found    []found // the best first
	window   list.Window
	table    *action.Table
	shown    tea.Msg // the preview
	typed    int     // how many of the commands were found by what was typed
}

// NewPalette returns a palette of commands.
func NewPalette(commands []Command) *Palette {
	p := &Palette{Title: "Commands", commands: commands}
	p.search()
	move := func(by int) func() tea.Cmd { return action.Plain(func() { p.window.Move(by); p.preview() }) }
	p.table = action.New(
		action.Action{ID: "do-command", Title: "run it", Short: "run it", Keys: []string{"enter"}, Do: action.Plain(p.choose)},
		action.Action{ID: "choose-up", Title: "choose", Short: "choose", Label: "↑ ↓", Keys: []string{"up"}, Do: move(-1)},
		action.Action{ID: "choose-down", Title: "choose down", Keys: []string{"down"}, Do: move(1)},
		action.Action{ID: "choose-page-up", Title: "page up", Keys: []string{"pgup"}, Do: move(-palettePage)},
		action.Action{ID: "choose-page-down", Title: "page down", Keys: []string{"pgdown"}, Do: move(palettePage)},
		action.Action{ID: "close-palette", Title: "close", Short: "close", Keys: []string{"esc", "ctrl+c", "ctrl+p"}, Do: action.Plain(p.leave)},
	)
	return p
}

const palettePage = 10

func (p *Palette) search() {
	p.commands = p.commands[:len(p.commands)-p.typed]
	p.typed = 0
	text := p.field.Value()
	if p.More != nil && strings.TrimSpace(text) != "" {
		more := p.More(text)
		p.commands, p.typed = append(p.commands, more...), len(more)
	}
	p.found = rank(text, p.commands, true)
	if p.Typed != nil {
		if c, ok := p.Typed(text); ok {
			p.commands, p.typed = append(p.commands, c), p.typed+1
			p.found = []found{{command: len(p.commands) - 1}}
		}
	}
	p.window.At = 0
	p.window.Set(len(p.found), p.window.Room())
}

// preview tells what can be seen of what the cursor is on.
func (p *Palette) preview() {
	var now tea.Msg
	if p.window.At < len(p.found) {
		now = p.commands[p.found[p.window.At].command].Preview
	}
	p.show(now)
}

func (p *Palette) show(now tea.Msg) {
	if now != p.shown {
		p.shown = now
		p.Tell(PreviewMsg{now})
	}
}

// leave closes it, and ends the preview.
func (p *Palette) leave() {
	p.show(nil)
	p.Close()
}

func (p *Palette) choose() {
	p.leave()
	if p.window.At < len(p.found) {
		p.Tell(p.commands[p.found[p.window.At].command].Then)
	}
}

// Bind gives the actions other keys.
func (p *Palette) Bind(keys action.Keys) { p.table.Bind(keys) }

// Actions are to choose, and to close it.
func (p *Palette) Actions() []action.Action { return p.table.All() }

// Update takes a key.
func (p *Palette) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if !action.Types(k) {
		if cmd, used := p.table.Press(k); used {
			return cmd
		}
	}
	before := p.field.Value()
	if p.field.Update(k) && p.field.Value() != before {
		p.search()
		p.preview()
	}
	return nil
}

// paletteHead is how many lines stand above the commands.
const paletteHead = 2

// Mouse chooses, and does what is clicked.
func (p *Palette) Mouse(_, y int, msg tea.MouseMsg) tea.Cmd {
	if by := mouse.Wheel(msg); by != 0 {
		p.window.Move(by)
		p.preview()
	}
	if row, ok := p.window.Row(y - paletteHead); mouse.Clicked(msg) && ok {
		p.window.Go(row)
		p.choose()
	}
	return nil
}

const paletteWidth, paletteHeight = 72, 20

// View draws the commands that match.
func (p *Palette) View(width, height int) string {
	t := p.T
	width, height = min(width, paletteWidth), min(height, paletteHeight, 2+paletteHead+max(len(p.commands), 1))
	inner := width - 2
	lines := []string{" " + t.Accent.Render(t.Pointer) + " " + p.field.View(t, inner-4, true), ""}
	p.window.Top = 0 // the cursor stands as low as it can
	p.window.Set(len(p.found), height-2-paletteHead)
	for i := p.window.Top; i < p.window.End(); i++ {
		c := p.commands[p.found[i].command]
		keys := screen.Visible(c.Keys)
		if c.Reason != "" {
			keys = screen.Visible(c.Reason)
		}
		keys = t.Fit(keys, min(screen.Width(keys), inner/2))
		style := t.Text
		switch {
		case i == p.window.At:
			style = t.Select
		case c.Reason != "":
			style = t.Dim
		}
		title := list.Matched(t, style, c.Title, p.found[i].matched, inner-4-screen.Width(keys))
		lines = append(lines, " "+title+"  "+t.Dim.Render(keys))
	}
	if len(p.found) == 0 {
		none := "no command matches"
		if p.Lacks != nil && p.Lacks() != "" {
			none += ": " + p.Lacks()
		}
		lines = append(lines, " "+t.Dim.Render(none))
	}
	return t.Box(p.Title, screen.Count(int64(len(p.found))), strings.Join(lines, "\n"), width, height, true)
}
