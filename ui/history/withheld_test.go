package history_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/ui/history"
)

// An output that the answer left out is never shown as one that is empty.
func TestAnOutputThatIsWithheld(t *testing.T) {
	j := long(2)
	j.runs[0].OutputWithheld, j.runs[0].Included = true, model.MetadataOnly
	l := history.NewList(plain(), nil, clock)
	l.SetSize(87, 10)
	j.answer(l)
	if rows := ansi.Strip(l.View()); strings.Count(rows, "SUCCEEDED  withheld") != 1 {
		t.Errorf("the list shows\n%s", rows)
	}
	for _, test := range []struct {
		included model.IncludedData
		want     string
	}{
		{model.MetadataOnly, "the output is withheld: the request asked for METADATA_ONLY"},
		{"", "the output is withheld: the service left it out of its answer"},
	} {
		d := history.NewDetails(plain(), nil, clock)
		d.SetSize(100, 12)
		r := run(0)
		r.OutputWithheld, r.Included, r.TraceHeader = true, test.included, "Root=1-6abcdef0-0123456789abcdef01234567;Sampled=1"
		d.ShowWhole(r)
		d.Open(history.Output)
		if got := screenOf(t, d, [2]int{100, 12}); !strings.Contains(got, test.want) || strings.Contains(got, "empty") {
			t.Errorf("%q:\n%s", test.included, got)
		}
		d.Open(history.Billing)
		if got := screenOf(t, d, [2]int{100, 12}); !strings.Contains(got, "X-Ray     1-6abcdef0-0123456789abcdef01234567") {
			t.Errorf("%q:\n%s", test.included, got)
		}
	}
}
