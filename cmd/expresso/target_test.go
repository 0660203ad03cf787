package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"expresso/model"
)

func TestLocalTargetTellsCasesAndWhatItRefused(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"orders.asl.json":     `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`,
		"broken.asl.json":     `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}`,
		"MockConfigFile.json": `{"StateMachines": {"orders": {"TestCases": {"Happy": {}, "TooLarge": {}}}}, "MockedResponses": {}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := (&targetFlags{dir: dir, clock: "simulated"}).openLocal()
	if err != nil {
		t.Fatal(err)
	}
	target := l.Target()
	machines, err := target.Machines(t.Context())
	if err != nil || len(machines) != 2 || machines[0].Name != "orders" || machines[1].Problem == "" {
		t.Fatalf("machines %+v, %v", machines, err)
	}
	q, err := (&model.Workbench{Target: target}).Qualifiers(t.Context(), machines[0].ARN)
	if err != nil || !slices.Equal(q.Cases, []string{"Happy", "TooLarge"}) {
		t.Errorf("cases %q, %v", q.Cases, err)
	}
	for i, want := range []string{`"End": true`, `"Next": "B"`} {
		d, err := target.Describe(t.Context(), machines[i].ARN)
		if err != nil || !strings.Contains(d.Definition, want) || d.Problem != machines[i].Problem {
			t.Errorf("%s: %+v, %v", machines[i].Name, d, err)
		}
	}
}
