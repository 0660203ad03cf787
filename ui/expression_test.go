package ui_test

import (
	"testing"

	"expresso/model/samples"
	"expresso/store"
)

// | opens the expression bench over any document: of a run, and of a state with all that it saw.
func TestExpressionBench(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: ownSamples(t), dir: dir, builtIn: store.OpenInputs(dir, samples.Inputs())}).
		Pick("order-approval").Type(`{"amount": 120}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle().
		Do("show the output").Focus(details).Press("|").Sees("Expression · JSONPath · order-approval", `"x.$":`)
	d.Keys("$.am").Press("tab").Sees("✓ number", "120").Press("alt+y").Sees("copied").Press("esc").SeesNot("Expression ·")
	// What is in the editor, before it is run.
	d.Focus(input).Press("ctrl+a").Type(`{"amount": 7}`).Focus(saved).Press("|").Sees("Expression · JSONPath · order-approval · input").
		Keys("$.amount").Sees("✓ number", "7").Press("esc").SeesNot("Expression ·")
	d.Focus(input).Do("try an expression on the input").Sees("Expression ·", `"amount": 7`).Press("esc").SeesNot("Expression ·")
	d.Focus(input).Press("ctrl+a").Type(`{"amount": `).Focus(saved).Press("|").Sees("not evaluated: invalid JSON in line 1").SeesNot("Expression ·").
		Focus(input).Press("ctrl+a").Type(`{"amount": 120}`)
	// A state of the trace.
	d.Do("show the trace").SeesIn(details, "AskManager").Focus(details).Press("home", "down", "down", "enter").Sees("AskManager · Input").
		Press("tab", "|").Sees("Expression · JSONPath · order-approval · AskManager").
		Keys("$$.State.Name").Sees("✓ string", `"AskManager"`).
		Press("ctrl+t", "ctrl+u").Keys("$states.result.Payload.").Sees("decision string").Press("esc").Sees("AskManager · Input").Press("esc")
}
