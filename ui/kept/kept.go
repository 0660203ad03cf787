// Package kept names what a session keeps between one start and the next, so that every
// face of the workbench finds what another has left: the machine that was picked, and each
// machine's draft.
package kept

import "expresso/model"

// Machine is the key of what runs go to: an ARN.
const Machine = "machine"

// Draft is the key of a machine's draft, and DraftName that of the saved input that it
// began as.
func Draft(m model.ARN) string { return "draft " + string(m) }

// DraftName is "" in a session whose draft began as no saved input.
func DraftName(m model.ARN) string { return "draft-name " + string(m) }
