package ui_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui/uitest"
)

// near is a fake inside of this process, where nothing is billed.
type near struct{ *fake }

func (n near) Info() model.Info {
	info := n.fake.Info()
	info.Local = true
	return info
}

// keepInput writes a saved input, and what is expected of it unless that is "".
func keepInput(t *testing.T, dir, machine, name, text, expected string) {
	t.Helper()
	folder := filepath.Join(dir, ".expresso", "inputs", machine)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for suffix, text := range map[string]string{".json": text, ".expect.json": expected} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, name+suffix), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func expectation(t *testing.T, dir, machine, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, ".expresso", "inputs", machine, name+".expect.json"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// echoes answers with the input, or fails if it says so.
func echoes(ctx context.Context, request model.Request) (model.Run, error) {
	run, err := succeed(request.Input)(ctx, request)
	var in struct{ Fail string }
	if json.Unmarshal([]byte(request.Input), &in) == nil && in.Fail != "" {
		run.Status, run.Output, run.Error, run.Cause = model.Failed, "", in.Fail, "as told"
	}
	return run, err
}

// suiteDir holds saved inputs whose replay has every verdict.
func suiteDir(t *testing.T) string {
	dir := t.TempDir()
	keepInput(t, dir, "order-approval", "a-pass", `{"n":1}`, `{"output":{"n":1}}`)
	keepInput(t, dir, "order-approval", "b-changed", `{"n":2,"at":"now","lines":[{"id":1},{"id":2}]}`, `{"output":{"n":3,"at":"then","lines":[{"id":8},{"id":9}]}}`)
	keepInput(t, dir, "order-approval", "c-failed", `{"fail":"Too.Bad"}`, `{"output":{}}`)
	keepInput(t, dir, "order-approval", "d-over", `{"n":4}`, `{"budget":{"billedDurationInMilliseconds":100}}`)
	keepInput(t, dir, "order-approval", "e-new", `{"n":5}`, "")
	keepInput(t, dir, "slow-report", "malformed", `{"n":6}`, "{\n  \"otput\": 1\n}")
	keepInput(t, dir, "nightly-batch", "never", `{}`, "")
	return dir
}

func TestReplayOfEveryMachine(t *testing.T) {
	d := start(t, setup{target: near{orders(echoes)}, dir: suiteDir(t)})
	d.Do("replay the saved inputs of every machine").
		Sees("Replay · 2 machines", "6 of 6", "✓ 1 passed", "· 1 no expectation", "$ 1 over budget", "~ 1 changed", "✗ 2 failed",
			"$0.00000604  estimate · us-east-1").
		Sees("c-failed   ✗ failed", "status: expected SUCCEEDED, got FAILED", "4 differences: output $.n: expected 3").
		Sees("malformed.expect.json:2:12: unknown")
	// What is not as expected only; the cursor stays at its case.
	d.Press("down", "f").Sees("4 of 6 inputs", "▌  order-approval c-failed").SeesNot("a-pass")
	d.Press("f").Sees("a-pass", "▌  order-approval c-failed").
		// The difference: in words what no document shows.
		Press("enter").Sees("✗ failed   ✗ FAILED", "status: expected SUCCEEDED, got FAILED (Too.Bad)", `"error": "Too.Bad"`, "+ run of 14:03:22").
		Press("esc", "down", "enter").Sees("$ over budget", "billed duration: expected at most 100 ms, got 200 ms").
		Press("esc", "end", "enter").Sees("malformed.expect.json:2:12: unknown", "fix the file").
		Press("E").Sees("has no response").Press("esc", "esc").SeesNot("Replay · 2 machines")
	// The session has the runs, and they are a group of the history.
	d.Sees("session 5 runs").SeesIn(history, "▸ replay", "✗ 1 failed", "✗ 1 changed").
		SeesIn(saved, "a-pass", "expected ✓", "expected ~", "expected ✗", "expected $", "e-new").
		Do("show the replay").Sees("6 of 6").Press("home", "o").
		SeesIn(history, "replay of 14:03:22", "5 runs ━", "a-pass       ✓ SUCCEEDED").SeesIn(details, `"n": 1`)
}

func TestReplayOfOneMachine(t *testing.T) {
	dir := suiteDir(t)
	start(t, setup{target: near{orders(echoes)}, dir: dir}).Pick("order-approval").
		Focus(saved).Press("R").Sees("Replay · order-approval", "5 inputs", "5 of 5").Press("esc").
		Focus(machines).Press("/").Keys("slow").Press("enter").Focus(machines).Press("R").Sees("Replay · slow-report", "1 input", "1 of 1").
		Press("esc", "end", "R").Sees("STANDARD machines cannot be run synchronously").
		Press("home", "down", "R").Sees("no saved inputs of fan-out-totals: press ctrl+s")
}

func TestReplayGoesOnBehindTheScreen(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		keepInput(t, dir, "order-approval", fmt.Sprintf("in-%02d", i), `{}`, "")
	}
	gate := make(chan struct{})
	asked := make(chan struct{}, 100)
	d := start(t, setup{target: near{orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		asked <- struct{}{}
		select {
		case <-gate:
			return succeed("{}")(ctx, request)
		case <-ctx.Done():
			return model.Run{}, ctx.Err()
		}
	})}, dir: dir}).Pick("order-approval").Focus(saved).
			Press("R").Sees("0 of 20", "● running", "waiting")
	// What happens meanwhile is taken in.
	await := func(n int) { // so many more are in flight
		for n > 0 {
			select {
			case <-asked:
				n--
			case msg := <-d.msgs:
				d.receive(msg)
			case <-time.After(patience):
				t.Fatalf("%d are not in flight\n%s", n, d.screen())
			}
		}
	}
	answer := func(n int) {
		for n > 0 {
			select {
			case gate <- struct{}{}:
				n--
			case msg := <-d.msgs:
				d.receive(msg)
			case <-time.After(patience):
				t.Fatalf("%d await no answer\n%s", n, d.screen())
			}
		}
	}
	await(8)
	answer(4)
	d.Sees("4 of 20").Pass(2*time.Second).Sees("2.00 s  8 s left").
		Press("esc").Sees("replay 4/20").Press("R").Sees("a replay is running").
		Press("ctrl+q").Sees("the replay stops; 8 runs are in flight").Press("n").
		Do("show the replay").Sees("4 of 20").
		// A case whose run is not there yet has nothing to compare.
		Press("end", "enter").Sees("no result yet").Press("R").Sees("wait until the replay ends")
	await(4)
	// Stopped, it starts no more, and awaits those in flight.
	d.Press("x").Sees("stopping: 8 in flight").Pass(6*time.Second).Sees("x stop waiting", "! not run")
	answer(4)
	d.Sees("8 of 20", "stopping: 4 in flight").Press("x").Sees("stopped waiting: runs in flight end", "12 of 20", "! 8 not run", "✗ 4 failed").Settle()
	if n := len(asked); n != 0 {
		t.Errorf("%d more were asked", n)
	}
	// All that was not run, or has no answer, runs again.
	close(gate)
	d.Press("F").Sees("12 of 12", "· 20 no expectation").SeesNot("not run").Settle()
	// One alone, and it stands for itself.
	d.Press("ctrl+r").Sees("1 of 1").Press("esc").SeesIn(history, "▌", "✓ SUCCEEDED", "3 rows ─").SeesNot("replay 1/1")
}

