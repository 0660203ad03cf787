package model_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
)

func TestPlausible(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	fine := model.Run{
		Status: model.Succeeded, Asked: at, Took: time.Second, Started: at, Stopped: at.Add(time.Second),
		Billing: model.Billing{Duration: time.Second, MemoryMB: 64},
	}
	tests := map[string]struct {
		set     func(r *model.Run)
		want    func(r *model.Run)
		unknown bool // how long it ran
	}{
		"nothing wrong":   {set: func(*model.Run) {}},
		"no such status":  {set: func(r *model.Run) { r.Status = "\xc2" }, want: func(r *model.Run) { r.Status = model.NoResponse }},
		"no stop":         {set: func(r *model.Run) { r.Stopped = time.Time{} }, unknown: true},
		"no start":        {set: func(r *model.Run) { r.Started = time.Time{} }, unknown: true},
		"stopped before":  {set: func(r *model.Run) { r.Stopped = at.Add(-1) }, unknown: true},
		"ran for years":   {set: func(r *model.Run) { r.Stopped = at.AddDate(3, 0, 0) }, unknown: true},
		"before 1970":     {set: func(r *model.Run) { r.Stopped = time.Unix(-1, 0) }, want: func(r *model.Run) { r.Stopped = time.Time{} }, unknown: true},
		"smallest time":   {set: func(r *model.Run) { r.Started = time.Unix(math.MinInt64, 0) }, want: func(r *model.Run) { r.Started = time.Time{} }, unknown: true},
		"largest time":    {set: func(r *model.Run) { r.Stopped = time.Unix(math.MaxInt64, 0) }, want: func(r *model.Run) { r.Stopped = time.Time{} }, unknown: true},
		"asked never":     {set: func(r *model.Run) { r.Asked = time.UnixMicro(math.MaxInt64) }, want: func(r *model.Run) { r.Asked = time.Unix(0, 0).UTC() }},
		"took less":       {set: func(r *model.Run) { r.Took = math.MinInt64 }, want: func(r *model.Run) { r.Took = 0 }},
		"took more":       {set: func(r *model.Run) { r.Took = math.MaxInt64 }, want: func(r *model.Run) { r.Took = 0 }},
		"negative bill":   {set: func(r *model.Run) { r.Billing.Duration = -1 }, want: func(r *model.Run) { r.Billing = model.Billing{} }},
		"endless bill":    {set: func(r *model.Run) { r.Billing.Duration = math.MaxInt64 }, want: func(r *model.Run) { r.Billing = model.Billing{} }},
		"negative memory": {set: func(r *model.Run) { r.Billing.MemoryMB = -64 }, want: func(r *model.Run) { r.Billing = model.Billing{} }},
		"endless memory":  {set: func(r *model.Run) { r.Billing.MemoryMB = math.MaxInt64 }, want: func(r *model.Run) { r.Billing = model.Billing{} }},
	}
	for name, test := range tests {
		run, want := fine, fine
		test.set(&run)
		test.set(&want)
		if test.want != nil {
			test.want(&want)
		}
		got := run.Plausible()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		ran := got.Duration()
		if test.unknown != (ran == model.UnknownDuration) || !test.unknown && ran != time.Second {
			t.Errorf("%s: ran %v", name, ran)
		}
		if _, err := json.Marshal(got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
