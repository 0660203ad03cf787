package bench_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/asl"
	expressions "expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/ui/action"
	"expresso/ui/bench"
	"expresso/ui/clipboard"
	"expresso/ui/dialog"
	"expresso/ui/jsonview"
	"expresso/ui/room"
	"expresso/ui/theme"
	"expresso/ui/trace"
	"expresso/ui/uitest"
)

const orders model.ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"

// target has one machine.
type target struct {
	model.Target
	definition string
}

func (t target) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{Machine: model.Machine{Type: model.Express}, Definition: t.definition}, nil
}

// session is a session in memory.
type session struct {
	mu   sync.Mutex
	kept map[string]string
}

func (s *session) Get(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[key], nil
}

func (s *session) Put(_ context.Context, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[key] = value
	return nil
}

const (
	jsonata  = `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}}`
	jsonpath = `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`
)

// open opens the bench over a document.
func open(t *testing.T, definition, document string, kept *session) *uitest.Owner {
	t.Helper()
	o := uitest.Own(t, time.Now)
	common := o.Common(&model.Workbench{Target: target{definition: definition}})
	common.Session = kept
	room := bench.New(bench.Config{Common: common})
	o.Has(room)
	v, err := jsonvalue.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	variables, _ := jsonvalue.Parse(`{"limit":{"max":5}}`)
	return o.Do(room.Open(bench.Subject{Title: "orders", Machine: orders, See: func(*asl.Machine) expressions.Sight {
		return expressions.Sight{Input: v, Variables: variables}
	}})).Settle()
}

func (s *session) expressions() string {
	got, _ := s.Get(context.Background(), "expressions")
	return got
}

func copied(o *uitest.Owner) string {
	for i := len(o.Told) - 1; i >= 0; i-- {
		if msg, ok := o.Told[i].(clipboard.CopyMsg); ok {
			return msg.Text
		}
	}
	return ""
}

func TestJSONata(t *testing.T) {
	kept := &session{kept: map[string]string{}}
	o := open(t, jsonata, `{"lines":[{"price":2},{"price":3}],"a b":1}`, kept)
	o.Sees("Expression · JSONata · orders", "{%", "%}", "$states.input", `"price": 3`)
	// The value as it is typed; what is wrong, with its place; keys, functions and variables.
	o.Keys("$sum($states.input.lines.price)").Sees("✓ number", "5", "Value")
	o.Keys(" + lines").Sees("Reference to 'lines' at the top level is not supported.", "Previous value")
	o.Press("ctrl+u").Keys("$states.input.").Sees("lines array of 2", "a b")
	o.Press("tab").Sees("{% $states.input.lines").Press("ctrl+u").Keys("$lim").Press("tab").Keys(".").Sees("max number").Press("tab").Sees("{% $limit.max", "✓ number")
	o.Press("ctrl+u").Keys("$substring(").Sees("$substring(text, start, length?) string")
	o.Press("ctrl+u").Keys("$states.input.a").Press("tab").Sees("{% $states.input.`a b`", "✓ number")
	o.Press("ctrl+u").Keys("$su").Press("ctrl+n", "ctrl+n", "ctrl+n", "shift+tab", "tab").Sees("{% $substringBefore(")
	// Copied as a definition has it, and kept.
	o.Press("ctrl+u").Keys(`"a" & "b"`).Sees("✓ string").Press("alt+y")
	if got := copied(o); got != `"{% \"a\" & \"b\" %}"` {
		t.Errorf("copied %s", got)
	}
	o.Press("ctrl+u").Keys("$limit").Press("enter").Sees("Value").Press("y").Settle()
	if got := kept.expressions(); got != `["$limit","\"a\" \u0026 \"b\""]` {
		t.Errorf("kept %s", got)
	}
	o.Press("esc", "ctrl+u").Keys("x").Press("up").Sees("{% $limit").Press("up").Sees(`"a" & "b"`).Press("down", "down").Sees("{% x ")
	// The value and the document have the keys of documents.
	o.Press("enter", "tab").Sees("Document: $states.input").Press("-").Sees("…").Press("esc", "esc").Settle()
	if o.Dialogs.Front() != nil {
		t.Error("it is still open")
	}
	// A later bench knows them.
	open(t, jsonata, `{}`, kept).Press("up").Sees("{% x").Press("up").Sees("{% $limit")
}

