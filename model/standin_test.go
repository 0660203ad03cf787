package model

import "testing"

func TestStandInIn(t *testing.T) {
	for text, want := range map[string]string{
		`{"fn": "arn:aws:lambda:us-east-1:000000000000:function:Hello"}`:             "arn:aws:lambda:us-east-1:000000000000:function:Hello",
		`{"queue": "https://sqs.us-east-1.amazonaws.com/000000000000/Jobs", "n": 1}`: "https://sqs.us-east-1.amazonaws.com/000000000000/Jobs",
		`{"fn": "arn:aws:lambda:us-east-1:123456789012:function:Hello"}`:             "",
		`{"account": "000000000000"}`:                                                "",
	} {
		if got := StandInIn(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
