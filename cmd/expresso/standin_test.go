package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"expresso/model/asl"
	"expresso/model/embedded"
	"expresso/model/pull"
	"expresso/model/task"
)

// standIn is the script command `standin FOLDER`: from then on AWS is a server of this process,
// whose machines are the files FOLDER/NAME.json as they are by then, answered by
// FOLDER/mocks.txt. They log to CloudWatch Logs. Who is refused by it, is told so by the name of
// the machine: refused.
func standIn(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 1 {
		ts.Fatalf("usage: standin FOLDER")
	}
	aws := &awsStandIn{dir: ts.MkAbs(args[0]), ts: ts, service: embedded.New(embedded.Options{Simulated: true})}
	mocks, err := task.LoadMocks(ts.ReadFile(filepath.Join(args[0], "mocks.txt")))
	ts.Check(err)
	aws.service.SetMocks(mocks)
	server := httptest.NewServer(aws)
	ts.Defer(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
	} {
		ts.Setenv(name, value)
	}
}

// account is that of the machines of the stand-in.
const account = "111122223333"

type awsStandIn struct {
	dir     string
	ts      *testscript.TestScript
	service *embedded.Service
}

func (a *awsStandIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	body = bytes.ReplaceAll(body, []byte(account), []byte(embedded.Account))
	var asked struct {
		Machine string `json:"stateMachineArn"`
		Filter  string `json:"filterPattern"`
	}
	_ = json.Unmarshal(body, &asked) // what is not there stays empty
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	_, name, _ := strings.Cut(asked.Machine, ":stateMachine:")
	if operation == "FilterLogEvents" {
		a.answer(w, map[string]any{"events": a.logged(regexp.MustCompile(`arn:[^"]*`).FindString(asked.Filter))})
		return
	}
	if name == "refused" {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type": "AccessDeniedException", "message": "not allowed"}`)
		return
	}
	files, err := filepath.Glob(filepath.Join(a.dir, "*.json"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	broken := map[string]string{} // definitions that no service would have taken
	for _, file := range files {
		machine, definition := strings.TrimSuffix(filepath.Base(file), ".json"), a.ts.ReadFile(file)
		if pull.Check(definition) != nil {
			broken[machine], definition = definition, `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`
		}
		if _, err := a.service.Put(machine, definition, asl.Express); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	inner := httptest.NewRequest(r.Method, "/", bytes.NewReader(body))
	inner.Header = r.Header
	inner.Header.Set("Content-Type", "application/x-amz-json-1.0")
	said := httptest.NewRecorder()
	a.service.ServeHTTP(said, inner)
	text := bytes.ReplaceAll(said.Body.Bytes(), []byte(embedded.Account), []byte(account))
	if operation == "DescribeStateMachine" && said.Code == http.StatusOK {
		var machine map[string]any
		if err := json.Unmarshal(text, &machine); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		machine["revisionId"] = "rev-1"
		if text, ok := broken[name]; ok {
			machine["definition"] = text
		}
		machine["loggingConfiguration"] = map[string]any{"level": "ALL", "includeExecutionData": true, "destinations": []any{
			map[string]any{"cloudWatchLogsLogGroup": map[string]any{"logGroupArn": "arn:aws:logs:us-east-1:" + account + ":log-group:all:*"}},
		}}
		a.answer(w, machine)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(said.Code)
	_, _ = w.Write(text) // whoever does not read it has gone
}

// logged are the log events of an execution, as Step Functions writes them.
func (a *awsStandIn) logged(execution string) []map[string]any {
	events, _ := a.service.Trace(execution)
	all := make([]map[string]any, len(events))
	for i, e := range events {
		message, err := json.Marshal(map[string]any{
			"id": strconv.FormatInt(e.ID, 10), "previous_event_id": strconv.FormatInt(e.Previous, 10), "type": e.Type, "event_timestamp": strconv.FormatInt(e.Time.UnixMilli(), 10),
			"execution_arn": strings.ReplaceAll(execution, embedded.Account, account), "details": json.RawMessage(e.Details().String()),
		})
		if err != nil {
			panic(err)
		}
		all[i] = map[string]any{"message": string(message), "timestamp": e.Time.UnixMilli()}
	}
	return all
}

func (a *awsStandIn) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(v)
}
