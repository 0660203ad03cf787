package input_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/parameter"
	"expresso/ui/input"
	"expresso/ui/save"
	"expresso/ui/uitest"
)

var (
	orders = model.Machine{Name: "orders", ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:orders"}
	bills  = model.Machine{Name: "bills", ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:bills"}
)

// memory has saved inputs and what a session keeps.
type memory struct {
	model.SavedInputs
	mu     sync.Mutex
	inputs map[string]string // by machine and name
	kept   map[string]string
	full   bool // no draft can be written
}

func (m *memory) List(machine string) (all []model.SavedInput, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, path := range slices.Sorted(maps.Keys(m.inputs)) {
		if name, ok := strings.CutPrefix(path, machine+"/"); ok {
			all = append(all, model.SavedInput{Name: name, BuiltIn: name == "sample"})
		}
	}
	return all, nil
}

func (m *memory) Load(machine, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	text, ok := m.inputs[machine+"/"+name]
	if !ok {
		return "", errors.New("there is no such input")
	}
	return text, nil
}

func (m *memory) Save(machine, name, text string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inputs[machine+"/"+name] = text
	return nil
}

func (m *memory) Check(_, name string) error {
	if strings.Contains(name, "/") {
		return errors.New("a name has no /")
	}
	return nil
}

func (m *memory) Delete(machine, name string) (model.Removed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.inputs, machine+"/"+name)
	return model.Removed{}, nil
}

func (m *memory) Restore(machine, name string, _ model.Removed) error {
	return m.Save(machine, name, "back")
}

func (m *memory) Rename(machine, from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.inputs[machine+"/"+to]; taken {
		return errors.New("there is an input of that name")
	}
	m.inputs[machine+"/"+to] = m.inputs[machine+"/"+from]
	delete(m.inputs, machine+"/"+from)
	return nil
}

func (m *memory) Get(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept[key], nil
}

func (m *memory) Put(_ context.Context, key, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.full {
		return errors.New("the disk is full")
	}
	m.kept[key] = value
	return nil
}

// journal has one run of a saved input.
type journal struct{ model.Journal }

func (journal) List(context.Context, model.Query) ([]model.Run, error) {
	return []model.Run{{Saved: "small", Status: model.Failed}, {Saved: "refused", Status: model.Failed, Verdict: "PASSED"}}, nil
}

// stage is a room and its owner.
type stage struct {
	*uitest.Owner
	t      *testing.T
	room   *input.Room
	memory *memory
	timers []func(time.Time) tea.Msg
}

func newStage(t *testing.T) *stage {
	s := &stage{t: t, Owner: uitest.Own(t, time.Now), memory: &memory{inputs: map[string]string{}, kept: map[string]string{}}}
	common := s.Common(&model.Workbench{Journal: journal{}})
	common.Inputs, common.Session = s.memory, s.memory
	common.Parameters = parameter.Values{Env: func(name string) (string, bool) { return "me", name == "WHO" }}
	common.After = func(_ time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
		s.timers = append(s.timers, msg)
		return nil
	}
	s.room = input.New(input.Config{Common: common})
	s.room.Editor.SetSize(60, 10)
	s.room.Saved.SetSize(30, 6)
	s.Has(s.room)
	return s
}

// turn goes to a machine.
func (s *stage) turn(m model.Machine) *stage {
	s.Do(s.room.Turn(m)).Settle()
	return s
}

// holds checks what is in the editor, and the name of the saved input that it is.
func (s *stage) holds(text, name string) *stage {
	s.t.Helper()
	if got := s.room.Editor.Text(); got != text || s.room.Name() != name {
		s.t.Errorf("the editor holds %q of the input %q, not %q of %q", got, s.room.Name(), text, name)
	}
	return s
}

// hears checks what was said last.
func (s *stage) hears(text string) *stage {
	s.t.Helper()
	if got := s.Settle().Heard(); !strings.Contains(got, text) {
		s.t.Errorf("said %q, not %q", got, text)
	}
	return s
}

// told is the last message of a kind that was told.
func told[T any](s *stage) (last T, ok bool) {
	for _, msg := range s.Told {
		if m, is := msg.(T); is {
			last, ok = m, true
		}
	}
	return last, ok
}

func TestEachMachineHasItsDraft(t *testing.T) {
	s := newStage(t)
	s.memory.inputs["orders/small"] = `{"n":1}`
	s.turn(orders).holds(`{"n":1}`, "small")
	if _, ok := told[input.OpenedMsg](s); !ok || !s.room.Opened() || s.room.Changed() {
		t.Error("the machine's input is not there, or another than was saved")
	}
	if drawn := uitest.Plain(s.room.Saved.View()); !strings.Contains(drawn, "small") || !strings.Contains(drawn, s.Theme.Cross) {
		t.Errorf("the list does not tell how the input did:\n%s", drawn)
	}
	s.room.Replace(`{"n":2}`)
	s.turn(bills).holds("", "").turn(orders).holds(`{"n":2}`, "small")
	if !s.room.Changed() || s.memory.kept[model.SessionDraft(orders.ARN)] != `{"n":2}` || s.memory.kept[model.SessionDraftName(orders.ARN)] != "small" {
		t.Errorf("kept %q", s.memory.kept)
	}
	// A rest writes it down, and so does the end.
	s.room.Replace(`{"n":3}`)
	s.Do(s.room.Keep())
	for _, timer := range s.timers {
		s.Do(s.room.Update(timer(time.Time{})))
	}
	if s.Settle(); s.memory.kept[model.SessionDraft(orders.ARN)] != `{"n":3}` {
		t.Errorf("kept %q", s.memory.kept)
	}
	s.room.Replace(`{"n":4}`)
	if err := s.room.Finish(t.Context()); err != nil || s.memory.kept[model.SessionDraft(orders.ARN)] != `{"n":4}` {
		t.Errorf("kept %q, %v", s.memory.kept, err)
	}
	s.memory.full = true
	s.room.Replace(`{"n":5}`)
	s.turn(bills).hears("cannot save the draft: the disk is full")
}

func TestTextBeforeAMachineGoesOverItsDraft(t *testing.T) {
	s := newStage(t)
	s.memory.inputs["orders/small"] = `{"n":1}`
	s.room.Replace("typed")
	s.turn(orders).holds("typed", "")
	s.room.Give("a run's")
	s.turn(bills).holds("a run's", "")
}

func TestOnlyTheLatestTurnCounts(t *testing.T) {
	s := newStage(t)
	s.memory.inputs["orders/small"] = `{"n":1}`
	s.Do(tea.Batch(s.room.Turn(orders), s.room.Turn(bills)))
	s.Settle()
	if s.holds("", ""); len(s.room.Saved.All()) != 0 {
		t.Error("the list is another machine's")
	}
}

func TestSavedInputs(t *testing.T) {
	s := newStage(t).turn(orders)
	s.memory.inputs["orders/sample"] = "{}"
	// What is not JSON is not saved, and stays.
	s.room.Replace(`{"n":1`)
	s.Do(s.room.AskSave())
	s.hears("not saved: invalid JSON in line 1, column 7: alt+s saves any text to a file").holds(`{"n":1`, "")
	if s.Dialogs.Front() != nil {
		t.Errorf("a name is asked for\n%s", s.Screen())
	}
	s.room.Replace("")
	s.Do(s.room.AskWrite())
	s.hears("nothing to save: the input is empty")
	s.room.Replace(`{"n":1}`)
	s.Do(s.room.AskSave())
	s.Sees("Save input of orders").Keys("a/b").Press("enter").Sees("a name has no /")
	s.Press("ctrl+u").Keys("small").Press("enter")
	s.hears("saved .expresso/inputs/orders/small.json").holds(`{"n":1}`, "small")
	// What is there is replaced only after a question, and no brings the name back.
	s.room.Replace(`{"n":2}`)
	s.Do(s.room.AskSave())
	s.Press("enter").Sees("the saved input small already exists").Press("y")
	if s.hears("saved .expresso/inputs/orders/small.json"); s.memory.inputs["orders/small"] != `{"n":2}` {
		t.Errorf("%q", s.memory.inputs)
	}
	s.Do(s.room.AskRename())
	s.Sees("Rename small").Keys("sample").Press("enter").Sees("Rename small", "there is an input of that name")
	s.Press("ctrl+u").Keys("tiny").Press("enter")
	s.hears("renamed to tiny").holds(`{"n":2}`, "tiny")
	s.Do(s.room.Delete())
	s.hears("deleted tiny: press u to restore it").holds(`{"n":2}`, "")
	s.Do(s.room.Restore())
	if s.hears("restored tiny"); s.room.CannotRestore() != "no deleted input to restore" {
		t.Error(s.room.CannotRestore())
	}
	if s.room.Saved.Select("sample"); s.room.CannotDelete() == "" || s.room.CannotRename() == "" {
		t.Error("what comes with the sample can be deleted or renamed")
	}
	s.Do(s.room.Load("tiny"))
	s.hears("loaded tiny: press ctrl+z to undo").holds("back", "tiny")
	s.Do(s.room.Load("none"))
	s.hears("cannot load none: there is no such input").holds("back", "tiny")
}

func TestWhatIsSent(t *testing.T) {
	s := newStage(t).turn(orders)
	s.room.Replace("{")
	s.Do(s.room.Run(orders.ARN))
	if _, ok := told[input.SendMsg](s); ok {
		t.Error("a mistake was sent")
	}
	if _, ok := told[input.FocusMsg](s); !ok {
		t.Error("nobody sees the mistake")
	}
	s.hears("not sent: invalid JSON in line 1")
	s.room.Replace(`{"who": "{{env.WHO}}"}`)
	s.Do(s.room.Run(orders.ARN + ":2")).Settle()
	const full = `{"who": "me"}`
	if sent, _ := told[input.SendMsg](s); sent.Text != full || sent.Of.ARN != orders.ARN+":2" || s.room.Last() != orders.ARN+":2" {
		t.Errorf("sent %+v", sent)
	}
	s.Heard()
	// Again goes where it went, and not what is in the editor now.
	s.room.Replace(`{}`)
	s.Do(s.room.RunAgain()).Settle()
	if sent, _ := told[input.SendMsg](s); sent.Text != full {
		t.Errorf("sent %+v", sent)
	}
	s.Do(s.room.Look(orders.ARN))
	s.hears("the input has no parameters")
	s.room.Replace(`{"a": "{{env.WHO}}"}`)
	s.Do(s.room.Look(orders.ARN))
	s.Sees("as it is sent", `"a": "me"`).Press("ctrl+r")
	if sent, _ := told[input.SendMsg](s); sent.Text != `{"a": "me"}` || s.Dialogs.Front() != nil {
		t.Errorf("sent %+v", sent)
	}
	s.Heard()
	s.room.Replace(`{"a": "{{env.NONE}}"}`)
	s.Do(s.room.Run(orders.ARN))
	s.hears("not sent: ")
}

func TestFiles(t *testing.T) {
	s := newStage(t).turn(orders)
	path := filepath.Join(t.TempDir(), "in.json")
	if err := os.WriteFile(path, []byte(`{"a":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Do(s.room.AskOpen())
	s.Sees("Open a file as the input").Keys(path+"x").Press("enter").Sees("cannot open it: no such file").Press("backspace", "enter")
	s.hears("opened "+path).holds(`{"a":1}`, "")
	s.Do(s.room.AskWrite())
	asked, ok := told[save.AskMsg](s)
	if !ok {
		t.Fatal("nothing is to be saved")
	}
	out := filepath.Join(t.TempDir(), "out.json")
	if w := asked.Write(out)(); w.Err != nil {
		t.Error(w.Err)
	}
	if text, err := os.ReadFile(out); string(text) != `{"a":1}` {
		t.Errorf("%q, %v", text, err)
	}
}

// A failure that was accepted is as expected after a restart, too.
func TestVerdictsOfEarlierStarts(t *testing.T) {
	s := newStage(t)
	s.memory.inputs["orders/refused"] = `{}`
	s.turn(orders)
	if drawn := uitest.Plain(s.room.Saved.View()); !strings.Contains(drawn, s.Theme.Check) || strings.Contains(drawn, s.Theme.Cross) {
		t.Errorf("the verdict is not told:\n%s", drawn)
	}
}
