package terraform

import (
	"path"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"expresso/model/workspace/standin"
)

// kind says what a deployment gives the resources of one of Terraform's types.
type kind struct {
	as   string // CloudFormation's type, from which package standin makes values
	name string // the argument that names the resource
	id   string // what id is: "name", "arn", "url", or the beginning of a made-up one
}

// kinds are those of the resources that state machines use most. Others follow from the
// words of their types: aws_SERVICE_THING, called by name, with a name for its id.
var kinds = map[string]kind{
	"aws_lambda_function":             {"AWS::Lambda::Function", "function_name", "name"},
	"aws_lambda_alias":                {"AWS::Lambda::Alias", "function_name", "arn"},
	"aws_lambda_layer_version":        {"AWS::Lambda::LayerVersion", "layer_name", "arn"},
	"aws_sqs_queue":                   {"AWS::SQS::Queue", "name", "url"},
	"aws_sns_topic":                   {"AWS::SNS::Topic", "name", "arn"},
	"aws_s3_bucket":                   {"AWS::S3::Bucket", "bucket", "name"},
	"aws_dynamodb_table":              {"AWS::DynamoDB::Table", "name", "name"},
	"aws_sfn_state_machine":           {"AWS::StepFunctions::StateMachine", "name", "arn"},
	"aws_sfn_activity":                {"AWS::StepFunctions::Activity", "name", "arn"},
	"aws_cloudwatch_event_bus":        {"AWS::Events::EventBus", "name", "name"},
	"aws_cloudwatch_event_connection": {"AWS::Events::Connection", "name", "name"},
	"aws_cloudwatch_event_rule":       {"AWS::Events::Rule", "name", "name"},
	"aws_cloudwatch_log_group":        {"AWS::Logs::LogGroup", "name", "name"},
	"aws_iam_role":                    {"AWS::IAM::Role", "name", "name"},
	"aws_iam_policy":                  {"AWS::IAM::ManagedPolicy", "name", "arn"},
	"aws_ecs_cluster":                 {"AWS::ECS::Cluster", "name", "arn"},
	"aws_ecs_task_definition":         {"AWS::ECS::TaskDefinition", "family", "name"},
	"aws_ecs_service":                 {"AWS::ECS::Service", "name", "arn"},
	"aws_batch_job_queue":             {"AWS::Batch::JobQueue", "name", "arn"},
	"aws_batch_job_definition":        {"AWS::Batch::JobDefinition", "name", "arn"},
	"aws_glue_job":                    {"AWS::Glue::Job", "name", "name"},
	"aws_glue_crawler":                {"AWS::Glue::Crawler", "name", "name"},
	"aws_glue_catalog_database":       {"AWS::Glue::Database", "name", "name"},
	"aws_codebuild_project":           {"AWS::CodeBuild::Project", "name", "arn"},
	"aws_kms_key":                     {"AWS::KMS::Key", "", "name"},
	"aws_secretsmanager_secret":       {"AWS::SecretsManager::Secret", "name", "arn"},
	"aws_ssm_parameter":               {"AWS::SSM::Parameter", "name", "name"},
	"aws_kinesis_stream":              {"AWS::Kinesis::Stream", "name", "arn"},
	"aws_kinesis_firehose_delivery_stream": {
		"AWS::KinesisFirehose::DeliveryStream", "name", "arn",
	},
	"aws_athena_workgroup":              {"AWS::Athena::WorkGroup", "name", "name"},
	"aws_emrserverless_application":     {"AWS::EMRServerless::Application", "name", "name"},
	"aws_sagemaker_model":               {"AWS::SageMaker::Model", "name", "name"},
	"aws_bedrock_guardrail":             {"AWS::Bedrock::Guardrail", "name", "name"},
	"aws_scheduler_schedule_group":      {"AWS::Scheduler::ScheduleGroup", "name", "name"},
	"aws_api_gateway_rest_api":          {"AWS::ApiGateway::RestApi", "name", "name"},
	"aws_apigatewayv2_api":              {"AWS::ApiGatewayV2::Api", "name", "name"},
	"aws_cognito_user_pool":             {"AWS::Cognito::UserPool", "name", "name"},
	"aws_lb":                            {"AWS::ElasticLoadBalancingV2::LoadBalancer", "name", "arn"},
	"aws_lb_target_group":               {"AWS::ElasticLoadBalancingV2::TargetGroup", "name", "arn"},
	"aws_vpc":                           {"AWS::EC2::VPC", "", "vpc-"},
	"aws_subnet":                        {"AWS::EC2::Subnet", "", "subnet-"},
	"aws_default_subnet":                {"AWS::EC2::Subnet", "", "subnet-"},
	"aws_security_group":                {"AWS::EC2::SecurityGroup", "name", "sg-"},
	"aws_default_security_group":        {"AWS::EC2::SecurityGroup", "", "sg-"},
	"aws_instance":                      {"AWS::EC2::Instance", "", "i-"},
	"awscc_stepfunctions_activity":      {"AWS::StepFunctions::Activity", "name", "arn"},
	"awscc_lambda_function":             {"AWS::Lambda::Function", "function_name", "name"},
	"awscc_stepfunctions_state_machine": {"AWS::StepFunctions::StateMachine", "state_machine_name", "arn"},
}

