package history_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/history"
	"expresso/ui/uitest"
)

const charging = `{"StartAt":"Check","States":{
	"Check":{"Type":"Pass","Next":"Charge the card"},
	"Charge the card":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},
		"Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2}],"Next":"Paid"},
	"Paid":{"Type":"Succeed"}}}`

// drawnAt are details with the graph of a machine.
func drawnAt(t *testing.T, r model.Run, events []model.Event, tab history.Tab, width, height int) *history.Details {
	t.Helper()
	m, found := asl.Load(charging, asl.Express)
	if m == nil {
		t.Fatal(found)
	}
	d := history.NewDetails(plain(), nil, clock)
	d.SetSize(width, height)
	d.Focus()
	d.ShowWhole(r)
	d.Open(tab)
	if arn, ok := d.WantGraph(); ok {
		d.GiveGraph(arn, m, "")
	}
	if wanted, _, ok := d.WantTrace(); ok {
		d.GiveTrace(wanted.ID, events, "")
	}
	return d
}

func TestGraphTab(t *testing.T) {
	r, events := failed("Declined", "insufficient funds")
	events[1].Details, events[2].Details = `{"input":"{\"amount\":120}"}`, `{"error":"Declined","cause":"insufficient funds"}`
	d := drawnAt(t, r, events, history.Graph, 80, 20)
	if got := screenOf(t, d, [2]int{80, 20}); !strings.Contains(got, "✗ Charge the card") || strings.Contains(got, `"amount"`) {
		t.Errorf("got\n%s", got)
	}
	if status := d.Place(); !strings.Contains(status, "Charge the card · Task · failed") {
		t.Error(status)
	}
	// Where there is room, what went in and came out stands beside the selected state.
	for _, tab := range []history.Tab{history.Graph, history.Trace} {
		d = drawnAt(t, r, events, tab, 120, 24)
		if got := screenOf(t, d, [2]int{120, 24}); !strings.Contains(got, `"amount": 120`) || !strings.Contains(got, "insufficient funds") {
			t.Errorf("%s shows\n%s", tab, got)
		}
	}
	d = drawnAt(t, r, events, history.Graph, 120, 24)
	d.Update(uitest.Key("up"))
	if got := screenOf(t, d, [2]int{120, 24}); !strings.Contains(got, "not visited") {
		t.Errorf("got\n%s", got)
	}
}

// In a pane that is high the state stands below a trace, which takes no more than it needs, however
// its rows are folded.
func TestInsideBelow(t *testing.T) {
	r, events := failed("Declined", "insufficient funds")
	events[1].Details, events[2].Details = `{"input":"{\"amount\":120}"}`, `{"error":"Declined","cause":"insufficient funds"}`
	for _, tab := range []history.Tab{history.Trace, history.Graph} {
		d := drawnAt(t, r, events, tab, 100, 44)
		for _, k := range []string{"-", "+", " ", "/", "C", "enter", "esc", "down", "up"} {
			d.Update(uitest.Key(k))
			uitest.Exact(t, d.View(), 100, 44)
		}
		lines := strings.Split(screenOf(t, d, [2]int{100, 44}), "\n")
		if at := slices.IndexFunc(lines, func(l string) bool {
			return strings.Contains(l, "Input  Charge the card") && strings.Contains(l, "Error  ")
		}); at < 8 || at > 26 {
			t.Errorf("%s: what is inside begins at line %d\n%s", tab, at, strings.Join(lines, "\n"))
		}
	}
}

func TestWhyThereIsNoGraph(t *testing.T) {
	d := history.NewDetails(plain(), nil, clock)
	d.SetSize(60, 10)
	d.ShowWhole(run(0))
	if _, ok := d.WantGraph(); ok {
		t.Error("a graph is asked for that nobody sees")
	}
	d.Open(history.Graph)
	arn, ok := d.WantGraph()
	if _, again := d.WantGraph(); !ok || again {
		t.Error("it is asked for once")
	}
	d.GiveGraph("another", nil, "of another machine")
	if got := screenOf(t, d, [2]int{60, 10}); !strings.Contains(got, "reading the definition") {
		t.Errorf("got\n%s", got)
	}
	d.GiveGraph(arn, nil, "no graph: the machine is gone")
	if got := screenOf(t, d, [2]int{60, 10}); !strings.Contains(got, "the machine is gone") {
		t.Errorf("got\n%s", got)
	}
}

