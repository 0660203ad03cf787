package reference

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/local"
	"expresso/model/stepfn"
)

// folder is a resolver over the embedded target of a folder with these files.
func folder(t *testing.T, files map[string]string) (*Resolver, Target) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := &Resolver{Embedded: func() (*local.Local, error) {
		return local.Open(local.Options{Dir: dir, Shown: dir, Simulated: true})
	}}
	on, err := r.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r, on
}

const passes = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`

func TestMachine(t *testing.T) {
	r, on := folder(t, map[string]string{
		"orders.asl.json": passes, "broken.asl.json": `{"StartAt": "B", "States": {}}`, "other.asl.json": passes,
	})
	file := filepath.Join(on.Local.Dir, "other.asl.json")
	for _, tt := range []struct{ what, short, err string }{
		{what: "orders", short: "orders"},
		{what: "orders:7", short: "orders:7"},
		{what: "orders#Happy", short: "orders#Happy"},
		{what: "arn:aws:states:us-east-1:000000000000:stateMachine:far:prod", short: "far:prod"},
		{what: file, short: "other"},
		{what: "nobody", err: `no state machine named "nobody"`},
		{what: "broken", err: "broken cannot be run: "},
		{what: "./nobody.asl.json", err: "nobody.asl.json"},
	} {
		m, err := r.Machine(t.Context(), on, tt.what)
		var service *ServiceError
		if m.ARN.Short() != tt.short || !says(err, tt.err) || errors.As(err, &service) {
			t.Errorf("%s is %s, %v", tt.what, m.ARN, err)
		}
	}
}

func TestSides(t *testing.T) {
	r, on := folder(t, map[string]string{
		"orders.asl.json": passes, "other.asl.json": passes,
		"MockConfigFile.json": `{"StateMachines": {"orders": {"TestCases": {"Happy": {}}}}, "MockedResponses": {}}`,
	})
	on.Bench.Journal, on.Bench.Note = model.Forgetful{}, "noted"
	orders, err := r.Machine(t.Context(), on, "orders")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(on.Local.Dir, "other.asl.json")
	for _, tt := range []struct{ with, left, right, err string }{
		{with: "embedded", left: "embedded", right: "embedded, again"},
		{with: "#Happy", left: "orders", right: "orders#Happy"},
		{with: "other", left: "orders", right: "other"},
		{with: file, left: "orders.asl.json", right: file},
		{with: "", err: "--with is missing"},
		{with: "9", err: "no version, alias or test case orders:9; orders has #Happy"},
		{with: "git:--output=x", err: `"--output=x" is not a revision`},
		{with: "arn:aws:states:us-east-1:000000000000:activity:orders", err: "is not the ARN of a state machine"},
	} {
		sides, err := r.Sides(t.Context(), orders, tt.with)
		if sides[0].Name != tt.left || sides[1].Name != tt.right || !says(err, tt.err) {
			t.Errorf("%q: %q and %q, %v", tt.with, sides[0].Name, sides[1].Name, err)
		}
		if err == nil && (sides[1].Bench.Journal != on.Bench.Journal || sides[1].Bench.Note != "noted") {
			t.Errorf("%q: the other side's runs are not written down like those of this one", tt.with)
		}
	}
}

func TestMachinesElsewhere(t *testing.T) {
	configure(t, `[profile shop]
region = eu-west-1
role_arn = arn:aws:iam::333333333333:role/dev
source_profile = default
[profile shop-us]
region = us-east-1
sso_start_url = https://x.awsapps.com/start
sso_region = us-east-1
sso_account_id = 333333333333
sso_role_name = Dev
[default]
aws_access_key_id = AKIA
aws_secret_access_key = x
`)
	for name, c := range map[string]struct {
		on         model.Info
		arn        model.ARN
		text, hint string
	}{
		"here":           {model.Info{Local: true, Account: "000000000000", Region: "us-east-1"}, "arn:aws:states:us-east-1:000000000000:stateMachine:a", "", ""},
		"on AWS":         {model.Info{Local: true, Account: "000000000000", Region: "us-east-1"}, "arn:aws:states:eu-west-1:111111111111:stateMachine:a", "in account 111111111111", "give --profile NAME --region eu-west-1, with a profile of account 111111111111"},
		"a profile's":    {model.Info{Local: true, Account: "000000000000", Region: "us-east-1"}, "arn:aws:states:eu-west-1:333333333333:stateMachine:a", "in account 333333333333", "give --profile shop, or --profile shop-us --region eu-west-1"},
		"another region": {model.Info{Name: "aws", Region: "us-east-1"}, "arn:aws:states:eu-west-1:111111111111:stateMachine:a", "is in eu-west-1, but requests go to us-east-1", "--region eu-west-1"},
		"its profile":    {model.Info{Name: "aws", Region: "us-east-1", Profile: "shop"}, "arn:aws:states:eu-west-1:333333333333:stateMachine:a", "is in eu-west-1", "give --profile shop --region eu-west-1"},
		"not its":        {model.Info{Name: "aws", Region: "eu-west-1", Profile: "shop"}, "arn:aws:states:eu-west-1:111111111111:stateMachine:a", "is in account 111111111111, but requests go to 333333333333", "give --profile NAME"},
		"any account":    {model.Info{Name: "127.0.0.1:8083", Region: "us-east-1", Account: "222222222222"}, "arn:aws:states:us-east-1:111111111111:stateMachine:a", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := elsewhere(t.Context(), c.arn, c.on)
			if (err == nil) != (c.text == "") || err != nil && (!says(err, c.text) || !strings.Contains(model.HintOf(err), c.hint)) {
				t.Errorf("%v, hint %q", err, model.HintOf(err))
			}
		})
	}
}

// deaf is a target that answers nothing.
type deaf struct{ model.Target }

func (deaf) Machines(context.Context) ([]model.Machine, error) {
	return nil, model.WithHint(errors.New("no answer"), "try again")
}

func TestServiceErrors(t *testing.T) {
	r := &Resolver{Remote: stepfn.Options{Region: "eu-west-1"}}
	on := Target{Bench: &model.Workbench{Target: deaf{}}}
	_, err := r.Machine(t.Context(), on, "orders")
	if service := (*ServiceError)(nil); !errors.As(err, &service) || model.HintOf(err) != "try again" {
		t.Errorf("%v, %q", err, model.HintOf(err))
	}
	if _, err = r.Machine(t.Context(), on, "./orders.asl.json"); !says(err, "a file runs on the embedded target only") {
		t.Error(err)
	}
	if _, err = r.Cases(t.Context(), on, nil, Cases{TestCase: "Happy"}); !errors.Is(err, ErrNoTestCases) {
		t.Error(err)
	}
}

func says(err error, want string) bool {
	if want == "" || err == nil {
		return want == "" && err == nil
	}
	return strings.Contains(err.Error(), want)
}
