package jsonpath

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model/conformance"
	"expresso/model/jsonvalue"
)

// TestCorpus compares with what Jayway 2.0.0 answered.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(conformance.Dir(t), "jsonpath")
	for _, corpus := range []struct {
		answers  string
		document jsonvalue.Value
	}{
		{"jayway-2.0.0.json", read(t, filepath.Join(dir, "doc.json"))},
		{"empty-doc-jayway-2.0.0.json", jsonvalue.NewObject(nil)},
	} {
		cases := read(t, filepath.Join(dir, corpus.answers))
		for i := range cases.Len() {
			c := cases.At(i)
			path := member(c, "path").Str()
			t.Run(strings.TrimSuffix(corpus.answers, ".json")+"/"+path, func(t *testing.T) {
				answer(t, c, corpus.document)
			})
		}
	}
}

func answer(t *testing.T, c, document jsonvalue.Value) {
	p, err := Compile(member(c, "path").Str())
	if refused, ok := c.Get("invalid"); ok {
		if err == nil {
			t.Fatalf("compiled, want %s", refused)
		}
		// The words of java.lang's exceptions, as of Java's class names, are no use to
		// anybody: here the refusal counts.
		want := strings.ReplaceAll(member(c, "message").Str(), "com.jayway.jsonpath.InvalidPathException: ", "")
		if err.Error() != want && !strings.HasPrefix(want, "java.lang.") {
			t.Errorf("refused with %q, want %q", err, want)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if p.Definite() != member(c, "definite").Bool() {
		t.Errorf("definite is %v", p.Definite())
	}
	got, err := p.Get(document)
	if fault, ok := c.Get("error"); ok {
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("got %s (%v), want %s", got, err, fault)
		}
		if want := member(c, "message").Str(); e.Msg != want {
			t.Errorf("got  %q\nwant %q", e.Msg, want)
		}
		if e.Missing != (fault.Str() == "PathNotFoundException") {
			t.Errorf("Missing is %v for %s", e.Missing, fault)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if want := member(c, "result"); !jsonvalue.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func member(v jsonvalue.Value, key string) jsonvalue.Value {
	m, _ := v.Get(key)
	return m
}

func read(t *testing.T, file string) jsonvalue.Value {
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
