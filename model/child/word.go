package child

import (
	"slices"
	"strings"
)

// Word is a text as one argument of a command line that people copy to a shell: names are anybody's.
func Word(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@+"
	if text != "" && strings.Trim(text, plain) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// Names are the arguments that a command line ends in, behind -- where one would be read as a flag.
func Names(texts ...string) string {
	words := make([]string, 0, 1+len(texts))
	if slices.ContainsFunc(texts, func(text string) bool { return strings.HasPrefix(text, "-") }) {
		words = append(words, "--")
	}
	for _, text := range texts {
		words = append(words, Word(text))
	}
	return strings.Join(words, " ")
}

// Flag is a flag with its value, which would be read as another flag if it began as one.
func Flag(flag, value string) string {
	if strings.HasPrefix(value, "-") {
		return flag + "=" + Word(value)
	}
	return flag + " " + Word(value)
}
