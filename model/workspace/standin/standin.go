// Package standin makes stand-ins: values in place of those that only a deployment knows. A
// stand-in has the right shape, as that of the ARN of a function that a template declares. A
// stand-in follows from the names in the project alone, so that it is the same at every start:
// its account is 000000000000, which no account on AWS has.
//
// Where the kind of a resource is known it decides, with its logical ID and the attribute
// (Ref, Attribute). Elsewhere the place does where the value is used: the member's key,
// and whether it is inside of quotes (At, Unquoted, Part).
package standin

import (
	"regexp"
	"strings"
	"sync"
)

// Where stand-ins are: the embedded service's own place.
const (
	Region  = "us-east-1"
	Account = "000000000000"
)

// Value is a stand-in as it is shown to people.
type Value struct {
	Name string // as the project writes it, to define it by: "HelloFunction.Arn", "TABLE"
	Text string // the value
	From string // where it comes from: "AWS::Lambda::Function HelloFunction", "the key Resource"
}

// shape says how a kind of resource is known.
type shape struct {
	arn string // of the whole ARN: service:region:account:rest, with * for the name
	ref string // what Ref returns: "name", "arn", "url", "id"
}

// shapes are those of the resources that state machines use most, by the types of
// CloudFormation; others follow from their types.
var shapes = map[string]shape{
	"AWS::Lambda::Function":                      {"lambda:R:A:function:*", "name"},
	"AWS::Serverless::Function":                  {"lambda:R:A:function:*", "name"},
	"AWS::Lambda::Version":                       {"lambda:R:A:function:*:1", "arn"},
	"AWS::Lambda::Alias":                         {"lambda:R:A:function:*:live", "arn"},
	"AWS::Lambda::LayerVersion":                  {"lambda:R:A:layer:*:1", "arn"},
	"AWS::SQS::Queue":                            {"sqs:R:A:*", "url"},
	"AWS::SNS::Topic":                            {"sns:R:A:*", "arn"},
	"AWS::S3::Bucket":                            {"s3:::*", "name"},
	"AWS::DynamoDB::Table":                       {"dynamodb:R:A:table/*", "name"},
	"AWS::DynamoDB::GlobalTable":                 {"dynamodb:R:A:table/*", "name"},
	"AWS::Serverless::SimpleTable":               {"dynamodb:R:A:table/*", "name"},
	"AWS::StepFunctions::StateMachine":           {"states:R:A:stateMachine:*", "arn"},
	"AWS::Serverless::StateMachine":              {"states:R:A:stateMachine:*", "arn"},
	"AWS::StepFunctions::Activity":               {"states:R:A:activity:*", "arn"},
	"AWS::StepFunctions::StateMachineAlias":      {"states:R:A:stateMachine:*:live", "arn"},
	"AWS::StepFunctions::StateMachineVersion":    {"states:R:A:stateMachine:*:1", "arn"},
	"AWS::Events::EventBus":                      {"events:R:A:event-bus/*", "name"},
	"AWS::Events::Connection":                    {"events:R:A:connection/*/00000000-0000-0000-0000-000000000000", "name"},
	"AWS::Events::Rule":                          {"events:R:A:rule/*", "name"},
	"AWS::IAM::Role":                             {"iam::A:role/*", "name"},
	"AWS::IAM::ManagedPolicy":                    {"iam::A:policy/*", "arn"},
	"AWS::ECS::Cluster":                          {"ecs:R:A:cluster/*", "name"},
	"AWS::ECS::TaskDefinition":                   {"ecs:R:A:task-definition/*:1", "arn"},
	"AWS::ECS::Service":                          {"ecs:R:A:service/*", "arn"},
	"AWS::Batch::JobQueue":                       {"batch:R:A:job-queue/*", "arn"},
	"AWS::Batch::JobDefinition":                  {"batch:R:A:job-definition/*:1", "arn"},
	"AWS::Glue::Job":                             {"glue:R:A:job/*", "name"},
	"AWS::Glue::Crawler":                         {"glue:R:A:crawler/*", "name"},
	"AWS::Glue::Database":                        {"glue:R:A:database/*", "name"},
	"AWS::CodeBuild::Project":                    {"codebuild:R:A:project/*", "name"},
	"AWS::KMS::Key":                              {"kms:R:A:key/*", "name"},
	"AWS::SecretsManager::Secret":                {"secretsmanager:R:A:secret:*-000000", "arn"},
	"AWS::SSM::Parameter":                        {"ssm:R:A:parameter/*", "name"},
	"AWS::Logs::LogGroup":                        {"logs:R:A:log-group:*:*", "name"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer":  {"elasticloadbalancing:R:A:loadbalancer/app/*/0000000000000000", "arn"},
	"AWS::ApiGateway::RestApi":                   {"apigateway:R::/restapis/*", "id"},
	"AWS::Serverless::Api":                       {"apigateway:R::/restapis/*", "id"},
	"AWS::ApiGatewayV2::Api":                     {"apigateway:R::/apis/*", "id"},
	"AWS::Serverless::HttpApi":                   {"apigateway:R::/apis/*", "id"},
	"AWS::Athena::WorkGroup":                     {"athena:R:A:workgroup/*", "name"},
	"AWS::Kinesis::Stream":                       {"kinesis:R:A:stream/*", "name"},
	"AWS::KinesisFirehose::DeliveryStream":       {"firehose:R:A:deliverystream/*", "name"},
	"AWS::Cognito::UserPool":                     {"cognito-idp:R:A:userpool/*", "id"},
	"AWS::EMRServerless::Application":            {"emr-serverless:R:A:/applications/*", "id"},
	"AWS::SageMaker::Model":                      {"sagemaker:R:A:model/*", "name"},
	"AWS::CloudFormation::WaitConditionHandle":   {"", "url"},
	"AWS::SES::Template":                         {"", "name"},
	"AWS::Scheduler::ScheduleGroup":              {"scheduler:R:A:schedule-group/*", "name"},
	"AWS::Bedrock::Guardrail":                    {"bedrock:R:A:guardrail/*", "arn"},
	"AWS::Bedrock::Agent":                        {"bedrock:R:A:agent/*", "id"},
	"AWS::ElasticLoadBalancingV2::TargetGroup":   {"elasticloadbalancing:R:A:targetgroup/*/0000000000000000", "arn"},
	"AWS::CertificateManager::Certificate":       {"acm:R:A:certificate/*", "arn"},
	"AWS::ServiceDiscovery::PrivateDnsNamespace": {"servicediscovery:R:A:namespace/*", "id"},
	"AWS::ElasticLoadBalancing::LoadBalancer":    {"elasticloadbalancing:R:A:loadbalancer/*", "name"},
}

// arn is the ARN of a resource of this kind, called so.
func arn(kind, name string) string {
	pattern := shapes[kind].arn
	if pattern == "" {
		service, thing := "resource", "resource"
		if parts := strings.Split(kind, "::"); len(parts) == 3 {
			service, thing = strings.ToLower(parts[1]), strings.ToLower(parts[2])
		}
		pattern = service + ":R:A:" + thing + "/*"
	}
	pattern = strings.Replace(strings.Replace(pattern, ":R:", ":"+Region+":", 1), ":A:", ":"+Account+":", 1)
	return "arn:aws:" + strings.ReplaceAll(pattern, "*", Named(kind, name))
}

// Named is a resource's own name where the project gives none: its logical ID, as its
// service can have it.
func Named(kind, id string) string {
	if kind == "AWS::S3::Bucket" {
		return strings.ToLower(strings.ReplaceAll(id, "_", "-"))
	}
	return id
}

// Ref is what CloudFormation's Ref returns for a resource: of a type, with its logical ID
// or the name that the project gives it.
func Ref(kind, name string) string {
	switch shapes[kind].ref {
	case "arn":
		return arn(kind, name)
	case "url":
		return Attribute(kind, name, "QueueUrl")
	}
	return Named(kind, name)
}

// Attribute is what CloudFormation's Fn::GetAtt returns for a resource.
func Attribute(kind, name, attribute string) string {
	last := attribute[strings.LastIndexByte(attribute, '.')+1:]
	lower := strings.ToLower(last)
	switch {
	case lower == "arn":
		return arn(kind, name)
	case strings.HasSuffix(lower, "arn"):
		return arn(kind, name) + map[string]string{"streamarn": "/stream/2020-01-01T00:00:00.000", "qualifiedarn": ":1"}[lower]
	case lower == "queueurl":
		return "https://sqs." + Region + ".amazonaws.com/" + Account + "/" + Named(kind, name)
	case lower == "functionurl":
		return "https://" + strings.ToLower(name) + ".lambda-url." + Region + ".on.aws/"
	case lower == "apiendpoint":
		return "https://" + name + ".execute-api." + Region + ".amazonaws.com"
	case strings.HasSuffix(lower, "url"):
		return "https://" + strings.ToLower(name) + ".example.com"
	case strings.HasSuffix(lower, "endpoint"), strings.HasSuffix(lower, "domainname"), strings.HasSuffix(lower, "dnsname"), strings.HasSuffix(lower, "address"):
		return strings.ToLower(name) + ".example.com"
	case lower == "version":
		return "1"
	}
	return Named(kind, name)
}

// Pseudo is the value of a pseudo parameter of CloudFormation.
func Pseudo(name string) (string, bool) {
	switch name {
	case "AWS::Region":
		return Region, true
	case "AWS::AccountId":
		return Account, true
	case "AWS::Partition":
		return "aws", true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	case "AWS::StackName":
		return "stack", true
	case "AWS::StackId":
		return "arn:aws:cloudformation:" + Region + ":" + Account + ":stack/stack/00000000-0000-0000-0000-000000000000", true
	}
	return "", false
}

// byKey are the values that the members of a state or of a service's request take, by
// their keys in lower case.
var byKey = map[string]string{
	"resource":         "AWS::Lambda::Function arn",
	"functionname":     "AWS::Lambda::Function name",
	"queueurl":         "AWS::SQS::Queue url",
	"topicarn":         "AWS::SNS::Topic arn",
	"targetarn":        "AWS::SNS::Topic arn",
	"statemachinearn":  "AWS::StepFunctions::StateMachine arn",
	"jobqueue":         "AWS::Batch::JobQueue arn",
	"jobdefinition":    "AWS::Batch::JobDefinition arn",
	"cluster":          "AWS::ECS::Cluster arn",
	"taskdefinition":   "AWS::ECS::TaskDefinition arn",
	"connectionarn":    "AWS::Events::Connection arn",
	"eventbusname":     "AWS::Events::EventBus name",
	"rolearn":          "AWS::IAM::Role arn",
	"executionrolearn": "AWS::IAM::Role arn",
	"secretid":         "AWS::SecretsManager::Secret arn",
	"bucket":           "AWS::S3::Bucket name",
	"apiendpoint":      "host",
	"endpoint":         "url",
	"url":              "url",
	"activityarn":      "AWS::StepFunctions::Activity arn",
}

// byName are kinds of resources by words in the names that people give to their ARNs.
var byName = []struct{ word, kind string }{
	{"statemachine", "AWS::StepFunctions::StateMachine"},
	{"workflow", "AWS::StepFunctions::StateMachine"},
	{"topic", "AWS::SNS::Topic"},
	{"sns", "AWS::SNS::Topic"},
	{"queue", "AWS::SQS::Queue"},
	{"sqs", "AWS::SQS::Queue"},
	{"table", "AWS::DynamoDB::Table"},
	{"bucket", "AWS::S3::Bucket"},
	{"eventbus", "AWS::Events::EventBus"},
	{"connection", "AWS::Events::Connection"},
	{"role", "AWS::IAM::Role"},
	{"secret", "AWS::SecretsManager::Secret"},
	{"taskdef", "AWS::ECS::TaskDefinition"},
	{"cluster", "AWS::ECS::Cluster"},
	{"function", "AWS::Lambda::Function"},
	{"lambda", "AWS::Lambda::Function"},
	{"fn", "AWS::Lambda::Function"},
}

// At is the stand-in for a value that is all of a string under this key ("Resource",
// "QueueUrl.$", "" if there is none), by the key and, where that says nothing, by the
// name that the project has for the value.
func At(key, name string) string {
	key = strings.ToLower(strings.TrimSuffix(key, ".$"))
	id := bare(name)
	if of, ok := byKey[key]; ok {
		kind, what, two := strings.Cut(of, " ")
		switch {
		case !two && kind == "host":
			return strings.ToLower(id) + ".execute-api." + Region + ".amazonaws.com"
		case !two:
			return "https://" + strings.ToLower(id) + ".example.com"
		case what == "arn":
			return arn(kind, id)
		case what == "url":
			return Attribute(kind, id, "QueueUrl")
		case !strings.HasSuffix(strings.ToLower(name), "arn"): // a name may be an ARN too
			return Named(kind, id)
		}
		return arn(kind, id)
	}
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(key, "arn"), strings.HasSuffix(lower, "arn"):
		kind := "AWS::Lambda::Function"
		for _, n := range byName {
			if strings.Contains(strings.NewReplacer("_", "", "-", "").Replace(lower), n.word) {
				kind = n.kind
				break
			}
		}
		return arn(kind, id)
	case strings.HasSuffix(lower, "queueurl") || strings.HasSuffix(lower, "queue_url"):
		return Attribute("AWS::SQS::Queue", id, "QueueUrl")
	case strings.HasSuffix(key, "url"), strings.HasSuffix(lower, "url"):
		return "https://" + strings.ToLower(id) + ".example.com"
	}
	return Part(name)
}

