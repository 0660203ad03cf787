package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/embedded"
	"expresso/model/reference"
	"expresso/model/trace"
	"expresso/store"
	"expresso/ui/screen"
)

// What a shell completes out of the history. It is read as it is, and not made by asking.

// withHistory does work with the history, if there is one.
func (a *app) withHistory(work func(history *store.History)) {
	dir, err := a.historyDir()
	if err != nil {
		return
	}
	if _, err := os.Stat(filepath.Join(dir, "history.db")); err != nil {
		return // opening it would make one
	}
	history, err := store.Open(dir)
	if err != nil {
		return
	}
	defer func() { _ = history.Leave() }()
	work(history)
}

// runs are the newest runs of the history, if there is one.
func (a *app) runs(ctx context.Context) (all []model.Run) {
	a.withHistory(func(history *store.History) {
		for r, err := range model.Runs(ctx, history, model.Query{Limit: completeRuns}) {
			if err == nil {
				all = append(all, r)
			}
		}
	})
	return all
}

// machineNames are the machines of the folder, or those that have run on AWS.
func (a *app) machineNames(ctx context.Context, _ *cobra.Command, _ []string) (all []cobra.Completion) {
	if !a.target.isRemote() {
		_, machines := a.machinesHere(ctx)
		for _, m := range machines {
			all = append(all, cobra.CompletionWithDesc(m.Name, string(m.Type)))
		}
		return all
	}
	for _, r := range a.runs(ctx) {
		region, account := r.Machine.Region(), r.Machine.Account()
		name := cobra.CompletionWithDesc(r.Machine.Machine(), region+" "+account)
		if (a.target.region == "" || a.target.region == region) && account != embedded.Account && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// runIDs are the newest runs.
func (a *app) runIDs(ctx context.Context, _ *cobra.Command, _ []string) []cobra.Completion {
	runs := a.runs(ctx)
	all := append(make([]cobra.Completion, 0, 1+len(runs)), cobra.CompletionWithDesc("last", "the newest run"))
	now := time.Now()
	for _, r := range runs {
		all = append(all, cobra.CompletionWithDesc(shortID(r.ID), r.Machine.Machine()+" "+r.Status.Code()+" "+screen.Ago(r.Asked, now)))
	}
	return all
}

// groupIDs are the bursts, replays and comparisons among the newest runs.
func (a *app) groupIDs(ctx context.Context, _ *cobra.Command, _ []string) (all []cobra.Completion) {
	var seen []model.GroupID
	now := time.Now()
	for _, r := range a.runs(ctx) {
		if r.Group != "" && !slices.Contains(seen, r.Group) {
			seen = append(seen, r.Group)
			all = append(all, cobra.CompletionWithDesc(string(r.Group), r.Machine.Machine()+" "+screen.Ago(r.Asked, now)))
		}
	}
	return all
}

// ranMachines are the machines of the folder, and those of the newest runs.
func (a *app) ranMachines(ctx context.Context, _ *cobra.Command, _ []string) (all []cobra.Completion) {
	_, machines := a.machinesHere(ctx)
	var seen []string
	for _, m := range machines {
		seen = append(seen, m.Name)
		all = append(all, cobra.CompletionWithDesc(m.Name, string(m.Type)))
	}
	for _, r := range a.runs(ctx) {
		if name := r.Machine.Machine(); name != "" && !slices.Contains(seen, name) {
			seen = append(seen, name)
			all = append(all, cobra.CompletionWithDesc(name, r.Target))
		}
	}
	return all
}

// ranInputs are the saved inputs of the folder, and those of the newest runs.
func (a *app) ranInputs(ctx context.Context, cmd *cobra.Command, args []string) []cobra.Completion {
	all := a.savedNames(ctx, cmd, args)
	for _, r := range a.runs(ctx) {
		if r.Saved != "" && !slices.Contains(all, r.Saved) {
			all = append(all, r.Saved)
		}
	}
	return all
}

// visitedStates are the states that the run of --run has entered, as its trace has them.
func (a *app) visitedStates(ctx context.Context, cmd *cobra.Command, _ []string) (all []cobra.Completion) {
	which, err := cmd.Flags().GetString("run")
	if err != nil || which == "" {
		which = "last" // the flag may follow
	}
	a.withHistory(func(history *store.History) {
		id, err := reference.Run(ctx, history, which)
		if err != nil {
			return
		}
		events, err := history.Trace(ctx, id)
		if err != nil {
			return
		}
		trace.Build(events).Walk(func(v *trace.Visit) {
			if !slices.Contains(all, v.Name) && len(all) < completeRuns {
				all = append(all, v.Name)
			}
		})
	})
	return all
}
