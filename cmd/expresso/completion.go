package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"expresso/model"
	"expresso/model/local"
	"expresso/model/reference"
	"expresso/model/stepfn"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// What a shell completes. It is asked with every press of tab, so it takes what is at hand: the
// folder, the configuration files, the history. It never reaches a target on the network,
// never writes, and what goes wrong completes nothing.

// completes is how cobra is asked what to complete.
const completes = "__complete"

// Bounds of what is completed.
const (
	completeTime = time.Second
	completeRuns = 200 // of the history, the newest
)

type completer = cobra.CompletionFunc

// addCompletions tells all commands what their arguments and flags complete by: arguments by
// what they are called in the usage, flags by their names.
func (a *app) addCompletions(root *cobra.Command, args []string) {
	a.stderr = newOutput(io.Discard)
	root.InitDefaultHelpCmd()
	if c, _, err := root.Find(args); err == nil {
		hideOthers(c)
	}
	words := map[string]completer{
		"MACHINE": a.within(a.machineNames), "RUN": a.within(a.runIDs), "NAME": a.within(a.savedNames),
		"STATE": a.within(a.stateNames), "TOPIC": a.within(helpNames),
	}
	flags := map[string]completer{
		"profile": a.within(func(context.Context, *cobra.Command, []string) []cobra.Completion { return stepfn.Profiles() }),
		"region":  a.within(regionNames),
		"saved":   a.within(a.savedNames), "machine": words["MACHINE"], "run": words["RUN"],
		"test-case": a.within(a.testCases), "with": a.within(a.otherSides), "dir": directories,
		"save": directories, "man": directories, "clock": oneOf(model.Clocks...),
		"mock-validation": oneOf(model.MockValidations...), "theme": oneOf(theme.Names()...), "type": oneOf(string(model.Express), string(model.Standard)),
		"status": oneOf(statusCodes()...), "level": oneOf("info", "debug", "trace"),
		"included-data": oneOf("ALL_DATA", "METADATA_ONLY"), "trace-header": oneOf("new"), "context": atFile, "variables": atFile,
		"state": a.within(a.visitedStates), "group": a.within(a.groupIDs), "define": a.defineNames(), "name": nothing,
	}
	for _, c := range []string{"list", "export"} { // of the history, which has what is not in the folder
		flags[c+" machine"], flags[c+" saved"] = a.within(a.ranMachines), a.within(a.ranInputs)
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.ValidArgsFunction = arguments(c, words)
		c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { _ = c.RegisterFlagCompletionFunc(f.Name, flagCompleter(c, f, flags)) })
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { _ = root.RegisterFlagCompletionFunc(f.Name, flagCompleter(root, f, flags)) })
}

// checkCompletion lets cobra's command for completion scripts refuse a shell that it does not know: it
// would show its help, and a script that sources it would hear nothing.
func checkCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	c, _, err := root.Find([]string{"completion"})
	if err != nil {
		return
	}
	c.Args = func(_ *cobra.Command, args []string) error {
		shells := make([]string, 0, len(c.Commands()))
		for _, sub := range c.Commands() {
			shells = append(shells, sub.Name())
		}
		if len(args) == 0 {
			return nil
		}
		return usageError("no completions for %q; the shells are %s", args[0], strings.Join(shells, ", "))
	}
	c.RunE = func(*cobra.Command, []string) error { return c.Help() } // without one, Args is not asked
}

// arguments completes each argument by the words that stand for it in the usage, as in
// MACHINE|FILE STATE.
func arguments(c *cobra.Command, words map[string]completer) completer {
	usage := strings.Fields(c.Use)[1:]
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(usage) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		last := usage[len(usage)-1]
		word := last
		if len(args) < len(usage) {
			word = usage[len(args)]
		} else if !strings.Contains(last, "...") {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		word = strings.Trim(word, "[].")
		var found []cobra.Completion
		files := cobra.ShellCompDirectiveNoFileComp
		for one := range strings.SplitSeq(word, "|") {
			if complete, ok := words[one]; ok {
				more, _ := complete(cmd, args, begun)
				found = append(found, more...)
			}
			if strings.HasPrefix(one, "FILE") || one == "FOLDER" {
				files = cobra.ShellCompDirectiveDefault // the shell's own where nothing else is found
			}
		}
		return found, files | cobra.ShellCompDirectiveKeepOrder
	}
}

