package embedded_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model/embedded"
)

func TestLifeOfAnAlias(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := published(t, client, "m", 2)
	alias := aws.String(arn + ":PROD")
	in := &sfn.CreateStateMachineAliasInput{
		Name: aws.String("PROD"), Description: aws.String("live"), RoutingConfiguration: []types.RoutingConfigurationListItem{route(arn+":1", 100)},
	}
	for range 2 { // the same request again is no conflict
		if _, err := client.CreateStateMachineAlias(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	const conflict = "Failed to create alias because an alias with the same name and a different routing configuration already exists."
	in.Description = nil
	_, err := client.CreateStateMachineAlias(ctx, in)
	refused(t, err, "ConflictException", conflict)
	in.Description, in.RoutingConfiguration = aws.String("live"), []types.RoutingConfigurationListItem{route(arn+":2", 100)}
	_, err = client.CreateStateMachineAlias(ctx, in)
	refused(t, err, "ConflictException", conflict)

	deleteFirst := &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: aws.String(arn + ":1")}
	_, err = client.DeleteStateMachineVersion(ctx, deleteFirst)
	refused(t, err, "ConflictException", "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [PROD]")

	if _, err := client.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{
		StateMachineAliasArn: alias, RoutingConfiguration: in.RoutingConfiguration,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{
		StateMachineAliasArn: alias, Description: aws.String(""),
	}); err != nil {
		t.Fatal(err)
	}
	d, err := client.DescribeStateMachineAlias(ctx, &sfn.DescribeStateMachineAliasInput{StateMachineAliasArn: alias})
	if err != nil || *d.Name != "PROD" || *d.StateMachineAliasArn != *alias || d.Description != nil || d.UpdateDate.Before(*d.CreationDate) ||
		len(d.RoutingConfiguration) != 1 || *d.RoutingConfiguration[0].StateMachineVersionArn != arn+":2" || d.RoutingConfiguration[0].Weight != 100 {
		t.Errorf("%+v, %v", d, err)
	}
	for range 2 { // deleting what is gone succeeds
		if _, err := client.DeleteStateMachineVersion(ctx, deleteFirst); err != nil {
			t.Errorf("deleting a version that no alias uses any more: %v", err)
		}
		if _, err := client.DeleteStateMachineAlias(ctx, &sfn.DeleteStateMachineAliasInput{StateMachineAliasArn: alias}); err != nil {
			t.Error(err)
		}
	}
	const gone = "Request references a resource that does not exist."
	_, err = client.DescribeStateMachineAlias(ctx, &sfn.DescribeStateMachineAliasInput{StateMachineAliasArn: alias})
	refused(t, err, "ResourceNotFound", gone)
	_, err = client.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{StateMachineAliasArn: alias, Description: aws.String("d")})
	refused(t, err, "ResourceNotFound", gone)
}

func TestAliasesAreListed(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := published(t, client, "m", 2)
	for _, name := range []string{"c", "b", "a", "d"} {
		routes := []types.RoutingConfigurationListItem{route(arn+":1", 100)}
		if name == "b" || name == "d" {
			routes = []types.RoutingConfigurationListItem{route(arn+":2", 30), route(arn+":1", 70)}
		}
		if _, err := client.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{Name: &name, RoutingConfiguration: routes}); err != nil {
			t.Fatal(err)
		}
	}
	list := func(of string, size int32) string {
		t.Helper()
		var pages []string
		var next *string
		for {
			out, err := client.ListStateMachineAliases(ctx, &sfn.ListStateMachineAliasesInput{StateMachineArn: &of, MaxResults: size, NextToken: next})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, a := range out.StateMachineAliases {
				names = append(names, strings.TrimPrefix(*a.StateMachineAliasArn, arn+":"))
			}
			pages = append(pages, strings.Join(names, " "))
			if next = out.NextToken; next == nil {
				return strings.Join(pages, ", ")
			}
		}
	}
	for _, c := range []struct {
		of   string
		size int32
		want string
	}{
		{arn, 0, "a b c d"},
		{arn, 3, "a b c, d"},
		{arn, 2, "a b, c d"},
		{arn + ":2", 1, "b, d"},
	} {
		if got := list(c.of, c.size); got != c.want {
			t.Errorf("%s in pages of %d: %s, want %s", c.of, c.size, got, c.want)
		}
	}
	_, err := client.ListStateMachineAliases(ctx, &sfn.ListStateMachineAliasesInput{StateMachineArn: aws.String(arn + "x")})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"x'")
	_, err = client.ListStateMachineAliases(ctx, &sfn.ListStateMachineAliasesInput{StateMachineArn: aws.String(arn + ":9")})
	refused(t, err, "ResourceNotFound", "Request references a resource that does not exist.")

	if _, err := client.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}); err != nil {
		t.Fatal(err)
	}
	if got := published(t, client, "m", 1); list(got, 0) != "" {
		t.Error("aliases outlived their machine")
	}
}

