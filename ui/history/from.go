package history

import (
	"expresso/model"
	"expresso/ui/trace"
)

// onFrom wants the machine of the open run to be run from a state of its trace.
func (r *Room) onFrom(msg trace.FromMsg) {
	run := msg.Run
	if run.ID == "" {
		run, _ = r.Details.Run()
	}
	why := r.cannotRunFrom(run)
	if why == "" {
		why = trace.CannotRunFrom(msg.Tree, msg.Visit)
	}
	if why != "" {
		r.Warn("not run: " + why)
		return
	}
	r.Tell(from(run, msg))
}

// cannotRunFrom says why no run can be begun with what a run came to a state with, "" if one
// can.
func (r *Room) cannotRunFrom(run model.Run) string {
	info := r.Bench.Target.Info()
	switch {
	case !info.Local:
		return "on " + info.Name + " runs can only start at the first state; only the embedded target can start at any"
	case run.Target != info.Name:
		return "this run was made on " + run.Target + ", and this target does not have its machine"
	}
	return ""
}

// from is the request to run a run's machine from a state.
func from(run model.Run, msg trace.FromMsg) FromMsg {
	from := FromMsg{Run: run, Origin: model.Origin{Run: run.ID, State: msg.Visit.Name}, Input: msg.Tree.Input(msg.Visit)}
	if variables := msg.Tree.Variables(msg.Visit); variables.Len() > 0 {
		from.Origin.Variables = variables.String()
	}
	return from
}
