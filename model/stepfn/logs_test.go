package stepfn_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

const (
	execution = "arn:aws:states:us-east-1:111111111111:express:demo:name:0f"
	logGroup  = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/vendedlogs/states/demo:*"
)

// logged is the run whose log is read.
func logged() model.Run {
	began := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
	return model.Run{
		Request: model.Request{Machine: arn}, Status: model.Succeeded, Execution: execution,
		Started: began, Stopped: began.Add(420 * time.Millisecond),
	}
}

// history is a log as Express workflows write it.
var history = []string{
	`{"id":"1","type":"ExecutionStarted","details":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::111111111111:role/r"},"previous_event_id":"0","event_timestamp":"1793800000000","execution_arn":"` + execution + `","redrive_count":"0"}`,
	`{"id":"2","type":"PassStateEntered","details":{"input":"{}","name":"Größe"},"previous_event_id":"1","event_timestamp":"1793800000100","execution_arn":"` + execution + `"}`,
	`{"id":"3","type":"PassStateExited","details":{"name":"Größe","output":"{\"a\":1.0}"},"previous_event_id":"2","event_timestamp":1793800000120,"execution_arn":"` + execution + `"}`,
	`{"id":"4","type":"ExecutionSucceeded","details":{"output":"{}"},"previous_event_id":"3","event_timestamp":"1793800000420","execution_arn":"` + execution + `"}`,
}

// cloud answers as Step Functions and CloudWatch Logs do.
type cloud struct {
	logging string // loggingConfiguration
	refuse  string // error code of FilterLogEvents
	pages   [][]string
	endless bool
	asked   []map[string]any // of FilterLogEvents
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	target := r.Header.Get("X-Amz-Target")
	var in map[string]any
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	switch {
	case strings.HasSuffix(target, ".DescribeStateMachine"):
		answer(200, fmt.Sprintf(`{"stateMachineArn":%q,"name":"demo","definition":"{}","roleArn":"r","type":"EXPRESS","creationDate":1,"loggingConfiguration":%s}`, arn, c.logging))(w, r)
	case strings.HasSuffix(target, ".FilterLogEvents") && c.refuse != "":
		answer(400, refusal(c.refuse))(w, r)
	case strings.HasSuffix(target, ".FilterLogEvents"):
		c.asked = append(c.asked, in)
		n := len(c.asked) - 1
		out := map[string]any{"events": []any{}}
		if n < len(c.pages) {
			var events []any
			for _, message := range c.pages[n] {
				events = append(events, map[string]any{"message": message, "timestamp": 1})
			}
			out["events"] = events
		}
		if n+1 < len(c.pages) || c.endless {
			out["nextToken"] = fmt.Sprint("page ", n+1)
		}
		text, err := json.Marshal(out)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
		answer(200, string(text))(w, r)
	default:
		answer(400, refusal("UnknownOperationException"))(w, r)
	}
}

func config(level string, data bool) string {
	return fmt.Sprintf(`{"level":%q,"includeExecutionData":%t,"destinations":[{"cloudWatchLogsLogGroup":{"logGroupArn":%q}}]}`, level, data, logGroup)
}

