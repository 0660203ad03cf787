package engine_test

import (
	"context"
	"testing"
	"time"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
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
