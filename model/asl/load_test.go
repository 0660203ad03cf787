package asl_test

import (
	"fmt"
	"strings"
	"testing"

	"expresso/model/asl"
)

// one is a machine with one state.
func one(state string) string { return `{"StartAt":"A","States":{"A":` + state + `}}` }

// two is a machine with a state and one that it may lead to.
func two(state string, other ...string) string {
	return `{"StartAt":"A","States":{"A":` + state + `,"B":` + append(other, `{"Type":"Succeed"}`)[0] + `}}`
}

const send = `"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"m"}`

// TestRefused has one definition for every rule; most of the messages are AWS's.
func TestRefused(t *testing.T) {
	choice := func(rule string) string { return two(`{"Type":"Choice","Choices":[` + rule + `],"Default":"B"}`) }
	for _, tt := range []struct{ name, definition, want string }{
		{"nothing", ``, "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"},
		{"an array", `[]`, "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"},
		{"no JSON", `{"a"}`, `INVALID_JSON_DESCRIPTION: `},
		{"an empty object", `{}`, "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"},
		{"too long", `{"Comment":"` + strings.Repeat("x", 1<<20) + `"}`, "SCHEMA_VALIDATION_FAILED: Definition is longer than 1048576 bytes"},
		{"no states", `{"StartAt":"A","States":{}}`, "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States"},
		{"version", `{"Version":"2.0","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`, "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [1.0] at /Version"},
		{"a misspelt field", `{"Coment":"x","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`, "SCHEMA_VALIDATION_FAILED: Field 'Coment' is not supported at /"},
		{
			"a field of JSONata", one(`{"Type":"Pass","Output":1,"End":true}`),
			"SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A",
		},
		{"a dangling Next", one(`{"Type":"Pass","Next":"B"}`), "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next"},
		{"a dangling StartAt", `{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}`, "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /StartAt"},
		{"a dangling Catch", one(`{` + send + `,"Catch":[{"ErrorEquals":["E"],"Next":"X"}],"End":true}`), "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Catch[0]/Next"},
		{"unreachable", two(`{"Type":"Pass","End":true}`), `MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B`},
		{"endless", one(`{"Type":"Pass","Next":"A"}`), "MISSING_END_STATE: Workflow has no terminal state at null"},
		{
			"duplicate", one(`{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}],"End":true}`),
			"DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/Branches[0]/States/A",
		},
		{"a long name", `{"StartAt":"` + strings.Repeat("n", 81) + `","States":{"` + strings.Repeat("n", 81) + `":{"Type":"Succeed"}}}`, "INVALID_STATE_NAME: Invalid State name: State 'nnn"},
		{"a type", one(`{"Type":"Go"}`), "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type"},
		{"no type", one(`{}`), "SCHEMA_VALIDATION_FAILED: The field 'Type' is required at /States/A"},
		{"neither Next nor End", one(`{"Type":"Pass"}`), "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/A"},
		{"both Next and End", two(`{"Type":"Pass","Next":"B","End":true}`), "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Next, End] at /States/A"},
		{"Catch on Pass", one(`{"Type":"Pass","Catch":[],"End":true}`), "SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/A"},
		{"a path", one(`{"Type":"Pass","InputPath":"a","End":true}`), "SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/A/InputPath"},
		{
			"a template", one(`{"Type":"Pass","Parameters":{"a":{"b.$":"c"}},"End":true}`),
			"SCHEMA_VALIDATION_FAILED: The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters",
		},
		{"a number in a template", one(`{"Type":"Pass","Parameters":{"b.$":1},"End":true}`), "SCHEMA_VALIDATION_FAILED: The value for the field 'b.$' must be a STRING that contains a JSONPath but was NUMBER at /States/A/Parameters"},
		{"a call", one(`{"Type":"Pass","Parameters":{"b.$":"States.Nope()"},"End":true}`), "SCHEMA_VALIDATION_FAILED: The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters"},
		{"ResultPath", one(`{"Type":"Pass","ResultPath":"$.a[*]","End":true}`), "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path at /States/A/ResultPath"},
		{"ResultPath of a variable", one(`{"Type":"Pass","ResultPath":"$a","End":true}`), "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path at /States/A/ResultPath"},
		{
			"a variable of an outer scope", `{"StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"x":0},"Next":"P"},"P":{"Type":"Parallel","Branches":[
				{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"mine":1,"x.$":"$"},"End":true}}},"End":true}}}],"End":true}}}`,
			"SCHEMA_VALIDATION_FAILED: The variable name 'x' was already defined in a parent scope. at " +
				"/States/P/Branches[0]/States/M/ItemProcessor/States/I/Assign/x.$",
		},
		{"a variable's name", one(`{"Type":"Pass","Assign":{"states":1},"End":true}`), "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/A/Assign/states"},
		{"no resource", one(`{"Type":"Task","End":true}`), "SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/A"},
		{"no ARN", one(`{"Type":"Task","Resource":"lambda","End":true}`), "SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/A/Resource"},
		{
			"another ARN", one(`{"Type":"Task","Resource":"arn:aws:dynamodb:query","End":true}`),
			"SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource",
		},
		{"no parameters", one(`{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}`), "SCHEMA_VALIDATION_FAILED: Parameters field is required for resource ARN: arn:aws:states:::lambda:invoke at /States/A"},
		{"a parameter less", one(`{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{},"End":true}`), "SCHEMA_VALIDATION_FAILED: The field 'FunctionName' is required but was missing at /States/A/Parameters"},
		{
			".sync", one(`{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"a"},"End":true}`),
			"SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service integration at /States/A/Resource",
		},
		{
			"an activity", one(`{"Type":"Task","Resource":"arn:aws:states:us-east-1:111111111111:activity:a","End":true}`),
			"SCHEMA_VALIDATION_FAILED: Express state machine does not support Activity ARN at /States/A/Resource",
		},
		{"credentials", one(`{` + send + `,"Credentials":{},"End":true}`), "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/A/Credentials"},
		{"no time", one(`{` + send + `,"TimeoutSeconds":0,"End":true}`), "SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/A/TimeoutSeconds"},
		{"time as text", one(`{` + send + `,"TimeoutSeconds":"1","End":true}`), "SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/A/TimeoutSeconds"},
		{"part of a second", one(`{"Type":"Wait","Seconds":1.5,"End":true}`), "SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/A/Seconds"},
		{"too long a wait", one(`{"Type":"Wait","Seconds":100000000,"End":true}`), "SCHEMA_VALIDATION_FAILED: Maximum value is 99999999 at /States/A/Seconds"},
		{"two waits", one(`{"Type":"Wait","Seconds":1,"SecondsPath":"$.s","End":true}`), "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A"},
		{"no wait", one(`{"Type":"Wait","End":true}`), "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A"},
		{"a timestamp", one(`{"Type":"Wait","Timestamp":"2026-01-01 00:00:00Z","End":true}`), "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp"},
		{"two errors", one(`{"Type":"Fail","Error":"a","ErrorPath":"$.b"}`), "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Error, ErrorPath] at /States/A"},
		{"no rule", two(`{"Type":"Choice","Choices":[],"Default":"B"}`), "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Choices"},
		{"a rule without Next", choice(`{"Variable":"$.a","IsNull":true}`), "SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/A/Choices[0]"},
		{"a rule without operator", choice(`{"Variable":"$.a","Next":"B"}`), "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [StringEquals, IsBoolean, "},
		{"two operators", choice(`{"Variable":"$.a","IsNull":true,"IsString":true,"Next":"B"}`), "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [StringEquals, IsBoolean, "},
		{"no variable", choice(`{"IsNull":true,"Next":"B"}`), "SCHEMA_VALIDATION_FAILED: The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/A/Choices[0]"},
		{"an operand", choice(`{"Variable":"$.a","NumericEquals":"1","Next":"B"}`), "SCHEMA_VALIDATION_FAILED: Expected value of type Number at /States/A/Choices[0]/NumericEquals"},
		{"Next inside", choice(`{"And":[{"Variable":"$.a","IsNull":true,"Next":"B"}],"Next":"B"}`), "SCHEMA_VALIDATION_FAILED: Field 'Next' is not supported at /States/A/Choices[0]/And[0]"},
		{"StringMatchesPath", choice(`{"Variable":"$.a","StringMatchesPath":"$.b","Next":"B"}`), "SCHEMA_VALIDATION_FAILED: Field 'StringMatchesPath' is not supported at /States/A/Choices[0]"},
		{"no errors", one(`{` + send + `,"Retry":[{"ErrorEquals":[]}],"End":true}`), "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Retry[0]/ErrorEquals"},
		{"States.ALL in company", one(`{` + send + `,"Retry":[{"ErrorEquals":["States.ALL","E"]}],"End":true}`), "SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals[0]"},
		{"States.ALL first", one(`{` + send + `,"Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["E"]}],"End":true}`), "SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals[0]"},
		{"backoff", one(`{` + send + `,"Retry":[{"ErrorEquals":["E"],"BackoffRate":0.5}],"End":true}`), "SCHEMA_VALIDATION_FAILED: Minimum value is 1.0 at /States/A/Retry[0]/BackoffRate"},
		{"jitter", one(`{` + send + `,"Retry":[{"ErrorEquals":["E"],"JitterStrategy":"SOME"}],"End":true}`), "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [NONE, FULL] at /States/A/Retry[0]/JitterStrategy"},
		{"no branches", one(`{"Type":"Parallel","Branches":[],"End":true}`), "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Branches"},
		{"no processor", one(`{"Type":"Map","End":true}`), "SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/A"},
		{
			"a distributed Map", one(`{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},"StartAt":"I","States":{"I":{"Type":"Succeed"}}},"End":true}`),
			"SCHEMA_VALIDATION_FAILED: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/A/ItemProcessor/ProcessorConfig/Mode",
		},
		{
			"an item reader", one(`{"Type":"Map","ItemReader":{},"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Succeed"}}},"End":true}`),
			"SCHEMA_VALIDATION_FAILED: Field 'ItemReader' is not supported at /States/A",
		},
		{
			"nested too deep", strings.Repeat(`{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[`, 65) + one(`{"Type":"Succeed"}`) + strings.Repeat(`],"End":true}}}`, 65),
			"TOO_DEEPLY_NESTED: Parallel and Map states are nested more than 64 deep",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, found := asl.Load(tt.definition, asl.Express)
			for _, d := range found {
				if d.Severity == asl.Error && strings.HasPrefix(d.String(), tt.want) && m == nil {
					return
				}
			}
			t.Errorf("machine %v, found %v\nwant %s", m != nil, found, tt.want)
		})
	}
}