// Part is the stand-in for a value inside of a longer text: plain text.
func Part(name string) string {
	lower := strings.NewReplacer("_", "", "-", "", ".", "").Replace(strings.ToLower(name))
	switch {
	case strings.HasSuffix(lower, "region"):
		return Region
	case strings.HasSuffix(lower, "accountid"), strings.HasSuffix(lower, "account"):
		return Account
	case strings.HasSuffix(lower, "partition"):
		return "aws"
	}
	return bare(name)
}

// Unquoted is the JSON text in the place of a value that stands without quotes, by its
// key: a number, except for those members of a state that take something else.
func Unquoted(key, name string) string {
	switch key {
	case "End", "Default":
		return "true"
	case "Retry", "Catch", "Choices", "Items", "ItemSelector", "Overrides", "Subnets", "SecurityGroups":
		return "[]"
	case "Parameters", "Arguments", "ResultSelector", "Result", "Output", "Assign", "Payload", "Input", "Item", "Key", "Detail", "Environment", "ProcessorConfig", "ExpressionAttributeValues":
		return "{}"
	}
	lower := strings.ToLower(name)
	for _, prefix := range []string{"is", "enable", "use", "should", "has"} {
		if rest, ok := strings.CutPrefix(lower, prefix); ok && rest != "" && !strings.Contains(lower, "count") && len(name) > len(prefix) && (name[len(prefix)] == '_' || name[len(prefix)] >= 'A' && name[len(prefix)] <= 'Z') {
			return "true"
		}
	}
	return "1"
}

var notInNames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9_-]+`) })

// maxBare bounds the part of a stand-in that comes from a name: a function's name has at
// most 64 characters.
const maxBare = 64

// bare makes a name of a project's expression one that services take: "module.fn.arn"
// becomes "module-fn", HelloFunctionArn becomes HelloFunction.
func bare(name string) string {
	short := name
	for _, suffix := range []string{".arn", ".Arn", "FunctionArn", "_arn", "-arn", "Arn", "ARN"} {
		if cut, ok := strings.CutSuffix(short, suffix); ok && cut != "" {
			if short = cut; suffix == "FunctionArn" {
				short += "Function"
			}
			break
		}
	}
	short = strings.Trim(notInNames().ReplaceAllString(short, "-"), "-")
	if short == "" {
		return "value"
	}
	return short[:min(len(short), maxBare)]
}
