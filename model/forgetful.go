package model

import "context"

// Forgetful is the journal of runs that are not saved. It has no runs.
type Forgetful struct{ Journal }

// Begin writes nothing down.
func (Forgetful) Begin(context.Context, Run) error { return nil }

// Finish writes nothing down.
func (Forgetful) Finish(context.Context, Run, []Event) error { return nil }

// Judge writes nothing down.
func (Forgetful) Judge(context.Context, RunID, string) error { return nil }

// KeepTrace writes nothing down.
func (Forgetful) KeepTrace(context.Context, RunID, []Event) error { return nil }

// Trace has none.
func (Forgetful) Trace(context.Context, RunID) ([]Event, error) { return nil, ErrNoTrace }

// List has none.
func (Forgetful) List(context.Context, Query) ([]Run, error) { return nil, nil }

// Keeps reports whether runs of the workbench are kept in a history.
func (w *Workbench) Keeps() bool {
	_, forgets := w.Journal.(Forgetful)
	return !forgets
}
