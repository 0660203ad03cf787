package reference

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

// configure gives the process an AWS configuration, and nothing else.
func configure(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", path)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(filepath.Dir(path), "none"))
}

// memory is a session.
type memory map[string]string

func (m memory) Get(_ context.Context, key string) (string, error) { return m[key], nil }
func (m memory) Put(_ context.Context, key, value string) error    { m[key] = value; return nil }

const twoAccounts = `[profile dev]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/dev
source_profile = keys
[profile keys]
region = us-east-1
aws_access_key_id = AKIA
aws_secret_access_key = x
`

func listedTargets(places []model.Place) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = p.With
	}
	return strings.Join(names, ", ")
}

func TestDirectory(t *testing.T) {
	configure(t, twoAccounts)
	ctx, now := t.Context(), time.Unix(1_790_000_000, 0)
	d := Directory{Used: memory{}, Now: func() time.Time { return now }}
	if got := listedTargets(d.Targets(ctx)); got != "embedded, aws, profile:dev, profile:keys" {
		t.Error(got)
	}
	d.Note(ctx, "profile:keys", model.Info{Name: "aws", Region: "us-east-1", Account: "444455556666"})
	d.Note(ctx, "http://127.0.0.1:8083", model.Info{Name: "127.0.0.1:8083", Region: "ap-south-1", Account: "000000000000"})
	d.Note(ctx, "http://me:secret@127.0.0.1:8083", model.Info{Name: "127.0.0.1:8083", Region: "ap-south-1", Account: "000000000000"})
	d.Note(ctx, "profile:gone", model.Info{Name: "aws", Region: "us-east-1", Account: "444455556666"})
	if got := listedTargets(d.Targets(ctx)); got != "http://127.0.0.1:8083, profile:keys, embedded, aws, profile:dev" {
		t.Error(got)
	}
	if strings.Contains(d.Used.(memory)[usedKey], "secret") {
		t.Error("the password of an endpoint is kept")
	}
	if got := strings.Join(d.Regions(ctx), ", "); got != "us-east-1, ap-south-1, eu-west-1" {
		t.Error(got)
	}
	for arn, want := range map[model.ARN]string{
		"arn:aws:states:eu-west-1:111122223333:stateMachine:a":  "profile:dev",
		"arn:aws:states:ap-south-1:111122223333:stateMachine:a": "profile:dev region:ap-south-1",
		"arn:aws:states:us-east-1:444455556666:stateMachine:a":  "profile:keys",
		"arn:aws:states:eu-west-1:444455556666:stateMachine:a":  "profile:keys region:eu-west-1",
		"arn:aws:states:eu-west-1:777788889999:stateMachine:a":  "",
		"arn:aws:states:eu-west-1:000000000000:stateMachine:a":  "",
	} {
		if got := listedTargets(d.Fitting(ctx, arn)); got != want {
			t.Errorf("%s: %q, want %q", arn, got, want)
		}
	}
	for name, want := range map[string]string{
		"profile:dev": "111122223333", "profile:dev region:us-east-1": "111122223333", // of its role
		"profile:keys": "444455556666", "http://127.0.0.1:8083": "000000000000", // where it was
		"aws": "", "profile:unknown": "",
	} {
		if got := d.Account(ctx, name); got != want {
			t.Errorf("%s is in account %q, want %q", name, got, want)
		}
	}
	d.Endpoints = map[string]string{"staging": "https://states.example.com"}
	r := &Resolver{Endpoints: d.Endpoints}
	remote, ok := r.remoteOf("region:eu-west-1 endpoint:staging")
	if r.Remote = remote; !ok || remote.Endpoint != "https://states.example.com" || r.Name() != "region:eu-west-1 endpoint:staging" {
		t.Errorf("%v, %s, named %s", ok, remote.Endpoint, r.Name())
	}
	if _, ok := r.remoteOf("endpoint:nobody"); ok {
		t.Error("there is an endpoint nobody")
	}
	d.Used.(memory)[usedKey] = `[{"name":"endpoint:gone"},{"name":"endpoint:staging"}]`
	if got := listedTargets(d.Targets(ctx)); got != "endpoint:staging, embedded, aws, profile:dev, profile:keys" {
		t.Error(got)
	}
	d.Endpoints = nil
	d.Used.(memory)[usedKey] = "not JSON"
	if got := listedTargets(d.Targets(ctx)); got != "embedded, aws, profile:dev, profile:keys" {
		t.Error(got)
	}
	for range 2 * maxUsed {
		now = now.Add(time.Second)
		d.Note(ctx, "region:x"+now.Format("150405"), model.Info{Name: "aws", Region: "us-east-1"})
	}
	if n := len(d.used(ctx)); n != maxUsed {
		t.Errorf("%d targets are remembered", n)
	}
}

func TestARNsByAnyText(t *testing.T) {
	const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"
	_, on := folder(t, map[string]string{"orders.asl.json": passes})
	for _, what := range []string{
		machine, "arn:aws:states:us-east-1:000000000000:express:orders:x:y",
		"https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/statemachines/view/" + strings.ReplaceAll(machine, ":", "%3A"),
	} {
		if arn, err := (&Resolver{}).find(t.Context(), on.Bench.Target, on.Local, what); string(arn) != machine || err != nil {
			t.Errorf("%s is %s, %v", what, arn, err)
		}
	}
}
