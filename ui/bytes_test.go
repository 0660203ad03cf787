package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/store"
	"expresso/ui"
)

// pty keeps all bytes that a program writes to its terminal.
type pty struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *pty) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *pty) written() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (p *pty) waitFor(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(p.written(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q was never written: %.3000q", text, p.written())
		}
	}
}

// ours are the escape sequences that the workbench writes by itself: it moves the cursor,
// colours, erases to the end of a line, enters and leaves the screen. Erasing a whole
// line or screen belongs to entering and leaving.
var ours = regexp.MustCompile(`^\x1b\[(\d*H|[\d;]*m|K|2J|2K|\?(25|1049|2004|2026|1000|1002|1003|1006)[hl])`)

// takeover is what text from elsewhere may hold to take a terminal over: the clipboard,
// the title, the screen, the cursor, colours, the eight-bit forms of the same, text that
// runs the other way or hides, controls, and bytes that are not UTF-8.
var takeover = []string{
	"\x1b]52;c;aGFja2Vk\x07", "\x1b]0;title\x07", "\x1b[2J", "\x1b[H", "\x1bc", "\x1b[?1049l", "\x1b[31m",
	"\u009b2J", "\u009d0;title\u009c", "\u0090q\u009c", "\u202eright to left", "\u2066isolated", "\u200b\u200d\ufeff",
	"\r\n\t\b\a\x00\x7f", "\xff\xfe",
}

// evil is text that begins with a mark to look for, and tries everything.
func evil(mark string) string { return mark + strings.Join(takeover, " ") }

// evilLine is evil in one line of a mebibyte.
func evilLine(mark string) string {
	line := strings.ReplaceAll(evil(mark), "\r\n", "")
	const again = "A\x1b[2J\u202e\u009b2J"
	return line + strings.Repeat(again, 1+(1<<20-len(line))/len(again))
}

// escapedJSON is text as a JSON string, all that is not ASCII and every control escaped.
func escapedJSON(text string) string {
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(text, "") {
		if r < ' ' || r >= 0x7f || r == '"' || r == '\\' {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return `"` + out.String() + `"`
}

// evilState is the name of a state: AWS allows 80 characters, and few of them.
const evilState = "STATE\x1b]0;title\x07\x1b[2J\u009b2J\u202e\u2066\u200d"

// evilTarget names, describes and traces nothing without trying to take the terminal over.
type evilTarget struct{ *fake }

func (evilTarget) Info() model.Info {
	return model.Info{Name: "INFO\x1b]0;x\x07", Region: "REGION\x1b[2J", Account: "ACCOUNT\u009b2J", Workspace: "PLACE\u202e\xff", Loopback: true} // in one line
}

func (e evilTarget) Describe(context.Context, model.ARN) (model.Description, error) {
	state := escapedJSON(evilState)
	return model.Description{Machine: e.list[0], Definition: `{"Comment": ` + escapedJSON(evil("COMMENT")) + `, "StartAt": ` + state +
		`, "States": {` + state + `: {"Type": "Pass", "End": true}}}`}, nil
}

func (evilTarget) Trace(_ context.Context, run model.Run) ([]model.Event, error) {
	state, text := evilState, escapedJSON(evil("TRACED"))
	events := []model.Event{
		{Type: "ExecutionStarted", Details: `{"input": ` + text + `}`},
		{Type: "TaskStateEntered", State: state, Details: `{"name": ` + escapedJSON(state) + `, "input": ` + escapedJSON(text) + `}`},
		{Type: "TaskScheduled", State: state, Details: `{"resource": ` + text + `, "parameters": ` + escapedJSON(text) + `}`},
		{Type: "TaskFailed", State: state, Details: `{"error": ` + text + `, "cause": ` + text + `}`},
		{Type: "ExecutionFailed", Details: `{"error": ` + text + `, "cause": ` + text + `}`},
	}
	for i := range events {
		events[i].ID, events[i].Previous, events[i].Time = int64(i+1), int64(i), run.Started.Add(time.Duration(i)*time.Millisecond)
	}
	return events, nil
}

// evilInputs has saved inputs that are called and filled like that.
type evilInputs struct{ *store.Inputs }

func (evilInputs) List(string) ([]model.SavedInput, error) {
	return []model.SavedInput{{Name: evil("SAVED")}}, nil
}
func (evilInputs) Load(string, string) (string, error) { return evilLine("TYPED"), nil }

// evilNotes has such a note on every run.
type evilNotes struct{ model.Journal }

func (j evilNotes) List(ctx context.Context, q model.Query) ([]model.Run, error) {
	runs, err := j.Journal.List(ctx, q)
	for i := range runs {
		runs[i].Note = evil("NOTE")
	}
	return runs, err
}

// checkBytes fails if anything was written that only the workbench itself may write.
func checkBytes(t *testing.T, text string) {
	t.Helper()
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\x1b':
			sequence := ours.FindString(text[i:])
			if sequence == "" {
				t.Fatalf("at %d: %.60q", i, text[max(i-40, 0):])
			}
			i += len(sequence)
		case c < ' ' && c != '\r', c == 0x7f:
			t.Fatalf("at %d: control character in %.60q", i, text[max(i-40, 0):])
		default:
			i++
		}
	}
	if !utf8.ValidString(text) {
		t.Fatal("bytes that are no UTF-8 reached the terminal")
	}
	for _, r := range text {
		if r >= 0x80 && r < 0xa0 || strings.ContainsRune("\u202e\u2066\u200b\u200d\ufeff\ufffd", r) {
			t.Fatalf("%q reached the terminal", r)
		}
	}
	if n := strings.Count(text, "\x1b[2J"); n > 1 {
		t.Errorf("the screen was erased %d times", n)
	}
}

