package embedded_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/smithy-go"

	"expresso/model/asl"
	"expresso/model/embedded"
)

// answering is a definition whose output is n.
func answering(n int) string {
	return fmt.Sprintf(`{"StartAt":"P","States":{"P":{"Type":"Pass","Result":%d,"End":true}}}`, n)
}

// published makes a machine with versions 1 to n, each of which answers its number, and a
// latest revision that answers 0.
func published(t *testing.T, client *sfn.Client, name string, n int) (arn string) {
	t.Helper()
	arn = create(t, client, name, echo, types.StateMachineTypeExpress)
	for i := range n {
		out, err := client.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{
			StateMachineArn: &arn, Definition: aws.String(answering(i + 1)), Publish: true,
			VersionDescription: aws.String(fmt.Sprintf("version %d", i+1)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := arn + ":" + strconv.Itoa(i+1); *out.StateMachineVersionArn != want {
			t.Fatalf("published %s, want %s", *out.StateMachineVersionArn, want)
		}
	}
	if _, err := client.UpdateStateMachine(t.Context(), &sfn.UpdateStateMachineInput{StateMachineArn: &arn, Definition: aws.String(answering(0))}); err != nil {
		t.Fatal(err)
	}
	return arn
}

func output(t *testing.T, client *sfn.Client, arn string) string {
	t.Helper()
	out, err := client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(*out.ExecutionArn, ":") != 8 || strings.Count(*out.StateMachineArn, ":") != 6 {
		t.Errorf("%s of %s: neither has a qualifier", *out.ExecutionArn, *out.StateMachineArn)
	}
	return *out.Output
}

// refused checks that an error is the service's, with this code, text and HTTP status.
func refused(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || api.ErrorMessage() != message {
		t.Errorf("got %v\nwant %s: %s", err, code, message)
	}
}

func route(versionARN string, weight int32) types.RoutingConfigurationListItem {
	return types.RoutingConfigurationListItem{StateMachineVersionArn: &versionARN, Weight: weight}
}

func TestARunOfAVersionGetsItsDefinition(t *testing.T) {
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := published(t, client, "m", 2)
	for qualified, want := range map[string]string{arn: "0", arn + ":1": "1", arn + ":2": "2"} {
		if got := output(t, client, qualified); got != want {
			t.Errorf("%s answered %s, want %s", qualified, got, want)
		}
	}
	d, err := client.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn + ":1")})
	if err != nil || *d.Definition != answering(1) || *d.StateMachineArn != arn+":1" || *d.Description != "version 1" || *d.Name != "m" || d.RevisionId == nil {
		t.Errorf("%+v, %v", d, err)
	}
	for _, qualifier := range []string{"3", "PROD"} {
		_, err = client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: aws.String(arn + ":" + qualifier)})
		refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+":"+qualifier+"'")
		_, err = client.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn + ":" + qualifier)})
		refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+":"+qualifier+"'")
	}
	for _, qualifier := range []string{"0", "01", "1234567890", "a b", ""} {
		_, err = client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: aws.String(arn + ":" + qualifier)})
		refused(t, err, "InvalidArn", "Invalid Arn: '"+arn+":"+qualifier+"'")
	}
}

func TestARevisionIsPublishedOnce(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := create(t, client, "m", echo, types.StateMachineTypeExpress)
	publish := func(in sfn.PublishStateMachineVersionInput) (string, error) {
		in.StateMachineArn = &arn
		out, err := client.PublishStateMachineVersion(ctx, &in)
		if err != nil {
			return "", err
		}
		return strings.TrimPrefix(*out.StateMachineVersionArn, arn), nil
	}
	for range 2 {
		if got, err := publish(sfn.PublishStateMachineVersionInput{RevisionId: aws.String("INITIAL")}); err != nil || got != ":1" {
			t.Errorf("%s, %v", got, err)
		}
		// An update that changes nothing makes no revision.
		out, err := client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, Definition: aws.String(echo), Publish: true})
		if err != nil || *out.StateMachineVersionArn != arn+":1" || out.RevisionId != nil {
			t.Errorf("%+v, %v", out, err)
		}
	}
	out, err := client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, Definition: aws.String(fail), Publish: true})
	if err != nil || *out.StateMachineVersionArn != arn+":2" {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, err := client.DeleteStateMachineVersion(ctx, &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: out.StateMachineVersionArn}); err != nil {
		t.Fatal(err)
	}
	if got, err := publish(sfn.PublishStateMachineVersionInput{RevisionId: out.RevisionId}); err != nil || got != ":3" {
		t.Errorf("after version 2 was deleted: %s, %v, want a number that was never used", got, err)
	}
	_, err = publish(sfn.PublishStateMachineVersionInput{RevisionId: aws.String("INITIAL")})
	refused(t, err, "ConflictException", "Failed to publish the State Machine version for revision INITIAL. The current State Machine revision is "+*out.RevisionId+".")
}

func TestCreateWithPublishIsIdempotent(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	in := &sfn.CreateStateMachineInput{
		Name: aws.String("m"), Definition: aws.String(echo), RoleArn: aws.String(role), Type: types.StateMachineTypeExpress,
		Publish: true, VersionDescription: aws.String("first"),
	}
	for range 2 {
		out, err := client.CreateStateMachine(ctx, in)
		if err != nil || *out.StateMachineVersionArn != *out.StateMachineArn+":1" {
			t.Fatalf("%+v, %v", out, err)
		}
	}
	in.VersionDescription = aws.String("other")
	_, err := client.CreateStateMachine(ctx, in)
	var exists *types.StateMachineAlreadyExists
	if !errors.As(err, &exists) {
		t.Errorf("another description: %v", err)
	}
}

