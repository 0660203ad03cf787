package trace

import (
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"expresso/model"
	"expresso/model/trace/tracetest"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

func newView(t testing.TB, o theme.Options, events []model.Event, width, height int) *View {
	t.Helper()
	v := New(theme.New(o))
	v.SetSize(width, height)
	v.SetEvents(events)
	v.Focus()
	return v
}

func press(v *View, keys ...string) tea.Msg {
	var cmd tea.Cmd
	for _, k := range keys {
		cmd = v.Update(uitest.Key(k))
	}
	if cmd == nil {
		return nil
	}
	return cmd()
}

func TestGolden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 10}, {60, 20}} {
		for _, name := range []string{"order"} {
			for _, o := range []theme.Options{{Profile: termenv.TrueColor}, {Profile: termenv.Ascii, ASCII: true}} {
				if o.ASCII && size[0] != 80 {
					continue
				}
				v := newView(t, o, tracetest.Read(t, name), size[0], size[1])
				view := v.View()
				uitest.Exact(t, view, size[0], size[1])
				title := fmt.Sprintf("%s-%dx%d", name, size[0], size[1])
				if o.ASCII {
					title += "-ascii"
				}
				uitest.Golden(t, title, uitest.Plain(view)+"\n"+v.Status()+"\n")
			}
		}
	}
}

var themeOptions = theme.Options{Profile: termenv.TrueColor}

func TestOpen(t *testing.T) {
	v := newView(t, themeOptions, tracetest.Read(t, "order"), 100, 30)
	texts := cmpopts.IgnoreFields(OpenMsg{}, "Tree", "Visit")
	want := OpenMsg{
		Title: "TooLarge", Input: "[]",
		Error: "OrderTooLarge", Cause: "amount 1250 is over the limit of 1000 for tier gold",
	}
	if diff := cmp.Diff(want, press(v, "enter"), texts); diff != "" {
		t.Error(diff)
	}
	if !v.Select("Price") {
		t.Fatal("no Price")
	}
	want = OpenMsg{Title: "Price › try 1", Input: `{"FunctionName":"price"}`, Error: "Lambda.TooManyRequestsException", Cause: "Rate Exceeded."}
	if diff := cmp.Diff(want, press(v, "down", "enter"), texts); diff != "" {
		t.Error(diff)
	}
	v.Select("Stamp")
	want = OpenMsg{Title: "Notify › branch 1 › Stamp", Input: "[1,2,3]", Output: "1"}
	if diff := cmp.Diff(want, press(v, "enter"), texts); diff != "" {
		t.Error(diff)
	}
	want = OpenMsg{Title: "Notify › branch 1", Input: "[1,2,3]", Output: "1"}
	if diff := cmp.Diff(want, press(v, "left", "enter"), texts); diff != "" {
		t.Error(diff)
	}
}

func TestFolding(t *testing.T) {
	v := newView(t, themeOptions, tracetest.Read(t, "order"), 100, 30)
	all := len(v.rows)
	v.Select("Stamp")
	press(v, "left", "left") // to the branch, and close it
	if len(v.rows) != all-2 || v.current().name() != "branch 1" {
		t.Errorf("%d rows of %d, at %s", len(v.rows), all, v.current().name())
	}
	press(v, "left", "left")
	if v.current().name() != "Notify" || v.current().open {
		t.Errorf("at %s", v.current().name())
	}
	press(v, "right")
	if !v.current().open {
		t.Error("does not open")
	}
	press(v, "n", "n")
	if v.current().visit.Name != "TooLarge" {
		t.Errorf("the second error is %s", v.current().visit.Name)
	}
	press(v, "n")
	if v.current().visit.Name != "Mail" {
		t.Errorf("the first error is %s", v.current().visit.Name)
	}
	if press(v, "N"); v.current().visit.Name != "TooLarge" {
		t.Errorf("before the first error is %s", v.current().visit.Name)
	}
	if press(v, "N"); v.current().visit.Name != "Mail" {
		t.Errorf("before the second error is %s", v.current().visit.Name)
	}
}

