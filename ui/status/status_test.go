package status_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/status"
	"expresso/ui/theme"
)

var statuses = []model.Status{
	model.Succeeded, model.Failed, model.TimedOut, model.Running, model.NotStarted, model.NoResponse, "SOMETHING_NEW",
}

func TestMarks(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		th := theme.New(theme.Options{Profile: termenv.TrueColor, ASCII: ascii})
		for _, s := range statuses {
			if w := ansi.StringWidth(status.Sign(th, s)); w != 1 {
				t.Errorf("%q (ascii %v): the sign has %d cells", s, ascii, w)
			}
			word := status.Word(th, s)
			if got, want := ansi.Strip(word)[len(ansi.Strip(status.Sign(th, s))):], " "+s.String(); got != want {
				t.Errorf("%q reads %q, want %q", s, got, want)
			}
			if w := ansi.StringWidth(word); w > status.WordWidth && s != "SOMETHING_NEW" {
				t.Errorf("%q has %d cells, more than %d", s, w, status.WordWidth)
			}
		}
	}
}

// Without colours every status that means something else looks different.
func TestMarksTellWithoutColour(t *testing.T) {
	th := theme.New(theme.Options{Profile: termenv.Ascii})
	seen := map[string]model.Status{}
	for _, s := range statuses[:6] {
		word := ansi.Strip(status.Word(th, s))
		if other, ok := seen[word]; ok {
			t.Errorf("%q and %q both read %q", s, other, word)
		}
		seen[word] = s
	}
}

// Red is for runs that failed, and nothing else.
func TestOnlyFailuresAreRed(t *testing.T) {
	th := theme.New(theme.Options{Profile: termenv.TrueColor})
	for _, s := range statuses {
		red := status.Sign(th, s) == th.Fail.Render(ansi.Strip(status.Sign(th, s)))
		if want := s == model.Failed || s == model.TimedOut; red != want {
			t.Errorf("%q is red: %v", s, red)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		th := theme.New(theme.Options{Profile: termenv.Ascii, ASCII: ascii})
		seen := map[string]bool{}
		for v := suite.Failed; v <= suite.Unchecked; v++ {
			sign, word := status.Verdict(th, v), status.VerdictWord(th, v)
			if ansi.StringWidth(sign) != 1 || seen[sign] {
				t.Errorf("%s (ascii %v): the sign %q", v, ascii, sign)
			}
			seen[sign] = true
			if w := ansi.StringWidth(word); ansi.Strip(word) != ansi.Strip(sign)+" "+v.String() || w > status.VerdictWidth {
				t.Errorf("%s (ascii %v): %q has %d cells", v, ascii, word, w)
			}
		}
	}
}
