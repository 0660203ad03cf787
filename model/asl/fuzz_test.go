package asl_test

import (
	"testing"

	"expresso/model/asl"
)

// FuzzLoad loads any text as a definition. What is accepted is compiled, so that every state
// is linked; what is said has a place in the text.
func FuzzLoad(f *testing.F) {
	for _, state := range []string{
		`{"Type":"Pass","Parameters":{"a.$":"States.Format('{}', $.b)"},"End":true}`,
		`{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input.a + b %}","Assign":{"x":"{% 1 %}"},"End":true}`,
		`{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a","NumericEquals":1},{"Not":{"Variable":"$.b","IsPresent":true}}],"Next":"A"}],"Default":"A"}`,
		`{"Type":"Map","ItemsPath":"$.a","ItemBatcher":{"MaxItemsPerBatch":1},"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"CSVHeaderLocation":"GIVEN"}},
		 "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"I","States":{"I":{"Type":"Succeed"}}},"Label":"l","End":true}`,
		`{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Wait","Seconds":1,"End":true}}}],"Retry":[{"ErrorEquals":["States.ALL"],"BackoffRate":1.5}],"End":true}`,
		`{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.sync:2","Parameters":{"QueueUrl":"q"},"Catch":[{"ErrorEquals":["E"],"Next":"A"}],"TimeoutSecondsPath":"$.t","End":true}`,
		`{"Type":"Fail","ErrorPath":"$.a","Cause":"c"}`,
	} {
		f.Add(one(state))
	}
	f.Fuzz(func(t *testing.T, definition string) {
		for _, kind := range []asl.MachineType{asl.Standard, asl.Express} {
			m, found := asl.Load(definition, kind)
			if (m == nil) != found.Refused() {
				t.Fatalf("machine %v, found %v", m != nil, found)
			}
			for _, d := range found {
				if line, column := d.Position(definition); line < 1 || column < 1 {
					t.Errorf("%v is at %d:%d", d, line, column)
				}
			}
			if m == nil {
				continue
			}
			if m.Start == nil {
				t.Fatal("a machine without a start")
			}
			m.Walk(func(s *asl.State) {
				for _, to := range s.Transitions() {
					if to.To == nil {
						t.Errorf("state %s leads nowhere", s.Name)
					}
				}
			})
		}
	})
}
