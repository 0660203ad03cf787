package model

import (
	"fmt"
	"strings"
	"testing"
)

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

func TestStandInOf(t *testing.T) {
	all := []StandIn{
		{Name: "Region", Value: "us-east-1"},
		{Name: "Count", Value: "1"},
		{Name: "List", Value: "[]"},
		{Name: "On", Value: "true"},
		{Name: "None", Value: ""},
		{Name: "Table", Value: "OrdersTable"},
		{Name: "id", Value: "id"},
		{Name: "Fn", Value: "arn:aws:lambda:us-east-1:000000000000:function:F"},
		{Name: "Host", Value: "https://x.example.com"},
		{Name: "AWS::AccountId", Value: "000000000000"},
	}
	for text, want := range map[string]string{
		`{"region": "us-east-1", "n": 1, "on": true, "a": [], "t": ""}`: "",
		`{"t": "OrdersTable"}`:                    "Table",
		`"OrdersTable"`:                           "Table",
		`["x", "OrdersTable" ]`:                   "Table",
		`{"t": "MyOrdersTable"}`:                  "",
		`{"OrdersTable" : 5, "id": 7}`:            "",
		`{"OrdersTable" : 5, "x": "OrdersTable"}`: "Table",
		`{"body": "{\"t\": \"OrdersTable\"}"}`:    "Table",
		`{"body": "{\"OrdersTable\": 1}"}`:        "",
		`{"id": "id"}`:                            "id",
		`{"x": "call arn:aws:lambda:us-east-1:000000000000:function:F now"}`: "Fn",
		`{"x": "arn:aws:lambda:us-east-1:000000000000:function:G"}`:          "arn:aws:lambda:us-east-1:000000000000:function:G",
		`{"account": "000000000000", "n": 0}`:                                "AWS::AccountId",
		`{"x": "https://x.example.com"}`:                                     "Host",
		``:                                                                   "",
	} {
		if got, ok := StandInOf(text, all); got.Name != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", text, got.Name, want)
		}
	}
}

func BenchmarkStandInOf(b *testing.B) {
	var all []StandIn
	for i := range 200 {
		all = append(all, StandIn{Name: "N", Value: fmt.Sprintf("Name%d", i)})
	}
	text := `{"a": [` + strings.Repeat(`"some text", {"key": 12345}, `, 9000) + `1]}`
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, ok := StandInOf(text, all); ok {
			b.Fatal("found")
		}
	}
}