// inFlight is a run in flight, and what it tells while it charges a card for the second time.
func inFlight() (model.Run, *trace.Growing) {
	r := run(0)
	r.Status, r.Started, r.Stopped, r.Billing = model.Running, time.Time{}, time.Time{}, model.Billing{}
	at := func(ms int) time.Time { return now.Add(time.Duration(ms) * time.Millisecond) }
	g := trace.Grow()
	g.Add([]model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at(0)},
		{ID: 2, Type: "PassStateEntered", State: "Check", Time: at(0)},
		{ID: 3, Previous: 2, Type: "PassStateExited", State: "Check", Time: at(3)},
		{ID: 4, Previous: 3, Type: "TaskStateEntered", State: "Charge the card", Time: at(3)},
		{ID: 5, Previous: 4, Type: "LambdaFunctionScheduled", State: "Charge the card", Time: at(3)},
		{ID: 6, Previous: 5, Type: "LambdaFunctionFailed", State: "Charge the card", Time: at(120), Details: `{"error":"Busy"}`},
		{ID: 7, Previous: 6, Type: "LambdaFunctionScheduled", State: "Charge the card", Time: at(1120)},
	}, at(1500))
	return r, g
}

func TestGrow(t *testing.T) {
	r, g := inFlight()
	for tab, want := range map[history.Tab][]string{
		history.Trace: {"2 states   1.50 s", "⠋ ▾ Charge the card", "try 2 of 3", "✓   Check", "█"},
		history.Graph: {"✓ Check", "⠋ Charge the card", "↻ 1 of 2"},
	} {
		d := drawnAt(t, r, nil, tab, 80, 20)
		if tab == history.Trace { // for how often it may be tried
			d.Open(history.Graph)
			arn, _ := d.WantGraph()
			m, _ := asl.Load(charging, asl.Express)
			d.GiveGraph(arn, m, "")
			d.Open(tab)
		}
		if got := screenOf(t, d, [2]int{80, 20}); !strings.Contains(got, "the trace arrives with the response") {
			t.Errorf("%s shows\n%s", tab, got)
		}
		d.Grow("another", g.Tree(), false)
		if got := screenOf(t, d, [2]int{80, 20}); strings.Contains(got, "✓ Check") {
			t.Errorf("%s shows another run:\n%s", tab, got)
		}
		d.Grow(r.ID, g.Tree(), false)
		got := screenOf(t, d, [2]int{80, 20})
		for _, text := range want {
			if !strings.Contains(got, text) {
				t.Errorf("%s shows no %q:\n%s", tab, text, got)
			}
		}
		before := got
		if d.SetFrame(3); ansi.Strip(d.View()) == before {
			t.Errorf("%s does not move", tab)
		}
		if d.Grow(r.ID, g.Tree(), true); !strings.Contains(ansi.Strip(d.View()), "with the response") {
			t.Errorf("%s does not say that it lacks something", tab)
		}
		// The answer takes the place of what was told.
		answered, events := failed("Declined", "")
		answered.ID = r.ID
		d.ShowWhole(answered)
		d.Open(tab)
		wanted, _, ok := d.WantTrace()
		if !ok {
			t.Fatal("the trace of the answer is not asked for")
		}
		if got := ansi.Strip(d.View()); !strings.Contains(got, "✓") {
			t.Errorf("%s shows nothing until the trace is there:\n%s", tab, got)
		}
		d.GiveTrace(wanted.ID, events, "")
		d.Grow(r.ID, g.Tree(), false) // late
		if got := ansi.Strip(d.View()); strings.Contains(got, "⠋") || !strings.Contains(got, "✗") {
			t.Errorf("%s shows\n%s", tab, got)
		}
	}
}

