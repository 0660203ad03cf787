package samples

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// expectSuffix ends the names of the files with what is expected.
const expectSuffix = ".expect.json"

// inputs returns a machine's inputs by their names without number.
func inputs(t *testing.T, machine string) map[string]string {
	t.Helper()
	files, err := fs.Glob(Inputs(), machine+"/*.json")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`^[^/]+/[1-9]-(.+)\.json$`)
	all := map[string]string{}
	for _, file := range files {
		if strings.HasSuffix(file, expectSuffix) {
			continue
		}
		match := named.FindStringSubmatch(file)
		if match == nil {
			t.Fatalf("%s is not named {machine}/{number}-{name}.json", file)
		}
		text, err := fs.ReadFile(Inputs(), file)
		if err != nil {
			t.Fatal(err)
		}
		all[match[1]] = string(text)
		if _, err := fs.Stat(Inputs(), strings.TrimSuffix(file, ".json")+expectSuffix); err != nil {
			t.Errorf("nothing is expected of %s: %v", file, err)
		}
	}
	return all
}

func TestListIsWhatANewcomerSees(t *testing.T) {
	list := List()
	if len(list) < 7 || list[0].Name != "order-approval" {
		t.Fatalf("got %d samples, the first %q", len(list), list[0].Name)
	}
	failing, batches := 0, 0
	for _, sample := range list {
		if !json.Valid([]byte(sample.Definition)) {
			t.Errorf("%s: definition is not JSON", sample.Name)
		}
		if sample.Summary == "" {
			t.Errorf("%s: no summary", sample.Name)
		}
		all := inputs(t, sample.Name)
		if sample.Type == standard {
			batches++
			continue
		}
		if len(all) < 2 {
			t.Errorf("%s: %d inputs", sample.Name, len(all))
		}
		told := map[string]bool{}
		for _, run := range sample.Runs {
			if _, ok := all[run.Input]; !ok {
				t.Errorf("%s: no input %q", sample.Name, run.Input)
			}
			if run.Case == "" {
				told[run.Input] = true
			}
			if run.Status == failed {
				failing++
			}
		}
		for name, text := range all {
			if !json.Valid([]byte(text)) {
				t.Errorf("%s/%s is not JSON", sample.Name, name)
			}
			if !told[name] {
				t.Errorf("%s: what becomes of input %q is not told", sample.Name, name)
			}
		}
	}
	if failing == 0 || batches != 1 {
		t.Errorf("%d runs fail on purpose, %d machines are STANDARD", failing, batches)
	}
}

// Every mocked state is one of its machine's, and every case that a run names exists: a
// misspelt name would otherwise only show when somebody runs it.
func TestMocksFitTheMachines(t *testing.T) {
	var mocks struct {
		StateMachines map[string]struct {
			TestCases map[string]map[string]string
		}
		MockedResponses map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(Mocks()), &mocks); err != nil {
		t.Fatal(err)
	}
	definitions := map[string]string{}
	for _, sample := range List() {
		definitions[sample.Name] = sample.Definition
		for _, run := range sample.Runs {
			if run.Case != "" && mocks.StateMachines[sample.Name].TestCases[run.Case] == nil {
				t.Errorf("%s: no test case %q", sample.Name, run.Case)
			}
		}
	}
	for machine, config := range mocks.StateMachines {
		if _, ok := config.TestCases["Default"]; !ok {
			t.Errorf("%s: no case Default", machine)
		}
		for name, states := range config.TestCases {
			for state, response := range states {
				if !strings.Contains(definitions[machine], `"`+state+`": {`) {
					t.Errorf("%s, case %s: no state %q", machine, name, state)
				}
				if _, ok := mocks.MockedResponses[response]; !ok {
					t.Errorf("%s, case %s: no response %q", machine, name, response)
				}
			}
		}
	}
}
