package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/task"
)

// invoker is a function that answers tasks.
type invoker func(ctx context.Context, call task.Call) (jsonvalue.Value, error)

func (f invoker) Invoke(ctx context.Context, call task.Call) (jsonvalue.Value, error) {
	return f(ctx, call)
}

// slow answers after a time, and not at all if the context ends before.
func slow(d time.Duration) invoker {
	return func(ctx context.Context, _ task.Call) (jsonvalue.Value, error) {
		select {
		case <-ctx.Done():
			return jsonvalue.Value{}, ctx.Err()
		case <-time.After(d):
			return jsonvalue.NewString("late"), nil
		}
	}
}

const sendTask = `"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"m"}`

// TestRealClock executes by the real clock, in a bubble where waiting takes no time, and
// which finds goroutines that are left behind.
func TestRealClock(t *testing.T) {
	for _, tt := range []struct {
		name, machine, input string
		tasks                invoker
		cancel               time.Duration // when the context is cancelled, 0 for never
		status               engine.Status
		want                 string // output or error
		took                 time.Duration
	}{
		{
			name: "waits", status: engine.Succeeded, want: `{}`, took: 5 * time.Second,
			machine: `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}`,
		},
		{
			name: "branches wait at once", status: engine.Succeeded, want: `[{},{}]`, took: 7 * time.Second,
			machine: `{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
				{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":7,"End":true}}},
				{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":3,"End":true}}}],"End":true}}}`,
		},
		{
			name: "forty items at once", status: engine.Succeeded, want: "[" + strings.Repeat("1,", 80) + "1]", took: 3 * time.Second,
			input:   "[" + strings.Repeat("1,", 80) + "1]",
			machine: `{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$","End":true}}},"End":true}}}`,
		},
		{
			name: "the first failure stops the others", status: engine.Failed, want: "First", took: 2 * time.Second,
			machine: `{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
				{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":60,"End":true}}},
				{"StartAt":"T","States":{"T":{` + sendTask + `,"End":true}}},
				{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":2,"Next":"F"},"F":{"Type":"Fail","Error":"First"}}}],"End":true}}}`,
			tasks: slow(time.Hour),
		},
		{
			name: "a task in time", status: engine.Succeeded, want: `"late"`, took: 4 * time.Second,
			machine: `{"StartAt":"T","States":{"T":{` + sendTask + `,"TimeoutSeconds":5,"End":true}}}`, tasks: slow(4 * time.Second),
		},
		{
			name: "a task out of time", status: engine.Failed, want: "States.Timeout", took: 5 * time.Second,
			machine: `{"StartAt":"T","States":{"T":{` + sendTask + `,"TimeoutSeconds":5,"End":true}}}`, tasks: slow(time.Hour),
		},
		{
			name: "five minutes", status: engine.TimedOut, took: engine.MaxRun,
			machine: `{"StartAt":"T","States":{"T":{` + sendTask + `,"Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}}`, tasks: slow(time.Hour),
		},
		{
			name: "the machine's timeout", status: engine.TimedOut, took: 3 * time.Second,
			machine: `{"TimeoutSeconds":3,"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"End":true}}},"End":true}}}`,
			input:   "[1,2,3]",
		},
		{
			name: "retries wait", status: engine.Failed, want: "Busy", took: 3 * time.Second,
			machine: `{"StartAt":"T","States":{"T":{` + sendTask + `,"Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2}],"End":true}}}`,
			tasks: func(context.Context, task.Call) (jsonvalue.Value, error) {
				return jsonvalue.Value{}, &task.Failure{Name: new("Busy"), Cause: new("")}
			},
		},
		{
			name: "cancelled in a wait", status: engine.Aborted, took: time.Second, cancel: time.Second,
			machine: `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}`,
		},
		{
			name: "cancelled in a task of a Map", status: engine.Aborted, took: time.Second, cancel: time.Second, input: "[1,2]",
			machine: `{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"T","States":{"T":{` + sendTask + `,"End":true}}},"Catch":[{"ErrorEquals":["States.ALL"],"Next":"D"}],"End":true},"D":{"Type":"Succeed"}}}`,
			tasks:   slow(time.Hour),
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				if tt.cancel > 0 {
					time.AfterFunc(tt.cancel, cancel)
				}
				if tt.input == "" {
					tt.input = "{}"
				}
				began := time.Now()
				r := engine.Execute(ctx, load(t, tt.machine), engine.Execution{Input: value(t, tt.input), Tasks: tt.tasks})
				got := ""
				if r.Status == engine.Succeeded {
					got = r.Output.String()
				} else if r.Error != nil {
					got = *r.Error
				}
				if r.Status != tt.status || got != tt.want {
					t.Errorf("%s %s, want %s %s", r.Status, got, tt.status, tt.want)
				}
				if took := time.Since(began); took != tt.took || r.Stopped.Sub(r.Started) != tt.took {
					t.Errorf("took %v, and %v by its own account, want %v", took, r.Stopped.Sub(r.Started), tt.took)
				}
				checkChain(t, r.Events)
			})
		})
	}
}

