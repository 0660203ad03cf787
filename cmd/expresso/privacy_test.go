package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What leaves the program has secrets as the manual's table says: each line of it is tried.
func TestSecretsInWhatLeavesTheProgram(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	t.Chdir(dir)
	const mine, expected = "hunter2-Mine!", "hunter2-Expected!"
	long := strings.Repeat("x", 150)
	for name, text := range map[string]string{
		"orders.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "OutputPath": "$.Payload", "End": true}}}`,
		"other.asl.json":  `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"user": {"password": "` + expected + `"}}, "End": true}}}`,
		"MockConfigFile.json": `{"StateMachines": {"orders": {"TestCases": {"Default": {"A": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": {"Payload": ` +
			`{"user": {"password": "` + mine + `"}, "rest": ["` + long + `", {"secretCode": "` + mine + `"}]}}}}}}`,
		".expresso/inputs/orders/Saved.json":        `{"password": "` + mine + `"}`,
		".expresso/inputs/orders/Saved.expect.json": `{"output": {"user": {"password": "` + expected + `"}}}`,
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, text)
	}
	say := func(want int, args ...string) string {
		t.Helper()
		var out, problems strings.Builder
		if code := run(args, strings.NewReader(""), &out, &problems); code != want {
			t.Fatalf("%q: exit code %d, want %d: %s%s", args, code, want, out.String(), problems.String())
		}
		return out.String() + problems.String()
	}
	files := func(names ...string) string {
		var all strings.Builder
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil || len(text) == 0 {
				t.Errorf("%s: %v", name, err)
			}
			all.Write(text)
		}
		return all.String()
	}
	say(exitOK, "run", "orders", "--saved", "Saved")
	rows := map[string][]string{ // of the table, by how it begins
		"reports": {
			say(exitOK, "history", "show", "last", "--report", "r.html") + files("r.html"),
			say(exitOK, "history", "show", "last", "--report", "r.md") + files("r.md"),
		},
		"recorded": {
			say(exitOK, "mock", "record", "last", "--case", "Recorded", "--yes") + files(".expresso/inputs/orders/Recorded.json", ".expresso/inputs/orders/Recorded.expect.json") +
				strings.ReplaceAll(files("MockConfigFile.json"), mine, ""), // which was there before
		},
		"JUnit": {say(exitFailed, "replay", "orders", "--input", "Saved", "-o", "junit")},
		"what a command prints": {
			say(exitFailed, "replay", "orders", "--input", "Saved"),
			say(exitFailed, "replay", "orders", "--input", "Saved", "-o", "json"),
			say(exitOK, "run", "orders", "--saved", "Saved"),
			say(exitOK, "run", "orders", "--saved", "Saved", "-o", "json"),
			say(exitFailed, "compare", "orders", "--with", "other", "--saved", "Saved", "-o", "json"),
			say(exitOK, "state", "orders", "A", "--input", `{"password": "`+mine+`"}`, "-o", "json"),
		},
	}
	rows["files of a run"] = []string{
		say(exitOK, "run", "orders", "--saved", "Saved", "--save", "one") + files("one/input.json"),
		say(exitOK, "history", "show", "last", "--save", "two") + files("two/output.json"),
		say(exitOK, "history", "export", "all.jsonl") + files("all.jsonl"),
		say(exitOK, "history", "show", "last", "-o", "json"),
	}
	rows["inputs that you save"] = []string{
		say(exitOK, "replay", "orders", "--input", "Saved", "--update") + files(".expresso/inputs/orders/Saved.expect.json"),
		say(exitOK, "inputs", "show", "orders", "Saved") + files(".expresso/inputs/orders/Saved.json"),
	}
	if shown := say(exitOK, "history", "show", "last", "--report", "s.html", "--show-secrets") + files("s.html"); !strings.Contains(shown, mine) {
		t.Error("--show-secrets shows none")
	}

	text, err := manualFiles.ReadFile("help/privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| what | values that look secret |\n| --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	lines := strings.Split(table, "\n")
	if len(lines) != len(rows) {
		t.Errorf("the manual's table has %d lines, %d are tried", len(lines), len(rows))
	}
	for begins, said := range rows {
		for _, line := range lines {
			cells := strings.Split(line, " | ")
			if !strings.HasPrefix(line, "| "+begins) || len(cells) != 2 {
				continue
			}
			wantsMasked := strings.HasPrefix(cells[1], "masked")
			for i, text := range said {
				leaked := strings.Contains(text, mine) || strings.Contains(text, expected) || strings.Contains(text, "hunter2")
				if leaked == wantsMasked || wantsMasked && !strings.Contains(text, "masked-1") {
					t.Errorf("%s (%d): the manual says %q, and there is:\n%s", begins, i, cells[1], text)
				}
			}
			delete(rows, begins)
		}
	}
	for begins := range rows {
		t.Errorf("no line of the manual's table begins with %q", begins)
	}
}
