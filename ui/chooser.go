package ui

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"expresso/model/compare"
	"expresso/ui/field"
	"expresso/ui/picker"
	"expresso/ui/screen"
)

// Opposite is a machine and what it is compared with.
type Opposite struct {
	Sides [2]compare.Side
	// Billed says how many of the two runs are billed and what they may cost, "" if none is.
	Billed string
}

// Place is something to compare with, as Config.Against takes it.
type Place struct {
	With string
	Note string // what it is, for people
}

// chooser asks what an input is to be compared with: a version, an alias, a test case, a
// target, or whatever is typed.
type chooser struct {
	subject comparand
	field   field.Field
	places  []Place
	reading bool // the places are still to come
	found   []found
	cursor  int

	reaching      string // what is being reached, "" if nothing is
	seq           uint64 // counts what was reached for; answers to older ones are dropped
	cancel        context.CancelFunc
	problem, hint string // why what was chosen could not be reached
}

// placesMsg is sent when it is known what a machine can be compared with.
type placesMsg struct {
	chooser *chooser
	places  []Place
}

// readPlaces lists the machine's versions, aliases and test cases, and the other targets.
// What cannot be read can still be typed.
func (a *App) readPlaces(c *chooser) tea.Cmd {
	aim := c.subject.aim
	return command(func() tea.Msg {
		msg := placesMsg{chooser: c}
		add := func(with, note string) { msg.places = append(msg.places, Place{with, strings.TrimSpace(note)}) }
		q, _ := a.cfg.Bench.Qualifiers(a.ctx, aim)
		if aim != aim.Unqualified() {
			add(aim.Machine(), "the machine itself")
		}
		for _, alias := range q.Aliases {
			if alias.ARN != aim {
				add(alias.ARN.Qualifier(), "alias  "+picker.Routes(alias))
			}
		}
		for _, version := range q.Versions {
			if version.ARN != aim {
				add(version.ARN.Qualifier(), "version  "+screen.Ago(version.Created, a.now()))
			}
		}
		for _, name := range q.Cases {
			if !strings.HasSuffix(string(aim), "#"+name) {
				add("#"+name, "test case")
			}
		}
		if a.cfg.Places != nil {
			msg.places = append(msg.places, a.cfg.Places(a.ctx, aim)...)
		}
		return msg
	})
}

func (a *App) onPlaces(msg placesMsg) {
	msg.chooser.places, msg.chooser.reading = msg.places, false
	msg.chooser.search()
}

// search finds the places that match what was typed; what was typed itself comes last.
func (c *chooser) search() {
	text := strings.TrimSpace(c.field.Value())
	c.found, c.cursor = c.found[:0], 0
	names := make([]string, len(c.places))
	exact := false
	for i, p := range c.places {
		names[i] = p.With
		if text == "" {
			c.found = append(c.found, found{entry: i})
		}
		exact = exact || p.With == text
	}
	if text == "" {
		return
	}
	for _, m := range fuzzy.Find(text, names) {
		c.found = append(c.found, found{m.Index, m.MatchedIndexes})
	}
	if !exact {
		c.found = append(c.found, found{entry: -1})
	}
}

// chosen is what is under the cursor, "" for nothing.
func (c *chooser) chosen() string {
	switch {
	case c.cursor >= len(c.found):
		return ""
	case c.found[c.cursor].entry < 0:
		return strings.TrimSpace(c.field.Value())
	}
	return c.places[c.found[c.cursor].entry].With
}

func (c *chooser) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch msg.Type {
	case tea.KeyEsc, tea.KeyCtrlC:
		if c.reaching != "" {
			c.cancel()
			c.reaching = ""
			c.seq++
			return nil
		}
		a.over = nil
	case tea.KeyUp:
		c.cursor = max(c.cursor-1, 0)
	case tea.KeyDown:
		c.cursor = max(min(c.cursor+1, len(c.found)-1), 0)
	case tea.KeyEnter:
		if with := c.chosen(); with != "" && c.reaching == "" {
			return a.reach(c, with)
		}
	default:
		before := c.field.Value()
		if c.reaching == "" && c.field.Update(msg) && c.field.Value() != before {
			c.problem, c.hint = "", ""
			c.search()
		}
	}
	return nil
}

func (c *chooser) keys() []key.Binding {
	if c.reaching != "" {
		return []key.Binding{footKey("esc", "stop")}
	}
	return []key.Binding{footKey("enter", "compare"), footKey("↑ ↓", "choose"), footKey("esc", "close")}
}

// chooserRows is how many places are shown at once.
const chooserRows = 12

func (c *chooser) view(a *App, width, height int) string {
	t := a.t
	width = min(width, 72)
	inner := width - 2
	var foot []string
	say := func(text string, paint func(...string) string) {
		for _, line := range screen.Wrap(text, inner-2) {
			foot = append(foot, " "+paint(line))
		}
	}
	switch {
	case c.reaching != "":
		say("reaching "+c.reaching+" "+t.Ellipsis, t.Wait.Render)
	case c.problem != "":
		say(c.problem, t.Fail.Render)
		if c.hint != "" {
			say(c.hint, t.Dim.Render)
		}
	default:
		say("or type: a version, an alias, FILE.asl.json, git:REV, an ARN, embedded, aws, profile:NAME, region:NAME, http://HOST:PORT", t.Dim.Render)
	}
	foot = foot[:min(len(foot), max(height-7, 1))]
	lines := []string{" " + t.Accent.Render(t.Pointer) + " " + c.field.View(t, inner-4, c.reaching == ""), ""}
	room := max(min(chooserRows, height-2-len(lines)-len(foot)-1), 1)
	top := max(c.cursor-room+1, 0)
	for i := top; i < min(top+room, len(c.found)); i++ {
		with, note, matched := "compare with "+strings.TrimSpace(c.field.Value()), "as it is typed", []int(nil)
		if at := c.found[i].entry; at >= 0 {
			with, note, matched = c.places[at].With, c.places[at].Note, c.found[i].matched
		}
		style := t.Text
		if i == c.cursor {
			style = t.Select
		}
		note = t.Fit(screen.Visible(note), min(screen.Width(screen.Visible(note)), inner/2))
		lines = append(lines, " "+picker.Matched(t, style, with, matched, inner-4-screen.Width(note))+"  "+t.Dim.Render(note))
	}
	if c.reading {
		lines = append(lines, " "+t.Dim.Render("reading what there is "+t.Ellipsis))
	}
	lines = append(append(lines, ""), foot...)
	name := screen.Visible(c.subject.aim.Aimed())
	if c.subject.saved != "" {
		name += " " + t.Sep + " " + screen.Visible(c.subject.saved)
	}
	title := "Compare " + name + " with"
	return t.Box(title, "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}
