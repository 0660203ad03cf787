package stepfn

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model"
)

// TestState executes one state once. On AWS it calls real services unless there is a mock.
func (t *Target) TestState(ctx context.Context, test model.StateTest) (model.StateTested, error) {
	if err := t.refuseStandIns(test.Definition, test.Input, test.Variables, test.Context, string(test.Role)); err != nil {
		return model.StateTested{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	given := func(text string) *string {
		if text == "" {
			return nil
		}
		return aws.String(text)
	}
	in := &sfn.TestStateInput{
		Definition: aws.String(test.Definition), StateName: given(test.State), Input: given(test.Input), Variables: given(test.Variables),
		Context: given(test.Context), RoleArn: given(string(test.Role)), InspectionLevel: types.InspectionLevel(test.Level),
	}
	if m := test.Mock; m != nil {
		in.Mock = &types.MockInput{Result: given(m.Result), FieldValidationMode: types.MockResponseValidationMode(m.Validation)}
		if m.Result == "" {
			in.Mock.ErrorOutput = &types.MockErrorOutput{Error: aws.String(m.Error), Cause: given(m.Cause)}
		}
	}
	if test.Retries > 0 {
		in.StateConfiguration = &types.TestStateConfiguration{RetrierRetryCount: aws.Int32(int32(min(test.Retries, math.MaxInt32)))}
	}
	var raw rawBody
	out, err := t.client.TestState(ctx, in, func(o *sfn.Options) {
		o.Retryer = aws.NopRetryer{} // the state may have called a service
		o.HTTPClient = raw.tap(t.starts)
		if t.sync != "" {
			o.BaseEndpoint = aws.String(t.sync)
		}
		if t.custom {
			o.APIOptions = append(o.APIOptions, withoutHostPrefix)
		}
	})
	if err != nil {
		return model.StateTested{}, t.explain(err, "states:TestState", "*")
	}
	return model.StateTested{
		Status: string(out.Status), Output: aws.ToString(out.Output), Error: aws.ToString(out.Error), Cause: aws.ToString(out.Cause),
		Next: aws.ToString(out.NextState), Steps: steps(out.InspectionData), Raw: raw.text(),
	}, nil
}

// steps are what was told of the data flow, in its order.
func steps(d *types.InspectionData) (all []model.StateStep) {
	if d == nil {
		return nil
	}
	add := func(name string, value *string) {
		if value != nil {
			all = append(all, model.StateStep{Name: name, JSON: *value})
		}
	}
	number := func(name string, value any, given bool) {
		if given {
			all = append(all, model.StateStep{Name: name, JSON: fmt.Sprint(value)})
		}
	}
	whole := func(name string, value *int32) { number(name, aws.ToInt32(value), value != nil) }
	object := func(name string, of any) {
		var text strings.Builder
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false) // addresses have an &
		if encoder.Encode(of) == nil {
			all = append(all, model.StateStep{Name: name, JSON: strings.TrimSuffix(text.String(), "\n")})
		}
	}
	add("input", d.Input)
	add("afterInputPath", d.AfterInputPath)
	add("afterParameters", d.AfterParameters)
	add("afterArguments", d.AfterArguments)
	add("afterItemsPath", d.AfterItemsPath)
	add("afterItemsPointer", d.AfterItemsPointer)
	add("afterItemSelector", d.AfterItemSelector)
	add("afterItemBatcher", d.AfterItemBatcher)
	whole("maxConcurrency", d.MaxConcurrency)
	whole("toleratedFailureCount", d.ToleratedFailureCount)
	number("toleratedFailurePercentage", aws.ToFloat32(d.ToleratedFailurePercentage), d.ToleratedFailurePercentage != nil)
	if r := d.Request; r != nil {
		object("request", sent{r.Protocol, r.Method, r.Url, r.Headers, r.Body})
	}
	if r := d.Response; r != nil {
		object("response", received{r.Protocol, r.StatusCode, r.StatusMessage, r.Headers, r.Body})
	}
	add("result", d.Result)
	add("afterResultSelector", d.AfterResultSelector)
	add("afterResultPath", d.AfterResultPath)
	if e := d.ErrorDetails; e != nil {
		whole("retryIndex", e.RetryIndex)
		whole("retryBackoffIntervalSeconds", e.RetryBackoffIntervalSeconds)
		whole("catchIndex", e.CatchIndex)
	}
	add("variables", d.Variables)
	return all
}

// sent and received are the request and response of an HTTP Task as the service gives them: the SDK's
// types have other names in JSON.
type (
	sent struct {
		Protocol *string `json:"protocol,omitempty"`
		Method   *string `json:"method,omitempty"`
		URL      *string `json:"url,omitempty"`
		Headers  *string `json:"headers,omitempty"`
		Body     *string `json:"body,omitempty"`
	}
	received struct {
		Protocol      *string `json:"protocol,omitempty"`
		StatusCode    *string `json:"statusCode,omitempty"`
		StatusMessage *string `json:"statusMessage,omitempty"`
		Headers       *string `json:"headers,omitempty"`
		Body          *string `json:"body,omitempty"`
	}
)
