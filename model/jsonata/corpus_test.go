package jsonata

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model/conformance"
	"expresso/model/jsonvalue"
)

// TestSuite runs the language's own suite: what version 2.0.6 makes of it, without $eval.
func TestSuite(t *testing.T) {
	dir := filepath.Join(conformance.Dir(t), "jsonata", "suite")
	files, err := filepath.Glob(filepath.Join(dir, "groups", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no groups in %s: %v", dir, err)
	}
	except := exceptions(t)
	datasets := map[string]jsonvalue.Value{}
	for _, file := range files {
		cases := read(t, file)
		for i := range cases.Len() {
			c := cases.At(i)
			id := get(c, "id").Str()
			if !get(c, "v206").Bool() || !get(c, "aws").Bool() {
				continue
			}
			t.Run(id, func(t *testing.T) {
				name := get(c, "dataset").Str()
				if _, ok := datasets[name]; !ok && name != "" {
					datasets[name] = read(t, filepath.Join(dir, "datasets", name+".json"))
				}
				problem := verdict(c, datasets[name])
				reason, excepted := except[id]
				delete(except, id)
				switch {
				case problem == "" && excepted:
					t.Errorf("passes: take it out of testdata/exceptions.txt (%s)", reason)
				case problem != "" && !excepted:
					t.Errorf("%s\n%s", get(c, "expr").Str(), problem)
				}
			})
		}
	}
	if !t.Failed() {
		for id := range except {
			t.Errorf("%s is excepted and was not run", id)
		}
	}
}

type bindings struct{ v jsonvalue.Value }

func (b bindings) Variable(name string) (jsonvalue.Value, bool) { return b.v.Get(name) }

// verdict is what is wrong with the outcome of a case, "" if nothing is.
func verdict(c, dataset jsonvalue.Value) string {
	input := dataset
	if data, ok := c.Get("data"); ok {
		input = data
	}
	in := Evaluation{Input: input, Variables: bindings{get(c, "bindings")}}
	if depth, ok := get(c, "depth").Int(); ok {
		in.Limits.Depth = int(depth)
	}
	var got jsonvalue.Value
	e, err := Compile(get(c, "expr").Str())
	if err == nil {
		got, err = e.Evaluate(context.Background(), in)
	}
	code := get(c, "code").Str()
	fault, hasFault := c.Get("error")
	if hasFault {
		code = get(fault, "code").Str()
	}
	if code != "" {
		var e *Error
		if !errors.As(err, &e) || e.Code != code {
			return "got " + got.String() + " and " + errorText(err) + ", want " + code
		}
		if msg := get(fault, "message"); !msg.IsUndefined() && e.Message != msg.Str() {
			return "message " + e.Message + ", want " + msg.Str()
		}
		if token := get(fault, "token"); !token.IsUndefined() && e.Token != token.Str() {
			return "token " + e.Token + ", want " + token.Str()
		}
		return ""
	}
	if err != nil {
		return "failed with " + err.Error()
	}
	want := get(c, "result")
	if get(c, "undefinedResult").Bool() {
		want = jsonvalue.Value{}
	}
	if get(c, "unordered").Bool() {
		if !sameElements(got, want) {
			return "got  " + got.String() + "\nwant " + want.String()
		}
		return ""
	}
	if !same(got, want) {
		return "got  " + got.String() + "\nwant " + want.String()
	}
	return ""
}

// same compares as the language does.
func same(a, b jsonvalue.Value) bool {
	ev := evaluator{limits: Limits{Steps: 1 << 30}}
	equal, err := ev.equal(plain(a), plain(b))
	return equal && err == nil
}

func sameElements(a, b jsonvalue.Value) bool {
	if a.Kind() != jsonvalue.KindArray || a.Len() != b.Len() {
		return same(a, b)
	}
	used := make([]bool, b.Len())
	for i := range a.Len() {
		found := false
		for j := range b.Len() {
			if !used[j] && same(a.At(i), b.At(j)) {
				used[j], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func errorText(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

// exceptions are the cases that cannot hold, with the reason: a line for each.
func exceptions(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("testdata/exceptions.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if id, reason, ok := strings.Cut(s.Text(), ": "); ok && !strings.HasPrefix(id, "#") {
			all[id] = reason
		}
	}
	return all
}

func get(v jsonvalue.Value, key string) jsonvalue.Value {
	m, _ := v.Get(key)
	return m
}

func read(t testing.TB, file string) jsonvalue.Value {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonvalue.Parse(string(text))
	if err != nil {
		t.Fatal(file, err)
	}
	return v
}