func TestTraceOutOfALog(t *testing.T) {
	// Late, doubled, out of order, and beside what others write.
	c := &cloud{logging: config("ALL", true), pages: [][]string{{}, {history[3], "no JSON", `{"id":"9","type":"ExecutionFailed","execution_arn":"another"}`, history[0]}, {history[2], history[0], history[1], `7`}}}
	target, _ := connect(t, c.ServeHTTP)
	events, err := target.Trace(t.Context(), logged())
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 4 {
		t.Fatalf("%d events: %+v", len(events), events)
	}
	for i, e := range events {
		if e.ID != int64(i+1) || e.Previous != int64(i) || !json.Valid([]byte(e.Details)) {
			t.Errorf("%+v", e)
		}
	}
	if e := events[2]; e.Type != "PassStateExited" || e.State != "Größe" || !e.Time.Equal(time.UnixMilli(1793800000120)) || !strings.Contains(e.Details, `"output":"{\"a\":1.0}"`) {
		t.Errorf("%+v", e)
	}
	if len(c.asked) != 3 {
		t.Fatalf("asked %d times", len(c.asked))
	}
	run := logged()
	for key, want := range map[string]any{
		"logGroupName":  "/aws/vendedlogs/states/demo",
		"filterPattern": `{ $.execution_arn = "` + execution + `" }`,
		"startTime":     float64(run.Started.Add(-5 * time.Second).UnixMilli()),
		"endTime":       float64(run.Stopped.Add(5 * time.Second).UnixMilli()),
		"nextToken":     "page 1",
	} {
		if got := c.asked[1][key]; got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
}

func TestWhatALogLacks(t *testing.T) {
	all := [][]string{history}
	for name, c := range map[string]struct {
		cloud     cloud
		status    model.Status
		events    int
		err, hint string
		none      bool // ErrNoTrace
	}{
		"no logging":       {cloud: cloud{logging: "null"}, err: "demo does not log", hint: "level ALL with includeExecutionData", none: true},
		"off":              {cloud: cloud{logging: `{"level":"OFF"}`}, err: "demo does not log", hint: "level ALL", none: true},
		"no group":         {cloud: cloud{logging: `{"level":"ALL","destinations":[]}`}, err: "demo does not log", hint: "level ALL", none: true},
		"errors, none yet": {cloud: cloud{logging: config("ERROR", true)}, status: model.Failed, err: "the log group /aws/vendedlogs/states/demo has no events of it, asked once", hint: "seconds to minutes after", none: true},
		"silent":           {cloud: cloud{logging: config("FATAL", true)}, err: "level FATAL, which does not log successful runs", hint: "level ALL", none: true},
		"not there yet":    {cloud: cloud{logging: config("ALL", true)}, err: "the log group /aws/vendedlogs/states/demo has no events of it", hint: "seconds to minutes after", none: true},
		"not whole yet":    {cloud: cloud{logging: config("ALL", true), pages: [][]string{history[:3]}}, events: 3, err: "not complete yet, asked once", hint: "seconds to minutes after"},
		"denied":           {cloud: cloud{logging: config("ALL", true), refuse: "AccessDeniedException"}, err: "AccessDeniedException", hint: "grant logs:FilterLogEvents on " + logGroup},
		"group is gone":    {cloud: cloud{logging: config("ALL", true), refuse: "ResourceNotFoundException"}, err: "ResourceNotFoundException", hint: "log group"},
		"endless":          {cloud: cloud{logging: config("ALL", true), pages: all, endless: true}, events: 4, err: "too long: only the first 4 events were read"},
	} {
		t.Run(name, func(t *testing.T) {
			target, _ := connect(t, c.cloud.ServeHTTP)
			run := logged()
			if c.status != "" {
				run.Status = c.status
			}
			events, err := target.Trace(t.Context(), run)
			if err == nil || !strings.Contains(err.Error(), c.err) || !strings.Contains(model.HintOf(err), c.hint) || errors.Is(err, model.ErrNoTrace) != c.none {
				t.Errorf("%v: %s", err, model.HintOf(err))
			}
			if len(events) != c.events {
				t.Errorf("%d events", len(events))
			}
		})
	}
}

// Nothing is asked of an endpoint about a run that cannot have a log there.
func TestNoLogIsAskedFor(t *testing.T) {
	target, requests := connect(t, (&cloud{}).ServeHTTP)
	elsewhere := logged()
	elsewhere.Machine = "arn:aws:states:eu-west-1:111111111111:stateMachine:demo"
	unanswered := logged()
	unanswered.Execution = ""
	for _, run := range []model.Run{elsewhere, unanswered} {
		if _, err := target.Trace(t.Context(), run); !errors.Is(err, model.ErrNoTrace) {
			t.Errorf("%v", err)
		}
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests", n)
	}
}
