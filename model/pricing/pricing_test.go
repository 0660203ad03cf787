package pricing

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

func billing(d time.Duration, mb int64) model.Billing {
	return model.Billing{Duration: d, MemoryMB: mb}
}

func TestMonthly(t *testing.T) {
	// The last three were published by others: Infracost's tests (prices by the
	// GB-second) and, within the rounding of its prices by the GB-hour, AWS.
	tests := []struct {
		name               string
		billing            model.Billing
		runs               int64
		usage              string
		requests, duration string
	}{
		{"one shortest run", billing(100*time.Millisecond, 64), 1, "0.00625 GB-s", "0.000001", "0.0000001041875"},
		{"one longest run", billing(300*time.Second, 64), 1, "18.75 GB-s", "0.000001", "0.0003125625"},
		{"a million of 30 s", billing(30*time.Second, 64), 1_000_000, "1,875,000 GB-s", "1", "31.25625"},
		{"a hundred million of 10 s", billing(10*time.Second, 64), 100_000_000, "62,500,000 GB-s", "100", "382.884"},
		{"below the first step", billing(200*time.Millisecond, 64), 100_000, "1,250 GB-s", "0.1", "0.0208375"},
		{"two tiers", billing(800*time.Millisecond, 512), 10_000_000, "4,000,000 GB-s", "10", "63.344"},
		{"three tiers", billing(900*time.Millisecond, 1216), 100_000_000, "106,875,000 GB-s", "100", "585.234"},
		{"none", billing(100*time.Millisecond, 64), 0, "0 GB-s", "0", "0"},
		{"not known", model.Billing{}, 7, "0 GB-s", "0", "0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := USEast().monthly(test.billing, test.runs)
			if got.Usage.String() != test.usage || got.Requests.String() != test.requests || got.Duration.String() != test.duration {
				t.Errorf("got %s, %s + %s, want %s, %s + %s",
					got.Usage, got.Requests, got.Duration, test.usage, test.requests, test.duration)
			}
			if got.Total != got.Requests+got.Duration {
				t.Errorf("total %s is not %s + %s", got.Total, got.Requests, got.Duration)
			}
		})
	}
}

func TestMonthlyIsNearTheGBHourPrices(t *testing.T) {
	const published = 482.97 // AWS's worked example, in dollars
	got := float64(USEast().monthly(billing(10*time.Second, 64), 100_000_000).Total) / unit
	if math.Abs(got-published) > 0.001*published {
		t.Errorf("got %v, AWS says %v", got, published)
	}
}

func TestOf(t *testing.T) {
	table := USEast()
	if got, want := table.Of(billing(100*time.Millisecond, 64)).Total.String(), "0.0000011041875"; got != want {
		t.Errorf("shortest run: %s, want %s", got, want)
	}
	if got, want := table.Of(billing(300*time.Second, 64)).Total.String(), "0.0003135625"; got != want {
		t.Errorf("longest run: %s, want %s", got, want)
	}
	if got := table.Of(model.Billing{}); got != (Cost{}) {
		t.Errorf("a run without billing details costs %+v", got)
	}
	if got := table.Of(billing(-time.Second, 64)); got.Duration != 0 || got.Usage != 0 {
		t.Errorf("negative duration: %+v", got)
	}
	// A whole month at the first tier is not what monthly says once a tier is passed.
	if one, many := table.Of(billing(300*time.Second, 64)), table.monthly(billing(300*time.Second, 64), 1e6); many.Total >= one.Total*1e6 {
		t.Errorf("a million runs cost %s, no less than a million times %s", many.Total, one.Total)
	}
}

func TestOfTotalsIsTheSumOfRuns(t *testing.T) {
	table := USEast()
	var totals model.Totals
	var sum Money
	for i := range int64(1000) {
		b := billing(time.Duration(i%37+1)*100*time.Millisecond, (i%5+1)*64)
		if i%10 == 0 {
			b = model.Billing{} // not answered
		}
		totals.Add(model.Run{Billing: b})
		sum = sum.Plus(table.Of(b).Total)
	}
	if got := table.OfTotals(totals).Total; got != sum {
		t.Errorf("totals cost %s, the runs one by one %s", got, sum)
	}
}

func TestSaturation(t *testing.T) {
	table := USEast()
	huge := table.monthly(billing(math.MaxInt64, math.MaxInt64), math.MaxInt64)
	if huge.Total != math.MaxInt64 || huge.Requests != math.MaxInt64 || huge.Usage != math.MaxInt64 {
		t.Errorf("got %+v", huge)
	}
	if got := table.OfTotals(model.Totals{Requests: -1, MBMillis: math.MinInt64}); got != (Cost{}) {
		t.Errorf("negative totals cost %+v", got)
	}
	if got := Money(math.MinInt64).Plus(-1); got != math.MinInt64 {
		t.Errorf("got %d", got)
	}
	if got := table.Format(math.MinInt64); got != "-$922,337.20" {
		t.Errorf("got %s", got)
	}
	if got := Micro(math.MaxInt64); got != math.MaxInt64 {
		t.Errorf("got %d", got)
	}
}

