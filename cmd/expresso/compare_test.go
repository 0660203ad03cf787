package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model/embedded"
)

// compareIn runs `expresso compare` in a folder and returns what it printed and its exit
// code.
func compareIn(t *testing.T, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := program(t, dir, append([]string{"compare"}, args...)...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}

// Another process that speaks Step Functions' wire stands for AWS: it has versions and
// aliases, and is billed for as far as anybody knows.
func TestCompareAcrossTargets(t *testing.T) {
	url, _ := serving(t)
	ctx := context.Background()
	client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, BaseEndpoint: aws.String(url)})
	definition := func(text string) *string {
		return aws.String(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "` + text + `", "End": true}}}`)
	}
	made, err := client.CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
		Name: aws.String("orders"), Definition: definition("first"), Type: types.StateMachineTypeExpress, Publish: true,
		RoleArn: aws.String("arn:aws:iam::" + embedded.Account + ":role/expresso"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{
		StateMachineArn: made.StateMachineArn, Definition: definition("second"), Publish: true,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err = client.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{
		Name: aws.String("PROD"), RoutingConfiguration: []types.RoutingConfigurationListItem{{StateMachineVersionArn: made.StateMachineVersionArn, Weight: 100}},
	}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "orders.asl.json"), *definition("here"))
	writeFile(t, filepath.Join(dir, "fresh.asl.json"), *definition("fresh"))
	host := strings.TrimPrefix(url, "http://")
	for _, tt := range []struct {
		name string
		args []string
		code int
		want []string // patterns, on either output
	}{
		{"alias and version", []string{"orders:PROD", "--endpoint-url", url, "--with", "2", "--yes", "-o", "text"}, 1, []string{`orders:PROD +orders:2`, `- "first"`, `\+ "second"`, `states cannot be compared, orders:PROD: no trace`}},
		{"the machine and a version of it", []string{"orders", "--endpoint-url", url, "--with", "2", "--yes"}, 0, []string{`"same": true`}},
		{"another spelling", []string{"orders", "--endpoint-url", url, "--with", "orders:1", "--yes", "-o", "text"}, 1, []string{`\+ "first"`}},
		{"no such version", []string{"orders", "--endpoint-url", url, "--with", "9", "--yes"}, 2, []string{`no version, alias or test case orders:9; orders has PROD, 2, 1`}},
		{"embedded and an endpoint", []string{"orders", "--with", url, "--yes", "-o", "text"}, 1, []string{`embedded +` + host, `- "here"`, `\+ "second"`}},
		{"an alias and the file here", []string{"orders:PROD", "--endpoint-url", url, "--with", "embedded", "--yes", "-o", "text"}, 1, []string{host + ` us-east-1 +embedded`, `- "first"`, `\+ "here"`}},
		{"an alias and a file", []string{"orders:PROD", "--endpoint-url", url, "--with", "./orders.asl.json", "--yes", "-o", "text"}, 1, []string{`\./orders\.asl\.json`, `\+ "here"`}},
		{"by ARN", []string{"orders", "--endpoint-url", url, "--with", *made.StateMachineVersionArn, "--yes", "-o", "text"}, 1, []string{`orders +orders:1`, `\+ "first"`}},
		{"not on the other", []string{"fresh", "--with", url, "--yes"}, 2, []string{`on ` + host + ` us-east-1: no state machine named "fresh"`}},
		{"a sample on both", []string{"order-approval", "--with", url, "--yes"}, 0, []string{`"noTrace": "no trace of this run is saved: it may be in CloudWatch Logs, which was not read"`, `"states": \[\]`}},
		{"a sample on both, traced", []string{"order-approval", "--with", url, "--yes", "--trace"}, 0, []string{`"noTrace": "no trace of this run is saved: order-approval does not log"`, `"states": \[\]`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := dir
			if strings.HasPrefix(tt.name, "a sample on both") { // the samples show where there is nothing else
				in = t.TempDir()
			}
			stdout, stderr, code := compareIn(t, in, tt.args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d\n%s%s", code, tt.code, stdout, stderr)
			}
			for _, want := range tt.want {
				if !regexp.MustCompile(want).MatchString(stdout + stderr) {
					t.Errorf("no %s in\n%s%s", want, stdout, stderr)
				}
			}
		})
	}
}

func TestCompareWithoutGit(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "orders.asl.json"), `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`)
	t.Setenv("PATH", t.TempDir())
	_, stderr, code := compareIn(t, dir, "orders", "--with", "git:HEAD")
	if code != exitUsage || !strings.Contains(stderr, "needs git, which is not installed") {
		t.Errorf("%d, %s", code, stderr)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
