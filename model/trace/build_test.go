package trace

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"expresso/model"
	"expresso/model/conformance"
	"expresso/model/trace/tracetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// outline writes a tree as one line per visit.
func outline(t *Tree) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", t.Outcome, t.Error)
	var group func(g *Group, depth int)
	group = func(g *Group, depth int) {
		indent := strings.Repeat("  ", depth)
		for _, v := range g.Visits {
			fmt.Fprintf(&b, "%s%s %s %s %s\n", indent, v.Name, v.Type, v.Outcome, v.Error)
			for n, try := range v.Tries {
				if len(v.Tries) > 1 {
					fmt.Fprintf(&b, "%s  try %d %s %s\n", indent, n+1, try.Outcome, try.Error)
				}
				for _, inner := range try.Groups {
					fmt.Fprintf(&b, "%s  #%d %s\n", indent, inner.Index, inner.Outcome)
					group(inner, depth+2)
				}
			}
		}
	}
	group(t.Root, 0)
	return b.String()
}

func TestBuild(t *testing.T) {
	golden(t, "order-tree", outline(Build(tracetest.Read(t, "order"))))
	golden(t, "map-retried-tree", outline(Build(tracetest.Read(t, "map-retried"))))
	golden(t, "parallel-failed-tree", outline(Build(tracetest.Read(t, "parallel-failed"))))
}

func TestTimedOut(t *testing.T) {
	events := tracetest.Read(t, "order")[:33]
	events = append(events, model.Event{ID: 34, Previous: 33, Type: "ExecutionTimedOut", Time: tracetest.Epoch.Add(time.Second)})
	tree := Build(events)
	if tree.Outcome != TimedOut {
		t.Fatal(tree.Outcome)
	}
	for _, name := range []string{"Notify", "Pause", "Mail"} {
		tree.Walk(func(v *Visit) {
			if v.Name == name && (v.Outcome != TimedOut || !v.End.Equal(tree.End)) {
				t.Errorf("%s %s until %s", name, v.Outcome, v.End)
			}
		})
	}
}

