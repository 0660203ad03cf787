package main

import (
	"os"

	"expresso/model/local"
	"expresso/model/parameter"
	"expresso/model/samples"
	"expresso/store"
)

// parameters are the values of those in inputs: files are in the workspace, or in this
// folder if the target has none.
func (a *app) parameters(l *local.Local) (parameter.Values, error) {
	c, err := a.settings()
	dir := "."
	if l != nil {
		dir = l.Dir
	}
	return parameter.Values{Env: os.LookupEnv, File: parameter.Folder(dir), Allowed: c.AllowEnv}, err
}

// inputs returns the saved inputs of the workspace, with those of the samples and the
// examples of the project below them.
func inputs(l *local.Local) *store.Inputs {
	switch {
	case l == nil:
		return store.OpenInputs(".", nil)
	case l.HasSamples():
		return store.OpenInputs(l.Dir, samples.Inputs())
	}
	return store.OpenInputs(l.Dir, nil).WithExamples(l.Examples)
}
