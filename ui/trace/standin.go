package trace

import (
	"expresso/model"
	"expresso/model/trace"
	"expresso/ui/screen"
)

// made marks a row that holds a stand-in.
const made = "~"

// SetStandIns tells the values that stand for what only a deployment knows: rows whose
// request or output holds one are marked.
func (v *View) SetStandIns(all []model.StandIn) {
	v.standIns, v.made = all, map[any]string{}
}

// StandIn tells which stand-in the current row holds, "" for none.
func (v *View) StandIn() string {
	if r := v.current(); r != nil {
		if name := v.standIn(r); name != "" {
			return made + " stand-in for " + screen.Visible(name)
		}
	}
	return ""
}

// standIn is the name of a stand-in that a row asked a service with, or made its output with;
// "" if there is none.
func (v *View) standIn(r *row) string {
	if len(v.standIns) == 0 || r.visit == nil {
		return ""
	}
	name, known := v.made[r.node()]
	if known {
		return name
	}
	held := func(texts ...string) bool {
		for _, text := range texts {
			if s, ok := model.StandInOf(text, v.standIns); ok {
				name = s.Name
				return true
			}
		}
		return false
	}
	tries := r.visit.Tries
	if r.try != nil {
		tries = []*trace.Try{r.try}
	}
	found := false
	for _, try := range tries {
		found = found || len(try.Groups) == 0 && held(`"`+v.tree.TryResource(try)+`"`, v.tree.TryInput(try))
	}
	// What came in with it was marked before.
	if !found && r.try == nil && (!held(v.tree.Output(r.visit)) || held(v.tree.Input(r.visit))) {
		name = ""
	}
	v.made[r.node()] = name
	return name
}
