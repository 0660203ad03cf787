package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"expresso/model/samples"
	"expresso/store"
)

// overlays are the types of all dialogs and pages: what embeds dialog.Base, or one that does.
func overlays(t *testing.T) []string {
	t.Helper()
	embeds := map[string][]string{}
	for _, pattern := range []string{"*.go", "*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				declared, ok := n.(*ast.TypeSpec)
				if !ok {
					return true
				}
				if s, ok := declared.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						if len(f.Names) == 0 {
							name := types.ExprString(f.Type)
							embeds[declared.Name.Name] = append(embeds[declared.Name.Name], name[strings.LastIndexAny(name, "*.")+1:])
						}
					}
				}
				return true
			})
		}
	}
	var is func(name string) bool
	is = func(name string) bool { return name == "Base" || slices.ContainsFunc(embeds[name], is) }
	part := map[string]bool{"Base": true, "Beside": true} // what others embed, and nobody opens
	for _, embedded := range embeds {
		for _, name := range embedded {
			part[name] = part[name] || !ast.IsExported(name)
		}
	}
	return slices.Sorted(func(yield func(string) bool) {
		for name := range embeds {
			if !part[name] && is(name) && !yield(name) {
				return
			}
		}
	})
}

// TestQuitFromEverywhere presses ctrl+q on every dialog and page: it leaves, or, with a run
// in flight, asks, and no brings back what was open.
func TestQuitFromEverywhere(t *testing.T) {
	sample := func(t *testing.T, dir string) setup {
		return setup{target: sampleTarget(t), dir: dir, builtIn: store.OpenInputs(dir, samples.Inputs())}
	}
	fakes := func(_ *testing.T, dir string) setup {
		return setup{target: versioned{orders(byVersion)}, dir: dir, resolveOther: qualified("")}
	}
	replays := func(t *testing.T, dir string) setup {
		keepInput(t, dir, "order-approval", "a", `{"n":1}`, `{"output":{"n":2}}`)
		return setup{target: near{orders(echoes)}, dir: dir}
	}
	bills := func(_ *testing.T, dir string) setup { return setup{target: billing(succeed(`{}`)), dir: dir} }
	opens := map[string]struct {
		with func(*testing.T, string) setup
		open func(d *driver)
	}{
		"Confirm": {bills, func(d *driver) { d.Type("{}").Press("ctrl+r").SeesIn(history, "SUCCEEDED").Press("ctrl+r") }},
		"Prompt":  {fakes, func(d *driver) { d.Press("ctrl+s").Keys("half a name") }},
		"panel": {func(_ *testing.T, dir string) setup {
			return setup{target: orders(byVersion), dir: dir, credentials: dev()}
		}, func(d *driver) { d.Do("show the credentials").Settle() }},
		"Help":    {fakes, func(d *driver) { d.Press("f1") }},
		"Palette": {fakes, func(d *driver) { d.Press("ctrl+p").Keys("gra") }},
		"Menu": {fakes, func(d *driver) {
			d.Type("{}").Press("ctrl+r").SeesIn(history, "SUCCEEDED").Focus(history).Press("W").Sees("a report")
		}},
		"mocking": {
			func(t *testing.T, _ string) setup {
				dir, l := folder(t, map[string]string{"order-approval.asl.json": charge})
				return setup{target: l.Target(), dir: dir, mocks: l}
			},
			func(d *driver) {
				d.Type("{}").Press("ctrl+r").SeesIn(details, "M to mock this task").Focus(details).SeesNot("or in the history").Press("M").Sees("Mock Charge").Settle()
			},
		},
		"preview": {fakes, func(d *driver) { d.Type(`{"a":"{{uuid}}"}`).Press("f12").Settle() }},
		"Choose":  {fakes, func(d *driver) { d.Focus(machines).Press("V").Keys("PR") }},
		"comparing": {fakes, func(d *driver) {
			d.Type("{}").Focus(machines).Press("V").Keys("PROD").Press("enter").Sees("1 difference").Settle()
		}},
		"asking": {fakes, func(d *driver) { d.Type("{}").Focus(machines).Press("B").Keys("1") }},
		"page": {fakes, func(d *driver) {
			d.Type("{}").Focus(machines).Press("B", "ctrl+u").Keys("3").Press("enter").Sees("finished", "3 of 3").Settle()
		}},
		"replayed":   {replays, func(d *driver) { d.Focus(saved).Press("R").Sees("1 of 1").Settle() }},
		"opened":     {replays, func(d *driver) { d.Focus(saved).Press("R").Sees("1 of 1").Press("enter").Sees("- expected").Settle() }},
		"review":     {replays, func(d *driver) { d.Focus(saved).Press("R").Sees("1 of 1").Press("E").Sees("Accept").Settle() }},
		"stateBench": {sample, func(d *driver) { d.Press("f2").Sees("Graph").Settle().Press("t").Sees("Test ·").Settle() }},
		"expression": {sample, func(d *driver) {
			d.Press("ctrl+r").SeesIn(history, "SUCCEEDED").Do("show the output").Focus(details).Press("|").Sees("Expression").Keys("$").Settle()
		}},
		"definition": {sample, func(d *driver) {
			d.Focus(machines).Press("o").Sees("CheckLimit").Settle()
		}},
		"Page": {sample, func(d *driver) {
			d.Type(`{"orderId": "A-1", "amount": 120, "customer": {"tier": "gold", "country": "DE"}, "items": []}`).
				Press("ctrl+r").SeesIn(history, "SUCCEEDED").Focus(details).Press("]", "]", "]").SeesIn(details, "states").
				Press("enter").Sees("esc back to the trace").Settle()
		}},
	}
	for _, name := range overlays(t) {
		t.Run(name, func(t *testing.T) {
			how, ok := opens[name]
			if !ok {
				t.Fatalf("nobody has tried to quit from %s", name)
			}
			d := start(t, how.with(t, t.TempDir())).Pick("order-approval")
			how.open(d)
			if over := d.app.Over(); over != name {
				t.Fatalf("%q is open\n%s", over, d.screen())
			}
			if d.Press("ctrl+q").Settle(); !d.quit {
				t.Errorf("ctrl+q does not quit\n%s", d.screen())
			}
		})
	}
	for name := range opens {
		if !slices.Contains(overlays(t), name) {
			t.Errorf("%s is gone", name)
		}
	}
}

// TestQuitAsksFromADialog has a run in flight behind a dialog in which something was typed.
func TestQuitAsksFromADialog(t *testing.T) {
	target, reached := hanging()
	d := start(t, setup{target: target}).Pick("order-approval").Type("{}").Press("ctrl+r")
	d.until("the run is in flight", func() bool { return reached.Load() == 1 })
	d.Press("ctrl+s").Keys("half").Press("ctrl+q").Sees("a run is in flight", "y quit")
	d.Press("ctrl+q").Sees("a run is in flight").Press("n").Sees("Save input of order-approval", "half")
	if d.quit {
		t.Fatal("left without an answer")
	}
	d.Press("ctrl+q", "y").until("y quits", func() bool { return d.quit })
}
