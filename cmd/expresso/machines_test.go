package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// pages is an endpoint that lists a hundred machines a page, so many pages; it counts those that were read.
func pages(t *testing.T, n int) (url string, read *int) {
	t.Helper()
	read = new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			NextToken       string
			StateMachineArn string
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "StartSyncExecution") {
			fmt.Fprintf(w, `{"executionArn":"%s:1","startDate":1,"stopDate":2,"status":"SUCCEEDED","output":"{}"}`, strings.Replace(in.StateMachineArn, "stateMachine", "express", 1))
			return
		}
		*read++
		at, _ := strconv.Atoi(in.NextToken)
		var all []string
		for i := range 100 {
			name := fmt.Sprintf("m%05d", 100*(n-at)-i) // the newest first, as AWS lists them
			all = append(all, fmt.Sprintf(`{"stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:%s","name":"%s","type":"EXPRESS","creationDate":1}`, name, name))
		}
		next := ""
		if at+1 < n {
			next = fmt.Sprintf(`,"nextToken":"%d"`, at+1)
		}
		fmt.Fprintf(w, `{"stateMachines":[%s]%s}`, strings.Join(all, ","), next)
	}))
	t.Cleanup(server.Close)
	return server.URL, read
}

// A name on page one needs no other page, and a list ends where it is asked to.
func TestALongListIsReadAsFarAsNeeded(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(name, t.TempDir())
	}
	t.Chdir(t.TempDir())
	for name, c := range map[string]struct {
		args string
		read int
		says string
	}{
		"the first page":  {"run m01950 --input {}", 1, "SUCCEEDED"},
		"a later page":    {"run m01750 --input {}", 3, "SUCCEEDED"},
		"an ARN":          {"run arn:aws:states:us-east-1:000000000000:stateMachine:m00001 --input {}", 0, "SUCCEEDED"},
		"not there":       {"run none --input {}", 20, `no state machine named "none"`},
		"so many":         {"machines --max-items 150", 2, "note: only the first 150 are listed"},
		"all":             {"machines", 20, "m00001"},
		"more than there": {"machines --max-items 99999", 20, "m02000"},
	} {
		t.Run(name, func(t *testing.T) {
			url, read := pages(t, 20)
			var out bytes.Buffer
			run(append(strings.Fields(c.args), "--endpoint-url", url), strings.NewReader(""), &out, &out)
			if !strings.Contains(out.String(), c.says) || *read != c.read {
				t.Errorf("%d pages were read, want %d\n%.500s", *read, c.read, out.String())
			}
		})
	}
	url, _ := pages(t, 20)
	said := onTerminal(t, "machines", "--endpoint-url", url)
	if looked := onTerminal(t, "run", "m00050", "--input", "{}", "--endpoint-url", url); !strings.Contains(looked, "1,900 state machines so far\r\x1b[K") || !strings.Contains(looked, "SUCCEEDED") {
		t.Errorf("on a terminal: %.300q", looked)
	}
	if !strings.Contains(said, "\r\x1b[K1,900 state machines so far\r\x1b[KNAME") || !strings.Contains(said, "m00001") {
		t.Errorf("on a terminal: %.300q", said)
	}
}
