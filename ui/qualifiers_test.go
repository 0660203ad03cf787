package ui_test

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model"
	"expresso/model/embedded"
	"expresso/model/stepfn"
)

func TestVersionsAndAliases(t *testing.T) {
	ctx := context.Background()
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{},
		HTTPClient: embedded.Transport{Handler: embedded.New(embedded.Options{Simulated: true})},
	})
	answer := func(text string) *string {
		return aws.String(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "` + text + `", "End": true}}}`)
	}
	made, err := client.CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
		Name: aws.String("orders"), Definition: answer("first"), Type: types.StateMachineTypeExpress, Publish: true,
		RoleArn: aws.String("arn:aws:iam::" + embedded.Account + ":role/expresso"),
	})
	if err != nil {
		t.Fatal(err)
	}
	second, err := client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{
		StateMachineArn: made.StateMachineArn, Definition: answer("second"), Publish: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{
		Name: aws.String("PROD"), RoutingConfiguration: []types.RoutingConfigurationListItem{
			{StateMachineVersionArn: made.StateMachineVersionArn, Weight: 100},
			{StateMachineVersionArn: second.StateMachineVersionArn, Weight: 0},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := start(t, setup{target: stepfn.New(client, model.Info{Name: "embedded", Loopback: true}, nil)}).Pick("orders").Type(`{"kept": true}`).
		Focus(machines).Press("right").SeesIn(machines, "├ PROD    v1 100  v2 0", "├ v2", "└ v1")
	// The alias is what the next run goes to; the input stays.
	d.Press("down", "enter").SeesIn(input, "Input · orders:PROD", `{"kept": true}`).
		Press("ctrl+r").SeesIn(details, `"first"`)
	d.Focus(machines).Press("down", "enter").SeesIn(input, "Input · orders:2").
		Press("ctrl+r").SeesIn(details, `"second"`).
		// The graph is that of the version that ran.
		Press("f2", "tab").Sees(`"Result": "second"`).Press("esc")
	d.Focus(machines).Press("left").SeesIn(machines, "▌ orders").Press("r").SeesIn(machines, "orders").
		Press("enter").SeesIn(input, "Input · orders ")
}

// cased is a target whose machines have test cases.
type cased struct {
	*fake
	cases []string
	err   error
}

func (c *cased) Qualifiers(context.Context, model.ARN) (model.Qualifiers, error) {
	return model.Qualifiers{Cases: c.cases}, c.err
}

func TestCasesAndWhatCannotBeRead(t *testing.T) {
	var asked model.ARN
	target := &cased{cases: []string{"Happy", "TooLarge"}, fake: orders(func(ctx context.Context, r model.Request) (model.Run, error) {
		asked = r.Machine
		return succeed(`{}`)(ctx, r)
	})}
	d := start(t, setup{target: target}).Pick("order-approval").
		Focus(machines).Press("l").SeesIn(machines, "├ #Happy", "└ #TooLarge").
		Press("down", "down", "enter").SeesIn(input, "order-approval#TooLarge").
		Press("ctrl+r").SeesIn(history, "SUCCEEDED")
	if want := target.list[0].ARN + "#TooLarge"; asked != want {
		t.Errorf("asked for %s, want %s", asked, want)
	}
	target.err = model.WithHint(errors.New("the versions cannot be read"), "grant states:ListStateMachineVersions")
	d.Focus(machines).Press("ctrl+l").SeesIn(machines, "some could not be read").
		Sees("the versions cannot be read: grant states:ListStateMachineVersions").
		// STANDARD machines cannot be run at all.
		Press("end", "right").Sees("STANDARD machines cannot be run synchronously")
	// While the filter is typed, the arrows are its own.
	d.Press("/").Keys("slow").Press("left", "left").Keys("l").Press("right").SeesIn(machines, "sllow")
}

// What runs go to is what it was when the workbench was left, and where a run went whose
// input is loaded; unless it is gone.
func TestWhatIsPickedIsKept(t *testing.T) {
	dir := t.TempDir()
	target := &cased{cases: []string{"Happy", "TooLarge"}, fake: orders(succeed(`{}`))}
	again := func() *driver {
		return start(t, setup{target: target, dir: dir}).Sees("Input")
	}
	d := again().Pick("order-approval").Focus(machines).Press("right").SeesIn(machines, "└ #TooLarge").
		Press("down", "down", "enter").SeesIn(input, "order-approval#TooLarge").
		Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	// The machine and its case stand where they were, and the picker shows it.
	again().SeesIn(input, "Input · order-approval#TooLarge").SeesIn(machines, "▌   └ #TooLarge")

	// A run's input goes where the run went: from another version, and from another machine.
	d.Focus(machines).Press("up", "enter").SeesIn(input, "order-approval#Happy").
		Focus(history).Press("i").SeesIn(input, "order-approval#TooLarge")
	d.Pick("slow-report").Focus(history).Press("A").SeesIn(history, "SUCCEEDED").Press("i").SeesIn(input, "order-approval#TooLarge").Settle()

	target.cases = []string{"Happy"}
	again().Sees("order-approval#TooLarge no longer exists: picked order-approval itself").SeesIn(input, "Input · order-approval ").Settle()
	// That is what is kept from then on, without a word.
	again().SeesIn(input, "Input · order-approval ").Settle().SeesNot("any more")
}
