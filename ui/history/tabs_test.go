package history_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/history"
	"expresso/ui/uitest"
)

// sizes are those of the details in terminals of 80x24 and 120x40.
var sizes = [][2]int{{78, 11}, {87, 14}}

// failed is a run that failed, with the trace of where.
func failed(name, cause string) (model.Run, []model.Event) {
	r := run(0)
	r.Status, r.Error, r.Cause = model.Failed, name, cause
	r.Execution = "arn:aws:states:us-east-1:000000000000:express:order-approval:x:y"
	return r, []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: r.Started},
		{ID: 2, Previous: 1, Type: "TaskStateEntered", State: "Charge the card", Time: r.Started.Add(20 * time.Millisecond)},
		{ID: 3, Previous: 2, Type: "TaskFailed", State: "Charge the card", Time: r.Started.Add(84 * time.Millisecond)},
		{ID: 4, Previous: 3, Type: "ExecutionFailed", Time: r.Stopped},
	}
}

// shown are details of a run with the Error tab open.
func shown(r model.Run, events []model.Event, width, height int) *history.Details {
	d := history.NewDetails(plain(), nil, clock)
	d.SetSize(width, height)
	d.ShowWhole(r)
	d.Open(history.Error)
	if wanted, _, ok := d.WantTrace(); ok {
		d.GiveTrace(wanted.ID, events, "")
	}
	return d
}

// As Lambda's runtimes write them.
const (
	nodeCause   = `{"errorType":"TypeError","errorMessage":"Cannot read properties of undefined (reading 'tier')","trace":["TypeError: Cannot read properties of undefined (reading 'tier')","    at priceOf (/var/task/price.js:41:27)","    at Runtime.handler (/var/task/index.js:17:19)"]}`
	pythonCause = `{"errorMessage": "'amount'", "errorType": "KeyError", "requestId": "c6af9ac6", "stackTrace": ["  File \"/var/task/orders.py\", line 12, in handler\n    total = sum(i['amount'] for i in items)\n"]}`
	javaCause   = `{"errorMessage":"order not found","errorType":"com.example.NotFound","stackTrace":["com.example.Orders.find(Orders.java:88)"],"cause":{"errorMessage":"reset","errorType":"java.net.SocketException","stackTrace":["java.base/sun.nio.ch.NioSocketImpl.read(NioSocketImpl.java:318)"]}}`
	goCause     = `{"errorMessage":"no such order","errorType":"errorString","stackTrace":[{"path":"orders/main.go","line":31,"label":"handle"}]}`
	oldCause    = `{"errorMessage":"boom","errorType":"Exception","stackTrace":[["/var/task/orders.py",12,"handler","raise Exception('boom')"]]}`
)

func TestError(t *testing.T) {
	long := "amount 1250 is over the limit of 1000 for tier gold; somebody who may approve that has to be asked, and has to be told the order, its customer and the reason"
	for name, r := range map[string][2]string{
		"node": {"TypeError", nodeCause}, "python": {"KeyError", pythonCause}, "java": {"com.example.NotFound", javaCause},
		"json": {"OrderTooLarge", `{"message":"amount is over the limit","limit":1000.0,"detail":{"tier":"gold"}}`},
		"text": {"OrderTooLarge", long}, "nothing": {"", ""}, "hostile": {"\x1b[31mX", "\x1b]0;title\x07 and \u202e bidi"},
	} {
		for _, size := range sizes {
			one, events := failed(r[0], r[1])
			uitest.Golden(t, fmt.Sprintf("error-%s-%dx%d", name, size[0], size[1]), screenOf(t, focused(shown(one, events, size[0], size[1])), size)+"\n")
		}
	}
}

func focused(d *history.Details) *history.Details {
	d.Focus()
	return d
}

