package graph

import (
	"context"
	"errors"
	"strings"

	"expresso/model"
	"expresso/model/asl"
)

// Read is a machine as it is described, and compiled: nil where asl refuses it, for the
// reasons that found tells. Of a run it is what the run went to, or, where that is gone,
// the machine itself.
func Read(ctx context.Context, target model.Target, m model.Machine, run model.ARN) (said model.Description, machine *asl.Machine, found asl.Diagnostics, err error) {
	arn := m.ARN
	if run != "" {
		plain, _, _ := strings.Cut(string(run), "#") // without the test case
		arn = model.ARN(plain)
	}
	said, err = target.Describe(ctx, arn)
	if err != nil && arn != m.ARN {
		said, err = target.Describe(ctx, m.ARN)
	}
	switch {
	case err != nil:
		return model.Description{}, nil, nil, err
	case said.Definition == "" && said.ProblemAt == nil && m.Problem != "":
		return said, nil, nil, errors.New(m.Problem)
	case said.Definition != "" || said.ProblemAt == nil:
		kind := m.Type
		if kind == "" {
			kind = said.Type
		}
		machine, found = asl.Load(said.Definition, asl.MachineType(kind))
	}
	return said, machine, found, nil
}
