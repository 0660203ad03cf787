package task

import (
	"context"
	"errors"
	"testing"
	"time"

	"expresso/model/jsonvalue"
)

// at once answers as soon as it is asked.
type atOnce struct{}

func (atOnce) Invoke(context.Context, Call) (jsonvalue.Value, error) { return jsonvalue.NewInt(7), nil }

func TestUnhurried(t *testing.T) {
	began := time.Now()
	got, err := Unhurried(atOnce{}).Invoke(t.Context(), Call{State: "Charge"})
	if n, _ := got.Int(); err != nil || n != 7 || time.Since(began) < leastTask {
		t.Errorf("%d %v after %v", n, err, time.Since(began))
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Unhurried(atOnce{}).Invoke(over, Call{State: "Charge"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
