package picker

import (
	"slices"

	"expresso/model"
	"expresso/ui/list"
	"expresso/ui/screen"
)

// row is one line of the list: a machine, what stands under it, or a rule above some.
type row struct {
	machine int32 // index into machines, or one of the rules
	child   int32 // which of the machine's children, from 1; 0 for the machine itself
	kid     int32 // index into kids of a child
}

// The rules are below 0: above machines that cannot be run, above those that are starred or were
// run lately, and above the others.
const (
	barred = -1 - iota
	near
	others
	elsewhere // above those of an account that is not the target's
)

// rule reports whether a row is none of a machine.
func (r row) rule() bool { return r.machine < 0 }

// arnOf is what picking a row picks, "" if it is only to be read.
func (l *List) arnOf(r row) model.ARN {
	switch {
	case r.rule():
		return ""
	case r.child > 0:
		return l.kids[r.kid]
	}
	return l.machines[r.machine].ARN
}

// Place says which machine the cursor is on, among those that the filter leaves, and how many there are
// if it hides some.
func (l *List) Place() string {
	at := 0
	for i := 0; i <= l.window.At && i < len(l.rows); i++ {
		if !l.rows[i].rule() && l.rows[i].child == 0 {
			at++
		}
	}
	switch {
	case len(l.machines) > l.left:
		return screen.Count(int64(l.left)) + " of " + screen.Count(int64(len(l.machines)))
	case l.listed.more && l.listed.pages > 0:
		return screen.Count(int64(len(l.machines))) + " so far"
	}
	return list.Place(at, l.left)
}

// Lines is how many lines it takes to show them all.
func (l *List) Lines() int { return len(l.rows) + max(roomyHead, 1+len(l.notice())) }

func (l *List) move(by int) {
	l.window.At = max(min(l.window.At+by, len(l.rows)-1), 0)
	l.skipRule(by)
	l.scroll()
}

// skipRule moves the cursor off the rule, onwards in the direction of by.
func (l *List) skipRule(by int) {
	if l.window.At >= len(l.rows) || !l.rows[l.window.At].rule() {
		return
	}
	if (by < 0 || l.window.At == len(l.rows)-1) && l.window.At > 0 {
		l.window.At--
	} else {
		l.window.At++
	}
}

// MoveTo puts the cursor on what an ARN names, or its machine, if it is listed.
func (l *List) MoveTo(arn model.ARN) {
	machine := arn.Unqualified()
	for i, r := range l.rows {
		has := l.arnOf(r)
		if has == "" || has != arn && has != machine {
			continue
		}
		l.window.At = i
		if has == arn {
			break
		}
	}
	l.scroll()
}

func (l *List) scroll() {
	l.window.Set(len(l.rows), l.listHeight())
	if l.window.Top == 1 && l.rows[0].rule() && l.window.At < l.window.Room() {
		l.window.Top = 0 // no cursor leads to a rule
	}
}

// arrange computes the rows: what the filter leaves, what can be run first, both in the
// target's order, or that of the latest runs. What is starred or was run lately stands above.
func (l *List) arrange() { l.arrangeAt(l.ARN()) }

// arrangeAt is arrange with the cursor on what an ARN names, "" for where it is.
func (l *List) arrangeAt(here model.ARN) {
	rows, below := l.spare[:0], []row{}
	l.kids, l.left = nil, 0
	add := func(i int) {
		m := &l.machines[i]
		l.left++
		if !m.Sync() {
			below = append(below, row{machine: int32(i)})
			return
		}
		rows = append(rows, row{machine: int32(i)})
		if len(l.families) > 0 {
			for n, c := range l.families[m.ARN].rows() {
				rows = append(rows, row{machine: int32(i), child: int32(n + 1), kid: int32(len(l.kids))})
				l.kids = append(l.kids, c.arn)
			}
		}
	}
	text, tag := l.terms()
	l.tags.query = tag
	if text != "" || tag != "" {
		for _, i := range l.found(text) {
			add(i)
		}
	} else {
		first := l.section()
		above := make(map[int]bool, len(first))
		for n, i := range first {
			switch whose := l.Whose(l.machines[i]); {
			case n > 0 && whose == l.Whose(l.machines[first[n-1]]):
			case whose == "":
				rows = append(rows, row{machine: near})
			default:
				rows = append(rows, row{machine: elsewhere})
			}
			add(i)
			above[i] = true
		}
		if len(first) > 0 && len(first) < len(l.machines) {
			rows = append(rows, row{machine: others})
		}
		for _, i := range l.order() {
			if !above[i] {
				add(i)
			}
		}
	}
	if len(below) > 0 {
		rows = append(append(rows, row{machine: barred}), below...)
	}
	l.rows, l.spare = rows, l.rows
	l.window.At = min(l.window.At, max(len(rows)-1, 0))
	l.skipRule(1)
	if here != "" {
		l.MoveTo(here)
	}
	l.scroll()
}

// order is that of the machines without a filter.
func (l *List) order() []int {
	all := make([]int, 0, len(l.machines))
	if l.recent && len(l.last) > 0 {
		for i, m := range l.machines {
			if _, ran := l.last[m.ARN]; ran {
				all = append(all, i)
			}
		}
		slices.SortStableFunc(all, func(a, b int) int {
			return l.last[l.machines[b].ARN].Asked.Compare(l.last[l.machines[a].ARN].Asked)
		})
	}
	ran := len(all) > 0
	for i, m := range l.machines {
		if ran {
			if _, is := l.last[m.ARN]; is {
				continue
			}
		}
		all = append(all, i)
	}
	return all
}
