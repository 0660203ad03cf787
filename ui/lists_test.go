package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/stepfn"
	"expresso/store"
)

// cloud is a service behind a socket with many machines, that may refuse what it is asked.
type cloud struct {
	mu       sync.Mutex
	machines int
	refuse   map[string]string // error codes by operation
	after    int               // machines that are listed before that is refused
	page     chan struct{}     // lets each page but the first go, nil for at once
	asked    map[string]int
}

const (
	account = "111122223333"
	here    = "arn:aws:states:us-east-1:" + account + ":stateMachine:"
)

func (s *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var in struct {
		NextToken, StateMachineArn, ResourceArn, Input string
		MaxResults                                     int
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	var from int
	_, _ = fmt.Sscanf(in.NextToken, "from %d", &from)
	s.mu.Lock()
	s.asked[operation]++
	code, after, page, all := s.refuse[operation], s.after, s.page, s.machines
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	answer := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	if code != "" && from >= after {
		w.WriteHeader(http.StatusBadRequest)
		answer(map[string]any{"__type": "x#" + code, "message": "not now"})
		return
	}
	machine := func(name string) map[string]any {
		return map[string]any{"stateMachineArn": here + name, "name": name, "type": "EXPRESS", "creationDate": 1.7e9}
	}
	switch operation {
	case "ListStateMachines":
		if from > 0 && page != nil {
			select {
			case <-page:
			case <-r.Context().Done():
				return
			}
		}
		var list []any
		for i := from; i < min(from+in.MaxResults, all); i++ {
			list = append(list, machine(fmt.Sprintf("svc-%05d", i)))
		}
		out := map[string]any{"stateMachines": list}
		if from+in.MaxResults < all {
			out["nextToken"] = fmt.Sprintf("from %d", from+in.MaxResults)
		}
		answer(out)
	case "DescribeStateMachine":
		out := machine(model.ARN(in.StateMachineArn).Machine())
		out["definition"], out["roleArn"] = `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`, "arn:aws:iam::"+account+":role/x"
		answer(out)
	case "ListTagsForResource":
		team := "red"
		if strings.HasSuffix(in.ResourceArn, "7") {
			team = "blue"
		}
		answer(map[string]any{"tags": []any{map[string]any{"key": "team", "value": team}}})
	case "StartSyncExecution":
		answer(map[string]any{
			"executionArn": strings.Replace(in.StateMachineArn, "stateMachine", "express", 1) + ":x:y", "startDate": 1.79e9, "stopDate": 1.79e9,
			"status": "SUCCEEDED", "output": `{"ok":true}`, "billingDetails": map[string]any{"billedDurationInMilliseconds": 100, "billedMemoryUsedInMB": 64},
		})
	default:
		answer(map[string]any{})
	}
}

// set changes the service.
func (s *cloud) set(change func(s *cloud)) {
	s.mu.Lock()
	change(s)
	s.mu.Unlock()
}

func (s *cloud) count(operation string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[operation]
}

// behindSocket is a service and a target that reaches it.
func behindSocket(t *testing.T, machines int) (*cloud, model.Target) {
	t.Helper()
	s := &cloud{machines: machines, refuse: map[string]string{}, asked: map[string]int{}}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.CloseClientConnections() // of those that wait for a page
		server.Close()
	})
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
		"AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, value)
	}
	target, err := stepfn.Connect(t.Context(), stepfn.Options{Endpoint: server.URL, Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return s, target
}

// Page one is drawn and its machines run while the service withholds page two.
func TestTheFirstPageCanBeUsed(t *testing.T) {
	s, target := behindSocket(t, 10_000)
	s.page = make(chan struct{})
	d := start(t, setup{target: target, slow: true}).Sees("1,000 machines so far", "svc-00000")
	d.Focus(machines).Press("/").Keys("00042").Sees("svc-00042").SeesNot("svc-00041").Press("enter").Sees("Input · svc-00042", "empty, means {}").Type("{}").Press("ctrl+r").SeesIn(history, "SUCCEEDED")
	s.page <- struct{}{}
	d.Sees("2,000 machines so far")
	close(s.page)
	d.Settle().SeesNot("so far").Focus(machines).SeesIn(machines, "1/10,000", "recent").Press("end").SeesIn(machines, "svc-09999")
	if n := s.count("ListStateMachines"); n != 10 {
		t.Errorf("%d pages were asked for", n)
	}
}

// A list that breaks off is kept, says so, and continues from there.
func TestAPartialList(t *testing.T) {
	for name, size := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}} {
		t.Run(name, func(t *testing.T) {
			s, target := behindSocket(t, 3_500)
			s.refuse["ListStateMachines"], s.after = "ThrottlingException", 2_000
			d := start(t, setup{target: target, width: size[0], height: size[1]}).Focus(machines).
				SeesIn(machines, "not all are listed", "Throttling", "ctrl+l", "continues", "svc-00000")
			asked := s.count("ListStateMachines")
			s.set(func(s *cloud) { s.refuse = nil })
			d.Press("ctrl+l").Settle().SeesIn(machines, "3,500").SeesNot("not all are listed")
			if n := s.count("ListStateMachines") - asked; n != 2 {
				t.Errorf("%d pages were asked for again", n)
			}
		})
	}
}

