package editor

import (
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// TestGolden compares views with those in testdata, where ESC is written ␛ to be read.
func TestGolden(t *testing.T) {
	order := "{\n  \"orderId\": \"A-1001\",\n  \"amount\": 1250.00,\n  \"gift\": true,\n  \"items\": [\n    { \"sku\": \"S-1\", \"qty\": 3 }\n  ]\n}\n"
	tests := []struct {
		name          string
		options       theme.Options
		text, keys    string
		width, height int
	}{
		{"order", theme.Options{Profile: termenv.ANSI256}, order, "<down><end>", 44, 10},
		{"order-no-color", theme.Options{Profile: termenv.Ascii}, order, "<down><ctrl+right><shift+end>", 44, 10},
		{"order-ascii", theme.Options{Profile: termenv.Ascii, ASCII: true}, order, "", 30, 6},
		{"tiny", theme.Options{Profile: termenv.Ascii}, order, "<down><end>", 12, 3},
		{"bracket", theme.Options{Profile: termenv.Ascii}, order, "<ctrl+end><up>", 44, 10},
		{"problem", theme.Options{Profile: termenv.ANSI256}, strings.Replace(order, "true,", "tru", 1), "<down>", 60, 6},
		{"find", theme.Options{Profile: termenv.Ascii}, order, "<ctrl+f>s", 44, 10},
		{"go-to-line", theme.Options{Profile: termenv.Ascii}, order, "<ctrl+g>7", 44, 4},
		{"notice", theme.Options{Profile: termenv.Ascii}, order, "<ctrl+z>", 44, 4},
		{"hostile", theme.Options{Profile: termenv.Ascii}, "{\"a\": \"\x1b[2J\x07\u202e\xff\u200b\",\r\n\t\"b\":\t\"世界 👨‍👩‍👧 é\"\r\n}", "<end>", 60, 4},
		{"long", theme.Options{Profile: termenv.Ascii}, `{"a": [` + strings.Repeat(`"0123456789", `, 1000) + "1]}\n{}\n" + strings.Repeat("wide 世界 ", 20), "<end>", 50, 4},
		{"long-middle", theme.Options{Profile: termenv.Ascii}, `{"a": [` + strings.Repeat(`{"0123456789": true}, `, 1000) + "1]}\n{}\n" + strings.Repeat("wide 世界 ", 600), "<ctrl+g>1:4000\n", 50, 4},
		{"parameters", theme.Options{Profile: termenv.ANSI256}, "{\n  \"id\": \"order {{uuid}}\",\n  \"n\": {{n}},\n  \"order\": {{file \"x.json\"}},\n  \"to\": \"{{name}}\"\n}", "<down><down><end>", 44, 6},
		{"blurred", theme.Options{Profile: termenv.Ascii}, "{}", "", 30, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := newEditor(test.text)
			e.SetTheme(theme.New(test.options))
			e.SetSize(test.width, test.height)
			send(e, test.keys)
			if test.name == "blurred" {
				e.Blur()
			}
			checkView(t, e)
			got := strings.ReplaceAll(e.View(), "\x1b", "␛") + "\n"
			uitest.Golden(t, test.name, got)
		})
	}
}
