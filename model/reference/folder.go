package reference

import (
	"context"
	"fmt"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/local"
	"expresso/model/pull"
	"expresso/model/record"
)

// Folder brings machines and runs of a target into a folder.
type Folder struct {
	Resolver *Resolver // of the target
	Embedded bool      // the target is that of the folder
	Open     func() (*local.Local, error)
	Inputs   func(*local.Local) model.SavedInputs
}

func (f *Folder) recorder() local.Recorder { return local.Recorder{Folder: f.Open, Inputs: f.Inputs} }

// Record plans what recording a run writes.
func (f *Folder) Record(ctx context.Context, run model.Run, events []model.Event, name string) (record.Plan, error) {
	return f.recorder().Plan(ctx, run, events, name)
}

// Records is why runs of a machine cannot be recorded, nil if they can.
func (f *Folder) Records(machine model.ARN) error { return f.recorder().Records(machine) }

// WriteRecorded writes it.
func (f *Folder) WriteRecorded(p record.Plan) error { return f.recorder().Write(p) }

// Pull plans what pulling a machine into the folder writes. A machine of the folder is pulled from
// where the project file says.
func (f *Folder) Pull(ctx context.Context, machine model.ARN) (pull.Plan, error) {
	l, of, said, err := f.deployed(ctx, machine)
	if err != nil {
		return pull.Plan{}, err
	}
	return l.Pull(said, of.ARN)
}

// WritePulled writes it.
func (f *Folder) WritePulled(p pull.Plan) error {
	l, err := f.Open()
	if err != nil {
		return err
	}
	return l.WritePulled(p)
}

// Drift compares a machine's definition in the folder with what is deployed.
func (f *Folder) Drift(ctx context.Context, machine model.ARN) (pull.Drift, error) {
	l, of, said, err := f.deployed(ctx, machine)
	if err != nil {
		return pull.Drift{}, err
	}
	return l.Drift(of, said)
}

// deployed reads a machine of the target, or what the project file says is a machine of the
// folder there.
func (f *Folder) deployed(ctx context.Context, machine model.ARN) (*local.Local, pull.Source, model.Description, error) {
	l, err := f.Open()
	if err != nil {
		return nil, pull.Source{}, model.Description{}, err
	}
	of := l.PulledFrom(machine)
	if f.Embedded {
		var known bool
		if of, known = l.SourceOf(machine.Machine()); !known {
			name := machine.Machine()
			return nil, of, model.Description{}, model.WithHint(fmt.Errorf("the project file does not say where %s is deployed", name),
				"name it with: expresso project set "+child.Flag("--machine", name)+" source.arn ARN")
		}
	}
	said, err := (&Deployed{Resolver: f.Resolver}).At(ctx, of.ARN)
	return l, of, said, err
}
