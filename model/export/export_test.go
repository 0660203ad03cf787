package export_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/pricing"
)

func TestDocuments(t *testing.T) {
	run := model.Run{
		Request: model.Request{Input: "{\"a\": 1.0}\r\n"}, Status: model.Succeeded, Output: `{"b":"<&>"}`, Raw: `{"output":""}`,
		Execution: "arn:aws:states:us-east-1:1:express:m:n:u",
	}
	trace := []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: time.UnixMilli(1_721_188_274_143), Details: `{"input":"{\"a\": 1.0}","x":"<"}`},
		{ID: 2, Type: "PassStateEntered", Time: time.UnixMilli(1_721_188_274_144)},
	}
	got, err := export.Documents(run, trace)
	if err != nil {
		t.Fatal(err)
	}
	want := []export.Document{
		{"input.json", run.Input},
		{"output.json", run.Output},
		{"response.json", run.Raw},
		{"trace.json", `[{"id":"1","type":"ExecutionStarted","details":{"input":"{\"a\": 1.0}","x":"<"},"previous_event_id":"0","event_timestamp":"1721188274143","execution_arn":"arn:aws:states:us-east-1:1:express:m:n:u"}
,{"id":"2","type":"PassStateEntered","details":{},"previous_event_id":"0","event_timestamp":"1721188274144","execution_arn":"arn:aws:states:us-east-1:1:express:m:n:u"}
]
`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got, err = export.Documents(model.Run{Request: model.Request{Input: "{}"}, Status: model.NoResponse}, nil)
	if diff := cmp.Diff([]export.Document{{"input.json", "{}"}}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := export.Documents(run, []model.Event{{ID: 7, Details: "{"}}); err == nil {
		t.Error("details that are not JSON pass")
	}
}

// A run that began at a state says so to programs; one of the whole machine has no origin.
func TestOrigin(t *testing.T) {
	run := model.Run{Request: model.Request{Origin: model.Origin{Run: "r1", State: "Charge"}}}
	if got, want := export.Row(run, pricing.Table{}).Origin, (&export.Origin{Run: "r1", State: "Charge"}); !cmp.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := export.Row(model.Run{}, pricing.Table{}).Origin; got != nil {
		t.Errorf("a whole run has the origin %v", got)
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	docs := []export.Document{{"input.json", "new"}, {"output.json", "new"}}
	if err := export.Folder(dir, docs, false); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "input.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.Remove(filepath.Join(dir, "input.json")); err != nil {
		t.Fatal(err)
	}
	if err := export.Free(dir); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v of a folder with an output", err)
	}
	if err := export.Free(filepath.Join(dir, "new")); err != nil {
		t.Error(err)
	}
	docs[0].Text, docs[1].Text = "newer", "newer"
	if err := export.Folder(dir, docs, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v where a file is there", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "input.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half of it was written: %v", err)
	}
	if err := export.Folder(dir, docs, true); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "output.json")); string(text) != "newer" || err != nil {
		t.Errorf("%s, %v", text, err)
	}
	if err := os.Remove(filepath.Join(dir, "input.json")); err != nil {
		t.Fatal(err)
	}
	if err := export.Folder(dir, docs[:1], false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v where another run has an output", err)
	}
}
