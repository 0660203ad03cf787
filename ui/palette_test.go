package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"expresso/model"
)

// What somebody types who wants something finds it first.
var queries = map[string]string{
	"run": "run the input", "send": "run the input", "execute": "run the input", "rerun": "rerun this run", "again": "rerun this run",
	"repeat": "rerun this run", "tra": "show the trace", "trace": "show the trace", "waterfall": "show the trace", "timeline": "show the trace",
	"raw": "show the raw response", "response": "show the raw response", "output": "show the output", "result": "show the output",
	"error": "show the error and its cause", "cause": "show the error and its cause", "why": "show the error and its cause", "failure": "show the error and its cause",
	"bill": "show the billing", "billing": "show the billing", "cost": "show the billing", "price": "show the billing", "money": "show the billing",
	"diff": "show the diff with the baseline, or the run before", "difference": "show the diff with the baseline, or the run before",
	"baseline": "set this run as the baseline, or unset it", "mark": "set this run as the baseline, or unset it",
	"compare": "compare with another version, file or target", "versus": "compare with another version, file or target", "target": "compare with another version, file or target",
	"exit": "quit", "quit": "quit", "bye": "quit", "star": "star the run, or remove its star", "bookmark": "star the run, or remove its star",
	"note": "annotate the run", "comment": "annotate the run", "export": "save: this tab", "reload": "reload the machines", "refresh": "reload the machines",
	"zoom": "zoom the pane: on or off", "fullscreen": "zoom the pane: on or off", "copy": "copy: a menu", "clipboard": "copy: a menu", "aws": "copy the run as an aws command",
	"replay": "replay the saved inputs of the machine", "regression": "replay the saved inputs of the machine", "burst": "burst: run the input many times", "stress": "burst: run the input many times", "budget": "burst: run the input many times",
	"theme": "theme dark", "contrast": "theme contrast: readable on black and white", "colours": "code style", "mouse": "mouse: on or off", "vim": "vim keys in the input: on or off",
	"graph": "show the graph", "diagram": "show the graph", "definition": "show the definition", "asl": "show the definition",
	"sort": "sort by latest run, or as listed", "filter": "filter the runs", "search": "search inputs, outputs, errors and notes", "find": "input: find",
	"rename": "rename the saved input", "delete": "delete the saved input", "duplicate": "duplicate the saved input", "undo": "input: undo", "format": "input: format", "minify": "input: minify",
	"save": "save", "open": "open a file as the input", "editor": "edit the input in $EDITOR", "edit": "edit the input in $EDITOR", "accept": "accept this run as expected", "expectation": "accept this run as expected",
	"prune": "prune the history: delete old runs", "help": "help: the keys of this pane", "shortcuts": "help: the keys of this pane", "suspend": "suspend: back to the shell, fg returns", "resize": "make the pane wider",
	"history": "go to history", "machines": "go to machines", "use": "use the saved input", "fan": "pick fan-out-totals", "flaky": "load flaky", "parameters": "show the input with its parameters filled in",
}

func TestPaletteFinds(t *testing.T) {
	d := start(t, setup{target: versioned{orders(succeed(`{"a":1}`))}, resolveOther: qualified("")}).Pick("order-approval").Type(`{"a":1}`).Press("ctrl+r").Settle().SeesIn(history, "SUCCEEDED")
	d.Press("ctrl+s").Keys("flaky").Press("enter").Settle().Type("{").Type(`{"b":2}`)
	if len(queries) < 60 {
		t.Errorf("only %d queries", len(queries))
	}
	for text, want := range queries {
		first := d.firstHit(text)
		if !strings.HasPrefix(first, want) {
			t.Errorf("%q finds %q, want %q", text, first, want)
		}
	}
	// Letters that stand for nothing start nothing.
	for _, text := range []string{"rtin", "rrn", "rpl", "cpr", "bst", "rli"} {
		if first := d.firstHit(text); slices.ContainsFunc([]string{"run the input", "rerun", "replay", "burst", "compare with"}, func(sends string) bool { return strings.HasPrefix(first, sends) }) {
			t.Errorf("%q finds %q, which starts a run", text, first)
		}
	}
}

// firstHit is what the palette has first for a text.
func (d *driver) firstHit(text string) string {
	d.Press("ctrl+p").Keys(text)
	lines := strings.Split(d.screen(), "\n")
	d.Press("esc")
	for i, line := range lines {
		if strings.Contains(line, "Commands ━") || strings.Contains(line, "Commands ─") {
			_, row, _ := strings.Cut(lines[i+3], "┃ ")
			row = strings.TrimLeft(row, " ")
			return row
		}
	}
	return ""
}

// company is an account with so many machines, of which one in twenty is EXPRESS.
func company(n int) *fake {
	f := orders(succeed("{}"))
	f.list = nil
	for i := range n {
		kind := model.Standard
		if i%20 == 0 {
			kind = model.Express
		}
		f.list = append(f.list, machine(fmt.Sprintf("team%02d-svc-%06d", i%50, i), kind))
	}
	return f
}

// Every machine of a big account is found by typing, one that can be run before those that cannot.
func TestPaletteFindsEveryMachine(t *testing.T) {
	d := start(t, setup{target: company(2_500)}).Settle()
	for text, want := range map[string]string{
		"002460": "pick team10-svc-002460", "pick team10-svc-002460": "pick team10-svc-002460", "SVC-00246": "pick team10-svc-002460",
		"team10 1760": "pick team10-svc-001760", "team11-svc-000011": "pick team11-svc-000011", "replay": "replay the saved inputs",
	} {
		if first := d.firstHit(text); !strings.HasPrefix(first, want) {
			t.Errorf("%q finds %q, want %q", text, first, want)
		}
	}
	d.Press("ctrl+p").Keys("002460").Press("enter").Settle().Sees("Input · team10-svc-002460")
}
