package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"expresso/model/conformance"
	"expresso/model/engine"
)

// benchmark executes a machine again and again, with its events recorded.
func benchmark(b *testing.B, definition, input string, clock engine.Clock) {
	b.Helper()
	m := load(b, definition)
	e := engine.Execution{
		ARN: executionARN, Name: "run", MachineARN: machineARN, MachineName: "recorded",
		Input: value(b, input), Clock: clock,
	}
	b.ReportAllocs()
	for b.Loop() {
		if r := engine.Execute(context.Background(), m, e); r.Status != engine.Succeeded {
			b.Fatalf("%s %v", r.Status, *r.Cause)
		}
	}
}

// BenchmarkPeers executes the machines that are measured beside other engines.
func BenchmarkPeers(b *testing.B) {
	dir := filepath.Join(conformance.Dir(b), "..", "bench")
	for _, name := range []string{"pass1", "flow10"} {
		definition, err := os.ReadFile(filepath.Join(dir, "machines", name+".json"))
		if err != nil {
			b.Skip(err)
		}
		input, err := os.ReadFile(filepath.Join(dir, "inputs", name+".json"))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name+"/real", func(b *testing.B) { benchmark(b, string(definition), string(input), engine.RealClock) })
		b.Run(name+"/simulated", func(b *testing.B) { benchmark(b, string(definition), string(input), engine.SimulatedClock) })
	}
}

func BenchmarkPass(b *testing.B) {
	benchmark(b, `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"a":1},"End":true}}}`, `{"b":2}`, engine.RealClock)
}

func BenchmarkJSONata(b *testing.B) {
	benchmark(b, `{"QueryLanguage":"JSONata","StartAt":"A","States":{
		"A":{"Type":"Pass","Assign":{"n":"{% $count($states.input.items) %}"},"Output":{"total":"{% $sum($states.input.items.price) %}"},"Next":"C"},
		"C":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.total > 10 and $n > 1 %}","Next":"S"}],"Default":"S"},"S":{"Type":"Succeed"}}}`,
		`{"items":[{"price":7.5},{"price":4}]}`, engine.RealClock)
}

// BenchmarkMap shows that time and memory grow with the number of items and not faster.
func BenchmarkMap(b *testing.B) {
	const definition = `{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{
		"P":{"Type":"Pass","Parameters":{"v.$":"$"},"OutputPath":"$.v","End":true}}},"End":true}}}`
	for _, n := range []int{1_000, 10_000, 40_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			benchmark(b, definition, "["+strings.Repeat("1,", n-1)+"1]", engine.SimulatedClock)
		})
	}
}
