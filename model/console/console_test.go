package console

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

const group = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/orders-Logs:*"

func TestAddresses(t *testing.T) {
	run := model.Run{
		Request:   model.Request{Machine: "arn:aws:states:us-east-1:111122223333:stateMachine:orders:prod", TraceHeader: "Root=1-6abcdef0-0123456789abcdef01234567;Sampled=1"},
		Execution: "arn:aws:states:us-east-1:111122223333:express:orders:first:0f", Started: time.UnixMilli(1793800000123),
	}
	machine := func(arn string) func() (string, error) {
		return func() (string, error) { return Machine(model.ARN(arn)) }
	}
	logs := func(arn string) func() (string, error) {
		return func() (string, error) { return LogGroup(model.ARN(arn)) }
	}
	for name, test := range map[string]struct {
		of   func() (string, error)
		want string
	}{
		"machine":                   {machine("arn:aws:states:eu-west-1:111122223333:stateMachine:orders"), "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/arn:aws:states:eu-west-1:111122223333:stateMachine:orders"},
		"version":                   {machine("arn:aws:states:eu-west-1:111122223333:stateMachine:orders:7"), "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/arn:aws:states:eu-west-1:111122223333:stateMachine:orders"},
		"China":                     {machine("arn:aws-cn:states:cn-north-1:111122223333:stateMachine:orders"), "https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/statemachines/view/arn:aws-cn:states:cn-north-1:111122223333:stateMachine:orders"},
		"GovCloud":                  {machine("arn:aws-us-gov:states:us-gov-west-1:111122223333:stateMachine:orders"), "https://us-gov-west-1.console.amazonaws-us-gov.com/states/home?region=us-gov-west-1#/statemachines/view/arn:aws-us-gov:states:us-gov-west-1:111122223333:stateMachine:orders"},
		"Europe":                    {machine("arn:aws-eusc:states:eusc-de-east-1:111122223333:stateMachine:orders"), "https://eusc-de-east-1.console.amazonaws-eusc.eu/states/home?region=eusc-de-east-1#/statemachines/view/arn:aws-eusc:states:eusc-de-east-1:111122223333:stateMachine:orders"},
		"a name that wants escapes": {machine("arn:aws:states:eu-west-1:111122223333:stateMachine:große 'x'/@"), "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/arn:aws:states:eu-west-1:111122223333:stateMachine:gro%C3%9Fe%20%27x%27%2F@"},
		"run":                       {func() (string, error) { return Execution(run) }, "https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/express-executions/details/arn:aws:states:us-east-1:111122223333:express:orders:first:0f?startDate=1793800000123"},
		"trace":                     {func() (string, error) { return Trace(run) }, "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#xray:traces/1-6abcdef0-0123456789abcdef01234567"},
		"logs":                      {logs(group), "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Fvendedlogs$252Fstates$252Forders-Logs"},
		"logs in China":             {logs("arn:aws-cn:logs:cn-northwest-1:111122223333:log-group:a"), "https://cn-northwest-1.console.amazonaws.cn/cloudwatch/home?region=cn-northwest-1#logsV2:log-groups/log-group/a"},
	} {
		if got, err := test.of(); err != nil || got != test.want {
			t.Errorf("%s:\n%s, %v, want\n%s", name, got, err, test.want)
		}
	}
}

func TestNoAddresses(t *testing.T) {
	for _, arn := range []model.ARN{
		"", "orders", "arn:aws:states", "arn:aws:states:eu-west-1:111122223333:express:orders:a:b", "arn:aws:lambda:eu-west-1:111122223333:stateMachine:f",
		"arn:aws-iso:states:us-iso-east-1:111122223333:stateMachine:orders", "arn:evil.example/:states:eu-west-1:111122223333:stateMachine:orders",
		"arn:aws:states:evil.example/?x=:111122223333:stateMachine:orders", "arn:aws:states:eu-west-1@evil:111122223333:stateMachine:orders",
		"arn:aws:states:eu-west-1:11112222333:stateMachine:orders", "arn:aws:states:eu-west-1\n:111122223333:stateMachine:orders",
	} {
		if got, err := Machine(arn); err == nil {
			t.Errorf("%q: %s", arn, got)
		}
	}
	for _, arn := range []model.ARN{"", "arn:aws:logs:eu-west-1:111122223333:log-group:", "arn:aws:logs:eu-west-1:111122223333:log-group:a b", "arn:aws:logs:eu-west-1:111122223333:log-stream:a", "arn:aws:s3:::bucket"} {
		if got, err := LogGroup(arn); err == nil {
			t.Errorf("%q: %s", arn, got)
		}
	}
	for _, run := range []model.Run{{}, {Execution: "arn:aws:states:eu-west-1:111122223333:execution:orders:a"}, {Execution: "x"}} {
		if got, err := Execution(run); err == nil {
			t.Errorf("%+v: %s", run, got)
		}
		if got, err := Trace(run); err == nil {
			t.Errorf("%+v: %s", run, got)
		}
	}
	if Elsewhere("aws") != nil || Elsewhere("embedded") == nil || Elsewhere("127.0.0.1:8083") == nil {
		t.Error("the console is of another target")
	}
}

// Whatever the names, an address leads to a console, and holds nothing that a shell or a terminal
// would take for more.
func FuzzAddresses(f *testing.F) {
	for _, seed := range []string{"arn:aws:states:eu-west-1:111122223333:stateMachine:orders", group, "arn:aws:states:eu-west-1:111122223333:express:o:a:b"} {
		f.Add(seed, "Root=1-6abcdef0-0123456789abcdef01234567")
	}
	f.Fuzz(func(t *testing.T, arn, header string) {
		run := model.Run{Request: model.Request{Machine: model.ARN(arn), TraceHeader: header}, Execution: model.ARN(arn)}
		for _, of := range []func() (string, error){
			func() (string, error) { return Machine(run.Machine) },
			func() (string, error) { return Execution(run) },
			func() (string, error) { return LogGroup(run.Machine) },
			func() (string, error) { return Trace(run) },
		} {
			text, err := of()
			if err != nil {
				continue
			}
			u, err := url.Parse(text)
			if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" || !strings.Contains(u.Host, ".console.") {
				t.Fatalf("%q: %v", text, err)
			}
			if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("'\"`\\|<>;()", r) }) {
				t.Fatalf("%q", text)
			}
		}
	})
}