// TestScopes has definitions in which names of variables come again, and may.
func TestScopes(t *testing.T) {
	config := map[string]string{"INLINE": `{"Mode":"INLINE"}`, "DISTRIBUTED": `{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"}`}
	inner := func(mode string) string {
		return `{"ProcessorConfig":` + config[mode] + `,"StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"x":1},"End":true}}}`
	}
	for _, tt := range []struct {
		name, definition string
		kind             asl.MachineType
	}{
		{"two branches", one(`{"Type":"Parallel","Branches":[
			{"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"x":1},"Next":"C"},"C":{"Type":"Pass","Assign":{"x":2},"End":true}}},
			{"StartAt":"D","States":{"D":{"Type":"Pass","Assign":{"x":1},"End":true}}}],"End":true}`), asl.Express},
		{"only inside", one(`{"Type":"Map","ItemProcessor":` + inner("INLINE") + `,"End":true}`), asl.Express},
		{"a distributed Map", two(`{"Type":"Pass","Assign":{"x":0},"Next":"B"}`, `{"Type":"Map","ItemProcessor":`+inner("DISTRIBUTED")+`,"End":true}`), asl.Standard},
		{"what a Map sets itself", one(`{"Type":"Map","Assign":{"x":0},"ItemProcessor":` + inner("INLINE") + `,"End":true}`), asl.Express},
		{"what a catcher sets", one(`{"Type":"Map","Catch":[{"ErrorEquals":["E"],"Assign":{"x":0},"Next":"A"}],"ItemProcessor":` + inner("INLINE") + `,"End":true}`), asl.Express},
		{"what is set later", two(`{"Type":"Map","ItemProcessor":`+inner("INLINE")+`,"Next":"B"}`, `{"Type":"Pass","Assign":{"x":0},"End":true}`), asl.Express},
		{"what is set later in a loop", two(
			`{"Type":"Map","Catch":[{"ErrorEquals":["E"],"Next":"B"}],"ItemProcessor":`+inner("INLINE")+`,"End":true}`,
			`{"Type":"Pass","Assign":{"x":0},"Next":"A"}`,
		), asl.Express},
	} {
		if m, found := asl.Load(tt.definition, tt.kind); m == nil {
			t.Errorf("%s: refused: %v", tt.name, found)
		}
	}
}

