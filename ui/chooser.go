package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/compare"
	"expresso/ui/ask"
	"expresso/ui/dialog"
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

// reaching asks what an input is to be compared with, a version, an alias, a test case, a
// target, or whatever is typed, and reaches for it.
type reaching struct {
	subject comparand
	choose  *dialog.Choose
	asked   ask.Latest
}

// reachMsg is told when something to compare with was chosen, stopReachMsg when it takes too
// long to reach it, and compareMsg when both may run.
type (
	reachMsg struct {
		of   *reaching
		with string
	}
	stopReachMsg struct{ of *reaching }
	compareMsg   struct{ of *compare.Comparison }
)

func newReaching(subject comparand, sep string) *reaching {
	name := screen.Visible(subject.aim.Aimed())
	if subject.saved != "" {
		name += " " + sep + " " + screen.Visible(subject.saved)
	}
	r := &reaching{subject: subject}
	r.choose = dialog.NewChoose(dialog.Choose{
		Title: "Compare " + name + " with", Verb: "compare", Typed: "compare with",
		Hint:    "or type: a version, an alias, FILE.asl.json, git:REV, an ARN, embedded, aws, profile:NAME, region:NAME, http://HOST:PORT",
		Then:    func(with string) tea.Msg { return reachMsg{r, with} },
		Stopped: stopReachMsg{r},
	})
	return r
}

// placesMsg is sent when it is known what a machine can be compared with.
type placesMsg struct {
	to     *reaching
	places []dialog.Option
}

// readPlaces lists the machine's versions, aliases and test cases, and the other targets.
// What cannot be read can still be typed.
func (a *App) readPlaces(c *reaching) tea.Cmd {
	aim := c.subject.aim
	return command(func() tea.Msg {
		msg := placesMsg{to: c}
		add := func(with, note string) {
			msg.places = append(msg.places, dialog.Option{Name: with, Note: strings.TrimSpace(note)})
		}
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
			for _, place := range a.cfg.Places(a.ctx, aim) {
				msg.places = append(msg.places, dialog.Option{Name: place.With, Note: place.Note})
			}
		}
		return msg
	})
}

func (a *App) onPlaces(msg placesMsg) { msg.to.choose.SetOptions(msg.places) }
