package ui_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"sync"
	"testing"
	"time"

	"expresso/model"
)

// onAWS is a target of AWS whose machines log.
type onAWS struct{ *fake }

func (o onAWS) Info() model.Info {
	info := o.fake.Info()
	info.Name = "aws"
	return info
}

func (o onAWS) Describe(ctx context.Context, arn model.ARN) (model.Description, error) {
	d, _ := o.fake.Describe(ctx, arn) // it has no definition
	d.LogGroup = "arn:aws:logs:us-east-1:000000000000:log-group:/orders:*"
	return d, nil
}

// In a session over SSH no browser found: what would be opened is copied.
func TestConsole(t *testing.T) {
	t.Setenv("BROWSER", "")
	t.Setenv("SSH_TTY", "/dev/pts/1")
	var mu sync.Mutex
	var sent model.Request
	answer := func(ctx context.Context, r model.Request) (model.Run, error) {
		mu.Lock()
		defer mu.Unlock()
		sent = r
		return succeed("{}")(ctx, r)
	}
	var terminal bytes.Buffer
	d := start(t, setup{target: onAWS{orders(answer)}})
	d.app.SetClipboard(&terminal)
	d.Pick("order-approval").Type("{}").
		Do("responses with all data, or METADATA_ONLY").Sees("METADATA_ONLY").
		Do("give each run its own X-Ray trace, or none").Sees("X-Ray trace").
		Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	// The header keeps saying so, until it is as usual again.
	d.Sees("METADATA_ONLY · X-Ray ")
	d.Do("give each run its own X-Ray trace, or none").Do("responses with all data, or METADATA_ONLY").Press("down").Pass(time.Minute).SeesNot("METADATA_ONLY").SeesNot("· X-Ray")
	d.Do("responses with all data, or METADATA_ONLY").Do("give each run its own X-Ray trace, or none")
	mu.Lock()
	header := sent.TraceHeader
	if sent.Included != model.MetadataOnly || !strings.HasPrefix(header, "Root=1-") {
		t.Errorf("sent %+v", sent)
	}
	mu.Unlock()
	d.Focus(history)
	const (
		states = "https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/"
		watch  = "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#"
	)
	trace, _, _ := strings.Cut(strings.TrimPrefix(header, "Root="), ";")
	for _, page := range []struct{ name, url string }{
		{"state machine", states + "statemachines/view/" + string(machine("order-approval", model.Express).ARN)},
		{"execution of this run", states + "express-executions/details/arn:aws:states:us-east-1:000000000000:express:order-approval:x:y"},
		{"log group", watch + "logsV2:log-groups/log-group/$252Forders"},
		{"X-Ray trace", watch + "xray:traces/" + trace},
	} {
		for _, title := range []string{"open the " + page.name + " in the AWS console", "copy the console's URL of the " + page.name} {
			terminal.Reset()
			d.Do(title).Sees("copied the URL of the " + page.name).Settle()
			text := strings.TrimSuffix(strings.TrimPrefix(terminal.String(), "\x1b]52;c;"), "\x07")
			if url, err := base64.StdEncoding.DecodeString(text); err != nil || !strings.HasPrefix(string(url), page.url) {
				t.Errorf("%s: %q, %v", title, url, err)
			}
			d.Press("esc")
		}
	}
	terminal.Reset()
	d.Press("O").Sees("Open in the AWS console", "copy URL: log group").Press("L").Sees("copied the URL of the log group").Settle()
	if terminal.Len() == 0 {
		t.Error("the menu copied nothing")
	}
	d.Do("open in the AWS console: a menu").Sees("copy URL: X-Ray trace")
}
