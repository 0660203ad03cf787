package ui_test

import (
	"context"
	"errors"
	"testing"

	"expresso/model"
	"expresso/store"
)

// describing is a target with one machine, of this definition.
type describing struct {
	*fake
	definition string
	problem    error
}

func (d *describing) Describe(_ context.Context, arn model.ARN) (model.Description, error) {
	for _, m := range d.list {
		if m.ARN == arn {
			return model.Description{Machine: m, Definition: d.definition}, d.problem
		}
	}
	return model.Description{}, errors.New("no such machine")
}

func TestGraphAndDefinition(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		dir := t.TempDir()
		d := start(t, setup{
			target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samplesInputs()), width: size[0], height: size[1],
		}).Pick("order-approval").Focus(machines)
		// Without a run a state is its definition.
		d.Press("d").Sees(" Graph ", "Choice").
			Press("enter").Sees(`"definition": {`, `"Type": `).SeesNot(`"input": {`).
			Press("esc").Sees("Choice").
			Press("tab").Sees(`"StartAt": `, "tab turn over").
			Press("/").Keys("StartAt").Press("enter").Sees("1 of 1").
			Press("esc").SeesNot("1 of 1").Sees(`"StartAt": `).
			Press("esc").SeesNot(`"StartAt": `)
		// With one, what it was given and what it gave.
		d.Type(`{"orderId": "A-1", "amount": 120, "customer": {"tier": "gold", "country": "DE"}, "items": []}`).
			Press("ctrl+r").SeesIn(details, "SUCCEEDED").
			Press("f2").Sees("✓ SUCCEEDED  run of 2026-11-03 14:03:22", "✓").
			Press("enter").Sees(`"outcome": "succeeded`, `"input": {`, `"orderId": "A-1"`).
			Press("q", "q").Press("ctrl+p").Keys("machine's definition").Press("enter").Sees(`"StartAt": `).Press("q").
			Focus(history).Press("f2", "tab").Sees(`"StartAt": `).Press("q").SeesNot(`"StartAt": `)
	}
}

func TestDefinitionThatCannotBeDrawn(t *testing.T) {
	target := &describing{
		fake:       orders(succeed(`{}`)),
		definition: `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true, "Nonsense": 1}}}`,
	}
	broken := machine("broken", model.Express)
	broken.Problem = "broken.asl.json:1:20: it is broken"
	target.list = append(target.list, broken)
	d := start(t, setup{target: target}).Pick("order-approval").
		Focus(machines).Press("d").Sees("no graph", " Problems ", "ERROR", "line 1, column").
		Press("tab").Sees(`"QueryLanguage": "JSONata"`).Press("tab").Sees("no graph").Press("esc")
	// One that cannot be run tells why when it is picked.
	d.Press("/").Keys("broken").Press("enter").Sees("no graph", "ERROR").Press("esc").SeesIn(input, "order-approval")

	target.problem = model.WithHint(errors.New("access denied"), "grant states:DescribeStateMachine")
	d.Press("esc").Press("d").Sees("cannot read the definition: access denied", "grant states:DescribeStateMachine").Press("esc")
}
