package report

import (
	"context"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/pricing"
	events "expresso/ui/trace"
)

// Read reads what a report of a run needs beside the run: its trace, and the definition of its
// machine, if the target is the one on which it was made. What cannot be read is said in the
// report; nothing keeps it from being written. A log is read only if logs is true.
func Read(ctx context.Context, bench *model.Workbench, run model.Run, book pricing.Book, logs bool) Report {
	r := Report{Run: run, Prices: book.Of(run)}
	r.Events, r.NoTrace = events.Read(ctx, bench, run, logs)
	description, err := describe(ctx, bench.Target, run)
	if err != nil {
		r.NoGraph = "Cannot read the definition: " + err.Error()
		return r
	}
	machine, found := asl.Load(description.Definition, asl.MachineType(description.Type))
	if r.Machine = machine; machine == nil {
		r.NoGraph = "The definition is invalid now."
		for _, d := range found {
			r.NoGraph = "The definition is invalid now: " + d.Message
			break
		}
	}
	return r
}

// describe reads the definition of the version that ran, or else that of the machine.
func describe(ctx context.Context, target model.Target, run model.Run) (model.Description, error) {
	if name := target.Info().Name; name != run.Target {
		return model.Description{}, fmt.Errorf("the run was made on %s, and the target is %s", run.Target, name)
	}
	plain, _, _ := strings.Cut(string(run.Machine), "#") // without the test case
	description, err := target.Describe(ctx, model.ARN(plain))
	if unqualified := run.Machine.Unqualified(); err != nil && unqualified != model.ARN(plain) {
		return target.Describe(ctx, unqualified) // that version may be gone
	}
	return description, err
}
