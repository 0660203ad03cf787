package burst_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/pricing"
	burstui "expresso/ui/burst"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// spread is a burst whose durations are spread as they are in life: most are short, a few
// long, one very long.
func spread() burst.Snapshot {
	s := burst.Snapshot{
		Planned: 2000, Done: 1500, Answered: 1490, Throttled: 10, InFlight: 8, Limit: 8, Elapsed: 90 * time.Second,
		Totals: model.Totals{Runs: 1500, Succeeded: 1400, Requests: 1490, MBMillis: 1490 * 12_800},
		Errors: []burst.Named{{Name: "OrderTooLarge", Count: 80}, {Name: "ThrottlingException", Count: 10}, {Name: "States.Timeout", Count: 10}},
	}
	for i := range 1490 {
		d := time.Duration(i*i%700) * time.Millisecond / 4
		s.Latency.Add(20*time.Millisecond + d)
		s.Billed.Add((d + 199*time.Millisecond) / (100 * time.Millisecond) * (100 * time.Millisecond))
	}
	s.Latency.Add(4 * time.Second)
	return s
}

func TestGolden(t *testing.T) {
	limit, err := pricing.ParseMoney("0.50")
	if err != nil {
		t.Fatal(err)
	}
	facts := burstui.Facts{Budget: limit, Snapshot: spread(), Price: pricing.USEast(), Concurrency: 10}
	form := burstui.NewForm()
	form.SetSaved([]string{"small-order"})
	press(form, "0", tea.KeyTab, tea.KeyTab, tea.KeyTab, tea.KeyTab, tea.KeyRight)
	form.Plan()
	for _, tt := range []struct {
		name          string
		width, height int
		options       theme.Options
	}{
		{"58x16", 58, 16, theme.Options{Profile: termenv.Ascii}},
		{"78x21", 78, 21, theme.Options{Profile: termenv.Ascii}},
		{"78x21-ascii", 78, 21, theme.Options{Profile: termenv.Ascii, ASCII: true}},
		{"118x37-colour", 118, 37, theme.Options{Profile: termenv.TrueColor}},
		{"198x57", 198, 57, theme.Options{Profile: termenv.Ascii}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			th := theme.New(tt.options)
			got := burstui.View(th, facts, tt.width, tt.height) + "\n" + strings.Join(form.View(th, min(tt.width, 72)), "\n") + "\n"
			uitest.Golden(t, tt.name, got)
		})
	}
}