// checkChain sees to it that ids count up from 1 and that events follow earlier ones.
func checkChain(t *testing.T, events []engine.Event) {
	t.Helper()
	for i, e := range events {
		if e.ID != int64(i)+1 || e.Previous >= e.ID || e.Previous < 0 {
			t.Errorf("event %d at %d follows %d", e.ID, i, e.Previous)
		}
		if i > 0 && e.Time.Before(events[i-1].Time) {
			t.Errorf("event %d is earlier than the one before it", e.ID)
		}
	}
}

// TestSimulationTakesNoLonger: what is slow in fact ends by the same limit, although next to
// no simulated time passes.
func TestSimulationTakesNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := load(t, `{"StartAt":"T","States":{"T":{`+sendTask+`,"ResultPath":null,"Next":"C"},
			"C":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"D"}],"Default":"T"},"D":{"Type":"Succeed"}}}`)
		began := time.Now()
		r := engine.Execute(context.Background(), m, engine.Execution{Input: value(t, "{}"), Tasks: slow(time.Second), Clock: engine.SimulatedClock})
		if took := time.Since(began); r.Status != engine.TimedOut || took > engine.MaxRun+time.Minute {
			t.Errorf("%s after %v", r.Status, took)
		}
	})
}

// TestConcurrencyIsBounded counts how many iterations are under way at once.
func TestConcurrencyIsBounded(t *testing.T) {
	for asked, want := range map[int]int64{0: 40, 3: 3, 100: 40} {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int64
			tasks := invoker(func(context.Context, task.Call) (jsonvalue.Value, error) {
				n := now.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(time.Second)
				now.Add(-1)
				return jsonvalue.Null(), nil
			})
			m := load(t, `{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":`+strconv.Itoa(asked)+
				`,"ItemProcessor":{"StartAt":"T","States":{"T":{`+sendTask+`,"End":true}}},"End":true}}}`)
			engine.Execute(context.Background(), m, engine.Execution{Input: value(t, "["+strings.Repeat("1,", 99)+"1]"), Tasks: tasks})
			if most.Load() != want {
				t.Errorf("MaxConcurrency %d: %d at once, want %d", asked, most.Load(), want)
			}
		})
	}
}

// TestAPanicInABranchIsTheCallers looks for it where it can be recovered.
func TestAPanicInABranchIsTheCallers(t *testing.T) {
	m := load(t, `{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"T","States":{"T":{`+sendTask+`,"End":true}}},"End":true}}}`)
	tasks := invoker(func(context.Context, task.Call) (jsonvalue.Value, error) { panic("a mistake") })
	defer func() {
		if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "a mistake in a branch\n") {
			t.Errorf("recovered %.100s", r)
		}
	}()
	engine.Execute(context.Background(), m, engine.Execution{Input: value(t, "[1,2,3]"), Tasks: tasks})
}

// TestSimulatedTimeIsDeterministic executes the same twice.
func TestSimulatedTimeIsDeterministic(t *testing.T) {
	m := load(t, `{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":3,"ItemProcessor":{"StartAt":"T","States":{
		"T":{`+sendTask+`,"Retry":[{"ErrorEquals":["Busy"],"JitterStrategy":"FULL","MaxAttempts":2}],"Next":"W"},
		"W":{"Type":"Wait","SecondsPath":"$","End":true}}},"End":true}}}`)
	run := func() string {
		calls := 0
		return eventsText(engine.Execute(context.Background(), m, engine.Execution{
			Input: value(t, "[3,1,4,1,5,9,2,6]"), Clock: engine.SimulatedFrom(noon),
			Tasks: invoker(func(context.Context, task.Call) (jsonvalue.Value, error) {
				if calls++; calls%2 == 1 {
					return jsonvalue.Value{}, &task.Failure{Name: new("Busy"), Cause: new("")}
				}
				return jsonvalue.NewInt(int64(calls % 5)), nil
			}),
		}))
	}
	if first, second := run(), run(); first != second {
		t.Errorf("first\n%s\nthen\n%s", first, second)
	}
}

// TestErrorsOfInvokers: what is no Failure ends the execution and is not caught.
func TestErrorsOfInvokers(t *testing.T) {
	m := load(t, `{"StartAt":"T","States":{"T":{`+sendTask+`,"Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"D"}],"End":true},"D":{"Type":"Succeed"}}}`)
	for name, tasks := range map[string]task.Invoker{
		"connection refused": invoker(func(context.Context, task.Call) (jsonvalue.Value, error) {
			return jsonvalue.Value{}, errors.New("connection refused")
		}),
		"returned no value":          invoker(func(context.Context, task.Call) (jsonvalue.Value, error) { return jsonvalue.Value{}, nil }),
		"nothing that answers tasks": nil,
	} {
		r := engine.Execute(context.Background(), m, engine.Execution{Input: value(t, "{}"), Tasks: tasks, Clock: engine.SimulatedClock})
		if r.Status != engine.Failed || *r.Error != "States.Runtime" || !strings.Contains(*r.Cause, name) {
			t.Errorf("%s: %s %v", name, r.Status, r.Cause)
		}
	}
}
