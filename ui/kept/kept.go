// Package kept names what a session keeps between one start and the next, so that every
// face of the workbench finds what another has left: the machine that was picked, and each
// machine's draft.
package kept

import "expresso/model"

// Machine is the key of what runs on a target go to: an ARN. It is kept for each account and
// region, once the machines of a target have been listed.
func Machine(on model.Info) string {
	if on.Local {
		return "machine"
	}
	return "machine " + on.Region + " " + on.Account
}

// Draft is the key of a machine's draft, and DraftName that of the saved input that it
// began as.
func Draft(m model.ARN) string { return "draft " + string(m) }

// DraftName is "" in a session whose draft began as no saved input.
func DraftName(m model.ARN) string { return "draft-name " + string(m) }
