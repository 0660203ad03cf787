package suite

import (
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/pricing"
)

// What was not there to be looked at is neither as expected nor changed.
func TestAWithheldOutputIsNotCompared(t *testing.T) {
	run := model.Run{Request: model.Request{Included: model.MetadataOnly}, Status: model.Succeeded, OutputWithheld: true}
	for text, want := range map[string]Verdict{`{"output":{"a":1}}`: Failed, `{"outputAt":{"$.a":1}}`: Failed, `{"status":"SUCCEEDED"}`: Passed, `{"status":"FAILED"}`: Failed} {
		e := parse(t, text)
		j := Judge(e, run, pricing.USEast())
		if j.Verdict != want {
			t.Errorf("%s: %v", text, j)
		}
		if want == Failed && e.Status == model.Succeeded && (len(j.Differences) != 1 || j.Differences[0].String() != "not compared: the output is withheld: the request asked for METADATA_ONLY") {
			t.Errorf("%s: %v", text, j.Differences)
		}
	}
	if _, err := Accept(run, nil); err == nil || !strings.Contains(err.Error(), "its output is withheld") || model.HintOf(err) == "" {
		t.Errorf("accepted: %v", err)
	}
	if _, got := Sides(parse(t, `{"output":1}`), run); !strings.Contains(got, `"output":"withheld: `) {
		t.Error(got)
	}
}
