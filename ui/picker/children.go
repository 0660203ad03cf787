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
func (p *Picker) Open() (model.ARN, bool) {
	m, ok := p.Selected()
	if !ok || m.SyncProblem() != "" {
		return "", false
	}
	return m.ARN, p.Show(m.ARN)
}

// Show shows what stands under a machine. It reports whether that has to be asked for.
func (p *Picker) Show(machine model.ARN) (ask bool) {
	f := p.families[machine]
	if ask = f == nil; ask {
		f = &family{loading: true}
		if p.families == nil {
			p.families = map[model.ARN]*family{}
		}
		p.families[machine] = f
	}
	f.open = true
	p.arrange()
	return ask
}

// Close hides what stands under the machine that the cursor is on, or in.
func (p *Picker) Close() {
	m, ok := p.Selected()
	if f := p.families[m.ARN]; ok && f != nil && f.open {
		p.MoveTo(m.ARN)
		f.open = false
		p.arrange()
	}
}

// Opened lists the machines whose children are shown.
func (p *Picker) Opened() []model.ARN {
	var arns []model.ARN
	for _, m := range p.machines {
		if f := p.families[m.ARN]; f != nil && f.open {
			arns = append(arns, m.ARN)
		}
	}
	return arns
}

// SetQualifiers gives what stands under a machine; problem says what could not be read.
func (p *Picker) SetQualifiers(machine model.ARN, q model.Qualifiers, problem string) {
	f := p.families[machine]
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
			c.note = screen.Ago(v.Created, p.now())
		}
		f.children = append(f.children, c)
	}
	for _, name := range q.Cases {
		f.children = append(f.children, child{arn: machine + "#" + model.ARN(name), name: "#" + name})
	}
	p.arrange()
}

// rows are the children as they are shown, with a word where there are none.
func (f *family) rows() []child {
	if f == nil || !f.open {
		return nil
	}
	rows := f.children
	switch {
	case f.loading && len(rows) == 0:
		rows = []child{{note: "reading its versions"}}
	case f.problem == "" && len(rows) == 0:
		rows = []child{{note: "no versions, no aliases"}}
	}
	if f.problem != "" {
		rows = append(rows[:len(rows):len(rows)], child{note: f.problem, bad: true})
	}
	return rows
}

// child is what a row shows, false if it shows the machine itself.
func (p *Picker) child(r row) (c child, last, ok bool) {
	if r.machine == rule || r.child == 0 {
		return child{}, false, false
	}
	rows := p.families[p.machines[r.machine].ARN].rows()
	return rows[r.child-1], r.child == len(rows), true
}

// Aim is the ARN under the cursor, with a version, alias or test case if that is there.
func (p *Picker) Aim() model.ARN {
	// The rows may be older than the machines.
	for i := p.window.At; i >= 0 && i < len(p.rows) && p.rows[i].machine != rule; i-- {
		if p.rows[i].arn != "" {
			return p.rows[i].arn
		}
	}
	return ""
}

// childLine draws a row under a machine.
func (p *Picker) childLine(c child, last, selected bool) string {
	pointer, style := " ", p.t.Text
	if c.arn != "" && c.arn == p.picked {
		pointer, style = p.t.Accent.Render(p.t.Pointer), p.t.Bold
	}
	branch := p.t.Branch
	if last {
		branch = p.t.LastBranch
	}
	dim := p.t.Dim
	if c.bad {
		dim = p.t.Fail
	}
	room := max(p.width-7, 0) // before it stand a blank, the pointer, three more cells and a branch
	name, note := screen.Visible(c.name), screen.Visible(c.note)
	gap := 0
	if name != "" {
		gap = min(max(screen.Width(name), 7)+1, room) // so that notes stand in a column
	}
	if selected {
		style, dim = p.t.Select, p.t.Select
	}
	return " " + pointer + "   " + p.t.Frame.Render(branch) + " " +
		style.Render(p.t.Fit(name, gap)) + dim.Render(p.t.Fit(note, room-gap))
}
