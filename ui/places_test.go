package ui_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"expresso/ui"
	"expresso/ui/action"
	"expresso/ui/uitest"
)

// What every key does in every place, so that a change of the keys is seen as one: where two
// actions stand for a key, the first that makes sense at the moment has it.
func TestPlaces(t *testing.T) {
	var out strings.Builder
	for _, place := range ui.Places() {
		fmt.Fprintln(&out, place.Title)
		var keys []string
		does := map[string][]string{}
		for _, a := range place.Actions {
			for _, k := range a.Keys {
				if does[k] == nil {
					keys = append(keys, k)
				}
				if id := cmp.Or(a.ID, "("+a.Title+")"); !slices.Contains(does[k], id) {
					does[k] = append(does[k], id)
				}
			}
		}
		for _, k := range keys {
			if k == " " {
				fmt.Fprintf(&out, "  space\t%s\n", strings.Join(does[k], ", "))
				continue
			}
			fmt.Fprintf(&out, "  %s\t%s\n", k, strings.Join(does[k], ", "))
		}
	}
	uitest.Golden(t, "places", out.String())
}

// A page whose keys are in no place could not be bound without a clash, and no help would list it.
func TestEveryPageIsAPlace(t *testing.T) {
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?m)^func \([^)]*\) Name\(\) string \{ return "([^"]+)" \}$`)
	found := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range named.FindAllSubmatch(text, -1) {
			found++
			if !slices.ContainsFunc(ui.Places(), func(s action.Section) bool { return strings.HasSuffix(s.Title, string(page[1])) }) {
				t.Errorf("%s: the page %s is in no place: add it to pages in ui/places.go", name, page[1])
			}
		}
	}
	if found < 8 {
		t.Errorf("only %d pages were found", found)
	}
}

// The grammar of the keys: one letter, one verb. Each verb with its keys, and the actions that
// are this verb, wherever they are.
var grammar = []struct{ verb, keys, actions string }{
	{"go to a pane", "1", "go-to-machines"},
	{"go to a pane", "2", "go-to-saved-inputs"},
	{"go to a pane", "3", "go-to-input"},
	{"go to a pane", "4", "go-to-history"},
	{"go to a pane", "5", "go-to-details"},
	{"next pane, or tab of a page", "tab", "next-pane next-face next-document next-file next-topic comparison-next-tab other-document-of-bench"},
	{"pane before", "shift+tab", "previous-pane previous-face previous-document previous-file previous-topic comparison-previous-tab other-document-of-bench"},
	{"up", "up k", "list-up document-up state-above previous-hit-while-typing filtered-up choose-up help-up"},
	{"down", "down j", "list-down document-down state-below next-hit-while-typing filtered-down choose-down help-down"},
	{"left: fold, or go out", "left h", "hide-versions fold fold-state fold-difference state-to-the-left"},
	{"right: unfold, or go in", "right l", "show-versions unfold unfold-state unfold-difference state-to-the-right"},
	{"first", "g home", "list-first document-top first-state"},
	{"last", "G end", "list-last document-bottom last-state"},
	{"scroll sideways", "H shift+left", "scroll-document-left scroll-differences-left scroll-graph-left"},
	{"scroll sideways", "L shift+right", "scroll-document-right scroll-differences-right scroll-graph-right"},
	{"start of the line", "^", "beginning-of-line"},
	{"end of the line", "$", "end-of-line"},
	{"next on this level", "J", "next-on-this-level next-state-on-this-level next-state-of-level"},
	{"previous on this level", "K", "previous-on-this-level previous-state-on-this-level previous-state-of-level"},
	{"next tab", "]", "next-tab next-face next-document next-file next-topic comparison-tab-right other-document-of-bench"},
	{"previous tab", "[", "previous-tab previous-face previous-document previous-file previous-topic comparison-tab-left other-document-of-bench"},
	{"open, or do what is offered", "enter", "pick-the-machine load-the-saved-input look-into-the-run fold-or-unfold fold-or-unfold-difference open-state-of-trace open-state-of-graph open-state-of-comparison " +
		"show-error-in-trace open-burst-in-history compare-case write-expectation write-files stay-at-hit keep-state-search keep-line-search renew-credentials show-problem-in-definition"},
	{"fold", "space", "fold-or-unfold fold-or-unfold-state fold-or-unfold-difference fold-or-unfold-box"},
	{"unfold all", "+ =", "unfold-all unfold-all-states unfold-all-differences unfold-all-boxes"},
	{"fold all", "-", "fold-all fold-all-states fold-what-is-equal fold-all-boxes"},
	{"open what belongs to this", "o", "look-into-the-machine show-the-comparison-that-the-run-is-part-of open-json-in-string open-burst-in-history open-case-in-history"},
	{"back", "esc", "leave-what-is-open cancel close-page close-burst leave-expectation back-to-expression clear-filter end-search drop-search end-state-search end-line-search"},
	{"search or filter", "/", "filter-machines find-text-in-inputs search-document find-state find-line"},
	{"next match, difference or failure", "n", "next-hit next-found-state next-found-line next-difference next-state-that-differs next-error next-failed-state"},
	{"the one before", "N", "previous-hit previous-found-state previous-found-line previous-difference previous-state-that-differs previous-error previous-failed-state"},
	{"run", "ctrl+r f5", "run-the-input run-what-was-refused run-case-again run-from-tested-state"},
	{"rerun", "R", "run-this-very-run-again replay-the-saved-inputs-of-the-machine run-all-cases-again"},
	{"rerun the failures", "F", "rerun-the-failures-of-the-replay run-bad-cases-again"},
	{"compare", "V", "compare-the-input-with-another-version"},
	{"burst", "B", "run-the-input-many-times start-another-burst"},
	{"use this input", "i", "load-the-saved-input load-the-runs-input-into-the-editor"},
	{"$EDITOR", "e", "edit-the-input-in-editor edit-the-saved-input edit-file-of-machine"},
	{"delete", "d", "delete-the-saved-input"},
	{"undo", "u", "bring-the-deleted-input-back"},
	{"duplicate", "c", "duplicate-the-saved-input"},
	{"rename", "r", "rename-the-saved-input"},
	{"open in the console", "O", "open-in-console"},
	{"copy", "y", "copy-menu copy-menu-of-bench"},
	{"save", "W", "save-menu"},
	{"annotate", "a", "write-a-note-on-the-run"},
	{"star", "*", "star-the-run star-the-machine"},
	{"baseline", "m", "mark-the-run-to-compare-others-with-it"},
	{"sort", "s", "order-by-the-latest-run-or-as-listed sort-the-runs"},
	{"filter menu", "f", "runs-of-any-kind only-bad-cases only-states-that-differ"},
	{"wrap", "w", "wrap-lines"},
	{"how this is drawn", "v", "text-as-it-came fit-time-axis side-by-side-or-not stack-trace-or-document"},
	{"stop what runs here", "x", "abandon-the-run-in-flight stop-shown-burst stop-replay abandon-comparison"},
	{"accept", "E", "accept-this-run-as-expected accept-case"},
	{"ignore", "I", "ignore-value"},
	{"ignore the stand-ins", "p", "ignore-stand-ins"},
	{"budget", "b", "expect-budget"},
	{"switch target", "T", "switch-target"},
	{"run from this state", "S", "run-from-state-of-trace run-from-state-of-graph"},
	{"test this state", "t", "test-state-of-trace test-state-of-graph test-state-of-definition"},
	{"mock", "M", "mock-the-task"},
	{"try an expression", "|", "try-expression try-an-expression-on-the-input"},
	{"set in the project file", "P", "set-in-project-file"},
	{"graph", "f2", "show-the-machines-graph"},
	{"all machines", "A", "runs-of-all-machines"},
	{"zoom", "z", "give-the-pane-the-whole-screen"},
	{"wider", ">", "make-the-pane-wider"},
	{"narrower", "<", "make-the-pane-narrower"},
	{"taller", "}", "make-the-pane-taller"},
	{"shorter", "{", "make-the-pane-lower"},
	{"reload", "ctrl+l", "list-the-machines-again read-trace-again reload-credentials read-trace-of-machine read-traces-of-comparison"},
	{"help", "? f1", "help"},
	{"commands", ": ctrl+p", "commands"},
	{"quit", "q ctrl+q", "quit"},
}

