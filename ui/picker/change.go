package picker

import (
	"strings"

	"expresso/model"
	"expresso/ui/screen"
)

// Words says what a change is, the worst of it first, and whether that is bad.
func Words(c model.Change) (text, hint string, bad bool) {
	if len(c.Broken) > 0 {
		text := c.Broken[0].Problem
		if n := len(c.Broken) - 1; n > 0 {
			text += ", and " + screen.Count(int64(n)) + " more cannot be run"
		}
		return text, "", true
	}
	if c.Problem != "" {
		return c.Problem, c.Hint, true
	}
	var parts []string
	add := func(what string, names []string) {
		switch n := len(names); {
		case n == 1:
			parts = append(parts, what+" "+names[0])
		case n > 1:
			parts = append(parts, what+" "+screen.Count(int64(n))+" machines")
		}
	}
	add("reloaded", c.Reloaded)
	add("found", c.New)
	add("no more", c.Gone)
	if c.Mocks {
		parts = append(parts, "reloaded the task mocks")
	}
	return strings.Join(parts, ", "), "", false
}
