package model_test

import (
	"testing"
	"time"

	"expresso/model"
)

func TestParseAge(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"90d": 90 * day, "2w": 14 * day, "36h": 36 * time.Hour, "90m": 90 * time.Minute, "1h30m": 90 * time.Minute, "106751d": 106751 * day,
	} {
		if got, err := model.ParseAge(text); got != want || err != nil {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "90", "-1d", "0d", "0s", "-5m", "1.5d", "106752d", "99999999999999999999d", "15251w", "yesterday"} {
		if got, err := model.ParseAge(text); err == nil {
			t.Errorf("%s: %v", text, got)
		}
	}
}
