package reference_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/local"
	"expresso/model/reference"
	"expresso/model/stepfn"
)

// From the embedded target a machine is pulled, and compared with, where the project file says.
func TestFolderOfTheEmbeddedTarget(t *testing.T) {
	const deployed = "arn:aws:states:us-east-1:111122223333:stateMachine:orders-prod"
	definition := `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1.50, "End": true}}}`
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeStateMachine") {
			t.Errorf("asked for %s", r.Header.Get("X-Amz-Target"))
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"stateMachineArn": deployed, "name": "orders-prod", "type": "EXPRESS", "definition": definition, "roleArn": "arn:aws:iam::111122223333:role/r", "revisionId": "r1", "creationDate": 1,
		})
	}))
	t.Cleanup(service.Close)
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "s", "AWS_CONFIG_FILE": t.TempDir() + "/none", "AWS_SHARED_CREDENTIALS_FILE": t.TempDir() + "/none"} {
		t.Setenv(name, value)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("sub/orders.asl.json", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 2, "End": true}}}`)
	l, err := local.Open(local.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	folder := &reference.Folder{
		Resolver: &reference.Resolver{Remote: stepfn.Options{Endpoint: service.URL}}, Embedded: true,
		Open: func() (*local.Local, error) { return l, nil },
	}
	const here model.ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:orders"
	if _, err := folder.Drift(t.Context(), here); err == nil || !strings.Contains(err.Error(), "does not say where orders is deployed") || !strings.Contains(model.HintOf(err), "source.arn") {
		t.Errorf("without an ARN: %v, %s", err, model.HintOf(err))
	}
	write(".expresso/project.yaml", "version: 1\nmachines:\n  orders: # ours\n    source:\n      arn: "+deployed+"\n")
	drift, err := folder.Drift(t.Context(), here)
	if err != nil || len(drift.Differences) != 1 || drift.Differences[0].Path != "$.States.A.Result" {
		t.Fatalf("%v, %v", drift.Differences, err)
	}
	plan, err := folder.Pull(t.Context(), here)
	if err != nil || plan.Machine != "orders" || plan.File != "sub/orders.asl.json" || !plan.Replaces() {
		t.Fatalf("%+v, %v", plan, err)
	}
	stale := plan
	stale.Definition.Before += " "
	if err := folder.WritePulled(stale); err == nil || !strings.Contains(err.Error(), "changed since") {
		t.Errorf("over what has changed: %v", err)
	}
	if err := folder.WritePulled(plan); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "sub", "orders.asl.json"))
	if err != nil || !strings.Contains(string(text), "1.50") {
		t.Errorf("%s, %v", text, err)
	}
	project, err := os.ReadFile(filepath.Join(dir, ".expresso", "project.yaml"))
	if err != nil || !strings.Contains(string(project), "# ours") || !strings.Contains(string(project), "revision: r1") {
		t.Errorf("%s, %v", project, err)
	}
	l, err = local.Open(local.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if drift, err = folder.Drift(t.Context(), here); err != nil || !drift.Same() || len(drift.Notes) > 0 {
		t.Errorf("%v, %v, %v", drift.Differences, drift.Notes, err)
	}
}
