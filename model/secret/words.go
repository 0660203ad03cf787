package secret

import (
	"strings"
	"unicode"
)

// InWords masks the secrets in what a program says to people. It is not a document, so that each word may be one.
func InWords(text string) string {
	var m Masker
	m.Learn(text)
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"',;:=()[]{}<>`, r) }) {
		m.Learn(word)
	}
	return m.Mask(text)
}
