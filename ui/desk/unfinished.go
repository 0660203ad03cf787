package desk

import "expresso/ui/screen"

// Unfinished is what quitting would leave unfinished.
type Unfinished struct {
	Runs      int64 // in flight
	Elsewhere int64 // which of them in workbenches that are not seen
	Bills     bool
	Burst     bool
	Replay    bool
}

// and adds what is in flight in another workbench.
func (u Unfinished) and(o Unfinished, elsewhere bool) Unfinished {
	u.Runs += o.Runs
	if elsewhere {
		u.Elsewhere += o.Runs
	}
	some := o.Runs > 0
	u.Bills, u.Burst, u.Replay = u.Bills || some && o.Bills, u.Burst || some && o.Burst, u.Replay || some && o.Replay
	return u
}

// Question says what quitting would lose.
func (u Unfinished) Question() string {
	n, where := u.Runs, ""
	switch {
	case u.Elsewhere == n:
		where = " on another target"
	case u.Elsewhere > 0:
		where = ", " + screen.Count(u.Elsewhere) + " of them on another target"
	}
	text, far := "a run is in flight"+where+": ", "its execution continues, and is billed, but "
	seen := "its response will not be shown"
	if n > 1 {
		text, far = screen.Count(n)+" runs are in flight"+where+": ", "their executions continue, and are billed, but "
		seen = "their responses will not be shown"
	}
	if u.Bills {
		text += far
	}
	text += seen
	switch {
	case u.Burst && u.Replay:
		text = "the burst and the replay stop; " + text
	case u.Burst:
		text = "the burst stops; " + text
	case u.Replay:
		text = "the replay stops; " + text
	}
	return text
}