// The error names what led to it, and offers its key only where that works.
func TestErrorNamesItsReason(t *testing.T) {
	r, _ := failed("PaymentDeclined", "the card was declined")
	at := func(ms int) time.Time { return r.Started.Add(time.Duration(ms) * time.Millisecond) }
	d := shown(r, []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at(0)},
		{ID: 2, Type: "TaskStateEntered", State: "ChargeWithChecks", Time: at(1)},
		{ID: 3, Previous: 2, Type: "LambdaFunctionScheduled", State: "ChargeWithChecks", Time: at(2)},
		{ID: 4, Previous: 3, Type: "LambdaFunctionFailed", State: "ChargeWithChecks", Time: at(3), Details: `{"error":"Payment.Declined"}`},
		{ID: 5, Previous: 4, Type: "TaskStateExited", State: "ChargeWithChecks", Time: at(3)},
		{ID: 6, Previous: 5, Type: "FailStateEntered", State: "Declined", Time: at(4)},
		{ID: 7, Previous: 6, Type: "ExecutionFailed", Time: r.Stopped, Details: `{"error":"PaymentDeclined"}`},
	}, 100, 20)
	got := ansi.Strip(d.View())
	if !strings.Contains(got, "PaymentDeclined") || !strings.Contains(got, "in state Declined") || !strings.Contains(got, "after ChargeWithChecks caught Payment.Declined") || strings.Contains(got, "press enter") {
		t.Errorf("got\n%s", got)
	}
	if d.Focus(); !strings.Contains(ansi.Strip(d.View()), "enter to show it in Trace") {
		t.Error("the key is not offered")
	}
}

// screenOf is what a tab shows, after a look at its size.
func screenOf(t *testing.T, d *history.Details, size [2]int) string {
	t.Helper()
	got := ansi.Strip(d.View())
	lines := strings.Split(got, "\n")
	if len(lines) != size[1] {
		t.Errorf("%v: %d lines", size, len(lines))
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > size[0] {
			t.Errorf("%v: a line of %d cells: %q", size, w, line)
		}
	}
	return got
}

// A stack trace is read line by line, or as the document that it came in.
func TestStackTraces(t *testing.T) {
	for cause, want := range map[string]string{
		nodeCause: "    at priceOf (/var/task/price.js:41:27)", pythonCause: "    total = sum(i['amount'] for i in items)",
		javaCause: "caused by java.net.SocketException: reset", goCause: "handle  orders/main.go:31",
		oldCause: "/var/task/orders.py  12  handler  raise Exception('boom')",
	} {
		r, events := failed("E", cause)
		d := shown(r, events, 100, 20)
		d.Focus()
		for range 2 {
			told := ansi.Strip(d.View())
			if !strings.Contains(told, want) || strings.Contains(told, `"errorMessage"`) {
				t.Errorf("%s\nis told as\n%s", cause, told)
			}
			d.Update(uitest.Key("v"))
			if got := ansi.Strip(d.View()); !strings.Contains(got, `"errorMessage"`) {
				t.Errorf("no document:\n%s", got)
			}
			d.Update(uitest.Key("v"))
		}
	}
	// Where there is no stack trace the document is shown at once.
	r, events := failed("E", `{"message":"m","trace":"text"}`)
	d := shown(r, events, 100, 20)
	d.Focus()
	if got := ansi.Strip(d.View()); !strings.Contains(got, `"trace": "text"`) {
		t.Errorf("got\n%s", got)
	}
}

func TestDiff(t *testing.T) {
	was, is := run(1), run(0)
	was.Input, was.Output = `{"amount":120}`, `{"approved":true,"total":120.00,"lines":[1,2,3]}`
	is.Input, is.Output = `{"amount":1250}`, `{"approved":false,"total":1250.00,"lines":[1,3]}`
	is.Stopped, is.Billing.Duration = is.Started.Add(412*time.Millisecond), 500*time.Millisecond
	other, events := failed("OrderTooLarge", "amount 1250 is over the limit")
	other.ID, other.Machine, other.Billing = "other", "arn:aws:states:us-east-1:000000000000:stateMachine:other", model.Billing{}
	for name, pair := range map[string][2]model.Run{"before": {was, is}, "same": {was, was}, "failed": {other, is}} {
		for _, size := range sizes {
			d := shown(pair[1], events, size[0], size[1])
			d.Open(history.Diff)
			base, ok := d.WantBase()
			if !ok {
				t.Fatal("no run to compare with is asked for")
			}
			if cmd := d.GiveBase(history.Compared{Base: base, Other: pair[0], Left: compare.Document(pair[0]), Right: compare.Document(pair[1])}); cmd != nil {
				d.Update(cmd())
			}
			uitest.Golden(t, fmt.Sprintf("diff-%s-%dx%d", name, size[0], size[1]), screenOf(t, d, size)+"\n")
		}
	}
}
