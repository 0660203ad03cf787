package graph

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model/asl"
	"expresso/model/samples"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// trim cuts blanks at the ends of lines, and empty lines at the end.
func trim(view string) string {
	var out []string
	for line := range strings.Lines(uitest.Plain(view)) {
		out = append(out, strings.TrimRight(line, " \n"))
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

func load(t testing.TB, definition string) *asl.Machine {
	t.Helper()
	m, found := asl.Load(definition, asl.Express)
	if m == nil {
		m, found = asl.Load(definition, asl.Standard)
	}
	if m == nil {
		t.Fatalf("%v", found)
	}
	return m
}

var colour = theme.Options{Profile: termenv.TrueColor}

func newView(t testing.TB, o theme.Options, m *asl.Machine, width, height int) *View {
	t.Helper()
	v := New(theme.New(o))
	v.SetSize(width, height)
	v.SetMachine(m)
	v.Focus()
	return v
}

func press(v *View, keys ...string) tea.Msg {
	var cmd tea.Cmd
	for _, k := range keys {
		cmd = v.Update(uitest.Key(k))
	}
	if cmd == nil {
		return nil
	}
	return cmd()
}

func TestSamples(t *testing.T) {
	for _, s := range samples.List() {
		m := load(t, s.Definition)
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			v := newView(t, colour, m, size[0], size[1])
			uitest.Exact(t, v.View(), size[0], size[1])
			uitest.Golden(t, fmt.Sprintf("%s-%dx%d", s.Name, size[0], size[1]), trim(v.View())+v.Status()+"\n")
		}
	}
}

// J and K go past what is inside of a state.
func TestLevels(t *testing.T) {
	m := load(t, `{"StartAt": "A", "States": {
		"A": {"Type": "Pass", "Next": "Both"},
		"Both": {"Type": "Parallel", "Next": "C", "Branches": [
			{"StartAt": "L1", "States": {"L1": {"Type": "Pass", "Next": "L2"}, "L2": {"Type": "Pass", "End": true}}},
			{"StartAt": "R1", "States": {"R1": {"Type": "Pass", "End": true}}}]},
		"C": {"Type": "Succeed"}}}`)
	v := newView(t, colour, m, 120, 40)
	for _, step := range []struct{ key, want string }{
		{"J", "Both"}, {"J", "C"}, {"J", "C"}, {"K", "Both"}, {"K", "A"}, {"K", "A"}, {"j", "Both"}, {"j", "R1"}, {"J", "R1"}, {"h", "L1"}, {"J", "L2"}, {"J", "L2"}, {"K", "L1"}, {"K", "L1"},
	} {
		if press(v, step.key); v.Selected() != step.want {
			t.Errorf("%s goes to %s, not to %s", step.key, v.Selected(), step.want)
		}
	}
}