// Who may not list runs machines all the same: by their ARN, and those that were run before.
func TestNoListIsPermitted(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}} {
		t.Run(name, func(t *testing.T) {
			s, target := behindSocket(t, 10)
			s.refuse = map[string]string{"ListStateMachines": "AccessDeniedException", "DescribeStateMachine": "AccessDeniedException"}
			d := start(t, setup{target: target, dir: dir + name, width: size[0], height: size[1]}).Focus(machines).
				SeesIn(machines, "states:ListStateMachines", "denied", "paste the ARN of a")
			d.Press("/").Keys("arn:aws:states:us-east-1:"+account+":express:pay:run:1").SeesIn(machines, "enter: go to pay").Press("enter").
				Sees("no definition of pay", "states:DescribeStateMachine").Settle()
			d.Type("{}").Press("ctrl+r").Sees("✓ pay SUCCEEDED").Settle()
			d.Press("f2").Sees("cannot read the definition", "grant states:DescribeStateMachine on ").Press("esc").Settle()

			start(t, setup{target: target, dir: dir + name, width: size[0], height: size[1]}).Focus(machines).
				SeesIn(machines, "not listed", "recent", "pay").Press("enter").Settle().Type("{}").Press("ctrl+r").Sees("✓ pay SUCCEEDED")
		})
	}
}

// The machines of the last start are shown with their age while they are read again, once it is known
// whose they are.
func TestMachinesOfTheLastStart(t *testing.T) {
	dir := t.TempDir()
	lists := store.Lists(dir)
	s, target := behindSocket(t, 3_000)
	start(t, setup{target: target, lists: lists}).SeesIn(machines, "3,000")
	old, err := lists.Load(target.Info())
	if err != nil || len(old.Machines) != 3_000 {
		t.Fatalf("%d machines are kept, %v", len(old.Machines), err)
	}
	old.At = old.At.Add(-2 * time.Hour)
	if err := lists.Save(target.Info(), old); err != nil {
		t.Fatal(err)
	}
	s.set(func(s *cloud) { s.page, s.machines = make(chan struct{}), 2_999 })
	d := start(t, setup{target: target, lists: lists, slow: true}).SeesIn(machines, "listed 2h ago, 1,000 read", "3,000").Focus(machines).Press("end").SeesIn(machines, "svc-02999")
	close(s.page)
	d.Settle().SeesIn(machines, "2,999").SeesNot("ago,")

	// It stays where it cannot be read again.
	s.set(func(s *cloud) { s.refuse["ListStateMachines"] = "AccessDeniedException" })
	start(t, setup{target: target, lists: lists}).SeesIn(machines, "not listed", "svc-00000")
}

// Tags are read when the filter asks for them and enter is pressed.
func TestFilterByTag(t *testing.T) {
	s, target := behindSocket(t, 30)
	d := start(t, setup{target: target}).Focus(machines).Press("/").Keys("tag:team=bl").SeesIn(machines, "enter reads the tags of 30")
	if n := s.count("ListTagsForResource"); n != 0 {
		t.Errorf("tags were asked for %d times", n)
	}
	d.Press("enter").SeesIn(machines, "svc-00007", "svc-00017", "3 of 30").Settle().SeesNot("svc-00008")
	if n := s.count("ListTagsForResource"); n != 30 {
		t.Errorf("tags were asked for %d times", n)
	}
	d.Press("esc", "/").Keys("tag:team=blue 17").SeesIn(machines, "1 of 30", "svc-00017").Press("esc")

	s, target = behindSocket(t, 30)
	s.refuse["ListTagsForResource"] = "AccessDeniedException"
	start(t, setup{target: target}).Focus(machines).Press("/").Keys("tag:team").Press("enter").SeesIn(machines, "ListTagsForResource", "is denied").Settle()
	if n := s.count("ListTagsForResource"); n > 8 {
		t.Errorf("tags were asked for %d times though they are denied", n)
	}
}

// A star puts a machine above the others, now and at the next start.
func TestStarredMachines(t *testing.T) {
	_, target := behindSocket(t, 30)
	dir := t.TempDir()
	start(t, setup{target: target, dir: dir}).Focus(machines).Press("end", "*").SeesIn(machines, "starred", "★svc-00029").Settle()

	start(t, setup{target: target, dir: dir}).Focus(machines).SeesIn(machines, "★svc-00029").Press("home", "*").SeesNot("★").Settle()
}

