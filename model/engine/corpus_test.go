package engine_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"expresso/model/asl"
	"expresso/model/conformance"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/task"
)

// TestCorpus executes what was recorded on AWS and compares: status, output with the order
// of its keys, error, cause and the history of events.
func TestCorpus(t *testing.T) { runCorpus(t, "asl") }

// TestSecondCorpus does the same with what other people recorded or reported, where it is
// known.
func TestSecondCorpus(t *testing.T) { runCorpus(t, filepath.Join("second", "asl")) }

// exceptions are the cases that we answer otherwise than AWS did, with the reason: lines
// of testdata/exceptions.txt, an id and the reason behind it. One that passes is to be
// taken out.
func exceptions(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "exceptions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if id, reason, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			reasons[id] = reason
		}
	}
	return reasons
}

func runCorpus(t *testing.T, folder string) {
	files, err := filepath.Glob(filepath.Join(conformance.Dir(t), folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	reasons := exceptions(t)
	counted, excepted := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := recorded{value(t, string(text))}
		if !c.counts() {
			continue
		}
		counted++
		id := c.get("id").Str()
		t.Run(id, func(t *testing.T) {
			wrong := c.check()
			if reason, ok := reasons[id]; ok {
				excepted++
				if len(wrong) == 0 {
					t.Errorf("passes: take it out of the exceptions (%s)", reason)
				}
				return
			}
			for _, w := range wrong {
				t.Error(w)
			}
		})
	}
	t.Logf("%d cases, %d of them excepted", counted, excepted)
	if excepted*50 > counted {
		t.Errorf("%d of %d cases are excepted: more than 2 %%", excepted, counted)
	}
}

// recorded is one case of the corpus.
type recorded struct{ jsonvalue.Value }

func (c recorded) get(keys ...string) jsonvalue.Value {
	v := c.Value
	for _, key := range keys {
		v, _ = v.Get(key)
	}
	return v
}

// counts reports whether the case is one for us: legal in EXPRESS, runnable from mocks
// alone.
func (c recorded) counts() bool {
	return c.get("runnable").Bool() && c.get("express_ok").Bool() && c.get("fixtures").IsUndefined()
}

const (
	machineARN   = "arn:aws:states:us-east-1:111111111111:stateMachine:recorded"
	executionARN = "arn:aws:states:us-east-1:111111111111:express:recorded:run:2f7e2f5d-7a7c-4d7e-8ab3-0d5f6d3a1c11"
)

func (c recorded) check() (wrong []string) {
	report := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	m, found := asl.Load(c.get("definition").String(), asl.Express)
	if m == nil {
		report("refused: %v", found)
		return wrong
	}
	input := c.get("input")
	mocks := &recordedTasks{of: c, calls: map[string]int{}, wrong: report}
	r := engine.Execute(context.Background(), m, engine.Execution{
		ARN: executionARN, Name: "run", MachineARN: machineARN, MachineName: "recorded",
		RoleARN: "arn:aws:iam::111111111111:role/role", Input: input, Tasks: mocks, Clock: engine.SimulatedClock,
	})
	if want := c.get("expect", "status").Str(); string(r.Status) != want {
		report("status %s, want %s", r.Status, want)
	}
	if want, ok := c.get("expect").Get("output"); ok && !c.same("expect.output", want, r.Output) {
		report("output %s\nwant   %s", r.Output, want)
	}
	if want := c.get("expect", "outputText").Str(); want != "" && want != r.Output.String() && len(c.tokens()) == 2 {
		report("output as text %s\nwant           %s", r.Output, want)
	}
	c.checkText("error", r.Error, report)
	c.checkText("cause", r.Cause, report)
	parts := c.get("expect", "causeContains") // where AWS's cause is known in part only
	for i := range parts.Len() {
		if part := parts.At(i).Str(); r.Cause == nil || !strings.Contains(*r.Cause, part) {
			report("no %q in the cause: %v", part, r.Cause)
		}
	}
	c.checkEvents(r.Events, report)
	return wrong
}

func (c recorded) checkText(key string, got *string, report func(string, ...any)) {
	want, ok := c.get("expect").Get(key)
	switch {
	case !ok:
		if got != nil && c.get("expect", "status").Str() != "FAILED" {
			report("%s %q, want none", key, *got)
		}
		if got != nil && strings.Contains(c.get("expect", "absent").String(), key) {
			report("%s %q, want none", key, *got)
		}
	case got == nil:
		report("no %s, want %s", key, want)
	case want.Kind() == jsonvalue.KindObject:
		v, err := jsonvalue.Parse(*got)
		if err != nil || !c.same("expect."+key, want, v) {
			report("%s %s\nwant %s", key, *got, want)
		}
	case !c.same("expect."+key, want, jsonvalue.NewString(*got)):
		report("%s %q\nwant %s", key, *got, want)
	}
}

// tokens are the words that the recorder put in the place of volatile text.
func (c recorded) tokens() []string {
	tokens := []string{"date", "timestamp"}
	list := c.get("volatile", "tokens")
	for i := range list.Len() {
		tokens = append(tokens, list.At(i).Str())
	}
	return tokens
}

// placeholder is what the recorder put in the place of a name that it made up.
var placeholder = regexp.MustCompile(`<[\w-]+(:\d+)?>|[a-z]+_role_arn|start-time|entered-time|:execution:`)

// sameText compares strings, in which what is volatile matches anything.
func (c recorded) sameText(want, got string) bool {
	if want == got {
		return true
	}
	pattern := regexp.QuoteMeta(want)
	for _, token := range c.tokens() {
		pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta(token), ".*")
	}
	pattern = placeholder.ReplaceAllString(pattern, ".*")
	return regexp.MustCompile("(?s)^" + pattern + "$").MatchString(got)
}

