package plain_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"expresso/model"
	"expresso/store"
	"expresso/ui/plain"
)

// far is a target in another account, which may not list its machines or describe them.
type far struct{ target }

func (*far) Info() model.Info {
	return model.Info{Name: "aws", Profile: "far", Region: "eu-west-1"}
}

func denied(action string) error {
	return model.WithHint(&model.DeniedError{Action: action, Resource: "*", Err: errors.New("AccessDeniedException: no")}, "grant it")
}

func (*far) Machines(context.Context) ([]model.Machine, error) {
	return nil, denied("states:ListStateMachines")
}

func (*far) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{}, denied("states:DescribeStateMachine")
}

// directory knows the targets here and far, of which far fits machines of eu-west-1.
type directory struct{ noted *[]string }

func (directory) Targets(context.Context) []model.Place {
	return []model.Place{{With: "here"}, {With: "profile:far", Note: "keys  111122223333"}}
}

func (directory) Account(context.Context, string) string { return "" }
func (directory) Fitting(_ context.Context, arn model.ARN) []model.Place {
	if arn.Region() != "eu-west-1" {
		return nil
	}
	return []model.Place{{With: "profile:far"}}
}
func (directory) Regions(context.Context) []string { return []string{"eu-west-1"} }
func (d directory) Note(_ context.Context, name string, _ model.Info) {
	*d.noted = append(*d.noted, name)
}

// between hears a session that can switch between targets, and which were noted.
func between(t *testing.T, commands ...string) (heard string, noted []string) {
	t.Helper()
	there := &far{target{answer: succeed(`{"far":true}`), bills: true}}
	var out bytes.Buffer
	cfg := config(t, &target{answer: succeed(`{}`)}, strings.NewReader(strings.Join(commands, "\n")+"\n"))
	cfg.Out, cfg.Name, cfg.Targets = &out, "here", directory{&noted}
	first := cfg
	cfg.Connect = func(_ context.Context, name string) (plain.Config, error) {
		switch name {
		case "here":
			return first, nil
		case "profile:far":
			return plain.Config{Name: name, Bench: &model.Workbench{Target: there, Journal: first.Bench.Journal}, Inputs: store.OpenInputs(t.TempDir(), nil), Session: first.Session}, nil
		}
		return plain.Config{}, errors.New("unknown target " + name)
	}
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return out.String(), noted
}

const farARN = "arn:aws:states:eu-west-1:111122223333:express:pay:run:1"

func TestTargets(t *testing.T) {
	heard, noted := between(t, "set {\"from\":1}", "target", "target nowhere", "run", "target profile:far with input", "pick "+farARN, "input", "target here", "run")
	wants(t, heard,
		"Runs go to fake us-east-1. 2 targets.\n1. here\n2. profile:far, keys 111122223333\nRegions used before: eu-west-1.",
		"error: unknown target nowhere\nrunning orders",
		"error: cannot list the state machines: AccessDeniedException: no. grant it\nRuns go to aws far eu-west-1 now.",
		"The input goes to the machine that you pick next.",
		"Cannot read the definition of pay: states:DescribeStateMachine on * is denied.\npicked pay. The input is kept from the last target.",
		"Runs go to fake us-east-1 now.\npicked orders. The input is your draft.\nrunning orders",
	)
	if strings.Join(noted, " ") != "here here" {
		t.Errorf("noted %v", noted)
	}
}

func TestPickOnAnotherTarget(t *testing.T) {
	heard, _ := between(t, "pick "+farARN, "no", "pick "+farARN, "yes", "run", "yes")
	wants(t, heard,
		"pay is in eu-west-1, account 111122223333. Switch to profile:far, yes or no?\nnothing was switched.",
		"Runs go to aws far eu-west-1 now.", "picked pay.", "run 1 of pay SUCCEEDED",
	)
	heard, _ = between(t, "pick arn:aws:states:ap-south-1:444455556666:stateMachine:x:prod")
	wants(t, heard, "error: x:prod is in ap-south-1, account 444455556666. no profile of this account is known: say target profile:NAME region:ap-south-1")
	wants(t, hear(t, &target{answer: succeed(`{}`)}, "target", "pick "+farARN), "error: the samples run on the embedded target here", "error: pay is in eu-west-1")
}