// A machine on another target is gone to after a question.
func TestGoToAMachineElsewhere(t *testing.T) {
	_, target := behindSocket(t, 3)
	d := start(t, setup{target: target, targets: []model.Place{{With: "embedded"}}})
	d.Press("alt+g").Sees("Go to ARN").Keys("orders").Press("enter").Sees("not the ARN").Press("ctrl+u").
		Keys("https://console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/arn%3Aaws%3Astates%3Aeu-west-1%3A444455556666%3AstateMachine%3Aorders").
		Press("enter").Sees("Go to orders", "eu-west-1, account 444455556666", "type profile:NAME region:eu-west-1").Settle()
	d.Press("esc")
	d.Press("alt+g").Keys(here + "svc-00002:prod").Press("enter").Sees("Input · svc-00002").Settle()
	d.Press("ctrl+p").Keys(here + "svc-00001").Sees("go to svc-00001").Press("enter").Sees("Input · svc-00001").Settle()
	d.Press("ctrl+p").Keys("arn:aws:states:eu-west-1:444455556666:stateMachine:orders").Sees("go to orders in eu-west-1, account 444455556666").Press("esc")
	start(t, setup{target: target}).Press("alt+g").Keys("arn:aws:states:eu-west-1:444455556666:stateMachine:orders").Press("enter").Sees("the samples run on the embedded target here")
}

// Runs of other accounts and regions say so, and can be listed alone.
func TestRunsElsewhereSayWhere(t *testing.T) {
	for name, size := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			journal, err := store.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			for i, arn := range []model.ARN{
				"arn:aws:states:eu-west-1:444455556666:stateMachine:far", "arn:aws:states:us-east-1:000000000000:stateMachine:order-approval", "arn:aws:states:eu-west-1:000000000000:stateMachine:order-approval",
			} {
				run := model.Run{ID: model.RunID(fmt.Sprintf("%032d", i+1)), Target: "aws", Request: model.Request{Machine: arn, Input: "{}"}, Asked: time.Date(2026, 11, 3, 14, 0, i, 0, time.UTC)}
				run.Status = model.Running
				if err := journal.Begin(t.Context(), run); err != nil {
					t.Fatal(err)
				}
				run.Status = model.Succeeded
				if err := journal.Finish(t.Context(), run, nil); err != nil {
					t.Fatal(err)
				}
			}
			if err := journal.Close(); err != nil {
				t.Fatal(err)
			}
			d := start(t, setup{target: orders(nil), dir: dir, width: size[0], height: size[1]}).Focus(history).SeesIn(history, "1 run").SeesNot(" in ")
			d.Press("A").SeesIn(history, "3 runs", "eu-west-1 ", "far in eu").Settle()
			d.Press("home").Press("f").Sees("in eu-west-1 000000000000").Press("r").SeesIn(history, "1 match", "eu-west-1 000000000000").Settle()
			d.Press("f").Sees("in eu-west-1 000000000000").Press("r").SeesIn(history, "3 runs").Settle()
		})
	}
}

// An execution that is in the history is shown there, of whichever account it is. Another one leads to its machine.
func TestGoToAnExecution(t *testing.T) {
	for name, size := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			journal, err := store.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			const far, local = "arn:aws:states:eu-west-1:444455556666:", "arn:aws:states:us-east-1:000000000000:"
			for i, in := range []string{far, local, far, local} {
				run := model.Run{ID: model.RunID(fmt.Sprintf("%032d", i+1)), Target: "aws", Asked: time.Date(2026, 11, 3, 14, 0, i, 0, time.UTC), Status: model.Running}
				run.Request = model.Request{Machine: model.ARN(in + "stateMachine:order-approval"), Input: fmt.Sprintf(`{"number": %d}`, i)}
				if err := journal.Begin(t.Context(), run); err != nil {
					t.Fatal(err)
				}
				run.Status, run.Output = model.Succeeded, fmt.Sprintf(`{"output": %d}`, i)
				run.Execution = model.ARN(fmt.Sprintf("%sexpress:order-approval:some-name:%d", in, i))
				if err := journal.Finish(t.Context(), run, nil); err != nil {
					t.Fatal(err)
				}
			}
			if err := journal.Close(); err != nil {
				t.Fatal(err)
			}
			d := start(t, setup{target: orders(nil), dir: dir, width: size[0], height: size[1]})
			d.Press("alt+g").Keys(far + "express:order-approval:some-name:0").Press("enter").Settle().Sees(`"output": 0`)
			if d.app.Focused() != history {
				t.Errorf("the focus is on %s", d.app.Focused())
			}
			d.Press("ctrl+p").Keys("https://x/#/express-executions/details/" + url.PathEscape(local+"express:order-approval:some-name:3") + "?startDate=1").
				Sees("go to order-approval").Press("enter").Settle().Sees(`"output": 3`)
			d.Press("alt+g").Keys(local + "express:order-approval:some-name:9").Press("enter").Settle().Sees("this execution is not in the history")
			if d.app.Focused() != input {
				t.Errorf("the focus is on %s", d.app.Focused())
			}
		})
	}
}

func TestSortOfTheHistory(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))}).Pick("order-approval").Type(`{}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	d.Focus(history).Press("s").SeesIn(history, "longest first", "SUCCEEDED").Press("s").SeesIn(history, "most expensive first").Press("s").SeesIn(history, "failures first").
		Press("s").Sees("sorted: newest first").SeesIn(history, "SUCCEEDED")
}