// flagCompleter completes a flag's value: by its name, or by what its usage says of -o.
func flagCompleter(c *cobra.Command, f *pflag.Flag, flags map[string]completer) completer {
	switch {
	case f.Name == "output":
		return oneOf(strings.FieldsFunc(f.Usage, func(r rune) bool { return r == ' ' || r == ',' })...)
	case f.Name == "input" && c.Name() == "replay":
		return flags["saved"]
	case f.Name == "input", f.Name == "mock" && c.Name() == "state":
		return atFile
	case f.Name == "mock":
		return oneOf(autoMock)
	}
	if ofHistory, ok := flags[c.Name()+" "+f.Name]; ok {
		return ofHistory
	}
	if complete, ok := flags[f.Name]; ok {
		return complete
	}
	if kind, _ := pflag.UnquoteUsage(f); strings.Contains(f.Usage, "file") || strings.HasPrefix(kind, "FILE") {
		return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		}
	}
	return nothing
}

func nothing(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func directories(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

func oneOf(values ...string) completer {
	values = slices.DeleteFunc(values, func(v string) bool { return v == "or" })
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// atFile completes @FILE.
func atFile(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	path, ok := strings.CutPrefix(begun, "@")
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	names, _ := filepath.Glob(escapeGlob(path) + "*")
	names = names[:min(len(names), completeRuns)]
	for i, name := range names {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			name += "/"
		}
		names[i] = "@" + name
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func escapeGlob(path string) string {
	return strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// within completes by what find returns in time, of what has begun so.
func (a *app) within(find func(context.Context, *cobra.Command, []string) []cobra.Completion) completer {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ctx, end := context.WithTimeout(cmd.Context(), completeTime)
		defer end()
		found := make(chan []cobra.Completion, 1)
		go func() {
			defer func() { _ = recover(); close(found) }() // a shell does not show it
			found <- find(ctx, cmd, args)
		}()
		var all []cobra.Completion
		select {
		case all = <-found:
		case <-ctx.Done():
		}
		all = slices.DeleteFunc(all, func(c cobra.Completion) bool {
			return !strings.HasPrefix(c, begun) || screen.Visible(strings.ReplaceAll(c, "\t", " ")) != strings.ReplaceAll(c, "\t", " ")
		})
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// machinesHere is the embedded target of the folder, and its machines; nil for another target.
func (a *app) machinesHere(ctx context.Context) (*local.Local, []model.Machine) {
	if a.target.isRemote() {
		return nil, nil
	}
	on, err := a.open(ctx)
	if err != nil || on.Local == nil {
		return nil, nil
	}
	machines, err := on.Bench.Target.Machines(ctx)
	if err != nil {
		return nil, nil
	}
	return on.Local, machines
}

// savedNames are the saved inputs of the machine that the arguments name, or of all.
func (a *app) savedNames(ctx context.Context, _ *cobra.Command, args []string) (all []cobra.Completion) {
	l, machines := a.machinesHere(ctx)
	saved := inputs(l)
	names := make([]string, 0, len(machines))
	for _, m := range machines {
		names = append(names, m.Name)
	}
	if len(args) > 0 {
		name, _, _ := strings.Cut(args[0], "#")
		names = []string{name}
	}
	for _, name := range names {
		list, _ := saved.List(name)
		for _, input := range list {
			if !slices.Contains(all, input.Name) {
				all = append(all, input.Name)
			}
		}
	}
	return all
}

// defineNames are those for which the folder has stand-ins, to be followed by a value.
func (a *app) defineNames() completer {
	find := a.within(func(context.Context, *cobra.Command, []string) (all []cobra.Completion) {
		for _, s := range a.target.standIns()() {
			if all = append(all, cobra.CompletionWithDesc(s.Name+"=", s.Value)); len(all) == completeRuns {
				break
			}
		}
		slices.Sort(all)
		return slices.Compact(all)
	})
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		names, how := find(cmd, args, begun)
		return names, how | cobra.ShellCompDirectiveNoSpace
	}
}

// testCases are those of the machine that the arguments name, or of all.
func (a *app) testCases(ctx context.Context, _ *cobra.Command, args []string) (all []cobra.Completion) {
	if a.target.isRemote() {
		return nil
	}
	if len(args) == 0 {
		on, err := a.open(ctx)
		if err != nil {
			return nil
		}
		machines, _ := on.Bench.Target.Machines(ctx)
		for _, m := range machines {
			q, err := on.Bench.Qualifiers(ctx, m.ARN)
			if err != nil {
				continue
			}
			for _, name := range q.Cases {
				if !slices.Contains(all, name) {
					all = append(all, name)
				}
			}
		}
		return all
	}
	at, err := a.pick(ctx, args[0], "", true)
	if err != nil {
		return nil
	}
	defer at.close()
	q, err := at.Bench.Qualifiers(ctx, at.ARN)
	if err != nil {
		return nil
	}
	return q.Cases
}

// otherSides are what a machine can be compared with.
func (a *app) otherSides(ctx context.Context, cmd *cobra.Command, args []string) []cobra.Completion {
	profiles := stepfn.Profiles()
	all := append(make([]cobra.Completion, 0, 3+len(profiles)), "embedded", "aws", "git:HEAD")
	for _, name := range profiles {
		all = append(all, "profile:"+name)
	}
	for _, name := range a.testCases(ctx, cmd, args) {
		all = append(all, "#"+name)
	}
	return all
}

// stateNames are the states of the machine that the arguments name.
func (a *app) stateNames(ctx context.Context, _ *cobra.Command, args []string) []cobra.Completion {
	if len(args) == 0 || a.target.isRemote() {
		return nil
	}
	at, err := a.pick(ctx, args[0], "", true)
	if err != nil {
		return nil
	}
	defer at.close()
	d, err := at.Bench.Target.Describe(ctx, at.ARN)
	if err != nil {
		return nil
	}
	var definition any
	if json.Unmarshal([]byte(d.Definition), &definition) != nil {
		return nil
	}
	return statesIn(definition, nil)
}

// statesIn adds the names of all states of a definition, also of those within others.
func statesIn(of any, names []string) []string {
	switch of := of.(type) {
	case map[string]any:
		states, _ := of["States"].(map[string]any)
		names = slices.AppendSeq(names, maps.Keys(states))
		for _, v := range of {
			names = statesIn(v, names)
		}
	case []any:
		for _, v := range of {
			names = statesIn(v, names)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// regionNames are those that were used, those of profiles, and the others of AWS.
func regionNames(ctx context.Context, _ *cobra.Command, _ []string) []cobra.Completion {
	all := reference.Directory{}.Regions(ctx)
	for _, region := range regions {
		if !slices.Contains(all, region) {
			all = append(all, region)
		}
	}
	return all
}

// regions are AWS's. One that is missing is not completed, and works.
var regions = []string{
	"us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1",
	"eu-central-1", "eu-central-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2",
	"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
	"ap-southeast-5", "ap-southeast-7", "ap-south-1", "ap-south-2", "ap-east-1", "me-south-1", "me-central-1", "il-central-1", "af-south-1",
	"us-gov-east-1", "us-gov-west-1", "cn-north-1", "cn-northwest-1",
}

// helpNames are topics, and commands.
func helpNames(_ context.Context, cmd *cobra.Command, args []string) (all []cobra.Completion) {
	if len(args) > 0 {
		return nil
	}
	list, _ := topics()
	for _, t := range list {
		all = append(all, cobra.CompletionWithDesc(t.Name, t.Summary))
	}
	for _, c := range cmd.Root().Commands() {
		if c.IsAvailableCommand() {
			all = append(all, cobra.CompletionWithDesc(c.Name(), c.Short))
		}
	}
	return all
}
