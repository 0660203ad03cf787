package example

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// steps are those of a path without what stands before it ($, $$, a variable). ok is false for
// what selects more than one way: they end there.
func steps(path string) (all []step, ok bool) {
	for path != "" {
		switch {
		case strings.HasPrefix(path, ".."):
			return all, false
		case path[0] == '.':
			path = path[1:]
			if path == "" || path[0] == '[' {
				continue
			}
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			name := path[:end]
			if path = path[end:]; name == "*" {
				all = append(all, step{element: true, several: true})
				continue
			}
			all = append(all, step{name: name})
		case path[0] == '[':
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return all, false
			}
			in := strings.TrimSpace(path[1:end])
			path = path[end+1:]
			if len(in) > 2 && (in[0] == '\'' || in[0] == '"') {
				all = append(all, step{name: in[1 : len(in)-1]})
				continue
			}
			index, err := strconv.Atoi(in)
			s := step{element: true, index: index, several: err != nil}
			if m := filter().FindStringSubmatch(in); m != nil {
				s.by, _ = steps(m[1])
				s.equal = m[2]
			}
			all = append(all, s)
		default:
			return all, false
		}
	}
	return all, true
}

// filter is what selects the elements that have a text.
var filter = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\?\s*\(\s*@((?:\.[A-Za-z0-9_]+)+)\s*==\s*['"]?([^'")]+?)['"]?\s*\)$`)
})

// split is a text at its commas, but for those in quotes and parentheses.
func split(text string) (parts []string) {
	open, quoted, from := 0, false, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[':
			open++
		case c == ')' || c == ']':
			open--
		case c == ',' && open == 0:
			parts, from = append(parts, strings.TrimSpace(text[from:i])), i+1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

// many reports whether steps lead to several values, of which a path makes a list.
func many(all []step) bool { return slices.ContainsFunc(all, func(s step) bool { return s.several }) }

// name is how far a name goes at the beginning of a text.
func name(text string) int {
	for i, r := range text {
		if r != '_' && (r < '0' || r > '9' || i == 0) && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r < 0x80 {
			return i
		}
	}
	return len(text)
}
