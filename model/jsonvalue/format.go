package jsonvalue

import "strings"

// maxIndent is the level from which on lines are not indented further: a deep document of
// many lines would otherwise become a thousand times as long as it was.
const maxIndent = 64

// Format returns text laid out over lines, each level further in by indent. Every token
// stays exactly as it is written: keys, escapes, the spelling of numbers. An error is a
// *SyntaxError.
func Format(text, indent string) (string, error) {
	return reformat(text, "\n"+strings.Repeat(indent, maxIndent), len(indent))
}

// Minify returns text without white space between its tokens, which stay exactly as they
// are written. An error is a *SyntaxError.
func Minify(text string) (string, error) {
	return reformat(text, "", 0)
}

// reformat copies a text that turns out to be valid, so that outside of strings there is
// only structure, white space and words. A new line at some level is the beginning of
// margin, none if that is empty.
func reformat(text, margin string, indent int) (string, error) {
	if err := Check(text); err != nil {
		return "", err
	}
	b := make([]byte, 0, len(text))
	depth := 0
	newLine := func() {
		if margin != "" {
			b = append(b, margin[:1+indent*min(depth, maxIndent)]...)
		}
	}
	for i := 0; i < len(text); {
		begin := i
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n':
			i++
		case '{', '[':
			b = append(b, c)
			i = skipSpace(text, i+1)
			if text[i] == c+2 { // the bracket that closes it
				b = append(b, c+2)
				i++
				continue
			}
			depth++
			newLine()
		case '}', ']':
			depth--
			newLine()
			b = append(b, c)
			i++
		case ',':
			b = append(b, c)
			newLine()
			i++
		case ':':
			b = append(b, c)
			if margin != "" {
				b = append(b, ' ')
			}
			i++
		case '"':
			i = stringEnd(text, i)
			b = append(b, text[begin:i]...)
		default:
			i = wordEnd(text, i)
			b = append(b, text[begin:i]...)
		}
	}
	return string(b), nil
}

// stringEnd is the place after the string that begins at i.
func stringEnd(text string, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// wordEnd is the place after the number or literal that begins at i.
func wordEnd(text string, i int) int {
	for i < len(text) && text[i] > ' ' && text[i] != ',' && text[i] != ']' && text[i] != '}' {
		i++
	}
	return i
}

func skipSpace(text string, i int) int {
	for text[i] <= ' ' {
		i++
	}
	return i
}
