package diff

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/ui/theme"
	"expresso/ui/uitest"
)

var colour = theme.Options{Profile: termenv.TrueColor}

func newView(t testing.TB, o theme.Options, left, right string, width, height int) *View {
	t.Helper()
	v := New(theme.New(o))
	v.SetSize(width, height)
	if cmd := v.Set(Side{"14:02:58 ✗", left}, Side{"14:03:22 ✓", right}); cmd != nil {
		v.Update(cmd())
	}
	v.Focus()
	return v
}

func press(v *View, keys ...string) {
	for _, k := range keys {
		v.Update(uitest.Key(k))
	}
}

// examples are pairs of texts by name.
var examples = map[string][2]string{
	"order": {
		`{"orderId":"A-1001","amount":1250.00,"currency":"EUR","customer":{"tier":"gold","country":"DE","name":"M. Ortiz","since":2014},
		  "items":[{"sku":"S-1","qty":3,"price":12.5},{"sku":"S-2","qty":1,"price":99},{"sku":"S-3","qty":2,"price":4}],
		  "tags":["new","priority"],"approved":false,"note":"please deliver to the back door, ring twice and wait for the dog to calm down",
		  "meta":{"a":1,"b":2,"c":3}}`,
		`{"orderId":"A-1001","amount":1250.0,"currency":"EUR","customer":{"tier":"platinum","country":"DE","name":"M. Ortiz","since":2014,"vip":true},
		  "items":[{"sku":"S-0","qty":9,"price":1},{"sku":"S-1","qty":3,"price":12.5},{"sku":"S-2","qty":5,"price":99},{"sku":"S-3","qty":2,"price":4}],
		  "approved":true,"note":"please deliver to the back door, ring thrice and wait for the dog to calm down","approver":{"name":"R. Fox","at":"2026-11-01"},
		  "meta":{"b":2,"a":1,"c":3}}`,
	},
	"same":    {`{"a":[1,2,3],"b":{"c":null}}`, ` { "b":{"c":null}, "a":[1,2,3]}`},
	"kinds":   {`{"a":[1,2,3],"b":"x"}`, `{"a":{"one":1},"b":["x"]}`},
	"nothing": {"", `{"out":1}`},
	"root":    {`1`, `"1"`},
	"text": {
		"first line\nsecond line\nthird\nfourth\nfifth\nsixth\nseventh\neighth\nninth\nthe last but one\nend",
		"first line\nsecond, longer line\nthird\nfourth\nfifth\nsixth\nseventh\neighth\nninth\ninserted\nthe last one\nend\n",
	},
}

func TestGolden(t *testing.T) {
	for name, texts := range examples {
		for _, size := range [][2]int{{80, 34}, {120, 26}, {40, 12}} {
			if size[0] == 40 && name != "order" {
				continue
			}
			v := newView(t, colour, texts[0], texts[1], size[0], size[1])
			view := v.View()
			uitest.Exact(t, view, size[0], size[1])
			var out strings.Builder
			for line := range strings.Lines(uitest.Plain(view)) {
				out.WriteString(strings.TrimRight(line, " \n") + "\n")
			}
			uitest.Golden(t, fmt.Sprintf("%s-%d", name, size[0]), strings.TrimRight(out.String(), "\n")+"\n"+v.Status()+"\n")
		}
	}
}

func TestDifferencesAreFound(t *testing.T) {
	for name, texts := range examples {
		for _, width := range []int{80, 120} {
			v := newView(t, colour, texts[0], texts[1], width, 10)
			seen := map[int]bool{}
			for range v.Result().Differences {
				if l := v.current(); l != nil && l.part != nil {
					seen[l.part.Number] = true
				}
				press(v, "n")
			}
			if len(seen) != v.Result().Differences || seen[0] {
				t.Errorf("%s at %d: %d of %d differences", name, width, len(seen), v.Result().Differences)
			}
			first := v.Status()
			press(v, "n", "N")
			if v.Status() != first {
				t.Errorf("%s: from %q forth and back to %q", name, first, v.Status())
			}
		}
	}
}

