// Package storetest makes histories to test and measure against. It is for tests only.
package storetest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"expresso/model"
)

// Epoch is when the first of Runs was asked.
var Epoch = time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)

var machines = []string{"order-approval", "fan-out-totals", "enrich-profile", "flaky-payment", "signup-check", "slow-report"}

// Runs yields n runs, the same ones every time, oldest first and half a minute apart: of
// six machines, three in four of them succeeded, with inputs and outputs of about a
// kilobyte each. Every thousandth input holds the word "needle".
func Runs(n int) iter.Seq[model.Run] {
	return func(yield func(model.Run) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		for i := range n {
			if !yield(run(i, random)) {
				return
			}
		}
	}
}

func run(i int, random *rand.Rand) model.Run {
	machine := machines[random.IntN(len(machines))]
	asked := Epoch.Add(time.Duration(i) * 30 * time.Second)
	took := time.Duration(20+random.IntN(900)) * time.Millisecond
	id := model.RunID(fmt.Sprintf("%012x%08x%012x", asked.UnixMilli(), random.Uint32(), i))
	r := model.Run{
		ID: id, Target: "embedded", Asked: asked, Took: took,
		Request: model.Request{
			Machine: model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:" + machine),
			Input:   fmt.Sprintf(`{"orderId":"A-%d","amount":%d.50,"lines":%s}`, i, random.IntN(2000), lines(random)),
		},
	}
	if i%1000 == 500 {
		r.Input = `{"word":"Needle",` + r.Input[1:]
	}
	outcome := random.IntN(100)
	if outcome >= 98 {
		r.Status, r.Problem, r.Hint = model.NoResponse, "the connection was lost", "the execution may have continued"
		return r
	}
	r.Execution = model.ARN(fmt.Sprintf("arn:aws:states:us-east-1:000000000000:express:%s:run-%d:%s", machine, i, id))
	r.Started, r.Stopped = asked.Add(2*time.Millisecond), asked.Add(took)
	r.Billing = model.Billing{Duration: (took + 99*time.Millisecond).Truncate(100 * time.Millisecond), MemoryMB: 64}
	switch {
	case outcome < 75:
		r.Status, r.Output = model.Succeeded, fmt.Sprintf(`{"orderId":"A-%d","lines":%s}`, i, lines(random))
	case outcome < 97:
		r.Status, r.Error, r.Cause = model.Failed, "OrderTooLarge", fmt.Sprintf("amount %d is over the limit of 1000", 1000+random.IntN(1000))
	default:
		r.Status = model.TimedOut
	}
	r.Raw = response(r)
	return r
}

// response is what a service answers, as far as the length of it goes.
func response(r model.Run) string {
	text := fmt.Sprintf(`{"billingDetails":{"billedDurationInMilliseconds":%d,"billedMemoryUsedInMB":%d},"executionArn":%q,"input":%q,"inputDetails":{"included":true}`,
		r.Billing.Duration.Milliseconds(), r.Billing.MemoryMB, r.Execution, r.Input)
	if r.Status == model.Succeeded {
		text += fmt.Sprintf(`,"output":%q,"outputDetails":{"included":true}`, r.Output)
	}
	if r.Status == model.Failed {
		text += fmt.Sprintf(`,"cause":%q,"error":%q`, r.Cause, r.Error)
	}
	return fmt.Sprintf(`%s,"startDate":%d.%03d,"stateMachineArn":%q,"status":%q,"stopDate":%d.%03d}`, text,
		r.Started.Unix(), r.Started.Nanosecond()/1e6, r.Machine, r.Status, r.Stopped.Unix(), r.Stopped.Nanosecond()/1e6)
}

func lines(random *rand.Rand) string {
	text := []byte{'['}
	for range 10 + random.IntN(10) {
		text = fmt.Appendf(text, `{"sku":"S-%d","quantity":%d,"cents":%d},`, random.IntN(10_000), random.IntN(9)+1, random.IntN(50_000))
	}
	text[len(text)-1] = ']'
	return string(text)
}
