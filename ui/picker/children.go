package picker

import (
	"expresso/model"
	"expresso/ui/screen"
)

// family is what stands under a machine: its aliases, versions and test cases.
type family struct {
	open, loading bool
	problem       string
	children      []child
}

// child is one row under a machine.
type child struct {
	arn  model.ARN // "" if there is nothing to pick, but only to read
	name string
	note string
	bad  bool
}

// Open shows what stands under the machine that the cursor is on. It reports whether that
// has to be asked for, and of which machine.
func (l *List) Open() (model.ARN, bool) {
	m, ok := l.Selected()
	if !ok || m.SyncProblem() != "" {
		return "", false
	}
	return m.ARN, l.Show(m.ARN)
}

// Show shows what stands under a machine. It reports whether that has to be asked for.
func (l *List) Show(machine model.ARN) (ask bool) {
	f := l.families[machine]
	if ask = f == nil; ask {
		f = &family{loading: true}
		if l.families == nil {
			l.families = map[model.ARN]*family{}
		}
		l.families[machine] = f
	}
	f.open = true
	l.arrange()
	return ask
}

// Close hides what stands under the machine that the cursor is on, or in.
func (l *List) Close() {
	m, ok := l.Selected()
	if f := l.families[m.ARN]; ok && f != nil && f.open {
		l.MoveTo(m.ARN)
		f.open = false
		l.arrange()
	}
}

// Opened lists the machines whose children are shown.
func (l *List) Opened() []model.ARN {
	var arns []model.ARN
	for _, m := range l.machines {
		if f := l.families[m.ARN]; f != nil && f.open {
			arns = append(arns, m.ARN)
		}
	}
	return arns
}

// SetQualifiers gives what stands under a machine; problem says what could not be read.
func (l *List) SetQualifiers(machine model.ARN, q model.Qualifiers, problem string) {
	f := l.families[machine]
	if f == nil {
		return
	}
	f.loading, f.problem = false, problem
	f.children = f.children[:0]
	for _, a := range q.Aliases {
		f.children = append(f.children, child{arn: a.ARN, name: a.ARN.Qualifier(), note: a.Shares()})
	}
	for _, v := range q.Versions {
		c := child{arn: v.ARN, name: "v" + v.ARN.Qualifier()}
		if !v.Created.IsZero() {
			c.note = screen.Ago(v.Created, l.now())
		}
		f.children = append(f.children, c)
	}
	for _, name := range q.Cases {
		f.children = append(f.children, child{arn: machine + "#" + model.ARN(name), name: "#" + name})
	}
	l.arrange()
}

// rows are the children as they are shown, with a word where there are none.
func (f *family) rows() []child {
	if f == nil || !f.open {
		return nil
	}
	rows := f.children
	switch {
	case f.loading && len(rows) == 0:
		rows = []child{{note: "loading versions"}}
	case f.problem == "" && len(rows) == 0:
		rows = []child{{note: "no versions, no aliases"}}
	}
	if f.problem != "" {
		rows = append(rows[:len(rows):len(rows)], child{note: f.problem, bad: true})
	}
	return rows
}

// child is what a row shows, false if it shows the machine itself.
func (l *List) child(r row) (c child, last, ok bool) {
	if r.rule() || r.child == 0 {
		return child{}, false, false
	}
	rows := l.families[l.machines[r.machine].ARN].rows()
	return rows[r.child-1], int(r.child) == len(rows), true
}

// ARN is the ARN under the cursor, with a version, alias or test case if that is there.
func (l *List) ARN() model.ARN {
	// The rows may be older than the machines.
	for i := l.window.At; i >= 0 && i < len(l.rows) && !l.rows[i].rule(); i-- {
		if arn := l.arnOf(l.rows[i]); arn != "" {
			return arn
		}
	}
	return ""
}

// childLine draws a row under a machine.
func (l *List) childLine(c child, last bool) string {
	picked, style := " ", l.t.Text
	if c.arn != "" && c.arn == l.picked {
		picked, style = l.t.Accent.Render(l.t.Mark), l.t.Bold
	}
	branch := l.t.Branch
	if last {
		branch = l.t.LastBranch
	}
	dim := l.t.Dim
	if c.bad {
		dim = l.t.Fail
	}
	room := max(l.width-6, 0) // before it stand the mark of what is picked, three cells and a branch
	name, note := screen.Visible(c.name), screen.Visible(c.note)
	gap := 0
	if name != "" {
		gap = min(max(screen.Width(name), 7)+1, room) // so that notes are in a column
	}
	return picked + "   " + l.t.Frame.Render(branch) + " " +
		style.Render(l.t.Fit(name, gap)) + dim.Render(l.t.Fit(note, room-gap))
}
