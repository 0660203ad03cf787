package compare

import (
	"cmp"
	"slices"
	"strconv"

	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
)

// StateDifference is what two visits of a state differ in.
type StateDifference uint8

// Its values. How long a state took and how often it was tried is no difference.
const (
	Alike     StateDifference = iota
	Output                    // both went on, with different outputs
	Outcome                   // they ended in different ways, or with different errors
	LeftOnly                  // the right execution was not in this state
	RightOnly                 // the left one was not
)

// String is the difference in a word or two, "" if there is none.
func (p StateDifference) String() string {
	return [...]string{"", "output", "outcome", "left only", "right only"}[p]
}

// Code is the difference for programs, "" for none. It stays as it is when the words for people
// change.
func (p StateDifference) Code() string {
	return [...]string{"", "OUTPUT", "OUTCOME", "LEFT_ONLY", "RIGHT_ONLY"}[p]
}

// State is one visit of a state that both executions made, or one of them.
type State struct {
	Name string
	// Path tells the visit from all others: the states that it is in, with the iteration
	// or branch, and behind # which visit it is if it is not the first: Lines[3].Price#2.
	Path    string
	Visit   int    // which visit of the state this is in its sequence, from 1
	Item    string // the iteration of the Map state that it is in, "" for none
	Depth   int    // how many states it is in
	L, R    *trace.Visit
	Differs StateDifference
}

// Type is the state's: Pass, Task, Choice, Wait, Succeed, Fail, Parallel or Map.
func (s *State) Type() string {
	if s.L != nil {
		return s.L.Type
	}
	return s.R.Type
}

// merger matches the visits of two trees.
type merger struct {
	trees  [2]*trace.Tree
	ignore []jsondiff.Path
	states []State
	first  int
}

// visitKey is what visits of two executions are matched by: the state, and which visit of
// it this is in its sequence.
type visitKey struct {
	name string
	n    int
}

func keys(g *trace.Group) []visitKey {
	if g == nil {
		return nil
	}
	seen := map[string]int{}
	all := make([]visitKey, len(g.Visits))
	for i, v := range g.Visits {
		seen[v.Name]++
		all[i] = visitKey{v.Name, seen[v.Name]}
	}
	return all
}

// groups lists the visits of two sequences, either of which may be nil, in the order of the
// left one. What only the right one has stands before the next that both have.
func (m *merger) groups(left, right *trace.Group, path, item string, depth int) {
	l, r := keys(left), keys(right)
	place := make(map[visitKey]int, len(r))
	for i, key := range r {
		place[key] = i
	}
	both := make(map[visitKey]bool, len(l))
	for _, key := range l {
		if _, ok := place[key]; ok {
			both[key] = true
		}
	}
	own := map[visitKey][]int{} // the right one's, by the common one that they follow
	var after visitKey
	for i, key := range r {
		if both[key] {
			after = key
		} else {
			own[after] = append(own[after], i)
		}
	}
	add := func(key visitKey, lv, rv *trace.Visit) {
		where := path + key.name
		if key.n > 1 {
			where += "#" + strconv.Itoa(key.n)
		}
		m.visit(State{Name: key.name, Path: where, Visit: key.n, Item: item, Depth: depth, L: lv, R: rv})
	}
	after = visitKey{}
	insert := func() {
		for _, i := range own[after] {
			add(r[i], nil, right.Visits[i])
		}
	}
	for i, key := range l {
		var rv *trace.Visit
		if both[key] {
			insert()
			after, rv = key, right.Visits[place[key]]
		}
		add(key, left.Visits[i], rv)
	}
	insert()
}

// visit adds one visit with all in it. What is within a state ends before the state does,
// and so parts first; a state that only one execution was in parts when it is entered.
func (m *merger) visit(s State) {
	at := len(m.states)
	m.states = append(m.states, s)
	switch {
	case s.R == nil:
		m.differ(at, LeftOnly)
	case s.L == nil:
		m.differ(at, RightOnly)
	}
	l, r := groupsOf(s.L), groupsOf(s.R)
	for i, j := 0, 0; i < len(l) || j < len(r); {
		var lg, rg *trace.Group
		index := 0
		if j == len(r) || i < len(l) && l[i].Index <= r[j].Index {
			lg, index = l[i], l[i].Index
			i++
		}
		if j < len(r) && (lg == nil || r[j].Index == index) {
			rg, index = r[j], r[j].Index
			j++
		}
		number := strconv.Itoa(index)
		item := ""
		if s.Type() == "Map" {
			item = number
		}
		m.groups(lg, rg, s.Path+"["+number+"].", item, s.Depth+1)
	}
	if s.L != nil && s.R != nil {
		m.differ(at, m.difference(s.L, s.R))
	}
}

func (m *merger) differ(at int, p StateDifference) {
	m.states[at].Differs = p
	if p != Alike && m.first < 0 {
		m.first = at
	}
}

// groupsOf are the iterations or branches of a visit's latest try, by their index.
func groupsOf(v *trace.Visit) []*trace.Group {
	if v == nil || len(v.Tries) == 0 {
		return nil
	}
	groups := slices.Clone(v.Tries[len(v.Tries)-1].Groups)
	slices.SortStableFunc(groups, func(a, b *trace.Group) int { return cmp.Compare(a.Index, b.Index) })
	return groups
}

func (m *merger) difference(l, r *trace.Visit) StateDifference {
	switch {
	case l.Outcome != r.Outcome || l.Error != r.Error || !alike(l.Cause, r.Cause, m.ignore):
		return Outcome
	case !alike(m.trees[0].Output(l), m.trees[1].Output(r), m.ignore):
		return Output
	}
	return Alike
}

// Documents are what each side's visit of a state was given and gave, as JSON documents to
// be compared; "" for a side that was not there.
func (r *Result) Documents(s *State) (left, right string) {
	return document(r.Answers[0].Tree, s.L), document(r.Answers[1].Tree, s.R)
}

func document(tree *trace.Tree, v *trace.Visit) string {
	if v == nil {
		return ""
	}
	members := []jsonvalue.Member{{Key: "outcome", Value: jsonvalue.NewString(v.Outcome.String())}}
	add := func(key, text string) {
		if text == "" {
			return
		}
		x, err := jsonvalue.Parse(text)
		if err != nil || key == "error" {
			x = jsonvalue.NewString(text)
		}
		members = append(members, jsonvalue.Member{Key: key, Value: x})
	}
	add("error", v.Error)
	add("cause", v.Cause)
	add("output", tree.Output(v))
	add("input", tree.Input(v))
	return jsonvalue.NewObject(members).String()
}