func TestReplayAsksWhereRunsAreBilled(t *testing.T) {
	dir := suiteDir(t)
	d := start(t, setup{target: billing(echoes), dir: dir}).Pick("order-approval").Focus(saved).
		Press("R").Sees("5 runs of 1 machine on fake may cost $0.00000552, based", "on the minimum charge of a run (estimate").
		Press("n").SeesNot("may cost").Sees("session 0 runs").
		Press("R").Sees("may cost").Press("y").Sees("5 of 5", "~ 1 changed").
		Press("F").Sees("3 runs of 1 machine on fake may cost", "costs of the latest runs").Press("n").Sees("5 of 5").
		Press("F").Sees("may cost").Press("y").Sees("3 of 3", "✓ 1 passed", "~ 1 changed", "✗ 1 failed")
	d.Press("esc").Sees("session 8 runs")
}

func TestAcceptFromTheReplay(t *testing.T) {
	dir := suiteDir(t)
	d := start(t, setup{target: near{orders(echoes)}, dir: dir}).Pick("order-approval").Focus(saved).
		Press("R").Sees("5 of 5", "~ 1 changed").
		Press("home", "down", "enter").Sees("~ changed", `"n": 3`, `"n": 2`, "- expected")
	before := expectation(t, dir, "order-approval", "b-changed")
	d.Press("E").Sees("Accept · order-approval · b-changed", "replaces ", `"then"`, `"now"`, "$.status").
		// What differs from run to run is ignored; a second I takes that back.
		Press("n", "n").Sees("$.output.at").Press("I").Sees("ignores $.at", `"$.at"`).
		until("the ids are next", func() bool { return strings.Contains(d.screen(), "$.output.lines[0].id") }).
		Press("alt+i").Sees("ignores $.lines[*].id", `"$.lines[*].id"`).
		Press("b").Sees(`"billedDurationInMilliseconds": 200`, `"billedMemoryUsedInMB": 64`).
		Press("esc").Sees("- expected").Press("esc").Sees("✗ 1 failed", "~ 1 changed").Settle()
	if after := expectation(t, dir, "order-approval", "b-changed"); after != before {
		t.Errorf("written though nobody said so:\n%s", after)
	}
	d.Press("E").Sees("Accept").Press("n", "n").Sees("$.output.at").Press("I").Sees("ignores $.at").
		Press("enter").Sees("saved the expectation of b-changed", "✓ 2 passed").SeesNot("~ 1 changed")
	want := `{
  "status": "SUCCEEDED",
  "output": {
    "n": 2,
    "lines": [
      {
        "id": 1
      },
      {
        "id": 2
      }
    ]
  },
  "ignore": [
    "$.at"
  ]
}
`
	if got := expectation(t, dir, "order-approval", "b-changed"); got != want {
		t.Errorf("b-changed.expect.json:\n%s", got)
	}
	d.Press("esc").SeesIn(saved, "b-changed", "expected ✓").Do("show the replay").
		// Over budget: the old one stays unless the run's bill is taken.
		Press("end", "up", "E").Sees("the run is over the budget, which is not changed: billed duration", "set the budget to its billing").
		Press("b").SeesNot("which stays").Press("enter").Sees("✓ 3 passed").
		Press("ctrl+r").Sees("1 of 1", "✓ 3 passed").Press("R").Sees("5 of 5", "✓ 3 passed")
}

