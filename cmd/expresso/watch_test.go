package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"expresso/model"
	"expresso/model/embedded"
	"expresso/model/local"
)

const (
	passes = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "%", "End": true}}}`
	asks   = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}}`
	broken = "{\"StartAt\": \"A\", \"States\": {\n  \"A\": {\"Type\": \"Pass\", \"Next\": \"B\"}}}"
	mocks  = `{"StateMachines": {"orders": {"TestCases": {"Default": {"A": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": "%"}}}}`
)

// edited is a folder that is watched while a test edits it.
type edited struct {
	*testing.T
	dir     string
	local   *local.Local
	changes <-chan model.Change
}

func editing(t *testing.T, flags targetFlags, files map[string]string) *edited {
	t.Helper()
	e := &edited{T: t, dir: t.TempDir()}
	for name, text := range files {
		e.write(name, text)
	}
	flags.dir, flags.clock = e.dir, "simulated"
	var err error
	if e.local, err = flags.openLocal(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	e.changes, _ = e.local.Changes(ctx)
	t.Cleanup(func() {
		cancel()
		for range e.changes { // until the watching has ended
		}
	})
	return e
}

func (e *edited) write(name, text string) {
	e.Helper()
	path := filepath.Join(e.dir, name)
	if err := os.WriteFile(path+"~", []byte(text), 0o600); err != nil {
		e.Fatal(err)
	}
	if err := os.Rename(path+"~", path); err != nil {
		e.Fatal(err)
	}
}

func (e *edited) remove(name string) {
	e.Helper()
	if err := os.Remove(filepath.Join(e.dir, name)); err != nil {
		e.Fatal(err)
	}
}

// sees waits for the next change.
func (e *edited) sees(want model.Change) {
	e.Helper()
	select {
	case got := <-e.changes:
		for i := range got.Broken {
			got.Broken[i].Problem = strings.ReplaceAll(got.Broken[i].Problem, e.dir+string(filepath.Separator), "")
		}
		got.Problem = strings.ReplaceAll(got.Problem, e.dir+string(filepath.Separator), "")
		if diff := cmp.Diff(want, got); diff != "" {
			e.Errorf("change (-want +got):\n%s", diff)
		}
	case <-time.After(20 * time.Second):
		e.Fatalf("never: %+v", want)
	}
}

// runs checks what a machine answers: its output, or what is wrong.
func (e *edited) runs(name, want string) {
	e.Helper()
	target := e.local.Target()
	bench := &model.Workbench{Target: target, Journal: model.Forgetful{}}
	run, err := bench.Prepare(model.Request{Machine: model.ARN(embedded.ARN(name))})
	if err != nil {
		e.Fatal(err)
	}
	run, _ = bench.Run(e.Context(), run)
	if got := run.Output + run.Error + run.Cause + run.Problem; !strings.Contains(got, want) {
		e.Errorf("%s answers %q, not %q", name, got, want)
	}
}

func (e *edited) lists(want ...string) {
	e.Helper()
	machines, err := e.local.Target().Machines(e.Context())
	if err != nil {
		e.Fatal(err)
	}
	var got []string
	for _, m := range machines {
		if m.Problem != "" {
			m.Name += "!"
		}
		got = append(got, m.Name)
	}
	if !slices.Equal(got, want) {
		e.Errorf("machines %q, not %q", got, want)
	}
}

func pass(result string) string { return strings.Replace(passes, "%", result, 1) }

func TestWatchedDefinitions(t *testing.T) {
	e := editing(t, targetFlags{}, map[string]string{"orders.asl.json": pass("one"), "bad.asl.json": broken})
	e.lists("orders", "bad!")
	e.write("orders.asl.json", pass("two"))
	e.sees(model.Change{Reloaded: []string{"orders"}})
	e.runs("orders", `"two"`)
	e.write("refunds.asl.json", pass("new"))
	e.sees(model.Change{New: []string{"refunds"}})
	e.lists("orders", "refunds", "bad!")

	// What it said before is not run, and it is told once where it is wrong.
	e.write("orders.asl.json", broken)
	const problem = `orders.asl.json:2:33: MISSING_TRANSITION_TARGET: `
	select {
	case got := <-e.changes:
		if len(got.Broken) != 1 || got.Broken[0].Name != "orders" || !strings.Contains(got.Broken[0].Problem, problem) {
			t.Fatalf("got %+v", got)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("never broken")
	}
	e.lists("refunds", "bad!", "orders!")
	e.runs("orders", problem)
	e.write("note.asl.json", "{")
	e.sees(model.Change{Broken: []model.Machine{{Name: "note", Problem: "note.asl.json:1:2: expected a key in double quotes, found the end of the text"}}})
	e.write("orders.asl.json", pass("three"))
	e.sees(model.Change{Reloaded: []string{"orders"}})
	e.runs("orders", `"three"`)
	e.write("bad.asl.json", pass("good"))
	e.sees(model.Change{Reloaded: []string{"bad"}})

	// The same text is nothing new.
	e.write("orders.asl.json", pass("three"))
	e.remove("refunds.asl.json")
	e.sees(model.Change{Gone: []string{"refunds"}})
	e.runs("refunds", "Does Not Exist")
	e.lists("bad", "orders", "note!")

	// A machine of the other type.
	if err := os.Rename(filepath.Join(e.dir, "bad.asl.json"), filepath.Join(e.dir, "bad.standard.asl.json")); err != nil {
		t.Fatal(err)
	}
	e.sees(model.Change{Reloaded: []string{"bad"}})
}

// TestWatchedMachineKeepsItsVersions publishes a version, and saves another definition.
func TestWatchedMachineKeepsItsVersions(t *testing.T) {
	e := editing(t, targetFlags{}, map[string]string{"orders.asl.json": pass("one")})
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: e.local.Handler()},
	})
	arn := embedded.ARN("orders")
	if _, err := client.PublishStateMachineVersion(t.Context(), &sfn.PublishStateMachineVersionInput{StateMachineArn: &arn}); err != nil {
		t.Fatal(err)
	}
	e.write("orders.asl.json", broken)
	if got := <-e.changes; len(got.Broken) != 1 {
		t.Fatalf("got %+v", got)
	}
	e.write("orders.asl.json", pass("two"))
	e.sees(model.Change{Reloaded: []string{"orders"}})
	e.runs("orders:1", `"one"`)
	e.runs("orders", `"two"`)
}

