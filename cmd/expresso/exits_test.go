package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// exitCases are commands for each phrase of the manual's table of exit codes, by its column's first command. URL stands for a
// service that fails in the way whose name follows it; of an empty name it answers. A phrase may be in several rows.
var exitCases = map[string][]string{
	"0 run: SUCCEEDED":                            {"run orders --saved happy --test-case Happy", "run ARN --yes URL="},
	"0 replay: all as expected":                   {"replay orders --input good"},
	"0 replay: both the same":                     {"compare orders --saved happy --test-case Happy --with #Happy"},
	"0 replay: all SUCCEEDED":                     {"burst orders --saved happy --test-case Happy -n 2", "burst ARN -n 2 --yes URL="},
	"0 validate: no errors":                       {"validate orders.asl.json"},
	"0 others: done":                              {"machines", "inputs list", "history list", "config", "version", "eval $.a --input {\"a\":1}", "machines URL="},
	"1 run: FAILED or TIMED_OUT":                  {"run orders --saved fail", "run orders --saved happy --test-case Late", "run ARN URL=failed"},
	"1 replay: not all as expected":               {"replay"},
	"1 replay: different":                         {"compare orders --saved happy --test-case Happy --with other/orders.asl.json"},
	"1 replay: not all SUCCEEDED":                 {"burst orders --saved fail -n 2"},
	"1 replay: a budget was reached":              {"burst orders --saved happy --test-case Happy -n 9 --budget 0.00001", "replay --budget 0.000003"},
	"1 validate: errors":                          {"validate .", "validate bad.asl.json"},
	"1 others: `eval`: no value":                  {"eval $.none"},
	"1 others: `state`: it failed":                {"state orders No", "state orders Charge --mock-error Busy"},
	"1 others: `pull --check`: a difference":      {"pull --check orders DEPLOYED"},
	"1 others: `mock record`: it does not replay": {"run other/orders.asl.json --saved happy && mock record last --yes"},
	"2 run: wrong usage or bad input": {
		"run", "run orders --nonsense", "run orders --input {", "run orders --saved nobody", "run nobody", "run bad", "run nightly",
		"run orders --input @nofile", "run orders --saved happy --input {}", "run orders --define a=b URL=", "run ARN --profile nosuch",
		"run ARN --endpoint-url nonsense", "run ARN --region eu-west-1 URL=",
		"run ARN --endpoint-url https://vpce-1.states.us-east-1.vpce.amazonaws.com", "run orders -o yaml",
	},
	"2 run: refused by the guard or a budget": {"run ARN --read-only URL=", "run GUARDED URL=", "run CHARGE --yes URL="},
	"2 replay: the same": {
		"replay nobody", "compare orders", "compare orders --with nonsense:1:2", "burst orders", "burst orders -n 0", "burst orders -n 1 --rate -1",
		"burst GUARDED -n 2 URL=", "compare GUARDED --with 1 URL=", "burst orders --saved happy -n 2 --budget 0.0000001", "replay --budget 0.0000001",
		"burst ARN -n 2 URL=", "burst orders -n 2 --budget lots",
	},
	"2 validate: a file cannot be read":      {"validate nofile.asl.json"},
	"2 others: wrong usage or bad input":     {"machines --nonsense", "history show nobody", "inputs show orders nobody", "eval $sum(1", "nonsense", "config more"},
	"3 run: refused by the service":          {"run ARN URL=throttled", "run ARN URL=denied", "run ARN URL=gone"},
	"3 run: no response":                     {"run ARN URL=closed", "run ARN URL=HTML", "run ARN --endpoint-url http://127.0.0.1:1"},
	"3 replay: no run got a response":        {"burst ARN -n 2 --yes URL=denied", "burst ARN -n 2 --yes URL=closed"},
	"3 replay: `compare`: one did not":       {"compare orders --saved happy --test-case Happy --yes --with URL=denied"},
	"3 validate: `--aws`: no response":       {"validate orders.asl.json --aws URL=denied"},
	"3 others: the target cannot be reached": {"machines --endpoint-url http://127.0.0.1:1"},
}

