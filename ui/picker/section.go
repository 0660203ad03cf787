package picker

import (
	"cmp"
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

const (
	// maxLately is how many machines that were run lately stand above the others.
	maxLately = 6
	// maxStarred bounds how many are starred in an account and region.
	maxStarred = 100
	// manyMachines is how many there are where those that were run lately are hard to find.
	manyMachines = 12
)

// section lists the machines that stand above the others: those that are starred, and, where
// there are many or not all are listed, those that were run lately.
func (l *List) section() []int {
	var all []int
	add := func(arns []model.ARN) {
		for _, arn := range arns {
			if i, ok := l.index[arn]; ok && !slices.Contains(all, i) && l.machines[i].SyncProblem() == "" {
				all = append(all, i)
			}
		}
	}
	add(l.starred)
	if !l.local && (len(l.machines) > manyMachines || !l.listed.whole()) {
		add(l.lately)
	}
	if !l.listed.whole() { // the history has those of every account
		slices.SortStableFunc(all, func(a, b int) int {
			x, y := l.Whose(l.machines[a]), l.Whose(l.machines[b])
			if x == "" || y == "" {
				return cmp.Compare(len(x), len(y))
			}
			return cmp.Compare(x, y)
		})
	}
	return all
}

// Whose says in which account a machine is that is not the target's, "" for that one.
func (l *List) Whose(m model.Machine) string {
	if m.ARN.Account() == l.home || l.listed.whole() {
		return ""
	}
	return "account " + m.ARN.Account()
}

// Near lists all machines if there are no more than so many, and else those that stand above the others.
func (l *List) Near(most int) []model.Machine {
	if len(l.machines) <= most {
		return l.machines
	}
	var all []model.Machine
	for _, i := range l.section() {
		all = append(all, l.machines[i])
	}
	return all
}

// Like lists the machines whose names hold the words of a text, so many at most: those first that can be run,
// and of these the ones of which a word begins with it. Those that are offered already are not among them.
func (l *List) Like(text string, most int, offered map[model.ARN]bool) []model.Machine {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return nil
	}
	var found [4][]int // by how near they are
	for i, name := range l.names {
		near := 0
		switch at := strings.Index(name, words[0]); {
		case at < 0:
			continue
		case at > 0 && strings.IndexByte("-_. ", name[at-1]) < 0:
			near = 1
		}
		if l.machines[i].SyncProblem() != "" {
			near += 2
		}
		if len(found[near]) < most && !offered[l.machines[i].ARN] && !slices.ContainsFunc(words[1:], func(word string) bool { return !strings.Contains(name, word) }) {
			found[near] = append(found[near], i)
		}
	}
	var all []model.Machine
	for _, i := range slices.Concat(found[:]...) {
		all = append(all, l.machines[i])
	}
	return all[:min(len(all), most)]
}

// SetStarred gives the machines that stand above all others.
func (l *List) SetStarred(arns []model.ARN) {
	l.starred = arns
	l.arrange()
}

// setLately gives those that were run lately, the last first.
func (l *List) setLately(arns []model.ARN) {
	l.lately = arns[:min(len(arns), maxLately)]
	l.arrange()
}

// ranLately puts a machine that was run to the top of those.
func (l *List) ranLately(arn model.ARN) {
	if len(l.lately) > 0 && l.lately[0] == arn {
		return
	}
	l.setLately(slices.Insert(slices.DeleteFunc(slices.Clone(l.lately), func(a model.ARN) bool { return a == arn }), 0, arn))
}

// known adds machines that nobody has listed: from the history, or named by their ARN.
func (l *List) known(arns []model.ARN, note string) {
	for _, arn := range arns {
		l.add(model.Machine{ARN: arn, Name: arn.Machine(), Type: model.Express, Note: note})
	}
}

// lines are ARNs as the session keeps them.
func lines(text string) []model.ARN {
	var all []model.ARN
	for line := range strings.FieldsSeq(text) {
		if arn := model.ARN(line); arn.Machine() != "" && len(all) < maxStarred {
			all = append(all, arn)
		}
	}
	return all
}

// Star lets the machine under the cursor stand above the others, or not any more.
func (r *Room) Star() tea.Cmd {
	m, ok := r.List.Selected()
	if !ok {
		return nil
	}
	starred := slices.DeleteFunc(slices.Clone(r.List.starred), func(a model.ARN) bool { return a == m.ARN })
	if len(starred) == len(r.List.starred) {
		if len(starred) == maxStarred {
			r.Warn("no more machines can be starred: there are 100")
			return nil
		}
		starred = append(starred, m.ARN)
		r.Say(m.Name + " starred: it is listed first")
	} else {
		r.Say("star removed")
	}
	r.List.SetStarred(starred)
	texts := make([]string, len(starred))
	for i, arn := range starred {
		texts[i] = string(arn)
	}
	key := starredOf(r.Bench.Target.Info(), r.usual)
	return ask.Command(func() tea.Msg {
		// A convenience: the star is gone at the next start.
		_ = r.Session.Put(context.WithoutCancel(r.Context), key, strings.Join(texts, "\n"))
		return nil
	})
}

// NotStarred says why the machine under the cursor cannot be starred, "" if it can.
func (r *Room) NotStarred() string {
	m, ok := r.List.Selected()
	if !ok {
		return "the cursor is on no state machine"
	}
	return m.SyncProblem()
}