func TestWatchedMocks(t *testing.T) {
	answer := func(text string) string { return strings.Replace(mocks, "%", text, 1) }
	e := editing(t, targetFlags{}, map[string]string{"orders.asl.json": asks, "MockConfigFile.json": answer("one")})
	e.runs("orders", `"one"`)
	e.write("MockConfigFile.json", answer("two"))
	e.sees(model.Change{Mocks: true})
	e.runs("orders", `"two"`)
	e.write("MockConfigFile.json", `{"StateMachines": 1}`)
	e.sees(model.Change{Problem: "MockConfigFile.json: 1:19: /StateMachines: must be an object, not number", Hint: "keeping the previous mocks until fixed"})
	e.runs("orders", `"two"`)
	e.write("MockConfigFile.json", answer("three"))
	e.sees(model.Change{Mocks: true})
	e.runs("orders", `"three"`)
	e.remove("MockConfigFile.json")
	e.sees(model.Change{Mocks: true})
	e.runs("orders", "no mock file")

	// One that was named may lie anywhere.
	file := filepath.Join(t.TempDir(), "mocks.json")
	if err := os.WriteFile(file, []byte(answer("here")), 0o600); err != nil {
		t.Fatal(err)
	}
	e = editing(t, targetFlags{mockConfig: file}, map[string]string{"orders.asl.json": asks})
	e.runs("orders", `"here"`)
	if err := os.WriteFile(file+"~", []byte(answer("there")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+"~", file); err != nil {
		t.Fatal(err)
	}
	e.sees(model.Change{Mocks: true})
	e.runs("orders", `"there"`)
}

func TestWatchedFolderThatVanishes(t *testing.T) {
	e := editing(t, targetFlags{}, map[string]string{"orders.asl.json": pass("one")})
	if err := os.Rename(e.dir, e.dir+"-away"); err != nil {
		t.Fatal(err)
	}
	got := <-e.changes
	if !strings.HasPrefix(got.Problem, "cannot read the folder: ") {
		t.Errorf("got %+v", got)
	}
	if err := os.Rename(e.dir+"-away", e.dir); err != nil {
		t.Fatal(err)
	}
	e.write("orders.asl.json", pass("two"))
	e.sees(model.Change{Reloaded: []string{"orders"}})
}

func TestWhatIsWatched(t *testing.T) {
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	a := &app{}
	a.target.add(flags)
	withSamples, err := local.Open(local.Options{Dir: t.TempDir(), Samples: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		l    *local.Local
		args string
		want bool
	}{
		{nil, "", false}, {withSamples, "", false}, {local.New(local.Options{}), "", true}, {withSamples, "--dir=x", true},
	} {
		if err := flags.Parse(strings.Fields(tt.args)); err != nil {
			t.Fatal(err)
		}
		if got := a.watches(tt.l); got != tt.want {
			t.Errorf("%+v %s: %v", tt.l, tt.args, got)
		}
	}
}

// TestFirstFile puts the first definition into a folder that was named and empty.
func TestFirstFile(t *testing.T) {
	e := editing(t, targetFlags{}, nil)
	e.lists()
	e.write("mine.asl.json", pass("mine"))
	e.sees(model.Change{New: []string{"mine"}})
	e.runs("mine", `"mine"`)
}
