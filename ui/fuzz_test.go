package ui_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/model/embedded"
	"expresso/model/export"
	"expresso/model/pricing"
	"expresso/model/stepfn"
	"expresso/store"
	"expresso/store/storetest"
	"expresso/ui/plain"
)

// fuzzed is the machine whose answers are nonsense.
const fuzzed = model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:order-approval")

// oneAnswer is a service with one machine that answers every start with the same body.
type oneAnswer struct{ start []byte }

func (c oneAnswer) Do(r *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	code := http.StatusOK
	var body []byte
	switch operation {
	case "ListStateMachines":
		body = []byte(`{"stateMachines":[{"stateMachineArn":"` + string(fuzzed) + `","name":"order-approval","type":"EXPRESS","creationDate":1.7e9}]}`)
	case "DescribeStateMachine":
		body = []byte(`{"stateMachineArn":"` + string(fuzzed) + `","name":"order-approval","type":"EXPRESS","definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}","creationDate":1.7e9,"roleArn":"arn:aws:iam::000000000000:role/r"}`)
	case "StartSyncExecution":
		body = c.start
	default:
		code, body = http.StatusBadRequest, []byte(`{"__type":"StateMachineDoesNotExist"}`)
	}
	return &http.Response{
		StatusCode: code, Body: io.NopCloser(bytes.NewReader(body)),
		Header:  http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Request: r,
	}, nil
}

// look draws what the workbench, plain mode and the exports make of the latest run.
func look(t *testing.T, d *driver, target model.Target) {
	t.Helper()
	for _, pane := range []string{history, details} {
		d.Focus(pane).Settle()
		d.screen()
	}
	for range 9 {
		d.Press("]").Settle()
		d.screen()
	}
	d.Press("f2").Settle()
	d.screen()
	d.Press("esc").Settle()

	ctx := context.Background()
	var said bytes.Buffer
	err := plain.Run(ctx, plain.Config{
		Bench:  &model.Workbench{Target: target, Journal: d.journal, Now: d.clock},
		Inputs: store.OpenInputs(d.dir, nil), Session: d.session, Now: d.clock, Out: &said,
		In: strings.NewReader("machines\nhistory\nshow 1\noutput all\nerror\ntrace all\nbilling\nsent all\nhistory 20\n"),
	})
	if err != nil {
		t.Error(err)
	}
	controls(t, said.String())
	controls(t, d.screen())
	for _, format := range export.Formats {
		// A history that cannot be read may say so.
		_, _ = format.Write(ctx, io.Discard, d.journal, model.Query{}, pricing.Book(nil))
	}
	runs, err := d.journal.List(ctx, model.Query{Limit: 3})
	if err != nil {
		return
	}
	for _, r := range runs {
		whole, err := d.journal.Get(ctx, r.ID)
		if err != nil {
			continue
		}
		events, _ := d.journal.Trace(ctx, r.ID)
		_, _ = export.Documents(whole, events)
	}
}

// controls fails the test if a text would act on a terminal.
func controls(t *testing.T, text string) {
	t.Helper()
	for _, r := range ansi.Strip(text) {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
			t.Fatalf("%U reaches the terminal:\n%q", r, text)
		}
	}
}

