package ui_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/store"
	"expresso/ui/uitest"
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

func TestValidate(t *testing.T) {
	target := &describing{fake: orders(succeed(`{}`)), definition: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Gone"}}}`}
	d := start(t, setup{target: target}).Pick("order-approval").Do("validate the definition").Sees(" Problems ", "Gone", "enter show it").
		Press("enter").Sees(" Definition ", `"Next": "Gone"`).Press("esc")
	target.definition = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	d.Do("validate the definition").Sees("order-approval is valid: no problems and no warnings").Press("esc").Settle()
}

func TestGraphAndDefinition(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		dir := t.TempDir()
		d := start(t, setup{
			target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samplesInputs()), width: size[0], height: size[1],
		}).Pick("order-approval").Focus(machines)
		// Without a run a state is its definition.
		d.Press("o").Sees(" Graph ", "Choice").
			Press("enter").Sees(`"definition": {`, `"Type": `).SeesNot(`"input": {`).
			Press("esc").Sees("Choice").
			Press("tab").Sees(`"StartAt": `, "] next tab").
			Press("/").Keys("StartAt").Press("enter").Sees("1 of 1").
			Press("esc").SeesNot("1 of 1").Sees(`"StartAt": `).
			Press("esc").SeesNot(`"StartAt": `)
		// With one, what it was given and what it gave.
		d.Type(`{"orderId": "A-1", "amount": 120, "customer": {"tier": "gold", "country": "DE"}, "items": []}`).
			Press("ctrl+r").SeesIn(details, "SUCCEEDED").
			Press("f2").Sees("✓ SUCCEEDED  run of 2026-11-03 14:03:22", "✓", "enter open the state").
			Press("enter").Sees(`"outcome": "succeeded`, `"input": {`, `"orderId": "A-1"`).
			Press("esc", "esc").Press("ctrl+p").Keys("show the definition").Press("enter").Sees(`"StartAt": `).Press("esc").
			Focus(history).Press("f2", "tab").Sees(`"StartAt": `).Press("esc").SeesNot(`"StartAt": `)
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
		Focus(machines).Press("o").Sees("no graph", " Problems ", "ERROR", "line 1, column").
		Press("tab").Sees(`"QueryLanguage": "JSONata"`).Press("tab").Sees("no graph").Press("esc")
	// One that cannot be run tells why when it is picked.
	d.Press("/").Keys("broken").Press("enter").Sees("no graph", "ERROR").Press("esc").SeesIn(input, "order-approval")

	// Without a definition that is all there is to tell.
	target.definition = ""
	d.Press("esc", "/").Keys("broken").Press("enter").Sees("cannot read the definition: broken.asl.json:1:20: it is broken").Press("esc")

	target.problem = model.WithHint(errors.New("access denied"), "grant states:DescribeStateMachine")
	d.Press("esc").Press("o").Sees("cannot read the definition: access denied", "grant states:DescribeStateMachine").Press("esc")
}

