package ui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/embedded"
	"expresso/model/pricing"
	"expresso/model/stepfn"
	"expresso/ui/uitest"
)

// versioned is a target whose machines have an alias and two versions.
type versioned struct{ *fake }

func (v versioned) Qualifiers(_ context.Context, machine model.ARN) (model.Qualifiers, error) {
	made := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	return model.Qualifiers{
		Aliases:  []model.Alias{{ARN: machine + ":PROD", Routes: []model.Route{{Version: machine + ":1", Weight: 100}}}},
		Versions: []model.Version{{ARN: machine + ":2", Created: made}, {ARN: machine + ":1", Created: made}},
	}, nil
}

// qualified compares with a version or an alias of the same machine, or says what is wrong
// with what was typed.
func qualified(bill string) func(*model.Workbench) func(context.Context, model.ARN, string) (compare.Pair, error) {
	return func(bench *model.Workbench) func(context.Context, model.ARN, string) (compare.Pair, error) {
		return func(ctx context.Context, machine model.ARN, with string) (compare.Pair, error) {
			other := machine.Unqualified() + model.ARN(":"+with)
			if with == machine.Machine() {
				other = machine.Unqualified()
			}
			side := func(arn model.ARN) compare.Side {
				name := arn.Machine()
				if q := arn.Qualifier(); q != "" {
					name += ":" + q
				}
				return compare.Side{Name: name, Bench: bench, Machine: arn, Prices: pricing.USEast()}
			}
			if with == "slow" { // to be reached, until it is given up
				<-ctx.Done()
				return compare.Pair{}, ctx.Err()
			}
			if strings.HasPrefix(with, "no") {
				return compare.Pair{}, model.WithHint(fmt.Errorf("there is no %s", with), "name a version")
			}
			return compare.Pair{Sides: [2]compare.Side{side(machine), side(other)}, Billed: bill}, nil
		}
	}
}

// byVersion answers with what was asked of it.
func byVersion(ctx context.Context, request model.Request) (model.Run, error) {
	sent := strings.ReplaceAll(request.Input, `"`, "'")
	run, err := succeed(`{"version":"`+request.Machine.Qualifier()+`","sent":"`+sent+`"}`)(ctx, request)
	if request.Machine.Qualifier() == "2" {
		run.Stopped = run.Stopped.Add(250 * time.Millisecond)
		run.Billing = model.Billing{Duration: 400 * time.Millisecond, MemoryMB: 128}
	}
	return run, err
}

func TestCompareVersions(t *testing.T) {
	dir := t.TempDir()
	set := setup{target: versioned{orders(byVersion)}, dir: dir, resolveOther: qualified(""), places: []model.Place{{With: "profile:ops", Note: "on AWS"}}}
	d := start(t, set).Pick("order-approval").Type(`{"amount": 1}`).
		Focus(machines).Press("V").
		Sees("Compare order-approval · edited input with", "PROD", "alias  v1", "2 ", "version  2d", "profile:ops", "on AWS", "or type: a version").
		// What is typed finds one of them, or is taken as it is. Problems are reported there.
		Keys("nonsense").Sees("compare with nonsense").Press("enter").Sees("there is no nonsense", "name a version").
		Press("ctrl+u").SeesNot("there is no nonsense").Sees("or type")
	d.Keys("prod").SeesNot("profile:ops").Press("enter").
		Sees(" Output ", "- order-approval  ", "+ order-approval:PROD", "✓ SUCCEEDED", "120 ms", "billed 200 ms × 64 MB", "1 difference", `"version": ""`, `"version": "PROD"`).
		Press("tab").Sees("the states cannot be compared", "order-approval:PROD: no trace of this run is saved").
		Press("tab").Sees("Ran ", "A million", "estimate").
		Press("shift+tab", "shift+tab").Sees(`"version": "PROD"`).Press("esc").SeesNot(`"version": "PROD"`)
	// In the history it is one row, from which it can be seen again.
	d.Focus(history).SeesIn(history, "▸ compare", "~ different", "2 runs", "1 row ━").
		Press("o").Sees("+ order-approval:PROD", "1 difference").Press("esc")
	// Of the machine's version under the cursor, with figures that differ.
	d.Focus(machines).Press("right").SeesIn(machines, "├ PROD").Press("down", "V").
		Sees("Compare order-approval:PROD · edited input with", "the machine itself").SeesNot("alias  v1").Keys("2").Press("enter").
		Sees("- order-approval:PROD", "+ order-approval:2", "370 ms", "billed 400 ms × 128 MB", "ran +250 ms").
		Press("tab", "tab").Sees("+250 ms", "+200 ms", "+64 MB", "+$0.0000006")
	d.Press("esc").Settle()

	// After another start the history still has both.
	d = start(t, set).Focus(history).SeesIn(history, "2 rows ━").
		Press("o").Sees("- order-approval:PROD", "+ order-approval:2", "1 difference").Press("esc")
	// V on a run takes its input.
	d.Pick("order-approval").Type(`{"other": 2}`).Focus(history).Press("down", "V").Keys("1").Press("enter").
		Sees("- order-approval  ", "+ order-approval:1", "{'amount': 1}").Press("esc")
	// And on a saved input that one.
	d.Focus(input).Press("ctrl+s").Keys("mine").Press("enter").SeesIn(saved, "mine").Type(`{"third": 3}`).
		Focus(saved).Press("V").Sees("Compare order-approval · saved input mine with").Keys("1").Press("enter").
		Sees("+ order-approval:1", "{'other': 2}").Press("esc")
	runs, err := d.journal.List(t.Context(), model.Query{Limit: 2})
	if err != nil || runs[0].Saved != "mine" || runs[1].Saved != "mine" || runs[0].Group != runs[1].Group {
		t.Errorf("%+v, %v", runs, err)
	}
	// The palette does it for the editor's text.
	d.Focus(input).Do("compare with").Keys("1").Press("enter").Sees("+ order-approval:1", "{'third': 3}").Press("esc")
}