func TestAcceptARunOfTheHistory(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: near{orders(echoes)}, dir: dir}).Pick("order-approval").Type(`{"n":1}`).
		Press("ctrl+r").SeesIn(history, "✓ SUCCEEDED").Focus(history).
		// A run of no saved input: it gets a name, and is saved under it.
		Press("E").Sees("Accept as expected: save the input as").Keys("first").Press("enter").
		Sees("writes ", "first.expect.json", "saves the run's input as first", "added").
		Press("enter").Sees("saved the expectation of first").SeesIn(saved, "first", "expected ✓").
		SeesIn(input, "order-approval · first")
	if text, err := os.ReadFile(filepath.Join(dir, ".expresso", "inputs", "order-approval", "first.json")); err != nil || string(text) != `{"n":1}` {
		t.Errorf("first.json holds %q, %v", text, err)
	}
	// From now on the editor's text is that of a saved input.
	d.Press("ctrl+r").SeesIn(history, "2 runs").Settle().Press("home", "E").Sees("Accept · order-approval · first", "no changes in ").Press("esc")
	// Another text under the same name is told, and written only with a yes.
	d.Type(`{"n":2}`).Press("ctrl+r").SeesIn(history, "3 runs").Settle().Focus(history).Press("home", "E").Keys("first").Press("enter").
		Sees("the saved input first is different: it is replaced by this run's input", "replaces ").Press("esc").Settle()
	if text := expectation(t, dir, "order-approval", "first"); !strings.Contains(text, `"n": 1`) {
		t.Errorf("written though nobody said so:\n%s", text)
	}
	// What has changed since it was shown is not written over.
	d.Press("E").Keys("first").Press("enter").Sees("replaces ")
	keepInput(t, dir, "order-approval", "first", `{"n":1}`, `{"status":"FAILED"}`)
	d.Press("enter").Sees("the file has changed in the meantime: press E to see it again").Settle()
	if text := expectation(t, dir, "order-approval", "first"); text != `{"status":"FAILED"}` {
		t.Errorf("written over:\n%s", text)
	}
	// A file that is invalid is shown as it is.
	keepInput(t, dir, "order-approval", "first", `{"n":1}`, "{\n nonsense")
	d.Press("E").Keys("first").Press("enter").Sees("the existing file is invalid: ", "first.expect.json:2:2: ", "nonsense").Press("esc")
	// A run of a saved input that was changed since leaves that as it is.
	keepInput(t, dir, "order-approval", "first", `{"n":9}`, `{"output":1}`)
	d.Press("home", "down", "E").Sees("this run's input differs from the saved input first, which is not changed").Press("enter").Sees("saved the expectation of first").Settle()
	if text, err := os.ReadFile(filepath.Join(dir, ".expresso", "inputs", "order-approval", "first.json")); err != nil || string(text) != `{"n":9}` {
		t.Errorf("first.json holds %q, %v", text, err)
	}
	d.Press("home")
	// Runs that cannot be expected say why.
	d.Press("E").Keys("a/b").Press("enter").Sees("a/b", "has a / as character 2")
}

