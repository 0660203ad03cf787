package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// read are the commands whose output programs read. A word that begins with < names a file to be shown after the command before.
var read = []string{
	"machines -o json", "inputs list -o json",
	"run orders --saved happy --test-case Happy -o json", "run orders --saved happy --test-case Late -o json",
	"run orders --saved fail -o json --save out", "<out/input.json", "<out/response.json", "<out/trace.json",
	"run bad -o json", "run nightly -o json", "run nobody -o json", "run orders --input {} --endpoint-url http://127.0.0.1:1 --yes -o json",
	"validate . -o json", "validate orders.asl.json -o json",
	`eval $.a --input {"a":[1.0]} -o json`, "eval $.none -o json", "eval $sum(1 -o json",
	`state orders Kind --input {"fail":true} -o json`, "state orders No -o json", "state orders Charge --mock-error Busy -o json",
	"compare orders --saved happy --test-case Happy --with other/orders.asl.json -o json",
	"compare orders --saved happy --test-case Happy --with #Happy -o json",
	"burst orders --saved happy --test-case Happy -n 3 -c 1 -o json",
	"replay -c 1 -o json", "replay -c 1 -o junit", "replay --fail-fast -c 1 -o junit",
	"replay orders --input new --update", "<.expresso/inputs/orders/new.expect.json",
	"history list -o json --limit 0", "history list -o json --status not_started,failed", "history show last -o json",
	"history export -o csv", "history export -o jsonl",
	"burst orders --saved happy --test-case Happy -n 9 -c 1 --budget 0.000005 -o json",
	"mock add orders Charge --test-case Third --shape", "<MockConfigFile.json",
	"run orders --saved happy --test-case Happy -o json", "mock record last --case Recorded --yes -o json", "<.expresso/inputs/orders/Recorded.expect.json",
}

// masks hide what is another in each run: IDs, times, and how long things took.
var masks = []struct {
	of   *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`), "UUID"},
	{regexp.MustCompile(`\b[0-9a-f]{32}\b`), "ID"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z`), "TIME"},
	{regexp.MustCompile(`("(?:creationDate|startDate|stopDate)":)[\d.]+`), "${1}TIME"},
	{regexp.MustCompile(`("event_timestamp":)"\d+"`), `${1}"TIME"`},
	{regexp.MustCompile(`(?m)^(ID,TIME,(?:[^,]*,){6})[\d.]+,`), "${1}TOOK,"},
	{regexp.MustCompile(`("(?:durationInMilliseconds|tookInMilliseconds|elapsedInMilliseconds|runsPerSecond)": ?)[\d.e+-]+`), "${1}TOOK"},
	{regexp.MustCompile(`("latencyInMilliseconds": )\{[^}]*\}`), "${1}TOOK"},
	{regexp.MustCompile(`("latencyHistogram": )\[[^]]*\]`), "${1}TOOK"},
	{regexp.MustCompile(`("example": ")[^"]*/([^/"]+")`), "${1}DIR/${2}"},
	{regexp.MustCompile(`\btime="[\d.]+"`), `time="TOOK"`},
	// A sentence is for people, also where JSON or XML holds it: it may be put better.
	{regexp.MustCompile(`("(?:problem|hint)": ?)"(?:[^"\\]|\\.)*"`), `${1}"SENTENCE"`},
	{regexp.MustCompile(`(?s)(<(?:failure|error|skipped) message=)"[^"]*"([^>]*>).*?(</)`), `${1}"SENTENCE"${2}${3}`},
}

// What programs read keeps its spelling, however the words for people change: members, values, codes, columns and exit
// codes are as they were. A golden file that changes breaks somebody's script.
func TestWhatProgramsRead(t *testing.T) {
	const golden = "testdata/programs/golden.txt"
	want, err := os.ReadFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	path, err := filepath.Abs(golden)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := txtar.ParseFile("testdata/programs/folder.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	if err := os.Mkdir(filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "expresso"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "expresso", "config.yaml"), "clock: simulated\n")
	for _, f := range folder.Files {
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, f.Name, string(f.Data))
	}
	var got bytes.Buffer
	for _, command := range read {
		if name, shown := strings.CutPrefix(command, "<"); shown {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Error(err)
			}
			fmt.Fprintf(&got, "## %s\n%s\n", name, text)
			continue
		}
		args := strings.Fields(command)
		var out bytes.Buffer
		code := run(args, strings.NewReader(""), &out, &bytes.Buffer{})
		fmt.Fprintf(&got, "## expresso %s: exit code %d\n", command, code)
		if last := args[len(args)-1]; last != "--update" && last != "--shape" { // these say it for people
			got.Write(out.Bytes())
		}
	}
	text := got.String()
	for _, m := range masks {
		text = m.of.ReplaceAllString(text, m.with)
	}
	if *update {
		writeFile(t, path, text)
		return
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Error(diff)
	}
}

// Settings and actions are named in people's configuration files: none goes away. What is new joins the golden file with -update.
func TestNamesInConfigurationStay(t *testing.T) {
	const golden = "testdata/programs/names.txt"
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	var out bytes.Buffer
	if code := run([]string{"config"}, strings.NewReader(""), &out, &bytes.Buffer{}); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	now := regexp.MustCompile(`(?m)^ *[a-z-]+:`).FindAllString(out.String(), -1)
	if *update {
		writeFile(t, golden, strings.Join(now, "\n")+"\n")
	}
	before, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.Lines(string(before)) {
		if !slices.Contains(now, strings.TrimRight(name, "\n")) {
			t.Errorf("the configuration no longer has %s", name)
		}
	}
}
