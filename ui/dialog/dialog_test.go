package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// bench is a stack on a screen of 40 by 12 cells, and a clock.
type bench struct {
	*dialog.Stack
	t    *testing.T
	now  time.Time
	told []tea.Msg
}

func open(t *testing.T, keys action.Keys) *bench {
	b := &bench{t: t, now: time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)}
	b.Stack = dialog.NewStack(theme.New(theme.Options{Profile: termenv.Ascii}), keys, func() time.Time { return b.now })
	return b
}

// press presses keys, and keeps what was told.
func (b *bench) press(names ...string) *bench {
	b.t.Helper()
	for _, name := range names {
		msg, ok := action.Key(name)
		if !ok {
			b.t.Fatalf("no key %q", name)
		}
		if b.TakesKey() {
			_, told := b.Update(msg)
			b.told = append(b.told, told...)
		}
	}
	return b
}

// tells checks what was told, and forgets it.
func (b *bench) tells(want ...tea.Msg) *bench {
	b.t.Helper()
	if !slices.Equal(b.told, want) {
		b.t.Errorf("told %v, want %v", b.told, want)
	}
	b.told = nil
	return b
}

func (b *bench) screen() string {
	under := make([]string, 12)
	for i := range under {
		under[i] = strings.Repeat("~", 40)
	}
	lines := b.Draw(under, 40)
	for i, line := range lines {
		if w := screen.Width(line); w != 40 {
			b.t.Errorf("line %d has %d cells: %q", i, w, line)
		}
	}
	return ansi.Strip(strings.Join(lines, "\n"))
}

func (b *bench) sees(texts ...string) *bench {
	b.t.Helper()
	for _, text := range texts {
		if !strings.Contains(b.screen(), text) {
			b.t.Errorf("%q is not on\n%s", text, b.screen())
		}
	}
	return b
}

func TestConfirm(t *testing.T) {
	b := open(t, nil)
	ask := func() {
		b.Push(&dialog.Confirm{Title: "Delete", Question: "for good?", Yes: "delete", Then: "yes", Otherwise: "no"})
	}
	ask()
	b.sees("Delete", "for good?", "y delete   n no", "~~").press("x", "enter", "1").tells().press("y").tells("yes")
	ask()
	b.press("n").tells("no")
	ask()
	b.press("esc").tells("no")
	b.Push(&dialog.Confirm{Yes: "go", Then: "gone"})
	if b.press("q").tells().press("esc").tells(); b.Front() != nil {
		t.Error("it is still open")
	}
}

func TestConfirmWithUsersKeys(t *testing.T) {
	b := open(t, action.Keys{"answer-yes": {"f2"}})
	b.Push(&dialog.Confirm{Title: "Send", Question: "billed", Yes: "send", Then: "sent"})
	b.sees("f2 send   n no").press("y").tells().press("f2").tells("sent")
}

