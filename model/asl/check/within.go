package check

import (
	"strings"
	"unicode/utf8"
)

// Within moves a place in a file from the beginning of the string that a diagnostic is about to
// the character within its expression that is wrong. It stays where it is if that is not known,
// or the file spells the string in a way of its own.
func (d Diagnostic) Within(text string, line, column int) (int, int) {
	if d.At == 0 {
		return line, column
	}
	rest, ok := from(text, line, column)
	if !ok || rest == "" {
		return line, column
	}
	quote := rest[0]
	if quote == '"' || quote == '\'' {
		rest = rest[1:]
	} else {
		quote = 0 // a plain scalar of YAML
	}
	if !strings.HasPrefix(rest, opening) {
		return line, column
	}
	skipped := 0
	if quote != 0 {
		skipped++
	}
	skipped += len(opening)
	rest = rest[len(opening):]
	seen := 0 // characters of the expression
	for begun := false; rest != ""; {
		size, decoded := character(rest, quote)
		if size == 0 {
			break // the string ends
		}
		if blank := strings.TrimSpace(decoded) == ""; !blank || begun {
			begun = true
			if seen++; seen == d.At {
				return line, column + skipped
			}
		}
		if decoded == "\n" && size == 1 { // the scalar continues on the next line
			break
		}
		skipped += utf8.RuneCountInString(rest[:size])
		rest = rest[size:]
	}
	return line, column
}

// character is the first character of a string that is quoted so, as it is spelled and decoded;
// size is 0 at the string's end.
func character(text string, quote byte) (size int, decoded string) {
	switch {
	case quote == '"' && text[0] == '\\' && len(text) > 1:
		if text[1] == 'u' && len(text) >= 6 {
			return 6, text[:6]
		}
		blanks := map[byte]string{'n': "\n", 't': "\t", 'r': "\r"}
		if blank := blanks[text[1]]; blank != "" {
			return 2, blank
		}
		return 2, text[1:2]
	case quote == '\'' && strings.HasPrefix(text, "''"):
		return 2, "'"
	case quote != 0 && text[0] == quote:
		return 0, ""
	}
	_, size = utf8.DecodeRuneInString(text)
	return size, text[:size]
}

// from is a text from a line and a column on, both counted from 1, columns in characters.
func from(text string, line, column int) (string, bool) {
	for ; line > 1; line-- {
		_, rest, ok := strings.Cut(text, "\n")
		if !ok {
			return "", false
		}
		text = rest
	}
	for ; column > 1; column-- {
		_, size := utf8.DecodeRuneInString(text)
		if size == 0 {
			return "", false
		}
		text = text[size:]
	}
	return text, true
}
