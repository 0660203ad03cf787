package preferences_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/layout"
	"expresso/ui/preferences"
	"expresso/ui/theme"
)

// session is one in memory.
type session map[string]string

func (s session) Get(_ context.Context, name string) (string, error) { return s[name], nil }
func (s session) Put(_ context.Context, name, text string) error     { s[name] = text; return nil }

func open(set preferences.Settings, s session) (*preferences.Room, *dialog.Stack) {
	r := preferences.New(set, s)
	dialogs := dialog.NewStack(r.T, nil, time.Now)
	r.SetDialogs(dialogs)
	r.Read(context.Background())
	r.Told()
	return r, dialogs
}

// do does an action of the room, and returns what it told.
func do(t *testing.T, r *preferences.Room, id string) []any {
	t.Helper()
	table := action.New(r.Actions()...)
	table.Get(id).Perform()
	var told []any
	for _, msg := range r.Told() {
		told = append(told, msg)
	}
	return told
}

func TestWhatIsSwitchedIsRemembered(t *testing.T) {
	s, coloured := session{}, preferences.Settings{Profile: termenv.TrueColor, Mouse: true}
	r, dialogs := open(coloured, s)
	before := r.T
	if told := do(t, r, "theme-light"); len(told) != 1 || told[0] != (preferences.PaintMsg{}) || r.T.Name != theme.Light || r.T != before {
		t.Errorf("told %v, the theme is %s", told, r.T.Name)
	}
	if told := do(t, r, "vim-keys-in-the-input"); !slices.Contains(told, any(preferences.VimMsg{On: true})) {
		t.Errorf("told %v", told)
	}
	do(t, r, "mouse-off-or-on")
	do(t, r, "code-style")
	if dialogs.Front() == nil {
		t.Fatal("no styles are offered")
	}
	if err := r.Write(context.Background(), layout.History, 3); err != nil {
		t.Fatal(err)
	}
	again, _ := open(coloured, s)
	if again.T.Name != theme.Light || !again.TakesVim() || again.TakesMouse() || again.Focus != layout.History || again.Tab != 3 {
		t.Errorf("%+v", again.Screen)
	}
	// What is given for this start goes before that, and does not replace it.
	coloured.Theme, coloured.Forced.Theme, coloured.Forced.Mouse = theme.Contrast, true, true
	if forced, _ := open(coloured, s); forced.T.Name != theme.Contrast || !forced.TakesMouse() {
		t.Errorf("%s, %v", forced.T.Name, forced.TakesMouse())
	}
}

func TestPreviewsEnd(t *testing.T) {
	r, _ := open(preferences.Settings{Theme: theme.Dark, Profile: termenv.TrueColor}, session{})
	of := r.PreviewOf("theme-light")
	if of == nil || r.PreviewOf("quit") != nil {
		t.Fatalf("previews of a theme %v, of quitting %v", of, r.PreviewOf("quit"))
	}
	r.Update(dialog.PreviewMsg{Of: of})
	if r.T.Name != theme.Light {
		t.Errorf("%s is shown", r.T.Name)
	}
	if r.EndPreview(); r.T.Name != theme.Dark || r.Settings().Theme != theme.Dark {
		t.Errorf("%s is shown after the palette", r.T.Name)
	}
	plain, _ := open(preferences.Settings{Profile: termenv.Ascii}, session{})
	if plain.PreviewOf("theme-light") != nil {
		t.Error("a theme is previewed where there are no colours")
	}
}