func TestJSONPath(t *testing.T) {
	o := open(t, jsonpath, `{"lines":[{"price":2}]}`, &session{kept: map[string]string{}})
	o.Sees("Expression · JSONPath · orders", `"x.$":`).Keys("States.ArrayLength($.li").Press("tab").Keys(")").Sees("✓ number")
	o.Press("alt+y")
	if got := copied(o); got != `"x.$": "States.ArrayLength($.lines)"` {
		t.Errorf("copied %s", got)
	}
	o.Press("ctrl+u").Keys("lines").Sees("not a path or a call of an intrinsic function", "paths begin with $")
	o.Press("ctrl+u").Keys("$.gone").Sees("could not be found in the input")
	o.Press("ctrl+t").Sees("Expression · JSONata").Press("ctrl+u").Keys("1").Sees("✓ number")
	o.Press("ctrl+u", "alt+y")
	if said, ok := o.Told[len(o.Told)-1].(dialog.SayMsg); !ok || said.Kind != dialog.Warned {
		t.Errorf("told %v", o.Told[len(o.Told)-1])
	}
}

// busy is an expression that takes about a second.
const busy = "$sum($map([1..2500], function($i) { $sum($map([1..1000], function($j) { $i * $j })) }))"

// The last key wins: what was asked before ends.
func TestTheLastKeyWins(t *testing.T) {
	o := open(t, jsonata, `{}`, &session{kept: map[string]string{}})
	o.Keys(busy).Keys(" ").Press("ctrl+u").Keys("1 + 1").Sees("✓ number", "2")
}

// document is 256 KiB.
func document() string {
	var b strings.Builder
	b.WriteString(`{"lines":[`)
	for i := 0; b.Len() < 256<<10-100; i++ {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"sku":"item-%d","price":%d,"tags":["a","b"]}`, i, i%97)
	}
	return b.String() + `]}`
}

// BenchmarkKey is a key in the line, and the drawing after it, while an expression runs that
// takes about a second, over a document of 256 KiB. Its bar is 2 ms.
func BenchmarkKey(b *testing.B) {
	th := theme.New(theme.Options{Name: theme.Dark, Profile: termenv.Ascii})
	dialogs := dialog.NewStack(th, action.Keys{}, time.Now)
	room := bench.New(bench.Config{Common: room.Common{
		Context: b.Context(), Theme: th, Dialogs: dialogs, Bench: &model.Workbench{Target: target{definition: jsonata}}, Session: &session{kept: map[string]string{}}, Now: time.Now,
	}})
	v, err := jsonvalue.Parse(document())
	if err != nil {
		b.Fatal(err)
	}
	room.Update(room.Open(bench.Subject{Machine: orders, See: func(*asl.Machine) expressions.Sight { return expressions.Sight{Input: v} }})())
	page := dialogs.Front()
	for _, r := range busy + " + $count($states.input.lines.price) + 1" {
		page.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	page.View(120, 40)
	b.ReportAllocs()
	var running sync.WaitGroup
	for b.Loop() {
		for _, k := range []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune("2")}, {Type: tea.KeyBackspace}} {
			cmd := page.Update(k)
			page.View(120, 40)
			b.StopTimer() // it runs beside the program, and ends with the next key
			running.Go(func() { cmd() })
			b.StartTimer()
		}
	}
	page.Update(tea.KeyMsg{Type: tea.KeyCtrlU})
	running.Wait()
}

// What is opened over says what expressions see.
func TestWhatExpressionsSee(t *testing.T) {
	o := uitest.Own(t, time.Now)
	common := o.Common(&model.Workbench{Target: target{definition: jsonata}})
	common.Session = &session{kept: map[string]string{}}
	room := bench.New(bench.Config{Common: common})
	o.Has(room)
	o.Do(room.OpenInput(orders, " \n")).Settle().Sees("orders · input").Keys("$count($keys($states.input))").Sees("0", "✓ number").Press("esc", "esc")
	run := model.Run{Request: model.Request{Machine: orders, Input: `{"whole":1}`}}
	o.Do(room.OpenDocument(run, "", jsonview.EvalMsg{Text: `{"output":2}`})).Settle().Keys("$states.input.output").Sees("✓ number").Press("esc", "esc")
	o.Do(room.Test(trace.TestMsg{Machine: orders, State: "A"}, run)).Settle()
	if said := o.Told[len(o.Told)-1]; said != any(dialog.SayMsg{Kind: dialog.Warned, Text: "states can only be tested on the embedded target"}) {
		t.Errorf("told %v", said)
	}
}
