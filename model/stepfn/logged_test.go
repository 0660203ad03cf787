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
	"expresso/model/trace"
)

// What a log never has is no error: the events are all there will be, and show what they lack.
func TestWhatEventsOfALogLack(t *testing.T) {
	failed := []string{
		`{"id":"4","type":"TaskFailed","details":{"error":"E"},"previous_event_id":"3","event_timestamp":"1793800000300","execution_arn":"` + execution + `"}`,
		`{"id":"6","type":"ExecutionFailed","details":{"error":"E"},"previous_event_id":"5","event_timestamp":"1793800000420","execution_arn":"` + execution + `"}`,
	}
	bare := []string{
		`{"id":"1","type":"ExecutionStarted","details":{"roleArn":"r"},"previous_event_id":"0","event_timestamp":"1793800000000","execution_arn":"` + execution + `"}`,
		`{"id":"2","type":"PassStateEntered","details":{"name":"P"},"previous_event_id":"0","event_timestamp":"1793800000100","execution_arn":"` + execution + `"}`,
		`{"id":"3","type":"PassStateExited","details":{"name":"P"},"previous_event_id":"2","event_timestamp":"1793800000120","execution_arn":"` + execution + `"}`,
		`{"id":"4","type":"ExecutionSucceeded","details":{},"previous_event_id":"3","event_timestamp":"1793800000420","execution_arn":"` + execution + `"}`,
	}
	cut := []string{history[0], strings.Replace(history[1], `"name"`, `"inputDetails":{"truncated":true},"name"`, 1), history[2], strings.Replace(history[3], `"output":"{}"`, `"output":"{\"a\":\"\\\"truncated\\\":true","outputDetails":{"truncated": true}`, 1)}
	for name, test := range map[string]struct {
		logging string
		log     []string
		status  model.Status
		want    trace.Lacks
	}{
		"ERROR":     {config("ERROR", true), failed, model.Failed, trace.Lacks{Missing: 1, OnlyFailures: true}},
		"FATAL":     {config("FATAL", true), failed[1:], model.Failed, trace.Lacks{OnlyFailures: true}},
		"no data":   {config("ALL", false), bare, model.Succeeded, trace.Lacks{NoData: true}},
		"truncated": {config("ALL", true), cut, model.Succeeded, trace.Lacks{Truncated: 2}},
		"whole":     {config("ALL", true), history, model.Succeeded, trace.Lacks{}},
	} {
		c := &cloud{logging: test.logging, pages: [][]string{test.log}}
		target, _ := connect(t, c.ServeHTTP)
		run := logged()
		run.Status = test.status
		events, err := target.Trace(t.Context(), run)
		if err != nil || len(events) != len(test.log) || trace.LacksOf(events) != test.want {
			t.Errorf("%s: %d events, %v, lack %+v, want %+v", name, len(events), err, trace.LacksOf(events), test.want)
		}
	}
}

