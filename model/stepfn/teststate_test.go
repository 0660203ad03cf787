package stepfn_test

import (
	"io"
	"net/http"
	"testing"

	"expresso/model"
)

// Request and response of an HTTP Task are told with the names that AWS gives them, and as they are.
func TestStepsOfAnHTTPTask(t *testing.T) {
	target, _ := connect(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_, _ = io.WriteString(w, `{"status":"SUCCEEDED","output":"{}","inspectionData":{"input":"{}",`+
			`"request":{"protocol":"https","method":"GET","url":"https://example.com/?a=1&b=<2>","headers":"[A: 1]"},`+
			`"response":{"protocol":"https","statusCode":"200","statusMessage":"OK","headers":"[B: 2]","body":"{\n}"}}}`)
	})
	out, err := target.TestState(t.Context(), model.StateTest{Definition: `{"Type":"Task","Resource":"arn:aws:states:::http:invoke","End":true}`, Level: model.LevelTrace})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"request":  `{"protocol":"https","method":"GET","url":"https://example.com/?a=1&b=<2>","headers":"[A: 1]"}`,
		"response": `{"protocol":"https","statusCode":"200","statusMessage":"OK","headers":"[B: 2]","body":"{\n}"}`,
	}
	for _, step := range out.Steps {
		if text, ok := want[step.Name]; ok {
			if step.JSON != text {
				t.Errorf("%s is %s\nwant %s", step.Name, step.JSON, text)
			}
			delete(want, step.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("not told: %v of %v", want, out.Steps)
	}
}
