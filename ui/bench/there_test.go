package bench_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/local"
	"expresso/ui/bench"
	"expresso/ui/uitest"
)

// there is a target that is not in this process and answers tests of states as the embedded
// service does, or otherwise.
type there struct {
	target
	model.StateTester
	asked  []model.StateTest
	answer func(model.StateTested) model.StateTested
}

func (t *there) Info() model.Info {
	return model.Info{Name: "aws", Region: "us-east-1", Profile: "dev"}
}

func (t *there) Describe(ctx context.Context, arn model.ARN) (model.Description, error) {
	d, err := t.target.Describe(ctx, arn)
	d.Role = "arn:aws:iam::000000000000:role/orders"
	return d, err
}

func (t *there) TestState(ctx context.Context, test model.StateTest) (model.StateTested, error) {
	t.asked = append(t.asked, test)
	if test.Mock == nil && strings.Contains(test.Definition, "Task") {
		return model.StateTested{Status: "SUCCEEDED", Output: `"for real"`}, nil
	}
	tested, err := t.StateTester.TestState(ctx, test)
	if t.answer != nil {
		tested = t.answer(tested)
	}
	return tested, err
}

// The target tests a state as well: with a mock at once, without one after a question; both
// answers are compared.
func TestStateOnTarget(t *testing.T) {
	tester := local.NewTester(nil)
	target := &there{target: target{definition: `{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",
		"Parameters":{"QueueUrl":"q","MessageBody":"m"},"End":true}}}`}, StateTester: tester}
	o := uitest.Own(t, time.Now)
	room := bench.New(bench.Config{Common: o.Common(&model.Workbench{Target: target}), Tester: tester})
	o.Has(room)
	o.Do(room.OpenState(bench.StateSubject{Machine: orders, State: "Call"})).Settle().Sees("SUCCEEDED")
	o.Press("alt+t").Sees("embedded · SUCCEEDED", "aws · SUCCEEDED · the same").Press("esc")
	target.answer = func(tested model.StateTested) model.StateTested {
		tested.Output, tested.Next = `{"MessageId":1}`, "Other"
		return tested
	}
	o.Press("alt+t").Sees("SUCCEEDED → Other · differs").Press("esc")

	// Without a mock a service is called, once that is confirmed.
	o.Press("tab").Sees("Mock").Press("ctrl+a", "delete").Settle()
	sent := len(target.asked)
	o.Press("alt+t").Sees("a Task needs a mock here", "Without a mock, TestState calls", "arn:aws:states:::sqs:sendMessage, with the role", "role/orders, in account", "000000000000, us-east-1").Press("n").Settle()
	if len(target.asked) != sent {
		t.Fatal("it was sent without a yes")
	}
	o.Press("alt+t").Sees("Without a mock").Press("y").Sees(`"for real"`, "aws dev us-east-1")
	last := target.asked[len(target.asked)-1]
	if last.Role != "arn:aws:iam::000000000000:role/orders" || last.Mock != nil || last.Context != "" {
		t.Errorf("asked %+v", last)
	}
}
