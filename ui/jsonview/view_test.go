package jsonview

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"expresso/ui/action"
	"expresso/ui/clipboard"
	"expresso/ui/screen"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// newView returns a view without colours.
func newView(text string, width, height int) *View {
	v := New(theme.New(theme.Options{Profile: termenv.Ascii}))
	v.SetSize(width, height)
	v.Focus()
	v.SetText(text)
	return v
}

// named are the keys that have names of more than one letter.
var named = map[string]tea.KeyMsg{
	"up": {Type: tea.KeyUp}, "down": {Type: tea.KeyDown}, "left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight},
	"pgup": {Type: tea.KeyPgUp}, "pgdown": {Type: tea.KeyPgDown}, "home": {Type: tea.KeyHome}, "end": {Type: tea.KeyEnd},
	"enter": {Type: tea.KeyEnter}, "esc": {Type: tea.KeyEsc}, "backspace": {Type: tea.KeyBackspace}, "ctrl+u": {Type: tea.KeyCtrlU},
	"ctrl+d": {Type: tea.KeyCtrlD}, "ctrl+w": {Type: tea.KeyCtrlW}, "space": {Type: tea.KeySpace, Runes: []rune{' '}},
}

// press presses keys, named or typed letter by letter, and returns the last message.
func press(v *View, keys ...string) tea.Msg {
	var msg tea.Msg
	one := func(k tea.KeyMsg) {
		if cmd := v.Update(k); cmd != nil {
			msg = cmd()
		}
	}
	for _, k := range keys {
		if k, ok := named[k]; ok {
			one(k)
			continue
		}
		for _, r := range k {
			one(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
	return msg
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// seen is what a reader sees of the view: no styles, no blanks at the ends of lines.
func seen(v *View) string {
	lines := strings.Split(sgr.ReplaceAllString(v.View(), ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

const order = `{"orderId":"A-1001","amount":1250.00,"customer":{"tier":"gold","country":"DE"},"items":[{"sku":"S-1","qty":3},{"sku":"S-2","qty":1}],"body":"{\"ok\":true}","empty":[]}`

func TestScreens(t *testing.T) {
	const folded = `
 ▾ {
     "orderId": "A-1001",
     "amount": 1250.00,
 ▸   "customer": { 2 keys },
 ▸   "items": [ 2 items ],`
	tests := []struct {
		name string
		keys []string
		want string
	}{
		{"at first", nil, `
▌▾ {
     "orderId": "A-1001",
     "amount": 1250.00,
 ▾   "customer": {
       "tier": "gold",
       "country": "DE"
     },
 ▾   "items": [`},
		{"fold all", []string{"-", "j"}, `
 ▾ {
▌    "orderId": "A-1001",
     "amount": 1250.00,
 ▸   "customer": { 2 keys },
 ▸   "items": [ 2 items ],
 ▸   "body": "{\"ok\":true}",
     "empty": []
   }`},
		{"fold the whole", []string{"left"}, `
▌▸ { 6 keys }`},
		{"fold from inside", []string{"jjjjj", "left", "left"}, `
 ▾ {
     "orderId": "A-1001",
     "amount": 1250.00,
▌▸   "customer": { 2 keys },
 ▾   "items": [
 ▾     {
         "sku": "S-1",
         "qty": 3`},
		{"open the JSON in a string", []string{"-", "jjjjj", "right", "j"}, folded + `
 ▾   "body": { JSON in a string
▌      "ok": true
     },`},
		{"and fold it", []string{"-", "jjjjj", "right", "enter"}, folded + `
▌▸   "body": { 1 key },
     "empty": []
   }`},
		{"and put it back", []string{"-", "jjjjj", "o", "o"}, folded + `
▌▸   "body": "{\"ok\":true}",
     "empty": []
   }`},
		{"search", []string{"/qty", "down"}, `
 ▾     {
         "sku": "S-1",
         "qty": 3
       },
 ▾     {
         "sku": "S-2",
▌        "qty": 1
/qty                             2 of 2`},
		{"search in vain", []string{"/nope"}, `
▌▾ {
     "orderId": "A-1001",
     "amount": 1250.00,
 ▾   "customer": {
       "tier": "gold",
       "country": "DE"
     },
/nope                           no hits`},
		{"as it came", []string{"v"}, `
▌  {"orderId":"A-1001","amount":1250.00…`},
		{"wrapped", []string{"v", "w"}, `
▌  {"orderId":"A-1001","amount":1250.00,
▌  "customer":{"tier":"gold","country":"
▌  DE"},"items":[{"sku":"S-1","qty":3},{
▌  "sku":"S-2","qty":1}],"body":"{\"ok\"
▌  :true}","empty":[]}`},
		{"to the end of a line", []string{"v", "$"}, `
▌  …],"body":"{\"ok\":true}","empty":[]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := newView(order, 40, 8)
			press(v, test.keys...)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), seen(v)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		name         string
		keys         []string
		status, line string
	}{
		{"top", nil, "$", "{"},
		{"bottom", []string{"G"}, "$", "}"},
		{"down and up", []string{"jjj", "k"}, "$.amount", `"amount": 1250.00,`},
		{"fold all from inside", []string{"jjjj", "-"}, "$.customer", `"customer": {`},
		{"fold to level 2 keeps what is inside level 1", []string{"jjjj", "2"}, "$.customer.tier", `"tier": "gold",`},
		{"unfold all", []string{"-", "jjj", "+", "j"}, "$.customer.tier", `"tier": "gold",`},
		{"siblings", []string{"j", "JJJJ"}, "$.body", `"body": "{\"ok\":true}",`},
		{"siblings and back", []string{"j", "JJJJ", "K"}, "$.items", `"items": [`},
		{"no sibling after the last", []string{"G", "k", "JJ"}, "$.empty", `"empty": []`},
		{"parent", []string{"jjjjj", "left", "h"}, "$.customer", `"customer": {`},
		{"inside", []string{"jjj", "right"}, "$.customer.tier", `"tier": "gold",`},
		{"search reaches into what is folded", []string{"-", "/s-2"}, "1 of 1 · $.items[1].sku", `"sku": "S-2",`},
		{"search tells upper case", []string{"/gOLD"}, "no hits · $", "{"},
		{"next round the end", []string{"/sku", "enter", "nn"}, "1 of 2 · $.items[0].sku", `"sku": "S-1",`},
		{"previous round the beginning", []string{"/sku", "enter", "N"}, "2 of 2 · $.items[1].sku", `"sku": "S-2",`},
		{"search ended", []string{"/sku", "enter", "esc"}, "$.items[0].sku", `"sku": "S-1",`},
		{"search given up", []string{"jj", "/sku", "esc"}, "$.amount", `"amount": 1250.00,`},
		{"search corrected", []string{"/skx", "backspace", "u"}, "1 of 2 · $.items[0].sku", `"sku": "S-1",`},
		{"search begun anew", []string{"/one two", "ctrl+w", "ctrl+w", "tier", "enter"}, "1 of 1 · $.customer.tier", `"tier": "gold",`},
		{"search of key and value", []string{`/"qty": 1`, "enter"}, "1 of 1 · $.items[1].qty", `"qty": 1`},
		{"search in an opened string", []string{"/ok", "enter", "o", "n"}, "1 of 1 · $.body > $.ok", `"ok": true`},
		{"page down, page up", []string{"pgdown", "pgup"}, "$", "{"},
		{"half a page", []string{"ctrl+d"}, "$.customer.tier", `"tier": "gold",`},
		{"page past the end", []string{"pgdown", "pgdown", "pgdown", "pgdown"}, "$", "}"},
		{"as it came", []string{"v"}, "line 1 of 1", order},
		{"as it came and back", []string{"jj", "v", "v"}, "$.amount", `"amount": 1250.00,`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := newView(order, 40, 8)
			press(v, test.keys...)
			v.View()
			if got := v.Status(); got != test.status {
				t.Errorf("status %q, want %q", got, test.status)
			}
			if got := v.pane.content(v.pane.cursor); got != test.line {
				t.Errorf("at %q, want %q", got, test.line)
			}
			if row := v.pane.row(v.pane.cursor); row < v.pane.top || row >= v.pane.top+v.room() {
				t.Errorf("row %d is not between %d and %d", row, v.pane.top, v.pane.top+v.room())
			}
		})
	}
}

func TestCopy(t *testing.T) {
	const customer = "{\n  \"tier\": \"gold\",\n  \"country\": \"DE\"\n}"
	type copied struct{ Text, What string }
	tests := []struct {
		text string
		keys []string
		want []copied // of the menu
	}{
		{order, []string{"j"}, []copied{{"A-1001", "the value"}, {"$.orderId", "the path"}, {order, "the all"}}},
		{order, []string{"jj"}, []copied{{"1250.00", "the value"}, {"$.amount", "the path"}, {order, "the all"}}},
		{order, []string{"jjj"}, []copied{{customer, "the value"}, {"$.customer", "the path"}, {order, "the all"}}},
		{order, []string{"jjj", "enter"}, []copied{{customer, "the value"}, {"$.customer", "the path"}, {order, "the all"}}},
		{order, []string{"jjjj"}, []copied{{"gold", "the value"}, {"$.customer.tier", "the path"}, {order, "the all"}}},
		{"one\ntwo\n", []string{"j"}, []copied{{"two", "the line"}, {"one\ntwo\n", "the all"}}},
	}
	for _, test := range tests {
		v := newView(test.text, 40, 8)
		menu, _ := press(v, append(test.keys, "y")...).(action.MenuMsg)
		var got []copied
		for _, a := range menu.Actions {
			got = append(got, copied(a.Do()().(clipboard.CopyMsg)))
		}
		if diff := cmp.Diff(test.want, got); diff != "" || menu.Title != "Copy" {
			t.Errorf("%q %q: %s", test.text, test.keys, diff)
		}
	}
	if msg := press(newView("", 40, 8), "y"); msg != nil {
		t.Errorf("of nothing %v is copied", msg)
	}
}

func TestPlainTextIsShown(t *testing.T) {
	v := newView("Error: not \x1b[31mJSON\nat line\t2", 40, 4)
	if diff := cmp.Diff("▌  Error: not ␛[31mJSON\n   at line 2", seen(v)); diff != "" {
		t.Error(diff)
	}
	if got, want := v.Status(), "not JSON, line 1 of 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	v.SetText(" \n")
	v.Placeholder = "no output yet"
	if got := seen(v); got != " no output yet" || v.Status() != "" || v.Actions() != nil {
		t.Errorf("%q", got)
	}
}

func TestMouse(t *testing.T) {
	click := tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	wheel := tea.MouseMsg{Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress}
	v := newView(order, 40, 8)
	v.Mouse(10, 3, click)
	if got := v.Status(); got != "$.customer" || v.pane.lines[3].folded {
		t.Errorf("click: %q", got)
	}
	v.Mouse(10, 3, click)
	if !v.pane.lines[3].folded {
		t.Error("a click on the current line does not fold")
	}
	v.Mouse(1, 3, click)
	if v.pane.lines[3].folded {
		t.Error("a click on the sign does not unfold")
	}
	v.Mouse(0, 0, wheel)
	if v.pane.top != 3 || v.pane.cursor != 3 {
		t.Errorf("wheel: top %d, line %d", v.pane.top, v.pane.cursor)
	}
	v.Mouse(0, 0, wheel)
	if v.pane.top != 6 || v.pane.cursor != 6 {
		t.Errorf("wheel: top %d, line %d", v.pane.top, v.pane.cursor)
	}
	wheel.Button = tea.MouseButtonWheelUp
	v.Mouse(0, 0, wheel)
	if v.pane.top != 3 || v.pane.cursor != 6 {
		t.Errorf("wheel up: top %d, line %d", v.pane.top, v.pane.cursor)
	}
	v.Mouse(0, 100, click)
}

// hostile is text that a workflow could return to do harm.
const hostile = "\x1b]52;c;aGk=\a\x1b]0;title\x1b\\\x1b[2J\x1bP\x9b2J\u009b2J\u202eevil\u2066\u200b\x00\x7f\r\n\tx\u0301\u0301\u0301\u0301\u0301日本\U0001f468\u200d\U0001f469\ufeff"

// checkFrame checks that the view is exactly as large as asked, and that nothing in it
// acts on the terminal but colours.
func checkFrame(t interface{ Fatalf(string, ...any) }, v *View) {
	frame := v.View()
	if v.width == 0 || v.height == 0 {
		if frame != "" {
			t.Fatalf("%q", frame)
		}
		return
	}
	lines := strings.Split(frame, "\n")
	if len(lines) != v.height {
		t.Fatalf("%d lines, want %d", len(lines), v.height)
	}
	for _, line := range lines {
		if w := screen.Width(line); w != v.width {
			t.Fatalf("%d cells, want %d: %q", w, v.width, line)
		}
		for _, r := range sgr.ReplaceAllString(line, "") + v.Status() {
			if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) {
				t.Fatalf("%U in %q", r, line)
			}
		}
	}
}

func TestFramesAreExactAndSafe(t *testing.T) {
	quoted := `"` + strings.NewReplacer("\x1b", "", "\a", "", "\x00", "", "\r", "", "\n", "", "\t", "", `\`, `\\`, "\x9b", "").Replace(hostile) + `"`
	texts := map[string]string{
		"plain": hostile, "in strings": `{` + quoted + `:[` + quoted + `,{` + quoted + `:"日本語日本語日本語"}]}`, "blank": "",
		"long lines": `["` + strings.Repeat("日本語 x", 500) + `","` + strings.Repeat("abc", 2000) + `"]`,
	}
	keys := rapid.SampledFrom([]string{
		"j", "k", "pgdown", "pgup", "ctrl+d", "ctrl+u", "g", "G", "J", "K", "left", "right", "enter", "-", "+", "o",
		"/a", "/日", "/1", "enter", "n", "N", "esc", "backspace", "w", "H", "L", "^", "$", "v", "y",
	})
	rapid.Check(t, func(t *rapid.T) {
		profile := rapid.SampledFrom([]termenv.Profile{termenv.Ascii, termenv.TrueColor}).Draw(t, "profile")
		v := New(theme.New(theme.Options{Profile: profile}))
		switch name := rapid.SampledFrom([]string{"json", "text", "plain", "in strings", "blank", "long lines"}).Draw(t, "text"); name {
		case "json":
			v.SetText(genJSON().Draw(t, "json"))
		case "text":
			v.SetText(rapid.String().Draw(t, "string"))
		default:
			v.SetText(texts[name])
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 8).Draw(t, "kind") {
			case 0:
				v.SetSize(rapid.IntRange(0, 40).Draw(t, "width"), rapid.IntRange(0, 12).Draw(t, "height"))
			case 1:
				v.Mouse(rapid.IntRange(0, 5).Draw(t, "x"), rapid.IntRange(0, 12).Draw(t, "y"), tea.MouseMsg{
					Button: rapid.SampledFrom([]tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonWheelDown, tea.MouseButtonWheelUp, tea.MouseButtonWheelRight}).Draw(t, "button"),
				})
			default:
				press(v, keys.Draw(t, "key"))
			}
			checkFrame(t, v)
			p := v.pane
			if p.line(p.row(p.cursor)) != p.cursor {
				t.Fatalf("line %d is current and folded away", p.cursor)
			}
			if p.sub >= v.rowsAt(p.top) {
				t.Fatalf("top line %d begins at row %d of %d", p.top, p.sub, v.rowsAt(p.top))
			}
			if last, _ := v.last(); v.height > 0 && (p.row(p.cursor) < p.top || p.row(p.cursor) > last) {
				t.Fatalf("row %d is not between %d and %d", p.row(p.cursor), p.top, last)
			}
			if top, sub := v.lowest(); v.height > 0 && (p.top > top || p.top == top && p.sub > sub) {
				t.Fatalf("%d.%d is below the lowest %d.%d", p.top, p.sub, top, sub)
			}
		}
	})
}

func TestGolden(t *testing.T) {
	deep := `{"report":{"title":"größe ✓ 日本","hostile":"a\u001b[2J` + "\u009b2J\u202e" + `","lines":[[1,-2.50e+3,true,null],{}],"body":"{\"status\":200,\"items\":[1,2]}"},"sum":12345678901234567890}`
	for name, profile := range map[string]termenv.Profile{"colour": termenv.TrueColor, "ascii": termenv.Ascii} {
		for size, keys := range map[[2]int][]string{{60, 14}: {"jjjjjj"}, {28, 8}: {"w", "/s", "down"}} {
			v := New(theme.New(theme.Options{Profile: profile, ASCII: name == "ascii"}))
			v.SetSize(size[0], size[1])
			v.Focus()
			v.SetText(deep)
			press(v, keys...)
			checkFrame(t, v)
			got := strings.ReplaceAll(v.View(), "\x1b", "␛") + "\n"
			uitest.Golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), got)
		}
	}
}