// Whatever the size, the graph stands with the output on a stage, and every line fits.
func TestStage(t *testing.T) {
	r, events := failed("Declined", "insufficient funds")
	for _, size := range [][2]int{{78, 12}, {60, 5}, {100, 20}, {76, 50}, {38, 8}, {10, 3}} {
		for _, tab := range history.Tabs() {
			d := drawnAt(t, r, events, tab, size[0], size[1])
			d.Stage()
			if arn, ok := d.WantGraph(); ok {
				m, _ := asl.Load(charging, asl.Express)
				d.GiveGraph(arn, m, "")
			}
			if wanted, _, ok := d.WantTrace(); ok {
				d.GiveTrace(wanted.ID, events, "")
			}
			d.SetSize(size[0], size[1])
			uitest.Exact(t, d.View(), size[0], size[1])
			if got := ansi.Strip(d.View()); size[1] >= 12 && tab <= history.Error && !strings.Contains(got, "Charge the card") {
				t.Errorf("%v, %s:\n%s", size, tab, got)
			}
		}
	}
	// Before there is a run it is the graph of the machine that is picked.
	d := history.NewDetails(plain(), nil, clock)
	d.SetSize(100, 20)
	d.Stage()
	if _, ok := d.WantGraph(); ok {
		t.Error("no machine is picked")
	}
	d.SetMachine("arn:aws:states:us-east-1:000000000000:stateMachine:order-approval")
	arn, ok := d.WantGraph()
	m, _ := asl.Load(charging, asl.Express)
	d.GiveGraph(arn, m, "")
	if got := screenOf(t, d, [2]int{100, 20}); !ok || !strings.Contains(got, "no run to show") || !strings.Contains(got, "Charge the card") {
		t.Errorf("got\n%s", got)
	}
}

// Where there is no graph the output has all the room, until a run of another machine is shown.
func TestNothingStandsBelowWhereThereIsNoGraph(t *testing.T) {
	r := run(0)
	r.Output = `{"a":1}`
	d := history.NewDetails(plain(), nil, clock)
	d.SetSize(80, 44)
	d.ShowWhole(r)
	arn, ok := d.WantGraph()
	if got := screenOf(t, d, [2]int{80, 44}); !ok || !strings.Contains(got, "reading the definition") {
		t.Errorf("got\n%s", got)
	}
	if d.GiveGraph(arn, nil, "no graph: the machine is gone"); strings.Contains(screenOf(t, d, [2]int{80, 44}), "gone") {
		t.Error("it says in every tab why there is no graph")
	}
	other, _ := failed("Declined", "")
	other.ID, other.Machine = "other", "arn:aws:states:us-east-1:000000000000:stateMachine:other"
	d.ShowWhole(other)
	if arn, ok = d.WantGraph(); !ok || arn != other.Machine {
		t.Error("the graph of another machine is not asked for")
	}
	m, _ := asl.Load(charging, asl.Express)
	if d.GiveGraph(arn, m, ""); !strings.Contains(screenOf(t, d, [2]int{80, 44}), "Charge the card") {
		t.Error("it is not shown")
	}
	// A definition that changes is read again, one of another machine is not.
	d.Changed(model.Change{Reloaded: []string{"order-approval"}})
	if _, ok = d.WantGraph(); ok {
		t.Error("read again though it is the same")
	}
	d.Changed(model.Change{Reloaded: []string{"other"}})
	if arn, ok = d.WantGraph(); !ok || arn != other.Machine || !strings.Contains(screenOf(t, d, [2]int{80, 44}), "Charge the card") {
		t.Error("not read again, or gone meanwhile")
	}
	if _, ok = d.WantGraph(); ok {
		t.Error("read twice")
	}
}