// FuzzAnswers shows what comes back from a service, whatever it is, everywhere.
func FuzzAnswers(f *testing.F) {
	whole := `{"executionArn":"arn:aws:states:us-east-1:000000000000:express:order-approval:n:u","stateMachineArn":"` + string(fuzzed) + `","name":"n",` +
		`"startDate":1.7e9,"stopDate":1.7000000004e9,"status":"SUCCEEDED","input":"{}","output":"{\"a\":1}","billingDetails":{"billedDurationInMilliseconds":100,"billedMemoryUsedInMB":64}}`
	for _, body := range []string{
		whole, `{}`, `[]`, `null`, ``, `{"status":"SUCCEEDED"}`,
		strings.Replace(whole, `"stopDate":1.7000000004e9,`, "", 1),
		strings.Replace(whole, `"startDate":1.7e9,`, "", 1),
		strings.Replace(whole, "1.7e9", "-9.3e18", 1), strings.Replace(whole, "1.7e9", "1e300", 1), strings.Replace(whole, "1.7000000004e9", "9.2e15", 1),
		strings.Replace(whole, "100", "-100", 1), strings.Replace(whole, "100", "9223372036854775807", 1), strings.Replace(whole, "64", "-9223372036854775808", 1),
		strings.Replace(whole, "SUCCEEDED", "FAILED", 1), strings.Replace(whole, "SUCCEEDED", "\\u001b[31m", 1),
		strings.Replace(whole, `"output":"{\"a\":1}"`, `"error":"\u009b31m\u202e","cause":"{\"errorMessage\":\"x\",\"trace\":[1,null]}"`, 1),
	} {
		f.Add([]byte(body), int64(1), int64(1_700_000_000_000_000_000), `{"name":"A","input":"{}"}`)
	}
	f.Add([]byte(whole), int64(-1<<63), int64(-1<<63), `{"name":1}`)
	f.Add([]byte(whole), int64(1<<63-1), int64(1<<63-1), `[`)
	f.Fuzz(func(t *testing.T, body []byte, id, nanos int64, text string) {
		client := sfn.New(sfn.Options{Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: oneAnswer{body}, Retryer: aws.NopRetryer{}})
		trace := func(context.Context, model.ARN) ([]model.Event, error) {
			return []model.Event{
				{ID: 1, Type: "ExecutionStarted", Time: time.Unix(0, nanos), Details: `{}`},
				{ID: id, Previous: 1, Type: "PassStateEntered", State: "A", Time: time.Unix(0, nanos+id), Details: text},
				{ID: id + 1, Previous: id, Type: "PassStateExited", State: "A", Time: time.Unix(nanos, id), Details: text},
				{ID: 4, Previous: nanos, Type: text, State: text, Time: time.Time{}, Details: text},
			}, nil
		}
		target := stepfn.New(client, model.Info{Name: "embedded", Account: embedded.Account, Workspace: "samples", Local: true}, trace)
		d := start(t, setup{target: target})
		d.until("a machine is picked", d.app.Opened)
		d.Type(`{}`).Press("ctrl+r").Settle()
		look(t, d, target)
	})
}

// columns are what a row of the history can be damaged in.
var columns = []string{
	"asked", "took", "status", "started", "stopped", "error", "billed", "memory", "problem", "hint", "execution", "target", "arn",
	"machine", "name", "note", "starred", "saved", "grp", "head", "owner", "trace",
}

// FuzzRows shows a history that something else has written to.
func FuzzRows(f *testing.F) {
	for i := range columns {
		f.Add(uint8(i), int64(-1<<63), "\u009b\x1b[2J", uint8(0), []byte(nil))
		f.Add(uint8(i), int64(1<<63-1), "x", uint8(1), []byte{1, 2, 3})
		f.Add(uint8(i), int64(0), "", uint8(2), []byte(`[{"i":1}]`))
	}
	target := sampleTarget(&testing.T{})
	f.Fuzz(func(t *testing.T, column uint8, number int64, text string, kind uint8, packed []byte) {
		dir := t.TempDir()
		damage(t, dir, columns[int(column)%len(columns)], []any{number, text, nil, packed}[kind%4], packed)
		d := start(t, setup{target: target, dir: dir, builtIn: store.OpenInputs(dir, samplesInputs())})
		d.until("a machine is picked", d.app.Opened)
		d.Focus(history).Press("A", "A", "f", "s", "f", "f", "f", "n", "f", "*", "f", "a").Settle()
		look(t, d, target)
	})
}

// damage makes a history of a few runs and writes a value into a column of the latest.
func damage(t *testing.T, dir, column string, value any, packed []byte) {
	t.Helper()
	journal, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for r := range storetest.Runs(3) {
		if err := journal.Begin(ctx, r); err != nil {
			t.Fatal(err)
		}
		events := []model.Event{{ID: 1, Type: "ExecutionStarted", Time: r.Asked, Details: `{}`}}
		if err := journal.Finish(ctx, r, events); err != nil {
			t.Fatal(err)
		}
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "history.db")
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: path}).String())
	if err != nil {
		t.Fatal(err)
	}
	// What the database itself refuses is no damage that can be there.
	_, _ = db.ExecContext(ctx, "UPDATE runs SET "+column+" = ? WHERE seq = (SELECT max(seq) FROM runs)", value)
	if packed != nil {
		_, _ = db.ExecContext(ctx, "UPDATE traces SET events = ?", packed)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