func TestWarnings(t *testing.T) {
	for _, tt := range []struct{ name, definition, want string }{
		{"a path without .$", one(`{"Type":"Pass","Parameters":{"a":"$.b"},"End":true}`), "NO_DOLLAR /States/A/Parameters/a"},
		{"a computed field in Result", one(`{"Type":"Pass","Result":{"a.$":"$.b"},"End":true}`), "PASS_RESULT_IS_STATIC /States/A/Result/a.$"},
		{"nothing", one(`{"Type":"Pass","Result":{"a":"$5"},"End":true}`), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, found := asl.Load(tt.definition, asl.Express)
			var got []string
			for _, d := range found {
				got = append(got, d.Code+" "+d.Location)
			}
			if m == nil || strings.Join(got, ", ") != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestPosition(t *testing.T) {
	for _, tt := range []struct{ definition, want string }{
		{"{\n \"StartAt\": \"A\",\n \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"B\"}}\n}", "3:43"},
		{"{\n \"StartAt\": \"A\",\n \"States\": {\"A\": {\"Type\": \"Pass\"}}\n}", "3:18"},
		{"{\n}", "1:1"},
		{"{\n x}", "2:2"},
		{"", "1:1"},
	} {
		_, found := asl.Load(tt.definition, asl.Express)
		line, column := found[0].Position(tt.definition)
		if got := fmt.Sprintf("%d:%d", line, column); got != tt.want {
			t.Errorf("%v of %q is at %s, want %s", found[0], tt.definition, got, tt.want)
		}
	}
}

func TestTransitions(t *testing.T) {
	m, found := asl.Load(`{"StartAt":"C","States":{
		"C":{"Type":"Choice","Choices":[
			{"And":[{"Variable":"$.a","NumericGreaterThanEquals":2},{"Not":{"Variable":"$.b","IsPresent":true}}],"Next":"M"},
			{"Or":[{"Variable":"$.c","StringEqualsPath":"$.d"},{"Variable":"$.e","IsNull":false},{"Variable":"$.f","StringMatches":"x*"}],"Next":"D"}],"Default":"D"},
		"M":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"Catch":[{"ErrorEquals":["E","F"],"Next":"D"}],"Next":"D"},
		"D":{"Type":"Succeed"}}}`, asl.Express)
	if m == nil {
		t.Fatal(found)
	}
	var got strings.Builder
	m.Walk(func(s *asl.State) {
		fmt.Fprintf(&got, "%s %s, %d inside\n", s.Name, s.Type, len(s.Graphs()))
		for _, tr := range s.Transitions() {
			fmt.Fprintf(&got, " %s %s %q\n", tr.Kind, tr.To.Name, tr.Condition)
		}
	})
	const want = `C Choice, 0 inside
 choice M "$.a >= 2 and not ($.b is present)"
 choice D "$.c == $.d or $.e is not null or $.f matches \"x*\""
 default D ""
M Map, 1 inside
 next D ""
 catch D "E, F"
I Pass, 0 inside
D Succeed, 0 inside
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}