func TestVersionsAreListedNewestFirst(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := published(t, client, "m", 12)
	other := published(t, client, "other", 2)
	list := func(in sfn.ListStateMachineVersionsInput) (numbers []string, next *string) {
		t.Helper()
		out, err := client.ListStateMachineVersions(ctx, &in)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range out.StateMachineVersions {
			numbers = append(numbers, strings.TrimPrefix(*v.StateMachineVersionArn, arn+":"))
		}
		return numbers, out.NextToken
	}
	first, next := list(sfn.ListStateMachineVersionsInput{StateMachineArn: &arn, MaxResults: 5})
	second, last := list(sfn.ListStateMachineVersionsInput{StateMachineArn: &arn, MaxResults: 7, NextToken: next})
	if got := fmt.Sprint(first, second); got != "[12 11 10 9 8] [7 6 5 4 3 2 1]" || last != nil {
		t.Errorf("listed %s, then a token: %t", got, last != nil)
	}
	// What is deleted between two pages does not shift the second.
	if _, err := client.DeleteStateMachineVersion(ctx, &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: aws.String(arn + ":8")}); err != nil {
		t.Fatal(err)
	}
	if again, _ := list(sfn.ListStateMachineVersionsInput{StateMachineArn: &arn, NextToken: next}); !slices.Equal(again, second) {
		t.Errorf("after a deletion the second page is %v", again)
	}
	if none, _ := list(sfn.ListStateMachineVersionsInput{StateMachineArn: aws.String(arn + "x")}); none != nil {
		t.Errorf("a machine that does not exist has versions %v", none)
	}
	_, err := client.ListStateMachineVersions(ctx, &sfn.ListStateMachineVersionsInput{StateMachineArn: &other, NextToken: next})
	refused(t, err, "InvalidToken", "Invalid Token: 'Invalid token'")
}

func TestNoMoreThanAThousandVersions(t *testing.T) {
	service := embedded.New(embedded.Options{})
	client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}})
	arn := published(t, client, "m", 1000)
	_, err := client.PublishStateMachineVersion(t.Context(), &sfn.PublishStateMachineVersionInput{StateMachineArn: &arn})
	var quota *types.ServiceQuotaExceededException
	if !errors.As(err, &quota) {
		t.Errorf("the 1001st: %v", err)
	}
}

func TestAnAliasChoosesByWeight(t *testing.T) {
	ctx := t.Context()
	number := 0
	client := overSocket(t, embedded.New(embedded.Options{Random: func(int) int { return number }}))
	arn := published(t, client, "m", 3)
	out, err := client.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{
		Name: aws.String("PROD"), RoutingConfiguration: []types.RoutingConfigurationListItem{route(arn+":1", 90), route(arn+":3", 10)},
	})
	if err != nil || *out.StateMachineAliasArn != arn+":PROD" {
		t.Fatalf("%+v, %v", out, err)
	}
	for n, want := range map[int]string{0: "1", 89: "1", 90: "3", 99: "3"} {
		number = n
		if got := output(t, client, arn+":PROD"); got != want {
			t.Errorf("at %d the alias chose version %s, want %s", n, got, want)
		}
	}
	if _, err := client.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{
		StateMachineAliasArn: out.StateMachineAliasArn, RoutingConfiguration: []types.RoutingConfigurationListItem{route(arn+":1", 0), route(arn+":2", 100)},
	}); err != nil {
		t.Fatal(err)
	}
	number = 0
	if got := output(t, client, arn+":PROD"); got != "2" {
		t.Errorf("a version with weight 0 was chosen: %s", got)
	}
}

func TestRandomChoiceFollowsTheWeights(t *testing.T) {
	service := embedded.New(embedded.Options{})
	client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}})
	arn := published(t, client, "m", 2)
	if _, err := client.CreateStateMachineAlias(t.Context(), &sfn.CreateStateMachineAliasInput{
		Name: aws.String("half"), RoutingConfiguration: []types.RoutingConfigurationListItem{route(arn+":1", 50), route(arn+":2", 50)},
	}); err != nil {
		t.Fatal(err)
	}
	chosen := map[string]int{}
	for range 200 {
		chosen[output(t, client, arn+":half")]++
	}
	// One of the two less than 50 times has a probability below 10^-12.
	if len(chosen) != 2 || chosen["1"] < 50 || chosen["2"] < 50 {
		t.Errorf("chosen: %v", chosen)
	}
}

func TestAnEditedFileKeepsItsVersions(t *testing.T) {
	service := embedded.New(embedded.Options{})
	client := sfn.New(sfn.Options{Region: embedded.Region, Credentials: aws.AnonymousCredentials{}, HTTPClient: embedded.Transport{Handler: service}})
	put := func(definition string, kind asl.MachineType) string {
		t.Helper()
		arn, err := service.Put("m", definition, kind)
		if err != nil {
			t.Fatal(err)
		}
		return arn
	}
	arn := put(answering(1), asl.Express)
	if _, err := client.PublishStateMachineVersion(t.Context(), &sfn.PublishStateMachineVersionInput{StateMachineArn: &arn}); err != nil {
		t.Fatal(err)
	}
	put(answering(2), asl.Express)
	if latest, first := output(t, client, arn), output(t, client, arn+":1"); latest != "2" || first != "1" {
		t.Errorf("the machine answers %s, its version 1 %s", latest, first)
	}
	put(answering(2), asl.Standard)
	_, err := client.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(arn + ":1")})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+":1'")
}