// kindOf is that of a type of resources; as is "" if it is not one of AWS.
func kindOf(name string) kind {
	if k, ok := kinds[name]; ok {
		return k
	}
	prefix, rest, _ := strings.Cut(name, "_")
	if prefix != "aws" && prefix != "awscc" {
		return kind{}
	}
	service, thing, ok := strings.Cut(rest, "_")
	if !ok {
		thing = "resource"
	}
	return kind{"AWS::" + service + "::" + strings.ReplaceAll(thing, "_", "-"), "name", "name"}
}

// constants are attributes of sources of data that are the same for all.
var constants = map[string]map[string]string{
	"aws_caller_identity": {"account_id": standin.Account, "id": standin.Account, "arn": "arn:aws:iam::" + standin.Account + ":root", "user_id": standin.Account},
	"aws_region":          {"name": standin.Region, "id": standin.Region, "region": standin.Region},
	"aws_partition":       {"partition": "aws", "id": "aws", "dns_suffix": "amazonaws.com"},
}

// attributeOf is an attribute of a resource or a source of data that its block does not
// give.
func (p *project) attributeOf(o *object, name, address string) cty.Value {
	kindName := o.b.kind
	label := o.address[strings.LastIndexByte(o.address, '.')+1:]
	if len(o.b.labels) == 2 {
		kindName, label = o.b.labels[0], o.b.labels[1]
		if key := strings.TrimPrefix(strings.TrimPrefix(o.address, "data."), kindName+"."+label); key != "" {
			label += strings.ReplaceAll(key, ".", "-")
		}
	}
	u := unknown{Value: standin.Value{Name: address, From: kindName + " " + label}, hint: label + "-" + name, text: label}
	if text, ok := constants[kindName][name]; ok {
		u.Text = text
		return p.shaped(u)
	}
	switch kindName {
	case "template_file":
		if name == "rendered" {
			return p.rendered(o)
		}
	case "local_file":
		if expr := o.b.attrs["filename"]; expr != nil && name == "content" {
			return p.fileOf(o.scope, expr)
		}
	case "terraform_data":
		if expr := o.b.attrs["input"]; expr != nil && name == "output" {
			return p.eval(o.scope, expr)
		}
	case "aws_iam_policy_document":
		if name == "json" {
			u.Text = "{}"
			return p.shaped(u)
		}
	}
	k := kindOf(kindName)
	if k.as == "" || strings.HasSuffix(name, "s") && name != "address" { // lists have no shape that suits all
		return p.open(u)
	}
	called := p.called(o, k, label)
	short := strings.ReplaceAll(name, "_", "")
	switch {
	case name == "id" && strings.HasSuffix(k.id, "-"):
		u.Text = k.id + "00000000000000000"
	case name == "id" && k.id == "arn":
		u.Text = standin.Attribute(k.as, called, "Arn")
	case k.id == "url" && (name == "id" || name == "url"):
		u.Text = standin.Attribute(k.as, called, "QueueUrl")
	case name == "id" || name == k.name || name == "name":
		if called == label && o.b.attrs[k.name] == nil {
			u.text = standin.Named(k.as, called)
			return p.open(u)
		}
		u.Text = standin.Named(k.as, called)
	case strings.HasSuffix(short, "arn"), strings.HasSuffix(short, "url"), strings.HasSuffix(short, "endpoint"),
		strings.HasSuffix(short, "domainname"), strings.HasSuffix(short, "dnsname"), name == "version":
		u.Text = standin.Attribute(k.as, called, short)
	default:
		return p.open(u)
	}
	return p.shaped(u)
}

