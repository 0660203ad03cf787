package asl_test

import (
	"testing"

	"expresso/model/asl"
)

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, definition, want string }{
		{"nothing", ``, "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"},
		{"an array", `[]`, "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"},
		{"an empty object", `{}`, "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"},
		{
			"JSONata", `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`,
			`SCHEMA_VALIDATION_FAILED: State "A" uses the query language JSONata, which is not supported yet at /States/A`,
		},
		{
			"a dangling Next", `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}`,
			"MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, found := asl.Load(tt.definition, asl.Express)
			if m != nil || len(found) == 0 || found[0].String() != tt.want {
				t.Errorf("got %v\nwant %s", found, tt.want)
			}
		})
	}
}