func TestGraphTakesTheMouse(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samplesInputs())}).
		Pick("order-approval").Press("f2").Sees("CheckLimit")
	for y, line := range strings.Split(d.screen(), "\n") {
		if before, _, ok := strings.Cut(line, "CheckLimit"); ok && y > 0 {
			d.send(tea.MouseMsg{X: ansi.StringWidth(before) + 2, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
			break
		}
	}
	d.Sees("CheckLimit · Choice").Press("enter").Sees(" CheckLimit ", `"definition": {`)
	// In a text the wheel scrolls.
	d.Press("tab").Sees(`"StartAt": `)
	for range 30 {
		d.send(tea.MouseMsg{X: 5, Y: 5, Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress})
	}
	d.SeesNot(`"StartAt": `)
}

func TestHostileDefinitionStaysInItsFrame(t *testing.T) {
	name := hostile[:40]
	quote := func(s string) string {
		text, err := json.Marshal(strings.ToValidUTF8(s, "?"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for what, definition := range map[string]string{
		"state":    `{"StartAt": ` + quote(name) + `, "States": {` + quote(name) + `: {"Type": "Pass", "Comment": ` + quote(hostile) + `, "End": true}}}`,
		"refused":  `{"StartAt": ` + quote(hostile) + `, "States": {` + quote(hostile) + `: {"Type": ` + quote(hostile) + `}}}`,
		"not JSON": hostile + strings.Repeat("x", 1<<20),
	} {
		target := &describing{fake: orders(nil), definition: definition}
		d := start(t, setup{target: target, profile: termenv.TrueColor}).Pick("order-approval").Press("f2").SeesNot("reading the definition")
		for range 4 {
			for i, line := range strings.Split(d.app.View(), "\n") {
				if w := ansi.StringWidth(line); w > 120 || strings.Contains(sgr(line), "\x1b") {
					t.Errorf("%s: line %d is %d cells wide, %q", what, i, w, line)
				}
				if strings.ContainsAny(ansi.Strip(line), "\x07\x00\x7f\r\u009b\u202e\u2066") {
					t.Errorf("%s: line %d holds control characters: %q", what, i, line)
				}
			}
			d.Press("tab", "enter").Settle()
		}
	}
}

func TestGraphGolden(t *testing.T) {
	for _, tt := range []struct {
		name          string
		width, height int
		profile       termenv.Profile
		keys          []string
	}{
		{"80x24-graph", 80, 24, termenv.Ascii, nil},
		{"120x40-graph-colour", 120, 40, termenv.TrueColor, nil},
		{"120x40-definition", 120, 40, termenv.Ascii, []string{"tab"}},
		{"80x24-state", 80, 24, termenv.Ascii, []string{"enter"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			d := start(t, setup{
				target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samplesInputs()),
				width: tt.width, height: tt.height, profile: tt.profile,
			}).Pick("order-approval").Press("f2").SeesNot("reading the definition").Press(tt.keys...).Settle()
			uitest.Golden(t, tt.name, d.app.View()+"\n")
		})
	}
}

// States are found by their names, in the graph as in the trace.
func TestFindState(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samplesInputs())}).
		Pick("fan-out-totals").Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	d.Press("f2").Sees("run of").Press("/").Keys("tot").Sees("Totals · Pass", "1 of 1").
		Press("enter", "enter").Sees(`"outcome": "succeeded`).Press("esc").Sees("1 of 1")
	d.Press("esc").SeesNot("1 of 1").Sees("run of").Press("esc").SeesNot("run of")
	d.Focus(details).Do("show the trace").SeesIn(details, "states").Press("/").Keys("zzz").SeesIn(details, "no state matches").
		Press("esc").SeesNot("no state").Press("/").Keys("line").SeesIn(details, "1 of ").Press("enter", "n").SeesIn(details, "2 of ").
		Press("N").SeesIn(details, "1 of ").Press("esc").SeesNot("1 of ")
	if d.app.Focused() != details {
		t.Errorf("esc went to %s", d.app.Focused())
	}
}

// A failed run's trace, its state with input and error, and the comparison with the run before.
func TestRunGolden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		dir := t.TempDir()
		d := start(t, setup{
			target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samplesInputs()),
			width: size[0], height: size[1], profile: termenv.Ascii,
		}).Pick("order-approval").Press("ctrl+r").SeesIn(details, "SUCCEEDED").Settle()
		d.Do("load big-order").SeesIn(input, "big-order").Settle().Press("ctrl+r").Settle().Do("show the error").Sees("in state").Settle().Pass(6 * time.Second)
		see := func(what string) {
			uitest.Golden(t, fmt.Sprintf("%dx%d-%s", size[0], size[1], what), d.app.View()+"\n")
		}
		see("error")
		d.Press("enter").SeesIn(details, "states")
		see("trace")
		d.Press("enter").Sees("esc back to the trace")
		see("visit")
		d.Press("esc").Do("show the diff").SeesIn(details, "the run before").Settle()
		see("diff")
	}
}
