package embedded_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"expresso/model/embedded"
	"expresso/model/memory"
)

// as returns a client of a region with an access key.
func as(service *embedded.Service, region, key string) *sfn.Client {
	return sfn.New(sfn.Options{
		Region: region, HTTPClient: embedded.Transport{Handler: service}, RetryMaxAttempts: 1,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: key, SecretAccessKey: "secret"}, nil
		}),
	})
}

func names(t *testing.T, client *sfn.Client) string {
	t.Helper()
	out, err := client.ListStateMachines(t.Context(), &sfn.ListStateMachinesInput{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range out.StateMachines {
		all = append(all, strings.TrimPrefix(*m.StateMachineArn, "arn:aws:states:"))
	}
	return strings.Join(all, " ")
}

// TestMachinesBelongToTheirCaller has clients of two regions and accounts, and machines of
// the service's own, which each of them sees as its own.
func TestMachinesBelongToTheirCaller(t *testing.T) {
	service := embedded.New(embedded.Options{Simulated: true})
	if _, err := service.Put("own", answering(7), "EXPRESS"); err != nil {
		t.Fatal(err)
	}
	east, west := as(service, "us-east-1", "111111111111"), as(service, "eu-west-1", "111111111111")
	other, unknown := as(service, "us-east-1", "222222222222"), as(service, "us-east-1", "test")
	arn := create(t, east, "mine", answering(1), types.StateMachineTypeExpress)
	create(t, west, "mine", answering(2), types.StateMachineTypeExpress)
	create(t, other, "mine", answering(3), types.StateMachineTypeExpress)
	if arn != "arn:aws:states:us-east-1:111111111111:stateMachine:mine" {
		t.Errorf("created %s, in the account of its key", arn)
	}
	for _, c := range []struct {
		client *sfn.Client
		want   string
	}{
		{east, "us-east-1:111111111111:stateMachine:mine us-east-1:111111111111:stateMachine:own"},
		{west, "eu-west-1:111111111111:stateMachine:mine eu-west-1:111111111111:stateMachine:own"},
		{other, "us-east-1:222222222222:stateMachine:mine us-east-1:222222222222:stateMachine:own"},
		{unknown, "us-east-1:000000000000:stateMachine:own us-east-1:111111111111:stateMachine:mine us-east-1:222222222222:stateMachine:mine"},
		{as(service, "ap-south-1", "ASIAIOSFODNN7EXAMPLE"), "ap-south-1:581039954779:stateMachine:own"},
	} {
		if got := names(t, c.client); got != c.want {
			t.Errorf("listed %s\n   want %s", got, c.want)
		}
	}
	if got := output(t, west, "arn:aws:states:eu-west-1:111111111111:stateMachine:mine"); got != "2" {
		t.Errorf("the other region's answered %s", got)
	}
	own := "arn:aws:states:eu-west-1:111111111111:stateMachine:own"
	out, err := west.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: &own})
	if err != nil || *out.Output != "7" || *out.StateMachineArn != own || !strings.HasPrefix(*out.ExecutionArn, "arn:aws:states:eu-west-1:111111111111:express:own:") {
		t.Errorf("%+v, %v", out, err)
	}
	for _, client := range []*sfn.Client{west, other} {
		_, err := client.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
		refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
		_, err = client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: &arn})
		refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
		if _, err := client.DeleteStateMachine(t.Context(), &sfn.DeleteStateMachineInput{StateMachineArn: &arn}); err != nil {
			t.Error(err)
		}
	}
	if got := output(t, unknown, arn); got != "1" {
		t.Errorf("a key that tells no account: %s", got)
	}
	if got := output(t, unknown, "arn:aws:states:us-east-1:333333333333:stateMachine:own"); got != "7" {
		t.Errorf("an own machine in any account: %s", got)
	}
	if got := output(t, other, embedded.ARN("own")); got != "7" {
		t.Errorf("an own machine by the ARN that is shown: %s", got)
	}
	started, err := other.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: aws.String(embedded.ARN("own"))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.DescribeStateMachineForExecution(t.Context(), &sfn.DescribeStateMachineForExecutionInput{ExecutionArn: started.ExecutionArn}); err != nil {
		t.Error(err)
	}
	// What has the name of an own machine is that one.
	_, err = east.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
		Name: aws.String("own"), Definition: aws.String(echo), RoleArn: aws.String(role), Type: types.StateMachineTypeExpress,
	})
	refused(t, err, "StateMachineAlreadyExists", "State Machine Already Exists: 'arn:aws:states:us-east-1:111111111111:stateMachine:own'")
}

