package jsonata

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"expresso/model/conformance"
	"expresso/model/jsonvalue"
)

// BenchmarkPeers evaluates the expressions that are measured beside the reference
// implementation, over the same document.
func BenchmarkPeers(b *testing.B) {
	dir := filepath.Join(conformance.Dir(b), "..", "bench", "jsonata")
	expressions := read(b, filepath.Join(dir, "expressions.json"))
	states := bindings{jsonvalue.NewObject([]jsonvalue.Member{{Key: "states", Value: read(b, filepath.Join(dir, "states.json"))}})}
	for i := range expressions.Len() {
		m := expressions.Member(i)
		e, err := Compile(get(m.Value, "expr").Str())
		if err != nil {
			b.Fatal(err)
		}
		b.Run(m.Key, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if v, err := e.Evaluate(context.Background(), Evaluation{Variables: states}); err != nil || v.IsUndefined() {
					b.Fatal(v, err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "evaluations/s")
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	peers := read(b, filepath.Join(conformance.Dir(b), "..", "bench", "jsonata", "expressions.json"))
	for i := range peers.Len() {
		m := peers.Member(i)
		text := get(m.Value, "expr").Str()
		b.Run(m.Key, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compile(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, text := range []string{"$states.input.order.total", "$map(items[price > 50 and status = 'OPEN'], function($i) { $i.{'id': id, 'total': price * qty} })"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compile(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMatches goes through a text that matches throughout: ten times as long, it should
// take ten times as long.
func BenchmarkMatches(b *testing.B) {
	e, err := Compile(`$replace($, /a/, "b")`)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{10_000, 100_000} {
		text := jsonvalue.NewString(strings.Repeat("a", n))
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Evaluate(context.Background(), Evaluation{Input: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