func TestRefusedAliases(t *testing.T) {
	ctx := t.Context()
	client := overSocket(t, embedded.New(embedded.Options{}))
	arn := published(t, client, "m", 3)
	other := published(t, client, "other", 1)
	type routes = []types.RoutingConfigurationListItem
	item := func(n, weight int) string {
		return fmt.Sprintf("RoutingConfigurationListItem(stateMachineVersionArn=%s:%d, weight=%d)", arn, n, weight)
	}
	pattern := "' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: " + `^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`
	for name, c := range map[string]struct {
		alias         string
		routes        routes
		code, message string
	}{
		"machine":       {"a", routes{route(arn, 70), route(arn+":2", 30)}, "ValidationException", "Routing configuration must contain state machine version ARNs. Received: [" + arn + ", " + arn + ":2]"},
		"twice":         {"a", routes{route(arn+":1", 50), route(arn+":1", 50)}, "ValidationException", "Routing configuration must contain distinct state machine version ARNs. Received: [" + arn + ":1, " + arn + ":1]"},
		"two machines":  {"a", routes{route(arn+":1", 50), route(other+":1", 50)}, "ValidationException", "Routing configuration must contain versions of one state machine. Received: [" + arn + ":1, " + other + ":1]"},
		"below 100":     {"a", routes{route(arn+":1", 70), route(arn+":2", 29)}, "ValidationException", "Sum of routing configuration weights must equal 100. Received: [70, 29]"},
		"over 100":      {"a", routes{route(arn+":1", 70), route(arn+":2", 31)}, "ValidationException", "Sum of routing configuration weights must equal 100. Received: [70, 31]"},
		"heavy":         {"a", routes{route(arn+":1", 101)}, "ValidationException", "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100"},
		"negative":      {"a", routes{route(arn+":1", 101), route(arn+":2", -1)}, "ValidationException", "2 validation errors detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100; Value '-1' at 'routingConfiguration.2.member.weight' failed to satisfy constraint: Member must have value greater than or equal to 0"},
		"none":          {"a", routes{}, "ValidationException", "1 validation error detected: Value '[]' at 'routingConfiguration' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		"three":         {"a", routes{route(arn+":1", 50), route(arn+":2", 30), route(arn+":3", 20)}, "ValidationException", "1 validation error detected: Value '[" + item(1, 50) + ", " + item(2, 30) + ", " + item(3, 20) + "]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2"},
		"no version":    {"a", routes{route(arn+":4", 100)}, "ResourceNotFound", "Request references a resource that does not exist."},
		"no machine":    {"a", routes{route(arn+"x:4", 100)}, "ResourceNotFound", "Request references a resource that does not exist."},
		"digits":        {"123", routes{route(arn+":1", 100)}, "ValidationException", "1 validation error detected: Value '123" + pattern},
		"blank in name": {"INVALID ALIAS", routes{route(arn+":1", 100)}, "ValidationException", "1 validation error detected: Value 'INVALID ALIAS" + pattern},
		"long":          {strings.Repeat("A", 81), routes{route(arn+":1", 100)}, "ValidationException", "1 validation error detected: Value '" + strings.Repeat("A", 81) + "' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{Name: &c.alias, RoutingConfiguration: c.routes})
			refused(t, err, c.code, c.message)
		})
	}
	for i := range 100 {
		if _, err := client.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{
			Name: aws.String(fmt.Sprintf("a%d", i)), RoutingConfiguration: routes{route(arn+":1", 100)},
		}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := client.CreateStateMachineAlias(ctx, &sfn.CreateStateMachineAliasInput{Name: aws.String("b"), RoutingConfiguration: routes{route(arn+":1", 100)}})
	refused(t, err, "ServiceQuotaExceededException", "State machine '"+arn+"' has 100 aliases, which is the most: delete some that are not used")

	_, err = client.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{StateMachineAliasArn: aws.String(arn + ":a0")})
	refused(t, err, "ValidationException", "Either the description or the routing configuration must be specified")
	_, err = client.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{StateMachineAliasArn: aws.String(arn + ":a0"), RoutingConfiguration: routes{route(other+":1", 100)}})
	refused(t, err, "ValidationException", "Routing configuration must contain versions of one state machine. Received: ["+other+":1]")
	_, err = client.UpdateStateMachineAlias(ctx, &sfn.UpdateStateMachineAliasInput{StateMachineAliasArn: aws.String(arn + ":a0"), RoutingConfiguration: routes{route(arn+":9", 100)}})
	refused(t, err, "ResourceNotFound", "Request references a resource that does not exist.")
	_, err = client.DescribeStateMachineAlias(ctx, &sfn.DescribeStateMachineAliasInput{StateMachineAliasArn: aws.String(arn + ":1")})
	refused(t, err, "InvalidArn", "Invalid Arn: '"+arn+":1'")
	_, err = client.DeleteStateMachineVersion(ctx, &sfn.DeleteStateMachineVersionInput{StateMachineVersionArn: aws.String(arn + ":a0")})
	refused(t, err, "InvalidArn", "Invalid Arn: '"+arn+":a0'")
	_, err = client.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(arn + ":1")})
	refused(t, err, "InvalidArn", "Invalid Arn: '"+arn+":1'")
	// Recorded: neither an update nor a publication goes through a version.
	_, err = client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(arn + ":2"), Definition: aws.String(echo), Publish: true})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+":2'")
	_, err = client.PublishStateMachineVersion(ctx, &sfn.PublishStateMachineVersionInput{StateMachineArn: aws.String(arn + ":2")})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+":2'")
}

