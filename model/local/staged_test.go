package local_test

import (
	"testing"
	"time"

	"expresso/model"
	"expresso/model/local"
)

// On a stage no run is over before it was seen, not even one without a task.
func TestStaged(t *testing.T) {
	l, err := local.Open(local.Options{Dir: t.TempDir(), Samples: true, Staged: true})
	if err != nil {
		t.Fatal(err)
	}
	target := l.Target()
	for machine, input := range map[string]string{
		"order-approval": `{"amount": 5000}`,
		"flaky-payment":  `{"paymentId": "P-7", "method": "card", "amountCents": 990000}`,
	} {
		run, err := target.Start(t.Context(), model.Request{Machine: listed(t, target)[machine].ARN, Input: input})
		if err != nil {
			t.Fatal(err)
		}
		if took := run.Duration(); run.Status != model.Failed || took < 300*time.Millisecond {
			t.Errorf("%s: %s after %v", machine, run.Status, took)
		}
	}
}
