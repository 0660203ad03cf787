package ui_test

import (
	"context"
	"io/fs"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model"
	"expresso/model/embedded"
	"expresso/model/samples"
	"expresso/model/stepfn"
	"expresso/model/task"
	"expresso/store"
)

// samplesInputs are the inputs that come with the samples.
func samplesInputs() fs.FS { return samples.Inputs() }

// sampleTarget is the embedded service with the samples, reached through the SDK.
func sampleTarget(t *testing.T) model.Target {
	t.Helper()
	mocks, err := task.LoadMocks(samples.Mocks())
	if err != nil {
		t.Fatal(err)
	}
	service := embedded.New(embedded.Options{Simulated: true, Mocks: mocks})
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{},
		HTTPClient: embedded.Transport{Handler: service},
	})
	for _, s := range samples.List() {
		_, err := client.CreateStateMachine(context.Background(), &sfn.CreateStateMachineInput{
			Name: aws.String(s.Name), Definition: aws.String(s.Definition), Type: types.StateMachineType(s.Type),
			RoleArn: aws.String("arn:aws:iam::" + embedded.Account + ":role/expresso"),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return stepfn.New(client, model.Info{Name: "embedded", Account: embedded.Account, Workspace: "samples", Local: true}, traceOf(service))
}

// traceOf asks an embedded service for the events of an execution.
func traceOf(service *embedded.Service) stepfn.TraceFunc {
	return func(_ context.Context, execution model.ARN) ([]model.Event, error) {
		kept, ok := service.Trace(string(execution))
		if !ok {
			return nil, model.ErrNoTrace
		}
		var events []model.Event
		for _, e := range kept {
			events = append(events, model.Event{
				ID: e.ID, Previous: e.Previous, Type: e.Type, Time: e.Time, State: e.StateName(), Details: e.Details().String(),
			})
		}
		return events, nil
	}
}

func TestSamples(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samples.Inputs())})
	// A newcomer: pick a sample, edit its input, run it, read output and cost.
	d.Pick("order-approval").SeesIn(saved, "small-order", "expected").
		Type(`{"orderId": "A-1", "amount": 120, "customer": {"tier": "gold", "country": "DE"}, "items": []}`).
		Press("ctrl+r").
		SeesIn(history, "SUCCEEDED", "100 ms", "$0.0000011")
	d.Focus(details).Press("]", "]", "]").SeesIn(details, "states")
	// One that fails on purpose.
	d.Pick("order-approval").Focus(saved)
	for range 3 {
		if d.Press("down", "enter").Settle(); d.app.Focused() == input {
			d.Focus(saved)
		}
	}
	d.Press("ctrl+r").SeesIn(history, "FAILED").Settle()
	d.Press("ctrl+p").Keys("show the error").Press("enter").SeesIn(details, "OrderTooLarge")
}

func TestTracesOutliveTheProgram(t *testing.T) {
	dir := t.TempDir()
	inputs := store.OpenInputs(dir, samples.Inputs())
	t.Run("run", func(t *testing.T) {
		start(t, setup{target: sampleTarget(t), dir: dir, builtIn: inputs}).
			Pick("order-approval").Press("ctrl+r").SeesIn(history, "SUCCEEDED")
	})
	// The embedded service of the next start knows nothing of that execution.
	d := start(t, setup{target: sampleTarget(t), dir: dir, builtIn: inputs}).Focus(details).Press("]", "]", "]")
	d.SeesIn(details, "4 states", "CheckLimit")
}