// Whatever comes from elsewhere reaches the terminal as text only, wherever it is shown:
// names of machines and saved inputs, definitions, inputs, outputs, errors, causes, notes
// and traces, raw and escaped in JSON. Each place has a mark that has to have been seen.
func TestTakeover(t *testing.T) {
	failed := func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed("")(ctx, r)
		run.Status, run.Output, run.Error, run.Cause, run.Raw = model.Failed, "", evil("ERROR"), evilLine("CAUSE"), evilLine("RAW")
		return run, err
	}
	for name, answer := range map[string]func(context.Context, model.Request) (model.Run, error){
		"failed":         failed,
		"raw":            succeed(evilLine("OUTPUT")),
		"escaped JSON":   succeed(`{"a": ` + escapedJSON(evilLine("OUTPUT")) + `}`),
		"raw in JSON":    succeed(`{"a": "` + evilLine("OUTPUT") + `"}`),
		"key of JSON":    succeed(`{` + escapedJSON(evilLine("OUTPUT")) + `: 1}`),
		"JSON in string": succeed(`{"a": ` + escapedJSON(`{"b":`+escapedJSON(evil("OUTPUT"))+`}`) + `}`),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			evilMachine := machine("order-approval", model.Express)
			evilMachine.Name = evil("MACHINE")
			target := evilTarget{&fake{list: []model.Machine{evilMachine, machine("other", model.Express)}, answer: answer}}
			d := start(t, setup{
				target: target, dir: dir, profile: termenv.TrueColor, builtIn: evilInputs{store.OpenInputs(dir, nil)},
				journal: func(j model.Journal) model.Journal { return evilNotes{j} },
			})
			d.until("the input is there", d.app.Opened).Focus(input).Settle()
			typed := d.app.View()
			d.Type("{}").Press("ctrl+r").until("it has run", func() bool {
				return strings.Contains(d.screen(), "SUCCEEDED") || strings.Contains(d.screen(), "FAILED")
			}).Press("ctrl+z", "ctrl+z").Settle()

			var screen pty
			in, keys := io.Pipe()
			p := ui.Program(d.app, &screen, tea.WithInput(in))
			done := make(chan error, 1)
			go func() { done <- p.Run() }()
			p.Send(tea.WindowSizeMsg{Width: 200, Height: 60})
			press := func(pressed string, marks ...string) {
				t.Helper()
				if _, err := io.WriteString(keys, pressed); err != nil {
					t.Fatal(err)
				}
				for _, mark := range marks {
					screen.waitFor(t, mark)
				}
			}
			const tab, palette, enter, esc, f2 = "\t", "\x10", "\r", "\x1b", "\x1bOQ"
			press("", "MACHINE", "SAVED", "TYPED", "INFO", "REGION", "ACCOUNT", "PLACE", "NOTE")
			if name == "failed" {
				press(tab+tab+"]]", "ERROR", "CAUSE")
			} else {
				press(tab+tab, "OUTPUT")
			}
			for _, k := range []string{"\x1b[B", "x", "\x1b[C", "G", "$", "w", "t", "g", "/JJ", enter, "n", "]", "G", "]", "]", "]", "]", "["} {
				press(k)
			}
			do := func(action string) { press(palette + action + enter) }
			do("show the trace")
			press("", "STATE")
			press("G" + enter)
			press("", "TRACED")
			press(tab + "G$w")
			press(esc)
			do("show the billing")
			do("compare with the marked")
			do("show the response as it came")
			press(palette+"pick", "pick")
			press("\x7f\x7f\x7f\x7fload", "load")
			press(esc)
			press(f2)
			press(tab, "COMMENT")
			press(esc)
			p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
			p.Send(tea.WindowSizeMsg{Width: 120, Height: 40})
			p.Quit()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			checkBytes(t, screen.written())
			checkBytes(t, strings.ReplaceAll(typed, "\n", "\r"))
		})
	}
}