// One letter, one verb, everywhere but in text; and questions and menus are answered by letters of their own.
func TestOneLetterOneVerb(t *testing.T) {
	verbs, does := map[string]string{}, map[string][]string{}
	for _, g := range grammar {
		for _, k := range strings.Fields(g.keys) {
			if k == "space" {
				k = " "
			}
			if other, ok := verbs[k]; ok {
				t.Errorf("%q is %q and %q", k, other, g.verb)
			}
			verbs[k], does[k] = g.verb, strings.Fields(g.actions)
		}
	}
	met := map[string]bool{}
	for _, place := range ui.Places() {
		if place.Chars || place.Title == "a question" || place.Title == "a menu" {
			continue
		}
		for _, a := range place.Actions {
			for _, k := range a.Keys {
				letter := len([]rune(k)) == 1
				if place.Typed && (letter || verbs[k] == "" || !slices.Contains(does[k], a.ID)) {
					continue // text, and what edits it
				}
				switch {
				case verbs[k] == "" && letter:
					t.Errorf("%s: %q has no verb, and is %s", place.Title, k, a.ID)
				case verbs[k] != "" && !slices.Contains(does[k], a.ID):
					t.Errorf("%s: %q is %q, and here %s", place.Title, k, verbs[k], a.ID)
				default:
					met[k+" "+a.ID] = true
				}
			}
		}
	}
	for _, g := range grammar {
		for _, id := range strings.Fields(g.actions) {
			if !slices.ContainsFunc(strings.Fields(g.keys), func(k string) bool { return met[strings.ReplaceAll(k, "space", " ")+" "+id] }) {
				t.Errorf("%s is nowhere %s", g.keys, id)
			}
		}
	}
	// What sends a run is ctrl+r, or a capital letter.
	for _, place := range ui.Places() {
		for _, a := range place.Actions {
			for _, k := range a.Keys {
				if r := []rune(k); a.Sends && len(r) == 1 && (r[0] < 'A' || r[0] > 'Z') {
					t.Errorf("%s: %q sends a run", place.Title, k)
				}
			}
		}
	}
}
