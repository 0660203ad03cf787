package local_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/local"
)

const waiting = `{"StartAt":"Before","States":{
	"Before":{"Type":"Pass","Next":"Wait"},"Wait":{"Type":"Wait","Seconds":1,"End":true}}}`

// A run tells what happens while it happens, through the wire and in words of the model.
func TestProgress(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "slow.asl.json"), []byte(waiting), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := local.Open(local.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	target := l.Target()
	machines, err := target.Machines(t.Context())
	if err != nil || len(machines) != 1 {
		t.Fatal(machines, err)
	}
	p := new(model.Progress)
	if _, ok := p.Read(0); ok {
		t.Error("it tells before it is sent")
	}
	done := make(chan model.Run)
	go func() {
		run, err := target.Start(model.WithProgress(context.Background(), p), model.Request{Machine: machines[0].ARN, Input: `{"a":1}`})
		if err != nil {
			t.Error(err)
		}
		done <- run
	}()
	var events []model.Event
	for len(events) < 4 { // until it waits: the execution's start, one state, the next
		told, ok := p.Read(len(events))
		if events = append(events, told.Events...); ok && (told.Bill.MemoryMB != 64 || told.Bill.Duration < 100*time.Millisecond || told.Full) {
			t.Errorf("%+v", told)
		}
		<-time.After(time.Millisecond)
	}
	last := events[len(events)-1]
	if last.Type != "WaitStateEntered" || last.State != "Wait" || last.Details != `{"name":"Wait","input":"{\"a\":1}","inputDetails":{"truncated":false}}` {
		t.Errorf("%+v", last)
	}
	run := <-done
	if _, ok := p.Read(0); ok {
		t.Error("it tells of what has ended")
	}
	whole, err := target.Trace(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range events {
		if e != whole[i] {
			t.Errorf("told %+v, traced %+v", e, whole[i])
		}
	}
}
