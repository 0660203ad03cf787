// Command fill makes a history to measure the workbench with. The newest of its runs have an
// input and an output of the largest size. It is for tests only.
//
//	go run ./store/storetest/fill DIR RUNS
//
// DIR is what XDG_STATE_HOME is set to then.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"expresso/model"
	"expresso/store"
	"expresso/store/storetest"
)

func main() {
	if err := fill(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "fill:", err)
		os.Exit(2)
	}
}

func fill(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: fill DIR RUNS")
	}
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a number of runs", args[1])
	}
	h, err := store.Open(filepath.Join(args[0], "expresso"))
	if err != nil {
		return err
	}
	err = h.Import(context.Background(), func(yield func(model.Run) bool) {
		var last model.Run
		for run := range storetest.Runs(n) {
			if last = run; !yield(run) {
				return
			}
		}
		yield(largest(last))
	})
	return errors.Join(err, h.Close())
}

// largest is a run after another one, with all the data that a run can have.
func largest(after model.Run) model.Run {
	run := after
	run.Asked = after.Asked.Add(time.Minute)
	run.ID = model.RunID(fmt.Sprintf("%012x%020x", run.Asked.UnixMilli(), 1))
	run.Started, run.Stopped = run.Asked, run.Asked.Add(420*time.Millisecond)
	run.Machine = "arn:aws:states:us-east-1:000000000000:stateMachine:order-approval"
	run.Status, run.Error, run.Cause, run.Problem, run.Hint = model.Succeeded, "", "", "", ""
	run.Billing = model.Billing{Duration: 500 * time.Millisecond, MemoryMB: 64}
	run.Input = document()
	run.Output = run.Input
	run.Raw = fmt.Sprintf(`{"input":%q,"output":%q,"status":"SUCCEEDED"}`, run.Input, run.Output)
	return run
}

// document is a JSON document of close to model.MaxInput bytes.
func document() string {
	var out strings.Builder
	out.WriteString(`{"amount": 120, "lines": [` + "\n")
	for i := 0; out.Len() < model.MaxInput-200; i++ {
		fmt.Fprintf(&out, `  {"orderId": "A-%06d", "amount": %d.50, "tier": "gold", "active": true},`+"\n", i, i)
	}
	return out.String() + "  null\n]}"
}
