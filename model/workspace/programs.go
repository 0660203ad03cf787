package workspace

import (
	"fmt"
	"path"
	"slices"
)

// programs are files of projects whose state machines a program declares, by what the project
// is and what to do about it: no program is run.
var programs = map[string]struct{ kind, todo string }{
	"cdk.json":      {"a CDK app", "run cdk synth: expresso reads the templates that it writes to cdk.out"},
	"cdktf.json":    {"a CDK for Terraform app", "run cdktf synth: expresso reads the configuration that it writes to cdktf.out"},
	"Pulumi.yaml":   {"a Pulumi project", "expresso reads its programs only if they are YAML" + pulled},
	"Pulumi.yml":    {"a Pulumi project", "expresso reads its programs only if they are YAML" + pulled},
	"sst.config.ts": {"an SST app", "expresso cannot read its state machines" + pulled},
}

const pulled = "; write the deployed definitions to this folder with: expresso pull"

// maxPrograms is how many of them are reported.
const maxPrograms = 3

// notePrograms notes such projects among files, the nearest ones first.
func (w *Workspace) notePrograms(files []string) {
	var found []string
	for _, name := range files {
		if _, ok := programs[path.Base(name)]; ok {
			found = append(found, name)
		}
	}
	slices.SortFunc(found, nearest)
	for _, name := range found[:min(len(found), maxPrograms)] {
		program, where := programs[path.Base(name)], path.Dir(name)
		if where == "." {
			where = "This"
		}
		w.Programs = append(w.Programs, fmt.Sprintf("%s is %s: %s", where, program.kind, program.todo))
	}
}