func TestAcceptARunThatFailed(t *testing.T) {
	dir := t.TempDir()
	keepInput(t, dir, "order-approval", "bad", `{"fail":"Too.Bad"}`, "")
	d := start(t, setup{target: near{orders(echoes)}, dir: dir}).Pick("order-approval").SeesIn(input, "bad").
		Press("ctrl+r").SeesIn(history, "✗ FAILED").SeesIn(saved, "bad", "✗").
		Focus(details).Press("E").Sees(`"error": "Too.Bad"`, `"cause": "as told"`).
		Press("enter").SeesIn(saved, "expected ✓").Settle()
	// The verdict is known after a restart, too.
	if err := d.app.Finish(); err != nil {
		t.Fatal(err)
	}
	d = start(t, setup{target: near{orders(echoes)}, dir: dir}).Pick("order-approval").SeesIn(saved, "expected ✓")
	d.Focus(saved).Press("R").Sees("✓ 1 passed")
}

// Documents that take long to compare are compared beside the screen.
func TestLargeExpectations(t *testing.T) {
	dir := t.TempDir()
	large := func(n int) string {
		return fmt.Sprintf(`{"filler":%q,"n":%d,"m":%d,"z":0}`, strings.Repeat("x", 10_000), n, n)
	}
	keepInput(t, dir, "order-approval", "large", large(2), `{"status":"SUCCEEDED","output":`+large(1)+`}`)
	keepInput(t, dir, "order-approval", "same", large(3), `{"output":`+large(3)+`}`)
	start(t, setup{target: near{orders(echoes)}, dir: dir}).Pick("order-approval").Focus(saved).
		Press("R").Sees("2 of 2").Press("enter").Sees("2 changed", `"n": 1`, `"n": 2`).
		Press("E").Sees("Accept", "2 changed", "$.output.n").Press("I").Sees("ignores $.n").
		Sees("$.output.m").
		Press("esc", "esc", "down", "enter").Sees("✓ passed", "no differences", `"n": 3`)
}

