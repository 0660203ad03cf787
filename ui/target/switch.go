package target

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// question is that for a target.
type question struct {
	choose  *dialog.Choose // that is open, or was last
	asked   ask.Latest
	machine model.ARN // that is gone to on the target, "" for none
	regions []string
	region  int  // index into regions from 1, 0 for the target's own
	take    bool // the input goes along
}

// ConnectMsg is told when a target was chosen: its owner connects, and calls Refuse if that
// fails. Context ends when nobody waits for it any more.
type ConnectMsg struct {
	Name    string
	Seq     ask.Seq
	Context context.Context
	Then    Then
}

// Then is what is done on a target that was switched to.
type Then struct {
	GoTo  model.ARN // the machine that is picked there, "" for none
	Take  bool      // the input goes along
	Input string    // that does
}

type (
	chosenMsg  struct{ name string }
	stoppedMsg struct{}
	listedMsg  struct {
		of      *dialog.Choose
		options []dialog.Option
		regions []string
		hint    string
	}
)

// None says why there is no other target, "" if there may be.
func (r *Room) None() string {
	if r.targets == nil {
		return "the samples run on the embedded target here"
	}
	return ""
}

// typing says what can be typed.
const typing = "or type: embedded, aws, profile:NAME, region:NAME, profile:NAME region:NAME, endpoint:NAME, http://HOST:PORT"

// Ask asks for a target.
func (r *Room) Ask() tea.Cmd { return r.ask("", "Switch target") }

// AskFor asks for a target on which a machine is that was named by its ARN. Those come first that fit.
func (r *Room) AskFor(machine model.ARN) tea.Cmd {
	return r.ask(machine, "Go to "+screen.Visible(machine.Short()))
}

func (r *Room) ask(machine model.ARN, title string) tea.Cmd {
	hint := typing
	if machine != "" {
		hint = "It is in " + machine.Region() + ", account " + machine.Account() + "."
	}
	r.machine, r.regions, r.region, r.take = machine, nil, 0, false
	c := dialog.NewChoose(dialog.Choose{
		Title: title, Verb: "switch", Typed: "switch to",
		Hint:    hint,
		Then:    func(name string) tea.Msg { return chosenMsg{name} },
		Stopped: stoppedMsg{},
		Settings: []action.Action{
			{ID: "switch-region", Title: "another region", Short: "region", Keys: []string{"tab"}, Disabled: r.noRegion, Do: action.Plain(r.nextRegion)},
			{ID: "take-input-along", Title: "take the input along, or not", Short: "input", Keys: []string{"alt+i"}, Do: action.Plain(func() { r.take = !r.take })},
		},
		Set: r.set,
	})
	r.choose = c
	r.dialogs.Replace(c)
	return ask.Command(func() tea.Msg {
		msg := listedMsg{of: c, hint: hint}
		places := r.targets.Targets(r.ctx)
		if machine != "" {
			if places = r.targets.Fitting(r.ctx, machine); len(places) == 0 {
				msg.hint += " No profile of this account is known: type profile:NAME region:" + machine.Region()
			}
		} else {
			msg.regions = r.targets.Regions(r.ctx)
		}
		for _, place := range places {
			msg.options = append(msg.options, dialog.Option{Name: place.With, Note: place.Note})
		}
		return msg
	})
}

// set tells what is set beside the target.
func (r *Room) set() [][2]string {
	all := [][2]string{{"region", "the target's"}, {"input", "stays here"}}
	if r.region > 0 {
		all[0][1] = r.regions[r.region-1]
	}
	if r.take {
		all[1][1] = "goes along"
	}
	if r.machine != "" { // which says the region
		all = all[1:]
	}
	who, from := r.about()
	for _, fact := range [][2]string{{"from", from}, {"now", who}} {
		if fact[1] != "" {
			all = append([][2]string{fact}, all...)
		}
	}
	return all
}

func (r *Room) noRegion() string {
	if len(r.regions) == 0 {
		return "no region was used before: type region:NAME"
	}
	return ""
}

func (r *Room) nextRegion() { r.region = (r.region + 1) % (len(r.regions) + 1) }

// chosen is a target's name with the region that was set.
func (r *Room) chosen(name string) string {
	if r.region == 0 || name == "embedded" {
		return name
	}
	words := slices.DeleteFunc(strings.Fields(name), func(word string) bool { return word == "aws" || strings.HasPrefix(word, "region:") })
	return strings.Join(append(words, "region:"+r.regions[r.region-1]), " ")
}

// Update takes what was chosen and listed.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listedMsg:
		msg.of.Hint = msg.hint
		msg.of.SetOptions(msg.options)
		if msg.of == r.choose {
			r.regions = msg.regions
		}
	case chosenMsg:
		ctx, seq := r.asked.Next(r.ctx)
		name := r.chosen(msg.name)
		r.choose.Wait(name)
		r.Tell(ConnectMsg{Name: name, Seq: seq, Context: ctx, Then: Then{GoTo: r.machine, Take: r.take}})
	case stoppedMsg:
		r.asked.Drop()
	}
	return nil
}

// Refuse shows why a target cannot be reached, if it is still waited for.
func (r *Room) Refuse(seq ask.Seq, err error) {
	if r.Waits(seq) {
		r.asked.Done(seq)
		r.choose.Refuse(err.Error(), model.HintOf(err))
	}
}

// Waits reports whether a target is still waited for.
func (r *Room) Waits(seq ask.Seq) bool {
	return r.choose != nil && r.dialogs.Has(r.choose) && r.asked.Is(seq)
}

// Arrived closes the question at once: no key follows on which it could close itself.
func (r *Room) Arrived() { r.dialogs.Close(r.choose) }

// Used remembers that a target is used.
func (r *Room) Used(name string, on model.Info) tea.Cmd {
	if r.targets == nil {
		return nil
	}
	return ask.Command(func() tea.Msg {
		r.targets.Note(context.WithoutCancel(r.ctx), name, on)
		return nil
	})
}