func TestStartExecution(t *testing.T) {
	ctx := t.Context()
	account := memory.New(1 << 30)
	service := embedded.New(embedded.Options{Simulated: true, Memory: account})
	client := as(service, "us-east-1", "test")
	arn := create(t, client, "m", `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":200,"Next":"P"},
		"P":{"Type":"Pass","Parameters":{"c.$":"$$.Execution"},"End":true}}}`, types.StateMachineTypeExpress)
	out, err := client.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn, Name: aws.String("go"), Input: aws.String(`{"a":1}`)})
	if err != nil || !strings.HasPrefix(*out.ExecutionArn, "arn:aws:states:us-east-1:123456789012:express:m:go:") || time.Since(*out.StartDate).Abs() > time.Hour {
		t.Fatalf("%+v, %v", out, err)
	}
	<-service.Idle()
	events, ok := service.Trace(*out.ExecutionArn)
	if !ok || events[len(events)-1].Type != "ExecutionSucceeded" {
		t.Fatalf("%v, %t", events, ok)
	}
	if got := events[len(events)-1].Details().String(); !strings.Contains(got, `\"RedriveCount\":0}`) {
		t.Errorf("the context object of an asynchronous execution: %s", got)
	}

	standard := create(t, client, "std", echo, types.StateMachineTypeStandard)
	for _, c := range []struct {
		in            sfn.StartExecutionInput
		code, message string
	}{
		{sfn.StartExecutionInput{StateMachineArn: &standard}, "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine"},
		{sfn.StartExecutionInput{StateMachineArn: aws.String(arn + "x")}, "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "x'"},
		{sfn.StartExecutionInput{StateMachineArn: aws.String("nonsense")}, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: nonsense'"},
		{sfn.StartExecutionInput{StateMachineArn: &arn, Name: aws.String("a/b")}, "InvalidName", "Invalid Name: 'a/b'"},
	} {
		_, err := client.StartExecution(ctx, &c.in)
		refused(t, err, c.code, c.message)
	}
	_, err = client.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn, Input: aws.String("{'a'")})
	if got := code(err); got != "InvalidExecutionInput" {
		t.Errorf("an input that is not JSON: %v", err)
	}
}

// TestBackgroundIsBounded starts more than may run, waits in real time for none, and has
// what was refused leave nothing behind.
func TestBackgroundIsBounded(t *testing.T) {
	account := memory.New(1 << 30)
	service := embedded.New(embedded.Options{Memory: account})
	client := as(service, "us-east-1", "test")
	arn := create(t, client, "m", wait, types.StateMachineTypeExpress)
	kept := account.Used()
	var err error
	started := 0
	for ; err == nil && started < 2000; started++ {
		_, err = client.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: &arn})
	}
	if started-1 != 1000 || code(err) != "ExecutionLimitExceeded" {
		t.Fatalf("after %d: %v", started-1, err)
	}
	if account.Used() <= kept {
		t.Errorf("what runs is not in the account: %d, %d before", account.Used(), kept)
	}
	account.SetLimit(account.Used())
	if _, err := client.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: aws.String(arn + "x")}); code(err) != "StateMachineDoesNotExist" {
		t.Errorf("others are answered still: %v", err)
	}
	select {
	case <-service.Idle():
		t.Error("idle, while a thousand executions wait")
	default:
	}
}

