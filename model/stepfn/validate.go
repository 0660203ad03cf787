package stepfn

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model"
)

// mostDiagnostics is how many the service tells at most.
const mostDiagnostics = 100

// Validate asks ValidateStateMachineDefinition, which creates nothing. What it tells is all there
// is unless truncated is set.
func (t *Target) Validate(ctx context.Context, definition, kind string) (found []model.Diagnostic, truncated bool, err error) {
	out, err := t.client.ValidateStateMachineDefinition(ctx, &sfn.ValidateStateMachineDefinitionInput{
		Definition: aws.String(definition), Type: types.StateMachineType(kind), MaxResults: mostDiagnostics,
		Severity: types.ValidateStateMachineDefinitionSeverityWarning,
	})
	if err != nil {
		return nil, false, t.explain(err, "states:ValidateStateMachineDefinition", "*")
	}
	found = make([]model.Diagnostic, len(out.Diagnostics))
	for i, d := range out.Diagnostics {
		found[i] = model.Diagnostic{
			Severity: string(d.Severity), Code: aws.ToString(d.Code), Message: aws.ToString(d.Message), Location: aws.ToString(d.Location),
		}
	}
	return found, aws.ToBool(out.Truncated), nil
}
