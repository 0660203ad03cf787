package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui"
)

// long is a journal of many runs that costs nothing itself.
type long struct {
	model.Journal
	runs int64
}

func (j long) List(_ context.Context, q model.Query) ([]model.Run, error) {
	began := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
	runs := make([]model.Run, min(q.Limit, int(j.runs)-q.Offset))
	for i := range runs {
		id := model.RunID(fmt.Sprintf("%s%08d", q.Before, q.Offset+i))
		runs[i] = model.Run{
			ID: id, Status: model.Succeeded, Request: model.Request{Machine: machine("order-approval", model.Express).ARN}, Asked: began,
			Started: began, Stopped: began.Add(120 * time.Millisecond), Billing: model.Billing{Duration: 200 * time.Millisecond, MemoryMB: 64},
		}
	}
	return runs, nil
}

func (j long) Totals(context.Context, model.Query) (model.Totals, error) {
	return model.Totals{Runs: j.runs}, nil
}

func (long) Get(context.Context, model.RunID) (model.Run, error) { return model.Run{}, model.ErrNoRun }

// document is a JSON document of about so many bytes.
func document(size int) string {
	var out strings.Builder
	out.WriteString("[\n")
	for i := 0; out.Len() < size-100; i++ {
		fmt.Fprintf(&out, "  {\"orderId\": \"A-%06d\", \"amount\": %d.50, \"tier\": \"gold\", \"active\": true},\n", i, i)
	}
	return out.String() + "  null\n]"
}

// answer runs commands, and those that their messages lead to, except for timers.
func answer(app *ui.App, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			answer(app, cmd)
		}
	default:
		_, cmd := app.Update(msg)
		answer(app, cmd)
	}
}

// BenchmarkScreen is a key and the screen after it, by the size of what is open: of the
// input, of the output, of the history. It should not depend on it.
func BenchmarkScreen(b *testing.B) {
	for _, pane := range []string{input, details, history} {
		for _, size := range []int{1 << 10, 32 << 10, 256 << 10} {
			name := fmt.Sprintf("%s/%dKiB", pane, size>>10)
			if pane == history {
				name = fmt.Sprintf("%s/%d", pane, size)
			}
			b.Run(name, func(b *testing.B) {
				journal := long{}
				if pane == history {
					journal.runs = int64(size)
				}
				app := ui.New(ui.Config{Connection: ui.Connection{Bench: &model.Workbench{Target: orders(nil), Journal: journal}}, Settings: ui.Settings{Profile: termenv.TrueColor, Theme: "dark"}})
				app.SetTick(func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil })
				press := func(msg tea.KeyMsg) {
					_, cmd := app.Update(msg)
					if pane == history { // the editor's commands wait for a pause in typing
						answer(app, cmd)
					}
				}
				answer(app, func() tea.Msg { return tea.WindowSizeMsg{Width: 120, Height: 40} })
				keys := []tea.KeyMsg{{Type: tea.KeyDown}, {Type: tea.KeyDown}, {Type: tea.KeyUp}}
				switch pane {
				case input:
					press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(document(size)), Paste: true})
					keys = []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune("x")}, {Type: tea.KeyBackspace}}
				case details:
					app.ShowOutput(document(size))
				}
				for app.Focused() != pane {
					press(tea.KeyMsg{Type: tea.KeyTab})
				}
				press(tea.KeyMsg{Type: tea.KeyPgDown})
				b.ReportAllocs()
				b.ResetTimer()
				for i := range b.N {
					press(keys[i%len(keys)])
					_ = app.View()
				}
			})
		}
	}
}
