package local

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/conformance"
)

// declared is a machine as it is known that a project declares it.
type declared struct {
	Name     string
	Aliases  []string
	Pattern  string `json:"name_pattern"`
	File     string `json:"definition_file"`
	Runs     bool   `json:"express_could_run"`
	Optional bool
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

func plain(name string) string { return notInNames.ReplaceAllString(strings.ToLower(name), "") }

// is reports whether a machine that was found is this one.
func (d declared) is(name string, aliases []string) bool {
	pattern := "^$"
	if d.Pattern != "" {
		parts := strings.Split(d.Pattern, "*")
		for i := range parts {
			parts[i] = plain(parts[i])
		}
		pattern = "^" + strings.Join(parts, ".*") + "$"
	}
	for _, found := range append([]string{name}, aliases...) {
		found = plain(found)
		if found == plain(d.Name) || regexp.MustCompile(pattern).MatchString(found) {
			return true
		}
		for _, alias := range d.Aliases {
			if found == plain(alias) {
				return true
			}
		}
	}
	return false
}

// Every machine that a real project declares is found, nothing else is, and what EXPRESS
// can run is loaded.
func TestProjects(t *testing.T) {
	dir := conformance.Projects(t)
	text, err := os.ReadFile(filepath.Join("testdata", "projects_exceptions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	excepted := map[string]bool{} // until it has failed
	for line := range strings.Lines(string(text)) {
		if id, _, ok := strings.Cut(line, " "); ok && id != "#" {
			excepted[id] = true
		}
	}
	truths, err := filepath.Glob(filepath.Join(dir, "*", "_truth.json"))
	if err != nil || len(truths) < 100 {
		t.Fatalf("%d projects in %s, %v", len(truths), dir, err)
	}
	for _, name := range truths {
		var truth struct{ Machines []declared }
		text, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(text, &truth)
		}
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Dir(name)
		l, err := Open(Options{Dir: folder, AsExpress: true})
		if err != nil {
			t.Errorf("%s: %v", folder, err)
			continue
		}
		free := map[string]bool{}
		for _, name := range l.names {
			free[name] = true
		}
		for _, optional := range []bool{false, true} {
			for _, d := range truth.Machines {
				if d.Optional != optional {
					continue
				}
				id, wrong := filepath.Base(folder)+"/"+d.Name, "not found"
				for _, exactly := range []bool{true, false} {
					for _, name := range l.names {
						file := l.File(name)
						below, _ := filepath.Rel(folder, file.Path)
						same := plain(name) == plain(d.Name) || d.File != "" && filepath.ToSlash(below) == d.File
						if wrong != "not found" || !free[name] || exactly && !same || !same && !d.is(name, file.Aliases) {
							continue
						}
						delete(free, name)
						if wrong = ""; d.Runs && l.Problem(name) != nil {
							wrong = l.Problem(name).Error()
						}
					}
				}
				switch {
				case wrong == "" || optional:
				case excepted[id]:
					delete(excepted, id)
				default:
					t.Errorf("%s: %s", id, wrong)
				}
			}
		}
		for name := range free {
			t.Errorf("%s: %s is no machine of the project", filepath.Base(folder), name)
		}
	}
	if os.Getenv("EXPRESSO_PROJECTS") == "" {
		for id := range excepted {
			t.Errorf("%s is an exception, and holds", id)
		}
	}
}

// Nearly every machine of a real project that EXPRESS can run succeeds the first time, with the
// input that is generated for it and responses of what it reads.
func TestProjectsRunAtFirst(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(conformance.Projects(t), "*"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	var failed []string
	for _, folder := range folders {
		l, err := Open(Options{Dir: folder, AsExpress: true, AutoMock: true, Simulated: true})
		if err != nil {
			continue // no folder
		}
		machines, err := l.Target().Machines(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range machines {
			if m.Problem != "" || l.HasSamples() {
				continue
			}
			name, input := m.Name, "{}"
			if e, ok := l.exampleOf(name); ok {
				input = e.Text
			}
			run, err := l.Target().Start(t.Context(), model.Request{Machine: m.ARN, Input: input})
			if ran++; err != nil || run.Status != model.Succeeded {
				failed = append(failed, fmt.Sprintf("%s/%s %s %s %v", filepath.Base(folder), name, run.Status, run.Cause, err))
			}
		}
	}
	if ran < 100 || len(failed)*20 > ran {
		t.Errorf("%d of %d failed:\n%s", len(failed), ran, strings.Join(failed, "\n"))
	}
}