// TestFurtherMembersOfErrors looks at what the SDK for Go does not keep apart: statuses
// and members that only some errors have.
func TestFurtherMembersOfErrors(t *testing.T) {
	service := embedded.New(embedded.Options{})
	server := httptest.NewServer(service)
	defer server.Close()
	arn, err := service.Put("m", echo, "EXPRESS")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		operation, body string
		status          int
		want            string
	}{
		{"DescribeStateMachineAlias", `{"stateMachineAliasArn":"` + arn + `:a"}`, 404, `{"__type":"com.amazonaws.swf.service.v2.model#ResourceNotFound","message":"Request references a resource that does not exist.","resourceName":"` + arn + `:a"}`},
		{"CreateStateMachineAlias", `{"name":"a","routingConfiguration":[{"stateMachineVersionArn":"` + arn + `:1","weight":1}]}`, 400, `{"__type":"com.amazonaws.swf.service.v2.model#ValidationException","message":"Sum of routing configuration weights must equal 100. Received: [1]","reason":"INVALID_ROUTING_CONFIGURATION"}`},
		{"PublishStateMachineVersion", `{"stateMachineArn":"` + arn + `","revisionId":"r"}`, 409, `{"__type":"com.amazonaws.swf.service.v2.model#ConflictException","message":"Failed to publish the State Machine version for revision r. The current State Machine revision is INITIAL."}`},
		{"CreateStateMachineAlias", `{"name":"a"}`, 400, `{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected: Value null at 'routingConfiguration' failed to satisfy constraint: Member must not be null"}`},
		{"ListStateMachineAliases", `{"stateMachineArn":"` + arn + `"}`, 200, `{"stateMachineAliases":[]}`},
		{"ListStateMachineVersions", `{"stateMachineArn":"` + arn + `"}`, 200, `{"stateMachineVersions":[]}`},
	} {
		if status, _, body := post(t, server.URL, "AWSStepFunctions."+c.operation, c.body); status != c.status || body != c.want {
			t.Errorf("%s %s: %d %s\nwant %d %s", c.operation, c.body, status, body, c.status, c.want)
		}
	}
}
