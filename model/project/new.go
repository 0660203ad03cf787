package project

import (
	"fmt"
	"strings"

	"expresso/model/workspace/source"
)

// Named is a state machine of the folder, for a new project file.
type Named struct {
	Name, Type string
	StandIns   [][2]string // names and values
}

// New is the text of a project file for a folder with these machines: commented, saying
// nothing yet.
func New(machines []Named) string {
	var b strings.Builder
	b.WriteString(`# Settings of this folder: values, mocks, types. Keep this file in version
# control. For all keys, see: expresso help projects
version: 1

# Values for names that templates and definitions leave open, for all machines.
values:
#  OrdersTable: orders-dev

# Mock files that answer tasks: one, or a list. Without it, those in the folder.
#mocks: MockConfigFile.json

# Paths that replay ignores in every output.
#ignore: [$.id]

# How long waits take (real or simulated), and how results in mock files are checked (none,
# present or strict).
#clock: simulated
#mock-validation: strict

# Settings of single machines. type: EXPRESS runs a STANDARD machine as EXPRESS here.
machines:
`)
	for _, m := range machines {
		fmt.Fprintf(&b, "  %s:\n", scalar(m.Name))
		if m.Type == "STANDARD" {
			b.WriteString("#    type: EXPRESS\n")
		}
		if len(m.StandIns) > 0 {
			b.WriteString("#    values: # stand-ins now\n")
		}
		for _, s := range m.StandIns {
			fmt.Fprintf(&b, "#      %s: %s\n", scalar(s[0]), scalar(s[1]))
		}
	}
	return b.String()
}

// CanName reports whether a name can have a value in a project file.
func CanName(name string) bool { return source.CheckName(name) == nil }