func TestConfirmTakesClicks(t *testing.T) {
	b := open(t, nil)
	click := func(x, y int) {
		_, told := b.Mouse(tea.MouseMsg{X: x, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
		b.told = append(b.told, told...)
	}
	ask := func() (x, y int) {
		b.Push(&dialog.Confirm{Title: "Send", Question: "billed", Yes: "send", Then: "yes", Otherwise: "no"})
		for y, line := range strings.Split(b.screen(), "\n") {
			if before, _, ok := strings.Cut(line, "y send"); ok {
				return screen.Width(before), y
			}
		}
		t.Fatal(b.screen())
		return 0, 0
	}
	x, y := ask()
	click(x, y-1)
	b.tells()
	click(x, y)
	b.tells("yes")
	x, y = ask()
	click(x+len("y send   "), y)
	b.tells("no")
	ask()
	click(0, 0)
	b.tells("no")
}

func TestPrompt(t *testing.T) {
	b := open(t, nil)
	p := dialog.NewPrompt("Save", "name", "small", func(text string) tea.Msg { return "as " + text })
	p.Check = func(text string) string {
		if text == "small!" {
			return "no such name"
		}
		return ""
	}
	b.Push(p)
	b.sees("Save", "name", "small").press("!", "enter").sees("no such name", "small!").tells()
	b.press("2").press("enter").tells("as small!2")
	b.Push(dialog.NewPrompt("Save", "name", "", func(string) tea.Msg { return nil }))
	b.Mouse(tea.MouseMsg{Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	if b.Front() == nil {
		t.Error("a click beside it loses what was typed")
	}
	if b.press("q", "enter").tells(); b.Front() != nil {
		t.Error("it is still open")
	}
}

func TestPalette(t *testing.T) {
	b := open(t, nil)
	commands := []dialog.Command{
		{Title: "run the input", Keys: "ctrl+r", Then: "run"},
		{Title: "show the trace", Then: "trace"},
		{Title: "stop", Reason: "nothing runs", Then: "stop"},
	}
	b.Push(dialog.NewPalette(commands))
	b.sees("Commands", "run the input", "ctrl+r", "nothing runs").press("t", "r", "a").sees("show the trace").press("enter").tells("trace")
	b.Push(dialog.NewPalette(commands))
	b.press("down", "down", "down", "up", "enter").tells("trace")
	b.Push(dialog.NewPalette(commands))
	b.press("z", "z", "enter").tells()
	if b.Front() != nil {
		t.Error("it is still open")
	}
}

// What is too much to be offered is found by typing, and it is said when not all of it is known yet.
func TestPaletteFindsMore(t *testing.T) {
	b := open(t, nil)
	p := dialog.NewPalette([]dialog.Command{{Title: "run the input", Then: "run"}})
	var asked []string
	p.More = func(text string) []dialog.Command {
		name := "orders"
		if asked = append(asked, text); !strings.HasPrefix(name, text) {
			return nil
		}
		return []dialog.Command{{Title: "pick " + name, Then: name}}
	}
	p.Lacks = func() string { return "3 so far" }
	b.Push(p)
	b.press("o", "x").sees("no command matches: 3 so far").press("backspace", "r").sees("pick orders").press("enter").tells("orders")
	if !slices.Equal(asked, []string{"o", "ox", "o", "or"}) {
		t.Errorf("asked for %q", asked)
	}
}

func TestPalettePreviews(t *testing.T) {
	b := open(t, nil)
	open := func() {
		b.Push(dialog.NewPalette([]dialog.Command{
			{Title: "run", Then: "run"}, {Title: "dark", Then: "dark!", Preview: "dark"}, {Title: "light", Then: "light!", Preview: "light"},
		}))
	}
	open()
	b.press("down").tells(dialog.PreviewMsg{Of: "dark"}).press("down").tells(dialog.PreviewMsg{Of: "light"})
	b.press("up", "up").tells(dialog.PreviewMsg{Of: "dark"}, dialog.PreviewMsg{})
	b.press("l", "i", "g").tells(dialog.PreviewMsg{Of: "light"}).press("enter").tells(dialog.PreviewMsg{}, "light!")
	open()
	b.press("down").tells(dialog.PreviewMsg{Of: "dark"}).press("esc").tells(dialog.PreviewMsg{})
}

func TestChoose(t *testing.T) {
	b := open(t, nil)
	c := dialog.NewChoose(dialog.Choose{
		Title: "Compare with", Verb: "compare", Typed: "compare with", Hint: "or type",
		Then: func(name string) tea.Msg { return "reach " + name }, Stopped: "stopped",
	})
	b.Push(c)
	b.sees("Compare with", "loading")
	c.SetOptions([]dialog.Option{{"1", "version"}, {"PROD", "alias"}})
	b.sees("PROD", "alias").press("down", "enter").tells("reach PROD")
	c.Wait("PROD")
	b.sees("reaching PROD").press("x", "enter").tells().press("esc").tells("stopped")
	c.Refuse("no such alias", "choose another")
	b.sees("no such alias", "choose another").press("x").sees("compare with x").press("enter").tells("reach x")
	if b.press("esc").tells(); b.Front() != nil {
		t.Error("it is still open")
	}
}

func TestMenu(t *testing.T) {
	b := open(t, action.Keys{"choose-option": {"f2"}})
	ask := func() {
		b.Push(dialog.NewMenu("Filter", "choose", []dialog.Item{
			{Key: "a", Name: "all", Then: "all"},
			{Key: "f", Name: "failed", Note: "3 runs", On: true, Then: "failed"},
			{Key: "m", Name: "this machine", Reason: "none is picked", Then: "machine"},
		}))
	}
	ask()
	b.sees("Filter", "a all", "f failed", "3 runs", "none is picked").press("x", "m").tells().press("a").tells("all")
	ask()
	b.press("enter").tells().press("f2").tells("failed") // it begins at what is chosen
	ask()
	b.press("up", "up", "f2").tells("all")
	ask()
	b.press("k", "f2").tells("all")
	ask()
	b.press("k", "j", "f2").tells("failed")
	b.Push(dialog.NewMenu("Letters", "choose", []dialog.Item{{Key: "a", Name: "all", Then: "all"}, {Key: "k", Name: "kept", Then: "kept"}}))
	b.press("j").tells().press("f2").tells("all")
	b.Push(dialog.NewMenu("Letters", "choose", []dialog.Item{{Key: "a", Name: "all", Then: "all"}, {Key: "k", Name: "kept", Then: "kept"}}))
	b.press("k").tells("kept")
	ask()
	if b.press("esc").tells(); b.Front() != nil {
		t.Error("it is still open")
	}
	b.Push(dialog.NewMenu("Empty", "choose", nil))
	b.press("f2", "esc").tells()
}

func TestHelp(t *testing.T) {
	b := open(t, nil)
	var all []dialog.Command
	for _, k := range "abcdefghijklmnop" {
		all = append(all, dialog.Command{Title: "does " + string(k), Keys: string(k), Then: "does " + string(k)})
	}
	show := func() {
		b.Push(dialog.NewHelp([]dialog.Chapter{{Title: "here", Commands: all}, {Title: "there", Commands: []dialog.Command{{Title: "copies", Keys: "y", Then: "copied"}}}}))
	}
	show()
	b.sees("Help", "here", "does a", " %").press("ctrl+end").sees("copies", "100 %").press("pgup", "up", "ctrl+home", "up").sees("here").press("f1")
	if b.tells(); b.Front() != nil {
		t.Error("it is still open")
	}
	show()
	b.press("down", "enter").tells("does b")
	show()
	b.press("c", "o", "p").sees("there", "copies").press("enter").tells("copied")
	if b.Front() != nil {
		t.Error("it is still open")
	}
	show()
	if b.press("?").tells(); b.Front() != nil {
		t.Error("what opened it does not close it")
	}
	show()
	b.sees("type to find a key").press("z", "z").sees("nothing found").press("enter").tells()
}

// A topic's name finds the topic first, whatever else has the word.
func TestHelpByName(t *testing.T) {
	b := open(t, nil)
	b.Push(dialog.NewHelp([]dialog.Chapter{
		{Title: "here", Commands: []dialog.Command{{Title: "show versions", Keys: "l", Words: "mocks", Then: "versions"}}},
		{Title: "manual", Commands: []dialog.Command{
			{Title: "What mocks cost", Keys: "costs", Then: "costs"},
			{Title: "Answers for tasks", Keys: "mocks", Words: "mocks", Then: "mocks"},
		}},
	}))
	b.press("m", "o", "c", "k", "s").sees("here", "show versions").press("enter").tells("mocks")
}

// What a text names comes first: a whole word or the beginning of one before a substring, and
// scattered letters only where there is nothing else. What sends runs is never found by them,
// and what cannot be done comes last.
func TestRank(t *testing.T) {
	commands := []dialog.Command{
		{Title: "run the input", Sends: true, Then: "run"},
		{Title: "stop the run", Reason: "nothing runs", Then: "stop"},
		{Title: "start the tracer apparatus", Then: "start"},
		{Title: "show the trace", Words: "waterfall", Then: "trace"},
		{Title: "extra", Then: "extra"},
	}
	for text, want := range map[string]string{
		"trace": "trace", "trac": "start", "tra": "start", "extra": "extra", "waterf": "trace", "the trace": "trace", "trace show": "trace",
		"run": "run", "stop": "stop", "rnpt": "", "sta": "start", "shwtr": "trace", "TRACE": "trace", "xtr": "extra",
	} {
		b := open(t, nil)
		b.Push(dialog.NewPalette(commands))
		for _, r := range text {
			if r == ' ' {
				b.press(" ")
				continue
			}
			b.press(string(r))
		}
		b.press("enter")
		if want == "" {
			b.tells()
			continue
		}
		if len(b.told) != 1 || b.told[0] != want {
			t.Errorf("%q finds %v, want %s", text, b.told, want)
		}
	}
}

// sheet is a page that counts what comes to it.
type sheet struct {
	dialog.Base
	name  string
	other int
}

func (s *sheet) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyMsg:
		s.Close()
	default:
		s.other++
	}
	return nil
}

func (s *sheet) View(width, height int) string {
	return s.T.Box(s.name, "", "", width, height, s.Front)
}
func (*sheet) Actions() []action.Action { return nil }
func (s *sheet) Name() string           { return s.name }
func (*sheet) Capturing() bool          { return false }

func TestStack(t *testing.T) {
	b := open(t, nil)
	first, second := &sheet{name: "first"}, &sheet{name: "second"}
	b.Push(first)
	b.Push(second)
	if b.sees("second"); strings.Contains(b.screen(), "first") || first.Front || !second.Front || b.FrontPage() != dialog.Page(second) {
		t.Errorf("%s", b.screen())
	}
	ask := &dialog.Confirm{Title: "Quit", Question: "sure?", Yes: "quit"}
	b.Push(ask)
	if b.sees("second", "sure?"); second.Front || b.FrontPage() != nil || b.Shown() != dialog.Dialog(second) {
		t.Error("the question is not in front")
	}
	b.Update("news")
	if first.other != 1 || second.other != 1 {
		t.Error("not all that is open gets messages")
	}
	if b.press("n"); !second.Front {
		t.Error("what is under a question is not in front again")
	}
	if b.press("x").sees("first"); b.Front() != dialog.Dialog(first) {
		t.Error("the page behind is not in front")
	}
	b.Push(second)
	b.Push(ask)
	if b.BackTo(first); b.Front() != dialog.Dialog(first) {
		t.Error("there is something in front still")
	}
	if b.Replace(second); b.Front() != dialog.Dialog(second) {
		t.Error("the page is not in front")
	}
	if b.Pop(); b.Front() != nil {
		t.Error("something is open")
	}
	b.Pop()
	b.sees("~~~")
}

// What opens by itself is not answered by a key that was on its way elsewhere.
func TestUnasked(t *testing.T) {
	b := open(t, nil)
	ask := func() {
		b.PushUnasked(&dialog.Confirm{Title: "Expired", Question: "sign in?", Yes: "sign in", Then: "yes"})
	}
	after := func(ms int) *bench { b.now = b.now.Add(time.Duration(ms) * time.Millisecond); return b }
	b.press("a")
	after(300)
	ask()
	after(100).press("y").tells() // quiet, but not since it opened
	after(399).press("y").tells()
	after(400).press("y").tells("yes")

	ask()
	for range 14 {
		after(100).press("y").tells()
	}
	after(100).press("y").tells("yes") // nobody types for ever

	ask()
	after(400).press("x").tells()
	after(10).press("y").tells("yes") // it has been seen
}

func TestToast(t *testing.T) {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	var o dialog.Toast
	var over []tea.Msg
	later := func(_ time.Duration, do func(time.Time) tea.Msg) tea.Cmd {
		over = append(over, do(time.Time{}))
		return nil
	}
	o.Show(dialog.SayMsg{Kind: dialog.Failed, Text: "cannot \x1b save", Hint: "try again"}, nil, time.Time{}, later)
	if got := o.View(th, 60); !strings.Contains(got, "save: try again") || strings.Contains(got, "\x1b save") {
		t.Errorf("%q", got)
	}
	o.Show(dialog.SayMsg{Text: "saved"}, nil, time.Time{}, later)
	if o.Update(over[0]); !strings.Contains(o.View(th, 60), "saved") {
		t.Error("the time of another ended it")
	}
	if o.Update(over[1]); o.View(th, 60) != "" {
		t.Error("it is never over")
	}
}

// A prompt that comes back says why: what the footer said was under way has ended.
func TestReopen(t *testing.T) {
	b := open(t, nil)
	p := dialog.NewPrompt("Record", "name", "r", func(text string) tea.Msg { return text })
	b.Push(p)
	b.press("enter")
	b.Say(dialog.SayMsg{Text: "reading"}, func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil })
	if !b.Reopen(p, "no mocks") || b.Toast.Says("reading") {
		t.Error("it still says that it is reading")
	}
	b.sees("Record", "no mocks")
}
