package editor

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// document returns JSON of about size bytes on lines of about 40.
func document(size int) string {
	var b strings.Builder
	b.WriteString("{\n  \"items\": [\n")
	for i := 0; b.Len() < size-50; i++ {
		fmt.Fprintf(&b, "    { \"sku\": \"S-%06d\", \"qty\": %d, \"ok\": true },\n", i, i%7)
	}
	b.WriteString("    null\n  ]\n}\n")
	return b.String()
}

// wide returns a document of 50 lines of about size bytes, no two of them alike.
func wide(size int) string {
	text := []byte(strings.ReplaceAll(document(50*size), "\n", " "))
	for i := size; i < len(text); i += size {
		text[i] = '\n'
	}
	return string(text)
}

// BenchmarkKey types a character and takes it back, in the middle of a document, each with
// its View: two keys an operation.
func BenchmarkKey(b *testing.B) {
	for name, text := range map[string]string{
		"1KiB":      document(1 << 10),
		"32KiB":     document(32 << 10),
		"256KiB":    document(256 << 10),
		"8MiB":      document(8<<20 - 1<<10),
		"1MiB-line": strings.Repeat(`{"sku": "S-000001", "qty": 3, "ok": true}, `, 1<<20/43),
	} {
		b.Run(name, func(b *testing.B) {
			e := newEditor(text)
			e.SetSize(120, 40)
			e.moveTo(len(text)/2, false)
			e.View()
			typed := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'x'}}
			back := tea.KeyMsg{Type: tea.KeyBackspace}
			b.ReportAllocs()
			for b.Loop() {
				e.Update(typed)
				e.View()
				e.Update(back)
				e.View()
			}
		})
	}
}

// BenchmarkScroll goes down a page and up again, each with its View.
func BenchmarkScroll(b *testing.B) {
	for name, text := range map[string]string{"32KiB": document(32 << 10), "256KiB": document(256 << 10)} {
		b.Run(name, func(b *testing.B) {
			e := newEditor(text)
			e.SetSize(120, 40)
			b.ReportAllocs()
			for b.Loop() {
				e.Update(keyNamed["pgdown"])
				e.View()
				e.Update(keyNamed["pgup"])
				e.View()
			}
		})
	}
}

// BenchmarkEnds jumps from one end of the text to the other, which is what costs most.
func BenchmarkEnds(b *testing.B) {
	for name, text := range map[string]string{
		"256KiB":    document(256 << 10),
		"1MiB-line": strings.Repeat(`{"sku": "S-000001", "qty": 3, "ok": true}, `, 1<<20/43),
	} {
		b.Run(name, func(b *testing.B) {
			e := newEditor(text)
			e.SetSize(120, 40)
			b.ReportAllocs()
			for b.Loop() {
				e.Update(keyNamed["ctrl+home"])
				send(e, "x")
				e.View()
				e.Update(keyNamed["ctrl+end"])
				e.View()
			}
		})
	}
}

// BenchmarkNewScreen draws a screen whose lines have never been seen, long and short.
func BenchmarkNewScreen(b *testing.B) {
	for name, text := range map[string]string{
		"short":   document(8 << 10),
		"long":    wide(1500),
		"longest": wide(15_000),
		"quotes":  strings.Repeat(strings.Repeat(`"`, 2000)+"\n", 50),
		"slashes": strings.Repeat(`"`+strings.Repeat(`\`, 2000)+"\n", 50),
		"marks":   strings.Repeat(strings.Repeat("\u0301", 1000)+"\n", 50),
		"bytes":   strings.Repeat(strings.Repeat("\xff", 2000)+"\n", 50),
	} {
		b.Run(name, func(b *testing.B) {
			e := newEditor(text)
			e.SetSize(120, 40)
			b.ReportAllocs()
			for b.Loop() {
				clear(e.paint.tokens)
				e.View()
			}
		})
	}
}
