package picker

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"expresso/model"
	"expresso/ui/list"
)

// catalog is machines as they are listed, searched and found. There may be a hundred thousand
// of them: it is made beside the program.
type catalog struct {
	machines []model.Machine
	names    []string // in small letters
	index    map[model.ARN]int
}

func newCatalog(machines []model.Machine) *catalog {
	c := &catalog{machines: slices.Clip(machines), names: make([]string, len(machines)), index: make(map[model.ARN]int, len(machines))}
	for i, m := range machines {
		c.names[i] = strings.ToLower(m.Name)
		c.index[m.ARN] = i
	}
	return c
}

// add puts a machine behind the others, unless it is there.
func (c *catalog) add(m model.Machine) {
	if _, ok := c.index[m.ARN]; !ok {
		c.index[m.ARN] = len(c.machines)
		c.machines, c.names = append(c.machines, m), append(c.names, strings.ToLower(m.Name))
	}
}

// find is where the machine stands that an ARN names, with or without a version or an alias, or
// whose execution it names.
func (c *catalog) find(arn model.ARN) (i int, ok bool) {
	if i, ok = c.index[arn]; ok {
		return i, true
	}
	if i, ok = c.index[arn.Unqualified()]; ok {
		return i, true
	}
	machine, ok := model.FindARN(string(arn))
	if !ok {
		return 0, false
	}
	i, ok = c.index[machine.Unqualified()]
	return i, ok
}

// merged adds a page to machines that are sorted by name. A machine that is in both is once in
// it, as the page has it.
func merged(machines, page []model.Machine) []model.Machine {
	byName := func(a, b model.Machine) int { return list.Compare(a.Name, b.Name) }
	page = slices.Clone(page)
	slices.SortStableFunc(page, byName)
	all := make([]model.Machine, 0, len(machines)+len(page))
	for len(machines) > 0 && len(page) > 0 {
		switch c := byName(machines[0], page[0]); {
		case machines[0].ARN == page[0].ARN:
			machines = machines[1:]
		case c <= 0:
			all, machines = append(all, machines[0]), machines[1:]
		default:
			all, page = append(all, page[0]), page[1:]
		}
	}
	return append(append(all, machines...), page...)
}

// closely is how many names a fuzzy search ranks in less than half of a frame. Of more, those
// are found first that hold the text as it is: who looks for one among so many types on.
const closely = 5_000

// search lists the machines whose names match, the best first.
func (c *catalog) search(text string) []int {
	var among []int // all if nil
	if len(c.names) > closely {
		if among = c.roughly(strings.ToLower(text)); len(among) > closely {
			return among
		}
	}
	source := names{c, among}
	found := fuzzy.FindFrom(text, source)
	at := make([]int, len(found))
	for i, m := range found {
		at[i] = source.at(m.Index)
	}
	return at
}

// names are the machines' names as the fuzzy search reads them.
type names struct {
	*catalog
	among []int
}

func (n names) at(i int) int {
	if n.among != nil {
		return n.among[i]
	}
	return i
}

func (n names) String(i int) string { return n.machines[n.at(i)].Name }

func (n names) Len() int {
	if n.among != nil {
		return len(n.among)
	}
	return len(n.machines)
}

// roughly lists those that begin with a text in small letters, then those with a word that does,
// that hold it, and that hold its letters in this order.
func (c *catalog) roughly(text string) []int {
	ranks, many := make([]uint8, len(c.names)), [6]int{}
	for i, name := range c.names {
		switch at := strings.Index(name, text); {
		case at == 0:
			ranks[i] = 1
		case at > 0 && strings.IndexByte("-_. ", name[at-1]) >= 0:
			ranks[i] = 2
		case at > 0:
			ranks[i] = 3
		case scattered(name, text):
			ranks[i] = 4
		}
		many[ranks[i]+1]++
	}
	many[1] = 0 // those that do not match
	for i := 2; i < len(many); i++ {
		many[i] += many[i-1]
	}
	all := make([]int, many[5])
	for i, rank := range ranks {
		if rank > 0 {
			all[many[rank]] = i
			many[rank]++
		}
	}
	return all
}

// scattered reports whether a name holds the bytes of a text in their order.
func scattered(name, text string) bool {
	for i := range len(text) {
		at := strings.IndexByte(name, text[i])
		if at < 0 {
			return false
		}
		name = name[at+1:]
	}
	return true
}
