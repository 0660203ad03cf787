package shape

import (
	"strings"
	"testing"
)

// Examples fit the shapes that they are made of, end, and ask for no second page.
func TestExamples(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:states:::lambda:invoke":                 `{"StatusCode":200,"LogResult":"LogResult","Payload":{},"ExecutedVersion":"ExecutedVersion"`,
		"arn:aws:states:::sqs:sendMessage":               `"MessageId":"MessageId"`,
		"arn:aws:states:::aws-sdk:dynamodb:scan":         `"Items":[{}]`,
		"arn:aws:states:::aws-sdk:sfn:describeExecution": `"Status":"SUCCEEDED"`,
		"arn:aws:states:::http:invoke":                   `"StatusCode":200`,
	} {
		o := OfResource(arn)
		v, ok := o.Example()
		text := v.String()
		if !ok || !strings.Contains(text, want) {
			t.Errorf("%s: %s, want %s", arn, text, want)
		}
		if strings.Contains(text, "LastEvaluatedKey") || strings.Contains(text, "NextToken") {
			t.Errorf("%s has another page: %s", arn, text)
		}
		if wrong := o.Result(v, Present); wrong != "" {
			t.Errorf("%s: %s", arn, wrong)
		}
	}
	for name, s := range services() {
		s.once.Do(s.read)
		for action, o := range s.actions {
			if v, ok := o.Example(); ok && v.Size() > 1<<16 {
				t.Errorf("%s:%s has %d bytes", name, action, v.Size())
			}
		}
	}
}