func TestDescribeStateMachineForExecution(t *testing.T) {
	ctx := t.Context()
	service := embedded.New(embedded.Options{Simulated: true})
	client := as(service, "us-east-1", "123456789012")
	arn := create(t, client, "m", echo, types.StateMachineTypeExpress)
	first, err := client.StartSyncExecution(ctx, &sfn.StartSyncExecutionInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	updated, err := client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: &arn, Definition: aws.String(fail)})
	if err != nil {
		t.Fatal(err)
	}
	second, err := client.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: &arn}); err != nil {
		t.Fatal(err)
	}
	d, err := client.DescribeStateMachineForExecution(ctx, &sfn.DescribeStateMachineForExecutionInput{ExecutionArn: first.ExecutionArn})
	if err != nil || *d.Definition != echo || *d.StateMachineArn != arn || *d.Name != "m" || *d.RoleArn != role || d.RevisionId != nil || d.UpdateDate.IsZero() || d.EncryptionConfiguration == nil {
		t.Errorf("%+v, %v", d, err)
	}
	d, err = client.DescribeStateMachineForExecution(ctx, &sfn.DescribeStateMachineForExecutionInput{ExecutionArn: second.ExecutionArn})
	if err != nil || *d.Definition != fail || *d.RevisionId != *updated.RevisionId {
		t.Errorf("%+v, %v", d, err)
	}
	for _, c := range []struct{ execution, code, message string }{
		{*first.ExecutionArn + "x", "ExecutionDoesNotExist", "Execution Does Not Exist: '" + *first.ExecutionArn + "x'"},
		{arn, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: stateMachine'"},
		{"nonsense", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: nonsense'"},
	} {
		_, err := client.DescribeStateMachineForExecution(ctx, &sfn.DescribeStateMachineForExecutionInput{ExecutionArn: &c.execution})
		refused(t, err, c.code, c.message)
	}
	_, err = as(service, "us-east-1", "999999999999").DescribeStateMachineForExecution(ctx, &sfn.DescribeStateMachineForExecutionInput{ExecutionArn: first.ExecutionArn})
	refused(t, err, "ExecutionDoesNotExist", "Execution Does Not Exist: '"+*first.ExecutionArn+"'")
}

// TestStandardOperations are refused for EXPRESS with AWS's texts.
func TestStandardOperations(t *testing.T) {
	ctx := t.Context()
	client := as(embedded.New(embedded.Options{Simulated: true}), "us-east-1", "test")
	arn := create(t, client, "m", echo, types.StateMachineTypeExpress)
	standard := create(t, client, "std", echo, types.StateMachineTypeStandard)
	run, err := client.StartSyncExecution(ctx, &sfn.StartSyncExecutionInput{StateMachineArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	absent := "arn:aws:states:us-east-1:123456789012:execution:std:x"
	for _, c := range []struct{ execution, code, message string }{
		{*run.ExecutionArn, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"},
		{absent, "ExecutionDoesNotExist", "Execution Does Not Exist: '" + absent + "'"},
	} {
		_, err = client.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &c.execution})
		refused(t, err, c.code, c.message)
		_, err = client.StopExecution(ctx, &sfn.StopExecutionInput{ExecutionArn: &c.execution})
		refused(t, err, c.code, c.message)
		_, err = client.GetExecutionHistory(ctx, &sfn.GetExecutionHistoryInput{ExecutionArn: &c.execution})
		refused(t, err, c.code, c.message)
		_, err = client.RedriveExecution(ctx, &sfn.RedriveExecutionInput{ExecutionArn: &c.execution})
		refused(t, err, c.code, c.message)
	}
	_, err = client.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &arn})
	refused(t, err, "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
	_, err = client.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &arn, MaxResults: 1001})
	refused(t, err, "ValidationException", "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000")
	_, err = client.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: aws.String(arn + ":7")})
	refused(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+":7'")
	if out, err := client.ListExecutions(ctx, &sfn.ListExecutionsInput{StateMachineArn: &standard}); err != nil || len(out.Executions) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestTags(t *testing.T) {
	ctx := t.Context()
	account := memory.New(1 << 30)
	service := embedded.New(embedded.Options{Memory: account})
	client := as(service, "us-east-1", "test")
	out, err := client.CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
		Name: aws.String("m"), Definition: aws.String(echo), RoleArn: aws.String(role), Type: types.StateMachineTypeExpress, Publish: true,
		Tags: []types.Tag{{Key: aws.String("k1"), Value: aws.String("v1")}, {Key: aws.String("k2"), Value: aws.String("v2")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	arn := out.StateMachineArn
	tag := func(tags ...string) error {
		in := &sfn.TagResourceInput{ResourceArn: arn, Tags: []types.Tag{}}
		for _, t := range tags {
			key, value, _ := strings.Cut(t, "=")
			in.Tags = append(in.Tags, types.Tag{Key: &key, Value: &value})
		}
		_, err := client.TagResource(ctx, in)
		return err
	}
	list := func() string {
		out, err := client.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: arn})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, tag := range out.Tags {
			all = append(all, *tag.Key+"="+*tag.Value)
		}
		return strings.Join(all, " ")
	}
	if err := tag("k1=new", "k3="); err != nil || list() != "k1=new k2=v2 k3=" {
		t.Errorf("%s, %v", list(), err)
	}
	if _, err := client.UntagResource(ctx, &sfn.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"k1", "none"}}); err != nil || list() != "k2=v2 k3=" {
		t.Errorf("%s, %v", list(), err)
	}
	var many []string
	for i := range 49 {
		many = append(many, fmt.Sprintf("m%d=x", i))
	}
	if err := tag(many...); code(err) != "TooManyTags" || list() != "k2=v2 k3=" {
		t.Errorf("%s, %v", list(), err)
	}
	if err := tag(many[:48]...); err != nil {
		t.Error(err)
	}
	refused(t, tag(strings.Repeat("k", 129)+"="), "ValidationException",
		"1 validation error detected: Value '"+strings.Repeat("k", 129)+"' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128")
	refused(t, tag(make([]string, 201)...), "ValidationException",
		"1 validation error detected: Value of 201 elements at 'tags' failed to satisfy constraint: Member must have length less than or equal to 200")
	for _, resource := range []string{*arn + "x", *arn + ":1", "arn:aws:states:us-east-1:123456789012:activity:a"} {
		_, err := client.TagResource(ctx, &sfn.TagResourceInput{ResourceArn: &resource, Tags: []types.Tag{}})
		refused(t, err, "ResourceNotFound", "Resource not found: '"+resource+"'")
		_, err = client.UntagResource(ctx, &sfn.UntagResourceInput{ResourceArn: &resource, TagKeys: []string{}})
		refused(t, err, "ResourceNotFound", "Resource not found: '"+resource+"'")
		_, err = client.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: &resource})
		refused(t, err, "ResourceNotFound", "Resource not found: '"+resource+"'")
	}
	_, err = client.ListTagsForResource(ctx, &sfn.ListTagsForResourceInput{ResourceArn: aws.String("arn:aws:states:us-east-1:123456789012:express:m:a:b")})
	refused(t, err, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'")
	if _, err := client.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: arn}); err != nil || account.Used() != 0 {
		t.Errorf("%d bytes are still taken, %v", account.Used(), err)
	}
}

