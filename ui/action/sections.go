package action

import "strings"

// Section is actions under what their place is called.
type Section struct {
	Title   string
	Actions []Action
	Typed   bool // characters are text there, and do nothing else
	Chars   bool // nothing but characters can be bound there, which may be in a row
}

// Binding is an action and its keys, for those who want to change them.
type Binding struct {
	Action string // its id
	Keys   []string
	What   string // what it does, in words
}

// Bindings lists the actions of all places once.
func Bindings(places []Section) []Binding {
	var all []Binding
	seen := map[string]bool{}
	for _, place := range places {
		for _, c := range place.Actions {
			if c.ID != "" && !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, Binding{c.ID, c.Keys, c.Title})
			}
		}
	}
	return all
}

// Markdown is a table of the actions that have keys.
func Markdown(places []Section) string {
	var out strings.Builder
	out.WriteString("| where | keys | what |\n| --- | --- | --- |\n")
	for _, place := range places {
		for _, c := range place.Actions {
			if len(c.Keys) == 0 {
				continue
			}
			keys := strings.ReplaceAll(strings.Join(caps(c.Keys), "` `"), "|", "\\|")
			out.WriteString("| " + place.Title + " | `" + keys + "` | " + c.Title + " |\n")
		}
	}
	return out.String()
}
