package list_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/ui/list"
	"expresso/ui/theme"
)

func TestARowUnderTheCursor(t *testing.T) {
	th := theme.New(theme.Options{Name: theme.Dark, Profile: termenv.TrueColor})
	line := "\x1b[38;2;4;4;4ma\x1b[0m\x1b[1;4mb\x1b[0mc"
	if got := list.Row(th, line, 5, false); got != line+"  " {
		t.Errorf("%q", got)
	}
	got := list.Row(th, line, 5, true)
	if want := th.Select.Render("a") + th.Select.Underline(true).Render("b") + th.Select.Render("c  "); got != want || ansi.Strip(got) != "abc  " {
		t.Errorf("got %q, want %q", got, want)
	}
}
