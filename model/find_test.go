package model

import (
	"net/url"
	"strings"
	"testing"
)

func TestFindARN(t *testing.T) {
	const machine = "arn:aws:states:eu-west-1:111122223333:stateMachine:orders"
	for _, c := range []struct {
		text string
		want ARN
	}{
		{machine, machine},
		{"  " + machine + "\n", machine},
		{machine + ":7", machine + ":7"},
		{machine + ":prod", machine + ":prod"},
		{machine + "#Declined", machine + "#Declined"},
		{"arn:aws:states:eu-west-1:111122223333:express:orders:run-1:0b6f", machine},
		{"arn:aws:states:eu-west-1:111122223333:execution:orders:run-1", machine},
		{"arn:aws-cn:states:cn-north-1:111122223333:execution:orders:run-1", "arn:aws-cn:states:cn-north-1:111122223333:stateMachine:orders"},
		{"https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/" + machine, machine},
		{"https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/arn%3Aaws%3Astates%3Aeu-west-1%3A111122223333%3AstateMachine%3Aorders?type=express", machine},
		{"https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/statemachines/view/arn%253Aaws%253Astates%253Aeu-west-1%253A111122223333%253AstateMachine%253Aorders", machine},
		{"https://console.aws.amazon.com/states/home?region=eu-west-1#/express-executions/details/arn:aws:states:eu-west-1:111122223333:express:orders:run-1:0b6f?startDate=1700000000000", machine},
		{machine + "/x", ""},
		{machine + `\x`, ""},
		{machine + ",refunds", ""},
		{machine + " refunds", ""},
		{machine + "?x", ""},
		{machine + ":7:8", ""},
		{"arn%3Aaws%3Astates%3Aeu-west-1%3A111122223333%3AstateMachine%3Aorders%2Fx", ""},
		{"arn:aws:states:eu-west-1:111122223333:express:orders/x", ""},
		{"orders", ""},
		{"arn:aws:lambda:eu-west-1:111122223333:function:orders", ""},
		{"arn:aws:states:eu-west-1:1111:stateMachine:orders", ""},
		{"arn:aws:states:eu-west-1:111122223333:stateMachine:", ""},
		{"", ""},
	} {
		got, ok := FindARN(c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("FindARN(%q) = %q, %v; want %q", c.text, got, ok, c.want)
		}
	}
}

func FuzzFindARN(f *testing.F) {
	f.Add("https://x/#arn%3Aaws%3Astates%3Aeu-west-1%3A111122223333%3AstateMachine%3Aorders")
	f.Add("arn:aws:states:eu-west-1:111122223333:express:orders:run-1:0b6f")
	f.Fuzz(func(t *testing.T, text string) {
		arn, ok := FindARN(text)
		if ok && (arn.Machine() == "" || len(arn.Account()) != 12 || arn.Region() == "") {
			t.Errorf("FindARN(%q) = %q, which names no machine", text, arn)
		}
	})
}

func TestFindExecution(t *testing.T) {
	const arn = "arn:aws:states:eu-west-1:111122223333:express:orders:some-name:0a-1b"
	for text, want := range map[string]ARN{
		arn: arn, " " + arn + "\n": arn,
		"https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/express-executions/details/" + url.PathEscape(url.PathEscape(arn)) + "?startDate=1": arn,
		"arn:aws:states:eu-west-1:111122223333:execution:orders:some-name":                                                                                          "arn:aws:states:eu-west-1:111122223333:execution:orders:some-name",
		"arn:aws:states:eu-west-1:111122223333:stateMachine:orders:prod":                                                                                            "",
		"arn:aws:states:eu-west-1:111122223333:express:orders":                                                                                                      "",
		"": "", strings.Repeat(arn, 1000): "",
	} {
		if got, ok := FindExecution(text); got != want || ok != (want != "") {
			t.Errorf("FindExecution(%.200q) = %q, %v; want %q", text, got, ok, want)
		}
	}
}
