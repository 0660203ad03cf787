package engine_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"expresso/model/engine"
	"expresso/model/task"
)

var update = flag.Bool("update", false, "write what came out into testdata")

// TestScripts executes every testdata/*.txtar: machine.json with input.json, answered by
// mocks.json if it is there, in simulated time. What is expected stands in result, and in
// events if the history matters: a line for each, with its id, the one it follows, its type
// and its state or index, and at which second it happened if that is not the first.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := map[string]string{"input.json": "{}"}
			for _, f := range archive.Files {
				text[f.Name] = string(f.Data)
			}
			r := script(t, text)
			for i, f := range archive.Files {
				var got string
				switch f.Name {
				case "result":
					got = resultText(r)
				case "events":
					got = eventsText(r)
				default:
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
					t.Errorf("%s (- want, + got):\n%s", f.Name, diff)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func script(t *testing.T, text map[string]string) engine.Result {
	t.Helper()
	var mocks *task.Mocks
	if text["mocks.json"] != "" {
		var err error
		if mocks, err = task.LoadMocks(text["mocks.json"]); err != nil {
			t.Fatal(err)
		}
	}
	tasks, err := mocks.Case("script", "")
	if err != nil {
		t.Fatal(err)
	}
	return engine.Execute(context.Background(), load(t, text["machine.json"]), engine.Execution{
		ARN: strings.ReplaceAll(executionARN, "recorded", "script"), Name: "run",
		MachineARN: strings.ReplaceAll(machineARN, "recorded", "script"), MachineName: "script",
		RoleARN: "arn:aws:iam::111111111111:role/role",
		Input:   value(t, text["input.json"]), Tasks: tasks, Clock: engine.SimulatedFrom(noon),
	})
}

func resultText(r engine.Result) string {
	out := string(r.Status) + "\n"
	if !r.Output.IsUndefined() {
		out += "output " + r.Output.String() + "\n"
	}
	if r.Error != nil {
		out += "error " + *r.Error + "\n"
	}
	if r.Cause != nil {
		out += "cause " + *r.Cause + "\n"
	}
	return out + fmt.Sprintf("billed %v, %d MB\n", r.BilledDuration, r.BilledMemoryMB)
}

func eventsText(r engine.Result) string {
	var out strings.Builder
	for _, e := range r.Events {
		fmt.Fprintf(&out, "%d after %d %s", e.ID, e.Previous, e.Type)
		if name := e.StateName(); name != "" {
			fmt.Fprintf(&out, " %s", name)
		}
		if index, ok := e.Details().Get("index"); ok {
			fmt.Fprintf(&out, " %s", index)
		}
		if d := e.Time.Sub(r.Started).Truncate(time.Second); d > 0 {
			fmt.Fprintf(&out, " %v", d)
		}
		out.WriteString("\n")
	}
	return out.String()
}
