package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/screen"
)

// Change says what is new in the folder of the machines, once the target has it. It is a
// message of its own: see Config.Changes.
type Change struct {
	New      []string        // machines
	Reloaded []string        // machines whose definitions are others
	Broken   []model.Machine // machines that cannot be run from now on, with their Problem
	Gone     []string        // machines
	Mocks    bool            // what answers tasks is something else

	Problem, Hint string // what could not be taken over, and what to do about it
}

// Nothing reports whether nothing is new.
func (c Change) Nothing() bool {
	return len(c.New)+len(c.Reloaded)+len(c.Broken)+len(c.Gone) == 0 && !c.Mocks && c.Problem == ""
}

// names reports whether a machine is another by a change, or may answer otherwise.
func (c Change) names(machine string) bool {
	return c.Mocks || slices.Contains(c.New, machine) || slices.Contains(c.Reloaded, machine) ||
		slices.ContainsFunc(c.Broken, func(m model.Machine) bool { return m.Name == machine })
}

// onChange lists the machines again, draws the one that is looked at anew, and runs the
// last input once more if that is wanted.
func (a *App) onChange(c Change) tea.Cmd {
	cmds := []tea.Cmd{a.loadMachines()}
	if d, ok := a.dialogs.Shown().(*definition); ok && c.names(d.machine.Name) {
		cmds = append(cmds, a.describeAgain(d, c))
	}
	again, why := a.runAgain(c)
	return tea.Batch(append(cmds, a.tell(c, why), again)...)
}

// describeAgain opens a machine anew that is another now, where it was open.
func (a *App) describeAgain(d *definition, c Change) tea.Cmd {
	m, f := d.machine, d.face
	m.Problem = ""
	if i := slices.IndexFunc(c.Broken, func(b model.Machine) bool { return b.Name == m.Name }); i >= 0 {
		m.Problem = c.Broken[i].Problem
	}
	if f == stateFace || f == foundFace && !d.drawn {
		f = graphFace
	}
	return a.describe(m, d.run, f)
}

// drawRun gives an open graph the colours of a run of its machine that has just ended.
func (a *App) drawRun(run model.Run) tea.Cmd {
	d, ok := a.dialogs.Shown().(*definition)
	if !ok || d.face != graphFace || !d.drawn && !d.loading || d.machine.ARN != run.Machine.Unqualified() || !run.Status.Answered() {
		return nil
	}
	return a.describe(d.machine, run, graphFace)
}

// reread lists the machines again, as they are on disk by now.
func (a *App) reread() tea.Cmd {
	if a.cfg.Reread != nil {
		a.cfg.Reread()
	}
	return a.loadMachines()
}

// tell says what a change is.
func (a *App) tell(c Change, more string) tea.Cmd {
	text, hint, bad := c.Words()
	if bad {
		return a.fail(text, hint)
	}
	return a.good(text + more)
}

// Words says what a change is, the worst of it first, and whether that is bad.
func (c Change) Words() (text, hint string, bad bool) {
	if len(c.Broken) > 0 {
		text := c.Broken[0].Problem
		if n := len(c.Broken) - 1; n > 0 {
			text += ", and " + screen.Count(int64(n)) + " more cannot be run"
		}
		return text, "", true
	}
	if c.Problem != "" {
		return c.Problem, c.Hint, true
	}
	var parts []string
	add := func(what string, names []string) {
		switch n := len(names); {
		case n == 1:
			parts = append(parts, what+" "+names[0])
		case n > 1:
			parts = append(parts, what+" "+screen.Count(int64(n))+" machines")
		}
	}
	add("reloaded", c.Reloaded)
	add("found", c.New)
	add("no more", c.Gone)
	if c.Mocks {
		parts = append(parts, "reloaded the answers of tasks")
	}
	return strings.Join(parts, ", "), "", false
}

// runAgain runs the last input once more if the machine that it went to is another now,
// and says so, or why not.
func (a *App) runAgain(c Change) (again tea.Cmd, more string) {
	name := a.last.aim.Machine()
	if !a.rerun || name == "" || !c.names(name) {
		return nil, ""
	}
	if slices.ContainsFunc(c.Broken, func(m model.Machine) bool { return m.Name == name }) {
		return nil, ""
	}
	if slices.ContainsFunc(a.flights, func(f flight) bool { return f.run.Machine.Machine() == name }) {
		return nil, ": not run again while a run of it is in flight"
	}
	if m, ok := a.machineOf(a.last.aim); ok && !slices.Contains(c.Reloaded, name) && m.SyncProblem() != "" {
		return nil, ""
	}
	return a.fill(a.last, false), ", running the last input again"
}

func (a *App) toggleRerun() tea.Cmd {
	a.rerun = !a.rerun
	if a.rerun {
		return a.say("the last input runs again whenever the definition is saved")
	}
	return a.say("saved definitions are loaded, and not run")
}

func (a *App) notWatched() string {
	if a.cfg.Changes == nil {
		return "definitions are watched on the embedded target, in a folder that has some"
	}
	return ""
}