// inExpress takes the context object of a STANDARD execution, as which most cases were
// recorded, to what it is in a synchronous EXPRESS one.
func inExpress(v jsonvalue.Value) jsonvalue.Value {
	if _, ok := v.Get("RedriveCount"); !ok {
		if _, ok := v.Get("StartTime"); !ok {
			return v
		}
	}
	var members []jsonvalue.Member
	for _, key := range []string{"Id", "Input", "Name", "RoleArn", "StartTime"} {
		m, _ := v.Get(key)
		members = append(members, jsonvalue.Member{Key: key, Value: m})
	}
	return jsonvalue.NewObject(members)
}

// asserted reports whether the expectation is what somebody asserted of AWS's answer, and not
// the answer itself.
func (c recorded) asserted() bool {
	exact, ok := c.Get("snapshot_read")
	return ok && !exact.Bool() || c.get("group").Str() == "reports"
}

// same compares a recording with an answer, keys in order.
func (c recorded) same(path string, want, got jsonvalue.Value) bool {
	paths := c.get("volatile", "paths")
	for i := range paths.Len() {
		if path == paths.At(i).Str() && (want.Kind() != jsonvalue.KindString || c.asserted()) {
			return true
		}
	}
	if want.Kind() == jsonvalue.KindString {
		if got.Kind() != jsonvalue.KindString {
			return slices.Contains(c.tokens(), want.Str())
		}
		return c.sameText(want.Str(), got.Str())
	}
	want = inExpress(want)
	if want.Kind() != got.Kind() || want.Len() != got.Len() {
		return false
	}
	switch want.Kind() {
	case jsonvalue.KindObject:
		for i := range want.Len() {
			w, g := want.Member(i), got.Member(i)
			if c.asserted() { // an order of keys that is not AWS's
				g.Key = w.Key
				g.Value, _ = got.Get(w.Key)
			}
			if w.Key != g.Key || !c.same(path+"."+w.Key, w.Value, g.Value) {
				return false
			}
		}
		return true
	case jsonvalue.KindArray:
		for i := range want.Len() {
			if !c.same(fmt.Sprintf("%s[%d]", path, i), want.At(i), got.At(i)) {
				return false
			}
		}
		return true
	default:
		return jsonvalue.Equal(want, got)
	}
}

