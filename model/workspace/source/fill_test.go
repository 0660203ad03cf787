package source

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestSpots(t *testing.T) {
	const json = `{"A": {"Resource": "${a}", "Seconds": ${b}, "List": ["x", "${c}"], "Text": "say \"${d}\"", "Part": "${e}/x", "Obj": {"k": 1}, "After": "${f}"}}`
	const yaml = "A:\n  Resource: ${a}\n  Seconds: ${b}\n  List:\n    - x\n    - '${c}'\n  Text: say ${d}\n  Part: \"${e}/x\"\n  Flow: {After: ${f}, B: [x]}\n" +
		"  More: {Type: Task, Resource: '${g}', In: {Seconds: ${h}, Q: a, TableName: \"${i}\"}}\n"
	for text, test := range map[string]struct {
		as   Dialect
		want map[string]Spot
	}{
		json: {JSON, map[string]Spot{
			"a": {"Resource", true, true}, "b": {"Seconds", false, true}, "c": {"List", true, true},
			"d": {"Text", true, false}, "e": {"Part", true, false}, "f": {"After", true, true},
		}},
		yaml: {YAML, map[string]Spot{
			"a": {"Resource", true, true}, "b": {"Seconds", false, true}, "c": {"List", true, true},
			"d": {"", true, false}, "e": {"Part", true, false}, "f": {"After", true, true},
			"g": {"Resource", true, true}, "h": {"Seconds", false, true}, "i": {"TableName", true, true},
		}},
	} {
		got := map[string]Spot{}
		f, problem := Fill(text, test.as, func(name string, spot func() Spot) (string, bool) {
			got[name] = spot()
			return "", false
		})
		if problem != nil || f.Text != text {
			t.Error(problem, f.Text)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s\n%s", text, diff)
		}
	}
}

func TestFolder(t *testing.T) {
	fsys := fstest.MapFS{
		"a/b.json": {Data: []byte("\ufeff{}")},
		"a/big":    {Data: make([]byte, MaxFile+1)},
		"c.json":   {Data: []byte("c")},
	}
	f := NewFolder(fsys, []string{"c.json", "a/b.json", "a/big"})
	if text, err := f.Read("a/x/../b.json"); text != "{}" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	for name, want := range map[string]string{
		"a/big": "has more than 1048576 bytes", "a": "is not a regular file", "nowhere": "file does not exist",
		"../x": ErrOutside.Error(), "/etc/passwd": ErrOutside.Error(), "": "is not a regular file", "a\xff": "has a name that is not UTF-8: rename it",
	} {
		if text, err := f.Read(name); err == nil || err.Error() != want || text != "" {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if diff := cmp.Diff([]string{".", "a", "a/b.json", "a/big", "nowhere"}, f.Reads()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a/b.json", "a/big"}, f.Under("a", false)); diff != "" {
		t.Error(diff)
	}
	if got := Resolve("a/b/template.yaml", "../x.json"); got != "a/x.json" {
		t.Error(got)
	}
	if !f.Has("c.json") || f.Has("d.json") {
		t.Error("Has")
	}
}