func TestWhatCannotBeCompared(t *testing.T) {
	start(t, setup{target: orders(byVersion)}).Pick("order-approval").Focus(machines).
		Press("V").Sees("this target cannot compare")
	d := start(t, setup{target: orders(byVersion), resolveOther: qualified("")}).Pick("order-approval").
		Focus(machines).Press("down", "V").Sees("pick fan-out-totals first").
		Focus(history).Press("V").Sees("no run is selected").Press("o").Sees("no run is selected")
	d.Type(`{"a": }`).Focus(machines).Press("up", "V").Sees("not compared: invalid JSON in line 1, column 7")
	if d.app.Focused() != input {
		t.Errorf("the focus is on %s", d.app.Focused())
	}
	d.Type(`{"a": 1}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Focus(history).
		Press("o").Sees("this run is not part of a comparison").
		// A parameter without value is told before anything is sent.
		Type(`{"a": {{env.NONE}}}`).Focus(machines).Press("V").Keys("1").Press("enter").Sees("NONE").Press("esc").
		SeesIn(history, "1 run")
}

func TestCompareAsksWhereRunsAreBilled(t *testing.T) {
	var sent atomic.Int64 // both runs are sent at once
	target := orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		sent.Add(1)
		return byVersion(ctx, request)
	})
	d := start(t, setup{target: target, resolveOther: qualified("2 runs of order-approval on aws may cost about $0.0000022")}).
		Pick("order-approval").Type("{}").Focus(machines).Press("V").Keys("1").Press("enter").
		Sees("2 runs of order-approval on aws may cost about", "y send").
		Press("n").SeesNot("may cost").Settle()
	if n := sent.Load(); n > 0 {
		t.Errorf("%d runs were sent without a yes", n)
	}
	d.Press("V").Keys("1").Press("enter").Sees("may cost").Press("y").Sees("+ order-approval:1", "1 difference")
}

func TestReachingIsGivenUp(t *testing.T) {
	d := start(t, setup{target: orders(byVersion), resolveOther: qualified("")}).Pick("order-approval").Type("{}").
		Focus(machines).Press("V").Keys("slow").Press("enter").Sees("reaching slow").
		// Nothing is typed meanwhile.
		Keys("x").Sees("❯ slow ").Press("esc").SeesNot("reaching slow").Sees("or type").
		Press("esc").SeesNot("or type").Settle()
	d.Press("V").Keys("slow").Press("enter").Sees("reaching slow").Press("esc", "ctrl+u").Keys("1").Press("enter").Sees("+ order-approval:1", "1 difference")
}

func TestCompareInFlight(t *testing.T) {
	answers := map[string]chan error{"": make(chan error, 1), "1": make(chan error, 1)}
	target := orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		select {
		case err := <-answers[request.Machine.Qualifier()]:
			if err != nil {
				return model.Run{}, err
			}
			return byVersion(ctx, request)
		case <-ctx.Done():
			return model.Run{}, ctx.Err()
		}
	})
	d := start(t, setup{target: target, resolveOther: qualified("")}).Pick("order-approval").Type("{}").Focus(machines)
	again := func() {
		d.Press("V").Keys("1").Press("enter").Sees("RUNNING", "waiting for both responses", "x stop waiting")
	}
	again()
	d.Pass(1200 * time.Millisecond).Sees("1.20 s")
	answers[""] <- nil
	d.Sees("✓ SUCCEEDED", "RUNNING")
	// It continues when something else is looked at, and says how it went.
	d.Press("esc").SeesIn(history, "▸ compare").Sees("order-approval 1.2 s").Focus(history).Press("o").Sees("RUNNING").Press("esc")
	answers["1"] <- nil
	d.Sees("order-approval and order-approval:1: 1 difference").Press("o").Sees("1 difference", `"version": "1"`).Press("esc")
	// What is given up reads so.
	d.Focus(machines)
	again()
	answers[""] <- nil
	d.Sees("✓ SUCCEEDED", "RUNNING").
		Press("x").Sees("stop waiting for both runs?").Press("n").Sees("RUNNING").Press("x", "y").
		Sees("stopped", "nothing to compare: one run has no response").Press("esc").
		until("nothing is in flight", func() bool { return !strings.Contains(d.screen(), "order-approval 0.0 s") })
	// One that is refused stands beside the one that is not.
	again()
	answers[""] <- nil
	answers["1"] <- &model.NotStartedError{Err: model.WithHint(errors.New("access denied"), "grant it")}
	d.Sees("NOT STARTED", "access denied: grant it", "✓ SUCCEEDED").Press("tab").Sees("the states cannot be compared", "the run has no response").Press("esc")
}

// twoVersions is the embedded service with a machine of which version 2 prices another way.
func twoVersions(t *testing.T) model.Target {
	t.Helper()
	ctx := context.Background()
	service := embedded.New(embedded.Options{Simulated: true})
	client := sfn.New(sfn.Options{
		Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service},
	})
	definition := func(limit, wait string) *string {
		return aws.String(`{"StartAt": "Lines", "States": {
			"Lines": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": "$.lines", "Next": "Settle", "ItemProcessor": {"StartAt": "Big?", "States": {
				"Big?": {"Type": "Choice", "Choices": [{"Variable": "$.price", "NumericGreaterThan": ` + limit + `, "Next": "Discount"}], "Default": "Full"},
				"Discount": {"Type": "Pass", "Result": {"discount": 10}, "ResultPath": "$.terms", "End": true},
				"Full": {"Type": "Pass", "Result": {"discount": 0}, "ResultPath": "$.terms", "End": true}}}},
			"Settle": {"Type": "Wait", "Seconds": ` + wait + `, "Next": "Done"},
			"Done": {"Type": "Succeed"}}}`)
	}
	made, err := client.CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
		Name: aws.String("orders"), Definition: definition("100", "1"), Type: types.StateMachineTypeExpress, Publish: true,
		RoleArn: aws.String("arn:aws:iam::" + embedded.Account + ":role/expresso"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{
		StateMachineArn: made.StateMachineArn, Definition: definition("50", "2"), Publish: true,
	}); err != nil {
		t.Fatal(err)
	}
	return stepfn.New(client, model.Info{Name: "embedded", Local: true}, traceOf(service))
}

const threeItems = `{"items": [{"sku": "A", "price": 40}, {"sku": "B", "price": 60}, {"sku": "C", "price": 200}]}`

// comparedVersions shows version 1 beside version 2.
func comparedVersions(t *testing.T, s setup) *driver {
	t.Helper()
	s.target, s.resolveOther = twoVersions(t), qualified("")
	return start(t, s).Pick("orders").Type(threeItems).Focus(machines).Press("right").SeesIn(machines, "└ v1").
		Press("down", "down", "V").Sees("Compare orders:1 · edited input with").Keys("2").Press("enter").Sees("first difference: Lines[1].Full")
}

func TestCompareStates(t *testing.T) {
	d := comparedVersions(t, setup{}).
		Press("tab").Sees(" States ", "state ", "- orders:1", "+ orders:2", "▌→   1 Full", "left only", "1 Discount", "right only", "10 states, 5 differ").
		// What the state was given and gave, on the side that came there.
		Press("enter").Sees("Lines[1].Full", `"discount": 0`, "esc back to the states").Press("esc").Sees("1 Discount").
		Press("N").Sees("▌* Lines").Press("enter").Sees(`"discount": 10`, `"discount": 0`).Press("esc").
		Press("f").SeesNot("0 Big?").Sees("▌* Lines", "Done").
		Press("n", "n").Sees("▌*   1 Discount").Press("f").Sees("▌*   1 Discount", "0 Big?").
		Press("end").Sees("▌* Done").Press("home").Sees("▌* Lines")
	// The mouse: a click chooses, another opens, and the tabs turn.
	click := func(text string) {
		d.t.Helper()
		for y, line := range strings.Split(d.screen(), "\n") {
			if before, _, ok := strings.Cut(line, text); ok {
				d.send(tea.MouseMsg{X: ansi.StringWidth(before) + 1, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
				return
			}
		}
		t.Fatalf("no %s\n%s", text, d.screen())
	}
	click("2 Discount")
	d.Sees("▌    2 Discount")
	click("2 Discount")
	d.Sees("Lines[2].Discount", "no differences").Press("esc")
	click("Billing")
	d.Sees("A million")
	click("Output")
	d.Sees(`"lines": [`)
	d.send(tea.MouseMsg{X: 5, Y: 9, Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress})
	d.Press("ctrl+c").SeesNot("first difference")
}

func TestHostileComparison(t *testing.T) {
	name := strings.ToValidUTF8(hostile[:30], "?")
	resolveOther := func(bench *model.Workbench) func(context.Context, model.ARN, string) (compare.Pair, error) {
		return func(_ context.Context, machine model.ARN, with string) (compare.Pair, error) {
			side := compare.Side{Name: name + with, Bench: bench, Machine: machine, Prices: pricing.USEast()}
			return compare.Pair{Sides: [2]compare.Side{side, side}}, nil
		}
	}
	target := orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		run, _ := succeed("")(ctx, request)
		run.Status, run.Error, run.Cause = model.Failed, hostile, hostile
		return run, nil
	})
	d := start(t, setup{target: target, resolveOther: resolveOther, places: []model.Place{{With: hostile, Note: hostile}}, profile: termenv.TrueColor}).
		Pick("order-approval").Type("{}").Focus(machines).Press("V").Settle()
	safe := func() {
		for i, line := range strings.Split(d.app.View(), "\n") {
			if w := ansi.StringWidth(line); w > 120 || strings.Contains(sgr(line), "\x1b") {
				t.Errorf("line %d is %d cells wide, %q", i, w, line)
			}
			if strings.ContainsAny(ansi.Strip(line), "\x07\x00\x7f\r\u009b\u202e\u2066") {
				t.Errorf("line %d holds control characters: %q", i, line)
			}
		}
	}
	safe()
	d.Keys("x").Press("enter").Sees("no differences").Settle()
	for range 3 {
		safe()
		d.Press("tab")
	}
}

func TestCompareGolden(t *testing.T) {
	for _, tt := range []struct {
		name          string
		width, height int
		profile       termenv.Profile
		keys          []string
	}{
		{"80x24-compare", 80, 24, termenv.Ascii, nil},
		{"80x24-compare-states", 80, 24, termenv.Ascii, []string{"tab"}},
		{"80x24-compare-billing", 80, 24, termenv.Ascii, []string{"tab", "tab"}},
		{"120x40-compare-colour", 120, 40, termenv.TrueColor, nil},
		{"120x40-compare-states-colour", 120, 40, termenv.TrueColor, []string{"tab"}},
		{"120x40-compare-state", 120, 40, termenv.Ascii, []string{"tab", "home", "enter"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := comparedVersions(t, setup{width: tt.width, height: tt.height, profile: tt.profile}).Press(tt.keys...).Settle()
			uitest.Golden(t, tt.name, d.app.View()+"\n")
		})
	}
}