// checkEvents compares the history. Where the recorder left the ids out, inside Parallel
// states, the order was not kept either, and two types of events neither.
func (c recorded) checkEvents(got []engine.Event, report func(string, ...any)) {
	want, ok := c.Get("events")
	if !ok {
		return
	}
	loose := strings.Contains(want.String(), `"id":0`)
	var events []engine.Event
	for _, e := range got {
		if !loose || !slices.Contains([]string{"ParallelStateSucceeded", "ParallelStateFailed"}, e.Type) {
			events = append(events, e)
		}
	}
	if len(events) != want.Len() {
		report("%d events: %s\nwant %d", len(events), types(events), want.Len())
		return
	}
	used := make([]bool, len(events))
	for i := range want.Len() {
		w := want.At(i)
		match := func(j int) bool {
			id, _ := w.Get("id")
			prev, _ := w.Get("prev")
			kind, _ := w.Get("type")
			e := events[j]
			if n, _ := id.Int(); n != 0 && n != e.ID {
				return false
			}
			if n, _ := prev.Int(); n != e.Previous && jsonvalue.Equal(id, id) && !isZero(id) {
				return false
			}
			return !used[j] && kind.Str() == e.Type && c.sameDetails(w, e.Details())
		}
		j := i
		if loose {
			j = slices.IndexFunc(events, func(engine.Event) bool { return false })
			for k := range events {
				if match(k) {
					j = k
					break
				}
			}
		}
		if j < 0 || !match(j) {
			if j < 0 {
				j = i
			}
			e := events[j]
			report("event %d after %d: %s %s\nwant  %s", e.ID, e.Previous, e.Type, e.Details(), w)
			return
		}
		used[j] = true
	}
}

func isZero(v jsonvalue.Value) bool {
	n, _ := v.Int()
	return n == 0
}

func types(events []engine.Event) string {
	var names []string
	for _, e := range events {
		names = append(names, e.Type)
	}
	return strings.Join(names, " ")
}

// sameDetails compares the details of an event, which the recorder flattened, parsed, and
// rid of what says whether they are truncated.
func (c recorded) sameDetails(want, got jsonvalue.Value) bool {
	details := map[string]jsonvalue.Value{}
	for i := range got.Len() {
		m := got.Member(i)
		if strings.HasSuffix(m.Key, "Details") || m.Key == "roleArn" {
			continue
		}
		details[m.Key] = m.Value
	}
	for i := range want.Len() {
		m := want.Member(i)
		g := details[m.Key]
		switch m.Key {
		case "id", "prev", "type", "inputText", "outputText", "region":
			delete(details, m.Key)
			continue
		case "input", "output", "parameters":
			v, err := jsonvalue.Parse(g.Str())
			if err != nil {
				return false
			}
			g = v
		case "cause":
			if m.Value.Kind() == jsonvalue.KindObject {
				v, err := jsonvalue.Parse(g.Str())
				if err != nil {
					return false
				}
				g = v
			}
		case "assignedVariables":
			// A map from names to JSON text: its order means nothing.
			if !c.sameVariables(m.Value, g) {
				return false
			}
			delete(details, m.Key)
			continue
		}
		if !c.same("expect."+m.Key, m.Value, g) {
			return false
		}
		delete(details, m.Key)
	}
	return len(details) == 0
}

func (c recorded) sameVariables(want, got jsonvalue.Value) bool {
	if want.Len() != got.Len() {
		return false
	}
	for i := range want.Len() {
		m := want.Member(i)
		g, _ := got.Get(m.Key)
		if m.Value.Kind() == jsonvalue.KindObject {
			var err error
			if g, err = jsonvalue.Parse(g.Str()); err != nil {
				return false
			}
		}
		if !c.same("", m.Value, g) {
			return false
		}
	}
	return true
}

// recordedTasks answers what AWS's services answered, and sees to it that they are asked
// what they were asked.
type recordedTasks struct {
	of    recorded
	wrong func(string, ...any)
	mu    sync.Mutex
	calls map[string]int
}

func (r *recordedTasks) Invoke(_ context.Context, call task.Call) (jsonvalue.Value, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	answers := r.of.get("mocks", call.State)
	if answers.Len() == 0 {
		return jsonvalue.Value{}, &task.Unanswered{Call: call, Why: "nothing was recorded"}
	}
	n := r.calls[call.State]
	r.calls[call.State] = n + 1
	answer := recorded{answers.At(min(n, answers.Len()-1))}
	if want, ok := answer.Get("parameters"); ok && !r.of.same("parameters", want, call.Parameters) {
		r.wrong("parameters %s\nwant       %s", call.Parameters, want)
	}
	if _, ok := answer.Get("failure"); ok {
		f := &task.Failure{}
		if name, ok := answer.Get("error"); ok {
			text := name.Str()
			f.Name = &text
		}
		if cause, ok := answer.Get("cause"); ok {
			text := cmp.Or(cause.Str(), cause.String())
			f.Cause = &text
		}
		return jsonvalue.Value{}, f
	}
	if text, ok := answer.Get("resultText"); ok {
		return jsonvalue.Parse(text.Str())
	}
	return answer.get("result"), nil
}
