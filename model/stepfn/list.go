package stepfn

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
)

// pageSize is how many machines a page asks for: the most that AWS gives.
const pageSize = 1000

// Machines lists all state machines: AWS has no filter by type or name.
func (t *Target) Machines(ctx context.Context) ([]model.Machine, error) {
	l := model.ListBy(t.Page)
	if err := l.All(ctx); err != nil {
		return nil, err
	}
	slices.SortStableFunc(l.Machines, func(a, b model.Machine) int { return strings.Compare(a.Name, b.Name) })
	return l.Machines, nil
}

// Page lists a page of the state machines.
func (t *Target) Page(ctx context.Context, token string) ([]model.Machine, string, error) {
	in := &sfn.ListStateMachinesInput{MaxResults: pageSize}
	if token != "" {
		in.NextToken = aws.String(token)
	}
	page, err := t.client.ListStateMachines(ctx, in, bounded)
	if err != nil {
		return nil, "", t.explain(err, listAction, "*")
	}
	machines := make([]model.Machine, len(page.StateMachines))
	for i, m := range page.StateMachines {
		arn := model.ARN(aws.ToString(m.StateMachineArn))
		// A list may be long: a name is a part of its ARN, and a type one of two.
		machines[i] = model.Machine{ARN: arn, Name: arn.Machine(), Type: kindOf(string(m.Type)), Created: model.PlausibleTime(aws.ToTime(m.CreationDate))}
		if name := aws.ToString(m.Name); name != machines[i].Name {
			machines[i].Name = name
		}
	}
	if len(machines) > 0 {
		t.mu.Lock()
		t.info.Account = machines[0].ARN.Account()
		t.mu.Unlock()
	}
	return machines, aws.ToString(page.NextToken), nil
}

// kindOf is a machine's type. Those that AWS has are constants, of which a list holds no copies.
func kindOf(text string) model.MachineType {
	for _, kind := range []model.MachineType{model.Express, model.Standard} {
		if string(kind) == text {
			return kind
		}
	}
	return model.MachineType(text)
}

// Tags returns a machine's tags.
func (t *Target) Tags(ctx context.Context, machine model.ARN) (map[string]string, error) {
	machine = machine.Unqualified()
	out, err := t.client.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: aws.String(string(machine))}, bounded)
	if err != nil {
		return nil, t.explain(err, "states:ListTagsForResource", machine)
	}
	tags := make(map[string]string, len(out.Tags))
	for _, tag := range out.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags, nil
}

var (
	_ model.Pager  = (*Target)(nil)
	_ model.Tagger = (*Target)(nil)
)
