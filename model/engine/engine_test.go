package engine_test

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/task"
)

// load compiles a definition that has to be right.
func load(t testing.TB, definition string) *asl.Machine {
	t.Helper()
	m, found := asl.Load(definition, asl.Express)
	if m == nil {
		t.Fatalf("refused: %v", found)
	}
	return m
}

// value parses JSON that has to be right.
func value(t testing.TB, text string) jsonvalue.Value {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWaitIsBilled(t *testing.T) {
	m := load(t, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":20,"End":true}}}`)
	r := engine.Execute(context.Background(), m, engine.Execution{Input: value(t, `{"a":1}`), Clock: engine.SimulatedClock})
	if r.Status != engine.Succeeded || r.Output.String() != `{"a":1}` {
		t.Errorf("status %s, output %s", r.Status, r.Output)
	}
	if want := 20*time.Second + 100*time.Millisecond; r.BilledDuration != want || r.BilledMemoryMB != 64 {
		t.Errorf("billed %v and %d MB, want %v and 64 MB", r.BilledDuration, r.BilledMemoryMB, want)
	}
}

// TestBilling has the vectors of the pricing page, and the boundaries.
func TestBilling(t *testing.T) {
	for _, tt := range []struct{ took, want time.Duration }{
		{0, 100 * time.Millisecond},
		{100 * time.Millisecond, 100 * time.Millisecond},
		{101 * time.Millisecond, 200 * time.Millisecond},
		{490 * time.Millisecond, 500 * time.Millisecond},
		{455 * time.Millisecond, 500 * time.Millisecond},
		{100*time.Millisecond + 1, 200 * time.Millisecond},
		{engine.MaxRun, engine.MaxRun},
	} {
		if got := engine.BilledDuration(tt.took); got != tt.want {
			t.Errorf("%v is billed as %v, want %v", tt.took, got, tt.want)
		}
	}
	for _, tt := range []struct{ definition, steps, want int64 }{
		{0, 0, 64},
		{50_000, 400 * 32_000, 64}, // 62.85 MB, the example of the documentation
		{0, 14_000_000, 64},
		{0, 14_000_001, 128},
		{1, 14_000_000, 128},
	} {
		if got := engine.BilledMemoryMB(tt.definition, tt.steps); got != tt.want {
			t.Errorf("a definition of %d bytes and %d bytes in steps are billed as %d MB, want %d", tt.definition, tt.steps, got, tt.want)
		}
	}
}

// TestMemoryOfSteps: every branch and every iteration counts with its input.
func TestMemoryOfSteps(t *testing.T) {
	m := load(t, `{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"d.$":"$.d"},"ItemProcessor":{"StartAt":"P","States":{
		"P":{"Type":"Pass","Result":0,"End":true}}},"End":true}}}`)
	input := `{"d":"` + strings.Repeat("x", 100_000) + `","items":[` + strings.Repeat("0,", 139) + `0]}`
	r := engine.Execute(context.Background(), m, engine.Execution{Input: value(t, input), Clock: engine.SimulatedClock})
	if r.BilledMemoryMB != 128 { // 140 × 100 kB over the 14 MB that 64 MB leave
		t.Errorf("billed %d MB, want 128", r.BilledMemoryMB)
	}
}

// TestHistoryIsBounded: a payload that is large again and again is not kept for ever.
func TestHistoryIsBounded(t *testing.T) {
	m := load(t, `{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"d.$":"States.Format('{}', $.d)"},"Next":"A2"},"A2":{"Type":"Choice","Choices":[{"Variable":"$.never","IsPresent":true,"Next":"B"}],"Default":"A"},"B":{"Type":"Succeed"}},"TimeoutSeconds":3}`)
	r := engine.Execute(context.Background(), m, engine.Execution{
		Input: value(t, `{"d":"`+strings.Repeat("x", 200_000)+`"}`), Clock: engine.SimulatedClock,
	})
	if r.Status != engine.TimedOut {
		t.Fatalf("status %s", r.Status)
	}
	kept := 0
	for _, e := range r.Events[:len(r.Events)-1] {
		d := e.Details()
		in, _ := d.Get("input")
		out, _ := d.Get("output")
		kept += in.Len() + out.Len()
		details, ok := d.Get("inputDetails")
		if !ok {
			details, _ = d.Get("outputDetails")
		}
		truncated, _ := details.Get("truncated")
		if truncated.Bool() != (in.IsUndefined() && out.IsUndefined()) {
			t.Fatalf("event %d: %s", e.ID, d)
		}
	}
	if kept > 300<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
}

// FuzzExecute loads what comes and executes what can be loaded.
func FuzzExecute(f *testing.F) {
	f.Add(`{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a.$":"$.b","c.$":"$$.Execution.Id"},"ResultPath":"$.x","End":true}}}`, `{"b":1}`)
	f.Add(`{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Wait","SecondsPath":"$","End":true}}},"End":true}}}`, `[1,2]`)
	f.Add(`{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Not":{"Variable":"$.a","StringMatches":"*x*"},"Next":"C"}],"Default":"D"},"D":{"Type":"Succeed"}}}`, `{"a":"axa"}`)
	f.Add(`{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:r:1:function:f","End":true}}}],"Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"F"}],"End":true},"F":{"Type":"Fail","ErrorPath":"$.Error"}}}`, `0`)
	f.Fuzz(func(t *testing.T, definition, input string) {
		m, found := asl.Load(definition, asl.Express)
		if (m == nil) != found.Refused() {
			t.Fatalf("machine %v with %v", m, found)
		}
		for _, d := range found {
			if line, column := d.Position(definition); line < 1 || column < 1 {
				t.Errorf("%v is at %d:%d", d, line, column)
			}
		}
		v, err := jsonvalue.Parse(input)
		if m == nil || err != nil {
			return
		}
		m.Timeout = time.Second // a thousand transitions
		r := engine.Execute(context.Background(), m, engine.Execution{Input: v, Clock: engine.SimulatedFrom(noon), Tasks: invoker(
			func(_ context.Context, call task.Call) (jsonvalue.Value, error) { return call.Parameters, nil })})
		checkChain(t, r.Events)
		for _, e := range r.Events[:min(len(r.Events), 100)] {
			e.Details()
		}
	})
}

// TestNestedMaps: a Map over twenty items in a Map in a Map and so on takes no time in its
// books, and has to end all the same.
func TestNestedMaps(t *testing.T) {
	if testing.Short() {
		t.Skip("produces two million events")
	}
	machine := `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}`
	for i := range 6 {
		name := strings.Repeat("M", i+1)
		machine = `{"StartAt":"` + name + `","States":{"` + name + `":{"Type":"Map","ItemSelector":{"a.$":"$.a"},"ItemsPath":"$.a","ResultPath":null,"ItemProcessor":` + machine + `,"End":true}}}`
	}
	r := engine.Execute(context.Background(), load(t, machine), engine.Execution{
		Input: value(t, `{"a":[`+strings.Repeat("0,", 19)+`0]}`), Clock: engine.SimulatedClock,
	})
	if r.Status != engine.Failed || *r.Cause != "The execution reached the maximum number of history events (2000000)." {
		t.Errorf("%s %v", r.Status, r.Cause)
	}
	if len(r.Events) > 1_000_000 || r.Dropped == 0 {
		t.Errorf("%d events kept, %d dropped", len(r.Events), r.Dropped)
	}
}

// TestManyAtOnce executes a machine a thousand times at once: what is used again for one
// execution is not in use by another.
func TestManyAtOnce(t *testing.T) {
	m := load(t, `{"StartAt":"M","States":{"M":{"Type":"Map","ItemSelector":{"v.$":"$$.Map.Item.Value","of.$":"$$.Execution.Name","n.$":"States.ArrayLength($)"},
		"ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":0,"Assign":{"x.$":"States.Format('{}/{}', $.of, $.v)"},"Next":"P"},
		"P":{"Type":"Pass","Parameters":{"x.$":"$x","n.$":"$.n"},"End":true}}},"End":true}}}`)
	var all sync.WaitGroup
	for i := range 1000 {
		all.Go(func() {
			clock := engine.RealClock
			if i%2 == 0 {
				clock = engine.SimulatedClock
			}
			name := strconv.Itoa(i)
			r := engine.Execute(context.Background(), m, engine.Execution{Name: name, Input: value(t, "[1,2,3]"), Clock: clock})
			want := strings.ReplaceAll(`[{"x":"#/1","n":3},{"x":"#/2","n":3},{"x":"#/3","n":3}]`, "#", name)
			if r.Output.String() != want || len(r.Events) != 2+2+2+3*(2+2*2) {
				t.Errorf("%s %s, %d events", r.Status, r.Output, len(r.Events))
			}
			checkChain(t, r.Events)
		})
	}
	all.Wait()
}

// TestBranchInputIsBounded: what a branch begins with is limited as what a state results in.
func TestBranchInputIsBounded(t *testing.T) {
	m := load(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","Parameters":{"a.$":"$","b.$":"$"},"Branches":[
		{"StartAt":"S","States":{"S":{"Type":"Pass","Result":0,"End":true}}}],"End":true}}}`)
	r := engine.Execute(context.Background(), m, engine.Execution{
		Input: value(t, `"`+strings.Repeat("x", 200_000)+`"`), Clock: engine.SimulatedClock,
	})
	if r.Status != engine.Failed || *r.Error != "States.DataLimitExceeded" {
		t.Errorf("%s %v", r.Status, r.Error)
	}
}

func TestRetryAtOnceEnds(t *testing.T) {
	m := load(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail"}}}],
		"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":0,"MaxAttempts":99999999,"BackoffRate":1}],"End":true}}}`)
	if r := engine.Execute(context.Background(), m, engine.Execution{Clock: engine.SimulatedClock}); r.Status != engine.TimedOut {
		t.Errorf("status %s", r.Status)
	}
}