func TestFolds(t *testing.T) {
	v := newView(t, colour, examples["order"][0], examples["order"][1], 80, 60)
	folded := uitest.Plain(v.View())
	if strings.Contains(folded, "M. Ortiz") {
		t.Error("equal members are not folded")
	}
	press(v, "+")
	if open := uitest.Plain(v.View()); !strings.Contains(open, `"name": "M. Ortiz"`) || !strings.Contains(open, `"sku": "S-3"`) {
		t.Errorf("not unfolded:\n%s", open)
	}
	press(v, "-", "g", "n")
	if again := uitest.Plain(v.View()); again != folded {
		t.Errorf("not folded again:\n%s", again)
	}
	press(v, "g", "left")
	if len(v.lines) != 1 {
		t.Errorf("%d lines when the whole is folded", len(v.lines))
	}
	press(v, "enter")
	if uitest.Plain(v.View()) == "" || len(v.lines) == 1 {
		t.Error("not unfolded again")
	}
}

func TestMarksNeedNoColour(t *testing.T) {
	for _, o := range []theme.Options{{Profile: termenv.Ascii}, {Profile: termenv.Ascii, ASCII: true}} {
		v := newView(t, o, examples["order"][0], examples["order"][1], 80, 60)
		got := uitest.Plain(v.View())
		for _, want := range []string{`-     "tier": "gold"`, `+     "tier": "platinum"`, `~   "amount": 1250.00 ` + v.theme.Arrow + ` 1250.0`} {
			if !strings.Contains(got, want) {
				t.Errorf("no %q in\n%s", want, got)
			}
		}
		part := v.ink.plusPart.Paint("true")
		if part == "true" || !strings.Contains(v.View(), part) {
			t.Errorf("%q does not stand out in %q", part, v.View())
		}
	}
}

func TestOnlyTheLatestAnswerIsShown(t *testing.T) {
	v := New(theme.New(colour))
	long := strings.Repeat(" ", atOnce)
	first := v.Set(Side{Text: "1" + long}, Side{Text: "2"})
	second := v.Set(Side{Text: "1" + long}, Side{Text: "1"})
	if first == nil || second == nil || v.summary() != "comparing …" {
		t.Fatal("big texts are compared at once")
	}
	uitest.Exact(t, v.View(), 80, 24)
	v.Update(second())
	v.Update(first())
	if v.summary() != "no differences" {
		t.Error(v.summary())
	}
}

func TestMouse(t *testing.T) {
	now := time.Unix(1000, 0)
	v := newView(t, colour, examples["order"][0], examples["order"][1], 80, 10)
	v.clicks.Now = func() time.Time { return now }
	click := tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	for range 20 {
		v.Mouse(0, 0, tea.MouseMsg{Button: tea.MouseButtonWheelUp})
	}
	n := len(v.lines)
	if v.Mouse(4, 1, click); v.cursor != 0 {
		t.Errorf("at %d", v.cursor)
	}
	if v.Mouse(4, 1, click); len(v.lines) >= n {
		t.Error("a double click does not fold")
	}
	v.Mouse(4, 0, click)
	v.Mouse(4, 99, click)
	v.Mouse(4, -3, click)
	uitest.Exact(t, v.View(), 80, 10)
}

func TestEverySize(t *testing.T) {
	for width := range 130 {
		for _, height := range []int{0, 1, 2, 9} {
			v := newView(t, colour, examples["order"][0], `{"note":"\u001b]0;x\u0007`+strings.Repeat("日本", 300)+`","\u202e":[[[[1]]]]}`, width, height)
			uitest.Exact(t, v.View(), width, height)
			press(v, "n", "L", "L")
			uitest.Exact(t, v.View(), width, height)
		}
	}
}
