package reference

import (
	"strings"

	"github.com/agext/levenshtein"
)

// Nearest is the name that was probably meant by a word that is none of them: one with this prefix,
// or else one that is spelled nearly so; "" if there is none.
func Nearest(word string, names []string) string {
	word = strings.ToLower(word)
	nearest, least := "", max(1, (len(word)+1)/3)+1
	for _, name := range names {
		lower := strings.ToLower(name)
		distance := levenshtein.Distance(word, lower, nil)
		if len(word) > 1 && strings.HasPrefix(lower, word) {
			distance = 0
		}
		if distance < least {
			nearest, least = name, distance
		}
	}
	return nearest
}