func TestTheMouseInTheReplay(t *testing.T) {
	d := start(t, setup{target: near{orders(echoes)}, dir: suiteDir(t)}).Pick("order-approval").Focus(saved).Press("R").Sees("5 of 5")
	at := func(text string) tea.MouseMsg {
		for y, line := range strings.Split(d.screen(), "\n") {
			if i := strings.Index(line, text); i >= 0 {
				return tea.MouseMsg{X: ansi.StringWidth(line[:i]), Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
			}
		}
		t.Fatalf("no %q\n%s", text, d.screen())
		return tea.MouseMsg{}
	}
	click := at("d-over")
	d.send(click)
	d.Sees("▌  d-over").send(click)
	d.Sees("billed duration: expected at most 100 ms").Press("esc")
	d.send(tea.MouseMsg{X: 5, Y: 9, Button: tea.MouseButtonWheelUp, Action: tea.MouseActionPress})
	d.Sees("▌  a-pass")
}

func TestRunAgain(t *testing.T) {
	var asked []model.Request
	dir := t.TempDir()
	old, _ := succeed(`1`)(t.Context(), model.Request{})
	old.ID, old.Target, old.Machine, old.Input = "0a", "elsewhere", machine("order-approval", model.Express).ARN, `{"old":1}`
	old.Asked = time.Date(2026, 11, 3, 13, 0, 0, 0, time.UTC)
	far := old
	far.ID, far.Target, far.Machine = "0b", "fake", "arn:aws:states:eu-west-1:000000000000:stateMachine:order-approval"
	recorded(t, dir, old, far)
	d := start(t, setup{target: orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		asked = append(asked, request)
		return succeed("{}")(ctx, request)
	}), dir: dir}).Pick("order-approval").Type(`{"n":1}`).Press("ctrl+r").SeesIn(history, "2 runs").Settle().
			Type(`{"n":2}`).Focus(history).Press("R").SeesIn(history, "3 runs").Settle()
	if len(asked) != 2 || asked[1] != asked[0] || asked[1].Input != `{"n":1}` {
		t.Errorf("asked for %+v", asked)
	}
	d.SeesIn(input, `{"n":2}`).Press("end", "R").Sees("this run was made on elsewhere, but the target is fake").
		Press("A").SeesIn(history, "all machines", "4 runs").Press("end", "up", "R").Sees("this run was made in eu-west-1, but the target is in us-east-1")
}

func TestReplayScreens(t *testing.T) {
	for _, tt := range []struct {
		name          string
		width, height int
		profile       termenv.Profile
		keys          []string
	}{
		{"80x24-replay", 80, 24, termenv.Ascii, nil},
		{"120x40-replay", 120, 40, termenv.Ascii, nil},
		{"120x40-replay-colour", 120, 40, termenv.TrueColor, nil},
		{"80x24-replay-case", 80, 24, termenv.Ascii, []string{"enter"}},
		{"120x40-accept", 120, 40, termenv.Ascii, []string{"E"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := start(t, setup{target: near{orders(echoes)}, dir: suiteDir(t), width: tt.width, height: tt.height, profile: tt.profile})
			d.Do("replay the saved inputs of every").Sees("6 of 6").Settle().Pass(6 * time.Second).Press(tt.keys...).Settle()
			got := strings.ReplaceAll(d.app.View(), d.dir, "/orders")
			lines := strings.Split(got, "\n")
			if i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "/orders/.expresso") }); i >= 0 {
				lines = slices.Delete(lines, i, i+1) // as wide as the folder's name is long
			}
			uitest.Golden(t, tt.name, strings.Join(lines, "\n")+"\n")
			for _, line := range strings.Split(d.app.View(), "\n") {
				if w := ansi.StringWidth(line); w > tt.width {
					t.Errorf("a line of %d cells: %s", w, line)
				}
			}
		})
	}
}
