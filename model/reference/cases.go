package reference

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"expresso/model"
	"expresso/model/suite"
)

// Cases are the saved inputs to replay.
type Cases struct {
	Machines []string // names, files or ARNs; none for all machines that have saved inputs
	Input    string   // only saved inputs of this name, "" for all
	TestCase string   // of the mock file, "" for none
}

// Cases resolves the cases that are named.
func (r *Resolver) Cases(ctx context.Context, on Target, inputs model.SavedInputs, of Cases) ([]suite.Case, error) {
	var all []suite.Case
	add := func(m model.Machine, arn model.ARN) error {
		if of.TestCase != "" {
			arn += model.ARN("#" + of.TestCase)
		}
		found, err := suite.Cases(inputs, m, arn, of.Input)
		if err == nil && len(found) == 0 && len(of.Machines) > 0 {
			err = model.WithHint(fmt.Errorf("%s has no saved input%s", m.Name, called(of.Input)), "save one in the workbench with ctrl+s, or as .expresso/inputs/"+m.Name+"/NAME.json")
		}
		all = append(all, found...)
		return err
	}
	if of.TestCase != "" && on.Local == nil {
		return nil, ErrNoTestCases
	}
	if len(of.Machines) == 0 {
		machines, err := on.Bench.Target.Machines(ctx)
		if err != nil {
			return nil, &ServiceError{err}
		}
		for _, m := range machines {
			if m.Type == model.Standard {
				continue // cannot be run at all; one whose definition is broken fails
			}
			if err := add(m, m.ARN); err != nil {
				return nil, err
			}
		}
	}
	var taken []model.ARN
	for _, name := range of.Machines {
		m, err := r.Machine(ctx, on, name)
		if err != nil {
			return nil, err
		}
		if slices.Contains(taken, m.ARN) {
			continue // named twice
		}
		taken = append(taken, m.ARN)
		if err := add(model.Machine{ARN: m.ARN.Unqualified(), Name: m.ARN.Machine(), Type: model.Express}, m.ARN); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, model.WithHint(fmt.Errorf("no saved input%s found", called(of.Input)), "save one in the workbench with ctrl+s, or import a file with: expresso inputs import FILE --machine NAME")
	}
	return all, nil
}

// ErrNoTestCases says that a target has no test cases.
var ErrNoTestCases = errors.New("--test-case is for the embedded target: AWS calls the real services")

func called(name string) string {
	if name == "" {
		return ""
	}
	return " called " + name
}
