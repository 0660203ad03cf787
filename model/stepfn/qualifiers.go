package stepfn

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
)

const (
	// maxDescribing is how many aliases are described at once: few beside AWS's bucket of
	// 200 requests for Describe operations, and enough for 100 aliases in a second.
	maxDescribing = 8
)

// Qualifiers returns the versions and aliases of a machine. An alias's routes take one
// more request each: no list has them.
func (t *Target) Qualifiers(ctx context.Context, machine model.ARN) (model.Qualifiers, error) {
	var q model.Qualifiers
	var versionsErr, aliasesErr error
	var lists sync.WaitGroup
	lists.Go(func() { q.Versions, versionsErr = t.versions(ctx, machine) })
	lists.Go(func() { q.Aliases, aliasesErr = t.aliases(ctx, machine) })
	lists.Wait()
	return q, both(versionsErr, aliasesErr)
}

func (t *Target) versions(ctx context.Context, machine model.ARN) ([]model.Version, error) {
	var versions []model.Version
	in := &sfn.ListStateMachineVersionsInput{StateMachineArn: aws.String(string(machine)), MaxResults: pageSize}
	err := eachPage(func(token *string) (*string, error) {
		in.NextToken = token
		page, err := t.client.ListStateMachineVersions(ctx, in, bounded)
		if err != nil {
			return nil, t.explain(err, "states:ListStateMachineVersions", machine)
		}
		for _, v := range page.StateMachineVersions {
			versions = append(versions, model.Version{ARN: model.ARN(aws.ToString(v.StateMachineVersionArn)), Created: model.PlausibleTime(aws.ToTime(v.CreationDate))})
		}
		return page.NextToken, nil
	})
	return versions, about("the versions of "+machine.Machine(), err)
}

func (t *Target) aliases(ctx context.Context, machine model.ARN) ([]model.Alias, error) {
	var aliases []model.Alias
	in := &sfn.ListStateMachineAliasesInput{StateMachineArn: aws.String(string(machine)), MaxResults: pageSize}
	err := eachPage(func(token *string) (*string, error) {
		in.NextToken = token
		page, err := t.client.ListStateMachineAliases(ctx, in, bounded)
		if err != nil {
			return nil, t.explain(err, "states:ListStateMachineAliases", machine)
		}
		for _, a := range page.StateMachineAliases {
			aliases = append(aliases, model.Alias{ARN: model.ARN(aws.ToString(a.StateMachineAliasArn)), Created: model.PlausibleTime(aws.ToTime(a.CreationDate))})
		}
		return page.NextToken, nil
	})
	err = about("the aliases of "+machine.Machine(), err)
	slices.SortStableFunc(aliases, func(a, b model.Alias) int { return strings.Compare(string(a.ARN), string(b.ARN)) })

	// One failure is reported for all: a grant that is missing is missing for every alias.
	failed := make([]error, len(aliases))
	var describing sync.WaitGroup
	places := make(chan struct{}, maxDescribing)
	for i := range aliases {
		places <- struct{}{}
		describing.Go(func() {
			failed[i] = t.describeAlias(ctx, &aliases[i])
			<-places
		})
	}
	describing.Wait()
	for _, f := range failed {
		if f != nil {
			return aliases, both(err, about("the routes of "+machine.Machine()+"'s aliases", f))
		}
	}
	return aliases, err
}

// describeAlias completes what a list says of an alias.
func (t *Target) describeAlias(ctx context.Context, a *model.Alias) error {
	out, err := t.client.DescribeStateMachineAlias(ctx, &sfn.DescribeStateMachineAliasInput{StateMachineAliasArn: aws.String(string(a.ARN))}, bounded)
	if err != nil {
		return t.explain(err, "states:DescribeStateMachineAlias", a.ARN)
	}
	a.Description, a.Updated = aws.ToString(out.Description), model.PlausibleTime(aws.ToTime(out.UpdateDate))
	a.Routes = make([]model.Route, 0, len(out.RoutingConfiguration))
	for _, r := range out.RoutingConfiguration {
		a.Routes = append(a.Routes, model.Route{Version: model.ARN(aws.ToString(r.StateMachineVersionArn)), Weight: int(r.Weight)})
	}
	return nil
}

// heaviest returns the version that gets most of an alias's runs, the first of two equal
// ones.
func (t *Target) heaviest(ctx context.Context, alias model.ARN) (model.ARN, error) {
	a := model.Alias{ARN: alias}
	if err := t.describeAlias(ctx, &a); err != nil {
		return "", err
	}
	if len(a.Routes) == 0 {
		return "", fmt.Errorf("the alias %s routes to no version", alias)
	}
	return slices.MaxFunc(a.Routes, func(a, b model.Route) int { return a.Weight - b.Weight }).Version, nil
}

// eachPage calls fetch with the token of one page after the other, and ends with an error
// where a service repeats itself or never ends.
func eachPage(fetch func(token *string) (next *string, err error)) error {
	var tokens []string
	for token := (*string)(nil); ; {
		next, err := fetch(token)
		if err != nil || aws.ToString(next) == "" {
			return err
		}
		if err := model.MayRead(tokens, *next, 0); err != nil {
			return err
		}
		token, tokens = next, append(tokens, *next)
	}
}

// about says of what an error keeps us, and keeps its hint.
func about(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s cannot be read: %w", what, err)
}

// both is errors.Join on one line.
func both(a, b error) error {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return fmt.Errorf("%w; %w", a, b)
}

var _ model.Qualifier = (*Target)(nil)
