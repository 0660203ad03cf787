package dialog

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// How near a text is to a name, the nearest first. A synonym is a little further than the
// title's own word.
const (
	wholeWord = iota
	wholeSynonym
	beginning
	beginningOfSynonym
	substring
	substringOfSynonym
	far
)

// found is a command that a text names, and which bytes of its title do.
type found struct {
	command int
	matched []int
}

// rank finds the commands that a text names, the best first: whole words, then beginnings of
// words, then what is anywhere in it, and scattered letters only where nothing else is found.
// Those cannot choose what sends runs. What cannot be done now comes last, if it sinks.
func rank(text string, commands []Command, sinks bool) []found {
	words := strings.Fields(strings.ToLower(text))
	type scored struct {
		found
		near, at int // at so many words from the title's first
		loose    int // 1 if the words do not stand together
	}
	var all []scored
	for i, c := range commands {
		s := scored{found: found{command: i}, at: strings.Count(c.Title, " "), loose: 1}
		if strings.Contains(strings.ToLower(c.Title), strings.Join(words, " ")) {
			s.loose = 0
		}
		for _, word := range words {
			near, at := nearness(c, word)
			s.near = max(s.near, near)
			if near == far {
				break
			}
			if at >= 0 {
				s.at = min(s.at, strings.Count(c.Title[:min(at, len(c.Title))], " "))
				for b := range word {
					s.matched = append(s.matched, at+b)
				}
			}
		}
		if s.near < far {
			slices.Sort(s.matched)
			all = append(all, s)
		}
	}
	if len(words) > 0 {
		slices.SortStableFunc(all, func(a, b scored) int {
			return cmp.Or(a.near-b.near, a.loose-b.loose, a.at-b.at) // the first word of a title is its verb
		})
	}
	ranked := make([]found, len(all))
	for i, s := range all {
		ranked[i] = s.found
	}
	if len(ranked) == 0 {
		ranked = scattered(text, commands)
	}
	if sinks {
		slices.SortStableFunc(ranked, func(a, b found) int {
			return last(commands[a.command]) - last(commands[b.command])
		})
	}
	return ranked
}

func last(c Command) int {
	if c.Reason != "" {
		return 1
	}
	return 0
}

// scattered finds the commands that have the letters of a text in their order.
func scattered(text string, commands []Command) []found {
	titles := make([]string, len(commands))
	for i, c := range commands {
		if !c.Sends {
			titles[i] = c.Title
		}
	}
	matches := fuzzy.Find(strings.Join(strings.Fields(text), ""), titles)
	all := make([]found, len(matches))
	for i, m := range matches {
		all[i] = found{m.Index, m.MatchedIndexes}
	}
	return all
}

// nearness is how near a word is to a command, and where in its title it is, -1 for not
// there.
func nearness(c Command, word string) (near, at int) {
	near, at = within(strings.ToLower(c.Title), word)
	if synonym, _ := within(c.Words, word); synonym+1 < near {
		return synonym + 1, -1
	}
	return near, at
}

// within is how near a word is to a text, and where it is.
func within(text, word string) (near, at int) {
	near, at = far, -1
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return near, at
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		this := substring
		if i == 0 || !inWord(before) {
			this = beginning
			if i+len(word) == len(text) || !inWord(after) {
				this = wholeWord
			}
		}
		if this < near {
			near, at = this, i
		}
		from = i + 1
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
