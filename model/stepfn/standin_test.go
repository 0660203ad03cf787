package stepfn

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
)

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }

// Nothing with a stand-in is sent to AWS, and all else is, as is everything to others.
func TestStandInsAreNotSentToAWS(t *testing.T) {
	sent := 0
	client := sfn.New(sfn.Options{Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: doer(func(*http.Request) (*http.Response, error) {
		sent++
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
			Body: io.NopCloser(strings.NewReader(`{"executionArn":"x","startDate":1,"stopDate":2,"status":"SUCCEEDED","output":"{}"}`)),
		}, nil
	})})
	target := New(client, model.Info{Name: "aws"}, nil)
	target.standIns = func() []model.StandIn {
		return []model.StandIn{{Name: "Orders.Name", Value: "OrdersTable"}, {Name: "AWS::Region", Value: "us-east-1"}, {Name: "Max", Value: "1"}}
	}
	start := func(machine, input string) error {
		_, err := target.Start(t.Context(), model.Request{Machine: model.ARN(machine), Input: input})
		return err
	}
	const machine, made = "arn:aws:states:us-east-1:111111111111:stateMachine:demo", "arn:aws:lambda:us-east-1:000000000000:function:Charge"
	for name, err := range map[string]error{
		`"OrdersTable" is the stand-in for Orders.Name`: start(machine, `{"table": "OrdersTable"}`),
		made + " is a stand-in":                         start(machine, `{"fn": "`+made+`"}`),
		"stateMachine:demo is a stand-in":               start("arn:aws:states:us-east-1:000000000000:stateMachine:demo", `{}`),
		"and is never sent to AWS": func() error {
			_, err := target.TestState(t.Context(), model.StateTest{Definition: `{"Type": "Task", "Resource": "` + made + `", "End": true}`})
			return err
		}(),
	} {
		var notStarted *model.NotStartedError
		if err == nil || !strings.Contains(err.Error(), name) || model.HintOf(err) == "" || name != "and is never sent to AWS" && !errors.As(err, &notStarted) {
			t.Errorf("%s: got %v, hint %s", name, err, model.HintOf(err))
		}
	}
	if sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
	if hint := model.HintOf(start(machine, `"OrdersTable"`)); !strings.Contains(hint, "expresso project set values.Orders.Name OrdersTable") {
		t.Error(hint)
	}
	if err := start(machine, `{"region": "us-east-1", "n": 1, "OrdersTable": "x", "other": "MyOrdersTable"}`); err != nil || sent != 1 {
		t.Errorf("%v, %d requests", err, sent)
	}
	target.foreign = true // an emulator has that account itself
	if err := start(machine, `{"table": "OrdersTable", "fn": "`+made+`"}`); err != nil || sent != 2 {
		t.Errorf("%v, %d requests", err, sent)
	}
}