// called is a resource's own name: as its block gives it, or else its label.
func (p *project) called(o *object, k kind, label string) string {
	expr := o.b.attrs[k.name]
	if expr == nil {
		return label
	}
	name := k.name
	text, _ := p.text(o.m.once(o.address+"."+name, expr.Range(), func() cty.Value { return p.eval(o.scope, expr) }), expr)
	return path.Base(p.plain(text))
}

// plain is a text with stand-ins as parts of it.
func (p *project) plain(text string) string {
	return openName().ReplaceAllStringFunc(text, func(name string) string {
		if id, ok := p.openID(name); ok {
			return p.known[id].asPart()
		}
		return name
	})
}

func (u *unknown) asPart() string {
	if u.text != "" {
		return u.text
	}
	return standin.Part(u.hint)
}

// moduleOutputs are what public modules tell of the resource that they make, by the names
// that these outputs have everywhere.
var moduleOutputs = []struct {
	outputs  []string
	argument string // that names the resource
	value    func(name string) string
}{
	{[]string{"lambda_function_arn", "lambda_function_arn_static", "function_arn"}, "function_name", attribute("AWS::Lambda::Function", "Arn")},
	{[]string{"lambda_function_qualified_arn"}, "function_name", func(name string) string { return standin.Attribute("AWS::Lambda::Function", name, "Arn") + ":1" }},
	{[]string{"lambda_function_name", "function_name"}, "function_name", attribute("AWS::Lambda::Function", "Name")},
	{[]string{"queue_arn", "sqs_queue_arn"}, "name", attribute("AWS::SQS::Queue", "Arn")},
	{[]string{"queue_url", "queue_id", "sqs_queue_id", "sqs_queue_url"}, "name", attribute("AWS::SQS::Queue", "QueueUrl")},
	{[]string{"topic_arn", "sns_topic_arn", "topic_id"}, "name", attribute("AWS::SNS::Topic", "Arn")},
	{[]string{"dynamodb_table_arn", "table_arn"}, "name", attribute("AWS::DynamoDB::Table", "Arn")},
	{[]string{"dynamodb_table_id", "table_name"}, "name", attribute("AWS::DynamoDB::Table", "Name")},
	{[]string{"s3_bucket_arn", "bucket_arn"}, "bucket", attribute("AWS::S3::Bucket", "Arn")},
	{[]string{"s3_bucket_id", "bucket_name"}, "bucket", attribute("AWS::S3::Bucket", "Name")},
	{[]string{"state_machine_arn", "state_machine_id"}, "name", attribute("AWS::StepFunctions::StateMachine", "Arn")},
	{[]string{"eventbridge_bus_name"}, "bus_name", attribute("AWS::Events::EventBus", "Name")},
}

func attribute(kind, name string) func(string) string {
	return func(called string) string { return standin.Attribute(kind, called, name) }
}
