package source

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"expresso/model/jsonvalue"
)

// slow is how long a hostile text may take in a test before it counts as hanging: far
// beyond what it takes on a busy machine, far below what it took without the bounds.
const slow = time.Minute

func fromYAML(text string) (string, *Misplaced) {
	d, problem := Parse(text, YAML)
	if problem != nil {
		return "", problem
	}
	return d.Root.String(), nil
}

func TestFromYAML(t *testing.T) {
	tests := []struct{ name, yaml, json string }{
		{
			"order and numbers", "z: 1.50\na: 1e3\nm: -0\nbig: 12345678901234567890123\nlarge: 1e999\n",
			`{"z":1.50,"a":1e3,"m":-0,"big":12345678901234567890123,"large":1e999}`,
		},
		{"version of the machine only", "Version: 1.0\nIn: {Version: 1.0}\n", `{"Version":"1.0","In":{"Version":1.0}}`},
		{"words are strings", "a: yes\nb: On\nc: 2024-01-31\nd: 12:30:45\n", `{"a":"yes","b":"On","c":"2024-01-31","d":"12:30:45"}`},
		{"literals", "a: true\nb: False\nc: ~\nd:\ne: null\n", `{"a":true,"b":false,"c":null,"d":null,"e":null}`},
		{"quoted", "a: '1'\nb: \"true\"\nc: \"t\\tx\\u00e9\"\n", `{"a":"1","b":"true","c":"t\tx\u00e9"}`},
		{"blocks", "a: |\n  one\n    two\nb: >-\n  one\n  two\n", `{"a":"one\n  two\n","b":"one two"}`},
		{"keys", "1: a\ntrue: b\nx y: c\n\"q\": d\n", `{"1":"a","true":"b","x y":"c","q":"d"}`},
		{"collections", "a: [1, {b: 2}]\nc:\n- 1\n-\n  - 2\nd: {}\ne: []\n", `{"a":[1,{"b":2}],"c":[1,[2]],"d":{},"e":[]}`},
		{"alias", "a: &x {q: [1]}\nb: *x\n", `{"a":{"q":[1]},"b":{"q":[1]}}`},
		{
			"merge", "a: &x {q: 1, r: 2}\nb: &y {r: 3, s: 4}\nc:\n  p: 0\n  <<: [*x, *y]\n  r: 9\n",
			`{"a":{"q":1,"r":2},"b":{"r":3,"s":4},"c":{"p":0,"q":1,"s":4,"r":9}}`,
		},
		{"tags", "a: !!str 12\nb: !!int 7\nd: !!map {x: 1}\n", `{"a":"12","b":7,"d":{"x":1}}`},
		{"json is yaml", `{"a": [1, true], "b": "x"}`, `{"a":[1,true],"b":"x"}`},
		{"document marks", "%YAML 1.2\n---\na: 1\n", `{"a":1}`},
		{"windows", "a:\r\n  b: 1\r\n", `{"a":{"b":1}}`},
		{
			"colons in words", "a: {aws:SourceArn: \"x\", b: [arn:aws:s3:::b, http://x/y, c:d], \"e\":f}\ng:: 1\nh: {i: arn:aws:x, j: k}\n",
			`{"a":{"aws:SourceArn":"x","b":["arn:aws:s3:::b","http://x/y","c:d"],"e":"f"},"g:":1,"h":{"i":"arn:aws:x","j":"k"}}`,
		},
		{
			"colons in keys", "a: {Fn::Sub: x, Fn::If: [A, {Fn::GetAtt: [b, Arn]},\n  { Fn::Join : ['', [c::d, AWS::Region]] }]}\nb: [Fn::Sub: '{Fn::Sub: y}']\nc: {x: Fn::Sub, y: \"{a::b: c}\"}\nd: |\n  {Fn::Sub: z}\n",
			`{"a":{"Fn::Sub":"x","Fn::If":["A",{"Fn::GetAtt":["b","Arn"]},{"Fn::Join":["",["c::d","AWS::Region"]]}]},"b":[{"Fn::Sub":"{Fn::Sub: y}"}],"c":{"x":"Fn::Sub","y":"{a::b: c}"},"d":"{Fn::Sub: z}\n"}`,
		},
		{"paths", "a.$: $.x\nb: States.Format('{}', $.y)\nc: $$.Execution.Id\n", `{"a.$":"$.x","b":"States.Format('{}', $.y)","c":"$$.Execution.Id"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, problem := fromYAML(test.yaml)
			if problem != nil {
				t.Fatal(problem)
			}
			want, err := jsonvalue.Parse(test.json)
			if err != nil {
				t.Fatal(err)
			}
			if got != want.String() {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestFromYAMLRefuses(t *testing.T) {
	tests := []struct{ name, yaml, problem string }{
		{"empty", "# nothing\n", "1:1: the file is empty"},
		{"two documents", "a: 1\n---\nb: 2\n", "3:1: a file must contain one YAML document"},
		{"hexadecimal", "a: 1\nb: 0x1F\n", "2:4: 0x1F is not a number in JSON"},
		{"octal or not", "a: 007\n", "1:4: 007 is not a number in JSON"},
		{"underscores", "a: 1_000\n", "1:4: 1_000 is not a number in JSON"},
		{"infinity", "a: .inf\n", "1:4: .inf is not a number in JSON"},
		{"not a number", "a: .nan\n", "1:4: .nan is not a number in JSON"},
		{"duplicate", "a: 1\na: 2\n", "2:1: mapping key \"a\" already defined"},
		{"tag", "a: !Sub x\n", "1:4: the tag !Sub has no meaning in JSON"},
		{"no anchor", "a: *x\n", "1:4: *x refers to an unknown anchor"},
		{"self reference", "a: &x [*x]\n", "1:8: *x refers to an unknown anchor"},
		{"merge of a scalar", "a:\n  <<: 1\n", "2:7: << takes a mapping"},
		{"unclosed", "a: [1, 2\n", "1:4: "},
		{"deep", strings.Repeat("[", 101), "1:101: nested more than 100 deep"},
		{"deep blocks", staircase(101), "nested more than 100 deep"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, problem := fromYAML(test.yaml)
			if problem == nil || !strings.Contains(problem.Error(), test.problem) {
				t.Errorf("got %q, %v, want %q", got, problem, test.problem)
			}
		})
	}
}

func staircase(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%sa:\n", strings.Repeat(" ", i))
	}
	return b.String()
}

// Small texts that stand for huge documents, or keep a naive reader busy for hours.
func TestBombs(t *testing.T) {
	var aliases, merges, wide strings.Builder
	aliases.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	merges.WriteString("m0: &m0 {k: 1}\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&aliases, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), i-1)
		fmt.Fprintf(&merges, "m%d: &m%d {<<: [*m%d, *m%d]}\n", i, i, i-1, i-1)
	}
	wide.WriteString("w: &w {")
	for i := range 5000 {
		fmt.Fprintf(&wide, "k%d: 1, ", i)
	}
	wide.WriteString("}\nm: {<<: [" + strings.Repeat("*w, ", 50_000) + "]}\n")
	for name, text := range map[string]string{
		"aliases": aliases.String(), "wide": wide.String(), "merges": merges.String(),
		"dashes": strings.Repeat("- ", 200_000), "brackets": strings.Repeat("[", 200_000),
		"braces": strings.Repeat("{a: ", 200_000), "questions": strings.Repeat("? ", 200_000),
		"tags": strings.Repeat("!!str ", 100_000), "anchors": strings.Repeat("&a ", 200_000),
		"stairs": staircase(1000), "flat": strings.Repeat("a: &b\n", 10_000),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), slow)
			defer cancel()
			done := make(chan *Misplaced, 1)
			go func() {
				_, problem := fromYAML(text)
				yamlFinder(text)("/m39/nothing")
				done <- problem
			}()
			select {
			case problem := <-done:
				if problem == nil && name != "merges" { // which is large in steps only
					t.Error("taken as a definition")
				}
			case <-ctx.Done():
				t.Fatal("hangs")
			}
		})
	}
}

func FuzzFromYAML(f *testing.F) {
	for _, seed := range []string{
		"a: 1", "a: &x {q: 1}\nb: *x\nc: {<<: *x}", "- |\n  x\n- >-\n  y", "a: !!str 1\nb: !x", "? a\n: b", "%YAML 1.2\n---\n{}",
		"StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n", "a: \"\\u0000\"", "a:\t1", "&a *a", "<<: [*a]", "!!str", "--- &a",
	} {
		f.Add(seed, "/a/0")
	}
	f.Fuzz(func(t *testing.T, text, pointer string) {
		if len(text) > 4096 {
			return // how long large texts take is TestBombs' business
		}
		definition, problem := fromYAML(text)
		document := Document{Text: text, As: YAML}
		if line, column := document.Locate(pointer); line < 1 || column < 1 {
			t.Errorf("located at %d:%d", line, column)
		}
		if problem != nil {
			return
		}
		if bad := jsonvalue.Check(definition); bad != nil {
			t.Errorf("%q became %q, which is not JSON: %v", text, definition, bad)
		}
	})
}

func BenchmarkFromYAML(b *testing.B) {
	var text strings.Builder
	text.WriteString("StartAt: S0\nStates:\n")
	for i := range 40 {
		fmt.Fprintf(&text, "  S%d:\n    Type: Task\n    Resource: arn:aws:states:::lambda:invoke\n    Parameters:\n      FunctionName: f\n      Payload.$: $\n    Next: S%d\n", i, i+1)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, problem := fromYAML(text.String()); problem != nil {
			b.Fatal(problem)
		}
	}
}

func TestDuplicateKeysOfTemplates(t *testing.T) {
	d, problem := Parse("a: 1\nb: !Sub x\na: 0x1F\n", Template)
	if problem != nil || d.Root.String() != `{"b":{"Fn::Sub":"x"},"a":"0x1F"}` {
		t.Fatal(d.Root, problem)
	}
	if len(d.Warnings) != 1 || d.Warnings[0].Error() != `3:1: the key "a" is here twice; the last one is used` {
		t.Error(d.Warnings)
	}
	if line, column := d.Locate("/a"); line != 3 || column != 4 {
		t.Errorf("a is at %d:%d", line, column)
	}
}