func TestRunning(t *testing.T) {
	tree := Build(tracetest.Read(t, "order")[:33])
	var got []string
	tree.Walk(func(v *Visit) {
		if v.Outcome == Running {
			got = append(got, v.Name)
		}
	})
	if diff := cmp.Diff([]string{"Notify", "Pause", "Mail"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestDocuments(t *testing.T) {
	tree := Build(tracetest.Read(t, "order"))
	price := tree.Root.Visits[1]
	got := []string{
		tree.Input(price), tree.Output(price), tree.TryInput(price.Tries[0]), tree.TryOutput(price.Tries[0]), tree.TryOutput(price.Tries[1]),
	}
	if diff := cmp.Diff([]string{`{"ok":true}`, `{"price":12}`, `{"FunctionName":"price"}`, "", `{"StatusCode":200}`}, got); diff != "" {
		t.Error(diff)
	}
	if f := tree.Failure(); f == nil || f.Name != "TooLarge" || f.Error != "OrderTooLarge" {
		t.Errorf("%+v", f)
	}
}

// recorded is an execution as the conformance corpus has it.
type recorded struct {
	Events []struct {
		ID    int64  `json:"id"`
		Prev  int64  `json:"prev"`
		Type  string `json:"type"`
		Name  string `json:"name"`
		State string `json:"state"`
	} `json:"events"`
	Expect struct {
		Status string `json:"status"`
	} `json:"expect"`
}

func TestRecordedHistories(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(conformance.Dir(t), "asl", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r recorded
		var raw struct {
			Events []json.RawMessage `json:"events"`
		}
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &raw); err != nil {
			t.Fatal(err)
		}
		if len(r.Events) == 0 {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			var events []model.Event
			visits, left := 0, 0
			for i, e := range r.Events {
				event := model.Event{ID: e.ID, Previous: e.Prev, Type: e.Type, Time: tracetest.Epoch.Add(time.Duration(i) * time.Millisecond), Details: string(raw.Events[i])}
				if strings.Contains(e.Type, "State") {
					event.State = e.Name
				}
				events = append(events, event)
				if strings.HasSuffix(e.Type, entered) {
					visits++
				}
				if strings.HasSuffix(e.Type, exited) {
					left++
				}
			}
			tree := Build(events)
			if r.Expect.Status != "" && r.Expect.Status != strings.ToUpper(strings.ReplaceAll(tree.Outcome.String(), " ", "_")) {
				t.Errorf("%s, but the tree says %s", r.Expect.Status, tree.Outcome)
			}
			walked := 0
			tree.Walk(func(v *Visit) {
				walked++
				if v.exited >= 0 {
					left--
				}
				if v.Outcome == Running || v.Type != "Fail" && v.exited < 0 && v.Outcome == Succeeded {
					t.Errorf("%s is %s", v.Name, v.Outcome)
				}
				if v.End.Before(v.Start) || v.Start.Before(v.In.Start) || v.End.After(v.In.End) {
					t.Errorf("%s is out of its group", v.Name)
				}
			})
			if walked != visits || tree.Visits != visits {
				t.Errorf("%d visits, %d in the tree", visits, walked)
			}
			if left != 0 {
				t.Errorf("%d states left that are not in the tree", left)
			}
			failure := tree.Failure()
			if tree.Outcome == Failed && failure == nil {
				t.Errorf("nothing failed:\n%s", outline(tree))
			}
			if tree.Outcome == Succeeded && failure != nil {
				t.Errorf("%s failed", failure.Name)
			}
		})
	}
}

// TestAnyEvents builds trees of events that make no sense.
func TestAnyEvents(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		events, visits := tracetest.Any(r)
		if got := Build(events).Visits; got != visits {
			r.Fatalf("%d visits of %d", got, visits)
		}
	})
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{2, 200, 2000} {
		events := tracetest.Many(n)
		b.Run(fmt.Sprintf("%d events", len(events)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Build(events)
			}
		})
	}
}

// TestTimesThatCannotBe keeps a tree's times within a day of its start, whatever the events
// say, and the events as they are.
func TestTimesThatCannotBe(t *testing.T) {
	at := tracetest.Epoch
	for name, times := range map[string][3]time.Time{
		"none":             {},
		"one":              {at, {}, {}},
		"not the first":    {{}, at, at.Add(time.Second)},
		"long before":      {at, at.AddDate(-100, 0, 0), at.Add(time.Second)},
		"smallest, latest": {time.Unix(0, -1<<63), time.Unix(0, 1<<63-1), time.Unix(1<<62, 0)},
		"backwards":        {at, at.Add(-time.Second), at.Add(-time.Minute)},
	} {
		events := []model.Event{
			{ID: 1, Type: "ExecutionStarted", Time: times[0]},
			{ID: 2, Previous: 1, Type: "TaskStateEntered", State: "A", Time: times[1]},
			{ID: 3, Previous: 2, Type: "TaskScheduled", Time: times[1]},
			{ID: 4, Previous: 3, Type: "TaskFailed", Time: times[2]},
		}
		before := slices.Clone(events)
		tree := Build(events)
		if diff := cmp.Diff(before, events); diff != "" {
			t.Errorf("%s: the events have changed: %s", name, diff)
		}
		if d := tree.End.Sub(tree.Start); d < 0 || d > 24*time.Hour {
			t.Errorf("%s: it lasted %v", name, d)
		}
		tree.Walk(func(v *Visit) {
			if d := v.Duration(); d < 0 || d > 48*time.Hour {
				t.Errorf("%s: %s took %v", name, v.Name, d)
			}
			for _, try := range v.Tries {
				if try.End.Before(try.Start) {
					t.Errorf("%s: a try ended before it started", name)
				}
			}
		})
	}
}
