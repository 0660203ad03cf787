// Package links opens pages of the AWS console, or copies their URLs.
package links

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/console"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/browser"
	"expresso/ui/clipboard"
	"expresso/ui/dialog"
	"expresso/ui/room"
)

// Config is what the room takes.
type Config struct {
	room.Common
	Machine func() model.ARN         // that is looked at, "" for none
	Run     func() (model.Run, bool) // as well
	Browser browser.Browser
}

// Room is the room. It tells, see action.Out, dialog.SayMsg, and sends clipboard.CopyMsg.
type Room struct {
	dialog.Voice
	Config
	actions []action.Action
}

// page is one of the console's.
type page struct {
	key, id, name, words string
	reason               func(*Room) string // why there is no such page, "" if there may be one
	// address makes it. It may ask the target.
	address func(*Room) func(context.Context) (string, error)
}

// pages are those that there are, in the order in which they are shown.
var pages = []page{
	{"m", "machine", "state machine", "definition", (*Room).noMachine, func(r *Room) func(context.Context) (string, error) {
		machine := r.Machine()
		return func(context.Context) (string, error) { return console.Machine(machine) }
	}},
	{"r", "run", "execution of this run", "express", func(r *Room) string {
		return r.noRun(func(run model.Run) error { _, err := console.Execution(run); return err })
	}, func(r *Room) func(context.Context) (string, error) {
		run, _ := r.Run()
		return func(context.Context) (string, error) { return console.Execution(run) }
	}},
	{"l", "logs", "log group", "cloudwatch", (*Room).noMachine, func(r *Room) func(context.Context) (string, error) {
		machine := r.Machine()
		return func(ctx context.Context) (string, error) {
			d, err := r.Bench.Target.Describe(ctx, machine)
			if err != nil {
				return "", err
			}
			return console.LogGroup(d.LogGroup)
		}
	}},
	{"x", "trace", "X-Ray trace", "xray", func(r *Room) string {
		return r.noRun(func(run model.Run) error { _, err := console.Trace(run); return err })
	}, func(r *Room) func(context.Context) (string, error) {
		run, _ := r.Run()
		return func(context.Context) (string, error) { return console.Trace(run) }
	}},
}

// New returns the room.
func New(c Config) *Room {
	r := &Room{Config: c}
	for _, p := range pages {
		r.actions = append(r.actions, action.Action{
			ID: "open-" + p.id + "-in-console", Title: "open the " + p.name + " in the AWS console", Words: "browser web url link " + p.words,
			Disabled: func() string { return p.reason(r) }, Do: func() tea.Cmd { return r.open(p) },
		})
	}
	for _, p := range pages {
		r.actions = append(r.actions, action.Action{
			ID: "copy-url-of-" + p.id, Title: "copy the console's URL of the " + p.name, Words: "link address " + p.words,
			Disabled: func() string { return p.reason(r) }, Do: func() tea.Cmd { return r.copy(p) },
		})
	}
	return r
}

// Actions are those of the pages: to open each, and to copy its address.
func (r *Room) Actions() []action.Action { return r.actions }

// None says why the console has no page of anything here, "" if it may have some.
func (r *Room) None() string { return r.noMachine() }

// Menu offers the pages.
func (r *Room) Menu() tea.Cmd {
	items := make([]dialog.Item, 0, 2*len(pages))
	for i, p := range pages {
		items = append(items, dialog.Item{Key: p.key, Name: p.name, Reason: p.reason(r), Then: openMsg{i}})
	}
	for i, p := range pages {
		key := string(p.key[0] - 'a' + 'A')
		items = append(items, dialog.Item{Key: key, Name: "copy URL: " + p.name, Reason: p.reason(r), Then: copyMsg{i}})
	}
	r.Dialogs.Replace(dialog.NewMenu("Open in the AWS console", "open", items))
	return nil
}

// What the menu tells: the place of a page in pages.
type (
	openMsg struct{ page int }
	copyMsg struct{ page int }
)

// Update takes what its menu tells.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openMsg:
		return r.open(pages[msg.page])
	case copyMsg:
		return r.copy(pages[msg.page])
	}
	return nil
}

// open opens a page in the browser. Where none is reached, the address is copied.
func (r *Room) open(p page) tea.Cmd {
	address := p.address(r)
	return ask.Command(func() tea.Msg {
		url, err := address(r.Context)
		if err != nil {
			return failed(p, err)
		}
		err = r.Browser.Open(r.Context, url)
		switch {
		case errors.Is(err, browser.ErrNone):
			return clipboard.CopyMsg{Text: url, What: "the URL of the " + p.name + " (" + err.Error() + ")"}
		case err != nil:
			return failed(p, err)
		}
		return dialog.SayMsg{Kind: dialog.Succeeded, Text: "opened in the browser: the " + p.name}
	})
}

// copy copies the address of a page.
func (r *Room) copy(p page) tea.Cmd {
	address := p.address(r)
	return ask.Command(func() tea.Msg {
		url, err := address(r.Context)
		if err != nil {
			return dialog.SayMsg{Kind: dialog.Failed, Text: "cannot copy the URL of the " + p.name + ": " + err.Error(), Hint: model.HintOf(err)}
		}
		return clipboard.CopyMsg{Text: url, What: "the URL of the " + p.name}
	})
}

func failed(p page, err error) tea.Msg {
	return dialog.SayMsg{Kind: dialog.Failed, Text: "cannot open the " + p.name + ": " + err.Error(), Hint: model.HintOf(err)}
}

func (r *Room) noMachine() string {
	if r.Bench.Target == nil {
		return "no target is connected"
	}
	if err := console.Elsewhere(r.Bench.Target.Info().Name); err != nil {
		return err.Error()
	}
	if _, err := console.Machine(r.Machine()); err != nil {
		return "pick a state machine first"
	}
	return ""
}

// noRun is why a page of the shown run cannot be, "" if it can.
func (r *Room) noRun(address func(model.Run) error) string {
	run, ok := r.Run()
	if !ok {
		return "no run is selected"
	}
	err := console.Elsewhere(run.Target)
	if err == nil {
		err = address(run)
	}
	if err != nil {
		return dialog.Sentence(err)
	}
	return ""
}
