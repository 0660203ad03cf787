package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// logger answers as Step Functions and CloudWatch Logs do, for a machine that fails.
type logger struct {
	mu      sync.Mutex
	asked   map[string]int // operations
	logging string         // loggingConfiguration
	denied  bool
	logs    func(execution string) []string // the events of an execution
}

func (a *logger) count(operation string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked[operation]
}

const (
	failing = "arn:aws:states:us-east-1:111122223333:stateMachine:failing"
	ranAs   = "arn:aws:states:us-east-1:111122223333:express:failing:a:b"
)

func (a *logger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	a.mu.Lock()
	a.asked[operation]++
	a.mu.Unlock()
	var in map[string]any
	_ = json.NewDecoder(r.Body).Decode(&in)
	now := float64(time.Now().Add(-time.Hour).UnixMilli()) / 1000
	var out any
	switch operation {
	case "ListStateMachines":
		out = map[string]any{"stateMachines": []any{map[string]any{"stateMachineArn": failing, "name": "failing", "type": "EXPRESS", "creationDate": 1}}}
	case "ListStateMachineVersions":
		out = map[string]any{"stateMachineVersions": []any{map[string]any{"stateMachineVersionArn": failing + ":7", "creationDate": 1}}}
	case "ListStateMachineAliases":
		out = map[string]any{"stateMachineAliases": []any{}}
	case "DescribeStateMachine":
		out = map[string]any{
			"stateMachineArn": failing, "name": "failing", "type": "EXPRESS", "creationDate": 1, "roleArn": "arn:aws:iam::111122223333:role/r",
			"definition": `{"StartAt":"No","States":{"No":{"Type":"Fail","Error":"TooBad"}}}`, "loggingConfiguration": json.RawMessage(a.logging),
		}
	case "StartSyncExecution":
		out = map[string]any{
			"executionArn": ranAs, "stateMachineArn": in["stateMachineArn"], "name": "a", "startDate": now, "stopDate": now + 0.4, "status": "FAILED", "error": "TooBad",
			"billingDetails": map[string]any{"billedDurationInMilliseconds": 500, "billedMemoryUsedInMB": 64},
		}
	case "FilterLogEvents":
		if a.denied {
			w.WriteHeader(http.StatusBadRequest)
			out = map[string]any{"__type": "AccessDeniedException", "message": "not authorized to perform: logs:FilterLogEvents"}
			break
		}
		var events []any
		for _, message := range a.logs(ranAs) {
			events = append(events, map[string]any{"message": message, "timestamp": 1})
		}
		out = map[string]any{"events": events}
	default:
		w.WriteHeader(http.StatusBadRequest)
		out = map[string]any{"__type": "UnknownOperationException"}
	}
	_ = json.NewEncoder(w).Encode(out)
}

func loggingAt(level string, data bool) string {
	return fmt.Sprintf(`{"level":%q,"includeExecutionData":%t,"destinations":[{"cloudWatchLogsLogGroup":{"logGroupArn":"arn:aws:logs:us-east-1:111122223333:log-group:/failing:*"}}]}`, level, data)
}

// logLines are the events of a run that went through so many states before it failed, as they are logged.
func logLines(execution, level string, data, truncated bool, states int) []string {
	var lines []string
	id := 0
	add := func(kind, details string) {
		id++
		if level != "ALL" && kind != "ExecutionFailed" && (level == "FATAL" || kind != "FailStateEntered") {
			return
		}
		lines = append(lines, fmt.Sprintf(`{"id":"%d","type":%q,"details":%s,"previous_event_id":"%d","event_timestamp":"%d","execution_arn":%q}`,
			id, kind, details, id-1, 1793800000000+int64(id), execution))
	}
	input := ""
	if data {
		input = fmt.Sprintf(`,"input":"{}","inputDetails":{"truncated":%t}`, truncated)
	}
	add("ExecutionStarted", `{"roleArn":"r"`+input+`}`)
	for range states {
		add("PassStateEntered", `{"name":"P"`+input+`}`)
		add("PassStateExited", `{"name":"P"`+strings.ReplaceAll(input, "input", "output")+`}`)
	}
	add("FailStateEntered", `{"name":"No"`+input+`}`)
	add("ExecutionFailed", `{"error":"TooBad"}`)
	return lines
}

