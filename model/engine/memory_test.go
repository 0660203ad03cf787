package engine_test

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/memory"
	"expresso/model/task"
)

// live is how many bytes of the heap are in use.
func live() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestAccountHoldsHalfOfALiveTrace measures the heap at the end of loops that leave long
// traces: what is taken of the account is at least half of it.
func TestAccountHoldsHalfOfALiveTrace(t *testing.T) {
	const rounds = `{"Variable":"$.n","NumericGreaterThan":20000,"Next":"Measure"}`
	const measure = `"Measure":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:measure","End":true}`
	for name, states := range map[string]string{
		"choices": `"C":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n,1)"},"Next":"D"},
			"D":{"Type":"Choice","Choices":[` + rounds + `],"Default":"C"}`,
		"tasks": `"C":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"D"},
			"D":{"Type":"Choice","Choices":[` + rounds + `],"Default":"C"}`,
		"values": `"C":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n,1)","text.$":"States.Format('{} and a text that is made anew in every round', $.n)",
			"list.$":"States.ArrayRange(1,40,1)"},"Next":"D"},
			"D":{"Type":"Choice","Choices":[` + rounds + `],"Default":"C"}`,
		"variables": `"C":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n,1)"},"Assign":{"x.$":"States.Format('{} assigned', $.n)"},"Next":"D"},
			"D":{"Type":"Choice","Choices":[` + rounds + `],"Default":"C"}`,
	} {
		t.Run(name, func(t *testing.T) {
			m := load(t, `{"StartAt":"C","States":{`+states+`,`+measure+`}}`)
			account := memory.New(4 << 30)
			before := live()
			var used, heap int64
			r := engine.Execute(context.Background(), m, engine.Execution{
				Input: value(t, `{"n":1}`), Clock: engine.RealClock, Memory: account,
				Tasks: invoker(func(_ context.Context, call task.Call) (jsonvalue.Value, error) {
					if call.State == "Measure" {
						used, heap = account.Used(), live()-before
						return call.Parameters, nil
					}
					n, _ := call.Parameters.Get("n")
					i, _ := n.Int()
					return jsonvalue.NewObject([]jsonvalue.Member{{Key: "n", Value: jsonvalue.NewInt(i + 1)}}), nil
				}),
			})
			if r.Status != engine.Succeeded || heap < 1<<20 {
				t.Fatalf("%s %v, %d bytes live", r.Status, r.Cause, heap)
			}
			t.Logf("%d of %d live bytes: %.2f", used, heap, float64(used)/float64(heap))
			if used < heap/2 {
				t.Errorf("%d of %d live bytes are in the account", used, heap)
			}
			if left := account.Used(); left != 0 {
				t.Errorf("%d bytes are still taken after the execution", left)
			}
			if r.Dropped == 0 && r.TraceBytes < heap/2 {
				t.Errorf("the trace is taken for %d of %d bytes", r.TraceBytes, heap)
			}
		})
	}
}

// TestALongTraceKeepsItsEnds runs an endless loop, with no memory to spare.
func TestALongTraceKeepsItsEnds(t *testing.T) {
	m := load(t, `{"StartAt":"C","TimeoutSeconds":1,"States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.never","IsPresent":true,"Next":"E"}],"Default":"C"},"E":{"Type":"Succeed"}}}`)
	for name, clock := range map[string]engine.Clock{"real": engine.RealClock, "simulated": engine.SimulatedClock} {
		t.Run(name, func(t *testing.T) {
			r := engine.Execute(context.Background(), m, engine.Execution{Input: value(t, `{}`), Clock: clock, Memory: memory.New(0)})
			if r.Status != engine.TimedOut {
				t.Fatalf("%s %v: an Express execution has no limit of events", r.Status, r.Cause)
			}
			n := len(r.Events)
			if n > 512 || r.Dropped == 0 {
				t.Fatalf("%d events kept, %d dropped", n, r.Dropped)
			}
			if r.Events[0].Type != "ExecutionStarted" || r.Events[n-1].Type != "ExecutionTimedOut" {
				t.Errorf("from %s to %s", r.Events[0].Type, r.Events[n-1].Type)
			}
			gaps, missing := 0, int64(0)
			for i, e := range r.Events[1:] {
				if gap := e.ID - r.Events[i].ID - 1; gap != 0 {
					gaps, missing = gaps+1, missing+gap
				}
			}
			if gaps != 1 || missing != r.Dropped || r.Events[n-1].ID != int64(n)+r.Dropped {
				t.Errorf("%d gaps of %d events, %d dropped, the last is %d", gaps, missing, r.Dropped, r.Events[n-1].ID)
			}
		})
	}
}

// TestExecutionsOverTheAccountFailAlone has evaluations that ask for more than there is,
// beside one that asks for little.
func TestExecutionsOverTheAccountFailAlone(t *testing.T) {
	account := memory.New(8 << 20)
	greedy := load(t, `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% $count([1..800000].{'a':$,'b':$}) %}","End":true}}}`)
	modest := load(t, `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% $sum([1..10]) %}","End":true}}}`)
	r := engine.Execute(context.Background(), greedy, engine.Execution{Input: value(t, `{}`), Memory: account})
	if r.Status != engine.Failed || *r.Error != "States.QueryEvaluationError" || !strings.Contains(*r.Cause, "Expression evaluation memory limit exceeded: Check for excessive memory usage") {
		t.Errorf("%s %v", r.Status, r.Cause)
	}
	if left := account.Used(); left != 0 {
		t.Errorf("%d bytes are still taken", left)
	}
	account.Hold(1 << 30) // others have it all
	r = engine.Execute(context.Background(), modest, engine.Execution{Input: value(t, `{}`), Memory: account})
	if r.Status != engine.Succeeded || r.Output.String() != "55" {
		t.Errorf("%s %v", r.Status, r.Cause)
	}
}