// TestPathFaults has the two families of texts for paths that lead nowhere (recorded).
func TestPathFaults(t *testing.T) {
	const quoted = `could not be found in the input '{"n":0}'`
	for _, tt := range []struct{ name, state, want string }{
		{"InputPath", `"Type":"Pass","InputPath":"$.x"`, `Invalid path '$.x' : No results for path: $['x']`},
		{"OutputPath", `"Type":"Pass","OutputPath":"$.x"`, `Invalid path '$.x' : No results for path: $['x']`},
		{"deeper", `"Type":"Pass","InputPath":"$.a.b"`, `Invalid path '$.a.b' : Missing property in path $['a']`},
		{"TimeoutSecondsPath", sendTask + `,"TimeoutSecondsPath":"$.x"`, `Invalid path '$.x' : No results for path: $['x']`},
		{"ItemsPath", `"Type":"Map","ItemsPath":"$.x","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Succeed"}}}`, `Invalid path '$.x' : No results for path: $['x']`},
		{"a template", `"Type":"Pass","Parameters":{"v.$":"$.x"}`, `The JSONPath '$.x' specified for the field 'v.$' ` + quoted},
		{
			"a call", `"Type":"Pass","Parameters":{"v.$":"States.Format('{}', States.ArrayLength($.x))"}`,
			`The function 'States.Format('{}', States.ArrayLength($.x))' had the following error: The JsonPath argument for the field '$.x' ` + quoted,
		},
		{"SecondsPath", `"Type":"Wait","SecondsPath":"$.x"`, `The SecondsPath parameter does not reference an input value: $.x`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := load(t, `{"StartAt":"A","States":{"A":{`+tt.state+`,"End":true}}}`)
			r := engine.Execute(context.Background(), m, engine.Execution{Input: value(t, `{"n":0}`), Clock: engine.SimulatedClock})
			want := "An error occurred while executing the state 'A' (entered at the event id #2). " + tt.want
			if r.Status != engine.Failed || *r.Error != "States.Runtime" || *r.Cause != want {
				t.Errorf("%s %s\nwant %s", r.Status, *r.Cause, want)
			}
		})
	}
}