// asked runs the program on the account, and returns what it said and how often it read the log.
func (a *logger) says(t *testing.T, home, url, stdin string, args ...string) (said string, reads int) {
	t.Helper()
	before := a.count("FilterLogEvents")
	cmd := program(t, home, append(args, "--endpoint-url", url, "--region", "us-east-1")...)
	cmd.Env = append(cmd.Env, "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=x", "AWS_CONFIG_FILE=/none", "AWS_SHARED_CREDENTIALS_FILE=/none", "XDG_CONFIG_HOME="+home)
	cmd.Stdin = strings.NewReader(stdin)
	out, _ := cmd.CombinedOutput() // what fails here fails as a run
	return string(out), a.count("FilterLogEvents") - before
}

func onAccount(t *testing.T, a *logger) string {
	t.Helper()
	a.asked = map[string]int{}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return server.URL
}

// AWS bills the reading of logs: nothing reads one unless that is what was asked for.
func TestLogsAreReadWhenAsked(t *testing.T) {
	a := &logger{logging: loggingAt("ALL", true), logs: func(execution string) []string { return logLines(execution, "ALL", true, false, 1) }}
	url, home := onAccount(t, a), t.TempDir()
	for _, test := range []struct {
		args  string
		stdin string
		reads int
		want  string
	}{
		{"run failing -o text", "", 0, "TooBad"},
		{"run failing -o json", "", 0, `"status":"FAILED"`},
		{"burst failing -n 3 --yes -o json", "", 0, `"TooBad"`},
		{"compare failing --with 7 --yes -o text", "", 0, "--trace reads what is in CloudWatch Logs"},
		{"compare failing --with 7 --yes -o json", "", 0, "it may be in CloudWatch Logs, which was not read"},
		{"history list", "", 0, "FAILED"},
		{"history show last", "", 0, "TooBad"},
		{"open last --logs --url", "", 0, ""},
		{"--plain", "pick failing\nrun\nerror\nbilling\noutput\nsent\ncompare 7\nhistory\nshow 1\nquit\n", 0, "TooBad"},
		{"compare failing --with 7 --yes --trace -o text", "", 2, "2 states, identical"},
		{"run failing --save saved -o text", "", 1, "saved input.json, response.json, trace.json"},
		{"history show last --save again", "", 0, "trace.json"}, // it is kept by now
		{"run failing -o text", "", 0, "TooBad"},
		{"history show last --save more", "", 1, "trace.json"},
		{"--plain", "pick failing\nrun\ntrace\ntrace\nerror\nquit\n", 1, "It happened in the state No"},
	} {
		said, reads := a.says(t, home, url, test.stdin, strings.Fields(test.args)...)
		if reads != test.reads || !strings.Contains(said, test.want) {
			t.Errorf("%s: the log was read %d times, want %d; said, without %q:\n%s", test.args, reads, test.reads, test.want, said)
		}
	}
}

// What is missing in a trace is said for every kind of log.
func TestWhatIsSaidOfLogs(t *testing.T) {
	const (
		all    = "ALL"
		failed = "Only failures are in the trace: the machine logs at level ERROR or FATAL"
	)
	for name, test := range map[string]struct {
		logging         string
		level           string
		data, truncated bool
		states          int
		none, denied    bool
		want            []string
	}{
		"off":           {logging: `{"level":"OFF","includeExecutionData":false}`, want: []string{"failing does not log", "level ALL with includeExecutionData"}},
		"none":          {logging: `null`, want: []string{"failing does not log"}},
		"ERROR":         {logging: loggingAt("ERROR", true), level: "ERROR", data: true, want: []string{failed, "No"}},
		"FATAL":         {logging: loggingAt("FATAL", true), level: "FATAL", data: true, want: []string{failed}},
		"no data":       {logging: loggingAt(all, false), level: all, want: []string{"the machine logs without includeExecutionData", "P, a Pass state"}},
		"truncated":     {logging: loggingAt(all, true), level: all, data: true, truncated: true, want: []string{"The data of 4 events was truncated by the log"}},
		"not there yet": {logging: loggingAt(all, true), none: true, want: []string{"the log group /failing has no events of it, asked once", "read it again"}},
		"denied":        {logging: loggingAt(all, true), denied: true, want: []string{"AccessDeniedException", "grant logs:FilterLogEvents on arn:aws:logs:us-east-1:111122223333:log-group:/failing:*"}},
		"long":          {logging: loggingAt(all, true), level: all, data: true, states: 6000, want: []string{"6,001 states", "These are 40 of 6001"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := &logger{logging: test.logging, denied: test.denied, logs: func(execution string) []string {
				if test.none {
					return nil
				}
				return logLines(execution, test.level, test.data, test.truncated, max(test.states, 1))
			}}
			said, _ := a.says(t, t.TempDir(), onAccount(t, a), "pick failing\nrun\ntrace\nquit\n", "--plain")
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("no %q in\n%s", want, said)
				}
			}
		})
	}
}