// TestExitCodes holds the manual's table of exit codes, row by row.
func TestExitCodes(t *testing.T) {
	manual, err := os.ReadFile("help/headless.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(manual), "## Exit codes\n\n| code |")
	if table, _, _ = strings.Cut(table, "\n\n"); !found {
		t.Fatal("help/headless.md has no table of exit codes")
	}
	folder, err := txtar.ParseFile("testdata/programs/folder.txtar")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, f := range folder.Files {
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, f.Name, string(f.Data))
	}
	writeFile(t, ".expresso/inputs/orders/good.json", `{"fail":true}`)
	writeFile(t, ".expresso/inputs/orders/good.expect.json", `{"status":"FAILED"}`)
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	withoutAWS(t)
	if err := os.Mkdir(filepath.Join(config, "expresso"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(config, "expresso", "config.yaml"), `clock: simulated
guard:
  - {match: "machine:guarded", mode: ask}
  - {match: "machine:charge", mode: read-only}
`)
	held := map[string]bool{}
	columns := []string{"code", "run", "replay", "validate", "others"}
	for row := range strings.Lines(table) {
		cells := strings.Split(row, "|")
		if !strings.HasPrefix(row, "|") || len(cells) != len(columns)+2 || strings.Contains(row, "---") {
			continue
		}
		code := strings.TrimSpace(cells[1])
		for i, column := range columns {
			for phrase := range strings.SplitSeq(cells[i+1], ";") {
				if phrase = strings.TrimSpace(phrase); i == 0 || phrase == "" {
					continue
				}
				key := code + " " + column + ": " + phrase
				held[key] = true
				if len(exitCases[key]) == 0 {
					t.Errorf("the table says %q, and no command shows it", key)
				}
				for _, command := range exitCases[key] {
					exit(t, code, command)
				}
			}
		}
	}
	for key := range exitCases {
		if !held[key] {
			t.Errorf("%q stands in no row of the table", key)
		}
	}
}

// deployed serves a machine orders that is not as the folder has it.
func deployed(t *testing.T) (url string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		machine := `"stateMachineArn":"` + faultyARN + `","name":"orders","type":"EXPRESS","creationDate":1`
		if r.Header.Get("X-Amz-Target") == "AWSStepFunctions.ListStateMachines" {
			says(200, amz, `{"stateMachines":[{`+machine+`}]}`)(w, r)
			return
		}
		says(200, amz, `{`+machine+`,"status":"ACTIVE","roleArn":"arn:aws:iam::111111111111:role/r","definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}"}`)(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// exit runs a command for its exit code; those that stand before it with && prepare it. With exit code 2 no start was sent.
func exit(t *testing.T, want, command string) {
	t.Helper()
	for {
		before, rest, more := strings.Cut(command, " && ")
		if !more {
			break
		}
		run(strings.Fields(before), strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{})
		command = rest
	}
	arn := func(name string) string { return strings.TrimSuffix(faultyARN, "orders") + name }
	starts := func() int32 { return 0 }
	var args []string
	for _, word := range strings.Fields(command) {
		if word == "DEPLOYED" {
			args = append(args, "--endpoint-url", deployed(t))
			continue
		}
		if name, is := strings.CutPrefix(word, "URL="); is {
			url, sent := faulty(t, faultNamed(t, name))
			starts = sent.Load
			if len(args) > 0 && args[len(args)-1] == "--with" {
				args = append(args, url)
			} else {
				args = append(args, "--endpoint-url", url)
			}
			continue
		}
		args = append(args, strings.NewReplacer("ARN", faultyARN, "GUARDED", arn("guarded"), "CHARGE", arn("charge")).Replace(word))
	}
	var out, errs bytes.Buffer
	code := run(args, strings.NewReader(""), &out, &errs)
	if got := string(rune('0' + code)); got != want {
		t.Errorf("expresso %s: exit code %s, want %s\n%s%s", command, got, want, out.String(), errs.String())
	}
	if n := starts(); want == "2" && n != 0 {
		t.Errorf("expresso %s: %d starts were sent", command, n)
	}
	if code > exitFailed && errs.Len()+out.Len() == 0 {
		t.Errorf("expresso %s: exit code %d, and nothing says why", command, code)
	}
}
