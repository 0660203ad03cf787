package history

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"expresso/model"
)

func TestQuote(t *testing.T) {
	for s, want := range map[string]string{
		"":                     "''",
		"plain-1_2.3:/@%+=,":   "plain-1_2.3:/@%+=,",
		"a b":                  "'a b'",
		`{"a":1}`:              `'{"a":1}'`,
		"it's":                 `'it'\''s'`,
		"''":                   `''\'''\'''`,
		"line\nline":           "'line\nline'",
		"$HOME `id` \\ ! * ~":  "'$HOME `id` \\ ! * ~'",
		"größe 日本":             "'größe 日本'",
		"-flag":                "-flag",
		"arn:x:stateMachine#A": "'arn:x:stateMachine#A'",
	} {
		if got := quote(s); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

// A shell is asked what it makes of the words.
func TestQuoteSurvivesAShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh here")
	}
	for _, s := range []string{
		"", "it's", "''", "a\nb\n", "$(id) `id` \"$HOME\" \\", "größe\t日本 !*?[a]~#", "-n", strings.Repeat("x'", 20_000),
	} {
		out, err := exec.CommandContext(context.Background(), sh, "-c", "printf %s "+quote(s)).Output()
		if err != nil || string(out) != s {
			t.Errorf("%.40q came out as %.40q, %v", s, out, err)
		}
	}
}

func TestQuotable(t *testing.T) {
	for s, want := range map[string]bool{
		"":                 true,
		"{\n\t\"a\": 1\n}": true,
		"日本":               true,
		"a\x00b":           false,
		"\x1b[2J":          false,
		"\x7f":             false,
		"a\r\nb":           false,
		"\xff":             false,
	} {
		if got := quotable(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestCommands(t *testing.T) {
	const arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:orders"
	run := func(qualifier, input string) model.Run {
		return model.Run{Request: model.Request{Machine: arn + model.ARN(qualifier), Input: input}}
	}
	named := run("", "{}")
	named.Name, named.TraceHeader = "order 7", "Root=1-2-3;Sampled=1"
	for _, tt := range []struct {
		name         string
		run          model.Run
		info         model.Info
		shell        Shell
		inline       bool
		aws, express string
	}{
		{
			"aws with a profile", run(":prod", `{"a": 1}`),
			model.Info{Region: "us-east-1", Profile: "my dev"},
			Shell{Flags: []string{"--profile", "my dev"}},
			true,
			`aws stepfunctions start-sync-execution --state-machine-arn ` + arn + `:prod --input '{"a": 1}' --region eu-west-1 --profile 'my dev' --cli-read-timeout 330`,
			`expresso run ` + arn + `:prod --input '{"a": 1}' --profile 'my dev'`,
		},
		{
			"embedded, with a test case", run("#Happy", "{}"),
			model.Info{},
			Shell{Endpoint: "http://127.0.0.1:8083", Unsigned: true, Flags: []string{"--dir", "/a b"}},
			true,
			`AWS_DISABLE_HOST_PREFIX_INJECTION=true aws stepfunctions start-sync-execution --state-machine-arn '` + arn +
				`#Happy' --input '{}' --region eu-west-1 --endpoint-url http://127.0.0.1:8083 --no-sign-request --cli-read-timeout 330`,
			`expresso run '` + arn + `#Happy' --input '{}' --dir '/a b'`,
		},
		{
			"name, trace header, and an input in a file", named,
			model.Info{},
			Shell{},
			false,
			`aws stepfunctions start-sync-execution --state-machine-arn ` + arn + ` --input file://input.json --name 'order 7' --trace-header 'Root=1-2-3;Sampled=1' --region eu-west-1 --cli-read-timeout 330`,
			`expresso run ` + arn + ` --input @input.json --name 'order 7' --trace-header 'Root=1-2-3;Sampled=1'`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := awsCommand(tt.run, tt.info, tt.shell, tt.inline); got != tt.aws {
				t.Errorf("got  %s\nwant %s", got, tt.aws)
			}
			if got := expressoCommand(tt.run, tt.info, tt.shell, tt.inline); got != tt.express {
				t.Errorf("got  %s\nwant %s", got, tt.express)
			}
		})
	}
}
