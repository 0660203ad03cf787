package jsonview

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/ui/theme"
)

// orders is a JSON document of about size bytes.
func orders(size int) string {
	var b strings.Builder
	b.WriteString(`{"orders":[`)
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"orderId":"A-%d","amount":%d.50,"paid":true,"note":null,"items":[{"sku":"S-%d","qty":3},{"sku":"größe","qty":1}]}`, i, i, i)
	}
	b.WriteString(`]}`)
	return b.String()
}

func documents() []struct{ name, text string } {
	return []struct{ name, text string }{
		{"1KiB", orders(1 << 10)},
		{"32KiB", orders(32 << 10)},
		{"256KiB", orders(256 << 10)},
		{"1MiBstring", `{"text":"` + strings.Repeat("lorem ipsum ", 1<<20/12) + `"}`},
		{"1MiBwideString", `{"text":"` + strings.Repeat("日本語 ", 1<<20/10) + `"}`},
		{"1MiBraw", strings.Repeat("lorem ipsum ", 1<<20/12)},
		{"100000elements", "[" + strings.Repeat("1,", 99_999) + "1]"},
	}
}

func benchView(text string) *View {
	v := New(theme.New(theme.Options{Profile: termenv.TrueColor}))
	v.SetSize(120, 40)
	v.Focus()
	v.SetText(text)
	return v
}

func BenchmarkSetText(b *testing.B) {
	for _, d := range documents() {
		b.Run(d.name, func(b *testing.B) {
			v := benchView("")
			b.ReportAllocs()
			b.SetBytes(int64(len(d.text)))
			for b.Loop() {
				v.setText(d.text)
				v.View()
			}
		})
	}
}

// BenchmarkMove is a key and the frame that follows it, in the middle of the document.
func BenchmarkMove(b *testing.B) {
	for _, wrap := range []bool{false, true} {
		for _, d := range documents() {
			b.Run(fmt.Sprintf("%s/wrap=%v", d.name, wrap), func(b *testing.B) {
				v := benchView(d.text)
				if wrap {
					v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("w")})
				}
				v.page(v.pane.rows() / 2)
				keys := []tea.KeyMsg{{Type: tea.KeyPgDown}, {Type: tea.KeyDown}, {Type: tea.KeyPgUp}, {Type: tea.KeyUp}}
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					v.Update(keys[i%len(keys)])
					v.View()
					_ = v.Status()
				}
			})
		}
	}
}

func BenchmarkFold(b *testing.B) {
	for _, d := range documents() {
		b.Run(d.name, func(b *testing.B) {
			v := benchView(d.text)
			b.ReportAllocs()
			for b.Loop() {
				v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("-")})
				v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("+")})
				v.View()
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, d := range documents() {
		b.Run(d.name, func(b *testing.B) {
			v := benchView(d.text)
			b.ReportAllocs()
			for b.Loop() {
				for _, r := range "/or" {
					v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
				}
				v.View()
				v.Update(tea.KeyMsg{Type: tea.KeyEsc})
			}
		})
	}
}

// BenchmarkMoveRaw is a key and a frame in unmodified JSON, which goes through the lexer.
func BenchmarkMoveRaw(b *testing.B) {
	text := strings.ReplaceAll(orders(256<<10), "},{\"orderId", "},\n{\"orderId")
	v := benchView(text)
	v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("v")})
	b.ReportAllocs()
	for b.Loop() {
		v.Update(tea.KeyMsg{Type: tea.KeyPgDown})
		if v.pane.cursor == len(v.pane.lines)-1 {
			v.goTo(0)
		}
		v.View()
	}
}