func TestConfiguration(t *testing.T) {
	ctx := t.Context()
	client := as(embedded.New(embedded.Options{}), "us-east-1", "test")
	group := func(arn string) types.LogDestination {
		return types.LogDestination{CloudWatchLogsLogGroup: &types.CloudWatchLogsLogGroup{LogGroupArn: &arn}}
	}
	good := group("arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/m:*")
	in := sfn.CreateStateMachineInput{
		Name: aws.String("m"), Definition: aws.String(echo), RoleArn: aws.String(role), Type: types.StateMachineTypeExpress,
		LoggingConfiguration: &types.LoggingConfiguration{Level: types.LogLevelAll, IncludeExecutionData: true, Destinations: []types.LogDestination{good}},
		TracingConfiguration: &types.TracingConfiguration{Enabled: true},
	}
	out, err := client.CreateStateMachine(ctx, &in)
	if err != nil {
		t.Fatal(err)
	}
	describe := func() *sfn.DescribeStateMachineOutput {
		d, err := client.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: out.StateMachineArn})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := describe()
	if l := d.LoggingConfiguration; l.Level != "ALL" || !l.IncludeExecutionData || *l.Destinations[0].CloudWatchLogsLogGroup.LogGroupArn != *good.CloudWatchLogsLogGroup.LogGroupArn {
		t.Errorf("logging %+v", l)
	}
	if !d.TracingConfiguration.Enabled || d.EncryptionConfiguration.Type != "AWS_OWNED_KEY" || d.RevisionId != nil {
		t.Errorf("%+v %+v %v", d.TracingConfiguration, d.EncryptionConfiguration, d.RevisionId)
	}
	if _, err := client.CreateStateMachine(ctx, &in); err != nil {
		t.Errorf("the same again: %v", err)
	}
	in.TracingConfiguration = &types.TracingConfiguration{}
	_, err = client.CreateStateMachine(ctx, &in)
	refused(t, err, "StateMachineAlreadyExists", "State Machine Already Exists: '"+*out.StateMachineArn+"'")

	update := func(in sfn.UpdateStateMachineInput) *string {
		t.Helper()
		in.StateMachineArn = out.StateMachineArn
		if _, err := client.UpdateStateMachine(ctx, &in); err != nil {
			t.Fatal(err)
		}
		return describe().RevisionId
	}
	first := update(sfn.UpdateStateMachineInput{LoggingConfiguration: &types.LoggingConfiguration{Level: types.LogLevelFatal, Destinations: []types.LogDestination{good}}})
	again := update(sfn.UpdateStateMachineInput{LoggingConfiguration: &types.LoggingConfiguration{Level: types.LogLevelFatal, Destinations: []types.LogDestination{good}}})
	if first == nil || *again != *first {
		t.Errorf("a change of logging is a revision, no change none: %v, %v", first, again)
	}
	second := update(sfn.UpdateStateMachineInput{EncryptionConfiguration: &types.EncryptionConfiguration{Type: types.EncryptionTypeCustomerManagedKmsKey, KmsKeyId: aws.String("alias/k")}})
	if *second == *first || *describe().EncryptionConfiguration.KmsDataKeyReusePeriodSeconds != 300 {
		t.Errorf("%v, %+v", second, describe().EncryptionConfiguration)
	}

	const destination = "Invalid Logging Configuration: Must specify exactly one Log Destination."
	for _, c := range []struct {
		change        func(*sfn.CreateStateMachineInput)
		code, message string
	}{
		{func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelAll}
		}, "InvalidLoggingConfiguration", destination},
		{func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelError, Destinations: []types.LogDestination{good, good}}
		}, "InvalidLoggingConfiguration", destination},
		{func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelOff, Destinations: []types.LogDestination{good, good}}
		}, "InvalidLoggingConfiguration", destination},
		{func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelAll, Destinations: []types.LogDestination{group("arn:aws:logs:us-east-1:123456789012:log-group:g")}}
		}, "InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier."},
		{func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = &types.LoggingConfiguration{Level: types.LogLevelAll, Destinations: []types.LogDestination{group("g")}}
		}, "InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Destination not found."},
		{func(in *sfn.CreateStateMachineInput) {
			in.LoggingConfiguration = &types.LoggingConfiguration{Level: "SOME"}
		}, "ValidationException", "1 validation error detected: Value 'SOME' at 'loggingConfiguration.level' failed to satisfy constraint: Member must satisfy enum value set: [ALL, ERROR, FATAL, OFF]"},
		{func(in *sfn.CreateStateMachineInput) {
			in.EncryptionConfiguration = &types.EncryptionConfiguration{Type: types.EncryptionTypeCustomerManagedKmsKey}
		}, "InvalidEncryptionConfiguration", "Invalid Encryption Configuration: 'kmsKeyId must be specified with type CUSTOMER_MANAGED_KMS_KEY'"},
		{func(in *sfn.CreateStateMachineInput) {
			in.EncryptionConfiguration = &types.EncryptionConfiguration{Type: types.EncryptionTypeCustomerManagedKmsKey, KmsKeyId: aws.String("k"), KmsDataKeyReusePeriodSeconds: aws.Int32(59)}
		}, "ValidationException", "1 validation error detected: Value '59' at 'encryptionConfiguration.kmsDataKeyReusePeriodSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60"},
		{func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String("arn:aws:iam::1234:role/r") }, "InvalidArn", "Invalid Role Arn: 'arn:aws:iam::1234:role/r'"},
		{func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String("arn:aws:iam::123456789012:user/r") }, "InvalidArn", "Invalid Role Arn: 'arn:aws:iam::123456789012:user/r'"},
		{func(in *sfn.CreateStateMachineInput) { in.RoleArn = aws.String("<role>") }, "InvalidArn", "Invalid Role Arn: '<role>'"},
	} {
		in := sfn.CreateStateMachineInput{Name: aws.String("other"), Definition: aws.String(echo), RoleArn: aws.String(role), Type: types.StateMachineTypeExpress}
		c.change(&in)
		_, err := client.CreateStateMachine(ctx, &in)
		refused(t, err, c.code, c.message)
		if in.RoleArn == nil || *in.RoleArn != role {
			continue
		}
		_, err = client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{
			StateMachineArn: out.StateMachineArn, LoggingConfiguration: in.LoggingConfiguration, EncryptionConfiguration: in.EncryptionConfiguration,
		})
		refused(t, err, c.code, c.message)
	}
	_, err = client.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: out.StateMachineArn, RoleArn: aws.String("nobody")})
	refused(t, err, "InvalidArn", "Invalid Role Arn: 'nobody'")
	if now := describe(); *now.RevisionId != *second || now.LoggingConfiguration.Level != "FATAL" {
		t.Errorf("what was refused changed something: %+v", now)
	}
}

func TestVariableReferences(t *testing.T) {
	client := as(embedded.New(embedded.Options{}), "us-east-1", "test")
	arn := create(t, client, "m", `{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"y":1,"x":2},"Next":"B"},
		"B":{"Type":"Pass","Parameters":{"a.$":"$y","b.$":"$x"},"End":true}}}`, types.StateMachineTypeExpress)
	d, err := client.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: &arn})
	if err != nil || len(d.VariableReferences) != 1 || !slices.Equal(d.VariableReferences["B"], []string{"x", "y"}) {
		t.Errorf("%+v, %v", d, err)
	}
	d, err = client.DescribeStateMachine(t.Context(), &sfn.DescribeStateMachineInput{StateMachineArn: &arn, IncludedData: types.IncludedDataMetadataOnly})
	if err != nil || *d.Definition != "{}" || d.VariableReferences != nil {
		t.Errorf("%+v, %v", d, err)
	}
}
