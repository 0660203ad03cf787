package links_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/child"
	"expresso/ui/action"
	"expresso/ui/browser"
	"expresso/ui/clipboard"
	"expresso/ui/dialog"
	"expresso/ui/links"
	common "expresso/ui/room"
	"expresso/ui/theme"
)

const orders = "arn:aws:states:eu-west-1:111122223333:stateMachine:orders"

// account is a target whose machines log to a group.
type account struct {
	model.Target
	name  string
	group model.ARN
	err   error
}

func (a *account) Info() model.Info { return model.Info{Name: a.name, Region: "eu-west-1"} }

func (a *account) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{LogGroup: a.group}, a.err
}

func ran() model.Run {
	return model.Run{
		Target: "aws", Status: model.Succeeded, Execution: "arn:aws:states:eu-west-1:111122223333:express:orders:a:b",
		Request: model.Request{Machine: orders, TraceHeader: "Root=1-6abcdef0-0123456789abcdef01234567;Sampled=1"},
	}
}

// room is a room, and what its browser was given.
func room(a *account, run model.Run, env map[string]string) (*links.Room, *string) {
	opened := new(string)
	return links.New(links.Config{
		Common: common.Common{Context: context.Background(), Bench: &model.Workbench{Target: a}}, Machine: func() model.ARN { return run.Machine },
		Run: func() (model.Run, bool) { return run, run.Machine != "" },
		Browser: browser.Browser{
			System: child.System{OS: "darwin", Getenv: func(name string) string { return env[name] }, LookPath: func(name string) (string, error) { return name, nil }},
			Run:    func(_ context.Context, _ []string, address string) error { *opened = address; return nil },
		},
	}), opened
}

func find(t *testing.T, r *links.Room, id string) action.Action {
	t.Helper()
	for _, a := range r.Actions() {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("no action %s", id)
	return action.Action{}
}

func TestPagesOpen(t *testing.T) {
	const console = "https://eu-west-1.console.aws.amazon.com/"
	for id, want := range map[string]string{
		"machine": console + "states/home?region=eu-west-1#/statemachines/view/" + orders,
		"run":     console + "states/home?region=eu-west-1#/express-executions/details/arn:aws:states:eu-west-1:111122223333:express:orders:a:b",
		"logs":    console + "cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Forders",
		"trace":   console + "cloudwatch/home?region=eu-west-1#xray:traces/1-6abcdef0-0123456789abcdef01234567",
	} {
		a := &account{name: "aws", group: "arn:aws:logs:eu-west-1:111122223333:log-group:/orders:*"}
		r, opened := room(a, ran(), nil)
		open, copied := find(t, r, "open-"+id+"-in-console"), find(t, r, "copy-url-of-"+id)
		if open.Reason() != "" || copied.Reason() != "" {
			t.Errorf("%s: %q, %q", id, open.Reason(), copied.Reason())
		}
		if said, ok := open.Do()().(dialog.SayMsg); !ok || said.Kind != dialog.Succeeded || *opened != want {
			t.Errorf("%s: %+v, opened %s, want %s", id, said, *opened, want)
		}
		if msg, ok := copied.Do()().(clipboard.CopyMsg); !ok || msg.Text != want {
			t.Errorf("%s: %+v", id, msg)
		}
		// Over SSH the address is copied instead.
		r, opened = room(a, ran(), map[string]string{"SSH_TTY": "/dev/pts/1"})
		if msg, ok := find(t, r, "open-"+id+"-in-console").Do()().(clipboard.CopyMsg); !ok || msg.Text != want || !strings.Contains(msg.What, "this is an SSH session") || *opened != "" {
			t.Errorf("%s: %+v, opened %q", id, msg, *opened)
		}
	}
}

func TestPagesThatAreNot(t *testing.T) {
	bare := ran()
	bare.TraceHeader, bare.Execution = "", ""
	local := ran()
	local.Target = "embedded"
	for _, test := range []struct {
		target, id, want string
		run              model.Run
	}{
		{"embedded", "machine", "embedded target is not AWS: it has no page in the AWS console", ran()},
		{"127.0.0.1:8083", "logs", "target 127.0.0.1:8083 is not AWS: it has no page in the AWS console", ran()},
		{"aws", "machine", "pick a state machine first", model.Run{}},
		{"aws", "run", "no run is selected", model.Run{}},
		{"aws", "run", "the run has no response, so its execution is unknown", bare},
		{"aws", "run", "embedded target is not AWS: it has no page in the AWS console", local},
		{"aws", "trace", "no trace header was sent: request one", bare},
	} {
		r, _ := room(&account{name: test.target}, test.run, nil)
		for _, id := range []string{"open-" + test.id + "-in-console", "copy-url-of-" + test.id} {
			a := find(t, r, id)
			if reason := a.Reason(); !strings.Contains(reason, test.want) {
				t.Errorf("%s on %s: %q, want %q", id, test.target, reason, test.want)
			}
		}
	}
	for _, a := range []*account{{name: "aws"}, {name: "aws", err: model.WithHint(errors.New("denied"), "grant states:DescribeStateMachine")}} {
		r, opened := room(a, ran(), nil)
		if said, ok := find(t, r, "open-logs-in-console").Do()().(dialog.SayMsg); !ok || said.Kind != dialog.Failed || said.Hint == "" || *opened != "" {
			t.Errorf("%+v, opened %q", said, *opened)
		}
	}
}

func TestTheMenuOpensPages(t *testing.T) {
	r, opened := room(&account{name: "aws"}, ran(), nil)
	stack := dialog.NewStack(theme.New(theme.Options{Name: theme.Dark}), nil, nil)
	r.Dialogs = stack
	r.Menu()
	view := stack.Front().View(80, 24)
	for _, want := range []string{"execution of this run", "X-Ray trace", "copy URL: log group"} {
		if !strings.Contains(view, want) {
			t.Errorf("no %q in\n%s", want, view)
		}
	}
	stack.Front().Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x")})
	for _, msg := range stack.Front().Told() {
		if cmd := r.Update(msg); cmd != nil {
			cmd()
		}
	}
	if !strings.Contains(*opened, "xray:traces/1-") {
		t.Errorf("opened %q", *opened)
	}
}
