package asl_test

import (
	"fmt"
	"strings"
	"testing"

	"expresso/model/asl"
)

// BenchmarkLoad loads definitions of 50 states with as many expressions of their own.
func BenchmarkLoad(b *testing.B) {
	for name, state := range map[string]string{
		"JSONata":  `"QueryLanguage":"JSONata","Output":{"n":%[1]d,"sum":"{%% $sum($states.input.items[price > %[1]d].(price * qty)) %%}","who":"{%% $states.input.order%[1]d.customer.name & ' ' & $states.context.Execution.Name %%}"}`,
		"JSONPath": `"Parameters":{"n":%[1]d,"who.$":"States.Format('{} {}', $.order%[1]d.customer.name, $$.Execution.Name)","price.$":"$.items[%[1]d].price"}`,
	} {
		b.Run(name, func(b *testing.B) {
			var states strings.Builder
			for i := range 50 {
				fmt.Fprintf(&states, `"S%d":{"Type":"Pass",%s,"Next":"S%d"},`, i, fmt.Sprintf(state, i), i+1)
			}
			definition := `{"StartAt":"S0","States":{` + states.String() + `"S50":{"Type":"Succeed"}}}`
			b.ReportAllocs()
			for b.Loop() {
				if m, found := asl.Load(definition, asl.Express); m == nil {
					b.Fatal(found)
				}
			}
		})
	}
}