// A log with events of the run that cannot be read says so, and why: it is neither empty nor late.
func TestLogsThatCannotBeRead(t *testing.T) {
	with := func(old, text string) string { return strings.Replace(history[1], old, text, 1) }
	for name, test := range map[string]struct {
		log    []string
		events int
		err    string
	}{
		"id":           {[]string{with(`"id":"2"`, `"id":"first"`)}, 0, `1 event of this run cannot be understood: its id is not a whole number: "first"`},
		"no id":        {[]string{with(`"id":"2",`, ``)}, 0, "its id is missing"},
		"id of 40":     {[]string{with(`"id":"2"`, `"id":`+strings.Repeat("9", 40))}, 0, "its id is not a whole number"},
		"id as object": {[]string{with(`"id":"2"`, `"id":{"a":[`+strings.Repeat("1,", 500)+`1]}`)}, 0, "its id is not a whole number: {"},
		"previous":     {[]string{with(`"previous_event_id":"1"`, `"previous_event_id":"x"`)}, 0, "its previous_event_id is not a whole number"},
		"time":         {[]string{with(`"event_timestamp":"1`, `"event_timestamp":"T1`)}, 0, "its event_timestamp is not a whole number"},
		"type":         {[]string{with(`"type":"PassStateEntered"`, `"type":7`)}, 0, "its type is missing"},
		"all":          {[]string{with(`"id":"2"`, `"id":"a"`), with(`"id":"2"`, `"id":"b"`)}, 0, `2 events of this run cannot be understood: its id is not a whole number: "a"`},
		"some":         {[]string{history[0], with(`"id":"2"`, `"id":"a"`), history[2], history[3]}, 3, "1 event of this run"},
	} {
		if test.log[0] == history[1] {
			t.Fatalf("%s: nothing was replaced in %s", name, history[1])
		}
		target, requests := connect(t, (&cloud{logging: config("ALL", true), pages: [][]string{test.log}}).ServeHTTP)
		events, err := target.Trace(t.Context(), logged())
		if len(events) != test.events || err == nil || !strings.Contains(err.Error(), "the log cannot be read: ") || !strings.Contains(err.Error(), test.err) ||
			errors.Is(err, model.ErrNoTrace) || len(err.Error()) > 200 || !strings.Contains(model.HintOf(err), "/aws/vendedlogs/states/demo") {
			t.Errorf("%s: %d events, %v, %s", name, len(events), err, model.HintOf(err))
		}
		if n := requests.Load(); n > 3 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

// A log that is late is asked three times while the run is fresh, and once when it is old.
func TestLateLogs(t *testing.T) {
	for name, test := range map[string]struct {
		ago    time.Duration
		late   int // questions that find nothing
		part   int // and questions that find a part
		asks   int
		events int
		err    string
	}{
		"there":       {0, 0, 0, 1, 4, ""},
		"late":        {0, 2, 0, 3, 4, ""},
		"by and by":   {0, 1, 1, 3, 4, ""},
		"too late":    {0, 9, 0, 3, 0, "the log group /aws/vendedlogs/states/demo has no events of it, asked 3 times"},
		"never whole": {0, 0, 9, 3, 3, "the log is not complete yet, asked 3 times"},
		"old":         {time.Hour, 9, 0, 1, 0, "asked once"},
	} {
		asked := 0
		c := &cloud{logging: config("ALL", true)}
		target, _ := connect(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".FilterLogEvents") {
				asked++
				c.asked = nil
				switch {
				case asked <= test.late:
					c.pages = nil
				case asked <= test.late+test.part:
					c.pages = [][]string{history[:3]}
				default:
					c.pages = [][]string{history}
				}
			}
			c.ServeHTTP(w, r)
		})
		target.SetPauses(time.Nanosecond, time.Nanosecond)
		run := logged()
		run.Started = time.Now().Add(-test.ago - time.Second)
		run.Stopped = run.Started.Add(time.Second)
		events, err := target.Trace(t.Context(), run)
		if asked != test.asks || len(events) != test.events || (err == nil) != (test.err == "") || err != nil && (!strings.Contains(err.Error(), test.err) || !strings.Contains(model.HintOf(err), "read it again")) {
			t.Errorf("%s: asked %d times, %d events, %v", name, asked, len(events), err)
		}
	}
}

// A run of 12,000 events is read whole, over as many pages as it takes; one without end is not, and says so.
func TestLongLogs(t *testing.T) {
	page := func(from, n int) []string {
		lines := make([]string, n)
		for i := range lines {
			id := from + i
			lines[i] = fmt.Sprintf(`{"id":"%d","type":"PassStateEntered","details":{"name":"P","input":"{}"},"previous_event_id":"%d","event_timestamp":"1793800000100","execution_arn":%q}`, id, id-1, execution)
		}
		return lines
	}
	long := [][]string{history[:1], page(2, 6000), {}, page(6002, 5998), {fmt.Sprintf(`{"id":"12000","type":"ExecutionSucceeded","details":{"output":"{}"},"previous_event_id":"11999","event_timestamp":"1793800000420","execution_arn":%q}`, execution)}}
	long[3] = long[3][:5998]
	target, _ := connect(t, (&cloud{logging: config("ALL", true), pages: long}).ServeHTTP)
	target.SetPatience(time.Hour)
	events, err := target.Trace(t.Context(), logged())
	if lacks := trace.LacksOf(events); err != nil || len(events) != 12_000 || lacks != (trace.Lacks{}) {
		t.Errorf("%d events, %v, lack %+v", len(events), err, lacks)
	}

	endless := make([][]string, 0, 101)
	endless = append(endless, history[:1])
	for i := range 40 {
		endless = append(endless, page(2+i*3000, 3000))
	}
	target, requests := connect(t, (&cloud{logging: config("ALL", true), pages: endless}).ServeHTTP)
	target.SetPatience(time.Hour)
	events, err = target.Trace(t.Context(), logged())
	if len(events) != 100_000 || err == nil || !strings.Contains(err.Error(), "only the first 100000 events were read") || errors.Is(err, model.ErrNoTrace) {
		t.Errorf("%d events, %v", len(events), err)
	}
	if n := requests.Load(); n > 40 {
		t.Errorf("%d requests", n)
	}
	// Large data ends it, too.
	big, _ := json.Marshal(strings.Repeat("x", 200<<10))
	heavy := make([][]string, 60)
	for i := range heavy {
		for k := range 20 {
			heavy[i] = append(heavy[i], fmt.Sprintf(`{"id":"%d","type":"PassStateEntered","details":{"name":"P","input":%s},"event_timestamp":"1793800000100","execution_arn":%q}`, i*20+k+1, big, execution))
		}
	}
	target, _ = connect(t, (&cloud{logging: config("ALL", true), pages: heavy}).ServeHTTP)
	target.SetPatience(time.Hour)
	events, err = target.Trace(t.Context(), logged())
	if len(events) < 300 || len(events) > 340 || err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("%d events, %v", len(events), err)
	}
}