// J and K go along a level, over what is inside, and stay within what they are in.
func TestSiblings(t *testing.T) {
	v := newView(t, themeOptions, tracetest.Read(t, "order"), 100, 30)
	press(v, "+", "home")
	var names []string
	for range len(v.rows) {
		at := v.cursor
		if names = append(names, v.current().name()); v.current().depth != 0 {
			t.Fatalf("%v: J leaves the level", names)
		}
		if press(v, "J"); v.cursor == at {
			break
		}
	}
	if len(names) < 3 || len(names) == len(v.rows) {
		t.Errorf("J goes over %v of %d rows", names, len(v.rows))
	}
	if press(v, "K"); v.current().name() != names[len(names)-2] {
		t.Errorf("K goes to %s of %v", v.current().name(), names)
	}
}

func TestErrorsAreRead(t *testing.T) {
	v := newView(t, themeOptions, tracetest.Read(t, "order"), 100, 30)
	v.Select("Mail")
	if got, want := v.Status(), "Notify › branch 2 › Mail · 111 ms · from 279 ms · MailboxFull: no room for ␛[31m42 letters"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestScale(t *testing.T) {
	v := newView(t, themeOptions, tracetest.Read(t, "order"), 120, 24)
	v.Select("Lines")
	press(v, "v")
	uitest.Exact(t, v.View(), 120, 24)
	uitest.Golden(t, "order-scaled", uitest.Plain(v.View())+"\n")
	press(v, "v")
	if v.zoom != nil {
		t.Error("does not go back")
	}
}

func TestMouse(t *testing.T) {
	now := tracetest.Epoch
	v := newView(t, themeOptions, tracetest.Read(t, "order"), 100, 8)
	v.clicks.Now = func() time.Time { return now }
	click := tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	for range 10 {
		v.Mouse(0, 0, tea.MouseMsg{Button: tea.MouseButtonWheelUp})
	}
	if v.Mouse(10, 2, click); v.current().name() != "Price" {
		t.Errorf("at %s", v.current().name())
	}
	if cmd := v.Mouse(10, 2, click); cmd == nil || cmd().(OpenMsg).Title != "Price" {
		t.Error("a double click does not open")
	}
	now = now.Add(time.Minute)
	if v.Mouse(3, 2, click); v.current().open {
		t.Error("a click on the fold mark does not fold")
	}
	if v.Mouse(3, 0, click) != nil || v.Mouse(3, 99, click) != nil || v.current().name() != "Price" {
		t.Error("a click beside the rows does something")
	}
}

func TestEverySize(t *testing.T) {
	events := tracetest.Read(t, "order")
	events[1].State = "日本語\x1b]52;c;aGk=\x07\u202e a name that is very long indeed, longer than any column may be"
	for width := range 70 {
		for _, height := range []int{0, 1, 2, 7, 30} {
			v := newView(t, themeOptions, events, width, height)
			uitest.Exact(t, v.View(), width, height)
			press(v, "home")
			uitest.Exact(t, v.View(), width, height)
		}
	}
	v := newView(t, themeOptions, nil, 30, 4)
	uitest.Exact(t, v.View(), 30, 4)
	if press(v, "enter", "down", "n", "N", "v", "right", " ", "+", "enter") != nil || v.Status() != "" {
		t.Error("an empty view opens something")
	}
}

// TestAnyEvents draws executions that make no sense.
func TestAnyEvents(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		events, _ := tracetest.Any(r)
		v := newView(t, themeOptions, events, 70, 15)
		for range 12 {
			press(v, rapid.SampledFrom([]string{"+", "-", "down", "up", "right", "left", "enter", "n", "N", "v", "end", "home", "pgdown", " "}).Draw(r, "key"))
			uitest.Exact(t, v.View(), 70, 15)
			v.Status()
		}
	})
}

func TestManyIterations(t *testing.T) {
	v := newView(t, themeOptions, tracetest.Many(2000), 100, 12)
	uitest.Golden(t, "many-100x12", uitest.Plain(v.View())+"\n"+v.Status()+"\n")
	press(v, "-")
	if len(v.rows) != 1 {
		t.Errorf("%d rows when folded", len(v.rows))
	}
	press(v, "n")
	if r := v.current(); r == nil || r.visit.Name != "Items" && r.visit.Name != "Price" {
		t.Errorf("%+v", r)
	}
}

func BenchmarkKeyAndView(b *testing.B) {
	for _, n := range []int{2, 200, 2000} {
		events := tracetest.Many(n)
		b.Run(fmt.Sprintf("%d events", len(events)), func(b *testing.B) {
			v := newView(b, themeOptions, events, 120, 40)
			press(v, "+")
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				press(v, [...]string{"down", "up"}[i/30%2])
				v.View()
			}
		})
	}
}