// BenchmarkLiveFrame is what a frame of a run in flight costs when it has told as much as it
// may: one more event, and the tab drawn again.
func BenchmarkLiveFrame(b *testing.B) {
	const most = 4096 // as many as the embedded target tells
	for _, tab := range []history.Tab{history.Trace, history.Graph} {
		for _, kind := range []string{"Map", "loop"} {
			b.Run(fmt.Sprintf("%s/%s", tab, kind), func(b *testing.B) {
				m, found := asl.Load(charging, asl.Express)
				if m == nil {
					b.Fatal(found)
				}
				r, _ := inFlight()
				d := history.NewDetails(plain(), nil, clock)
				d.SetSize(160, 50)
				d.Focus()
				d.ShowWhole(r)
				d.Open(tab)
				if arn, ok := d.WantGraph(); ok {
					d.GiveGraph(arn, m, "")
				}
				g := trace.Grow()
				var last int64
				add := func(e model.Event) {
					last++
					e.ID, e.Time = last, now.Add(time.Duration(last)*time.Millisecond)
					g.Add([]model.Event{e}, e.Time)
				}
				add(model.Event{Type: "ExecutionStarted"})
				if kind == "Map" {
					add(model.Event{Type: "MapStateEntered", State: "Lines", Details: `{"name":"Lines"}`})
					add(model.Event{Previous: 2, Type: "MapStateStarted", State: "Lines", Details: `{"length":1000}`})
				}
				step := func() {
					previous := last
					if kind == "Map" {
						add(model.Event{Previous: 3, Type: "MapIterationStarted", State: "Lines", Details: fmt.Sprintf(`{"name":"Lines","index":%d}`, last)})
						previous = last
					}
					add(model.Event{Previous: previous, Type: "TaskStateEntered", State: "Charge the card", Details: `{"name":"Charge the card","input":"{}"}`})
					add(model.Event{Previous: last, Type: "TaskScheduled", State: "Charge the card", Details: `{"resource":"invoke"}`})
					if kind == "loop" || last%3 == 0 {
						add(model.Event{Previous: last, Type: "TaskSucceeded", State: "Charge the card", Details: `{"output":"{}"}`})
						add(model.Event{Previous: last, Type: "TaskStateExited", State: "Charge the card", Details: `{"name":"Charge the card","output":"{}"}`})
					}
				}
				for g.Len() < most {
					step()
				}
				frame := 0
				b.ReportAllocs()
				for b.Loop() {
					frame++
					g.Add(nil, now.Add(time.Duration(most+frame)*time.Millisecond))
					d.SetFrame(frame)
					d.Grow(r.ID, g.Tree(), false)
					_ = d.View()
				}
			})
		}
	}
}

// The output is compared with the input when somebody wants to see what is new in it.
func TestWhatIsNewInTheOutput(t *testing.T) {
	r := run(0)
	r.Input, r.Output = `{"amount":120}`, `{"amount":120,"approved":true}`
	d := history.NewDetails(plain(), nil, clock)
	d.SetSize(60, 8)
	d.ShowWhole(r)
	if _, ok := d.WantOrigins(); ok {
		t.Error("nobody wants to see that")
	}
	for _, a := range d.Actions() {
		if a.ID == "text-as-it-came" {
			a.Do()
		}
	}
	wanted, ok := d.WantOrigins()
	if _, again := d.WantOrigins(); !ok || again || wanted.ID != r.ID {
		t.Error("it is asked for once")
	}
}

// The open tab above a graph takes the lines that it has, and the graph the others; from an error
// its key leads to the trace, which has all of the room.
func TestTheGraphHasWhatTheOpenTabDoesNotNeed(t *testing.T) {
	r, events := failed("Declined", "insufficient funds")
	size := [2]int{80, 50}
	divider := func(d *history.Details) int {
		return slices.IndexFunc(strings.Split(screenOf(t, d, size), "\n"), func(line string) bool { return strings.HasPrefix(line, "────") })
	}
	d := drawnAt(t, r, events, history.Error, size[0], size[1])
	const drawn = "╭ Succeed"
	if at := divider(d); at != 7 || !strings.Contains(screenOf(t, d, size), drawn) {
		t.Errorf("under a short error the graph begins at line %d\n%s", at, screenOf(t, d, size))
	}
	if d.Update(uitest.Key("enter")); d.Tab() != history.Trace || strings.Contains(screenOf(t, d, size), drawn) {
		t.Errorf("%s, with a graph below\n%s", d.Tab(), screenOf(t, d, size))
	}
	r.Status, r.Output = model.Succeeded, "["+strings.Repeat("1,", 99)+"1]"
	if at := divider(drawnAt(t, r, events, history.Output, size[0], size[1])); at != 20 {
		t.Errorf("under a long output the graph begins at line %d", at)
	}
}
