package embedded

import (
	"encoding/json"
	"os"
	"testing"
)

// TestClientsCallEveryOperation looks at the cases that are played with the SDKs and the CLI:
// each operation is called, and each that can be refused is refused.
func TestClientsCallEveryOperation(t *testing.T) {
	text, err := os.ReadFile("../../.ci/clients/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct{ Operation, Error string }
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	right, wrong := map[string]bool{}, map[string]bool{}
	for _, c := range cases {
		if operations[c.Operation] == nil {
			t.Errorf("there is no operation %q", c.Operation)
		}
		if c.Error == "" {
			right[c.Operation] = true
		} else {
			wrong[c.Operation] = true
		}
	}
	always := map[string]bool{"DescribeExecution": true, "StopExecution": true, "RedriveExecution": true, "GetExecutionHistory": true}
	for name := range operations {
		if !wrong[name] || !right[name] && !always[name] {
			t.Errorf("%s is called right: %t, wrong: %t", name, right[name], wrong[name])
		}
	}
}
