package pull

import (
	"fmt"
	"strings"
	"testing"

	"expresso/model"
)

func TestFileName(t *testing.T) {
	if name, err := FileName("order-approval"); err != nil || name != "order-approval.asl.json" {
		t.Errorf("%s, %v", name, err)
	}
	for _, name := range []string{"", "../x", "a/b", ".hidden", "con", "a\x1b[31m", strings.Repeat("x", 90)} {
		if got, err := FileName(name); err == nil && name != "" {
			t.Errorf("%q is %q", name, got)
		} else if err != nil && model.HintOf(err) == "" {
			t.Errorf("%q: no hint: %v", name, err)
		}
	}
}

func TestLayout(t *testing.T) {
	for text, want := range map[string]string{
		"{\n \"b\": 1.50,\n \"a\": 2}": "{\n \"b\": 1.50,\n \"a\": 2}\n",
		`{"b": 1.50, "a": {"c": 1e3}}`: "{\n  \"b\": 1.50,\n  \"a\": {\n    \"c\": 1e3\n  }\n}\n",
		"no JSON":                      "no JSON\n",
	} {
		if got := Layout(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	for text, want := range map[string]string{
		`{"StartAt": "A", "States": {"A": {}}}`: "",
		"{\n  \"StartAt\": }":                   "it is not JSON: line 2, column 14",
		`<html>`:                                "it is not JSON: line 1, column 1",
		`[]`:                                    "not a JSON object",
		`{"StartAt": "A"}`:                      "no States",
		`{"States": []}`:                        "States are not",
		`{"States": {}}`:                        "States are not",
	} {
		if err := Check(text); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Stand-ins are wildcards; all else has to be the same except for how it is written.
func TestCompare(t *testing.T) {
	standIns := []model.StandIn{{Name: "Charge.Arn", Value: "arn:aws:lambda:us-east-1:000000000000:function:Charge"}}
	for _, c := range []struct{ file, marked, deployed, differs string }{
		{`{"a": 1, "b": [1.0]}`, "", `{"b":[1],"a":1}`, ""},
		{`{"a": 1}`, "", `{"a": 2}`, `[{$.a 1 2}]`},
		{`{"a": {"b": 1}}`, "", `{"a": {}, "c": 2}`, `[{$.a.b 1 } {$.c  2}]`},
		{`{"r": "arn:aws:lambda:us-east-1:000000000000:function:Charge"}`, "", `{"r": "arn:aws:lambda:eu-west-1:111122223333:function:charge-x1"}`, ""},
		{`{"r": "${Charge}"}`, "", `{"r": "arn:x"}`, ""},
		{`{"r": "pre-${A}-mid-${B}-post"}`, "", `{"r": "pre-1-mid-2-post"}`, ""},
		{`{"r": "pre-${A}-mid-${B}-post"}`, "", `{"r": "pre-1-other-2-post"}`, `[{$.r "pre-${A}-mid-${B}-post" "pre-1-other-2-post"}]`},
		{`{"r": "pre-${A}"}`, "", `{"r": 5}`, `[{$.r "pre-${A}" 5}]`},
		{`{"n": 1, "s": "Orders"}`, `{"n": ` + Mark + `, "s": "` + Mark + `"}`, `{"n": 30, "s": "orders-prod"}`, ""},
		{`{"n": 1, "s": "x-Orders"}`, `{"n": ` + Mark + `, "s": "x-` + Mark + `"}`, `{"n": "{% $n %}", "s": "y-orders"}`, `[{$.s "x-Orders" "y-orders"}]`},
		{`{"l": ["a", "b"]}`, `{"l": ["a", "` + Mark + `"]}`, `{"l": ["a", "z"]}`, ""},
		{`{"l": ["a"]}`, "", `{"l": ["a", "z"]}`, `[{$.l[1]  "z"}]`},
		{`no JSON`, "", `{}`, `[{$ no JSON {}}]`},
		{`{`, "", `{`, ""},
	} {
		if c.marked == "" {
			c.marked = c.file
		}
		got := Compare(c.file, c.marked, c.deployed, standIns)
		text := ""
		if !got.Same() {
			text = fmt.Sprint(got.Differences)
		}
		if text != c.differs {
			t.Errorf("%s\n%s\ndiffers in %s\nwant       %s", c.file, c.deployed, text, c.differs)
		}
	}
}

func TestDifferencesAreBounded(t *testing.T) {
	var file, deployed []string
	for i := range 300 {
		file, deployed = append(file, fmt.Sprintf(`"k%d": 1`, i)), append(deployed, fmt.Sprintf(`"k%d": "%s"`, i, strings.Repeat("é", 300)))
	}
	d := Compare("{"+strings.Join(file, ",")+"}", "", "{"+strings.Join(deployed, ",")+"}", nil)
	if len(d.Differences) != maxDifferences || d.More != 200 || len(d.Differences[0].Deployed) > maxExcerpt+3 {
		t.Errorf("%d and %d, %d bytes", len(d.Differences), d.More, len(d.Differences[0].Deployed))
	}
}
