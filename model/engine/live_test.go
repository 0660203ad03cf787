package engine_test

import (
	"context"
	"testing"
	"time"

	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/task"
)

// held answers tasks when it may.
type held struct {
	called chan string
	may    chan jsonvalue.Value
}

func (h held) Invoke(ctx context.Context, call task.Call) (jsonvalue.Value, error) {
	h.called <- call.State
	select {
	case v := <-h.may:
		return v, nil
	case <-ctx.Done():
		return jsonvalue.Value{}, ctx.Err()
	}
}

const twoTasks = `{"StartAt":"P","States":{
	"P":{"Type":"Parallel","Branches":[
		{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"a"},"End":true}}},
		{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"b"},"End":true}}}],"End":true}}}`

func TestLiveTellsWhatHappensWhileItHappens(t *testing.T) {
	tasks := held{make(chan string, 9), make(chan jsonvalue.Value)}
	live := new(engine.Live)
	if _, ok := live.Look(0, 10); ok {
		t.Error("it is told of what has not begun")
	}
	done := make(chan engine.Result)
	go func() {
		done <- engine.Execute(t.Context(), load(t, twoTasks), engine.Execution{
			ARN: executionARN, MachineARN: machineARN, MachineName: "recorded", Input: value(t, `{}`), Tasks: tasks, Clock: engine.RealClock, Live: live,
		})
	}()
	<-tasks.called
	<-tasks.called
	first, ok := live.Look(0, 100)
	if !ok || len(first.Events) < 8 || first.Events[0].Type != "ExecutionStarted" {
		t.Fatalf("%v %d events", ok, len(first.Events))
	}
	if first.BilledDuration < 100*time.Millisecond || first.BilledMemoryMB != 64 {
		t.Errorf("%v, %d MB", first.BilledDuration, first.BilledMemoryMB)
	}
	if some, _ := live.Look(2, 3); len(some.Events) != 3 || some.Events[0].ID != 3 {
		t.Errorf("%d events", len(some.Events))
	}
	if none, ok := live.Look(1_000, 3); !ok || len(none.Events) != 0 {
		t.Errorf("%v %d events", ok, len(none.Events))
	}
	tasks.may <- value(t, `{"Payload":1}`)
	tasks.may <- value(t, `{"Payload":2}`)
	r := <-done
	if r.Status != engine.Succeeded {
		t.Fatal(r.Status)
	}
	for i, e := range first.Events {
		if e.ID != r.Events[i].ID || e.Type != r.Events[i].Type || e.StateName() != r.Events[i].StateName() {
			t.Errorf("event %d was told as %v, and is %v", i, e, r.Events[i])
		}
	}
	if _, ok := live.Look(0, 10); ok {
		t.Error("it is told of what has ended")
	}
}

// By the simulated clock all has happened before anybody could look.
func TestLiveIsSilentInSimulatedTime(t *testing.T) {
	live := new(engine.Live)
	r := engine.Execute(t.Context(), load(t, `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3,"Next":"T"},"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"a"},"End":true}}}`), engine.Execution{
		ARN: executionARN, MachineARN: machineARN, Input: value(t, `{}`), Clock: engine.SimulatedClock, Live: live,
		Tasks: looking(func() {
			if _, ok := live.Look(0, 1); ok {
				t.Error("told")
			}
		}),
	})
	if r.Status != engine.Succeeded {
		t.Error(r.Status)
	}
}

// looking does something when it is called.
type looking func()

func (do looking) Invoke(context.Context, task.Call) (jsonvalue.Value, error) {
	do()
	return jsonvalue.NewInt(1), nil
}

// On a stage states take their time, those of branches and iterations at once.
func TestTransitionTakesTime(t *testing.T) {
	const states = 3
	r := engine.Execute(t.Context(), load(t, `{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"Next":"S"},"S":{"Type":"Succeed"}}}`), engine.Execution{
		ARN: executionARN, MachineARN: machineARN, Input: value(t, `[1,2,3,4,5,6,7,8]`), Clock: engine.RealClock, Transition: 20 * time.Millisecond,
	})
	took := r.Stopped.Sub(r.Started)
	if r.Status != engine.Succeeded || took < states*20*time.Millisecond {
		t.Errorf("%s after %v", r.Status, took)
	}
	// All iterations were begun before one of them ended.
	begun := 0
	for _, e := range r.Events {
		switch e.Type {
		case "PassStateEntered":
			begun++
		case "PassStateExited":
			if begun < 8 {
				t.Errorf("one of %d iterations has ended", begun)
			}
			return
		}
	}
}
