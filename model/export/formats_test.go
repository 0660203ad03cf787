package export

import (
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/pricing"
)

// oneRun is a journal with a run.
type oneRun struct {
	model.Journal
	run model.Run
}

func (j oneRun) List(context.Context, model.Query) ([]model.Run, error) {
	return []model.Run{j.run}, nil
}

// No text of a run is a formula to a spreadsheet, whichever column it is in, and none is another text than before.
func TestNoCellIsAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\n=1": "'\n=1", " =1": "' =1", "\u00a0=1": "'\u00a0=1", "＝1": "'＝1", "＠a": "'＠a",
		"a=1": "a=1", "": "", " a": " a", "'=1": "'=1", "States.Timeout": "States.Timeout", "é": "é", "1-2": "1-2",
	} {
		run := model.Run{
			ID: model.RunID(text), Target: text, Request: model.Request{Machine: model.ARN(text)}, Saved: text, Error: text, Status: model.Failed,
			Asked: time.Unix(0, 0), Group: model.GroupID(text), Note: text, Verdict: text,
		}
		var out strings.Builder
		if _, err := csvRows(t.Context(), &out, oneRun{run: run}, model.Query{Limit: 1}, pricing.Book{}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%q: %d rows, %v", text, len(rows), err)
		}
		for i, column := range columns {
			if of := column.of(priced{Run: run}); column.text && of == text && rows[1][i] != want {
				t.Errorf("%s: %q is %q, want %q", column.name, text, rows[1][i], want)
			}
		}
	}
}
