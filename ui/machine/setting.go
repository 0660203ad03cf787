package machine

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// Project writes the project file of the machines' folder.
type Project interface {
	Set(value string, keys ...string) error
}

type (
	// SetMsg is told when the project file says something else now.
	SetMsg struct{}
	// settingMsg is told when a value was entered, and setMsg sent when it was written, or
	// could not be.
	settingMsg struct {
		keys  []string
		value string
	}
	setMsg struct {
		keys []string
		err  error
	}
)

// setting is what the project file could say about what is shown, nil for nothing: against
// the problem, or in the place of the stand-in under the cursor.
func (d *definition) setting() *model.Setting {
	switch {
	case d.tab == Problems && d.said.ProblemAt != nil:
		return d.said.ProblemAt.Setting
	case d.tab == StandIns:
		line := d.standIns.Line()
		for i := range d.said.StandIns {
			s := &d.said.StandIns[i]
			if line -= strings.Count(standIns(d.said.StandIns[i:i+1]), "\n"); line < 0 {
				return &model.Setting{Keys: []string{"values", s.Name}, Value: s.Value}
			}
		}
	}
	return nil
}

func (d *definition) noSetting() string {
	switch {
	case d.project == nil:
		return "only machines of a folder have a project file"
	case d.setting() == nil:
		return "nothing to set here: go to a stand-in, or to a missing definition"
	}
	return ""
}

// askSetting asks for the value that the project file is to have.
func (d *definition) askSetting() tea.Cmd {
	s := d.setting()
	keys := s.Keys
	p := dialog.NewPrompt("Set in .expresso/project.yaml", screen.Visible(strings.Join(keys, ".")), s.Value, func(value string) tea.Msg {
		return settingMsg{keys, value}
	})
	p.Check = func(value string) string {
		if strings.TrimSpace(value) == "" {
			return "a value is needed"
		}
		return ""
	}
	p.Select()
	d.dialogs.Push(p)
	return nil
}

func (r *Room) onSetting(msg settingMsg) tea.Cmd {
	return ask.Command(func() tea.Msg { return setMsg{msg.keys, r.cfg.Project.Set(msg.value, msg.keys...)} })
}

func (r *Room) onSet(msg setMsg) {
	if msg.err != nil {
		r.Fail("nothing was written", msg.err)
		return
	}
	r.Good("set " + strings.Join(msg.keys, ".") + " in .expresso/project.yaml")
	r.Tell(SetMsg{})
}
