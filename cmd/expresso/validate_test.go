package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// validate --aws tells what both say, and what one side alone does; a service that refuses ends it.
func TestValidateOnAWS(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	file := filepath.Join(t.TempDir(), "a.asl.json")
	if err := os.WriteFile(file, []byte("{\"StartAt\":\"A/B\",\n\"States\":{\"A/B\":{\"Type\":\"Choice\",\n\"Choices\":[{\"Variable\":\"$.a\",\n\"IsNull\":true,\"Next\":\"C\"}]},\n\"D\":{\"Type\":\"Pass\",\n\"Next\":\"E\"}}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	var answer string
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("X-Amz-Target"); got != "AWSStepFunctions.ValidateStateMachineDefinition" {
			t.Errorf("asked for %s", got)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	validate := func(args ...string) (code int, out, errs string) {
		var stdout, stderr strings.Builder
		code = run(append([]string{"validate", file, "--endpoint-url", server.URL}, args...), strings.NewReader(""), &stdout, &stderr)
		return code, strings.ReplaceAll(stdout.String(), file, "FILE"), stderr.String()
	}
	const aws = `{"severity":"ERROR","code":"NEW_RULE","message":"AWS knows better","location":"/States/A/B/Choices[0]/IsNull"},
		{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"Missing 'Next' target: E","location":"/States/D/Next"}`
	answer = `{"result":"FAIL","truncated":false,"diagnostics":[` + aws + `]}`
	code, out, errs := validate("--aws")
	const want = `FILE:4:22: error MISSING_TRANSITION_TARGET: Missing 'Next' target: C (not on AWS)
FILE:6:8: error MISSING_TRANSITION_TARGET: Missing 'Next' target: E
FILE:1:1: error MISSING_END_STATE: Workflow has no terminal state (not on AWS)
FILE:4:10: error NEW_RULE: AWS knows better (AWS only)
`
	if code != exitFailed || out != want {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}

	_, out, _ = validate("--aws", "-o", "json")
	if !strings.Contains(out, `"by": "aws"`) || !strings.Contains(out, `"by": "expresso"`) || !strings.Contains(out, `"by": "both"`) {
		t.Error(out)
	}
	// Of what AWS tells in part nobody knows what it does not say.
	answer = strings.Replace(answer, "false", "true", 1)
	if _, out, _ = validate("--aws"); strings.Contains(out, "not on AWS") || !strings.Contains(out, "(AWS only)") {
		t.Error(out)
	}

	status, answer = http.StatusBadRequest, `{"__type":"ValidationException","message":"no such thing"}`
	if code, out, errs = validate("--aws"); code != exitRefused || out != "" || !strings.Contains(errs, "no such thing") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	if code, _, errs = validate(); code != exitUsage || !strings.Contains(errs, "--aws") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