func TestFormat(t *testing.T) {
	tests := []struct {
		money         Money
		short, column string
	}{
		{0, "$0.00", "$0.00000000"},
		{1, "$0.0000000000001", "$0.0000000000001"},
		{1_041_875, "$0.000000104", "$0.00000010"},
		{11_041_875, "$0.0000011", "$0.00000110"},
		{15_209_375, "$0.00000152", "$0.00000152"},
		{155_000_000, "$0.0000155", "$0.00001550"},
		{3_135_625_000, "$0.000314", "$0.00031356"},
		{unit / 1000, "$0.001", "$0.00100000"},
		{unit / 2, "$0.50", "$0.50000000"},
		{unit/10 - 1, "$0.10", "$0.10000000"},
		{unit - 1, "$1.00", "$1.00000000"},
		{unit, "$1.00", "$1.00000000"},
		{unit * 152 / 100, "$1.52", "$1.52000000"},
		{482_97 * unit / 100, "$482.97", "$482.97000000"},
		{123_456 * unit, "$123,456.00", "$123,456.00000000"},
		{-unit / 4, "-$0.25", "-$0.25000000"},
	}
	table := USEast()
	for _, test := range tests {
		if got := table.Format(test.money); got != test.short {
			t.Errorf("Format(%d) = %s, want %s", test.money, got, test.short)
		}
		if got := table.FormatColumn(test.money); got != test.column {
			t.Errorf("FormatColumn(%d) = %s, want %s", test.money, got, test.column)
		}
	}
	for currency, want := range map[string]string{"EUR": "€0.25", "CNY": "CNY 0.25"} {
		if got := (Table{Currency: currency}).Format(unit / 4); got != want {
			t.Errorf("%s: got %s, want %s", currency, got, want)
		}
	}
	if got, want := table.Label(), "estimate · us-east-1 · first tier · prices of 2026-11"; got != want {
		t.Errorf("label %q, want %q", got, want)
	}
}

func TestNew(t *testing.T) {
	good := func() model.PriceList {
		return model.PriceList{Region: "us-east-1", Currency: "USD", Date: "2026-11", Request: "0.000001", Tiers: []model.PriceTier{
			{UpTo: 3_600_000, GBSecond: "0.00001667"}, {UpTo: 18_000_000, GBSecond: "0.00000833"}, {GBSecond: "0.00000456"},
		}}
	}
	table, err := New(good())
	if err != nil || !reflect.DeepEqual(table, USEast()) {
		t.Errorf("AWS's own prices: %+v, %v", table, err)
	}
	for name, test := range map[string]struct {
		spoil func(*model.PriceList)
		want  string
	}{
		"no region":        {func(l *model.PriceList) { l.Region = "" }, "region must be like"},
		"hostile region":   {func(l *model.PriceList) { l.Region = "us-\x1b[2J" }, `got "us-\x1b[2J"`},
		"currency":         {func(l *model.PriceList) { l.Currency = "$" }, "currency must be like USD"},
		"date":             {func(l *model.PriceList) { l.Date = "2026-13" }, "date must be like"},
		"free request":     {func(l *model.PriceList) { l.Request = "0.0" }, "price of a request: 0.0 is not above zero"},
		"exponent":         {func(l *model.PriceList) { l.Request = "1e-6" }, "a decimal"},
		"too fine":         {func(l *model.PriceList) { l.Tiers[1].GBSecond = "0.00000000000001" }, "tier 2: 0.00000000000001 has more than 13 decimals"},
		"no tier":          {func(l *model.PriceList) { l.Tiers = nil }, "no tiers"},
		"out of order":     {func(l *model.PriceList) { l.Tiers[1].UpTo = 3_600_000 }, "tier 2 ends at 3600000 GB-seconds, which is not above its start, 3600000"},
		"negative end":     {func(l *model.PriceList) { l.Tiers[0].UpTo = -1 }, "tier 1 ends at -1"},
		"no end too early": {func(l *model.PriceList) { l.Tiers[0].UpTo = 0 }, "tier 1 ends at 0"},
		"last ends":        {func(l *model.PriceList) { l.Tiers[2].UpTo = 19_000_000 }, "tier 3 is the last"},
	} {
		list := good()
		test.spoil(&list)
		if _, err := New(list); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

func TestParseMoney(t *testing.T) {
	for text, want := range map[string]Money{
		"0": 0, "1": unit, "0.5": unit / 2, "00.50": unit / 2, "0.0000000000001": 1, "922337.2036854775807": math.MaxInt64,
	} {
		if got, err := ParseMoney(text); got != want || err != nil {
			t.Errorf("%s: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", ".", "1.", ".5", "-1", "+1", "1e3", "1_000", "0x1", " 1", "1,5", "١", "922337.2036854775808",
		strings.Repeat("9", 1000), "0." + strings.Repeat("0", 14),
	} {
		if got, err := ParseMoney(text); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
}

func FuzzParseMoneyReadsWhatStringWrites(f *testing.F) {
	f.Add(int64(11_041_875))
	f.Fuzz(func(t *testing.T, n int64) {
		m := Money(max(n, 0))
		if got, err := ParseMoney(m.String()); got != m || err != nil {
			t.Errorf("%s: %d, %v", m, got, err)
		}
	})
}

func BenchmarkFormatColumn(b *testing.B) {
	table := USEast()
	cost := table.Of(billing(500*time.Millisecond, 64)).Total
	b.ReportAllocs()
	for b.Loop() {
		_ = table.FormatColumn(cost)
	}
}
