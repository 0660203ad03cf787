package desk

import (
	"context"

	"expresso/model"
	"expresso/model/parameter"
	"expresso/ui/bench"
	"expresso/ui/compare"
	"expresso/ui/folder"
	"expresso/ui/history"
	"expresso/ui/machine"
	"expresso/ui/picker"
)

// Connection is a target with all that belongs to it.
type Connection struct {
	Name    string // as Connect takes it
	Bench   *model.Workbench
	Inputs  model.SavedInputs
	Session model.Session // of this target and workspace
	// Parameters are the values of those in inputs.
	Parameters parameter.Values
	// Changes reports changes in the folder of the machines; nil if nothing watches it.
	Changes <-chan model.Change
	Reread  func() // checks it at once; not nil if Changes is not
	// Standard runs STANDARD machines as EXPRESS; nil on a target that cannot.
	Standard picker.Standard
	Mocks    history.Mocks   // writes what answers tasks there, nil elsewhere
	Tester   bench.Tester    // tests states, wherever the target is
	Project  machine.Project // writes the folder's project file, nil without a folder
	Folder   folder.Folder   // what runs are recorded into and definitions pulled, nil for none
	// ResolveOther resolves what a machine is compared with, as --with names it; nil if nothing can
	// be. Places are what it takes for a machine beside versions, aliases and test cases.
	ResolveOther compare.Resolver
	Places       func(ctx context.Context, machine model.ARN) []model.Place
	Shell        history.Shell     // how a shell reaches the same target
	Credentials  model.Credentials // what requests are signed with, nil where they need nothing
}
